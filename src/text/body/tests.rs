use super::*;
use proptest::prelude::*;

fn markdown(source: &str) -> Document {
    parse(Format::Markdown, source)
}

fn span(start: usize, text: &str) -> Span {
    Span { start, text: text.to_owned(), ..Span::default() }
}

fn page(document: &Document) -> String {
    html(&document.blocks, &[], Rendering::None, &describe)
}

fn describe(index: usize) -> MentionTarget {
    MentionTarget { id: format!("ent_{index}"), path: Some(format!("/e/{index}")) }
}

/// The text that the spans of all blocks say stands at their offsets, stands there.
fn assert_offsets(document: &Document) {
    let scalars: Vec<char> = document.text.chars().collect();
    for span in document.blocks.iter().flat_map(Block::runs).flatten() {
        let there: String = scalars.iter().skip(span.start).take(span.text.chars().count()).collect();
        assert_eq!(there, span.text, "{document:?}");
    }
}

#[test]
fn plain_text_is_its_own_text() {
    let document = parse(Format::Plain, "\u{feff}Cafe\u{301} *one*\r\n\r\nTwo\rThree\n\n");
    assert_eq!(document.text, "Café *one*\n\nTwo\nThree");
    let paragraph = |start, text| Block { start, kind: Kind::Paragraph { spans: vec![span(start, text)] } };
    assert_eq!(document.blocks, [paragraph(0, "Café *one*"), paragraph(12, "Two"), paragraph(16, "Three")]);
    assert_eq!(parse(Format::Plain, ""), Document::default());
    assert_eq!(parse(Format::Plain, "a\0b").text, "ab");
}

#[test]
fn markdown_shows_what_is_visible() {
    let document =
        markdown("# Title 😀\n\nOne *two* **three *four*** ~~five~~ `six`\nseven  \neight &amp; nine\n");
    assert_eq!(document.text, "Title 😀\nOne two three four five six seven\neight & nine");
    assert_offsets(&document);
    assert_eq!(document.blocks[0].kind, Kind::Heading { level: 1, spans: vec![span(0, "Title 😀")] });
    assert_eq!(document.blocks[1].start, 8);
    let Kind::Paragraph { spans } = &document.blocks[1].kind else { panic!("{document:?}") };
    let marks: Vec<_> = spans.iter().map(|s| (s.text.as_str(), s.marks.as_slice())).collect();
    assert_eq!(marks[1], ("two", [Mark::Italic].as_slice()));
    assert_eq!(marks[4], ("four", [Mark::Bold, Mark::Italic].as_slice()));
    assert_eq!(marks[6], ("five", [Mark::Strikethrough].as_slice()));
    assert_eq!(marks[8], ("six", [Mark::Code].as_slice()));
    assert_eq!(
        page(&document),
        "<h1>Title 😀</h1><p>One <em>two</em> <strong>three </strong><strong><em>four</em></strong> <del>five</del> \
         <code>six</code> seven<br>eight &amp; nine</p>"
    );
}

#[test]
fn links_may_pin_a_mention() {
    let document =
        markdown("From [Moscow](entity:wikidata:Q649), [*the* Kremlin](entity:ent_01k), [x](entity:).");
    assert_eq!(document.text, "From Moscow, the Kremlin, x.");
    assert_eq!(
        document.pins,
        [
            Pin { range: 5..11, target: "wikidata:Q649".to_owned() },
            Pin { range: 13..24, target: "ent_01k".to_owned() },
        ]
    );
    assert!(document.blocks.iter().flat_map(Block::runs).flatten().all(|s| s.href.is_none()));
}

#[test]
fn pins_count_from_the_beginning_of_the_text() {
    let document =
        markdown("# 😀\n\n- a\n- [b](entity:b)\n\n| [c](entity:c) | d |\n|---|---|\n| e | [f](entity:f) |\n");
    assert_eq!(document.text, "😀\na\nb\nc\td\ne\tf");
    let ranges: Vec<_> = document.pins.iter().map(|p| (p.range.clone(), p.target.as_str())).collect();
    assert_eq!(ranges, [(4..5, "b"), (6..7, "c"), (12..13, "f")]);
    assert_offsets(&document);
}

#[test]
fn unsafe_links_lose_their_address() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html;base64,xx",
        "vbscript:x",
        "<java\tscript:alert(1)>",
        "&#106;avascript:alert(1)",
        "file:///etc/passwd",
    ] {
        let document = markdown(&format!("A [link]({address}) here."));
        assert!(
            document.blocks.iter().flat_map(Block::runs).flatten().all(|s| s.href.is_none()),
            "{address}"
        );
        assert!(!page(&document).contains("href"), "{address}");
    }
    let document = markdown(
        "[a](https://example.org/?q=1&r=2) [b](/news#x) [c](mailto:desk@example.org) <desk@example.org>",
    );
    assert_eq!(
        page(&document),
        "<p><a href=\"https://example.org/?q=1&amp;r=2\">a</a> <a href=\"/news#x\">b</a> \
         <a href=\"mailto:desk@example.org\">c</a> <a href=\"mailto:desk@example.org\">desk@example.org</a></p>"
    );
}

#[test]
fn raw_html_is_text() {
    let document = markdown("<script>alert(1)</script>\n\nan <b onclick=x>inline</b> one");
    assert_eq!(document.text, "<script>alert(1)</script>\nan <b onclick=x>inline</b> one");
    assert_eq!(
        page(&document),
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p><p>an &lt;b onclick=x&gt;inline&lt;/b&gt; one</p>"
    );
}

#[test]
fn character_references_bring_in_no_control_characters() {
    assert_eq!(markdown("a&#1;b&#13;c&#0;d&copy;").text, "abc\u{fffd}d©");
}

#[test]
fn an_image_alone_is_a_picture() {
    let document = markdown(
        "Before\n\n![A *square*](https://example.org/a.jpg \"Almaty, \\\"today\\\"\")\n\nAfter ![icon](/i.png)",
    );
    assert_eq!(document.text, "Before\nAfter icon");
    let picture = Kind::Picture {
        url: "https://example.org/a.jpg".to_owned(),
        alt: "A square".to_owned(),
        caption: Some("Almaty, \"today\"".to_owned()),
    };
    assert_eq!(document.blocks[1], Block { start: 6, kind: picture });
    assert_eq!(
        block_html(&document.blocks[1], &[], Rendering::Links, &describe),
        "<figure><img src=\"https://example.org/a.jpg\" alt=\"A square\"><figcaption>Almaty, \"today\"</figcaption></figure>"
    );
    assert_eq!(markdown("![](a.png)").blocks.len(), 1);
    assert_eq!(markdown("![x](javascript:a)").text, "x", "an unsafe picture is its text");
    assert_eq!(markdown("![a](a.png) ![b](b.png)").text, "a b");
}

#[test]
fn an_address_alone_is_an_embed() {
    let document = markdown(
        "<https://www.youtube.com/watch?v=1&t=2>\n\nhttps://video.example.org/7\n\nSee <https://x.com/a>",
    );
    let embed =
        |url: &str, provider: &str| Kind::Embed { url: url.to_owned(), provider: provider.to_owned() };
    assert_eq!(document.blocks[0].kind, embed("https://www.youtube.com/watch?v=1&t=2", "YouTube"));
    assert_eq!(document.blocks[1].kind, embed("https://video.example.org/7", "video.example.org"));
    assert_eq!(document.text, "See https://x.com/a");
    assert_eq!(
        block_html(&document.blocks[0], &[], Rendering::None, &describe),
        "<figure data-provider=\"YouTube\"><a href=\"https://www.youtube.com/watch?v=1&amp;t=2\">\
         https://www.youtube.com/watch?v=1&amp;t=2</a></figure>"
    );
    let named = |url: &str| match markdown(url).blocks.remove(0).kind {
        Kind::Embed { provider, .. } => provider,
        other => format!("{other:?}"),
    };
    assert_eq!(named("https://notyoutube.com/x"), "notyoutube.com");
    assert_eq!(named("https://youtube.com@evil.example/x"), "evil.example");
    assert_eq!(markdown("[text](https://youtu.be/1)").text, "text", "a link with words is a link");
}

#[test]
fn lists_nest() {
    let document = markdown("1. one\n2. two\n   - inner\n\n     more\n3. three\n\n- other\n");
    assert_eq!(document.text, "one\ntwo\ninner\nmore\nthree\nother");
    assert_offsets(&document);
    let items: Vec<_> = document
        .blocks
        .iter()
        .map(|b| match b.kind {
            Kind::ListItem { depth, ordered, .. } => (depth, ordered),
            _ => panic!("{b:?}"),
        })
        .collect();
    assert_eq!(items, [(1, true), (1, true), (2, false), (1, true), (1, false)]);
    assert_eq!(
        page(&document),
        "<ol><li>one</li><li>two<ul><li>inner<br>more</li></ul></li><li>three</li></ol><ul><li>other</li></ul>"
    );
    assert_eq!(
        block_html(&document.blocks[2], &[], Rendering::None, &describe),
        "<ul><li>inner<br>more</li></ul>"
    );
}

#[test]
fn quotes_code_and_tables() {
    let document = markdown(
        "> one\n>\n> two\n\n```rust ignore\nlet a = \"<b>\";\n\nb();\n```\n\n| a | *b* |\n|---|---|\n| 1 | |\n\n---\n\nend",
    );
    assert_eq!(document.text, "one\ntwo\nlet a = \"<b>\";\n\nb();\na\tb\n1\t\nend");
    assert_offsets(&document);
    assert_eq!(
        page(&document),
        "<blockquote><p>one</p><p>two</p></blockquote>\
         <pre><code data-language=\"rust\">let a = \"&lt;b&gt;\";\n\nb();</code></pre>\
         <table><thead><tr><th>a</th><th><em>b</em></th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>\
         <p>end</p>"
    );
}

#[test]
fn mentions_split_spans() {
    let document = markdown("The **National Security** Committee of [Kazakhstan](https://example.org).");
    let mentions = [Placed { start: 4, end: 31, index: 7 }, Placed { start: 35, end: 45, index: 8 }];
    let blocks = with_mentions(&document.blocks, &mentions);
    let Kind::Paragraph { spans } = &blocks[0].kind else { panic!("{blocks:?}") };
    let seen: Vec<_> = spans.iter().map(|s| (s.start, s.text.as_str(), s.mention)).collect();
    assert_eq!(
        seen,
        [
            (0, "The ", None),
            (4, "National Security", Some(7)),
            (21, " Committee", Some(7)),
            (31, " of ", None),
            (35, "Kazakhstan", Some(8)),
            (45, ".", None),
        ]
    );
    let rendered = |rendering| html(&document.blocks, &mentions, rendering, &describe);
    assert_eq!(
        rendered(Rendering::Links),
        "<p>The <a href=\"/e/7\" data-entity=\"ent_7\"><strong>National Security</strong> Committee</a> of \
         <a href=\"https://example.org\"><span data-entity=\"ent_8\">Kazakhstan</span></a>.</p>"
    );
    assert_eq!(
        rendered(Rendering::Spans),
        "<p>The <span data-entity=\"ent_7\"><strong>National Security</strong> Committee</span> of \
         <a href=\"https://example.org\"><span data-entity=\"ent_8\">Kazakhstan</span></a>.</p>"
    );
    assert!(!rendered(Rendering::None).contains("data-entity"));
}

#[test]
fn targets_are_escaped_too() {
    let document = parse(Format::Plain, "Almaty");
    let hostile = |_| MentionTarget {
        id: "\"><script>x</script>".to_owned(),
        path: Some("javascript:alert(1)".to_owned()),
    };
    let rendered =
        html(&document.blocks, &[Placed { start: 0, end: 6, index: 0 }], Rendering::Links, &hostile);
    assert!(!rendered.contains("javascript") && !rendered.contains("<script"), "{rendered}");
    let pathless = |_| MentionTarget { id: "ent_1".to_owned(), path: None };
    let rendered =
        html(&document.blocks, &[Placed { start: 0, end: 6, index: 0 }], Rendering::Links, &pathless);
    assert_eq!(rendered, "<p><span data-entity=\"ent_1\">Almaty</span></p>");
}

#[test]
fn blocks_are_small_json_and_come_back() {
    let document = markdown(
        "# T\n\n- *a* [b](/c)\n\n![x](y.png)\n\n```\nc\n```\n\n|a|\n|-|\n|b|\n\nhttps://vimeo.com/1",
    );
    let json = serde_json::to_string(&document.blocks).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Block>>(&json).unwrap(), document.blocks);
    assert!(
        json.starts_with(r#"[{"at":0,"type":"heading","level":1,"spans":[{"at":0,"text":"T"}]},"#),
        "{json}"
    );
    assert!(json.contains(r#"{"at":2,"text":"a","marks":["ITALIC"]}"#), "{json}");
}

#[test]
fn words_and_minutes() {
    assert_eq!(word_count("Nazarbayev’s adviser – 3.5 % more."), 4);
    assert_eq!(word_count(""), 0);
    assert_eq!([0, 1, 238, 239].map(reading_minutes), [0, 1, 1, 2]);
}

proptest! {
    #[test]
    fn any_source_has_true_offsets_and_clean_html(
        source in "([a-zé😀 ]{1,6}|[*_`~\\[\\]()<>!#|\\-\n]|\\n\\n|\\n- |\\n> |\\]\\(entity:x\\)|!\\[|<b>|https://a\\.b|\\n\\|a\\|b\\|\\n\\|-\\|-\\|\\n){0,30}",
    ) {
        let document = markdown(&source);
        assert_offsets(&document);
        let length = document.text.chars().count();
        let mut end = 0;
        for pin in &document.pins {
            prop_assert!(pin.range.start < pin.range.end && pin.range.end <= length);
            prop_assert!(pin.range.start >= end);
            end = pin.range.end;
        }
        for pair in document.blocks.windows(2) {
            prop_assert!(pair[0].start <= pair[1].start);
        }
        let whole = with_mentions(&document.blocks, &[]);
        prop_assert_eq!(&whole, &document.blocks);
        prop_assert!(!page(&document).contains("<b>"));
    }

    #[test]
    fn mentions_change_no_text(start in 0usize..30, length in 1usize..12) {
        let document = markdown("One *two **three*** [four](/4)\n\n- five\n- six\n\n|a|b|\n|-|-|\n|c|d|");
        let blocks = with_mentions(&document.blocks, &[Placed { start, end: start + length, index: 0 }]);
        let text = |blocks: &[Block]| -> String {
            blocks.iter().flat_map(Block::runs).flatten().map(|s| s.text.as_str()).collect()
        };
        prop_assert_eq!(text(&blocks), text(&document.blocks));
        for span in blocks.iter().flat_map(Block::runs).flatten().filter(|s| s.mention.is_some()) {
            prop_assert!(span.start >= start && span.start + span.text.chars().count() <= start + length);
        }
    }
}
