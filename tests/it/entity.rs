//! Questions about entities: by every name they go by, and what a page about one costs.

use db::{EntityId, EntityKind, NameKind, Rank};
use sea_orm::DbBackend;
use serde_json::json;

use crate::graph::{Graph, Published, SAID, Said, each, pretty};
use crate::support::{Database, Planner, both};

both!(
    is_found_by_every_name_it_goes_by,
    a_country_has_codes_and_a_flag,
    shows_the_names_that_are_fit_to_print,
    speaks_the_reader_s_language,
    lists_are_ordered_filtered_and_counted,
    every_kind_has_the_fields_of_all,
    a_page_takes_few_statements,
    a_hub_does_not_slow_what_it_points_at_itself,
);

async fn is_found_by_every_name_it_goes_by(db: Database) {
    let mut graph = Graph::new(db).await;
    let astana = graph.entity(EntityKind::Place, "Astana").await;
    graph.identifier(astana, "wikidata", "Q1520").await;
    let old = graph.merged("nur-sultan", astana).await;
    let graph = graph.published().await;
    let query = r#"{
        slug: entity(slug: "astana") { ...E }
        former: entity(slug: "nur-sultan") { ...E }
        identifier: entity(identifier: {scheme: "wikidata", value: "Q1520"}) { ...E }
        nobody: entity(slug: "nowhere") { ...E }
        malformed: entity(id: "rel_x") { ...E }
        unknown: entity(identifier: {scheme: "wikidata", value: "Q1"}) { ...E }
    } fragment E on Entity { __typename id slug path name mergedIds sameAs identifiers { scheme value label url } }"#;
    let data = graph.data(query).await;
    for found in ["former", "identifier"] {
        assert_eq!(data[found], data["slug"]);
    }
    for nothing in ["nobody", "malformed", "unknown"] {
        assert_eq!(data[nothing], json!(null));
    }
    let astana = &data["slug"];
    assert_eq!(astana["__typename"], "Place");
    assert_eq!(astana["path"], "/entities/astana");
    assert_eq!(astana["sameAs"], json!(["https://www.wikidata.org/entity/Q1520"]));
    assert_eq!(astana["identifiers"][0]["label"], "Wikidata");
    let merged = astana["mergedIds"][0].as_str().unwrap();
    let typed = type_safe_id::DynamicType::new("ent").unwrap();
    assert_eq!(merged, type_safe_id::TypeSafeId::from_type_and_uuid(typed, old).to_string());
    let by_old_id =
        graph.data(&format!("{{ entity(id: \"{merged}\") {{ id }} node(id: \"{merged}\") {{ id }} }}")).await;
    assert_eq!(by_old_id["entity"]["id"], astana["id"]);
    assert_eq!(by_old_id["node"]["id"], astana["id"]);
    let (message, code) = graph.fault("{ entity { id } }").await;
    assert_eq!(
        (message.as_str(), code.as_str()),
        ("Give one of `id`, `slug` and `identifier`.", "BAD_REQUEST")
    );
}

async fn a_country_has_codes_and_a_flag(db: Database) {
    let mut graph = Graph::new(db).await;
    let kazakhstan = graph.entity(EntityKind::Country, "Kazakhstan").await;
    for (scheme, value) in
        [("iso3166-1-alpha2", "KZ"), ("iso3166-1-alpha3", "KAZ"), ("iso3166-1-numeric", "398")]
    {
        graph.identifier(kazakhstan, scheme, value).await;
    }
    graph.entity(EntityKind::Country, "Kosovo").await;
    let graph = graph.published().await;
    let query =
        "{ entities { nodes { name ... on Country { iso2 iso3 isoNumeric flag foundingDate { value } } } } }";
    assert_eq!(
        graph.data(query).await["entities"]["nodes"],
        json!([
            {"name": "Kazakhstan", "iso2": "KZ", "iso3": "KAZ", "isoNumeric": "398", "flag": "🇰🇿", "foundingDate": null},
            {"name": "Kosovo", "iso2": null, "iso3": null, "isoNumeric": null, "flag": null, "foundingDate": null},
        ])
    );
    assert_eq!(graph.statements(query).await, 2, "the list, and the codes of all");
}

async fn names_of_kazakhstan(graph: &mut Graph) -> EntityId {
    let kazakhstan = graph.entity(EntityKind::Country, "Kazakhstan").await;
    for (name, kind, language, preferred) in [
        ("Republic of Kazakhstan", NameKind::Official, "en", false),
        ("Қазақстан", NameKind::Native, "kk-Cyrl", false),
        ("Qazaqstan", NameKind::Native, "kk-Latn", true),
        ("Kasachstan", NameKind::Translation, "de", true),
        ("Kazakh", NameKind::Demonym, "en", false),
        ("Kazikistan", NameKind::Misspelling, "", false),
        ("Kazakh SSR", NameKind::Former, "en", false),
    ] {
        graph.name(kazakhstan, name, kind, language, preferred).await;
    }
    kazakhstan
}

async fn shows_the_names_that_are_fit_to_print(db: Database) {
    let mut graph = Graph::new(db).await;
    names_of_kazakhstan(&mut graph).await;
    let graph = graph.published().await;
    let names = async |arguments: &str| {
        let query = format!(r#"{{ entity(slug: "kazakhstan") {{ names{arguments} {{ name }} }} }}"#);
        each(&graph.data(&query).await["entity"]["names"], "name").join(", ")
    };
    assert_eq!(names("").await, "Republic of Kazakhstan, Қазақстан, Qazaqstan, Kasachstan, Kazakh SSR");
    assert_eq!(names("(kinds: [DEMONYM, OFFICIAL])").await, "Republic of Kazakhstan, Kazakh");
    assert_eq!(names("(kinds: [MISSPELLING])").await, "", "a wrong spelling is for finding, not for showing");
    assert_eq!(names(r#"(language: "kk")"#).await, "Қазақстан, Qazaqstan");
    assert_eq!(names(r#"(language: "kk-Latn")"#).await, "Qazaqstan");
}

async fn speaks_the_reader_s_language(db: Database) {
    let mut graph = Graph::new(db).await;
    names_of_kazakhstan(&mut graph).await;
    let graph = graph.published().await;
    let query = r#"{ entity(slug: "kazakhstan") {
        name de: name(language: "de-CH") kk: name(language: "kk") cyrl: name(language: "kk-Cyrl") fr: name(language: "fr")
    } }"#;
    let fixed = json!({"name": "Kazakhstan", "de": "Kasachstan", "kk": "Qazaqstan", "cyrl": "Қазақстан", "fr": "Kazakhstan"});
    assert_eq!(graph.data(query).await["entity"], fixed);
    let name = async |languages: &[&str]| {
        graph.ask(r#"{ entity(slug: "kazakhstan") { name } }"#, languages).await.0["data"]["entity"]["name"]
            .clone()
    };
    assert_eq!(name(&["fr", "de"]).await, "Kasachstan");
    assert_eq!(name(&["fr", "en", "de"]).await, "Kazakhstan", "the house name is the English one");
    assert_eq!(name(&["fr"]).await, "Kazakhstan");
}

async fn lists_are_ordered_filtered_and_counted(db: Database) {
    let mut graph = Graph::new(db).await;
    let many = graph.organisations(30).await;
    graph.entity(EntityKind::Person, "Émile Zola").await;
    graph.entity(EntityKind::Person, "100% Sure").await;
    let graph = graph.published().await;
    let list = async |arguments: &str| {
        let query = format!("{{ entities{arguments} {{ nodes {{ name }} totalCount totalCountIsExact }} }}");
        let data = graph.data(&query).await["entities"].take();
        (each(&data["nodes"], "name"), data["totalCount"].as_i64().unwrap())
    };
    let (names, total) = list("(first: 2)").await;
    assert_eq!(names, ["100% Sure", "Émile Zola"], "whatever its marks");
    assert_eq!(total, 0, "the kept counter, which nobody has moved here");
    assert_eq!(list(r#"(filter: {name: {contains: "0%"}})"#).await, (vec!["100% Sure".into()], 1));
    assert_eq!(
        list(r#"(filter: {name: {startsWith: "Émile"}, kind: {eq: PERSON}})"#).await.0,
        ["Émile Zola"]
    );
    let (names, total) = list(r#"(filter: {kind: {ne: PERSON}}, orderBy: [ARTICLES_DESC], first: 5)"#).await;
    assert_eq!((names.len(), total), (5, 30));
    let most: Vec<_> =
        many.iter().rev().filter(|id| id.0 % 7 == 6).map(|id| format!("Organisation {}", id.0)).collect();
    assert_eq!(names[..most.len().min(5)], most[..most.len().min(5)]);

    let (both, total) = list("(filter: {kind: {in: [ORGANISATION, PERSON, PERSON]}}, first: 100)").await;
    assert_eq!((both.len(), total), (32, 0), "each once, in one order; the counters have not been moved");
    assert_eq!(both, list("(first: 100)").await.0);
    let some =
        list("(filter: {kind: {in: [ORGANISATION, PERSON]}, name: {contains: \"9\"}}, first: 3, offset: 1)")
            .await;
    assert_eq!(some.0, list("(filter: {name: {contains: \"9\"}}, first: 3, offset: 1)").await.0);
    for order in ["NAME_ASC", "NAME_DESC", "ARTICLES_DESC"] {
        let (whole, _) = list(&format!("(orderBy: [{order}], first: 100)")).await;
        assert_eq!(whole.len(), 32);
        let (mut walked, mut after) = (vec![], String::new());
        loop {
            let query = format!(
                "{{ entities(orderBy: [{order}], first: 7{after}) {{ nodes {{ name }} pageInfo {{ endCursor hasNextPage }} }} }}"
            );
            let page = graph.data(&query).await["entities"].take();
            walked.extend(each(&page["nodes"], "name"));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        assert_eq!(walked, whole, "{order}");
    }
}

async fn every_kind_has_the_fields_of_all(db: Database) {
    let mut graph = Graph::new(db).await;
    for (kind, name) in [
        (EntityKind::Person, "a"),
        (EntityKind::Organisation, "b"),
        (EntityKind::Country, "c"),
        (EntityKind::Place, "d"),
        (EntityKind::Event, "e"),
        (EntityKind::Topic, "f"),
    ] {
        graph.entity(kind, name).await;
    }
    let graph = graph.published().await;
    let data = graph.data(
        "{ entities { nodes { __typename kind slug ... on Node { id }
            ... on Person { birthDate { value } deathDate { value } }
            ... on Organisation { foundingDate { value } dissolutionDate { value } }
            ... on Place { latitude longitude }
            ... on Event { slug summary { value } } ... on Topic { relations { totalCount } }
        } } }",
    );
    let nodes = data.await["entities"]["nodes"].take();
    assert_eq!(each(&nodes, "__typename"), ["Person", "Organisation", "Country", "Place", "Event", "Topic"]);
    assert_eq!(each(&nodes, "kind"), ["PERSON", "ORGANISATION", "COUNTRY", "PLACE", "EVENT", "TOPIC"]);
    let query = r#"{
        interface: __type(name: "Entity") { fields { name description args { name description } } }
        person: __type(name: "Person") { fields { name description args { name description } } interfaces { name } }
        topic: __type(name: "Topic") { description fields { name description args { name description } } }
    }"#;
    let types = graph.data(query).await;
    assert_eq!(types["topic"]["fields"], types["interface"]["fields"]);
    assert_eq!(types["topic"]["description"], "Something that is written about.");
    let fields = types["person"]["fields"].as_array().unwrap();
    for field in types["interface"]["fields"].as_array().unwrap() {
        assert!(fields.contains(field), "{field}");
    }
    let mut interfaces = each(&types["person"]["interfaces"], "name");
    interfaces.sort();
    assert_eq!(interfaces, ["Entity", "Node"]);
    assert!(nutgraph::graphql::sdl().contains("interface Entity implements Node {"));
}

const PAGE: &str = r#"{ entity(slug: "hub") {
    name summary { value } startDate { text }
    out: relations(direction: OUT) { edges { label certainty other { name slug path } node { sentence role phase } } }
    in: relations(direction: IN, first: 10) { edges { label other { name slug path } node { sentence } } }
} }"#;

/// An entity at which many others point, and which points at three itself.
async fn hub(db: Database, many: usize) -> Published {
    let mut graph = Graph::new(db).await;
    let hub = graph.entity(EntityKind::Organisation, "Hub").await;
    let many = graph.organisations(many).await;
    graph.crowd(&many, "MEMBER_OF", hub).await;
    for other in &many[..3] {
        graph.relation(hub, "PART_OF", *other, Said { rank: Rank::Preferred, ..SAID }).await;
    }
    graph.published().await
}

async fn a_page_takes_few_statements(db: Database) {
    let graph = hub(db, 40).await;
    assert_eq!(
        graph.statements(PAGE).await,
        4,
        "the entity, its relations in either direction, their other ends"
    );
    let by_id = graph.data(r#"{ entity(slug: "hub") { id } }"#).await["entity"]["id"].to_string();
    let page = PAGE.replace(r#"slug: "hub""#, &format!("id: {by_id}"));
    assert_eq!(graph.statements(&page).await, 4);
    let nested = "{ entities(first: 20) { nodes { relations(first: 3) { totalCount edges { other { name
        relations(first: 2) { nodes { subject { name } object { name } evidence { nodes { quote } totalCount } } } } } } } } }";
    let (_, statements) = graph.ask(nested, &[]).await;
    // The entities, their relations, how many those are; the relations of the other ends; the evidence, and how much.
    assert_eq!(statements.len(), 6, "{}", pretty(&json!(statements)));
    let roles = "{ entities(first: 40) { nodes { roles(on: \"2020\") { nodes { id } } } } }";
    assert_eq!(graph.statements(roles).await, 2);
}

async fn a_hub_does_not_slow_what_it_points_at_itself(db: Database) {
    let graph = hub(db, 1000).await;
    let (answer, statements) = graph.ask(PAGE, &[]).await;
    assert_eq!(each(&answer["data"]["entity"]["out"]["edges"], "label"), ["part of"; 3]);
    assert_eq!(each(&answer["data"]["entity"]["in"]["edges"], "label"), ["has member"; 10]);
    let walks: Vec<_> = statements.iter().filter(|sql| sql.contains("edition_edge")).collect();
    assert_eq!(walks.len(), 2);
    let types = r#"{ entity(slug: "hub") { relations(types: ["MEMBER_OF", "HEAD_OF"], direction: IN) { nodes { id } } } }"#;
    let start = r#"{ entity(slug: "hub") { relations(orderBy: [START_DATE_DESC]) { nodes { id } } } }"#;
    let created = r#"{ entity(slug: "hub") { relations(orderBy: [CREATED_ASC]) { nodes { id } } } }"#;
    let planner = Planner::of(&graph.db).await;
    let plan = async |query: &str| {
        let (_, statements) = graph.ask(query, &[]).await;
        let walk = statements.iter().find(|sql| sql.contains("edition_edge")).unwrap();
        let steps = planner.plan(walk).await;
        let reads = |step: &String| ["SEARCH", "Index", "Seq", "Bitmap"].iter().any(|w| step.starts_with(w));
        steps.into_iter().filter(reads).collect::<Vec<_>>()
    };
    let mut told = vec![];
    for query in [PAGE, types, start, created] {
        told.push(plan(query).await.join("\n"));
    }
    let told = told.join("\n\n");
    if graph.db.store.backend() == DbBackend::Sqlite {
        insta::assert_snapshot!(told, @r"
    SEARCH c USING PRIMARY KEY (entity_id=? AND direction=? AND relation_id=?)
    SEARCH c USING INDEX edition_edge_latest (entity_id=? AND direction=?)
    SEARCH r USING INTEGER PRIMARY KEY (rowid=?)

    SEARCH c USING PRIMARY KEY (entity_id=? AND direction=? AND relation_id=?)
    SEARCH c USING INDEX edition_edge_type (entity_id=? AND direction=? AND type_code=?)
    SEARCH r USING INTEGER PRIMARY KEY (rowid=?)

    SEARCH c USING PRIMARY KEY (entity_id=? AND direction=? AND relation_id=?)
    SEARCH c USING INDEX edition_edge_start (entity_id=? AND direction=?)
    SEARCH r USING INTEGER PRIMARY KEY (rowid=?)

    SEARCH c USING PRIMARY KEY (entity_id=? AND direction=? AND relation_id=?)
    SEARCH c USING PRIMARY KEY (entity_id=? AND direction=?)
    SEARCH r USING INTEGER PRIMARY KEY (rowid=?)
    ");
    } else {
        insta::assert_snapshot!(told, @r"
    Index Scan: edition_edge by edition_edge_latest
    Index Scan: edition_relation by edition_relation_pkey

    Index Scan: edition_edge by edition_edge_type
    Index Scan: edition_relation by edition_relation_pkey

    Index Scan: edition_edge by edition_edge_start
    Index Scan: edition_relation by edition_relation_pkey

    Index Scan: edition_edge by edition_edge_pkey
    Index Scan: edition_relation by edition_relation_pkey
    ");
    }
}
