//! Mentions while texts are written: carried through edits, suggested, decided.

use nutgraph::auth::{Actor, Role};
use nutgraph::domain::import::Options;
use serde_json::{Value, json};

use crate::import::{bundle, done as imported};
use crate::support::told::{ask, done, editor, faults, person};
use crate::support::{Database, both};

both!(
    mentions_are_carried_through_edits,
    an_orphan_comes_back_with_its_passage,
    a_save_that_leaves_the_text_leaves_the_mentions,
    the_traps_of_editing,
    a_decision_lasts_through_later_edits,
    a_rejection_is_remembered,
    what_an_author_fixes_in_the_text_counts_more,
    all_wrong_decisions_are_told_at_once,
    a_decision_on_an_older_revision_is_a_conflict,
    suggestions_say_how_sure_they_are,
    a_new_name_is_suggested_at_once,
    others_articles_are_not_decided_on,
    readers_keep_the_id_of_a_mention,
);

const NAMES: &str = r#"{"nutgraph":1,"entities":[
    {"kind":"PERSON","name":"Nursultan Nazarbayev","slug":"nazarbayev",
        "names":[{"name":"Nazarbayev","kind":"SHORT","distinctive":true}]},
    {"kind":"PERSON","name":"Emmanuel Macron","slug":"macron",
        "names":[{"name":"Macron","kind":"SHORT"}]},
    {"kind":"PLACE","name":"Astana","slug":"astana","names":[{"name":"Nur-Sultan","kind":"FORMER"}]},
    {"kind":"PLACE","name":"Moscow","slug":"moscow"},
    {"kind":"PERSON","name":"Ann Jordan","slug":"ann-jordan"},
    {"kind":"PERSON","name":"John Smith","slug":"john-smith-1"},
    {"kind":"PERSON","name":"John Smith","slug":"john-smith-2"},
    {"kind":"COUNTRY","name":"Russian Federation","slug":"russian-federation",
        "names":[{"name":"Moscow","kind":"METONYM"},{"name":"the Kremlin","kind":"METONYM"}]}]}"#;

async fn names(db: &Database) -> Actor {
    imported(bundle(db, NAMES, &Options::default()).await);
    editor()
}

async fn write(db: &Database, actor: &Actor, text: &str) -> Value {
    let input = json!({ "headline": "Rain", "body": { "format": "PLAIN", "source": text } });
    let made = Box::pin(done(db, actor, "createArticle", "article { id }", input)).await;
    made["article"]["id"].clone()
}

/// Saves another text, and tells what has no place in it.
async fn edit(db: &Database, actor: &Actor, id: &Value, base: i32, text: &str) -> Value {
    let body = json!({ "format": "PLAIN", "source": text });
    let input = json!({ "id": id, "baseRevision": base, "changes": { "body": body } });
    let what = "article { head { number } } orphanedMentions { surface status start entity { slug } }";
    let saved = Box::pin(done(db, actor, "updateArticle", what, input)).await;
    assert_eq!(saved["article"]["head"]["number"], base + 1);
    saved["orphanedMentions"].clone()
}

async fn of(db: &Database, actor: &Actor, id: &Value, what: &str) -> Value {
    let query = format!("query($id: ID!) {{ desk {{ article(id: $id) {{ {what} }} }} }}");
    let mut answer = Box::pin(db.desk(actor, &query, json!({ "id": id }))).await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    answer["data"]["desk"]["article"].take()
}

/// The mentions of the newest revision: what stands there, who is meant, who placed it.
async fn mentions(db: &Database, actor: &Actor, id: &Value) -> Vec<String> {
    let what = "head { text mentions { start end surface entity { slug } origin } }";
    let head = of(db, actor, id, what).await["head"].take();
    let text: Vec<char> = head["text"].as_str().unwrap().chars().collect();
    let told = head["mentions"].as_array().unwrap().iter().map(|mention| {
        let at = |end: &str| usize::try_from(mention[end].as_i64().unwrap()).unwrap();
        let surface: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(mention["surface"], surface);
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        format!("{surface} {} {}", word(&mention["entity"]["slug"]), word(&mention["origin"]))
    });
    told.collect()
}

async fn decide(db: &Database, actor: &Actor, id: &Value, base: i32, decisions: Value) -> Value {
    let input = json!({ "article": id, "baseRevision": base, "decisions": decisions });
    let what = "article { head { number } }";
    Box::pin(done(db, actor, "decideMentions", what, input)).await["article"]["head"]["number"].clone()
}

async fn entity(db: &Database, slug: &str) -> Value {
    let query = "query($slug: String) { desk { entity(slug: $slug) { id } } }";
    Box::pin(db.desk(&editor(), query, json!({ "slug": slug }))).await["data"]["desk"]["entity"]["id"].clone()
}

async fn mentions_are_carried_through_edits(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Nursultan Nazarbayev left Astana.").await;
    let before = of(&db, &ada, &id, "head { mentions { id mentionId } }").await;
    let lost = edit(&db, &ada, &id, 1, "😀 Last night Nursultan Nazarbayev left for Moscow.").await;
    assert_eq!(
        lost,
        json!([{ "surface": "Astana", "status": "ORPHANED", "start": null, "entity": { "slug": "astana" } }])
    );
    assert_eq!(
        mentions(&db, &ada, &id).await,
        ["Nursultan Nazarbayev nazarbayev IMPORT", "Moscow moscow IMPORT"]
    );
    let after = of(&db, &ada, &id, "head { mentions(orphans: true) { id mentionId utf16Start } }").await;
    let [old, new] = [&before, &after].map(|article| &article["head"]["mentions"]);
    assert_eq!(old[0]["mentionId"], new[0]["mentionId"], "the same mention");
    assert_ne!(old[0]["id"], new[0]["id"], "which stands elsewhere");
    assert_eq!(new[0]["utf16Start"], 14);
    assert_eq!(new.as_array().unwrap().len(), 3);
}

async fn an_orphan_comes_back_with_its_passage(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "It snows in Moscow. Nobody cares.").await;
    let russia = entity(&db, "russian-federation").await;
    decide(&db, &ada, &id, 1, json!([{ "start": 12, "end": 18, "action": "LINK", "entity": russia }])).await;
    assert_eq!(edit(&db, &ada, &id, 2, "Nobody cares.").await[0]["surface"], "Moscow");
    assert_eq!(mentions(&db, &ada, &id).await, [""; 0]);
    assert_eq!(edit(&db, &ada, &id, 3, "Nobody cares at all.").await, json!([]), "told once");
    edit(&db, &ada, &id, 4, "Nobody cares at all. It snows in Moscow, too.").await;
    assert_eq!(mentions(&db, &ada, &id).await, ["Moscow russian-federation EDITOR"]);
}

async fn a_save_that_leaves_the_text_leaves_the_mentions(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Astana is cold. So is Moscow.").await;
    edit(&db, &ada, &id, 1, "Astana is cold.").await;
    let input = json!({ "id": id, "baseRevision": 2, "changes": { "headline": "Snow" } });
    let saved = done(&db, &ada, "updateArticle", "article { head { number } }", input).await;
    assert_eq!(saved["article"]["head"]["number"], 3);
    assert_eq!(mentions(&db, &ada, &id).await, ["Astana astana IMPORT"]);
    let all = of(&db, &ada, &id, "head { mentions(orphans: true) { surface status } }").await;
    assert_eq!(all["head"]["mentions"][1], json!({ "surface": "Moscow", "status": "ORPHANED" }));
    // Saving what is there already makes no revision.
    let input = json!({ "id": id, "baseRevision": 3, "changes": { "headline": "Snow" } });
    let saved = done(&db, &ada, "updateArticle", "article { head { number } }", input).await;
    assert_eq!(saved["article"]["head"]["number"], 3);
}

async fn the_traps_of_editing(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "EmmanuelMacron met Nazarbayev in Nur-Sultan.").await;
    let first = ["EmmanuelMacron macron IMPORT", "Nazarbayev nazarbayev IMPORT", "Nur-Sultan astana IMPORT"];
    assert_eq!(mentions(&db, &ada, &id).await, first);
    let text = "Emmanuel Macron met Nazarbayev’s brother in Astana.";
    assert_eq!(edit(&db, &ada, &id, 1, text).await, json!([]));
    let second = ["Emmanuel Macron macron IMPORT", "Nazarbayev nazarbayev IMPORT", "Astana astana IMPORT"];
    assert_eq!(mentions(&db, &ada, &id).await, second);
    // A name grows, and becomes a part of a word.
    let text = "Emmanuel Macron met Nursultan Nazarbayev’s brother in Astanagrad.";
    let lost = edit(&db, &ada, &id, 2, text).await;
    assert_eq!((lost.as_array().unwrap().len(), &lost[0]["surface"]), (1, &json!("Astana")));
    let third = ["Emmanuel Macron macron IMPORT", "Nursultan Nazarbayev nazarbayev IMPORT"];
    assert_eq!(mentions(&db, &ada, &id).await, third);
}

async fn a_decision_lasts_through_later_edits(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Moscow: talks go on. The old man in Moscow said so.").await;
    assert_eq!(mentions(&db, &ada, &id).await, ["Moscow moscow IMPORT", "Moscow moscow IMPORT"]);
    let (russia, smith) = (entity(&db, "russian-federation").await, entity(&db, "john-smith-1").await);
    let first = of(&db, &ada, &id, "head { mentions { id } }").await["head"]["mentions"][0]["id"].clone();
    let decisions = json!([
        { "mention": first, "action": "LINK", "entity": russia },
        { "start": 21, "end": 32, "action": "LINK", "entity": smith },
    ]);
    assert_eq!(decide(&db, &ada, &id, 1, decisions.clone()).await, 2);
    let decided =
        ["Moscow russian-federation EDITOR", "The old man john-smith-1 EDITOR", "Moscow moscow IMPORT"];
    assert_eq!(mentions(&db, &ada, &id).await, decided);
    let text = "Yesterday:\nMoscow: talks go on, they say.\nThe old man who lives in Moscow said so.";
    assert_eq!(edit(&db, &ada, &id, 2, text).await, json!([]));
    assert_eq!(mentions(&db, &ada, &id).await, decided);
}

async fn a_rejection_is_remembered(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Moscow, Idaho.").await;
    let moscow = entity(&db, "moscow").await;
    let mention = of(&db, &ada, &id, "head { mentions { id } }").await["head"]["mentions"][0]["id"].clone();
    assert_eq!(decide(&db, &ada, &id, 1, json!([{ "mention": mention, "action": "REJECT" }])).await, 2);
    edit(&db, &ada, &id, 2, "Moscow, Idaho, is not Moscow. Astana is not MOSCOW either.").await;
    assert_eq!(mentions(&db, &ada, &id).await, ["Astana astana IMPORT"]);
    let open = of(&db, &ada, &id, "suggestions { surface }").await;
    assert_eq!(open["suggestions"], json!([]));
    // A person may say otherwise, and then it is no more rejected.
    decide(&db, &ada, &id, 3, json!([{ "start": 22, "end": 28, "action": "LINK", "entity": moscow }])).await;
    edit(&db, &ada, &id, 4, "Moscow, Idaho, is not Moscow. Astana is not Moscow either. Moscow!").await;
    let surfaces = mentions(&db, &ada, &id).await;
    assert!(surfaces.contains(&"Moscow moscow EDITOR".to_owned()), "{surfaces:?}");
    assert!(surfaces.contains(&"Moscow moscow IMPORT".to_owned()), "{surfaces:?}");
    // What is taken away without being rejected may be linked again.
    let other = write(&db, &ada, "Astana.").await;
    decide(&db, &ada, &other, 1, json!([{ "start": 0, "end": 6, "action": "UNLINK" }])).await;
    assert_eq!(mentions(&db, &ada, &other).await, [""; 0]);
    let open = of(&db, &ada, &other, "suggestions { surface certainty entity { slug } }").await;
    let astana = json!([{ "surface": "Astana", "certainty": "LINKED", "entity": { "slug": "astana" } }]);
    assert_eq!(open["suggestions"], astana);
    // A rejection of what nobody linked makes no revision.
    let input = json!([{ "start": 0, "end": 6, "action": "REJECT", "entity": entity(&db, "astana").await }]);
    assert_eq!(decide(&db, &ada, &other, 2, input).await, 2);
    assert_eq!(of(&db, &ada, &other, "suggestions { surface }").await["suggestions"], json!([]));
}

async fn what_an_author_fixes_in_the_text_counts_more(db: Database) {
    let ada = names(&db).await;
    let input = json!({ "headline": "Rain", "body": { "source": "Moscow says no." } });
    let id = done(&db, &ada, "createArticle", "article { id }", input).await["article"]["id"].clone();
    let body = json!({ "source": "[Moscow](entity:russian-federation) says no." });
    let input = json!({ "id": id, "baseRevision": 1, "changes": { "body": body } });
    done(&db, &ada, "updateArticle", "article { id }", input).await;
    assert_eq!(mentions(&db, &ada, &id).await, ["Moscow russian-federation EDITOR"]);
    let decision = json!([{ "start": 0, "end": 6, "action": "LINK", "entity": entity(&db, "moscow").await }]);
    let input = json!({ "article": id, "baseRevision": 2, "decisions": decision });
    assert_eq!(
        faults(&db, &ada, "decideMentions", input).await,
        json!([["input.decisions.0", "WRONG_STATE"]])
    );
}

async fn all_wrong_decisions_are_told_at_once(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Emmanuel Macron was in Astana.").await;
    let macron = entity(&db, "macron").await;
    let link =
        |start: i32, end: i32| json!({ "start": start, "end": end, "action": "LINK", "entity": macron });
    let decisions = json!([
        link(0, 99),
        link(9, 15),
        link(15, 19),
        { "action": "REJECT" },
        { "mention": "dmen_01h2xcejqtf2nbrexx3vqjhp41", "action": "UNLINK" },
        { "start": 23, "end": 29, "action": "LINK" },
        { "start": 16, "end": 19, "action": "UNLINK" },
        { "start": 16, "end": 19, "action": "LINK", "entity": "dent_01h2xcejqtf2nbrexx3vqjhp41" },
        link(20, 22),
        link(20, 29),
    ]);
    let input = json!({ "article": id, "baseRevision": 1, "decisions": decisions });
    assert_eq!(
        faults(&db, &ada, "decideMentions", input).await,
        json!([
            ["input.decisions.0.start", "INVALID"],
            ["input.decisions.2.start", "INVALID"],
            ["input.decisions.3", "INVALID"],
            ["input.decisions.4.mention", "NOT_FOUND"],
            ["input.decisions.5.entity", "INVALID"],
            ["input.decisions.6", "NOT_FOUND"],
            ["input.decisions.7.entity", "NOT_FOUND"],
            ["input.decisions.1.start", "INVALID"],
            ["input.decisions.9.start", "INVALID"],
        ])
    );
    assert_eq!(of(&db, &ada, &id, "head { number }").await["head"]["number"], 1);
    // The outermost counts: what is linked around a mention takes its place.
    decide(&db, &ada, &id, 1, json!([link(20, 29)])).await;
    assert_eq!(mentions(&db, &ada, &id).await, ["Emmanuel Macron macron IMPORT", "in Astana macron EDITOR"]);
}

async fn a_decision_on_an_older_revision_is_a_conflict(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Astana.").await;
    edit(&db, &ada, &id, 1, "It is Astana.").await;
    let decisions = json!([{ "start": 0, "end": 6, "action": "UNLINK" }]);
    let input = json!({ "article": id, "baseRevision": 1, "decisions": decisions });
    let answer =
        ask(&db, &ada, "decideMentions", "article { id } conflict { base current changedFields }", input)
            .await;
    let conflict = json!({ "base": 1, "current": 2, "changedFields": ["body", "mentions"] });
    assert_eq!(answer, json!({ "article": null, "conflict": conflict, "userErrors": [] }));
}

const SUGGEST: &str = "query($text: String!) { desk { suggestMentions(text: $text, language: \"en\") {
    start end utf16Start utf16End surface certainty entity { slug } candidates { slug } nameKind } } }";

async fn suggestions_say_how_sure_they_are(db: Database) {
    let ada = names(&db).await;
    let text = "😀 Nur-Sultan: Macron met John Smith.";
    let answer = db.desk(&ada, SUGGEST, json!({ "text": text })).await;
    assert_eq!(
        answer["data"]["desk"]["suggestMentions"],
        json!([
            { "start": 2, "end": 12, "utf16Start": 3, "utf16End": 13, "surface": "Nur-Sultan",
              "certainty": "LINKED", "entity": { "slug": "astana" }, "candidates": [], "nameKind": "FORMER" },
            { "start": 14, "end": 20, "utf16Start": 15, "utf16End": 21, "surface": "Macron",
              "certainty": "SHORT_WITHOUT_FULL", "entity": null, "candidates": [{ "slug": "macron" }],
              "nameKind": null },
            { "start": 25, "end": 35, "utf16Start": 26, "utf16End": 36, "surface": "John Smith",
              "certainty": "AMBIGUOUS", "entity": null,
              "candidates": [{ "slug": "john-smith-1" }, { "slug": "john-smith-2" }], "nameKind": null },
        ])
    );
    // Readers have no such thing.
    let (answer, _) = db.ask(SUGGEST, json!({ "text": text }), &[]).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

async fn a_new_name_is_suggested_at_once(db: Database) {
    let ada = names(&db).await;
    let found = async || {
        let mut answer = db.desk(&ada, SUGGEST, json!({ "text": "Bea Roth spoke." })).await;
        answer["data"]["desk"]["suggestMentions"].take()
    };
    assert_eq!(found().await, json!([]));
    let input = json!({ "kind": "PERSON", "name": "Bea Roth" });
    done(&db, &ada, "createEntity", "entity { id }", input).await;
    assert_eq!(found().await[0]["certainty"], "LINKED");
}

async fn others_articles_are_not_decided_on(db: Database) {
    names(&db).await;
    let (ada, ben) = (person(1, Role::Author), person(2, Role::Author));
    let id = write(&db, &ada, "Astana.").await;
    let input = |id: &Value| json!({ "article": id, "baseRevision": 1, "decisions": [{ "start": 0, "end": 6, "action": "UNLINK" }] });
    let none = json!("dart_01h2xcejqtf2nbrexx3vqjhp41");
    let hidden = ask(&db, &ben, "decideMentions", "article { id }", input(&id)).await;
    assert_eq!(hidden, ask(&db, &ben, "decideMentions", "article { id }", input(&none)).await);
    assert_eq!(hidden["userErrors"][0]["path"], json!(["input", "article"]));
    decide(&db, &ada, &id, 1, input(&id)["decisions"].clone()).await;
}

async fn readers_keep_the_id_of_a_mention(db: Database) {
    let ada = names(&db).await;
    let id = write(&db, &ada, "Astana is cold.").await;
    crate::support::told::go_live(&db, &id).await;
    let query = "query($id: ID!) { article(id: $id) { mentions { id start surface } } }";
    let reader = json!({ "id": id.as_str().unwrap().replacen("dart_", "art_", 1) });
    let before = db.data(query, reader.clone()).await["article"]["mentions"].clone();
    edit(&db, &ada, &id, 1, "Moscow and Astana are cold.").await;
    assert_eq!(db.data(query, reader.clone()).await["article"]["mentions"], before, "readers see no edit");
    crate::support::told::go_live(&db, &id).await;
    let after = db.data(query, reader).await["article"]["mentions"].clone();
    assert_eq!((&after[1]["id"], &after[1]["start"]), (&before[0]["id"], &json!(11)));
    crate::support::told::law(&db).await;
}
