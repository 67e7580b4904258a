//! `/graph/{id}.{form}`: what surrounds an entity, as a picture or as data for other programs. For readers, so it needs no
//! token; it is what the edition has, and is known by the edition's number.

mod asked;
mod export;
mod picture;

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use self::asked::Asked;
use super::fault::Fault;
use super::own::EDITION;
use super::{App, execution};
use crate::domain::graph::export::Format;
use crate::domain::graph::surroundings::{Subgraph, surroundings};
use crate::domain::graph::telling::Teller;
use crate::domain::graph::walk;
use crate::domain::public_id;
use crate::store::Edition;
use crate::store::edition::entity;
use crate::store::edition::reference::Reference;
use crate::store::edition::relation::Active;

/// Memory for pictures, in bytes.
const MEMORY: u64 = 8 << 20;
/// Pictures are about as large as this.
const USUAL: u64 = 32 << 10;
/// Exports at the same time: each keeps a connection to the database until its last piece is sent.
const EXPORTS: usize = 4;

/// What requests of this kind share.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Pictures by what they show, of which edition.
    pictures: Arc<Cache<Tag, Bytes, Size>>,
    exports: Arc<Semaphore>,
}

/// What tells one answer from all others: a hash of what is asked, of which edition, and of what draws it.
type Tag = [u8; 16];

#[derive(Clone, Debug)]
struct Size;

impl Weighter<Tag, Bytes> for Size {
    fn weight(&self, _: &Tag, picture: &Bytes) -> u64 {
        picture.len() as u64
    }
}

impl Default for Graph {
    fn default() -> Self {
        let usual = usize::try_from(MEMORY / USUAL).unwrap_or(usize::MAX);
        Self {
            pictures: Arc::new(Cache::with_weighter(usual, MEMORY, Size)),
            exports: Arc::new(Semaphore::new(EXPORTS)),
        }
    }
}

/// What comes behind the last dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Picture,
    Data(Format),
}

impl Form {
    fn extension(self) -> &'static str {
        match self {
            Self::Picture => "svg",
            Self::Data(format) => format.extension(),
        }
    }
}

pub async fn handle(
    State(app): State<App>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let Some((name, form)) = form(&file) else {
        let message =
            "here are ID.svg, ID.json, ID.csv, ID.graphml and ID.jsonld, where ID is an entity's id or slug";
        return Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", message).into_response();
    };
    let asked = match Asked::read(&query, form) {
        Ok(asked) => asked,
        Err(fault) => return fault.into_response(),
    };
    let request = Request { app, name: name.to_owned(), query, form, asked, known: known(&headers) };
    let answer = match form {
        Form::Picture => picture::answer(request).await,
        Form::Data(format) => export::answer(request, format).await,
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

fn form(file: &str) -> Option<(&str, Form)> {
    let (name, extension) = file.rsplit_once('.')?;
    let form = match extension {
        "svg" => Form::Picture,
        extension => Form::Data(Format::of(extension)?),
    };
    (!name.is_empty()).then_some((name, form))
}

/// The tags of `If-None-Match`.
fn known(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/").to_owned())
        .collect()
}

/// One request, read.
struct Request {
    app: App,
    /// The id or slug.
    name: String,
    query: String,
    form: Form,
    asked: Asked,
    /// What the client has.
    known: Vec<String>,
}

/// What a request finds.
enum Found {
    Here {
        entity: Box<entity::Row>,
        subgraph: Subgraph,
        teller: Teller,
    },
    /// It is called otherwise now.
    Elsewhere(String),
}

impl Request {
    /// The tag of the answer in this edition.
    fn tag(&self, edition: &Edition) -> Tag {
        let site = &self.app.site;
        let mut hash = Sha256::new();
        // With the release, which may draw otherwise; and with the site, to which pictures lead.
        for part in [env!("CARGO_PKG_VERSION"), &self.name, self.form.extension(), &self.asked.canonical()] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(edition.number().to_be_bytes());
        hash.update(edition.published_at().to_string());
        hash.update(format!("{site:?}"));
        let hash: [u8; 32] = hash.finalize().into();
        let mut tag = Tag::default();
        tag.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        tag
    }

    /// Whether the client has this answer already.
    fn has(&self, tag: &Tag) -> bool {
        let tag = etag(tag);
        self.known.contains(&tag)
    }

    /// Whether any answer is as good as this one, as `If-None-Match: *` says: if there is one.
    fn has_any(&self) -> bool {
        self.known.iter().any(|known| known == "*")
    }

    /// The entity, and what surrounds it.
    async fn find(&self, edition: &Arc<Edition>) -> Result<Found, Fault> {
        let reference = self.app.references.of(edition).await.map_err(|cause| execution::fault(&cause))?;
        let Some((entity, name)) = self.entity(edition).await? else {
            return Err(Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", "there is no such entity"));
        };
        if let Some(name) = name {
            return Ok(Found::Elsewhere(name));
        }
        let asked = walk::Asked {
            types: self.types(&reference)?,
            through: self.asked.through.clone(),
            // What sources deny or took back is there, and says so; what editors found wrong is not.
            shown: false,
            deprecated: false,
            active: self.asked.active_on.map(|on| {
                let (first, last) = on.days();
                (Active { first, last }, None)
            }),
            rest: None,
        };
        let around = (entity.id, self.asked.depth, self.asked.first as usize);
        let subgraph = async {
            let graph = self.app.newsroom.graphs.of(edition).await?;
            surroundings(&graph, edition, &reference, &asked, around).await
        };
        let subgraph = subgraph.await.map_err(|cause| execution::fault(&cause))?;
        let (edition, site, language) =
            (Arc::clone(edition), Arc::clone(&self.app.site), self.asked.language.clone());
        Ok(Found::Here {
            entity: Box::new(entity),
            subgraph,
            teller: Teller { edition, reference, site, language },
        })
    }

    /// The entity, and the name that it has now where it was asked for by another.
    async fn entity(&self, edition: &Edition) -> Result<Option<(entity::Row, Option<String>)>, Fault> {
        if let Some(uid) = public_id::parse(public_id::Prefix::Entity, &self.name) {
            let found = entity::by_uids(edition, &[uid]).await.map_err(|cause| execution::fault(&cause))?;
            return Ok(found.into_iter().next().map(|found| {
                let now = (found.asked != found.row.uid)
                    .then(|| public_id::print(public_id::Prefix::Entity, found.row.uid));
                (found.row, now)
            }));
        }
        let row = entity::by_slug(edition, &self.name).await.map_err(|cause| execution::fault(&cause))?;
        Ok(row.map(|row| {
            let now = (row.slug != self.name).then(|| row.slug.clone());
            (row, now)
        }))
    }

    fn types(&self, reference: &Reference) -> Result<Option<Vec<String>>, Fault> {
        let Some(types) = &self.asked.types else { return Ok(None) };
        let unknown: Vec<&str> =
            types.iter().filter(|code| reference.relation_type(code).is_none()).map(String::as_str).collect();
        if unknown.is_empty() {
            Ok(Some(reference.with_subtypes(types)))
        } else {
            let message = format!("types: there is no relation type {}", unknown.join(", "));
            Err(Fault::bad_request(message))
        }
    }

    /// Where it is found by the name that it has now. Not for ever: a merge can be undone.
    fn elsewhere(&self, name: &str) -> Response {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        let name =
            percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC).to_string();
        // Ids and most slugs need none of it.
        let name = name.replace("%5F", "_").replace("%2D", "-");
        let place = format!("/graph/{name}.{}{query}", self.form.extension());
        let mut response = StatusCode::PERMANENT_REDIRECT.into_response();
        if let Ok(place) = HeaderValue::from_str(&place) {
            response.headers_mut().insert(header::LOCATION, place);
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(FRESH));
        response
    }
}

/// Anybody may keep it, and asks whether it is still so: most of the time it is, and nothing is sent.
const FRESH: &str = "public, max-age=0, must-revalidate";

fn etag(tag: &Tag) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("\"");
    for byte in tag {
        let _ = write!(text, "{byte:02x}");
    }
    text + "\""
}

/// The headers of every answer.
fn headers(edition: i64, tag: &Tag) -> HashMap<HeaderName, HeaderValue> {
    let mut headers = HashMap::from([
        (header::CACHE_CONTROL, HeaderValue::from_static(FRESH)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (EDITION, HeaderValue::from(edition)),
    ]);
    if let Ok(tag) = HeaderValue::from_str(&etag(tag)) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

/// Says that the client has it already.
fn unchanged(edition: i64, tag: &Tag) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    response.headers_mut().extend(headers(edition, tag));
    response
}
