//! What a file says of articles: compared with what the database has, and planned as revisions.

use std::collections::HashSet;

use db::{ArticleId, Publication, Timestamp, article, article_notice, article_revision};
use sea_orm::DbErr;
use uuid::Uuid;

use super::cast::Cast;
use super::catalogue::{Catalogue, Piece};
use super::content::{self, Draft, Parts};
use super::past::{self, Past};
use super::state::{Readers, Times, notices, wanted};
use super::{Basis, slugs, values};
use crate::domain::bundle::fault::{Code, Report, quoted};
use crate::domain::bundle::format::{Article, Content};
use crate::domain::public_id::{self, Prefix};
use crate::domain::stage;
use crate::store::desk::Reads;
use crate::text::body::Document;

/// What is to become of one article. The rows of new ones have the id 0 until they are written.
#[derive(Debug)]
pub struct Plan {
    pub row: article::Model,
    pub known: bool,
    /// New revisions, with their numbers.
    pub revisions: Vec<(i32, Draft)>,
    /// Revisions that go live, in order.
    pub publish: Vec<Live>,
    pub then: Then,
    pub new_notices: Vec<article_notice::Model>,
    pub changed_notices: Vec<article_notice::Model>,
}

/// A revision that goes live.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    pub number: i32,
    pub at: Timestamp,
    pub hidden: bool,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Nothing,
    /// Readers had it, and have it no more. A new article is written as such; one that is live is withdrawn.
    Withdraw,
    Retract,
}

impl Plan {
    pub fn is_unchanged(&self) -> bool {
        self.known
            && self.revisions.is_empty()
            && self.publish.is_empty()
            && self.then == Then::Nothing
            && self.new_notices.is_empty()
            && self.changed_notices.is_empty()
    }

    pub fn piece(&self, index: usize) -> Piece {
        if self.known { Piece::Row(self.row.id) } else { Piece::New(index) }
    }
}

/// An element's identity, before its content is looked at: contents refer to other articles.
struct Identity {
    known: Option<ArticleId>,
    uid: Uuid,
    slug: String,
    language: String,
}

/// Plans a file's articles, in their order, and makes them known to the catalogue.
pub async fn plan(
    desk: &impl Reads,
    articles: &[Article],
    documents: Vec<Vec<Document>>,
    basis: &Basis<'_>,
    cast: &Cast,
    catalogue: &mut Catalogue,
    report: &mut Report,
) -> Result<Vec<Plan>, DbErr> {
    let mut seen = HashSet::new();
    let mut taken = HashSet::new();
    let mut identities = Vec::with_capacity(articles.len());
    for (index, article) in articles.iter().enumerate() {
        let at = basis.pointer(index);
        for (what, text) in [("id", &article.id), ("key", &article.key)] {
            if let Some(text) = text
                && !seen.insert((what, text.clone()))
            {
                let message = format!("the {what} {} stands twice among the articles", quoted(text));
                report.add(format_args!("{at}/{what}"), message);
            }
        }
        let identity = identify(article, index, &at, basis, catalogue, &mut taken, report);
        let piece = identity.known.map_or(Piece::New(index), Piece::Row);
        if !taken.insert(piece) {
            report.add(format_args!("{at}/slug"), "is the same article as another one of this file");
        }
        catalogue.admit_uid(identity.uid, piece);
        if let Some(key) = &article.key {
            catalogue.admit_key(key, piece);
        }
        identities.push(identity);
    }
    let known: Vec<_> = identities.iter().filter_map(|i| i.known).collect();
    let past = past::load(desk, &known, catalogue).await?;
    let mut plans = Vec::with_capacity(articles.len());
    for (index, ((article, identity), documents)) in
        articles.iter().zip(identities).zip(documents).enumerate()
    {
        plans.push(plan_one(article, index, identity, documents, basis, cast, catalogue, &past, report));
    }
    Ok(plans)
}

/// The row of an element by id, then by language and slug; or the slug of a new one.
fn identify(
    article: &Article,
    index: usize,
    at: &str,
    basis: &Basis<'_>,
    catalogue: &mut Catalogue,
    taken: &mut HashSet<Piece>,
    report: &mut Report,
) -> Identity {
    let content = &article.content;
    let language = match &content.language {
        Some(tag) => values::tag(tag, &format!("{at}/language"), report),
        None => basis.language.to_owned(),
    };
    let given = values::id(Prefix::Article, article.id.as_deref(), at, report);
    let row = |piece: Option<Piece>| match piece {
        Some(Piece::Row(id)) => Some(id),
        _ => None,
    };
    let by_id = given.and_then(|uid| row(catalogue.by_uid(uid)));
    let mut known = by_id;
    let slug = match &content.slug {
        Some(slug) => {
            known = known.or_else(|| {
                // To an editor, a slug that another article has is taken.
                let id = row(catalogue.by_slug(&language, slug)).filter(|_| !basis.desk)?;
                catalogue.goes_by(id, &language, slug).then_some(id)
            });
            slug.clone()
        }
        None => {
            let base = slugs::of(&content.headline);
            let own = by_id.and_then(|id| catalogue.head(id)).map(|head| head.slug.clone());
            let free = own.or_else(|| {
                slugs::candidates(&base).find(|slug| match catalogue.by_slug(&language, slug) {
                    None => true,
                    Some(Piece::New(_)) => false,
                    // The same headline under the same slug is the same article, unless this file brought it already.
                    Some(piece @ Piece::Row(id)) => {
                        let same = !basis.desk
                            && catalogue.head(id).is_some_and(|head| head.headline == content.headline);
                        let same = same && !taken.contains(&piece);
                        if same && by_id.is_none() {
                            known = Some(id);
                        }
                        same
                    }
                })
            });
            free.unwrap_or_else(|| {
                report.add(at, "the slugs that its headline gives are all taken: give it one");
                base
            })
        }
    };
    let piece = known.map_or(Piece::New(index), Piece::Row);
    if let Some(other) = catalogue.admit_slug(&language, &slug, piece) {
        let message = match other {
            Piece::Row(id) if basis.desk || catalogue.goes_by(id, &language, &slug) => {
                "is the slug of another article".to_owned()
            }
            Piece::Row(id) => {
                let id = catalogue.rows.get(&id).map(|row| public_id::print(Prefix::Article, row.uid));
                let id = id.unwrap_or_default();
                format!("was the slug of {id}: give that id to change it, or choose another slug")
            }
            Piece::New(_) => "stands twice among the articles of its language".to_owned(),
        };
        report.add_coded(Code::Taken, format_args!("{at}/slug"), format_args!("{} {message}", quoted(&slug)));
    }
    let uid = known.and_then(|id| catalogue.rows.get(&id)).map(|row| row.uid);
    Identity { known, uid: uid.or(given).unwrap_or_else(|| basis.clock.uid()), slug, language }
}

#[allow(clippy::too_many_arguments, reason = "everything that an article is compared with")]
fn plan_one(
    article: &Article,
    index: usize,
    identity: Identity,
    documents: Vec<Document>,
    basis: &Basis<'_>,
    cast: &Cast,
    catalogue: &mut Catalogue,
    past: &Past,
    report: &mut Report,
) -> Plan {
    let at = basis.pointer(index);
    let piece = identity.known.map_or(Piece::New(index), Piece::Row);
    let mut documents = documents.into_iter();
    let mut draft = |content: &Content, at: &str, report: &mut Report| {
        let language = match &content.language {
            Some(tag) => values::tag(tag, &format!("{at}/language"), report),
            None => identity.language.clone(),
        };
        let slug = content.slug.clone().unwrap_or_else(|| identity.slug.clone());
        if catalogue.admit_slug(&language, &slug, piece).is_some()
            && (&slug, &language) != (&identity.slug, &identity.language)
        {
            report.add_coded(
                Code::Taken,
                format_args!("{at}/slug"),
                format_args!("{} is the slug of another article", quoted(&slug)),
            );
        }
        let document = documents.next()?;
        Some(content::draft(content, document, slug, language, at, cast, catalogue, report))
    };
    let former: Vec<_> = article
        .former
        .iter()
        .enumerate()
        .filter_map(|(i, former)| draft(&former.content, &format!("{at}/former/{i}"), report))
        .collect();
    let current = draft(&article.content, &at, report);
    let newer =
        article.draft.as_ref().and_then(|newer| draft(&newer.content, &format!("{at}/draft"), report));
    let times = Times::read(article, &at, basis, report);

    let old = identity.known.and_then(|id| catalogue.rows.get(&id)).cloned();
    let no_versions = vec![];
    let versions = old.as_ref().and_then(|old| past.versions.get(&old.id)).unwrap_or(&no_versions);
    let wanted = wanted(article, old.as_ref(), &at, basis, report);
    let mut plan = Plan {
        known: old.is_some(),
        row: old.unwrap_or_else(|| new_row(identity.uid, basis)),
        revisions: vec![],
        publish: vec![],
        then: Then::Nothing,
        new_notices: vec![],
        changed_notices: vec![],
    };
    let kept = catalogue.revisions.get(&plan.row.id).map(Vec::as_slice).unwrap_or_default();
    let mut chain = Chain { plan: &mut plan, kept, parts: &past.parts, anew: basis.anew };
    let published: Vec<Option<&article_revision::Model>> =
        versions.iter().map(|v| kept.iter().find(|r| r.id == v.revision_id)).collect();

    let mut states = former.into_iter().chain(current).collect::<Vec<_>>().into_iter();
    if !article.former.is_empty() {
        // What readers had is told in full: it goes on from what readers had here.
        let told = states.len();
        for (i, known) in published.iter().enumerate() {
            let draft = states.next();
            if !draft.zip(*known).is_some_and(|(draft, known)| content::same(&draft, known, &past.parts)) {
                let message = format!(
                    "version {} here is another one; leave \"former\" out to add a version to what is here",
                    i + 1
                );
                report.add(format_args!("{at}/former"), message);
                return plan;
            }
        }
        if told == published.len()
            && wanted == Some(Publication::Live)
            && chain.plan.row.publication == Publication::Withdrawn
        {
            report.add(
                format_args!("{at}/publication"),
                "was withdrawn here: publish a new version to bring it back",
            );
        }
    }
    let already = if article.former.is_empty() { 0 } else { published.len() };
    let goes_live = matches!(wanted, Some(Publication::Live))
        || !chain.plan.known && matches!(wanted, Some(Publication::Withdrawn | Publication::Retracted))
        || wanted == Some(Publication::Retracted) && chain.plan.row.publication == Publication::Never;
    let mut shown = true;
    for (i, draft) in states.enumerate() {
        let live = published.last().copied().flatten();
        let is_live = !basis.desk
            && article.former.is_empty()
            && chain.plan.row.live_number.is_some()
            && live.is_some_and(|live| content::same(&draft, live, &past.parts));
        if is_live && (!goes_live || chain.plan.row.publication == Publication::Live) {
            continue;
        }
        shown = goes_live;
        let number = chain.put(draft);
        if goes_live {
            let version = already + i;
            let hidden = article.former.get(version).is_some_and(|former| former.hidden);
            let at = times.of(version, !published.is_empty(), basis.now);
            chain.plan.publish.push(Live { number, at, hidden });
        }
    }
    if let Some(newer) = newer {
        chain.put(newer);
    }
    if !plan.revisions.is_empty() && plan.row.approved_number.take().is_some() {
        // What was approved is another revision. Where it stood was for an approved one.
        plan.row.stage = stage::FIRST.to_owned();
    }
    plan.then = match wanted {
        Some(Publication::Withdrawn) if plan.row.publication != Publication::Withdrawn => Then::Withdraw,
        Some(Publication::Retracted) if plan.row.publication != Publication::Retracted => Then::Retract,
        _ => Then::Nothing,
    };
    let readers = Readers { versions: versions.len() + plan.publish.len(), shown };
    let old = past.notices.get(&plan.row.id).map(Vec::as_slice).unwrap_or_default();
    notices(article, &mut plan, old, readers, &at, basis, report);
    plan
}

fn new_row(uid: Uuid, basis: &Basis<'_>) -> article::Model {
    article::Model {
        id: ArticleId(0),
        uid,
        head_number: 0,
        live_number: None,
        approved_number: None,
        scheduled_number: None,
        stage: stage::FIRST.to_owned(),
        publication: Publication::Never,
        first_published_at: None,
        scheduled_for: None,
        scheduled_until: None,
        schedule_error: None,
        embargoed_until: None,
        edit_note: None,
        archived_at: None,
        deleted_at: None,
        version: 1,
        created_at: basis.now,
        created_by: basis.actor.to_owned(),
        updated_at: basis.now,
        updated_by: basis.actor.to_owned(),
    }
}

/// Puts states one behind the other.
struct Chain<'a> {
    plan: &'a mut Plan,
    kept: &'a [article_revision::Model],
    parts: &'a Parts,
    /// The newest revision is not gone on with, also where it says the same.
    anew: bool,
}

impl Chain<'_> {
    /// The number of the revision that says what a draft says: the newest one, or a new one behind it.
    fn put(&mut self, draft: Draft) -> i32 {
        let head = self.kept.last().filter(|_| self.plan.revisions.is_empty() && !self.anew);
        if head.is_some_and(|head| content::same(&draft, head, self.parts)) {
            return self.plan.row.head_number;
        }
        self.plan.row.head_number += 1;
        self.plan.revisions.push((self.plan.row.head_number, draft));
        self.plan.row.head_number
    }
}
