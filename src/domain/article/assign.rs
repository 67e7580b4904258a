//! Giving articles into hands.

use std::collections::{BTreeSet, HashMap};

use db::ArticleId;
use serde_json::json;
use uuid::Uuid;

use super::change::{self, Changed};
use super::patch::ListPatch;
use crate::auth::{Action, Permit, user_of};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::{Desk, WriteTx, desk};

/// Whose hands articles are in, besides those of whoever made them; all of them or none.
#[derive(Clone, Debug)]
pub struct Assign {
    pub ids: Vec<String>,
    /// People, by the ids of their accounts.
    pub assignees: ListPatch<String>,
    /// One article is told of as such, not as a list.
    pub single: bool,
}

impl Mutation for Assign {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        match (&*self.ids, self.single) {
            ([id], true) => change::may(caller, desk, Action::AssignArticle, id).await,
            _ => change::may_all(caller, desk, Action::AssignArticle, &self.ids).await,
        }
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let patch = people(tx, &self.assignees).await?;
        // Whoever has it in hand may go on: whose it is and who writes are two things.
        let states = change::lock_all(tx, &self.ids).await?;
        let articles: Vec<_> = states.into_iter().map(|state| state.article).collect();
        let keys: Vec<_> = articles.iter().map(|row| row.id).collect();
        let mut hands: HashMap<ArticleId, Vec<String>> = HashMap::new();
        for hand in desk::assignee::of(tx, &keys).await? {
            hands.entry(hand.article_id).or_default().push(hand.actor);
        }
        for row in &articles {
            let before = hands.remove(&row.id).unwrap_or_default();
            let mut after: BTreeSet<String> = before.iter().cloned().collect();
            match &patch {
                ListPatch::Set(all) => after = all.iter().cloned().collect(),
                ListPatch::Change { add, remove } => {
                    after.retain(|actor| !remove.contains(actor));
                    after.extend(add.iter().cloned());
                }
            }
            let after: Vec<_> = after.into_iter().collect();
            if before != after {
                desk::assignee::set(tx, row.id, &after).await?;
                let hands = |actors: &[String]| json!({ "assignees": actors });
                change::told(tx, row, hands(&before), hands(&after), None).await?;
            }
        }
        Ok(Changed { articles: articles.iter().map(|row| row.uid).collect() })
    }
}

/// The people that a change of hands names, as rows name them. Whoever has no account any more can be taken out of a
/// list, and not be put on one.
async fn people(tx: &WriteTx, patch: &ListPatch<String>) -> Result<ListPatch<String>, MutationError> {
    let uid = |text: &String| public_id::parse(Prefix::User, text).or_else(|| user_of(text));
    let (new, gone, list) = match patch {
        ListPatch::Set(all) => (all, None, "set"),
        ListPatch::Change { add, remove } => (add, Some(remove), "add"),
    };
    let uids: Vec<Option<Uuid>> = new.iter().map(uid).collect();
    let known: Vec<_> = uids.iter().flatten().copied().collect();
    let rows = desk::user::by_uids(tx, &known).await?;
    let mut faults = vec![];
    for (index, uid) in uids.iter().enumerate() {
        let at = format!("input.assignees.{list}.{index}");
        match uid.and_then(|uid| rows.iter().find(|row| row.uid == uid)) {
            None => faults.push(Fault::new(Code::NotFound, &at, "there is nobody of this id")),
            Some(row) if row.disabled_at.is_some() => {
                let message = format!("{} cannot sign in any more", row.name);
                faults.push(Fault::new(Code::WrongState, &at, message));
            }
            Some(_) => {}
        }
    }
    if !faults.is_empty() {
        return Err(MutationError::Faults(faults));
    }
    let named = |uid: &Uuid| format!("user:{uid}");
    let new: Vec<_> = known.iter().map(named).collect();
    Ok(match gone {
        None => ListPatch::Set(new),
        Some(gone) => ListPatch::Change {
            add: new,
            remove: gone.iter().filter_map(uid).map(|uid| named(&uid)).collect(),
        },
    })
}
