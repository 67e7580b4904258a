//! JSON-LD 1.1 in the words of [schema.org](https://schema.org/), with RDF's own for statements, and ours where these have
//! none. A relation is a dated statement: an `rdf:Statement` that is a schema.org `Role`, too.

use serde_json::{Map, Value, json};

use super::form::{Article, Entity, Evidence, Head, Relation};

/// What our ids and words begin with.
const OWN: &str = "urn:nutgraph:";

pub fn head(head: &Head) -> String {
    // Dates are partial, so they stay texts: schema.org takes any ISO 8601 date.
    let context = json!({
        "@version": 1.1,
        "@vocab": "https://schema.org/",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "wdt": "http://www.wikidata.org/prop/direct/",
        "nutgraph": OWN,
        "url": { "@type": "@id" },
        "sameAs": { "@type": "@id" },
        "subject": { "@id": "rdf:subject", "@type": "@id" },
        "predicate": { "@id": "rdf:predicate", "@type": "@id" },
        "object": { "@id": "rdf:object", "@type": "@id" },
        "creator": { "@type": "@id" },
        "entities": { "@id": "nutgraph:entities", "@container": "@set" },
        "relations": { "@id": "nutgraph:relations", "@container": "@set" },
        "evidence": { "@id": "nutgraph:evidence", "@container": "@list" },
        "retracts": { "@id": "nutgraph:retracts", "@type": "@id" },
        "edition": "nutgraph:edition",
        "truncated": "nutgraph:truncated",
        "relationType": "nutgraph:relationType",
        "phase": "nutgraph:phase",
        "asOf": "nutgraph:asOf",
        "standing": "nutgraph:standing",
        "rank": "nutgraph:rank",
        "stance": "nutgraph:stance",
        "undone": "nutgraph:undone",
        "attribution": "nutgraph:attribution",
        "retracted": "nutgraph:retracted",
    });
    let about = json!({ "@id": id(&head.entity) });
    let rest = json!({
        "@type": "Dataset",
        "about": about,
        "inLanguage": head.language,
        "datePublished": head.published_at,
        "edition": head.edition,
        "truncated": head.truncated,
    });
    let mut rest = rest.to_string();
    rest.pop();
    let rest = rest.strip_prefix('{').unwrap_or(&rest);
    format!("{{\"@context\":{context},\n{rest},\"entities\":[")
}

pub fn entity(entity: &Entity, is_first: bool) -> String {
    let kind = match entity.kind {
        "PERSON" => "Person",
        "ORGANISATION" => "Organization",
        "COUNTRY" => "Country",
        "PLACE" => "Place",
        "EVENT" => "Event",
        _ => "DefinedTerm",
    };
    let (start, end) = match entity.kind {
        "PERSON" => ("birthDate", "deathDate"),
        "ORGANISATION" => ("foundingDate", "dissolutionDate"),
        _ => ("startDate", "endDate"),
    };
    let mut node = Node::new(&entity.id, json!(kind));
    node.set("name", Some(&entity.name));
    node.set("description", entity.summary.as_ref());
    node.set("url", entity.url.as_ref());
    node.set(start, entity.start_date.as_ref());
    node.set(end, entity.end_date.as_ref());
    if let (Some(latitude), Some(longitude)) = (entity.latitude, entity.longitude) {
        let geo = json!({ "@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude });
        node.set("geo", Some(&geo));
    }
    node.set("sameAs", Some(&entity.same_as).filter(|pages| !pages.is_empty()));
    separated(is_first, node)
}

pub fn middle() -> &'static str {
    "\n],\"relations\":["
}

pub fn relation(relation: &Relation, is_first: bool) -> String {
    let predicate = relation
        .wikidata_property
        .as_ref()
        .map_or_else(|| format!("{OWN}type:{}", relation.code), |property| format!("wdt:{property}"));
    let mut node = Node::new(&relation.id, json!(["rdf:Statement", "Role"]));
    node.set("name", Some(&relation.sentence));
    node.set("subject", Some(&id(&relation.subject.id)));
    node.set("predicate", Some(&predicate));
    node.set("object", Some(&id(&relation.object.id)));
    node.set("relationType", Some(&relation.code));
    node.set("roleName", relation.role.as_ref().or(Some(&relation.label)));
    node.set("startDate", relation.start_date.as_ref());
    node.set("endDate", relation.end_date.as_ref());
    node.set("phase", Some(&relation.phase));
    node.set("asOf", relation.as_of.as_ref());
    node.set("standing", Some(&relation.standing));
    node.set("rank", Some(&relation.rank));
    let evidence: Vec<Value> = relation.evidence.iter().map(quotation).collect();
    node.set("evidence", Some(&evidence));
    separated(is_first, node)
}

pub fn tail() -> &'static str {
    "\n]}\n"
}

/// A piece of evidence: a quotation from an article, or from something on the web.
fn quotation(evidence: &Evidence) -> Value {
    let mut node = Node::new(&evidence.id, json!("Quotation"));
    node.set("stance", Some(&evidence.stance));
    node.set("undone", Some(&evidence.undone));
    node.set("text", evidence.quote.as_ref());
    let work = match (&evidence.article, &evidence.url) {
        (Some(article), _) => Some(article_of(article)),
        (None, Some(url)) => {
            let mut work =
                Map::from_iter([("@type".to_owned(), json!("CreativeWork")), ("url".to_owned(), json!(url))]);
            if let Some(title) = &evidence.title {
                work.insert("name".to_owned(), json!(title));
            }
            Some(Value::Object(work))
        }
        (None, None) => None,
    };
    node.set("isPartOf", work.as_ref());
    node.set("attribution", evidence.attribution.as_ref());
    let source =
        evidence.attributed_to.as_ref().map(|source| json!({ "@id": id(&source.id), "name": source.name }));
    node.set("creator", source.as_ref());
    node.set("dateCreated", evidence.stated_on.as_ref());
    node.set("retracts", evidence.retracts.as_ref().map(|retracts| id(retracts)).as_ref());
    Value::Object(node.0)
}

fn article_of(article: &Article) -> Value {
    let mut node = Node::new(&article.id, json!("NewsArticle"));
    node.set("headline", Some(&article.headline));
    node.set("inLanguage", Some(&article.language));
    node.set("datePublished", Some(&article.published_at));
    node.set("url", article.url.as_ref());
    node.set("retracted", Some(&true).filter(|_| article.retracted));
    Value::Object(node.0)
}

fn id(id: &str) -> String {
    format!("{OWN}{id}")
}

/// An object that has an id.
struct Node(Map<String, Value>);

impl Node {
    fn new(of: &str, kind: Value) -> Self {
        Self(Map::from_iter([("@id".to_owned(), json!(id(of))), ("@type".to_owned(), kind)]))
    }

    fn set<T: serde::Serialize>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), json!(value));
        }
    }
}

fn separated(is_first: bool, node: Node) -> String {
    format!("{}\n{}", if is_first { "" } else { "," }, Value::Object(node.0))
}
