//! News prose with its accidents: missing spaces, stray quotes, misspellings, metonyms.

use super::*;

fn newsroom() -> Matcher {
    use Weight::{Demonym, Full, Metonym, Short};
    let entities: [(i64, Weight, &[&str]); 34] = [
        (1, Full, &["Kazakhstan", "Republic of Kazakhstan", "Kazikistan", "Қазақстан", "Казахстан"]),
        (1, Demonym, &["Kazakh", "Kazakhs"]),
        (2, Full, &["Kassym-Jomart Tokayev", "Касым-Жомарт Токаев"]),
        (2, Short, &["Tokayev", "Токаев"]),
        (
            3,
            Full,
            &["National Security Committee of Kazakhstan", "National Security Committee", "KNB", "КНБ"],
        ),
        (4, Full, &["Karim Masimov", "Karim Massimov"]),
        (4, Short, &["Masimov"]),
        (5, Full, &["Nursultan Nazarbayev"]),
        (6, Full, &["Astana", "Nur-Sultan"]),
        (7, Full, &["Russia"]),
        (7, Demonym, &["Russian", "Russians"]),
        (7, Metonym, &["Moscow"]),
        (8, Full, &["Vladimir Putin"]),
        (8, Short, &["Putin"]),
        (9, Metonym, &["Kremlin"]),
        (10, Metonym, &["Farnesina"]),
        (11, Full, &["Italy"]),
        (11, Demonym, &["Italian", "Italians"]),
        (12, Full, &["Emmanuel Macron"]),
        (12, Short, &["Macron"]),
        (13, Full, &["France"]),
        (13, Demonym, &["French"]),
        (14, Full, &["United States", "US", "USA"]),
        (14, Demonym, &["American", "Americans"]),
        (15, Full, &["US State Department", "State Department"]),
        (16, Full, &["NATO", "Atlantic Alliance"]),
        (17, Full, &["European Union", "EU"]),
        (18, Full, &["European Commission", "EU Commission"]),
        (19, Full, &["Ursula von der Leyen"]),
        (19, Short, &["von der Leyen"]),
        (20, Full, &["Almaty"]),
        (21, Full, &["Almaty airport"]),
        (22, Full, &["Theresa May"]),
        (22, Short, &["May"]),
    ];
    let names = entities
        .into_iter()
        .flat_map(|(entity, weight, texts)| texts.iter().map(move |text| weak(entity, text, weight)));
    matcher(names.chain([distinctive(5, "Nazarbayev")]))
}

#[track_caller]
fn assert_links(text: &str, expected: &[&str]) {
    assert_eq!(
        links_in(&newsroom(), text, &Context { language: Some("en"), ..Context::default() }),
        expected
    );
}

#[test]
fn misspelt_and_former_names_are_names() {
    assert_links(
        "Flights from Kazikistan to Nur Sultan, now Astana, resumed.",
        &["Kazikistan=1", "Nur Sultan=6", "Astana=6"],
    );
}

#[test]
fn spaces_lost_in_typesetting() {
    assert_links(
        "French President EmmanuelMacron called. Moscow: new talks Tokayev-Putin\n\
         Vladimir Putin heard it from Kassym-Jomart Tokayev.that was all",
        &[
            "French=13",
            "EmmanuelMacron=12",
            "Moscow=7",
            "Tokayev=2",
            "Putin=8",
            "Vladimir Putin=8",
            "Kassym-Jomart Tokayev=2",
        ],
    );
    assert_links("they would ”keep talking”The Farnesina warned “Italy", &["Farnesina=10", "Italy=11"]);
}

#[test]
fn one_body_under_three_names_is_never_nested() {
    assert_links(
        "The KNB, or National Security Committee of Kazakhstan, is the Kazakh service (KNB).",
        &["KNB=3", "National Security Committee of Kazakhstan=3", "Kazakh=1", "KNB=3"],
    );
}

#[test]
fn surnames_follow_their_full_names() {
    assert_links(
        "Masimov’s deputy left. President Tokayev dismissed Karim Masimov; Nazarbayev’s aide agreed.",
        &["Masimov=4", "Karim Masimov=4", "Nazarbayev=5"],
    );
    assert_eq!(
        refusals(&newsroom(), "Masimov was relieved by President Tokayev."),
        ["Masimov: ShortWithoutFull", "Tokayev: ShortWithoutFull"]
    );
}

#[test]
fn institutions_around_places() {
    assert_links(
        "The US State Department told Americans near Almaty airport to leave Almaty; the US and other EU states, \
         and EU Commission President Ursula von der Leyen, agreed. Von der Leyen told us so.",
        &[
            "US State Department=15",
            "Americans=14",
            "Almaty airport=21",
            "Almaty=20",
            "US=14",
            "EU=17",
            "EU Commission=18",
            "Ursula von der Leyen=19",
            "Von der Leyen=19",
        ],
    );
}

#[test]
fn quotes_and_spaces_in_odd_places() {
    assert_links(
        "“At the meeting of the Atlantic Alliance , the\nsecretary general of NATO, said “the Kremlin” knew . Russian ”help ” came.",
        &["Atlantic Alliance=16", "NATO=16", "Kremlin=9", "Russian=7"],
    );
}

#[test]
fn names_in_cyrillic() {
    assert_links(
        "Президент Касым-Жомарт Токаев (Казахстан): Токаев и КНБ",
        &["Касым-Жомарт Токаев=2", "Казахстан=1", "Токаев=2", "КНБ=3"],
    );
}

#[test]
fn a_month_is_no_minister() {
    assert_links(
        "In May 2017 Theresa May called an election. May was a wet month; by May she had left, as May said in April.",
        &["Theresa May=22", "May=22"],
    );
}
