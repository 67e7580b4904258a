//! What the clock does: publications and withdrawals that are due, each exactly once, however many instances there are,
//! and never early. It goes by the database's time. What cannot be published says why, and waits for somebody.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{ArticleId, Publication, Timestamp, article, article_schedule};
use sea_orm::DbErr;
use tokio::sync::watch;

use crate::auth::{Action, Permit, Whose};
use crate::domain::article::publish::{Going, Say, against, live};
use crate::domain::article::{change, schedule};
use crate::domain::mutation::MutationError;
use crate::domain::newsroom::{Caller, Newsroom};
use crate::domain::publication::{self, Changes, Unpublished};
use crate::store::desk::publication::State;
use crate::store::{WriteTx, desk};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);

/// Articles that one transaction takes hold of, at most: all of them are published in one edition.
const BATCH: usize = 20;

/// Looks at the clock every second until told to stop, first at once: what was missed while nothing ran is made up for.
/// What is being done then is finished.
pub async fn keep(newsroom: Arc<Newsroom>, mut stop: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.wait_for(|is_over| *is_over) => return,
            _ = ticks.tick() => {}
        }
        match sweep(&newsroom, None).await {
            Ok(0) => {}
            Ok(articles) => tracing::info!(articles, "what was scheduled is done"),
            Err(error) => tracing::error!(%error, "what is scheduled cannot be done; it is tried again"),
        }
    }
}

/// Does all that is due, by the database's clock or as if it were `now`, and tells of how many articles something became.
///
/// # Errors
/// The database's; what was done until then is done.
pub async fn sweep(newsroom: &Arc<Newsroom>, now: Option<Timestamp>) -> Result<usize, MutationError> {
    let caller = Caller::system(Arc::clone(newsroom));
    let permit = caller.may(Action::KeepSchedule, Whose::Own)?;
    let now = {
        let desk = caller.desk().await?;
        let now = match now {
            Some(now) => now,
            None => desk::schedule::time(&desk).await?,
        };
        if !desk::schedule::is_due(&desk, now).await? {
            return Ok(0);
        }
        now
    };
    let (mut done, mut most) = (0, BATCH);
    loop {
        match batch(&caller, permit.clone(), now, most).await {
            Ok(0) => return Ok(done),
            Ok(some) => done += some,
            Err(Failure { cause: MutationError::Database(cause), .. }) => return Err(cause.into()),
            // One of them is in the way of the others: from here on each goes alone.
            Err(Failure { .. }) if most > 1 => most = 1,
            Err(Failure { due, cause }) => {
                tracing::error!(error = %cause, "a scheduled publication failed");
                let [row] = &*due else { return Err(cause) };
                note_failure(&caller, permit.clone(), now, row, &reason(&cause)).await?;
                done += 1;
            }
        }
    }
}

/// What was to be done, and why it was not.
struct Failure {
    due: Vec<article::Model>,
    cause: MutationError,
}

impl From<DbErr> for Failure {
    fn from(cause: DbErr) -> Self {
        Self { due: vec![], cause: cause.into() }
    }
}

/// Does what is due with some articles, in one transaction.
async fn batch(caller: &Caller, permit: Permit, now: Timestamp, most: usize) -> Result<usize, Failure> {
    let newsroom = &caller.newsroom;
    let begun = WriteTx::begin(&newsroom.store, permit, now).await;
    let tx = begun.map_err(|error| Failure { due: vec![], cause: error.into() })?;
    let due = desk::schedule::take_due(&tx, most).await?;
    if due.is_empty() {
        return Ok(0);
    }
    match all(caller, &tx, &due).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(due.len())
        }
        Err(cause) => Err(Failure { due, cause }),
    }
}

async fn all(caller: &Caller, tx: &WriteTx, due: &[article::Model]) -> Result<(), MutationError> {
    let now = tx.now();
    let ids: Vec<ArticleId> = due.iter().map(|row| row.id).collect();
    let plans = desk::schedule::of(tx, &ids).await?;
    let plans: HashMap<_, _> = plans.into_iter().map(|plan| (plan.article_id, plan)).collect();
    let states = desk::publication::lock(tx, &ids).await?;
    let is_due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let (mut going, mut withdraw) = (vec![], vec![]);
    for state in &states {
        let (row, plan) = (&state.article, plans.get(&state.article.id));
        let ends = is_due(row.scheduled_until);
        if ends {
            // Its end is reached, whether or not it ever began.
            let mut after = article::Model { scheduled_until: None, ..row.clone() };
            if row.publication == Publication::Live {
                withdraw.push(row.id);
                after = article::Model { scheduled_until: None, ..schedule::none(row) };
                desk::schedule::remove(tx, row.id).await?;
            } else if row.scheduled_for.is_some() && row.schedule_error.is_none() {
                let missed = "it was to be withdrawn before it could be published".to_owned();
                after.schedule_error = Some(missed);
            }
            change::write(tx, row, after, None).await?;
        } else if is_due(row.scheduled_for) && row.schedule_error.is_none() {
            match going_live(tx, state, plan).await? {
                Ok(revision) => going.push(revision),
                Err(reason) => {
                    let after = article::Model { schedule_error: Some(reason.clone()), ..row.clone() };
                    change::write(tx, row, after, Some(reason)).await?;
                }
            }
        }
    }
    if !going.is_empty() {
        // Whoever did not allow it was looked at already.
        live(caller, tx, &going, Unpublished::Publish, None).await?;
    }
    if !withdraw.is_empty() {
        let note = Some("its time was over".to_owned());
        publication::apply(tx, Changes { withdraw, note, ..Changes::default() }).await?;
    }
    Ok(())
}

/// What goes live of an article whose time has come, or why nothing does.
async fn going_live<'a>(
    tx: &WriteTx,
    state: &'a State,
    plan: Option<&article_schedule::Model>,
) -> Result<Result<Going<'a>, String>, MutationError> {
    let row = &state.article;
    let Some(number) = row.scheduled_number else {
        return Ok(Err("no revision was pinned".to_owned()));
    };
    let faults = against(tx, row, number, None, schedule::unpublished(plan)).await?;
    if !faults.is_empty() {
        let reasons: Vec<_> = faults.into_iter().map(|fault| fault.message).collect();
        return Ok(Err(reasons.join("; ")));
    }
    let notice = plan.and_then(|plan| {
        let (kind, text) = (plan.notice_kind?, plan.notice_text.clone()?);
        Some(Say { kind, text })
    });
    Ok(Ok(Going { state, number, until: None, notice }))
}

fn reason(cause: &MutationError) -> String {
    match cause {
        MutationError::Faults(_) => cause.to_string(),
        _ => "something of ours failed; the log says what".to_owned(),
    }
}

/// Notes why something could not be done, so that somebody sees it and nobody tries again.
async fn note_failure(
    caller: &Caller,
    permit: Permit,
    now: Timestamp,
    due: &article::Model,
    reason: &str,
) -> Result<(), MutationError> {
    let tx = WriteTx::begin(&caller.newsroom.store, permit, now).await?;
    let state = desk::publication::lock(&tx, &[due.id]).await?.into_iter().next();
    // Somebody may have changed the schedule meanwhile.
    if let Some(State { article: row, .. }) = state.filter(|state| state.article.version == due.version) {
        let mut after = article::Model { schedule_error: Some(reason.to_owned()), ..row.clone() };
        if row.scheduled_until.is_some_and(|until| until <= now) {
            after.scheduled_until = None;
        }
        change::write(&tx, &row, after, Some(reason.to_owned())).await?;
        tx.commit().await?;
    }
    Ok(())
}
