//! Saying something else of a picture: wherever its address is shown now, in articles as they stand and as readers have
//! them. That is no new revision; what former revisions alone show stays as it was said then.

use std::collections::BTreeSet;

use db::{ArticleId, Noun, PictureId, Publication, picture};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::auth::{Action, Permit, Whose};
use crate::domain::article::patch::Field;
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::{self, Changes};
use crate::store::desk::Reads;
use crate::store::{Desk, Event, WriteTx, desk};

/// What is to be said of a picture: what is left out stays.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    pub alt: Option<String>,
    pub caption: Field<String>,
    pub credit: Field<String>,
    pub licence: Field<String>,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Saved {
    pub picture: Uuid,
    /// Articles that show it now.
    pub articles: i64,
}

/// The longest of what is said of a picture, in bytes.
const LONGEST: usize = 20_000;

impl Mutation for Update {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let row = find(desk, &self.id).await?;
        Ok(caller.may(Action::EditPicture, whose(desk, &row).await?)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = find(tx, &self.id).await?;
        let shown = desk::picture_list::shown(tx, &row.href).await?;
        let articles: BTreeSet<ArticleId> = shown.iter().map(|shown| shown.article_id).collect();
        // Nobody publishes one of them meanwhile.
        let articles: Vec<ArticleId> = articles.into_iter().collect();
        desk::publication::lock(tx, &articles).await?;
        let shown = desk::picture_list::shown(tx, &row.href).await?;
        caller.may(Action::EditPicture, whose(tx, &row).await?)?;
        self.check()?;
        let which: BTreeSet<PictureId> = shown.iter().map(|shown| shown.picture_id).chain([row.id]).collect();
        let mut events = vec![];
        let mut changed = BTreeSet::new();
        for old in desk::picture_list::lock(tx, &which.into_iter().collect::<Vec<_>>()).await? {
            let new = self.onto(old.clone());
            if new == old {
                continue;
            }
            desk::picture_list::update(tx, &new).await?;
            changed.insert(old.id);
            let (before, after) = differences(&old, &new);
            events.push(Event {
                detail: Some(format!("UPDATED: {}", old.href)),
                before: Some(Value::Object(before)),
                after: Some(Value::Object(after)),
                ..Event::of(Noun::Picture, Some(old.uid))
            });
        }
        tx.audit_all(events).await?;
        let mut changes = Changes::default();
        let live = shown.iter().filter(|shown| shown.live && changed.contains(&shown.picture_id));
        changes.touched.articles.extend(live.map(|shown| shown.article_id));
        publication::apply(tx, changes).await?;
        Ok(Saved { picture: row.uid, articles: i64::try_from(articles.len()).unwrap_or(i64::MAX) })
    }
}

impl Update {
    fn check(&self) -> Result<(), MutationError> {
        let said = [
            ("alt", self.alt.as_deref()),
            ("caption", self.caption.as_ref().and_then(Option::as_deref)),
            ("credit", self.credit.as_ref().and_then(Option::as_deref)),
            ("licence", self.licence.as_ref().and_then(Option::as_deref)),
        ];
        let mut faults = vec![];
        for (field, text) in said.into_iter().filter_map(|(field, text)| Some((field, text?))) {
            if text.len() > LONGEST {
                let message = format!("is longer than {LONGEST} bytes");
                faults.push(Fault::new(Code::Invalid, &format!("input.changes.{field}"), message));
            }
            if text.contains('\0') {
                let message = "has a NUL character, which no database takes";
                faults.push(Fault::new(Code::Invalid, &format!("input.changes.{field}"), message));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(MutationError::Faults(faults)) }
    }

    fn onto(&self, row: picture::Model) -> picture::Model {
        picture::Model {
            alt_text: self.alt.clone().unwrap_or(row.alt_text),
            caption: self.caption.clone().unwrap_or(row.caption),
            credit: self.credit.clone().unwrap_or(row.credit),
            licence: self.licence.clone().unwrap_or(row.licence),
            ..row
        }
    }
}

async fn find(desk: &impl Reads, id: &str) -> Result<picture::Model, MutationError> {
    let row = match public_id::parse(Prefix::DeskPicture, id) {
        Some(uid) => desk::picture_list::visible_by_uids(desk, &[uid]).await?.into_iter().next(),
        None => None,
    };
    row.ok_or_else(|| Fault::new(Code::NotFound, "input.id", "there is no such picture").into())
}

/// Whose a picture is: that of whoever gave it, as long as it stands in their own articles alone and readers do not
/// have it.
async fn whose(desk: &impl Reads, row: &picture::Model) -> Result<Whose, MutationError> {
    let shown = desk::picture_list::shown(desk, &row.href).await?;
    let articles: Vec<ArticleId> = shown.iter().map(|shown| shown.article_id).collect();
    let own = desk::article::own(desk, &articles).await?;
    let rows = desk::article::by_ids(desk, &articles).await?;
    let public = rows.iter().any(|article| article.publication != Publication::Never);
    let theirs = row.created_by == desk.viewer().to_string() && articles.iter().all(|id| own.contains(id));
    Ok(if theirs && !public { Whose::Own } else { Whose::Others })
}

fn differences(old: &picture::Model, new: &picture::Model) -> (Map<String, Value>, Map<String, Value>) {
    let all = [
        ("alt", json!(old.alt_text), json!(new.alt_text)),
        ("caption", json!(old.caption), json!(new.caption)),
        ("credit", json!(old.credit), json!(new.credit)),
        ("licence", json!(old.licence), json!(new.licence)),
    ];
    let changed = || all.iter().filter(|(_, was, is)| was != is);
    let before = changed().map(|(field, was, _)| ((*field).to_owned(), was.clone())).collect();
    (before, changed().map(|(field, _, is)| ((*field).to_owned(), is.clone())).collect())
}
