//! Entities that look like one: found, told why, dismissed.

use nutgraph::auth::Role;
use serde_json::{Value, json};

use crate::desk_entity::{change, entity, paths, person, refusal};
use crate::support::{Database, both};

both!(
    pairs_come_with_their_reasons_the_likeliest_first,
    a_hub_tells_nothing_and_rare_neighbours_do,
    pairs_are_dismissed_and_come_back,
    pages_go_on_where_they_stood,
    what_an_author_may_not_see_tells_them_nothing,
    many_of_one_name_are_few_pairs,
);

const PAIR: &str = "entities { name } score reasons shared";

async fn pairs(db: &Database, role: Role, filter: Value) -> Value {
    let query = format!(
        "query($filter: DuplicateFilter) {{ desk {{ duplicates(filter: $filter) {{ totalCount nodes {{ {PAIR} }} }} }} }}"
    );
    let mut answer = db
        .desk(&person(if role == Role::Author { 1 } else { 3 }, role), &query, json!({ "filter": filter }))
        .await;
    assert_eq!(answer.get("errors"), None, "{answer}");
    let told = answer["data"]["desk"]["duplicates"].take();
    assert_eq!(told["totalCount"], told["nodes"].as_array().unwrap().len());
    let one = |pair: &Value| {
        json!([pair["entities"][0]["name"], pair["entities"][1]["name"], pair["score"], pair["reasons"]])
    };
    told["nodes"].as_array().unwrap().iter().map(one).collect()
}

async fn make(db: &Database, name: &str, more: Value) -> Value {
    let mut input = json!({ "kind": "PERSON", "name": name });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    entity(db, &person(3, Role::Editor), input).await
}

async fn pairs_come_with_their_reasons_the_likeliest_first(db: Database) {
    nutgraph::domain::reference::seed(&db.store, &db.clock).await.unwrap();
    let before = pairs(&db, Role::Editor, json!({ "kind": { "ne": "COUNTRY" } })).await;
    assert_eq!(before, json!([]));
    let alias = |name: &str| json!({ "names": [{ "name": name, "kind": "TRANSLITERATION" }] });
    make(&db, "Ada Byron", json!({ "startDate": "1815" })).await;
    make(&db, "ADA  BYRON", json!({ "slug": "ada-2", "startDate": "1815-12-10" })).await;
    make(&db, "Ada Byron", json!({ "slug": "ada-3", "startDate": "1950" })).await;
    make(&db, "Toqaev", alias("Tokayev")).await;
    make(&db, "Tokayev", json!({})).await;
    make(&db, "Bea", alias("Shared Name")).await;
    make(&db, "Cem", alias("shared name")).await;
    make(&db, "One", json!({ "identifiers": [{ "scheme": "viaf", "value": "123456" }] })).await;
    make(&db, "Two", json!({ "identifiers": [{ "scheme": "geonames", "value": "123456" }] })).await;
    // Of another kind, and names that belong to many.
    entity(&db, &person(3, Role::Editor), json!({ "kind": "TOPIC", "name": "Tokayev", "slug": "t" })).await;
    make(&db, "Dan", json!({ "names": [{ "name": "Smith", "kind": "SHORT" }] })).await;
    make(&db, "Eve", json!({ "names": [{ "name": "Smith", "kind": "SHORT" }] })).await;
    assert_eq!(
        pairs(&db, Role::Editor, json!({ "kind": { "eq": "PERSON" } })).await,
        json!([
            ["Ada Byron", "ADA  BYRON", 55, ["SAME_NAME"]],
            ["Toqaev", "Tokayev", 45, ["OTHER_NAME"]],
            ["One", "Two", 40, ["SAME_IDENTIFIER"]],
            ["ADA  BYRON", "Ada Byron", 30, ["SAME_NAME", "OTHER_DATES"]],
            ["Ada Byron", "Ada Byron", 30, ["SAME_NAME", "OTHER_DATES"]],
            ["Bea", "Cem", 30, ["SHARED_NAME"]],
        ])
        .as_array()
        .map(|all| sorted(all))
        .unwrap()
    );
    let strong = json!({ "minScore": 45, "kind": { "eq": "PERSON" } });
    assert_eq!(pairs(&db, Role::Editor, strong).await.as_array().unwrap().len(), 2);
    let id = make(&db, "bea", json!({ "slug": "bea-2" })).await;
    let of_one = pairs(&db, Role::Editor, json!({ "entity": id })).await;
    assert_eq!(of_one, json!([["Bea", "bea", 55, ["SAME_NAME"]]]));
}

/// Ids that are made later are greater, and come first among those that are alike.
fn sorted(all: &[Value]) -> Value {
    let mut all = all.to_vec();
    let last = all.len() - 3;
    let (bea, ada13, ada23) = (all[last + 2].clone(), all[last + 1].clone(), all[last].clone());
    all.splice(last.., [bea, ada23, ada13]);
    json!(all)
}

async fn relate(db: &Database, subject: &Value, object: &Value) -> Value {
    let evidence = json!([{ "stance": "SUPPORTS", "url": "https://example.org/a" }]);
    let input = json!({ "subject": subject, "type": "MEMBER_OF", "object": object, "evidence": evidence });
    let made = change(db, &person(3, Role::Editor), "createRelation", "relation { id }", input).await;
    assert_eq!(made["userErrors"], json!([]), "{made}");
    made["relation"]["id"].clone()
}

async fn club(db: &Database, name: &str) -> Value {
    entity(db, &person(3, Role::Editor), json!({ "kind": "ORGANISATION", "name": name })).await
}

async fn a_hub_tells_nothing_and_rare_neighbours_do(db: Database) {
    nutgraph::domain::reference::seed(&db.store, &db.clock).await.unwrap();
    let (one, other) =
        (make(&db, "Ada", json!({})).await, make(&db, "ada", json!({ "slug": "ada-2" })).await);
    let (hub, rare) = (club(&db, "Hub").await, club(&db, "Rare").await);
    for end in [&one, &other] {
        relate(&db, end, &hub).await;
        relate(&db, end, &rare).await;
    }
    let filter = json!({ "entity": one });
    assert_eq!(pairs(&db, Role::Editor, filter.clone()).await[0][2], 55 + 2 * 8);
    for n in 0..64 {
        let member = make(&db, &format!("Member {n}"), json!({})).await;
        relate(&db, &member, &hub).await;
    }
    let told = pairs(&db, Role::Editor, filter).await;
    assert_eq!(told, json!([["Ada", "ada", 63, ["SAME_NAME", "SHARED_NEIGHBOURS"]]]));
}

async fn pairs_are_dismissed_and_come_back(db: Database) {
    let (one, other) =
        (make(&db, "Ada", json!({})).await, make(&db, "ada", json!({ "slug": "ada-2" })).await);
    let eva = person(3, Role::Editor);
    let both = json!({ "first": other, "second": one, "reason": "Mother and daughter" });
    assert_eq!(refusal(&db, &person(1, Role::Author), "dismissDuplicate", both.clone()).await, "FORBIDDEN");
    let done = change(&db, &eva, "dismissDuplicate", "first { id } second { id }", both.clone()).await;
    assert_eq!(done, json!({ "first": { "id": other }, "second": { "id": one }, "userErrors": [] }));
    // Once more is once.
    change(&db, &eva, "dismissDuplicate", "first { id }", both).await;
    assert_eq!(pairs(&db, Role::Editor, json!({})).await, json!([]));
    assert_eq!(
        pairs(&db, Role::Editor, json!({ "dismissed": true })).await,
        json!([["Ada", "ada", 55, ["SAME_NAME"]]])
    );
    let told =
        "{ desk { duplicates(filter: { dismissed: true }) { nodes { dismissal { reason at by { id } } } }
        auditLog(filter: { action: \"DISMISS_DUPLICATE\" }) { totalCount nodes { detail thing } } } }";
    let told = db.desk(&eva, told, json!({})).await["data"]["desk"].take();
    let dismissal = &told["duplicates"]["nodes"][0]["dismissal"];
    assert_eq!(dismissal["reason"], "Mother and daughter");
    assert!(dismissal["by"]["id"].is_string() && dismissal["at"].is_string(), "{dismissal}");
    assert_eq!(told["auditLog"]["totalCount"], 2);
    assert_eq!(told["auditLog"]["nodes"][0]["detail"], "NO_DUPLICATE: Mother and daughter");
    let both = json!({ "first": one, "second": other });
    assert_eq!(
        change(&db, &eva, "restoreDuplicate", "first { id }", both.clone()).await["userErrors"],
        json!([])
    );
    assert_eq!(pairs(&db, Role::Editor, json!({})).await.as_array().unwrap().len(), 1);
    let again = change(&db, &eva, "restoreDuplicate", "first { id }", both).await;
    assert_eq!(paths(&again), json!([[["input", "second"], "WRONG_STATE"]]));
    for (input, told) in [
        (json!({ "first": one, "second": one }), json!([[["input", "second"], "INVALID"]])),
        (
            json!({ "first": "x", "second": "y", "reason": "a".repeat(2001) }),
            json!([
                [["input", "reason"], "INVALID"],
                [["input", "first"], "NOT_FOUND"],
                [["input", "second"], "NOT_FOUND"]
            ]),
        ),
    ] {
        assert_eq!(paths(&change(&db, &eva, "dismissDuplicate", "first { id }", input).await), told);
    }
    // What became one is no pair any more.
    let input = json!({ "source": other, "target": one, "reason": "one" });
    change(&db, &eva, "mergeEntities", "entity { id }", input).await;
    assert_eq!(pairs(&db, Role::Editor, json!({})).await, json!([]));
}

async fn pages_go_on_where_they_stood(db: Database) {
    for n in 0..5 {
        for twin in ["a", "b"] {
            make(&db, &format!("Person {n}"), json!({ "slug": format!("p-{n}-{twin}") })).await;
        }
    }
    let eva = person(3, Role::Editor);
    let query = "query($after: String) { desk { duplicates(first: 2, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } nodes { entities { id name } } } } }";
    let (mut after, mut seen) = (Value::Null, vec![]);
    for page in 0..3 {
        let told = db.desk(&eva, query, json!({ "after": after })).await["data"]["desk"]["duplicates"].take();
        let nodes = told["nodes"].as_array().unwrap();
        seen.extend(nodes.iter().map(|pair| pair["entities"][0]["name"].as_str().unwrap().to_owned()));
        assert_eq!(told["pageInfo"]["hasPreviousPage"], page > 0);
        after = told["pageInfo"]["endCursor"].clone();
        if page == 0 {
            // What was seen already goes: nothing is left out for that.
            let [first, second] = [0, 1].map(|n| nodes[0]["entities"][n]["id"].clone());
            let both = json!({ "first": first, "second": second });
            change(&db, &eva, "dismissDuplicate", "first { id }", both).await;
        }
    }
    seen.sort();
    assert_eq!(seen, ["Person 0", "Person 1", "Person 2", "Person 3", "Person 4"]);
    let wrong = db.desk(&eva, query, json!({ "after": "x" })).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_REQUEST");
    let nobody = db.ask(query, json!({}), &[]).await.0;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
}

async fn what_an_author_may_not_see_tells_them_nothing(db: Database) {
    nutgraph::domain::reference::seed(&db.store, &db.clock).await.unwrap();
    let (one, other) =
        (make(&db, "Ada", json!({})).await, make(&db, "ada", json!({ "slug": "ada-2" })).await);
    let rare = club(&db, "Rare").await;
    let relations = [relate(&db, &one, &rare).await, relate(&db, &other, &rare).await];
    // Readers do not have them: their ends are not public.
    let filter = json!({ "entity": one });
    assert_eq!(pairs(&db, Role::Editor, filter.clone()).await[0][2], 63);
    assert_eq!(pairs(&db, Role::Author, filter.clone()).await, json!([["Ada", "ada", 55, ["SAME_NAME"]]]));
    let eva = person(3, Role::Editor);
    change(&db, &eva, "publishEntities", "entities { id }", json!({ "ids": [one, other, rare] })).await;
    let _ = relations;
    assert_eq!(pairs(&db, Role::Author, filter).await[0][2], 63);
}

async fn many_of_one_name_are_few_pairs(db: Database) {
    for n in 0..30 {
        make(&db, "Anna", json!({ "slug": format!("anna-{n}") })).await;
    }
    let query = "{ desk { duplicates { totalCount } } }";
    let told = db.desk(&person(3, Role::Editor), query, json!({})).await;
    assert_eq!(told["data"]["desk"]["duplicates"]["totalCount"], 29);
}
