//! CSV ([RFC 4180](https://www.rfc-editor.org/rfc/rfc4180)): one record for each relation and each piece of its evidence; a
//! relation without evidence has one record.

use super::form::{Article, Evidence, Named, Relation};

const COLUMNS: [&str; 35] = [
    "relation",
    "sentence",
    "subject",
    "subjectName",
    "type",
    "label",
    "object",
    "objectName",
    "symmetric",
    "role",
    "startDate",
    "endDate",
    "phase",
    "asOf",
    "standing",
    "rank",
    "sources",
    "evidence",
    "stance",
    "undone",
    "article",
    "headline",
    "articleLanguage",
    "articlePath",
    "articleUrl",
    "articlePublishedAt",
    "version",
    "quote",
    "url",
    "title",
    "attribution",
    "attributedTo",
    "attributedToName",
    "statedOn",
    "retracts",
];

pub fn head() -> String {
    COLUMNS.join(",") + "\r\n"
}

pub fn relation(relation: &Relation) -> String {
    let mut records = String::new();
    for evidence in &relation.evidence {
        record(&mut records, relation, Some(evidence));
    }
    if relation.evidence.is_empty() {
        record(&mut records, relation, None);
    }
    records
}

fn record(records: &mut String, of: &Relation, evidence: Option<&Evidence>) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let fields = [
        of.id.clone(),
        of.sentence.clone(),
        of.subject.id.clone(),
        of.subject.name.clone(),
        of.code.clone(),
        of.label.clone(),
        of.object.id.clone(),
        of.object.name.clone(),
        of.symmetric.to_string(),
        text(&of.role),
        text(&of.start_date),
        text(&of.end_date),
        of.phase.to_owned(),
        text(&of.as_of),
        of.standing.to_owned(),
        of.rank.to_owned(),
        of.sources.to_string(),
    ];
    let of_evidence = |value: fn(&Evidence) -> Option<String>| evidence.and_then(value).unwrap_or_default();
    let of_article = |value: fn(&Article) -> Option<String>| {
        evidence.and_then(|e| e.article.as_ref()).and_then(value).unwrap_or_default()
    };
    let of_source = |value: fn(&Named) -> String| {
        evidence.and_then(|e| e.attributed_to.as_ref()).map(value).unwrap_or_default()
    };
    let more = [
        of_evidence(|e| Some(e.id.clone())),
        of_evidence(|e| Some(e.stance.to_owned())),
        of_evidence(|e| Some(e.undone.to_string())),
        of_article(|a| Some(a.id.clone())),
        of_article(|a| Some(a.headline.clone())),
        of_article(|a| Some(a.language.clone())),
        of_article(|a| Some(a.path.clone())),
        of_article(|a| a.url.clone()),
        of_article(|a| Some(a.published_at.clone())),
        of_evidence(|e| e.version.map(|n| n.to_string())),
        of_evidence(|e| e.quote.clone()),
        of_evidence(|e| e.url.clone()),
        of_evidence(|e| e.title.clone()),
        of_evidence(|e| e.attribution.clone()),
        of_source(|s| s.id.clone()),
        of_source(|s| s.name.clone()),
        of_evidence(|e| e.stated_on.clone()),
        of_evidence(|e| e.retracts.clone()),
    ];
    for (at, value) in fields.iter().chain(&more).enumerate() {
        if at > 0 {
            records.push(',');
        }
        records.push_str(&field(value));
    }
    records.push_str("\r\n");
}

/// A value as a field. What a spreadsheet would take for a formula begins with an apostrophe, which spreadsheets hide: it
/// is text to all of them.
fn field(value: &str) -> String {
    let is_formula = value.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let guard = if is_formula { "'" } else { "" };
    if value.contains(['"', ',', '\r', '\n', ';', '\t']) || value.starts_with(' ') || value.ends_with(' ') {
        format!("\"{guard}{}\"", value.replace('"', "\"\""))
    } else {
        format!("{guard}{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_and_never_are_formulas() {
        assert_eq!(field("Karim Masimov"), "Karim Masimov");
        assert_eq!(field("a, \"b\"\r\nc"), "\"a, \"\"b\"\"\r\nc\"");
        assert_eq!(
            field("=HYPERLINK(\"http://evil.example\")"),
            "\"'=HYPERLINK(\"\"http://evil.example\"\")\""
        );
        for formula in ["+1", "-1", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(field(formula).trim_start_matches('"').starts_with('\''), "{formula}");
        }
    }
}
