//! Texts that are not GraphQL, and characters that are trouble.

use super::{End, Hostile};

pub fn all() -> Vec<Hostile> {
    let broken: [(&str, &str); 39] = [
        ("an_empty_document", ""),
        ("a_blank_document", " ,\n\t"),
        ("a_document_of_a_comment", "# { __typename }"),
        ("a_document_of_a_mark", "\u{feff}"),
        ("a_brace_open", "{"),
        ("a_brace_closed", "}"),
        ("an_empty_selection", "{ }"),
        ("a_brace_too_many", "{ __typename }}"),
        ("a_keyword_alone", "query"),
        ("a_string_that_stays_open", "{ article(slug: \"abc"),
        ("a_string_over_two_lines", "{ article(slug: \"a\nb\") { id } }"),
        ("a_block_string_that_stays_open", "{ article(slug: \"\"\"abc\"\") { id } }"),
        ("a_block_string_that_escapes_its_end", "{ article(slug: \"\"\"abc\\\"\"\") { id } }"),
        ("a_quote_alone", "\""),
        ("four_quotes", "{ article(slug: \"\"\"\") { id } }"),
        ("an_escape_at_the_end", "{ article(slug: \"\\"),
        ("an_unknown_escape", "{ article(slug: \"\\x41\") { id } }"),
        ("a_short_escape", "{ article(slug: \"\\u00\") { id } }"),
        ("a_lone_surrogate", "{ article(slug: \"\\ud800\") { id } }"),
        ("a_low_surrogate_first", "{ article(slug: \"\\udc00\\ud800\") { id } }"),
        ("a_surrogate_in_braces", "{ article(slug: \"\\u{d800}\") { id } }"),
        ("an_escape_beyond_unicode", "{ article(slug: \"\\u{110000}\") { id } }"),
        ("an_empty_escape", "{ article(slug: \"\\u{}\") { id } }"),
        ("an_escape_that_stays_open", "{ article(slug: \"\\u{41\") { id } }"),
        ("a_number_with_a_zero_first", "{ articles(first: 01) { totalCount } }"),
        ("a_number_without_a_fraction", "{ articles(first: 1.) { totalCount } }"),
        ("a_number_without_an_exponent", "{ articles(first: 1e) { totalCount } }"),
        ("a_hexadecimal_number", "{ articles(first: 0xFF) { totalCount } }"),
        ("two_minus_signs", "{ articles(first: --1) { totalCount } }"),
        ("a_name_that_begins_with_a_digit", "{ 1a }"),
        ("a_name_in_another_script", "{ статьи { ид } }"),
        ("a_face", "{ 🙂 }"),
        ("two_dots", "{ ..F }"),
        ("dots_and_no_name", "{ ... }"),
        ("a_directive_without_a_name", "{ __typename @ }"),
        ("a_variable_without_a_name", "query($: Int) { __typename }"),
        ("an_argument_without_a_value", "{ articles(first:) { totalCount } }"),
        ("no_arguments_in_parentheses", "{ articles() { totalCount } }"),
        ("signs_of_nothing", "&|;?^~`'<>%*+/\\"),
    ];
    let mut all: Vec<_> =
        broken.iter().map(|(name, text)| Hostile::document(&format!("t05_{name}"), text)).collect();
    let characters = [
        ("nul", "\0"),
        ("a_control_character", "\u{1b}[31m"),
        ("delete", "\u{7f}"),
        ("a_space_that_does_not_break", "\u{a0}"),
        ("a_space_without_width", "\u{200b}"),
        ("a_line_separator", "\u{2028}"),
        ("a_turn_from_right_to_left", "\u{202e}"),
        ("a_noncharacter", "\u{ffff}"),
    ];
    for (name, character) in characters {
        let between = format!("{{ {character} __typename }}");
        all.push(Hostile::document(&format!("t05_{name}_between_names"), &between));
        let within = format!("{{ article(slug: \"a{character}b\") {{ id }} }}");
        all.push(Hostile::document(&format!("i07_{name}_in_a_string"), &within).ends(End::Any));
    }
    for lines in [1, 2_000] {
        let long = format!("{}\n{{ __typename ? }}", "x ".repeat(lines));
        all.push(Hostile::document(&format!("t05_a_fault_behind_{lines}_words"), &long));
    }
    let one_line = format!("{{ article(slug: \"{}\") {{ id ? }} }}", "secret ".repeat(4_000));
    all.push(Hostile::document("t05_a_fault_in_a_line_of_28_kilobytes", &one_line));
    let digits = format!("{{ article(slug: \"\\u{{{}41}}\") {{ id }} }}", "0".repeat(20_000));
    all.push(Hostile::document("t05_an_escape_of_many_digits", &digits).ends(End::Any));
    all.push(Hostile::document("t05_returns_for_line_ends", "{\r__typename\r}").ends(End::Any));
    all.push(Hostile::document("t05_a_mark_first", "\u{feff}{ __typename }").ends(End::Any));
    all
}
