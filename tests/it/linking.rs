//! The names in the texts, held against what a careful person would link.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use db::{article_revision, entity, entity_identifier, mention};
use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::reference;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use crate::support::{Database, both};

both!(the_demo_newsroom_is_linked_as_a_person_would, the_sample_article_is_linked_as_a_person_would);

#[derive(Deserialize)]
struct Expectations {
    articles: HashMap<String, Vec<Expected>>,
}

/// A place in a text that names an entity: the nth time that the surface stands there.
#[derive(Deserialize)]
struct Expected {
    surface: String,
    nth: usize,
    entity: String,
}

/// A linked place: where it starts, what stands there, who is meant.
type Place = (usize, String, String);

fn fixture(name: &str) -> Expectations {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

async fn take(db: &Database, input: Input, options: &Options) {
    for outcome in import::run(&db.store, &db.clock, vec![input], options, &mut |_| {}).await.unwrap() {
        if let Outcome::Faulty(faults) = outcome {
            panic!("{faults}");
        }
    }
}

async fn take_bundle(db: &Database, name: &str, json: &str, options: &Options) {
    take(db, Input::Bundle { name: name.into(), json: json.as_bytes().to_vec() }, options).await;
}

/// The places that the newest revision of an article links, in reading order.
async fn linked(desk: &DatabaseConnection, slug: &str) -> (String, Vec<Place>) {
    let revision = article_revision::Entity::find()
        .filter(article_revision::Column::Slug.eq(slug))
        .order_by_desc(article_revision::Column::Number)
        .one(desk)
        .await
        .unwrap()
        .unwrap_or_else(|| panic!("no article {slug}"));
    let entities = entity::Entity::find().all(desk).await.unwrap();
    let slugs: HashMap<_, _> = entities.into_iter().map(|e| (e.id, e.slug)).collect();
    let of_revision = mention::Column::RevisionId.eq(revision.id);
    let rows =
        mention::Entity::find().filter(of_revision).order_by_asc(mention::Column::StartAt).all(desk).await;
    let places = rows.unwrap().into_iter().map(|m| {
        let start = usize::try_from(m.start_at).unwrap();
        let stands: String = revision.text.chars().skip(start).take(m.exact.chars().count()).collect();
        assert_eq!(stands, m.exact, "the offsets count Unicode scalars of the text");
        (start, m.exact, slugs[&m.entity_id].clone())
    });
    (revision.text.clone(), places.collect())
}

/// Where the expected places are.
async fn expected(desk: &DatabaseConnection, text: &str, expectations: &[Expected]) -> Vec<Place> {
    let mut places = vec![];
    for Expected { surface, nth, entity } in expectations {
        let at = text.match_indices(surface).nth(nth - 1).unwrap_or_else(|| panic!("{surface} ({nth})")).0;
        let slug = match entity.split_once(':') {
            None => entity.clone(),
            Some((scheme, value)) => {
                let key = (scheme.to_owned(), value.to_owned());
                let found = entity_identifier::Entity::find_by_id(key).one(desk).await.unwrap().unwrap();
                entity::Entity::find_by_id(found.entity_id).one(desk).await.unwrap().unwrap().slug
            }
        };
        places.push((text[..at].chars().count(), surface.clone(), slug));
    }
    places
}

/// At least 95 of 100 expected places are linked, and nothing else is.
async fn compare(db: &Database, expectations: Expectations) {
    let desk = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let (mut wanted, mut missed, mut wrong) = (0, vec![], vec![]);
    for (slug, expectations) in &expectations.articles {
        let (text, linked) = linked(&desk, slug).await;
        let expected = expected(&desk, &text, expectations).await;
        wanted += expected.len();
        missed.extend(expected.iter().filter(|p| !linked.contains(p)).map(|p| (slug, p.clone())));
        wrong.extend(linked.iter().filter(|p| !expected.contains(p)).map(|p| (slug, p.clone())));
    }
    assert!(wrong.is_empty(), "wrong links: {wrong:#?}");
    assert!(wanted > 50 && missed.len() * 20 <= wanted, "{} of {wanted} missed: {missed:#?}", missed.len());
}

async fn the_demo_newsroom_is_linked_as_a_person_would(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let json = include_str!("../../src/domain/demo/newsroom.json");
    take_bundle(&db, "newsroom.json", json, &Options::default()).await;
    compare(&db, fixture("demo_mentions.json")).await;
}

/// The article itself is not part of the project: without it there is nothing to link.
async fn the_sample_article_is_linked_as_a_person_would(db: Database) {
    let article = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/input/kazakhstan.txt");
    if !article.exists() {
        // Not eprintln!: the test runner would keep that to itself.
        let notice = format!("SKIPPED: the sample article's links; {} is not there\n", article.display());
        io::stderr().write_all(notice.as_bytes()).unwrap();
        return;
    }
    reference::seed(&db.store, &db.clock).await.unwrap();
    let options = Options { publish: true, ..Options::default() };
    let json = include_str!("../fixtures/kazakhstan_entities.json");
    take_bundle(&db, "kazakhstan_entities.json", json, &options).await;
    take(&db, Input::Path(article), &options).await;
    take_bundle(&db, "relations.json", include_str!("../fixtures/kazakhstan_relations.json"), &options).await;
    compare(&db, fixture("kazakhstan_mentions.json")).await;
    let answers = [("2020-01-01", "CERTAIN"), ("2016-06-01", "POSSIBLE"), ("2022-01-07", "nobody")];
    for (day, want) in answers {
        let query = "query($on: EDTFDate!) { entity(slug: \"national-security-committee\") {
            relations(types: [\"HEAD_OF\"], filter: { activeOn: $on }) { edges {
                certainty other { name } node { evidence { nodes { attribution article { slug } } } } } } } }";
        let data = db.data(query, serde_json::json!({ "on": day })).await;
        let edge = &data["entity"]["relations"]["edges"][0];
        assert_eq!(edge["certainty"].as_str().unwrap_or("nobody"), want, "{day}: {data}");
        if want != "nobody" {
            assert_eq!(edge["other"]["name"], "Karim Masimov");
            let source = &edge["node"]["evidence"]["nodes"][0];
            assert_eq!(source["attribution"], "a statement from the KNB");
            assert_eq!(source["article"]["slug"], "kazakhstan");
        }
    }
}
