//! An entity as a small page, to be shown beside a cell of a table; and the way to its page on the site.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::answer::name;
use super::{App, Given, asked, open, preflight, reading};
use crate::domain::public_id::{self, Prefix};
use crate::domain::site::Site;
use crate::http::execution;
use crate::http::fault::Fault;
use crate::http::form::Form;
use crate::store::Edition;
use crate::store::edition::entity::{self, Identifier, Name, Row};
use crate::store::edition::reference::Reference;
use crate::text::escape::escape;

/// Nothing is loaded, nothing runs; whoever reconciles may frame it.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Names that are told.
const NAMES: usize = 12;

/// The page of the entity that `id` names.
pub async fn preview(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match asked(&app, &parts, body).await {
        Ok(Some(form)) => form,
        Ok(None) => return preflight(),
        Err(fault) => return open(fault.into_response()),
    };
    let id = asked.get("id").unwrap_or_default().to_owned();
    let site = Arc::clone(&app.site);
    let read = async move |edition: Arc<Edition>, reference: Arc<Reference>| {
        let row = find(&edition, &id).await?;
        let ids = [row.id];
        let names = entity::names(&edition, &ids).await.map_err(|cause| execution::fault(&cause))?;
        let identifiers = entity::identifiers(&edition, &ids).await;
        let identifiers = identifiers.map_err(|cause| execution::fault(&cause))?;
        Ok(Given::Html(page(&site, &row, &names, &identifiers, &reference)))
    };
    reading(&app, &asked, read).await
}

/// Leads on to the entity's page on the site; to the preview where the site's address is not known.
pub async fn view(State(app): State<App>, Path(id): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    match asked(&app, &parts, body).await {
        Ok(Some(_)) => {}
        Ok(None) => return preflight(),
        Err(fault) => return open(fault.into_response()),
    }
    let site = Arc::clone(&app.site);
    let read = async move |edition: Arc<Edition>, _: Arc<Reference>| {
        let row = find(&edition, &id).await?;
        let id = public_id::print(Prefix::Entity, row.uid);
        let there = site.url(&encoded(&site.entity_path(&row.slug)));
        Ok(Given::Elsewhere(there.unwrap_or_else(|| format!("/reconcile/preview?id={id}"))))
    };
    reading(&app, &Form::default(), read).await
}

/// A path as it stands in a header.
fn encoded(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const SET: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'%').add(b'?').add(b'#');
    utf8_percent_encode(path, SET).to_string()
}

async fn find(edition: &Edition, id: &str) -> Result<Row, Fault> {
    let none = || Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such entity");
    let uid = public_id::parse(Prefix::Entity, id).ok_or_else(none)?;
    let found = entity::by_uids(edition, &[uid]).await.map_err(|cause| execution::fault(&cause))?;
    found.into_iter().next().map(|found| found.row).ok_or_else(none)
}

fn page(site: &Site, row: &Row, names: &[Name], identifiers: &[Identifier], reference: &Reference) -> String {
    let mut facts = vec![("Kind", name(row.kind).to_owned())];
    let dates =
        [row.told.start_date, row.told.end_date].map(|date| date.map(|d| d.to_string()).unwrap_or_default());
    if dates.iter().any(|date| !date.is_empty()) {
        facts.push(("Dates", escape(&dates.join(" – ")).into_owned()));
    }
    if !names.is_empty() {
        let one = |name: &Name| match name.language.as_str() {
            "" => format!("<span>{}</span>", escape(&name.name)),
            tag => format!("<span lang=\"{}\">{}</span>", escape(tag), escape(&name.name)),
        };
        let all: Vec<_> = names.iter().take(NAMES).map(one).collect();
        facts.push(("Also", all.join(", ")));
    }
    if !identifiers.is_empty() {
        let one = |identifier: &Identifier| {
            let label =
                reference.scheme(&identifier.scheme).map_or(&identifier.scheme, |scheme| &scheme.label);
            format!("{} {}", escape(label), escape(&identifier.value))
        };
        facts.push(("Identifiers", identifiers.iter().map(one).collect::<Vec<_>>().join(", ")));
    }
    facts.push(("Articles", row.articles.to_string()));
    let facts = facts.into_iter().map(|(what, told)| format!("<dt>{what}</dt><dd>{told}</dd>"));
    let (title, language) = (escape(&row.name), escape(&site.default_language));
    let summary =
        row.told.summary.as_ref().map(|text| format!("<p>{}</p>", escape(text))).unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
        <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
        <body><main><h1>{title}</h1>{summary}<dl>{}</dl></main></body></html>",
        facts.collect::<String>()
    )
}

const STYLE: &str = "body{font:14px/1.4 system-ui,sans-serif;margin:8px;color:#1a1a1a;background:#fff}\
    h1{font-size:18px;margin:0 0 4px}p{margin:0 0 8px}dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:0}\
    dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}";
