//! Publishing, withdrawing and retracting: what the desk notes of it, before the edition follows.

use std::collections::{BTreeMap, BTreeSet};

use db::{
    ArticleId, EntityId, NoticeKind, Noun, Publication, RevisionId, Timestamp, Visibility, article,
    article_version,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::BuildError;
use super::refresh::{self, Touched};
use crate::store::desk::publication::{self as desk, Notice, State, Turn};
use crate::store::{Event, WriteTx};

/// What is to become of the published record, all in one edition.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Revisions that go live. Several of one article, in order, are its versions one after the other.
    pub publish: Vec<Publish>,
    /// Articles that readers shall have no more, for now.
    pub withdraw: Vec<ArticleId>,
    /// Articles that are taken back for good, with the notice that says so.
    pub retract: Vec<Retract>,
    /// Articles that were taken back by mistake: readers have them again as they had them.
    pub reinstate: Vec<ArticleId>,
    pub show_entities: Vec<EntityId>,
    pub withdraw_entities: Vec<EntityId>,
    /// What else was changed on the desk in this transaction.
    pub touched: Touched,
    /// What to do about entities that an article names and that nobody made public.
    pub unpublished: Unpublished,
    /// What whoever does it says of it, for the audit.
    pub note: Option<String>,
}

/// A revision that goes live.
#[derive(Clone, Copy, Debug)]
pub struct Publish {
    pub article: ArticleId,
    /// The number of the revision.
    pub revision: i32,
    /// From when on readers have it.
    pub at: Timestamp,
    /// It was live once, and readers shall not see it among the versions (a court order).
    pub hidden: bool,
}

/// An article that is taken back.
#[derive(Clone, Debug)]
pub struct Retract {
    pub article: ArticleId,
    /// The notice's id, its text and its time; none where the desk has it already.
    pub notice: Option<(Uuid, String, Timestamp)>,
}

/// What to do about entities that an article names and that nobody made public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unpublished {
    /// Say which they are, and publish nothing.
    #[default]
    Fail,
    /// Make them public too.
    Publish,
}

/// Why nothing was published. Nothing was changed then: the transaction is to be dropped.
#[derive(Debug, thiserror::Error)]
pub enum PublicationError {
    #[error("there is no such article ({0:?})")]
    NoArticle(ArticleId),
    #[error("article {0:?} has no revision {1}")]
    NoRevision(ArticleId, i32),
    #[error("article {0:?} was retracted: it cannot be published again")]
    Retracted(ArticleId),
    #[error("article {0:?} is not published: there is nothing to take back")]
    NotLive(ArticleId),
    #[error("article {article:?} is under embargo until {until}")]
    Embargo { article: ArticleId, until: Timestamp },
    #[error("article {0:?} was archived or deleted: restore it first")]
    Gone(ArticleId),
    #[error("the articles name entities that are not public: {}", names(.0))]
    Unpublished(Vec<(EntityId, String)>),
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("article {0:?} was not retracted")]
    NotRetracted(ArticleId),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}

impl PublicationError {
    /// The same for people of the newsroom, who see which article it is; nothing that goes out carries our own ids.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::NoArticle(_) => "there is no such article".to_owned(),
            Self::NoRevision(_, number) => format!("it has no revision {number}"),
            Self::Retracted(_) => "it was retracted: it cannot be published again".to_owned(),
            Self::NotLive(_) => "it is not published: there is nothing to take back".to_owned(),
            Self::Embargo { until, .. } => format!("it is under embargo until {until}"),
            Self::Gone(_) => "it was archived or deleted: restore it first".to_owned(),
            Self::Unpublished(entities) => format!("it names what is not public: {}", names(entities)),
            Self::NotRetracted(_) => "it was not retracted".to_owned(),
            Self::Build(_) | Self::Database(_) => "something of ours failed; the log says what".to_owned(),
        }
    }
}

fn names(entities: &[(EntityId, String)]) -> String {
    entities.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Makes the next edition, and tells its number; none where readers see no difference. The caller commits.
///
/// # Errors
/// [`PublicationError`]; the transaction is then to be dropped.
pub async fn apply(tx: &WriteTx, changes: Changes) -> Result<Option<i64>, PublicationError> {
    let Changes {
        publish,
        withdraw,
        retract,
        reinstate,
        mut show_entities,
        withdraw_entities,
        mut touched,
        unpublished,
        note,
    } = changes;
    let note = note.as_deref();
    let articles: BTreeSet<ArticleId> = publish
        .iter()
        .map(|p| p.article)
        .chain(withdraw.iter().copied())
        .chain(retract.iter().map(|r| r.article))
        .chain(reinstate.iter().copied())
        .collect();
    let articles: Vec<_> = articles.into_iter().collect();
    if !articles.is_empty() {
        let states: BTreeMap<_, _> =
            desk::lock(tx, &articles).await?.into_iter().map(|s| (s.article.id, s)).collect();
        if let Some(missing) = articles.iter().find(|id| !states.contains_key(id)) {
            return Err(PublicationError::NoArticle(*missing));
        }
        let mut turned = Turned { note, ..Turned::default() };
        let live = go_live(tx, &states, &publish, &mut turned).await?;
        let unknown = desk::unpublished_names(tx, &live).await?;
        match unpublished {
            Unpublished::Fail if !unknown.is_empty() => return Err(PublicationError::Unpublished(unknown)),
            _ => show_entities.extend(unknown.into_iter().map(|(id, _)| id)),
        }
        for id in withdraw {
            let state = &states[&id].article;
            if state.publication != Publication::Live {
                return Err(PublicationError::NotLive(id));
            }
            turned.to(
                Publication::Withdrawn,
                state,
                state.live_number,
                state.first_published_at,
                "WITHDRAWN",
            );
        }
        for retract in retract {
            take_back(tx, &states[&retract.article], &publish, retract, &mut turned).await?;
        }
        for id in reinstate {
            let state = &states[&id].article;
            if state.publication != Publication::Retracted {
                return Err(PublicationError::NotRetracted(id));
            }
            if state.archived_at.is_some() || state.deleted_at.is_some() {
                return Err(PublicationError::Gone(id));
            }
            turned.to(Publication::Live, state, state.live_number, state.first_published_at, "REINSTATED");
        }
        desk::save(tx, turned.turns.into_values()).await?;
        tx.audit_all(turned.events).await?;
        touched.articles.extend(articles);
    }
    for (entities, to) in [(show_entities, Visibility::Live), (withdraw_entities, Visibility::Withdrawn)] {
        if !entities.is_empty() {
            desk::show_entities(tx, &entities, to).await?;
            touched.entities.extend(entities);
        }
    }
    refresh::refresh(tx, touched).await
}

/// Notes the versions, and tells which revisions are now live.
async fn go_live(
    tx: &WriteTx,
    states: &BTreeMap<ArticleId, State>,
    publish: &[Publish],
    turned: &mut Turned<'_>,
) -> Result<Vec<RevisionId>, PublicationError> {
    let mut of: BTreeMap<ArticleId, Vec<&Publish>> = BTreeMap::new();
    for one in publish {
        of.entry(one.article).or_default().push(one);
    }
    let articles: Vec<_> = of.keys().copied().collect();
    let revisions: BTreeMap<_, _> =
        desk::revisions(tx, &articles).await?.into_iter().map(|(a, number, id)| ((a, number), id)).collect();
    let mut versions = vec![];
    let mut live = vec![];
    for (id, publish) in of {
        let State { article, version } = &states[&id];
        if article.publication == Publication::Retracted {
            return Err(PublicationError::Retracted(id));
        }
        if article.archived_at.is_some() || article.deleted_at.is_some() {
            return Err(PublicationError::Gone(id));
        }
        if let Some(until) = article.embargoed_until.filter(|until| *until > tx.now()) {
            return Err(PublicationError::Embargo { article: id, until });
        }
        let mut first = article.first_published_at;
        let mut newest = None;
        for (publish, number) in publish.into_iter().zip(version + 1..) {
            let revision = publish.revision;
            let revision_id =
                *revisions.get(&(id, revision)).ok_or(PublicationError::NoRevision(id, revision))?;
            let (published_at, hidden) = (publish.at, publish.hidden);
            versions.push(article_version::Model {
                article_id: id,
                number,
                revision_id,
                published_at,
                hidden,
            });
            first = first.or(Some(publish.at));
            newest = Some((revision, revision_id));
        }
        if let Some((revision, revision_id)) = newest {
            let what = format!("LIVE: revision {revision}");
            turned.to(Publication::Live, article, Some(revision), first, &what);
            live.push(revision_id);
        }
    }
    desk::add_versions(tx, versions).await?;
    Ok(live)
}

async fn take_back(
    tx: &WriteTx,
    state: &State,
    published_now: &[Publish],
    retract: Retract,
    turned: &mut Turned<'_>,
) -> Result<(), PublicationError> {
    let State { article, version } = state;
    let now: Vec<_> = published_now.iter().filter(|p| p.article == article.id).collect();
    if article.publication == Publication::Retracted {
        return Err(PublicationError::Retracted(article.id));
    }
    if !matches!(article.publication, Publication::Live | Publication::Withdrawn) && now.is_empty() {
        return Err(PublicationError::NotLive(article.id));
    }
    let live = now.last().map(|p| p.revision).or(article.live_number);
    let first = article.first_published_at.or(now.first().map(|p| p.at));
    if let Some((uid, text, published_at)) = retract.notice {
        let version = Some(version + i32::try_from(now.len()).unwrap_or(0));
        let notice =
            Notice { uid, article: article.id, kind: NoticeKind::Retraction, text, published_at, version };
        desk::add_notice(tx, notice).await?;
    }
    turned.to(Publication::Retracted, article, live, first, "RETRACTED");
    Ok(())
}

/// What becomes of articles, and what the audit says of it.
#[derive(Default)]
struct Turned<'a> {
    note: Option<&'a str>,
    /// The last of each: one that goes live and is taken back at once is taken back.
    turns: BTreeMap<ArticleId, Turn>,
    events: Vec<Event>,
}

impl Turned<'_> {
    fn to(
        &mut self,
        publication: Publication,
        article: &article::Model,
        live: Option<i32>,
        first_published_at: Option<Timestamp>,
        what: &str,
    ) {
        let state = |publication: Publication, live| serde_json::json!({ "publication": publication.code(), "liveRevision": live });
        self.events.push(Event {
            detail: Some(self.note.map_or_else(|| what.to_owned(), |note| format!("{what}: {note}"))),
            before: Some(state(article.publication, article.live_number)),
            after: Some(state(publication, live)),
            ..Event::of(Noun::Article, Some(article.uid))
        });
        self.turns.insert(article.id, Turn { article: article.id, publication, live, first_published_at });
    }
}
