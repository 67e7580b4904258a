//! What many articles are about, changed at once.

use std::collections::HashMap;

use db::Noun;
use serde_json::json;

use super::change::{self, Changed, may_say};
use super::content;
use super::patch::{ListPatch, Patch};
use super::save::{editable, element, warm};
use crate::auth::{Action, Permit};
use crate::domain::bundle::format::Bundle;
use crate::domain::import::{Submission, submit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::Reads;
use crate::store::{Desk, Event, WriteTx, desk};

/// Entities that articles are about from now on, or no more: a new revision of each article that it changes.
#[derive(Clone, Debug)]
pub struct About {
    pub ids: Vec<String>,
    pub add: Vec<String>,
    pub remove: Vec<String>,
    pub note: Option<String>,
}

impl Mutation for About {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = change::may_all(caller, desk, Action::EditArticle, &self.ids).await?;
        warm(caller, desk).await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let rows: Vec<_> =
            change::take_all(tx, &self.ids).await?.into_iter().map(|state| state.article).collect();
        let mut faults = vec![];
        for (index, row) in rows.iter().enumerate() {
            if let Err(error) = editable(row) {
                faults.extend(change::at(error, index)?);
            }
        }
        let add = references(tx, &self.add, "input.add", &mut faults).await?;
        let remove = references(tx, &self.remove, "input.remove", &mut faults).await?;
        let note = may_say(self.note.as_deref(), "input.note").map_err(|fault| faults.push(fault));
        let (Ok(note), true) = (note, faults.is_empty()) else { return Err(MutationError::Faults(faults)) };
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let heads = desk::revision::heads_of(tx, &ids).await?;
        let mut contents = content::of(tx, &heads).await?;
        let heads: HashMap<_, _> = heads.into_iter().map(|head| (head.article_id, head.id)).collect();
        let (mut articles, mut places, mut events) = (vec![], vec![], vec![]);
        for (index, row) in rows.iter().enumerate() {
            let head = heads.get(&row.id).and_then(|id| contents.remove(id));
            let before = head.ok_or_else(|| MutationError::Internal("an article has no head".into()))?;
            let change = ListPatch::Change { add: add.clone(), remove: remove.clone() };
            let after = Patch { about: Some(change), ..Patch::default() }.onto(before.clone());
            if after == before {
                continue;
            }
            events.push(Event {
                detail: note.clone(),
                before: Some(json!({ "revision": row.head_number, "about": before.about })),
                after: Some(json!({ "revision": row.head_number + 1, "about": after.about })),
                ..Event::of(Noun::Article, Some(row.uid))
            });
            let mut article = element(Some(public_id::print(Prefix::Article, row.uid)), after);
            article.key = None;
            articles.push(article);
            places.push(index);
        }
        if !articles.is_empty() {
            let bundle = Bundle { articles, ..Bundle::default() };
            let place = |pointer: &str| {
                let number = pointer.split('/').nth(2).and_then(|number| number.parse::<usize>().ok());
                let mut path = vec!["input".to_owned()];
                if let Some(index) = number.and_then(|number| places.get(number)) {
                    path.extend(["ids".to_owned(), index.to_string()]);
                }
                path
            };
            submit(tx, &caller.newsroom, Submission { bundle, note }, place).await?;
            tx.audit_all(events).await?;
        }
        Ok(Changed { articles: rows.iter().map(|row| row.uid).collect() })
    }
}

/// References to entities as public ids, by which a content refers to them.
async fn references(
    desk: &impl Reads,
    references: &[String],
    path: &str,
    faults: &mut Vec<Fault>,
) -> Result<Vec<String>, MutationError> {
    let uids: Vec<_> = references.iter().filter_map(|text| public_id::entity(text)).collect();
    let slugs: Vec<_> = references.iter().map(String::as_str).collect();
    let pairs: Vec<_> = references.iter().filter_map(|text| text.split_once(':')).collect();
    let by_uid = desk::entity::by_uids(desk, &uids).await?;
    let by_slug = desk::entity::by_slugs(desk, &slugs).await?;
    let identifiers = desk::entity::identifiers(desk, &pairs).await?;
    let identified: Vec<_> = identifiers.iter().map(|row| row.entity_id).collect();
    let identified = desk::entity::by_ids(desk, &identified).await?;
    let mut ids = vec![];
    for (index, text) in references.iter().enumerate() {
        let uid = public_id::entity(text);
        let row = by_uid.iter().find(|row| Some(row.uid) == uid);
        let row = row.or_else(|| by_slug.iter().find(|row| row.slug == *text));
        let row = row.or_else(|| {
            let (scheme, value) = text.split_once(':')?;
            let of = identifiers.iter().find(|row| row.scheme == scheme && row.value == value)?;
            identified.iter().find(|row| row.id == of.entity_id)
        });
        match row {
            Some(row) => ids.push(public_id::print(Prefix::Entity, row.uid)),
            None => {
                let at = format!("{path}.{index}");
                faults.push(Fault::new(Code::NotFound, &at, "there is no such entity"));
            }
        }
    }
    Ok(ids)
}
