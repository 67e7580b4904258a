//! A newsroom by chance, told twice: as rows of the edition, and as things that a naive reader looks at.

use db::{ContributorRole, EntityKind, NameKind, NoticeKind, PartialDate, Phase, Rank, Stance, Standing};
use nutgraph::domain::relation::time::{Bounds, Told, bounds};
use uuid::Uuid;

use crate::graph::date;
use crate::support::Database;
use crate::support::chance::Chance;

/// 2025-12-16T12:00:00Z: 30 days before the stories' present.
const AGO: i64 = 1_765_886_400_000;
const DAY: i64 = 86_400_000;

pub const TEXTS: [&str; 10] =
    ["Élan", "elan", "Ёлка", "елка", "Nur-Sultan", "NUR SULTAN", "l’état", "Zoo 100%", "zebra_", "Ärger"];
pub const GENRES: [&str; 4] = ["Analysis", "analysis", "Café", "news"];
pub const LANGUAGES: [&str; 3] = ["en", "de", "kk-Cyrl"];
pub const DATES: [&str; 5] = ["1991", "2016", "2016-03", "2016-03-05", "2022-01~"];
pub const TYPES: [&str; 3] = ["HEAD_OF", "MEMBER_OF", "SPOUSE_OF"];

#[derive(Debug)]
pub struct Article {
    pub uid: Uuid,
    pub slug: String,
    pub language: &'static str,
    pub headline: String,
    pub summary: Option<String>,
    pub byline: Option<String>,
    pub genre: Option<String>,
    pub published_at: i64,
    pub updated_at: i64,
    pub version: i32,
    pub words: i32,
    pub lead: bool,
    pub listed: bool,
    pub place: Option<usize>,
    pub about: Vec<usize>,
    pub named: Vec<usize>,
    pub makers: Vec<(usize, ContributorRole)>,
    pub notices: Vec<(NoticeKind, i64)>,
}

#[derive(Debug)]
pub struct Entity {
    pub uid: Uuid,
    pub kind: EntityKind,
    pub name: String,
    pub slug: String,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    pub place: Option<(f64, f64)>,
    pub names: Vec<(String, NameKind, &'static str, bool)>,
    pub identifiers: Vec<String>,
}

#[derive(Debug)]
pub struct Relation {
    pub uid: Uuid,
    pub subject: usize,
    pub code: &'static str,
    pub object: usize,
    pub role: Option<String>,
    pub start: Option<PartialDate>,
    pub end: Option<PartialDate>,
    pub phase: Phase,
    pub rank: Rank,
    pub standing: Standing,
    pub sources: i32,
    pub bounds: Bounds,
}

#[derive(Debug)]
pub struct Evidence {
    pub uid: Uuid,
    pub relation: usize,
    pub stance: Stance,
    pub undone: bool,
    pub article: Option<usize>,
    pub start: i32,
    pub url: Option<String>,
    pub attributed: Option<usize>,
}

#[derive(Debug)]
pub struct Series {
    pub uid: Uuid,
    pub slug: String,
    pub articles: Vec<usize>,
}

/// Rows have the ids of their places here, counted from 1.
#[derive(Debug)]
pub struct World {
    pub articles: Vec<Article>,
    pub entities: Vec<Entity>,
    pub relations: Vec<Relation>,
    pub evidence: Vec<Evidence>,
    pub series: Vec<Series>,
}

fn text(chance: &mut Chance) -> String {
    let one = (*chance.pick(&TEXTS)).to_owned();
    if chance.percent(40) { format!("{one} {}", chance.pick(&TEXTS)) } else { one }
}

fn one(chance: &mut Chance, of: &[&'static str]) -> &'static str {
    let one: &&'static str = chance.pick(of);
    one
}

fn maybe<T>(chance: &mut Chance, make: impl FnOnce(&mut Chance) -> T) -> Option<T> {
    chance.percent(60).then(|| make(chance))
}

/// Some of so many, each once.
fn some(chance: &mut Chance, of: usize, percent: usize) -> Vec<usize> {
    (0..of).filter(|_| chance.percent(percent)).collect()
}

fn partial(chance: &mut Chance) -> Option<PartialDate> {
    maybe(chance, |chance| date(one(chance, &DATES)))
}

impl World {
    pub fn new(chance: &mut Chance, db: &Database) -> Self {
        let (entities, articles, relations) = (7, 13, 12);
        let uid = || db.clock.uid();
        let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
        let entities: Vec<_> = (0..entities)
            .map(|n| Entity {
                uid: uid(),
                kind: *chance.pick(&kinds),
                name: text(chance),
                slug: format!("thing-{n}"),
                start: partial(chance),
                end: partial(chance),
                place: maybe(chance, |chance| (f64::from(chance.below(9) as u8) - 4.5, 76.9)),
                names: (0..chance.below(3))
                    .map(|_| {
                        let kind = *chance.pick(&[NameKind::Alias, NameKind::Native]);
                        (text(chance), kind, *chance.pick(&["", "en", "de"]), chance.percent(50))
                    })
                    .collect(),
                identifiers: if chance.percent(40) { vec![format!("Q{n}")] } else { vec![] },
            })
            .collect();
        let articles: Vec<_> = (0..articles)
            .map(|n| {
                let at = AGO + i64::try_from(chance.below(6)).unwrap() * 10 * DAY;
                Article {
                    uid: uid(),
                    slug: format!("story-{}", (n * 7) % 13),
                    language: one(chance, &LANGUAGES),
                    headline: text(chance),
                    summary: maybe(chance, text),
                    byline: maybe(chance, text),
                    genre: maybe(chance, |chance| (*chance.pick(&GENRES)).to_owned()),
                    published_at: at,
                    updated_at: at + i64::try_from(chance.below(3)).unwrap() * DAY,
                    version: 1 + i32::from(chance.percent(30)),
                    words: *chance.pick(&[0, 1, 238, 239, 500]),
                    lead: chance.percent(50),
                    listed: chance.percent(90),
                    place: maybe(chance, |chance| chance.below(entities.len())),
                    about: some(chance, entities.len(), 20),
                    named: some(chance, entities.len(), 35),
                    makers: some(chance, entities.len(), 15)
                        .into_iter()
                        .map(|who| (who, *chance.pick(&[ContributorRole::Author, ContributorRole::Editor])))
                        .collect(),
                    notices: (0..chance.below(3))
                        .map(|_| {
                            let kind = *chance.pick(&[NoticeKind::Correction, NoticeKind::Update]);
                            (kind, at + DAY)
                        })
                        .collect(),
                }
            })
            .collect();
        let relations: Vec<_> = (0..relations)
            .map(|_| {
                let subject = chance.below(entities.len());
                let object = (subject + 1 + chance.below(entities.len() - 1)) % entities.len();
                let (start, end) = (partial(chance), None);
                let temporal = db::Temporal::State;
                Relation {
                    uid: uid(),
                    subject,
                    code: one(chance, &TYPES),
                    object,
                    role: maybe(chance, text),
                    start,
                    end,
                    phase: Phase::Unknown,
                    rank: *chance.pick(&[Rank::Normal, Rank::Normal, Rank::Preferred, Rank::Deprecated]),
                    standing: *chance.pick(&[Standing::Asserted, Standing::Disputed, Standing::Denied]),
                    sources: i32::try_from(chance.below(4)).unwrap(),
                    bounds: bounds(&Told { temporal, start, end, phase: Phase::Unknown, as_of: None }),
                }
            })
            .collect();
        let evidence = (0..16)
            .map(|n| {
                let article = maybe(chance, |chance| chance.below(articles.len()));
                Evidence {
                    uid: uid(),
                    relation: chance.below(relations.len()),
                    stance: *chance.pick(&[Stance::Supports, Stance::Denies]),
                    undone: chance.percent(30),
                    article,
                    start: i32::try_from(chance.below(4)).unwrap(),
                    url: article.is_none().then(|| format!("https://example.org/{n}")),
                    attributed: maybe(chance, |chance| chance.below(entities.len())),
                }
            })
            .collect();
        let series = (0..2)
            .map(|n| Series {
                uid: uid(),
                slug: format!("row-{n}"),
                articles: some(chance, articles.len(), 40).into_iter().rev().collect(),
            })
            .collect();
        Self { articles, entities, relations, evidence, series }
    }

    pub fn appears(&self, article: usize, entity: usize) -> (bool, bool) {
        let of = &self.articles[article];
        (of.listed && of.about.contains(&entity), of.listed && of.named.contains(&entity))
    }

    pub fn is_shown(&self, relation: usize) -> bool {
        let of = &self.relations[relation];
        of.standing != Standing::Denied && of.rank != Rank::Deprecated
    }
}

impl Relation {
    pub fn direction(&self, from: usize) -> db::EdgeDirection {
        match (self.code, from == self.subject) {
            ("SPOUSE_OF", _) => db::EdgeDirection::Mutual,
            (_, true) => db::EdgeDirection::Out,
            (_, false) => db::EdgeDirection::In,
        }
    }
}
