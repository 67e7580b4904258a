//! Which of an entity's names a reader of a language is shown.

use crate::domain::language;
use crate::store::edition::entity::Name;

/// The name in the first of the languages that has one: the nearest form of the language, and in it the preferred name,
/// else the first that says the whole name.
#[must_use]
pub fn in_languages<'a>(wanted: &[&str], names: &'a [Name]) -> Option<&'a str> {
    use db::NameKind::{Demonym, Misspelling, Native, Official, Translation, Transliteration};
    let whole = |n: &&Name| {
        n.end_date.is_none() && matches!(n.kind, Native | Translation | Transliteration | Official)
    };
    let preferred = names.iter().filter(|n| n.preferred && !matches!(n.kind, Demonym | Misspelling));
    let names: Vec<&Name> = preferred.chain(names.iter().filter(whole)).collect();
    language::best(wanted, &names, |n| &n.language).map(|n| n.name.as_str())
}

#[cfg(test)]
mod tests {
    use db::EntityId;

    use super::*;

    fn name(name: &str, kind: db::NameKind, language: &str, preferred: bool) -> Name {
        let (start_date, end_date) = (None, None);
        Name {
            entity_id: EntityId(1),
            name: name.into(),
            kind,
            language: language.into(),
            preferred,
            start_date,
            end_date,
        }
    }

    #[test]
    fn the_preferred_name_of_a_language_then_a_whole_one() {
        use db::NameKind::*;
        let names = [
            name("Назарбаев", Short, "ru", false),
            name("Н. А. Назарбаев", Transliteration, "ru", false),
            name("Нурсултан Назарбаев", Transliteration, "ru", true),
            name("Нұрсұлтан Назарбаев", Native, "kk-Cyrl", false),
            name("Nazarbaïev", Misspelling, "fr", true),
        ];
        assert_eq!(in_languages(&["ru"], &names), Some("Нурсултан Назарбаев"));
        assert_eq!(in_languages(&["kk"], &names), Some("Нұрсұлтан Назарбаев"));
        assert_eq!(in_languages(&["fr", "ru-RU"], &names), Some("Нурсултан Назарбаев"));
        assert_eq!(in_languages(&["fr"], &names), None);
    }
}
