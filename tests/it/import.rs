//! Stories of import: what a file becomes, and what a faulty one does not.

use std::path::PathBuf;

use nutgraph::domain::import::{self, FileSummary, Input, Options, Outcome};
use nutgraph::domain::reference;

use crate::support::{Database, both};

both!(the_reference_data_comes_once, the_demo_newsroom_comes_once,);

async fn bundle(db: &Database, json: &str, options: &Options) -> Outcome {
    let input = Input::Bundle { name: "test.json".into(), json: json.as_bytes().to_vec() };
    run(db, vec![input], options).await.remove(0)
}

async fn run(db: &Database, inputs: Vec<Input>, options: &Options) -> Vec<Outcome> {
    import::run(&db.store, &db.clock, inputs, options, &mut |_| {}).await.expect("the import runs")
}

fn done(outcome: Outcome) -> FileSummary {
    match outcome {
        Outcome::Done(summary) => summary,
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
      names linked: 375
    ");
    let again = done(bundle(&db, DEMO, &Options::default()).await);
    assert!(!again.changed(), "{again}");
    assert_eq!(again.edition, None);
}
