use super::*;
use proptest::prelude::*;

#[test]
fn spaces_and_hyphens_are_one() {
    for name in
        ["Nur-Sultan", "Nur Sultan", "Nur\u{a0}Sultan", " nur \t sultan\n", "NUR‑SULTAN", "Nur–Sultan"]
    {
        assert_eq!(key(name), "nur sultan", "{name:?}");
    }
    assert_ne!(key("Nursultan"), key("Nur-Sultan"));
}

#[test]
fn apostrophes_of_all_kinds_are_one_and_stay() {
    for name in ["O'Brien", "O’Brien", "OʼBrien", "O`Brien", "O´Brien", "O‘BRIEN"] {
        assert_eq!(key(name), "o'brien", "{name:?}");
    }
    assert_ne!(key("we're"), key("were"));
    assert_eq!(key("ŉ"), "'n");
    assert_eq!(key("צה״ל"), key("צה\"ל"));
}

#[test]
fn marks_go_where_they_are_ornaments() {
    assert_eq!(key("Émile Zölä"), "emile zola");
    assert_eq!(key("E\u{301}mile"), "emile");
    assert_eq!(key("Αθήνα"), key("ΑΘΗΝΑ"));
    assert_eq!(key("Королёв"), "королев");
    assert_eq!(key("Медве\u{301}дев"), "медведев");
    assert_eq!(key("مُحَمَّد"), "محمد");
    assert_eq!(key("שָׁלוֹם"), "שלום");
    assert_eq!(key("Wałęsa"), "walesa");
    assert_eq!(key("KILIÇDAROĞLU"), key("Kılıçdaroğlu"));
    assert_eq!(key("İstanbul"), "istanbul");
}

#[test]
fn marks_stay_where_they_make_the_letter() {
    assert_ne!(key("Андрей"), key("Андреи"));
    assert_eq!(key("Андреи\u{306}"), key("Андрей"));
    assert_ne!(key("Україна"), key("Украіна"));
    assert_eq!(key("दिल्ली"), "दिल्ली");
    assert_eq!(key("เชียงใหม่"), "เชียงใหม่");
    assert_ne!(key("ガ"), key("カ"));
    assert_ne!(key("أحمد"), key("احمد"));
}

#[test]
fn case_compatibility_and_invisible_characters() {
    assert_eq!(key("Straße"), key("STRASSE"));
    assert_eq!(key("ＮＡＴＯ"), "nato");
    assert_eq!(key("ﬁnland"), "finland");
    assert_eq!(key("Kasach\u{ad}stan\u{200e}"), "kasachstan");
    assert_eq!(key("ΟΔΥΣΣΕΥΣ"), key("Οδυσσευς"));
    assert_eq!(key("\u{1112}\u{1161}\u{11ab}국"), key("한국"));
}

#[test]
fn dots_of_initials_written_together() {
    assert_eq!(key("U.S."), "us");
    assert_eq!(key("U.S.A."), "usa");
    assert_eq!(key("J.K. Rowling"), "jk rowling");
    assert_eq!(key("J. Biden"), "j. biden");
    assert_eq!(key("example.com"), "example.com");
}

#[test]
fn nothing_left() {
    assert_eq!(key(" - "), "");
    assert_eq!(key(""), "");
}

#[test]
fn units_lead_back_to_scalars() {
    let text = "😀 ﬁ Straße—x";
    let folded = fold(text, Mode::Text);
    assert_eq!(folded.text, "😀 fi strasse—x");
    let at = folded.text.find("strasse").unwrap();
    let (first, last) = folded.units_of(at, at + 7).unwrap();
    assert_eq!((folded.units[first].start, folded.units[last - 1].end), (4, 10));
    let inside = folded.text.find("i strasse").unwrap();
    assert_eq!(folded.units_of(inside, inside + 1), None, "half a ligature is no place for a name");
}

proptest! {
    #[test]
    fn units_are_in_order_and_cover_the_text(text in "\\PC{0,60}") {
        let folded = fold(&text, Mode::Text);
        let mut end = 0;
        for unit in &folded.units {
            prop_assert_eq!(unit.start, end);
            prop_assert!(unit.end >= unit.start);
            end = unit.end;
        }
        prop_assert_eq!(end as usize, text.chars().count());
    }

    #[test]
    fn a_key_is_its_own_key(name in "[A-Za-zÀ-ÿĀ-žа-яё' -]{0,30}") {
        let once = key(&name);
        prop_assert_eq!(key(&once), once);
    }
}
