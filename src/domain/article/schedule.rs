//! What is to happen to an article at a time: a revision is pinned, and later edits leave it pinned.

use db::{Publication, Timestamp, article, article_schedule};

use super::change::{self, Changed, Which, may_say};
use super::publish::Say;
use super::save::editable;
use crate::auth::{Action, Permit};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::publication::Unpublished;
use crate::store::{Desk, WriteTx, desk};

/// A revision that is to go live at a time.
#[derive(Clone, Debug)]
pub struct Plan {
    pub number: i32,
    pub at: Timestamp,
    pub until: Option<Timestamp>,
    pub unpublished: Unpublished,
    pub notice: Option<Say>,
}

/// The row of an article of which no publication is planned any more.
#[must_use]
pub fn none(row: &article::Model) -> article::Model {
    article::Model { scheduled_number: None, scheduled_for: None, schedule_error: None, ..row.clone() }
}

/// Plans a publication, in the place of whichever was planned.
///
/// # Errors
/// A fault; the database's.
pub async fn put(
    tx: &WriteTx,
    row: &article::Model,
    plan: Plan,
    note: Option<String>,
) -> Result<(), MutationError> {
    let Plan { number, at, until, unpublished, notice } = plan;
    let scheduled_until = until.or(row.scheduled_until);
    if let Some(until) = scheduled_until.filter(|until| *until <= at) {
        let message = format!("it is to be withdrawn at {until}: say until when readers shall have it");
        return Err(Fault::new(Code::Invalid, "input.until", message).into());
    }
    let publication = match row.publication {
        Publication::Never => Publication::Scheduled,
        other => other,
    };
    let after = article::Model {
        scheduled_number: Some(number),
        scheduled_for: Some(at),
        scheduled_until,
        schedule_error: None,
        publication,
        ..row.clone()
    };
    change::write(tx, row, after, note).await?;
    let (notice_kind, notice_text) = notice.map(|say| (say.kind, say.text)).unzip();
    let row = article_schedule::Model {
        article_id: row.id,
        unpublished: code(unpublished).to_owned(),
        notice_kind,
        notice_text,
        created_at: tx.now(),
        created_by: tx.actor(),
    };
    Ok(desk::schedule::put(tx, row).await?)
}

fn code(unpublished: Unpublished) -> &'static str {
    match unpublished {
        Unpublished::Fail => "FAIL",
        Unpublished::Publish => "PUBLISH",
    }
}

/// What a row says of entities that nobody made public.
#[must_use]
pub fn unpublished(row: Option<&article_schedule::Model>) -> Unpublished {
    match row {
        Some(row) if row.unpublished == code(Unpublished::Publish) => Unpublished::Publish,
        _ => Unpublished::Fail,
    }
}

/// A time at which readers shall have an article no more; none: they keep it.
#[derive(Clone, Debug)]
pub struct ScheduleWithdrawal {
    pub which: Which,
    pub at: Option<Timestamp>,
}

impl Mutation for ScheduleWithdrawal {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Schedule, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        if let Some(at) = self.at {
            if row.publication != Publication::Live && row.scheduled_for.is_none() {
                let message = "it is not published, and is not to be: there is nothing to withdraw";
                return Err(Fault::new(Code::WrongState, "input.id", message).into());
            }
            let begin = row.scheduled_for.unwrap_or(tx.now()).max(tx.now());
            if at <= begin {
                let message = format!("is not after {begin}");
                return Err(Fault::new(Code::Invalid, "input.at", message).into());
            }
        }
        let after = article::Model { scheduled_until: self.at, ..row.clone() };
        change::write(tx, &row, after, None).await?;
        Ok(Changed::one(&row))
    }
}

/// A time before which an article shall not be published; none: it may be at any time.
#[derive(Clone, Debug)]
pub struct SetEmbargo {
    pub which: Which,
    pub until: Option<Timestamp>,
}

impl Mutation for SetEmbargo {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::SetEmbargo, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        editable(&row)?;
        let after = article::Model { embargoed_until: self.until, ..row.clone() };
        change::write(tx, &row, after, None).await?;
        Ok(Changed::one(&row))
    }
}

/// A publication that shall not be after all.
#[derive(Clone, Debug)]
pub struct Cancel {
    pub which: Which,
    pub note: Option<String>,
}

impl Mutation for Cancel {
    type Done = Changed;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        change::may(caller, desk, Action::Schedule, &self.which.id).await
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Changed, MutationError> {
        let row = change::take(tx, &self.which).await?.article;
        let note = may_say(self.note.as_deref(), "input.note")?;
        if row.scheduled_for.is_none() {
            return Err(Fault::new(Code::WrongState, "input.id", "no publication is scheduled").into());
        }
        let mut after = none(&row);
        if row.publication == Publication::Scheduled {
            after.publication = Publication::Never;
        }
        if row.publication != Publication::Live {
            // What never comes needs no end.
            after.scheduled_until = None;
        }
        change::write(tx, &row, after, note).await?;
        desk::schedule::remove(tx, row.id).await?;
        Ok(Changed::one(&row))
    }
}
