//! Filters by chance, of whatever the schema has.

use nutgraph::domain::public_id::{self, Prefix};
use serde_json::{Map, Value, json};

use crate::filter_world::{DATES, GENRES, LANGUAGES, TEXTS, TYPES, World};
use crate::support::chance::Chance;
use crate::support::generator::Grammar;

/// Makes filters of what the schema has.
pub struct Making<'a> {
    pub chance: &'a mut Chance,
    pub grammar: &'a Grammar,
    pub world: &'a World,
    /// Relations are seen from an entity.
    pub seen: bool,
}

/// What has stories of its own: when relations hold, and what was known then.
const ELSEWHERE: [&str; 8] = [
    "search",
    "activeOn",
    "activeDuring",
    "certainty",
    "knownAt",
    "attributedTo",
    "citedIn",
    "includeSubtypes",
];

impl Making<'_> {
    pub fn object(&mut self, of: &str, levels: usize) -> Value {
        let fields = self.grammar.inputs(of);
        let mut object = Map::new();
        let wanted = 1 + self.chance.below(2);
        let mut tries = 0;
        while object.len() < wanted && tries < 30 {
            tries += 1;
            let (name, ty) = self.chance.pick(&fields).clone();
            let is_list = ty.starts_with('[');
            let inner = ty.trim_matches(['[', ']', '!']).to_owned();
            let nests = ["and", "or", "not"].contains(&name.as_str());
            let is_filter = self.grammar.is_input(&inner);
            let no_other = name == "other" && !self.seen;
            let said = ELSEWHERE.contains(&name.as_str()) && of != "EvidenceFilter";
            if no_other || said || (levels == 0 && (nests || is_noun(&inner))) {
                continue;
            }
            if is_list && is_filter {
                let many = self.chance.below(3);
                let all: Value = (0..many).map(|_| self.inner(&inner, &name, levels - 1)).collect();
                object.insert(name, all);
            } else if is_list {
                let all = (0..self.chance.below(3)).map(|_| self.value(of, &name, &inner)).collect();
                object.insert(name, all);
            } else if is_filter {
                let value = self.inner(&inner, &name, levels.saturating_sub(1));
                object.insert(name, value);
            } else {
                let value = self.value(of, &name, &inner);
                object.insert(name, value);
            }
        }
        for (name, ty) in fields.iter().filter(|(_, ty)| ty.ends_with('!')) {
            if !object.contains_key(name) {
                let inner = ty.trim_matches(['[', ']', '!']).to_owned();
                let value = self.value(of, name, &inner);
                object.insert(name.clone(), if ty.starts_with('[') { json!([value]) } else { value });
            }
        }
        if of == "DateRangeFilter" && object.len() > 1 {
            object.remove("to");
        }
        if object.is_empty() && of == "DateRangeFilter" {
            object.insert("isNull".into(), json!(true));
        }
        if object.contains_key("counted") && !object.contains_key("count") {
            object.insert("count".into(), json!({ "gte": self.chance.below(3) }));
        }
        if of == "EntityRelationsFilter" && object.contains_key("types") {
            object.insert("includeSubtypes".into(), json!(false));
        }
        object.into()
    }

    fn inner(&mut self, of: &str, name: &str, levels: usize) -> Value {
        let outer = self.seen;
        match (of, name) {
            ("RelationFilter", "and" | "or" | "not") => {}
            ("RelationFilter", "relation") => self.seen = false,
            ("EntityRelationsFilter", _) => self.seen = true,
            _ => {}
        }
        let value = self.object(of, levels);
        self.seen = outer;
        value
    }

    fn value(&mut self, of: &str, name: &str, ty: &str) -> Value {
        let chance = &mut *self.chance;
        let (world, grammar) = (self.world, self.grammar);
        let values = grammar.values(ty);
        if !values.is_empty() {
            return json!(chance.pick(&values));
        }
        match ty {
            "Boolean" => json!(chance.percent(50)),
            "Int" => json!(*chance.pick(&[0, 1, 2, 3, 238, 239])),
            "Float" => json!(*chance.pick(&[-4.5, -0.5, 0.0, 2.5, 76.9])),
            "LanguageTag" => json!(chance.pick(&LANGUAGES)),
            "EDTFDate" => json!(chance.pick(&DATES)),
            "Duration" => json!(*chance.pick(&["P0D", "P7D", "P25D", "P30D"])),
            "DateTime" => {
                let at = chance.pick(&world.articles).published_at;
                json!(chrono::DateTime::from_timestamp_millis(at).unwrap().to_rfc3339())
            }
            "ID" => json!(match chance.below(5) {
                0 => public_id::print(Prefix::Article, chance.pick(&world.articles).uid),
                1 => public_id::print(Prefix::Entity, chance.pick(&world.entities).uid),
                2 => public_id::print(Prefix::Relation, chance.pick(&world.relations).uid),
                3 => public_id::print(Prefix::Series, chance.pick(&world.series).uid),
                _ => public_id::print(Prefix::Evidence, chance.pick(&world.evidence).uid),
            }),
            "String" => match (of, name) {
                (_, "types") => json!(chance.pick(&TYPES)),
                (_, "scheme") => json!("wikidata"),
                (_, "values") => json!(format!("Q{}", chance.below(7))),
                _ => json!(word(chance)),
            },
            _ => panic!("teach the law to make a {ty}"),
        }
    }
}

/// Whether filters of this type lead to other things.
fn is_noun(of: &str) -> bool {
    let plain = [
        "IDFilter",
        "StringFilter",
        "ExactStringFilter",
        "IntFilter",
        "FloatFilter",
        "DateTimeFilter",
        "LanguageFilter",
        "DateRangeFilter",
        "IdentifiersInput",
        "EntityKindFilter",
        "NameKindFilter",
        "StanceFilter",
        "ContributorRoleFilter",
        "NoticeKindFilter",
    ];
    of.ends_with("Filter") && !plain.contains(&of)
}

/// A text that stands somewhere, as a whole or in part, as it is or otherwise.
fn word(chance: &mut Chance) -> String {
    let text = match chance.below(5) {
        0 => (*chance.pick(&GENRES)).to_owned(),
        1 => format!("story-{}", chance.below(13)),
        2 => format!("thing-{}", chance.below(7)),
        3 => format!("row-{}", chance.below(2)),
        _ => (*chance.pick(&TEXTS)).to_owned(),
    };
    let letters: Vec<char> = text.chars().collect();
    let text = match chance.below(4) {
        0 => letters[..=chance.below(letters.len())].iter().collect(),
        1 => letters[chance.below(letters.len())..].iter().collect(),
        _ => text,
    };
    let text: String = text;
    match chance.below(3) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        _ => text,
    }
}
