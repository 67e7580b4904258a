//! Laying an article out as publishing would, with the same functions; the rows stand over the edition's.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use db::{
    ArticleId, EvidenceId, Publication, RelationId, SeriesId, Timestamp, article, article_revision,
    article_version, edition_article, edition_link,
};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Guise, Preview, PreviewError};
use crate::domain::publication::{build, relations};
use crate::store::Desk;
use crate::store::desk;
use crate::store::edition::article::Row;
use crate::store::edition::overlay::{self, Overlay};
use crate::store::edition::publish::entity::{self, Visible};
use crate::store::edition::publish::relation::{Cited, VersionText};
use crate::store::edition::publish::{article as source, relation, series};

/// An article, and the number of the revision that is wanted of it; none: the newest.
pub type Wanted = (ArticleId, Option<i32>);

/// Lays revisions out as if each were published now, alone. What cannot be published is left out: revisions that do not
/// exist, articles that were retracted, archived or deleted.
///
/// # Errors
/// [`PreviewError`].
pub async fn lay_out(
    desk: &Desk,
    wanted: &[Wanted],
    guise: Guise,
    now: Timestamp,
) -> Result<HashMap<Wanted, Preview>, PreviewError> {
    let drafts = drafts(desk, wanted, now).await?;
    if drafts.is_empty() {
        return Ok(HashMap::new());
    }
    let known = Known::read(desk, &drafts).await?;
    let mut previews = HashMap::new();
    for draft in drafts {
        let ids: Vec<_> =
            known.series.iter().filter(|(a, _)| *a == draft.article.id).map(|(_, s)| *s).collect();
        let series = match ids.as_slice() {
            [] => series::Rows::default(),
            ids => series::build_with(desk, ids, Some(draft.article.id)).await?,
        };
        previews.insert(draft.wanted, one(&draft, &known, series, guise)?);
    }
    Ok(previews)
}

/// What would be published.
struct Draft {
    wanted: Wanted,
    /// As it would be then.
    article: article::Model,
    versions: Vec<article_version::Model>,
    revision: article_revision::Model,
    now: Timestamp,
}

async fn drafts(desk: &Desk, wanted: &[Wanted], now: Timestamp) -> Result<Vec<Draft>, DbErr> {
    let ids: BTreeSet<_> = wanted.iter().map(|(id, _)| *id).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut articles = desk::article::by_ids(desk, &ids).await?;
    articles.retain(can_be_published);
    let versions = desk::article::versions_of(desk, &ids).await?;
    let mut revisions = vec![];
    let newest: Vec<_> = wanted.iter().filter(|(_, n)| n.is_none()).map(|(id, _)| *id).collect();
    if !newest.is_empty() {
        let heads = desk::revision::heads_of(desk, &newest).await?;
        revisions.extend(heads.into_iter().map(|head| ((head.article_id, None), head)));
    }
    for (id, number) in wanted {
        let Some(number) = number else { continue };
        let found = desk::revision::by_numbers(desk, *id, &[*number]).await?;
        revisions.extend(found.into_iter().map(|revision| ((*id, Some(*number)), revision)));
    }
    let draft = |(wanted, revision): (Wanted, article_revision::Model)| {
        let mut article = articles.iter().find(|a| a.id == revision.article_id)?.clone();
        let mut versions: Vec<_> = versions.iter().filter(|v| v.article_id == article.id).cloned().collect();
        if article.publication != Publication::Live || article.live_number != Some(revision.number) {
            versions.push(article_version::Model {
                article_id: article.id,
                number: versions.last().map_or(0, |v| v.number) + 1,
                revision_id: revision.id,
                published_at: now,
                hidden: false,
            });
        }
        article.publication = Publication::Live;
        article.live_number = Some(revision.number);
        article.first_published_at = article.first_published_at.or(Some(now));
        Some(Draft { wanted, article, versions, revision, now })
    };
    Ok(revisions.into_iter().filter_map(draft).collect())
}

/// Whether publishing would not be refused for good; an embargo is no reason not to look.
pub(super) fn can_be_published(article: &article::Model) -> bool {
    let is_gone = article.archived_at.is_some() || article.deleted_at.is_some();
    article.publication != Publication::Retracted && !is_gone
}

/// What all drafts of a request are laid out of.
struct Known {
    articles: source::Source,
    relations: relation::Source,
    /// The texts of articles that readers have, and of the drafts.
    texts: Vec<VersionText>,
    visible: Visible,
    /// Articles that readers have.
    readable: HashSet<ArticleId>,
    series: Vec<(ArticleId, SeriesId)>,
}

impl Known {
    async fn read(desk: &Desk, drafts: &[Draft]) -> Result<Self, DbErr> {
        let ids: BTreeSet<_> = drafts.iter().map(|d| d.article.id).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let versions: Vec<_> = drafts.iter().flat_map(|d| d.versions.clone()).collect();
        let newest: Vec<_> = drafts.iter().map(|d| d.revision.id).collect();
        let articles = drafts.iter().map(|d| d.article.clone()).collect();
        let articles = source::source(desk, articles, versions, &newest).await?;
        let citing = relation::citing(desk, &ids).await?;
        let relations = match citing.as_slice() {
            [] => relation::Source::default(),
            citing => relation::load(desk, citing).await?,
        };
        let cited: Vec<_> = relations.articles.iter().map(|a| a.id).collect();
        let texts = if cited.is_empty() { vec![] } else { relation::texts(desk, &cited).await? };
        let ends = relations.relations.iter().flat_map(|r| [r.row.subject_id, r.row.object_id]);
        let attributed = relations.evidence.iter().filter_map(|e| e.attributed_to_id);
        let named: Vec<_> = build::named(&articles).chain(ends).chain(attributed).collect();
        let targets: Vec<_> = articles.links.iter().filter_map(|l| l.target_id).collect();
        Ok(Self {
            texts,
            visible: entity::visible(desk, named).await?,
            readable: source::present(desk, &targets).await?.into_iter().collect(),
            series: source::series_of(desk, &ids).await?,
            articles,
            relations,
        })
    }
}

fn one(draft: &Draft, known: &Known, series: series::Rows, guise: Guise) -> Result<Preview, PreviewError> {
    let Draft { article, versions, revision, .. } = draft;
    let read = build::read(known.articles.of_one(article.clone(), versions.clone()));
    // What links to itself leads to what it will be.
    let mut readable = known.readable.clone();
    readable.insert(article.id);
    let mut rows = build::build(&read, &known.visible, &readable)?;
    let mut claims = claims(draft, known);
    let numbers = Numbers::of(draft, guise, &series, &claims);
    for row in &mut rows.articles {
        numbers.article(&mut row.id);
        if guise == Guise::Other {
            row.uid = own_uid(article.uid, revision.number);
        }
    }
    let row = rows.articles.first().cloned().ok_or(build::BuildError::NoVersion(article.id))?;
    let slugs = rows.slugs.into_iter().map(|slug| (slug.language, slug.slug)).collect();
    let mut over = Overlay::default();
    over.lay_among(&rows.articles, edition_article::Column::Id, article.id.0);
    macro_rules! lay {
        ($($part:ident),+) => {$(
            rows.$part.iter_mut().for_each(|row| numbers.article(&mut row.article_id));
            over.lay(&rows.$part);
        )+};
    }
    lay!(versions, appearances, mentions, about, contributors, pictures, notices);
    rows.links.iter_mut().for_each(|row| numbers.article(&mut row.article_id));
    over.lay_among(&rows.links, edition_link::Column::ArticleId, article.id.0);
    let series::Rows { series: mut lists, mut items } = series;
    for row in &mut lists {
        numbers.series(&mut row.id);
    }
    for row in &mut items {
        numbers.series(&mut row.series_id);
        numbers.article(&mut row.article_id);
    }
    over.lay(&lists);
    over.lay(&items);
    for row in &mut claims.relations {
        numbers.relation(&mut row.id);
    }
    for row in &mut claims.states {
        numbers.relation(&mut row.id);
    }
    for row in &mut claims.evidence {
        numbers.evidence(&mut row.id);
        numbers.relation(&mut row.relation_id);
        row.article_id.iter_mut().for_each(|id| numbers.article(id));
        row.retracts_id.iter_mut().for_each(|id| numbers.evidence(id));
    }
    over.lay(&claims.relations);
    over.lay(&claims.states);
    over.lay(&claims.evidence);
    Ok(Preview {
        article: article.id,
        uid: article.uid,
        revision: revision.number,
        guise,
        row: Arc::new(Row { is_preview: guise == Guise::Other, ..row.into() }),
        slugs,
        over: Arc::new(over),
    })
}

/// What the article would be a source for.
fn claims(draft: &Draft, known: &Known) -> relation::Rows {
    let id = draft.article.id;
    let of = |e: &&db::evidence::Model| e.article_id == Some(id);
    let cite: HashSet<RelationId> =
        known.relations.evidence.iter().filter(of).map(|e| e.relation_id).collect();
    let as_published = |cited: &Cited| {
        let publication = if cited.id == id { Publication::Live } else { cited.publication };
        Cited { publication, ..*cited }
    };
    let source = relation::Source {
        relations: known.relations.relations.iter().filter(|r| cite.contains(&r.row.id)).cloned().collect(),
        evidence: known
            .relations
            .evidence
            .iter()
            .filter(|e| cite.contains(&e.relation_id))
            .cloned()
            .collect(),
        articles: known.relations.articles.iter().map(as_published).collect(),
        journal: known.relations.journal.clone(),
    };
    let is_readable = |article: ArticleId| {
        let publication = source.articles.iter().find(|a| a.id == article).map(|a| a.publication);
        matches!(publication, Some(Publication::Live | Publication::Retracted))
    };
    let mut texts: Vec<_> = known.texts.iter().filter(|t| is_readable(t.article_id)).cloned().collect();
    if let Some(newest) = draft
        .versions
        .last()
        .filter(|v| !texts.iter().any(|t| t.article_id == id && t.number == v.number) && !v.hidden)
    {
        texts.push(VersionText {
            article_id: id,
            number: newest.number,
            revision_id: newest.revision_id,
            published_at: newest.published_at,
            text: draft.revision.text.clone(),
        });
    }
    let places = relations::places(&source, &texts);
    relations::build(&source, &known.visible, &places, draft.now).0
}

/// The row ids over the edition's, in the order of those that they stand for.
struct Numbers {
    first: i64,
    article: ArticleId,
    series: Vec<SeriesId>,
    relations: Vec<RelationId>,
    evidence: Vec<EvidenceId>,
}

impl Numbers {
    fn of(draft: &Draft, guise: Guise, series: &series::Rows, claims: &relation::Rows) -> Self {
        let mut evidence: Vec<_> = claims.evidence.iter().map(|e| e.id).collect();
        evidence.sort_unstable();
        Self {
            first: overlay::ids(draft.revision.id.0 * 2 + i64::from(guise == Guise::Other)).start,
            article: draft.article.id,
            series: series.series.iter().map(|s| s.id).collect(),
            relations: claims.relations.iter().map(|r| r.id).collect(),
            evidence,
        }
    }

    fn article(&self, id: &mut ArticleId) {
        if *id == self.article {
            id.0 = self.first;
        }
    }

    fn series(&self, id: &mut SeriesId) {
        id.0 = self.at(&self.series, *id).unwrap_or(id.0);
    }

    fn relation(&self, id: &mut RelationId) {
        id.0 = self.at(&self.relations, *id).unwrap_or(id.0);
    }

    fn evidence(&self, id: &mut EvidenceId) {
        id.0 = self.at(&self.evidence, *id).unwrap_or(id.0);
    }

    fn at<T: Ord>(&self, all: &[T], id: T) -> Option<i64> {
        let at = all.binary_search(&id).ok()?;
        Some(self.first.saturating_add(i64::try_from(at).ok()?))
    }
}

/// What the world calls a preview of its own: always the same for a revision.
fn own_uid(article: Uuid, revision: i32) -> Uuid {
    let hash = Sha256::new().chain_update(article).chain_update(revision.to_be_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
