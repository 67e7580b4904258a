//! Making an article, and saving a new revision of one.

use db::{Noun, Publication, article};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::patch::{ListPatch, Patch};
use super::{content, hold};
use crate::auth::{Action, Permit, Whose};
use crate::domain::bundle::format::{self, Bundle};
use crate::domain::import::{Names, Receipt, Submission, submit};
use crate::domain::mutation::{Code, Conflict, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation::create::{self, New};
use crate::store::{Desk, Event, WriteTx, desk};

/// How evidence that is made together with its article refers to it.
pub const THIS: &str = "this";

/// What is made together with an article, and may be referred to by its `key` there.
#[derive(Clone, Debug, Default)]
pub struct Company {
    pub entities: Vec<format::Entity>,
    pub relations: Vec<New>,
}

/// A new article.
#[derive(Clone, Debug)]
pub struct Create {
    /// A public id that the client made.
    pub id: Option<String>,
    pub patch: Patch,
    pub with: Company,
    pub note: Option<String>,
}

/// A new revision of an article.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    /// The revision that the changes were made to.
    pub base_revision: i32,
    pub patch: Patch,
    pub with: Company,
    pub note: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Saved {
    pub article: Uuid,
    /// Things that were made together with it, in the order in which they were given.
    pub entities: Vec<Uuid>,
    pub relations: Vec<Uuid>,
    /// Whether there is a new revision.
    pub changed: bool,
    /// Mentions that stood in the text before, and do not now.
    #[serde(default)]
    pub orphaned: Vec<Uuid>,
}

impl Mutation for Create {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::CreateArticle, Whose::Own)?;
        company(caller, &self.with)?;
        warm(caller, desk).await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let made = self.id.as_deref().and_then(public_id::article);
        if let Some(uid) = made
            && !desk::article::by_uids(tx, &[uid]).await?.is_empty()
        {
            return Err(Fault::new(Code::Taken, "input.id", "there is an article of this id already").into());
        }
        let id = made.map(|uid| public_id::print(Prefix::Article, uid)).or_else(|| self.id.clone());
        let article = element(id, self.patch.clone().alone());
        let receipt = put(caller, tx, article, &self.with, self.note.clone(), None).await?;
        saved(receipt)
    }
}

impl Mutation for Update {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = super::find(desk, &self.id, "input.id").await?;
        let permit = caller.may(Action::EditArticle, whose)?;
        company(caller, &self.with)?;
        warm(caller, desk).await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = super::take(tx, &self.id, "input.id").await?;
        editable(&row)?;
        hold::respect(tx, &row).await?;
        if row.head_number != self.base_revision {
            return Err(conflict(tx, &row, self.base_revision).await?);
        }
        let heads = desk::revision::heads_of(tx, &[row.id]).await?;
        let mut contents = content::of(tx, &heads).await?;
        let head = heads.first().and_then(|head| contents.remove(&head.id));
        let before = head.ok_or_else(|| MutationError::Internal("an article has no head".into()))?;
        let mut after = self.patch.clone().onto(before.clone());
        if self.patch.mentions.is_none() {
            after.mentions.clone_from(&before.mentions);
        }
        let fields = content::changed_fields(&before, &after);
        if self.patch.mentions.is_none() {
            // They are carried through the edit.
            after.mentions = None;
        }
        let article = element(Some(public_id::print(Prefix::Article, row.uid)), after);
        let receipt = put(caller, tx, article, &self.with, self.note.clone(), Some(&self.patch)).await?;
        if receipt.changed {
            let mut now = serde_json::json!({ "revision": row.head_number + 1, "changed": fields });
            if !receipt.orphaned.is_empty() {
                let ids = receipt.orphaned.iter().map(|uid| public_id::print(Prefix::Mention, *uid));
                now["orphanedMentions"] = ids.collect();
            }
            let event = Event {
                detail: self.note.clone(),
                before: Some(serde_json::json!({ "revision": row.head_number })),
                after: Some(now),
                ..Event::of(Noun::Article, Some(row.uid))
            };
            tx.audit_all(vec![event]).await?;
        }
        // What its author was writing is saved.
        desk::working_copy::clear(tx, row.id).await?;
        saved(receipt)
    }
}

/// Whether whoever makes an article may make what comes with it.
fn company(caller: &Caller, with: &Company) -> Result<(), MutationError> {
    if !with.entities.is_empty() {
        caller.may(Action::CreateEntity, Whose::Own)?;
    }
    if with.entities.iter().any(|entity| entity.public == Some(true)) {
        caller.may(Action::PublishEntity, Whose::Others)?;
    }
    create::rights(caller, &with.relations)
}

/// Has the names of the desk ready before anything is locked: to make a matcher of them takes long.
pub(in crate::domain) async fn warm(caller: &Caller, desk: &Desk) -> Result<(), MutationError> {
    let newsroom = &caller.newsroom;
    match Names::of_desk(desk, newsroom.names()).await {
        Ok(names) => newsroom.keep_names(Some(names)),
        Err(error) => tracing::warn!(%error, "the names of the desk make no matcher"),
    }
    Ok(())
}

/// An article that readers shall have no more, or never, is not written on.
///
/// # Errors
/// A fault that says so.
pub fn editable(row: &article::Model) -> Result<(), MutationError> {
    let why = if row.deleted_at.is_some() {
        "the article was deleted: restore it first"
    } else if row.archived_at.is_some() {
        "the article was archived: restore it first"
    } else if row.publication == Publication::Retracted {
        "the article was retracted: nothing of it changes any more"
    } else {
        return Ok(());
    };
    Err(Fault::new(Code::WrongState, "input.id", why).into())
}

/// What stands against a change that was made to an older revision.
pub(in crate::domain) async fn conflict(
    tx: &WriteTx,
    row: &article::Model,
    base: i32,
) -> Result<MutationError, MutationError> {
    let both = desk::revision::by_numbers(tx, row.id, &[base, row.head_number]).await?;
    let of = |number: i32| both.iter().find(|revision| revision.number == number);
    let Some((from, to)) = of(base).zip(of(row.head_number)) else {
        let message =
            format!("there is no revision {base} of this article, whose newest is {}", row.head_number);
        return Ok(Fault::new(Code::NotFound, "input.baseRevision", message).into());
    };
    let contents = content::of(tx, &both).await?;
    let fields = contents.get(&from.id).zip(contents.get(&to.id));
    let fields = fields.map_or_else(Vec::new, |(from, to)| content::changed_fields(from, to));
    Ok(MutationError::Conflict(Box::new(Conflict {
        base: base.into(),
        current: row.head_number.into(),
        changed_fields: fields.into_iter().map(str::to_owned).collect(),
        changed_by: to.created_by.clone(),
        changed_at: to.created_at,
    })))
}

pub(in crate::domain) fn element(id: Option<String>, content: format::Content) -> format::Article {
    format::Article {
        id,
        key: Some(THIS.to_owned()),
        publication: None,
        published_at: None,
        updated_at: None,
        content,
        former: vec![],
        draft: None,
        notices: vec![],
    }
}

/// Brings in the article and its company. `patch` tells how lists of a change were given, for the paths of faults.
pub(super) async fn put(
    caller: &Caller,
    tx: &WriteTx,
    article: format::Article,
    with: &Company,
    note: Option<String>,
    patch: Option<&Patch>,
) -> Result<Receipt, MutationError> {
    let Company { entities, relations } = with;
    let at = |index: usize| format!("input.relations.{index}");
    let mut faults = create::faults(relations, at);
    faults.extend(known(tx, entities).await?);
    let bundle = Bundle {
        entities: entities.clone(),
        articles: vec![article],
        relations: create::elements(caller, relations),
        ..Bundle::default()
    };
    let receipt = submit(tx, &caller.newsroom, Submission { bundle, note }, |pointer| path(pointer, patch));
    let receipt = create::with(faults, receipt.await)?;
    create::duplicates(tx, relations, &receipt.relations, at).await?;
    if !relations.is_empty() {
        create::noticed(caller, receipt.edition)?;
    }
    Ok(receipt)
}

/// New entities whose ids others have: they are not changed on this way.
async fn known(tx: &WriteTx, entities: &[format::Entity]) -> Result<Vec<Fault>, MutationError> {
    let uids = entities.iter().map(|entity| entity.id.as_deref().and_then(public_id::entity));
    let uids: Vec<Option<Uuid>> = uids.collect();
    let there = desk::entity::by_uids(tx, &uids.iter().copied().flatten().collect::<Vec<_>>()).await?;
    let is_there = |uid: &Option<Uuid>| uid.is_some_and(|uid| there.iter().any(|row| row.uid == uid));
    let taken = uids.iter().enumerate().filter(|(_, uid)| is_there(uid));
    let message = "there is an entity of this id already";
    Ok(taken.map(|(i, _)| Fault::new(Code::Taken, &format!("input.entities.{i}.id"), message)).collect())
}

/// Where in the arguments a place of the bundle is.
fn path(pointer: &str, patch: Option<&Patch>) -> Vec<String> {
    let mut parts: Vec<String> = pointer.split('/').skip(1).map(str::to_owned).collect();
    if parts.first().is_some_and(|list| list == "articles") {
        parts.drain(..parts.len().min(2));
        fn set<T>(list: Option<&ListPatch<T>>) -> Option<bool> {
            list.map(|patch| matches!(patch, ListPatch::Set(_)))
        }
        if let Some(patch) = patch {
            let given = match parts.first().map(String::as_str) {
                Some("about") => set(patch.about.as_ref()),
                Some("contributors") => set(patch.contributors.as_ref()),
                Some("pictures") => set(patch.pictures.as_ref()),
                Some("links") => set(patch.links.as_ref()),
                _ => None,
            };
            match given {
                Some(true) => parts.insert(1, "set".to_owned()),
                Some(false) => parts.truncate(1),
                None => {}
            }
            parts.insert(0, "changes".to_owned());
        }
    }
    parts.insert(0, "input".to_owned());
    parts
}

pub(super) fn saved(receipt: Receipt) -> Result<Saved, MutationError> {
    let Receipt { entities, articles, relations, changed, orphaned, .. } = receipt;
    let article = articles.first().copied();
    let article = article.ok_or_else(|| MutationError::Internal("no article came of it".into()))?;
    Ok(Saved { article, entities, relations, changed, orphaned })
}
