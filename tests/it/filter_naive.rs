//! What a filter means, told a second time: things are looked at one by one, in memory, and nothing is clever.

use db::{EdgeDirection, PartialDate};
use nutgraph::domain::public_id::{self, Prefix};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::filter_world::World;

/// The beginning of the minute in which the stories ask: 2026-01-15T12:00:00Z.
const NOW: i64 = 1_768_478_400_000;

/// A thing that filters look at. What belongs to a thing is told by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Article(usize),
    Entity(usize),
    Relation(usize),
    /// A relation as one of its ends sees it.
    Edge(usize, usize),
    Evidence(usize),
    Series(usize),
    Maker(usize, usize),
    Notice(usize, usize),
    Name(usize, usize),
}

use Thing::{Article, Edge, Entity, Evidence, Maker, Name, Notice, Relation, Series};

/// Texts of this test, without regard to case and marks.
pub fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        'é' | 'è' => 'e',
        'ä' => 'a',
        'ё' => 'е',
        '’' => '\'',
        '-' => ' ',
        c => c,
    };
    text.to_lowercase().chars().map(plain).collect()
}

fn members(filter: &Value) -> &Map<String, Value> {
    filter.as_object().expect("a filter is an object")
}

impl World {
    pub fn fits(&self, thing: Thing, filter: &Value) -> bool {
        members(filter).iter().filter(|(_, asks)| !asks.is_null()).all(|(name, asks)| match name.as_str() {
            "and" => list(asks).iter().all(|one| self.fits(thing, one)),
            "or" => list(asks).iter().any(|one| self.fits(thing, one)),
            "not" => !self.fits(thing, asks),
            name => self.field(thing, name, asks),
        })
    }

    fn field(&self, thing: Thing, name: &str, asks: &Value) -> bool {
        match thing {
            Article(n) => self.article(n, name, asks),
            Entity(n) => self.entity(n, name, asks),
            Relation(n) => self.relation(n, None, name, asks),
            Edge(n, from) => self.relation(n, Some(from), name, asks),
            Evidence(n) => self.evidence(n, name, asks),
            Series(n) => match name {
                "id" => id(Prefix::Series, self.series[n].uid, asks),
                "slug" => text(Some(&self.series[n].slug), asks, str::to_lowercase),
                _ => unknown(name),
            },
            Maker(article, at) => {
                let (who, role) = self.articles[article].makers[at];
                match name {
                    "role" => code(role.code(), asks),
                    "entity" => self.fits(Entity(who), asks),
                    _ => unknown(name),
                }
            }
            Notice(article, at) => {
                let (kind, at) = self.articles[article].notices[at];
                match name {
                    "kind" => code(kind.code(), asks),
                    "publishedAt" => instant(at, asks),
                    _ => unknown(name),
                }
            }
            Name(entity, at) => {
                let (name_, kind, language, preferred) = &self.entities[entity].names[at];
                match name {
                    "name" => text(Some(name_), asks, plain),
                    "kind" => code(kind.code(), asks),
                    "language" => code(language, asks),
                    "preferred" => *preferred == asks.as_bool().unwrap(),
                    _ => unknown(name),
                }
            }
        }
    }

    fn article(&self, n: usize, name: &str, asks: &Value) -> bool {
        let of = &self.articles[n];
        let entities = |is: fn((bool, bool)) -> bool| {
            (0..self.entities.len()).filter(|e| is(self.appears(n, *e))).map(Entity).collect::<Vec<_>>()
        };
        match name {
            "id" => id(Prefix::Article, of.uid, asks),
            "slug" => text(Some(&of.slug), asks, str::to_lowercase),
            "language" => code(of.language, asks),
            "headline" => text(Some(&of.headline), asks, plain),
            "summary" => text(of.summary.as_deref(), asks, plain),
            "byline" => text(of.byline.as_deref(), asks, plain),
            "genre" => text(of.genre.as_deref(), asks, plain),
            "publishedAt" => instant(of.published_at, asks),
            "updatedAt" => instant(of.updated_at, asks),
            "wordCount" => number(Some(of.words.into()), asks),
            "readingMinutes" => number(Some((f64::from(of.words) / 238.0).ceil()), asks),
            "version" => number(Some(of.version.into()), asks),
            "hasLeadPicture" => of.lead == asks.as_bool().unwrap(),
            "place" => of.place.is_some_and(|place| self.fits(Entity(place), asks)),
            "series" => {
                let its = (0..self.series.len()).filter(|s| self.series[*s].articles.contains(&n));
                self.many(its.map(Series), asks)
            }
            "contributors" => self.many((0..of.makers.len()).map(|at| Maker(n, at)), asks),
            "about" => self.many(entities(|(about, _)| about), asks),
            "mentions" => self.many(entities(|(_, named)| named), asks),
            "entities" => self.many(entities(|(about, named)| about || named), asks),
            "notices" => self.many((0..of.notices.len()).map(|at| Notice(n, at)), asks),
            "claims" => self.many(self.passages(n).into_iter().map(Evidence), asks),
            _ => unknown(name),
        }
    }

    fn entity(&self, n: usize, name: &str, asks: &Value) -> bool {
        let of = &self.entities[n];
        let appears = (0..self.articles.len()).map(|article| (article, self.appears(article, n)));
        let appears: Vec<_> = appears.filter(|(_, (about, named))| *about || *named).collect();
        match name {
            "id" => id(Prefix::Entity, of.uid, asks),
            "kind" => code(of.kind.code(), asks),
            "name" => text(Some(&of.name), asks, plain),
            "slug" => text(Some(&of.slug), asks, str::to_lowercase),
            "named" => {
                let own = of.names.iter().map(|name| &name.0).chain([&of.name]);
                let own: Vec<_> = own.map(|name| plain(name)).collect();
                list(asks).iter().any(|name| own.contains(&plain(name.as_str().unwrap())))
            }
            "names" => self.many((0..of.names.len()).map(|at| Name(n, at)), asks),
            "identifiers" => {
                let values = list(&asks["values"]);
                asks["scheme"] == "wikidata"
                    && of.identifiers.iter().any(|own| values.iter().any(|value| value == own.as_str()))
            }
            "startDate" => dates(of.start, asks),
            "endDate" => dates(of.end, asks),
            "latitude" => number(of.place.map(|at| at.0), asks),
            "longitude" => number(of.place.map(|at| at.1), asks),
            "articleCount" => number(Some(appears.len() as f64), asks),
            "aboutCount" => {
                number(Some(appears.iter().filter(|(_, (about, _))| *about).count() as f64), asks)
            }
            "articles" => {
                let ways: Option<Vec<_>> =
                    asks.get("as").filter(|ways| !ways.is_null()).map(|ways| list(ways).to_vec());
                let takes = |way: &str| ways.as_ref().is_none_or(|ways| ways.iter().any(|one| one == way));
                let its = appears.iter().filter(|(_, (about, named))| {
                    (*about && takes("ABOUT")) || (*named && takes("MENTIONS"))
                });
                self.many(its.map(|(article, _)| Article(*article)), asks)
            }
            "relations" => {
                let quantifiers = ["some", "none", "every", "counted"];
                let says = quantifiers.iter().any(|name| asks.get(name).is_some_and(names_standing));
                let its = self.ties(n).into_iter().filter(|r| {
                    let of = &self.relations[*r];
                    let typed = asks.get("types").filter(|types| !types.is_null());
                    let typed = typed.is_none_or(|types| list(types).iter().any(|code| code == of.code));
                    let seen = match of.direction(n) {
                        EdgeDirection::Out => "OUT",
                        EdgeDirection::In => "IN",
                        EdgeDirection::Mutual => "MUTUAL",
                    };
                    let directed = asks.get("direction").filter(|way| !way.is_null());
                    typed && directed.is_none_or(|way| way == seen) && (says || self.is_shown(*r))
                });
                self.many(its.map(|r| Edge(r, n)), asks)
            }
            _ => unknown(name),
        }
    }

    fn relation(&self, n: usize, from: Option<usize>, name: &str, asks: &Value) -> bool {
        let of = &self.relations[n];
        let evidence = || (0..self.evidence.len()).filter(|e| self.evidence[*e].relation == n);
        let one_of = |code: &str| list(asks).iter().any(|one| one == code);
        match name {
            "id" => id(Prefix::Relation, of.uid, asks),
            "subject" => self.fits(Entity(of.subject), asks),
            "object" => self.fits(Entity(of.object), asks),
            "other" => {
                let from = from.expect("seen from an entity");
                self.fits(Entity(if from == of.subject { of.object } else { of.subject }), asks)
            }
            "role" => text(of.role.as_deref(), asks, plain),
            "startDate" => dates(of.start, asks),
            "endDate" => dates(of.end, asks),
            "phase" => one_of(of.phase.code()),
            "standing" => one_of(of.standing.code()),
            "rank" => one_of(of.rank.code()),
            "minSources" => i64::from(of.sources) >= asks.as_i64().unwrap(),
            "sources" => number(Some(of.sources.into()), asks),
            "evidence" => self.many(evidence().map(Evidence), asks),
            _ => unknown(name),
        }
    }

    fn evidence(&self, n: usize, name: &str, asks: &Value) -> bool {
        let of = &self.evidence[n];
        match name {
            "id" => id(Prefix::Evidence, of.uid, asks),
            "stance" => code(of.stance.code(), asks),
            "undone" => of.undone == asks.as_bool().unwrap(),
            "inArticle" => of.article.is_some() == asks.as_bool().unwrap(),
            "article" => of.article.is_some_and(|article| self.fits(Article(article), asks)),
            "url" => exact(of.url.as_deref(), asks),
            "attributedTo" => of.attributed.is_some_and(|who| self.fits(Entity(who), asks)),
            "relation" => {
                (names_standing(asks) || self.is_shown(of.relation)) && self.fits(Relation(of.relation), asks)
            }
            _ => unknown(name),
        }
    }

    /// The passages of an article, as evidence.
    pub fn passages(&self, article: usize) -> Vec<usize> {
        (0..self.evidence.len()).filter(|e| self.evidence[*e].article == Some(article)).collect()
    }

    /// The relations of an entity.
    pub fn ties(&self, entity: usize) -> Vec<usize> {
        let has = |r: &usize| [self.relations[*r].subject, self.relations[*r].object].contains(&entity);
        (0..self.relations.len()).filter(has).collect()
    }

    fn many(&self, things: impl IntoIterator<Item = Thing>, asks: &Value) -> bool {
        let things: Vec<Thing> = things.into_iter().collect();
        let asked = |name: &str| asks.get(name).filter(|filter| !filter.is_null());
        let fit = |filter: &Value| things.iter().filter(|thing| self.fits(**thing, filter)).count();
        asked("some").is_none_or(|filter| fit(filter) > 0)
            && asked("none").is_none_or(|filter| fit(filter) == 0)
            && asked("every").is_none_or(|filter| fit(filter) == things.len())
            && asked("count").is_none_or(|count| {
                let counted = asked("counted").map_or(things.len(), fit);
                number(Some(counted as f64), count)
            })
    }
}

fn unknown(name: &str) -> bool {
    panic!("the naive reader does not know {name}: teach it")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// Whether what is denied, retracted or deprecated is spoken of.
pub fn names_standing(filter: &Value) -> bool {
    members(filter).iter().any(|(name, asks)| match name.as_str() {
        _ if asks.is_null() => false,
        "standing" | "rank" => true,
        "and" | "or" => list(asks).iter().any(names_standing),
        "not" => names_standing(asks),
        _ => false,
    })
}

/// Each operator that is given holds.
fn operators(asks: &Value, holds: impl Fn(&str, &Value) -> bool) -> bool {
    members(asks).iter().all(|(name, operand)| operand.is_null() || holds(name, operand))
}

/// `eq`, `ne`, `in` and `notIn`, by what is alike.
fn alike(name: &str, operand: &Value, is: impl Fn(&Value) -> bool) -> bool {
    match name {
        "eq" => is(operand),
        "ne" => !is(operand),
        "in" => list(operand).iter().any(is),
        "notIn" => !list(operand).iter().any(is),
        _ => unknown(name),
    }
}

fn id(prefix: Prefix, uid: Uuid, asks: &Value) -> bool {
    let own = public_id::print(prefix, uid);
    operators(asks, |name, operand| alike(name, operand, |one| one == own.as_str()))
}

fn code(own: &str, asks: &Value) -> bool {
    operators(asks, |name, operand| alike(name, operand, |one| one == own))
}

fn text(own: Option<&str>, asks: &Value, fold: fn(&str) -> String) -> bool {
    let own_plain = own.map(fold);
    let with = |operand: &Value| fold(operand.as_str().unwrap());
    operators(asks, |name, operand| {
        let compare =
            |test: fn(&str, &str) -> bool| own_plain.as_deref().is_some_and(|own| test(own, &with(operand)));
        match name {
            "contains" => compare(|own, with| own.contains(with)),
            "startsWith" => compare(|own, with| own.starts_with(with)),
            "endsWith" => compare(|own, with| own.ends_with(with)),
            "lt" => compare(|own, with| own < with),
            "lte" => compare(|own, with| own <= with),
            "gt" => compare(|own, with| own > with),
            "gte" => compare(|own, with| own >= with),
            "isNull" => own.is_none() == operand.as_bool().unwrap(),
            "exact" => exact(own, operand),
            name => alike(name, operand, |one| own_plain.as_ref().is_some_and(|own| *own == with(one))),
        }
    })
}

fn exact(own: Option<&str>, asks: &Value) -> bool {
    operators(asks, |name, operand| {
        let compare =
            |test: fn(&str, &str) -> bool| own.is_some_and(|own| test(own, operand.as_str().unwrap()));
        match name {
            "contains" => compare(|own, with| own.contains(with)),
            "startsWith" => compare(|own, with| own.starts_with(with)),
            "endsWith" => compare(|own, with| own.ends_with(with)),
            name => alike(name, operand, |one| own.is_some_and(|own| one == own)),
        }
    })
}

fn number(own: Option<f64>, asks: &Value) -> bool {
    operators(asks, |name, operand| {
        let compare =
            |test: fn(f64, f64) -> bool| own.is_some_and(|own| test(own, operand.as_f64().unwrap()));
        match name {
            "lt" => compare(|own, with| own < with),
            "lte" => compare(|own, with| own <= with),
            "gt" => compare(|own, with| own > with),
            "gte" => compare(|own, with| own >= with),
            "isNull" => own.is_none() == operand.as_bool().unwrap(),
            name => alike(name, operand, |one| own.is_some_and(|own| Some(own) == one.as_f64())),
        }
    })
}

fn instant(own: i64, asks: &Value) -> bool {
    let at = |operand: &Value| {
        chrono::DateTime::parse_from_rfc3339(operand.as_str().unwrap()).unwrap().timestamp_millis()
    };
    let ago = |operand: &Value| {
        let days = operand.as_str().unwrap().trim_start_matches('P').trim_end_matches('D').parse::<i64>();
        NOW - days.unwrap() * 86_400_000
    };
    operators(asks, |name, operand| match name {
        "lt" => own < at(operand),
        "lte" => own <= at(operand),
        "gt" => own > at(operand),
        "gte" => own >= at(operand),
        "newerThan" => own >= ago(operand),
        "olderThan" => own < ago(operand),
        "isNull" => !operand.as_bool().unwrap(),
        name => alike(name, operand, |one| own == at(one)),
    })
}

fn dates(own: Option<PartialDate>, asks: &Value) -> bool {
    let days = |operand: &Value| operand.as_str().unwrap().parse::<PartialDate>().unwrap().days();
    operators(asks, |name, operand| match name {
        "from" => own.is_some_and(|own| own.days().0 >= days(operand).0),
        "to" => own.is_some_and(|own| own.days().1 <= days(operand).1),
        "isNull" => own.is_none() == operand.as_bool().unwrap(),
        _ => unknown(name),
    })
}
