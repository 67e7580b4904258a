//! Stories of export: what goes out comes back as it was.

use nutgraph::domain::bundle::Form;
use nutgraph::domain::import::{self, Input, Options, Outcome};
use nutgraph::domain::{export, reference};

use crate::support::{Database, both, on_sqlite};

both!(the_demo_newsroom_comes_back, everything_comes_back);

async fn import(db: &Database, name: &str, json: Vec<u8>) {
    let input = match name {
        "x.ndjson" => {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join(name);
            std::fs::write(&path, json).unwrap();
            return take(
                import::run(&db.store, &db.clock, vec![Input::Path(path)], &Options::default(), &mut |_| {})
                    .await
                    .unwrap(),
            );
        }
        _ => Input::Bundle { name: name.into(), json },
    };
    take(import::run(&db.store, &db.clock, vec![input], &Options::default(), &mut |_| {}).await.unwrap());
}

fn take(outcomes: Vec<Outcome>) {
    for outcome in outcomes {
        if let Outcome::Faulty(faults) = outcome {
            panic!("{faults}");
        }
    }
}

async fn export(db: &Database, form: Form) -> String {
    let mut out = vec![];
    export::run(&db.store, form, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

/// Takes a newsroom out and into an empty database, and out again.
async fn there_and_back(db: &Database) {
    for (form, name) in [(Form::Json, "x.json"), (Form::Ndjson, "x.ndjson")] {
        let first = export(db, form).await;
        let (sent, received) = std::sync::mpsc::channel();
        let copy = first.clone();
        // A database of its own, empty but for the reference data; always SQLite: the bytes are the same.
        std::thread::spawn(move || {
            on_sqlite(async |db: Database| {
                reference::seed(&db.store, &db.clock).await.unwrap();
                import(&db, name, copy.into_bytes()).await;
                sent.send(export(&db, form).await).unwrap();
            });
        })
        .join()
        .unwrap();
        similar_asserts(&first, &received.recv().unwrap());
    }
}

fn similar_asserts(first: &str, second: &str) {
    for (number, (a, b)) in first.lines().zip(second.lines()).enumerate() {
        assert_eq!(a, b, "line {}", number + 1);
    }
    assert_eq!(first.len(), second.len());
}

async fn the_demo_newsroom_comes_back(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    let demo = include_bytes!("../../src/domain/demo/newsroom.json").to_vec();
    import(&db, "demo.json", demo).await;
    there_and_back(&db).await;
}

/// One of everything that a bundle can say.
const EVERYTHING: &str = include_str!("../fixtures/everything.json");

async fn everything_comes_back(db: Database) {
    reference::seed(&db.store, &db.clock).await.unwrap();
    import(&db, "everything.json", EVERYTHING.as_bytes().to_vec()).await;
    there_and_back(&db).await;
}
