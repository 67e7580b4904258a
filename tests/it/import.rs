//! Stories of import: what a file becomes, and what a faulty one does not.

use nutgraph::domain::import::{self, FileSummary, Input, Options, Outcome};
use nutgraph::domain::reference;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::Value;

use crate::support::{Database, both, on_sqlite};

both!(
    the_reference_data_comes_once,
    what_was_edited_is_not_seeded_over,
    the_demo_newsroom_comes_once,
    a_faulty_bundle_names_all_its_faults,
    broken_syntax_is_shown,
    broken_utf_8_is_shown_with_the_rest,
    a_dry_run_tells_and_keeps_nothing,
    a_new_import_brings_a_new_version,
    the_names_in_the_demo_newsroom_are_linked,
);

pub async fn bundle(db: &Database, json: &str, options: &Options) -> Outcome {
    let input = Input::Bundle { name: "test.json".into(), json: json.as_bytes().to_vec() };
    run(db, vec![input], options).await.remove(0)
}

async fn run(db: &Database, inputs: Vec<Input>, options: &Options) -> Vec<Outcome> {
    import::run(&db.store, &db.clock, inputs, options, &mut |_| {}).await.expect("the import runs")
}

pub fn done(outcome: Outcome) -> FileSummary {
    match outcome {
        Outcome::Done(summary) => *summary,
        Outcome::Faulty(faults) => panic!("{faults}"),
    }
}

async fn the_reference_data_comes_once(db: Database) {
    let summary = reference::seed(&db.store, &db.clock).await.unwrap().expect("there was none");
    insta::assert_snapshot!(summary, @r"
    the reference data
      identifier schemes: 11 created
      relation types: 39 created
      entities: 249 created
      edition: 1
    ");
    assert_eq!(reference::seed(&db.store, &db.clock).await.unwrap(), None);
}

async fn what_was_edited_is_not_seeded_over(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let edit = r#"{"nutgraph":1,"entities":[{"kind":"COUNTRY","name":"Turkiye","slug":"turkey"}],
        "relationTypes":[{"code":"HEAD_OF","label":"runs","inverseLabel":"run by","temporal":"STATE",
        "subjectKinds":["PERSON"],"objectKinds":["ORGANISATION","COUNTRY","PLACE"]}]}"#;
    let edited = done(bundle(&db, edit, &Options::default()).await);
    assert_eq!((edited.entities.updated, edited.relation_types.updated), (1, 1));
    let other = sea_orm::Database::connect(&db.options.url).await.unwrap();
    other.execute_unprepared("UPDATE desk SET seeded = 'an older release'").await.unwrap();
    other.execute_unprepared("UPDATE entity SET summary = 'Old words' WHERE slug = 'iceland'").await.unwrap();
    other.close().await.unwrap();
    let renewed = reference::seed(&db.store, &db.clock).await.unwrap().expect("another release");
    assert_eq!((renewed.entities.created, renewed.entities.updated), (0, 1), "Iceland, which nobody edited");
    assert_eq!(renewed.relation_types.updated, 0);
    let out: Value = serde_json::from_str(&export(&db).await).unwrap();
    assert_eq!(out["entities"][0]["name"], "Turkiye");
    assert_eq!(out["relationTypes"][0]["label"], "runs");
}

const DEMO: &str = include_str!("../../src/domain/demo/newsroom.json");

async fn the_demo_newsroom_comes_once(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let first = done(bundle(&db, DEMO, &Options::default()).await);
    insta::assert_snapshot!(first, @r"
    test.json
      entities: 68 created, 2 updated
      articles: 18 created
      series: 1 created
      relations: 169 created
      evidence: 196 created
      published: 17
      edition: 2
      names linked: 380
    ");
    let again = done(bundle(&db, DEMO, &Options::default()).await);
    assert!(!again.changed(), "{again}");
    assert_eq!(again.edition, None);
}

/// Everything that the database holds, as one number a table.
async fn counts(db: &Database) -> Vec<(String, i64)> {
    let other = sea_orm::Database::connect(&db.options.url).await.unwrap();
    let backend = other.get_database_backend();
    let all = async |sql: String| other.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let tables = match backend {
        DbBackend::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table'",
    };
    let mut counts = vec![];
    for row in all(tables.to_owned()).await {
        let table: String = row.try_get_by_index(0).unwrap();
        let count = all(format!("SELECT count(*) FROM {table}")).await[0].try_get_by_index(0).unwrap();
        counts.push((table, count));
    }
    other.close().await.unwrap();
    counts.sort();
    assert!(counts.len() > 40, "all tables: {counts:?}");
    counts
}

async fn faults(db: &Database, json: &str) -> String {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let before = counts(db).await;
    let outcome = bundle(db, json, &Options::default()).await;
    assert_eq!(counts(db).await, before, "nothing of a faulty file is stored");
    match outcome {
        Outcome::Done(summary) => panic!("no fault was found: {summary}"),
        Outcome::Faulty(faults) => faults.to_string(),
    }
}

async fn a_faulty_bundle_names_all_its_faults(db: Database) {
    let faults = faults(&db, include_str!("../fixtures/faulty.json")).await;
    insta::assert_snapshot!(faults, @r#"
    test.json:3 /entitys: there is no key "entitys"; did you mean "entities"?
    test.json:5 /entities/0/startDate: "1951-13" is not a date: write 2016, 2019-03 or 2022-01-06, and ~ (about) or ? (uncertain) behind it
    test.json:5 /entities/0/nmaes: there is no key "nmaes"; did you mean "names"?
    test.json:6 /entities/1/kind: "PERSN" is none of PERSON, ORGANISATION, COUNTRY, PLACE, EVENT, TOPIC; did you mean "PERSON"?
    test.json:7 /entities/2: has one of latitude and longitude: a place needs both
    test.json:7 /entities/2/slug: "Cas Ruy" is no slug: write "cas-ruy"
    test.json:7 /entities/2/latitude: is not between -90 and 90
    test.json:8 /entities/3: "name" is missing
    test.json:10 /entities/4/kind: is of kind COUNTRY already, and the kind cannot change
    test.json:10 /entities/4/slug: the slug "ada-brandt" stands twice among the entities
    test.json:12 /entities/4/names/0/language: "en_GB" is no language tag (BCP 47): write en, pt-BR or kk-Cyrl
    test.json:14 /entities/4/names/2: is preferred, and so is another name of its language: there is one
    test.json:15 /entities/4/names/3/name: has no letter or digit: it can be found nowhere
    test.json:15 /entities/4/names/3/endDate: 1999 is before the start, 2000
    test.json:18 /entities/4/identifiers/0/scheme: there is no identifier scheme "wikidatta"; did you mean "wikidata"?
    test.json:19 /entities/4/identifiers/1/value: "1" is no Wikidata: it has the form ^Q[1-9][0-9]*$
    test.json:22 /entities/4/mergedInto: is the entity itself
    test.json:27 /articles/0/publishedAt: "yesterday" is not an instant: write 2022-01-08T12:00:00Z, or +06:00 instead of Z
    test.json:28 /articles/0/contentCreated: "2024-02-30" is not a date: write 2016, 2019-03 or 2022-01-06, and ~ (about) or ? (uncertain) behind it
    test.json:28 /articles/0/about/1: there is no entity "adda"; did you mean "ada"?
    test.json:28 /articles/0/contributors/0/entity: is no PERSON: nobody else contributes
    test.json:29 /articles/0/pictures/0/url: "ftp://x" is no address: it begins with https:// or http://
    test.json:30 /articles/0/links/0: a link has an article or a url, one of them
    test.json:30 /articles/0/links/1/article: there is no article "two"
    test.json:34 /articles/0/mentions/1: overlaps with the mention of "Ada Brandt": the outermost one counts
    test.json:35 /articles/0/mentions/2: at 11..14 stands "saw", not "Ada"
    test.json:36 /articles/0/mentions/3: 20..99 is no place in the text, which has 26 characters
    test.json:39 /articles/1/slug: "one" stands twice among the articles of its language
    test.json:39 /articles/1/publication: a retracted article needs a notice of kind RETRACTION, which readers get in its place
    test.json:39 /articles/1/publishedAt: lies in the future: nothing is published before its time
    test.json:39 /articles/1/body/source: the text names an entity "nobody" that is nowhere
    test.json:44 /articles/2/former/1/publishedAt: is not later than that of the version before: the oldest comes first
    test.json:44 /articles/2/former/1/colour: there is no key "colour"
    test.json:46 /articles/2/notices/0/version: there is no such version: readers had 3
    test.json:50 /relations/0/type: there is no relation type "HEADS"
    test.json:51 /relations/1/subject: is of kind ORGANISATION; the subject of HEAD_OF is one of PERSON
    test.json:51 /relations/1/object: is of kind PERSON; the object of HEAD_OF is one of ORGANISATION, COUNTRY, PLACE
    test.json:51 /relations/1/phase: phase CURRENT needs asOf, the day on which it was so
    test.json:52 /relations/2: rankReason is missing: why is it DEPRECATED?
    test.json:52 /relations/2/object: is of kind PERSON; the object of HEAD_OF is one of ORGANISATION, COUNTRY, PLACE
    test.json:52 /relations/2/object: is the subject: nothing stands in a relation to itself
    test.json:52 /relations/2/endDate: it ends before it starts
    test.json:53 /relations/3/object: is of kind ORGANISATION; the object of BORN_IN is one of PLACE, COUNTRY
    test.json:53 /relations/3/endDate: a relation of an EVENT type has startDate only: it happens once
    test.json:53 /relations/3/phase: a relation of an EVENT type has phase OCCURRED, or UNKNOWN
    test.json:53 /relations/3/asOf: 2020 is no day: write it in full, as 2022-01-08
    test.json:57 /relations/4/evidence/0/quote: "Ada Brandt" stands 2 times in the article: quote more of it, or give prefix or suffix
    test.json:58 /relations/4/evidence/1/key: the key "e1" stands twice among the evidence
    test.json:58 /relations/4/evidence/1/quote: "nowhere said" stands nowhere in the article
    test.json:59 /relations/4/evidence/2: retracts is missing: the key or id of the evidence that is taken back
    test.json:59 /relations/4/evidence/2/url: "no address" is no address: it begins with https:// or http://
    test.json:60 /relations/4/evidence/3/retracts: there is no evidence "e7"; did you mean "e1"?
    test.json:61 /relations/4/evidence/4: evidence has an article or a url, one of them
    test.json:61 /relations/4/evidence/4/retracts: is for evidence of stance RETRACTS only
    test.json:61 /relations/4/evidence/4/statedOn: is number, where string is wanted
    test.json:64 /relations/5: stands twice in this file; give both a key if they are two
    test.json:66 /series/0/articles/1: "one" stands twice in the series
    test.json:66 /series/0/articles/2: there is no article "four"
    "#);
}

async fn broken_syntax_is_shown(db: Database) {
    let faults =
        faults(&db, "{\n  \"nutgraph\": 1,\n  \"entities\": [ { \"kind\": \"PERSON\" \"name\": \"X\" } ]\n}")
            .await;
    insta::assert_snapshot!(faults, @r"test.json:3: column 36: expected `,` or `}`");
}

pub async fn path(db: &Database, name: &str, bytes: &[u8], options: &Options) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let outcome = run(db, vec![Input::Path(path)], options).await.remove(0);
    let folder = format!("{}/", folder.path().display());
    match outcome {
        Outcome::Faulty(mut faults) => {
            for fault in &mut faults.list {
                fault.file = fault.file.replace(&folder, "");
            }
            Outcome::Faulty(faults)
        }
        Outcome::Done(mut summary) => {
            summary.file = summary.file.replace(&folder, "");
            for note in &mut summary.notes {
                *note = note.replace(&folder, "");
            }
            Outcome::Done(summary)
        }
    }
}

pub fn faulty(outcome: Outcome) -> String {
    match outcome {
        Outcome::Done(summary) => panic!("no fault was found: {summary}"),
        Outcome::Faulty(faults) => faults.to_string(),
    }
}

async fn broken_utf_8_is_shown_with_the_rest(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let before = counts(&db).await;
    let bytes = b"{\"nutgraph\":1}\n{\"entity\":{\"kind\":\"PERSON\",\"name\":\"Jos\xe9\"}}\n{\"entity\":{\"kind\":\"PERSN\",\"name\":\"A\xff\xfe\"}}\n{\"entity\":\n";
    let outcome = path(&db, "people.ndjson", bytes, &Options::default()).await;
    assert_eq!(counts(&db).await, before);
    insta::assert_snapshot!(faulty(outcome), @r#"
    people.ndjson:2: column 39, byte 53: e9 is not UTF-8
    people.ndjson:3 /entity/kind: "PERSN" is none of PERSON, ORGANISATION, COUNTRY, PLACE, EVENT, TOPIC; did you mean "PERSON"?
    people.ndjson:3: column 36, byte 93: ff is not UTF-8
    people.ndjson:3: column 37, byte 94: fe is not UTF-8
    people.ndjson:4: column 10: EOF while parsing a value
    "#);
}

/// On one database alone: none of it comes so far.
#[test]
fn a_hundred_megabytes_of_one_line_are_read_or_refused() {
    on_sqlite(large);
}

async fn large(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let before = counts(&db).await;
    let large = 100 << 20;
    let start = br#"{"nutgraph":1,"entities":["#;
    let entity = br#"{"kind":"PERSON","name":"","slug":"No Slug","wrong":1},"#;
    let mut bytes = [start.as_slice(), &entity.repeat(large / entity.len())].concat();
    bytes.pop();
    bytes.extend_from_slice(b"]}");
    let small = Options { max_bytes: 1 << 20, ..Options::default() };
    insta::assert_snapshot!(faulty(path(&db, "large.json", &bytes, &small).await), @r"large.json: is too large, 99 MiB: at most 1 MiB are read; split it, or raise --max-bytes");
    let told = faulty(path(&db, "large.json", &bytes, &Options::default()).await);
    assert_eq!(told.lines().count(), 101, "a page of faults, and how many more there are");
    insta::assert_snapshot!(told.lines().next().unwrap(), @r#"large.json:1 /entities/0/wrong: there is no key "wrong""#);
    assert_eq!(told.lines().last(), Some("… and more: these are the first 100"));
    let name = "x".repeat(large).into_bytes();
    let bytes = [start.as_slice(), br#"{"kind":"PERSON","name":""#, &name, br#""}]}"#].concat();
    insta::assert_snapshot!(faulty(path(&db, "name.json", &bytes, &Options::default()).await), @r"name.json:1 /entities/0: is larger than 32 MiB");
    insta::assert_snapshot!(faulty(path(&db, "name.ndjson", &name, &Options::default()).await), @r"name.ndjson:1: column 1: expected value");
    assert_eq!(counts(&db).await, before);
}

async fn a_dry_run_tells_and_keeps_nothing(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let before = counts(&db).await;
    let dry = Options { dry_run: true, ..Options::default() };
    // The second file builds on the first.
    let input = |name: &str, json: &str| Input::Bundle { name: name.into(), json: json.as_bytes().to_vec() };
    let ada = r#"{"nutgraph":1,"entities":[{"kind":"PERSON","name":"Ada Brandt","slug":"ada-brandt"}]}"#;
    let citizen =
        r#"{"nutgraph":1,"relations":[{"subject":"ada-brandt","type":"CITIZEN_OF","object":"iceland"}]}"#;
    let inputs = || vec![input("ada.json", ada), input("citizen.json", citizen)];
    let told: Vec<_> = run(&db, inputs(), &dry).await.into_iter().map(done).collect();
    assert_eq!((told[0].entities.created, told[1].relations.created), (1, 1));
    assert_eq!(counts(&db).await, before);
    let real: Vec<_> = run(&db, inputs(), &Options::default()).await.into_iter().map(done).collect();
    assert_eq!(told[1].relations, real[1].relations);
}

pub async fn export(db: &Database) -> String {
    let mut out = vec![];
    nutgraph::domain::export::run(&db.store, nutgraph::domain::bundle::Form::Json, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

/// Every place where a careful editor would link, and nothing else.
async fn the_names_in_the_demo_newsroom_are_linked(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    done(bundle(&db, DEMO, &Options::default()).await);
    let out: Value = serde_json::from_str(&export(&db).await).unwrap();
    let countries: Value =
        serde_json::from_str(include_str!("../../src/domain/reference/countries.json")).unwrap();
    let mut slugs = std::collections::HashMap::new();
    for entity in countries["entities"].as_array().unwrap() {
        for identifier in entity["identifiers"].as_array().unwrap() {
            let name = format!(
                "{}:{}",
                identifier["scheme"].as_str().unwrap(),
                identifier["value"].as_str().unwrap()
            );
            slugs.insert(name, entity["slug"].as_str().unwrap());
        }
    }
    let expected: Value = serde_json::from_str(include_str!("../fixtures/demo_mentions.json")).unwrap();
    let (mut wanted, mut missing, mut wrong) = (0, vec![], vec![]);
    for article in out["articles"].as_array().unwrap() {
        let of = |mention: &Value, surface: &str| {
            let entity = mention["entity"].as_str().unwrap();
            (
                mention[surface].as_str().unwrap().to_owned(),
                slugs.get(entity).copied().unwrap_or(entity).to_owned(),
            )
        };
        let expected = expected["articles"][article["slug"].as_str().unwrap()].as_array().unwrap();
        let mut expected: Vec<_> = expected.iter().map(|m| of(m, "surface")).collect();
        wanted += expected.len();
        for found in article["mentions"].as_array().unwrap().iter().map(|m| of(m, "exact")) {
            match expected.iter().position(|one| *one == found) {
                Some(place) => drop(expected.remove(place)),
                None => wrong.push(found),
            }
        }
        missing.extend(expected);
    }
    assert!(wanted > 300, "{wanted}");
    assert_eq!(wrong, []);
    assert!(missing.len() * 20 <= wanted, "at least 95 of 100 are linked; missing of {wanted}: {missing:?}");
    insta::assert_debug_snapshot!(missing, @r#"
    [
        (
            "von der Leyen",
            "ursula-von-der-leyen",
        ),
    ]
    "#);
}

async fn a_new_import_brings_a_new_version(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let ada = |body: &str, rest: &str| {
        format!(
            r#"{{"nutgraph":1,"entities":[{{"kind":"PERSON","name":"Ada Brandt","slug":"ada-brandt"{rest}}}],"articles":[
            {{"publication":"LIVE","publishedAt":"2024-03-01T08:00:00Z","slug":"a","headline":"A","body":{{"format":"PLAIN","source":"{body}"}}}}]}}"#
        )
    };
    done(bundle(&db, &ada("Ada Brandt spoke.", ""), &Options::default()).await);
    let again = done(
        bundle(&db, &ada("Ada Brandt spoke again.", r#","summary":"Engineer""#), &Options::default()).await,
    );
    insta::assert_snapshot!(again, @r"
    test.json
      entities: 1 updated
      articles: 1 updated
      published: 1
      edition: 3
      names linked: 1
    ");
    let out: Value = serde_json::from_str(&export(&db).await).unwrap();
    let article = &out["articles"][0];
    insta::assert_snapshot!(article["former"][0]["body"]["source"], @r#""Ada Brandt spoke.""#);
    insta::assert_snapshot!(article["updatedAt"], @r#""2026-01-15T12:00:00.000Z""#);
    insta::assert_snapshot!(out["entities"][0]["summary"], @r#""Engineer""#);
}
