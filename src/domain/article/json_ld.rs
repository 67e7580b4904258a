//! What search engines and other machines read of an article: a [NewsArticle](https://schema.org/NewsArticle).

use db::{ContributorRole, EntityKind};
use serde_json::{Map, Value, json};

/// All that is told of an article. Instants are RFC 3339.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// Its address, or its path where the site's address is not known.
    pub url: String,
    pub headline: &'a str,
    pub alternative_headline: Option<&'a str>,
    pub description: Option<&'a str>,
    pub language: &'a str,
    pub published: String,
    pub modified: String,
    pub created: Option<String>,
    pub genre: Option<&'a str>,
    pub dateline: Option<&'a str>,
    pub copyright_notice: Option<&'a str>,
    pub word_count: i32,
    pub version: i32,
    pub pictures: Vec<&'a str>,
    pub contributors: Vec<(ContributorRole, Thing<'a>)>,
    /// The byline, which names the authors where no contributor does.
    pub byline: Option<&'a str>,
    pub about: Vec<Thing<'a>>,
    pub mentions: Vec<Thing<'a>>,
    /// Texts of its corrections, and when they were published.
    pub corrections: Vec<(&'a str, String)>,
    /// The notice that stands in its place, where it was retracted.
    pub retraction: Option<(&'a str, String)>,
}

/// Somebody or something with a page on the site.
#[derive(Clone, Debug)]
pub struct Thing<'a> {
    pub kind: EntityKind,
    pub name: &'a str,
    pub url: String,
}

/// The JSON-LD of an article. It has no `<`, so that it may stand in a `script` element.
#[must_use]
pub fn news_article(told: &Told<'_>) -> String {
    let mut article = Map::new();
    let mut say = |key: &str, value: Value| {
        let nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !nothing {
            article.insert(key.to_owned(), value);
        }
    };
    let things = |things: &[Thing<'_>]| Value::Array(things.iter().map(thing).collect());
    let by =
        |role| Value::Array(told.contributors.iter().filter(|c| c.0 == role).map(|c| thing(&c.1)).collect());
    let authors = match by(ContributorRole::Author) {
        Value::Array(authors) if authors.is_empty() => told.byline.map(|name| json!({ "name": name })).into(),
        authors => authors,
    };
    let correction = |(text, at): &(&str, String)| json!({ "@type": "CorrectionComment", "text": text, "datePublished": at });
    say("@context", json!("https://schema.org"));
    say("@type", json!("NewsArticle"));
    say("@id", json!(told.url));
    say("url", json!(told.url));
    say("mainEntityOfPage", json!(told.url));
    say("headline", json!(told.headline));
    say("alternativeHeadline", json!(told.alternative_headline));
    say("description", json!(told.description));
    say("inLanguage", json!(told.language));
    say("datePublished", json!(told.published));
    say("dateModified", json!(told.modified));
    say("dateCreated", json!(told.created));
    say("genre", json!(told.genre));
    say("dateline", json!(told.dateline));
    say("copyrightNotice", json!(told.copyright_notice));
    say("wordCount", json!(told.word_count));
    say("version", json!(told.version));
    say("image", json!(told.pictures));
    say("author", authors);
    say("editor", by(ContributorRole::Editor));
    say("translator", by(ContributorRole::Translator));
    say("about", things(&told.about));
    say("mentions", things(&told.mentions));
    let corrections = told.corrections.iter().chain(&told.retraction);
    say("correction", Value::Array(corrections.map(correction).collect()));
    if let Some((text, _)) = &told.retraction {
        say("creativeWorkStatus", json!("Retracted"));
        say("articleBody", json!(text));
    }
    Value::Object(article).to_string().replace('<', "\\u003c")
}

fn thing(thing: &Thing<'_>) -> Value {
    let kind = match thing.kind {
        EntityKind::Person => "Person",
        EntityKind::Organisation => "Organization",
        EntityKind::Country => "Country",
        EntityKind::Place => "Place",
        EntityKind::Event => "Event",
        EntityKind::Topic => "Thing",
    };
    json!({ "@type": kind, "name": thing.name, "url": thing.url })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told<'static> {
        let thing =
            |kind, name, slug: &str| Thing { kind, name, url: format!("https://news.example/e/{slug}") };
        Told {
            url: "https://news.example/en/storm".into(),
            headline: "Storm </script> coming",
            alternative_headline: None,
            description: Some("In short."),
            language: "en",
            published: "2022-01-06T09:30:00.000Z".into(),
            modified: "2022-01-07T09:30:00.000Z".into(),
            created: Some("2022-01-06".into()),
            genre: None,
            dateline: Some("ALMATY"),
            copyright_notice: None,
            word_count: 120,
            version: 2,
            pictures: vec!["https://news.example/storm.jpg"],
            contributors: vec![(ContributorRole::Author, thing(EntityKind::Person, "A. Writer", "a-writer"))],
            byline: Some("By A. Writer"),
            about: vec![thing(EntityKind::Organisation, "KNB", "knb")],
            mentions: vec![],
            corrections: vec![("It was Tuesday.", "2022-01-07T09:30:00.000Z".into())],
            retraction: None,
        }
    }

    #[test]
    fn a_machine_reads_what_is_told() {
        let json = news_article(&told());
        assert!(!json.contains('<'), "{json}");
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["headline"], "Storm </script> coming");
        assert_eq!(read["author"][0]["name"], "A. Writer");
        assert_eq!(read["about"][0]["@type"], "Organization");
        assert_eq!(read["correction"][0]["@type"], "CorrectionComment");
        assert_eq!(read["datePublished"], "2022-01-06T09:30:00.000Z");
        for silent in [
            "genre",
            "mentions",
            "editor",
            "copyrightNotice",
            "alternativeHeadline",
            "creativeWorkStatus",
            "articleBody",
        ] {
            assert!(read.get(silent).is_none(), "{silent}");
        }
    }

    #[test]
    fn the_byline_stands_in_for_authors() {
        let json = news_article(&Told { contributors: vec![], ..told() });
        let read: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["author"]["name"], "By A. Writer");
    }
}
