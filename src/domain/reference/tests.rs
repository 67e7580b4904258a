//! The committed data files keep their word.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use db::{EntityKind, NameKind, Temporal};

use crate::domain::bundle::format::{Bundle, Entity, RelationType, VERSION};

const COUNTRIES: &str = include_str!("countries.json");
const RELATION_TYPES: &str = include_str!("relation_types.json");
const IDENTIFIER_SCHEMES: &str = include_str!("identifier_schemes.json");

fn parse(json: &str) -> Bundle {
    let bundle: Bundle = serde_json::from_str(json).unwrap();
    assert_eq!(bundle.nutgraph, VERSION);
    bundle
}

fn countries() -> Vec<Entity> {
    parse(COUNTRIES).entities
}

fn relation_types() -> Vec<RelationType> {
    parse(RELATION_TYPES).relation_types
}

fn identifier<'a>(entity: &'a Entity, scheme: &str) -> &'a str {
    &entity.identifiers.iter().find(|i| i.scheme == scheme).unwrap().value
}

fn country(alpha2: &str) -> Entity {
    countries().into_iter().find(|c| identifier(c, "iso3166-1-alpha2") == alpha2).unwrap()
}

fn names(entity: &Entity, kind: NameKind) -> Vec<&str> {
    entity.names.iter().filter(|n| n.kind == kind).map(|n| n.name.as_str()).collect()
}

/// The countries that have this name, of this kind, by alpha-2.
fn owners(name: &str, kind: NameKind) -> Vec<String> {
    countries()
        .iter()
        .filter(|c| names(c, kind).contains(&name))
        .map(|c| identifier(c, "iso3166-1-alpha2").to_owned())
        .collect()
}

#[test]
fn the_countries_are_those_of_iso_3166_1() {
    let ours: Vec<_> = countries()
        .iter()
        .map(|c| {
            ["iso3166-1-alpha2", "iso3166-1-alpha3", "iso3166-1-numeric"]
                .map(|scheme| identifier(c, scheme).to_owned())
        })
        .collect();
    let mut iso: Vec<_> = rust_iso3166::ALL
        .iter()
        .map(|c| [c.alpha2.to_owned(), c.alpha3.to_owned(), format!("{:03}", c.numeric)])
        .collect();
    iso.sort();
    assert_eq!(ours.len(), 249);
    assert_eq!(ours, iso);
}

#[test]
fn every_country_is_public_and_has_a_slug_a_summary_and_a_wikidata_item_of_its_own() {
    let countries = countries();
    let mut seen = HashSet::new();
    for c in &countries {
        let slug = c.slug.as_deref().unwrap();
        assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{slug}");
        assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"), "{slug}");
        assert!(seen.insert(slug), "{slug} twice");
        let item = identifier(c, "wikidata");
        assert!(item.strip_prefix('Q').is_some_and(|n| n.parse::<u32>().is_ok()), "{item}");
        assert!(seen.insert(item), "{item} twice");
        assert!(seen.insert(&c.name), "{} twice", c.name);
        assert!(!c.summary.as_deref().unwrap().is_empty());
        assert_eq!((c.kind, c.public, c.identifiers.len()), (EntityKind::Country, Some(true), 4), "{slug}");
    }
}

#[test]
fn every_country_whose_people_have_a_name_has_demonyms() {
    let without: BTreeSet<_> = countries()
        .iter()
        .filter(|c| names(c, NameKind::Demonym).is_empty())
        .map(|c| identifier(c, "iso3166-1-alpha2").to_owned())
        .collect();
    // Nobody lives there, or nothing shorter than "of X" is in use, or (CF) it means a region.
    let expected = ["AQ", "BL", "BV", "CF", "GS", "HM", "IO", "PM", "SJ", "TF", "UM", "VA"].map(String::from);
    assert_eq!(without, BTreeSet::from(expected));
}

#[test]
fn no_country_has_the_same_name_twice() {
    for c in countries() {
        let mut seen = HashSet::new();
        for n in &c.names {
            let language = n.language.as_deref().unwrap();
            assert!(oxilangtag::LanguageTag::parse(language).is_ok(), "{language}");
            assert!(seen.insert((n.name.to_lowercase(), n.kind, language)), "{}: {} twice", c.name, n.name);
            assert_eq!(n.name.trim(), n.name);
            assert!(
                !n.name.is_empty() && !n.name.contains(['(', ')', ';', '\u{200e}', '\u{200f}']),
                "{}",
                n.name
            );
        }
        assert!(names(&c, NameKind::Official).len() <= 1, "{}", c.name);
    }
}

#[test]
fn kazakhstan_has_all_its_names() {
    let c = country("KZ");
    assert_eq!((c.name.as_str(), c.slug.as_deref()), ("Kazakhstan", Some("kazakhstan")));
    assert_eq!(identifier(&c, "wikidata"), "Q232");
    assert_eq!(names(&c, NameKind::Official), ["Republic of Kazakhstan"]);
    assert_eq!(names(&c, NameKind::Demonym), ["Kazakh", "Kazakhs", "Kazakhstani", "Kazakhstanis"]);
    let native = c.names.iter().find(|n| n.name == "Қазақстан").unwrap();
    assert_eq!((native.kind, native.language.as_deref()), (NameKind::Native, Some("kk-Cyrl")));
}

#[test]
fn display_names_are_those_of_the_press() {
    for (alpha2, name) in [
        ("CZ", "Czechia"),
        ("GB", "United Kingdom"),
        ("IR", "Iran"),
        ("KR", "South Korea"),
        ("RU", "Russia"),
        ("TR", "Turkey"),
        ("TW", "Taiwan"),
        ("US", "United States"),
    ] {
        assert_eq!(country(alpha2).name, name);
    }
}

#[test]
fn a_demonym_of_several_countries_belongs_to_each() {
    assert_eq!(owners("Congolese", NameKind::Demonym), ["CD", "CG"]);
    assert_eq!(owners("Dominican", NameKind::Demonym), ["DM", "DO"]);
    assert_eq!(owners("Guinean", NameKind::Demonym), ["GN", "GQ", "GW"]);
    assert_eq!(owners("Korean", NameKind::Demonym), ["KP", "KR"]);
    assert_eq!(owners("American", NameKind::Demonym), ["US"]);
    assert_eq!(owners("French", NameKind::Demonym), ["FR"]);
}

#[test]
fn a_relation_type_is_within_its_parent() {
    let types = relation_types();
    let by_code: BTreeMap<&str, &RelationType> = types.iter().map(|t| (t.code.as_str(), t)).collect();
    assert_eq!((types.len(), by_code.len()), (39, 39));
    let within = |child: &[EntityKind], parent: &[EntityKind]| {
        parent.is_empty() || (!child.is_empty() && child.iter().all(|kind| parent.contains(kind)))
    };
    for t in &types {
        let mut ancestors = Vec::new();
        let mut next = t.parent.as_deref();
        while let Some(code) = next {
            assert!(code != t.code && !ancestors.contains(&code), "{} is its own ancestor", t.code);
            let parent = by_code.get(code).unwrap();
            assert!(within(&t.subject_kinds, &parent.subject_kinds), "subjects of {}", t.code);
            assert!(within(&t.object_kinds, &parent.object_kinds), "objects of {}", t.code);
            ancestors.push(code);
            next = parent.parent.as_deref();
        }
    }
    assert_eq!(by_code["SPOUSE_OF"].parent.as_deref(), Some("RELATIVE_OF"));
}

#[test]
fn a_symmetric_relation_type_reads_the_same_from_both_ends() {
    for t in relation_types() {
        assert_eq!(t.symmetric, t.label == t.inverse_label, "{}", t.code);
        assert!(!t.symmetric || t.subject_kinds == t.object_kinds, "{}", t.code);
        let languages: Vec<_> = t.labels.iter().map(|l| l.language.as_str()).collect();
        assert_eq!(languages, ["fr", "de", "es", "ru"], "{}", t.code);
        for l in &t.labels {
            assert_eq!(t.symmetric, l.label == l.inverse_label, "{} in {}", t.code, l.language);
        }
    }
}

#[test]
fn a_relation_type_has_the_verbs_that_its_time_needs() {
    for t in relation_types() {
        let verbs = t.verbs.unwrap();
        let expected = match t.temporal {
            Temporal::State => (true, true),
            Temporal::Event => (false, true),
            Temporal::Timeless => (true, false),
        };
        assert_eq!((verbs.present.is_some(), verbs.past.is_some()), expected, "{}", t.code);
        assert!(t.code.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'), "{}", t.code);
    }
}

#[test]
fn every_identifier_of_a_country_has_its_scheme() {
    let schemes = parse(IDENTIFIER_SCHEMES).identifier_schemes;
    let codes: HashSet<_> = schemes.iter().map(|s| s.code.as_str()).collect();
    assert_eq!((schemes.len(), codes.len()), (11, 11));
    for s in &schemes {
        assert!(s.pattern.starts_with('^') && s.pattern.ends_with('$'), "{}", s.code);
        assert!(s.url_template.as_ref().is_none_or(|url| url.matches("{value}").count() == 1), "{}", s.code);
    }
    for c in countries() {
        assert!(c.identifiers.iter().all(|i| codes.contains(i.scheme.as_str())), "{}", c.name);
    }
}
