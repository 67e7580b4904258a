//! One test for each thing that the matcher does on purpose.

use super::*;

#[test]
fn possessives_stay_outside() {
    let m = matcher([name(1, "Nazarbayev"), name(2, "United States"), name(3, "Stoltenberg")]);
    assert_eq!(links(&m, "Nazarbayev’s adviser, Nazarbayev's office"), ["Nazarbayev=1", "Nazarbayev=1"]);
    assert_eq!(links(&m, "the United States’ embassy"), ["United States=2"]);
    assert_eq!(links(&m, "‘Stoltenberg’ and 'Stoltenberg'"), ["Stoltenberg=3", "Stoltenberg=3"]);
    assert_eq!(links(&m, "NAZARBAYEV’S ADVISER"), ["NAZARBAYEV=1"]);
}

#[test]
fn an_apostrophe_within_a_word_is_no_border() {
    let m =
        matcher([name(1, "Brien"), name(2, "Xi"), name(3, "O'Brien"), name(4, "Italie"), name(5, "Ankara")]);
    assert_eq!(links(&m, "Xi’an is a city, O’Brien a man, O‘Briens two"), ["O’Brien=3"]);
    assert_eq!(links(&m, "le gouvernement de l’Italie. L'Italie aussi"), ["Italie=4", "Italie=4"]);
    let turkish = Context { language: Some("tr"), ..Context::default() };
    assert_eq!(links_in(&m, "Görüşme Ankara'da yapıldı", &turkish), ["Ankara=5"]);
}

#[test]
fn words_written_together() {
    let m = matcher([name(1, "Emmanuel Macron"), name(2, "Tokayev"), name(3, "Putin"), name(4, "Farnesina")]);
    assert_eq!(links(&m, "President EmmanuelMacron asked"), ["EmmanuelMacron=1"]);
    assert_eq!(links(&m, "a call Tokayev-Putin"), ["Tokayev=2", "Putin=3"]);
    assert_eq!(links(&m, "contact with Tokayev.that he chose"), ["Tokayev=2"]);
    assert_eq!(links(&m, "stay in touch”The Farnesina advises"), ["Farnesina=4"]);
    assert_eq!(links(&m, "Tokayevs Putinism"), [""; 0]);
}

#[test]
fn a_capital_within_a_word_opens_no_name() {
    let m = matcher([name(1, "Donald"), name(2, "Tube")]);
    assert_eq!(links(&m, "McDonald on YouTube"), [""; 0]);
}

#[test]
fn a_hyphenated_name_wins_over_its_parts() {
    let m = matcher([
        name(1, "Nur-Sultan"),
        name(2, "Sultan"),
        name(3, "Kassym-Jomart Tokayev"),
        name(4, "Tokayev"),
    ]);
    for text in ["in Nur-Sultan", "in Nur Sultan", "in Nur\u{a0}Sultan", "in NurSultan"] {
        assert_eq!(links(&m, text).len(), 1, "{text}");
        assert!(links(&m, text)[0].ends_with("=1"), "{text}");
    }
    assert_eq!(links(&m, "Kassym-Jomart Tokayev"), ["Kassym-Jomart Tokayev=3"]);
    assert_eq!(links(&m, "a Nur - Sultan"), ["Sultan=2"], "a dash between spaces is no hyphen");
}

#[test]
fn scripts_without_spaces() {
    let m = matcher([
        name(1, "哈萨克斯坦"),
        name(2, "カザフスタン"),
        name(3, "คาซัคสถาน"),
        name(4, "インド"),
        name(5, "NATO"),
        name(6, "카자흐스탄"),
    ]);
    assert_eq!(links(&m, "他说哈萨克斯坦的局势"), ["哈萨克斯坦=1"]);
    assert_eq!(links(&m, "昨日カザフスタンで"), ["カザフスタン=2"]);
    assert_eq!(links(&m, "สถานการณ์ในคาซัคสถานวันนี้"), ["คาซัคสถาน=3"]);
    assert_eq!(links(&m, "インドネシアとインドは"), ["インド=4"], "Katakana words are whole");
    assert_eq!(links(&m, "当NATO秘书长"), ["NATO=5"]);
    assert_eq!(links(&m, "카자흐스탄의 대통령"), ["카자흐스탄=6"], "particles stay outside");
}

#[test]
fn abbreviations_need_their_capitals() {
    let m = matcher([name(1, "US"), name(2, "WHO"), name(3, "IT"), name(4, "EU")]);
    assert_eq!(
        links(&m, "Who told us about it? Us. The WHO and the US, says the EU. IT too; Eu not."),
        ["WHO=2", "US=1", "EU=4", "IT=3"]
    );
    assert_eq!(links(&m, "the U.S. and the US-led force"), ["U.S.=1", "US=1"]);
}

#[test]
fn names_need_their_capitals() {
    let m = matcher([
        name(1, "May"),
        name(2, "Kazakhstan"),
        name(3, "National Security Committee of Kazakhstan"),
    ]);
    assert_eq!(links(&m, "it may rain, kazakhstan"), [""; 0]);
    assert_eq!(links(&m, "KAZAKHSTAN: NEW ARRESTS"), ["KAZAKHSTAN=2"]);
    assert_eq!(
        links(&m, "the National security committee of Kazakhstan"),
        ["National security committee of Kazakhstan=3"]
    );
    assert_eq!(links(&m, "MAY"), [""; 0], "three letters in capitals may be anything");
}

#[test]
fn demonyms_are_written_as_stored() {
    let french = |tag: &str| Name { language: Some(tag.to_owned()), ..weak(2, "kazakh", Weight::Demonym) };
    let m = matcher([weak(1, "Italian", Weight::Demonym), french("fr-FR")]);
    let read =
        |text, language| links_in(&m, text, &Context { language: Some(language), ..Context::default() });
    assert_eq!(read("an Italian and an italian, ITALIAN", "en"), ["Italian=1"]);
    assert_eq!(read("le président kazakh; un Kazakh", "fr"), ["kazakh=2", "Kazakh=2"]);
    assert_eq!(read("the kazakh steppe", "en"), [""; 0], "in another language it may be any word");
}

#[test]
fn a_leading_article_stays_outside() {
    let m = matcher([
        weak(1, "Farnesina", Weight::Metonym),
        weak(2, "Kremlin", Weight::Metonym),
        name(3, "The Hague"),
    ]);
    assert_eq!(
        links(&m, "The Farnesina and the Kremlin met in The Hague"),
        ["Farnesina=1", "Kremlin=2", "The Hague=3"]
    );
}

#[test]
fn short_names_need_a_full_one() {
    let m =
        matcher([name(1, "Karim Masimov"), weak(1, "Masimov", Weight::Short), distinctive(2, "Nazarbayev")]);
    assert_eq!(links(&m, "He met Masimov and Nazarbayev"), ["Nazarbayev=2"]);
    assert_eq!(refusals(&m, "He met Masimov"), ["Masimov: ShortWithoutFull"]);
    assert_eq!(links(&m, "He met Masimov. Karim Masimov left."), ["Masimov=1", "Karim Masimov=1"]);
    assert_eq!(links(&m, "Karim Masimov left. He met Masimov."), ["Karim Masimov=1", "Masimov=1"]);
    let about = Context { about: &[1], ..Context::default() };
    assert_eq!(links_in(&m, "He met Masimov", &about), ["Masimov=1"]);
    let pins = [(0..2, 1)];
    let pinned = Context { pinned: &pins, ..Context::default() };
    assert_eq!(links_in(&m, "He met Masimov", &pinned), ["Masimov=1"]);
}

#[test]
fn short_names_must_be_one_persons() {
    let m = matcher([
        name(1, "George Bush"),
        name(2, "Jeb Bush"),
        weak(1, "Bush", Weight::Short),
        weak(2, "Bush", Weight::Short),
    ]);
    assert_eq!(links(&m, "George Bush spoke. Then Bush left."), ["George Bush=1", "Bush=1"]);
    assert_eq!(refusals(&m, "George Bush and Jeb Bush spoke, then Bush left"), ["Bush: Ambiguous"]);
}

#[test]
fn ordinary_words_are_not_short_names() {
    let m = matcher([
        name(1, "Theresa May"),
        weak(1, "May", Weight::Short),
        name(2, "George Will"),
        weak(2, "Will", Weight::Short),
    ]);
    assert_eq!(links(&m, "Theresa May spoke. May the force be with you."), ["Theresa May=1"]);
    assert_eq!(
        links(&m, "In May, Theresa May resigned; on 5 May she had met Mrs. May."),
        ["Theresa May=1", "May=1"]
    );
    assert_eq!(links(&m, "Theresa May said that May would go."), ["Theresa May=1", "May=1"]);
    assert_eq!(links(&m, "George Will spoke. Will he come?"), ["George Will=2"]);
    assert_eq!(refusals(&m, "George Will spoke. Will he come?"), ["Will: OrdinaryWord"]);
}

#[test]
fn a_capital_from_the_sentence_alone_makes_no_name() {
    let m = matcher([name(1, "Turkey"), weak(2, "Polish", Weight::Demonym)]);
    assert_eq!(links(&m, "Turkey is what we eat. The turkey was good."), [""; 0]);
    assert_eq!(links(&m, "Turkey votes. No turkey there; in Turkey they vote."), ["Turkey=1", "Turkey=1"]);
    assert_eq!(links(&m, "Polish it well. They polish all day."), [""; 0]);
    assert_eq!(links(&m, "Polish voters"), ["Polish=2"]);
}

#[test]
fn a_short_name_is_no_part_of_a_longer_one() {
    let m = matcher([
        distinctive(1, "Nazarbayev"),
        name(2, "John Smith"),
        weak(2, "Smith", Weight::Short),
        weak(3, "Kazakh", Weight::Demonym),
        name(4, "Putin"),
    ]);
    assert_eq!(links(&m, "John Smith met Will Smith and Mr Smith"), ["John Smith=2", "Smith=2"]);
    assert_eq!(refusals(&m, "his brother Bolat Nazarbayev"), ["Nazarbayev: LongerName"]);
    assert_eq!(refusals(&m, "Bolat Nazarbayev left. Jean-Nazarbayev left."), ["Nazarbayev: LongerName"; 2]);
    assert_eq!(links(&m, "Calling Nazarbayev was easy. But Nazarbayev left."), ["Nazarbayev=1"; 2]);
    let french = Context { language: Some("fr"), ..Context::default() };
    assert_eq!(links_in(&m, "Hier Nazarbayev parlait.", &french), ["Nazarbayev=1"]);
    assert_eq!(links(&m, "at the Nazarbayev University"), [""; 0]);
    assert_eq!(links(&m, "Yesterday Nazarbayev spoke with Foreign Minister Nazarbayev"), ["Nazarbayev=1"; 2]);
    assert_eq!(
        links(&m, "the Kazakh Nazarbayev, a call Nazarbayev-Putin"),
        ["Kazakh=3", "Nazarbayev=1", "Nazarbayev=1", "Putin=4"]
    );
    assert_eq!(
        links(&m, "Why Nazarbayev Will Never Leave Power"),
        ["Nazarbayev=1"],
        "a headline capitalises all"
    );
}

#[test]
fn metonyms_and_demonyms_need_one_candidate() {
    let m = matcher([
        weak(1, "Moscow", Weight::Metonym),
        weak(2, "Georgian", Weight::Demonym),
        weak(3, "Georgian", Weight::Demonym),
    ]);
    assert_eq!(links(&m, "Moscow: a call"), ["Moscow=1"]);
    assert_eq!(links(&m, "MOSCOW, moscow"), [""; 0]);
    assert_eq!(refusals(&m, "the Georgian coast"), ["Georgian: Ambiguous"]);
}

#[test]
fn a_full_name_beats_the_weak_names_of_others() {
    let m = matcher([weak(1, "Moscow", Weight::Metonym), name(2, "Moscow")]);
    assert_eq!(links(&m, "Moscow denied it"), ["Moscow=2"]);
}

#[test]
fn the_context_decides_between_full_names() {
    let m =
        matcher([name(1, "Georgia"), name(2, "Georgia"), name(2, "State of Georgia"), name(3, "Tbilisi")]);
    assert_eq!(refusals(&m, "from Georgia to Tbilisi"), ["Georgia: Ambiguous"]);
    assert_eq!(links_in(&m, "from Georgia", &Context { about: &[1], ..Context::default() }), ["Georgia=1"]);
    assert_eq!(links(&m, "the State of Georgia; Georgia too"), ["State of Georgia=2", "Georgia=2"]);
    let both = Context { about: &[1, 2], ..Context::default() };
    assert_eq!(links_in(&m, "from Georgia", &both), [""; 0]);
}

#[test]
fn a_name_as_stored_beats_one_in_capitals() {
    let m = matcher([name(1, "Otan"), name(2, "OTAN")]);
    assert_eq!(links(&m, "OTAN and Otan"), ["OTAN=2", "Otan=1"]);
}

#[test]
fn the_outermost_name_wins() {
    let m = matcher([
        name(1, "National Security Committee of Kazakhstan"),
        name(1, "KNB"),
        name(2, "Kazakhstan"),
        weak(2, "Kazakh", Weight::Demonym),
        name(1, "Kazakh security services"),
    ]);
    assert_eq!(
        links(&m, "the KNB, the National Security Committee of Kazakhstan, in Kazakhstan"),
        ["KNB=1", "National Security Committee of Kazakhstan=1", "Kazakhstan=2"]
    );
    assert_eq!(links(&m, "the Kazakh security services (KNB)"), ["Kazakh security services=1", "KNB=1"]);
}

#[test]
fn a_refused_name_gives_way_to_those_within_it() {
    let m = matcher([weak(1, "New England", Weight::Short), name(2, "England"), name(3, "Astana")]);
    assert_eq!(links(&m, "in New England"), ["England=2"]);
    assert_eq!(links(&m, "the Astana Times"), ["Astana=3"]);
}

#[test]
fn an_ambiguous_name_does_not() {
    let m = matcher([
        name(1, "Georgia State University"),
        name(2, "Georgia State University"),
        name(3, "Georgia"),
    ]);
    assert_eq!(links(&m, "at Georgia State University in Georgia"), ["Georgia=3"]);
    assert_eq!(refusals(&m, "at Georgia State University"), ["Georgia State University: Ambiguous"]);
}

#[test]
fn nothing_is_found_across_lines_or_pins() {
    let m = matcher([name(1, "Nur Sultan"), name(2, "Sultan")]);
    assert_eq!(links(&m, "Nur\nSultan"), ["Sultan=2"]);
    assert_eq!(links(&m, "Nur\tSultan"), ["Sultan=2"]);
    let pins = [(0..3, 9)];
    assert_eq!(links_in(&m, "Nur Sultan", &Context { pinned: &pins, ..Context::default() }), ["Sultan=2"]);
}

#[test]
fn offsets_are_scalars() {
    let m = matcher([name(1, "Kazakhstan")]);
    let found = m.find("😀😀 “Kazakhstan”", &Context::default());
    assert_eq!((found[0].start, found[0].end), (4, 14));
}

#[test]
fn invisible_characters_do_not_hide_a_name() {
    let m = matcher([name(1, "Kazakhstan"), name(2, "Stan")]);
    assert_eq!(links(&m, "Kazakh\u{ad}stan"), ["Kazakh\u{ad}stan=1"]);
    assert_eq!(links(&m, "Bunt\u{ad}Stan"), [""; 0]);
}

#[test]
fn names_without_letters_never_match() {
    let m = matcher([name(1, " "), name(2, "-"), name(3, "X")]);
    assert_eq!(links(&m, "a - b, Malcolm X"), [""; 0], "a single letter needs support, as a short name does");
}

#[test]
fn a_surname_named_in_full_contests_a_full_name() {
    let m = matcher([name(1, "Jordan"), name(2, "Michael Jordan"), weak(2, "Jordan", Weight::Short)]);
    assert_eq!(links(&m, "a trip to Jordan"), ["Jordan=1"]);
    assert_eq!(links(&m, "Michael Jordan played; then Jordan left"), ["Michael Jordan=2"]);
    assert_eq!(refusals(&m, "Michael Jordan played; then Jordan left"), ["Jordan: Ambiguous"]);
    let about = Context { about: &[2], ..Context::default() };
    assert_eq!(
        links_in(&m, "Michael Jordan played; then Jordan left", &about),
        ["Michael Jordan=2", "Jordan=2"]
    );
}

#[test]
fn names_stored_small_may_begin_sentences() {
    let m = matcher([name(1, "inflation")]);
    assert_eq!(links(&m, "Inflation rose. They fear inflation."), ["Inflation=1", "inflation=1"]);
}

#[test]
fn a_line_of_capitals_spells_ordinary_words_like_abbreviations() {
    let m = matcher([name(1, "US"), name(2, "KNB"), name(3, "PACE")]);
    assert_eq!(links(&m, "THE KNB TOLD US SO"), ["KNB=2"]);
    assert_eq!(links(&m, "SLOW PACE OF KNB REFORM\nThe pace was slow."), ["KNB=2"]);
    assert_eq!(links(&m, "US, KNB: a call"), ["US=1", "KNB=2"]);
}

#[test]
fn addresses_are_not_searched() {
    let m = matcher([name(1, "NATO"), name(2, "Twitter")]);
    assert_eq!(
        links(
            &m,
            "NATO https://example.org/NATO?x=NATO, www.NATO.example, desk@NATO.example @NATO. On Twitter/NATO"
        ),
        ["NATO=1", "Twitter=2", "NATO=1"]
    );
}

#[test]
fn thousands_of_names_in_one_line() {
    let m = matcher([
        name(1, "Karim Masimov"),
        weak(1, "Masimov", Weight::Short),
        weak(2, "Abish", Weight::Short),
    ]);
    let text = "Karim Masimov met Masimov and Bolat Abish, ".repeat(4_000);
    assert_eq!(m.find(&text, &Context::default()).len(), 12_000);
}

#[test]
fn surnames_in_capitals() {
    let m = matcher([
        name(1, "Emmanuel Macron"),
        weak(1, "Macron", Weight::Short),
        distinctive(2, "Nazarbayev"),
        name(3, "Theresa May"),
        weak(3, "May", Weight::Short),
    ]);
    assert_eq!(links(&m, "Emmanuel MACRON a parlé, dit M. MACRON."), ["Emmanuel MACRON=1", "MACRON=1"]);
    assert_eq!(
        links(&m, "WHY DID MACRON SPEAK?\nEmmanuel Macron did not speak."),
        ["MACRON=1", "Emmanuel Macron=1"]
    );
    assert_eq!(refusals(&m, "BOLAT NAZARBAYEV ARRESTED"), ["NAZARBAYEV: LongerName"]);
    assert_eq!(links(&m, "TALKS MAY FAIL\nTheresa May said so."), ["Theresa May=3"]);
}

#[test]
fn a_newsroom_without_names() {
    assert_eq!(links(&matcher([]), "Nobody is known"), [""; 0]);
}
