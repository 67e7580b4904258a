//! Who did what.

pub mod load;

use async_graphql::{Context, ID, InputObject, Object};
use db::{Noun, audit_event};
use sea_orm::Iterable;

use super::article::DeskArticle;
use super::article::load::{CountEvents, Events};
use crate::auth::Action;
use crate::domain::audit::{self, NEWEST, column};
use crate::domain::mutation::MutationError;
use crate::domain::public_id::Prefix;
use crate::graphql::connection::{Connection, Count, Edge, Paging, Total, cursor};
use crate::graphql::error::{Fault, Result, unknown};
use crate::graphql::scalars::DateTime;
use crate::graphql::user::{self, User};
use crate::graphql::{node, request};
use crate::store::keyset::Key;
use crate::store::predicate::{Column, Operand, Predicate, Test};

/// Something that somebody did.
#[derive(Clone, Debug)]
pub struct AuditEvent(audit_event::Model);

/// Something that somebody did.
#[Object]
impl AuditEvent {
    /// Opaque, and the same for ever.
    async fn id(&self) -> ID {
        node::id(Prefix::AuditEvent, self.0.handle)
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who: `user:` or `key:` with a UUID; or `system`, the product itself at the hands of whoever runs it.
    async fn actor(&self) -> &str {
        &self.0.actor
    }

    /// Who, where it was a person.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        user::named(ctx, &self.0.actor).await
    }

    /// What they did: `EDIT_ARTICLE`, `PUBLISH` and more; more will come.
    async fn action(&self) -> &str {
        &self.0.action
    }

    /// To what kind of thing: `ARTICLE`, `ENTITY`, `USER` and more; more will come.
    async fn noun(&self) -> &str {
        self.0.noun.code()
    }

    /// To which thing, as the desk names it; null where it is none that has an id.
    async fn thing(&self) -> Option<ID> {
        audit::thing(&self.0).map(ID)
    }

    /// More of it, for people: a note, a reason.
    async fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What of the thing changed, as it was: a JSON object, without secrets.
    async fn before(&self) -> Option<String> {
        self.0.before.as_deref().map(audit::shown)
    }

    /// What of the thing changed, as it became: a JSON object, without secrets.
    async fn after(&self) -> Option<String> {
        self.0.after.as_deref().map(audit::shown)
    }
}

/// Chooses what was done; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AuditFilter {
    /// By whom: a person, a tool, or `system`, which is the product itself.
    pub actor: Option<ID>,
    /// To what kind of thing.
    pub noun: Option<String>,
    /// To which thing, the readers' id or the desk's.
    pub id: Option<ID>,
    /// What was done.
    pub action: Option<String>,
    /// Then or later.
    pub since: Option<DateTime>,
    /// Before then.
    pub until: Option<DateTime>,
}

impl AuditFilter {
    /// What it asks.
    ///
    /// # Errors
    /// Words that name no kind of thing, or nothing that can be done.
    fn predicate(&self) -> Result<Predicate> {
        let Self { actor, noun, id, action, since, until } = self;
        let is = |column: Column, operand: Operand| Predicate::Is(column, Test::Eq(operand));
        let mut all = vec![];
        if let Some(noun) = noun {
            let mut known = Noun::iter().map(Noun::code);
            if !known.any(|code| code == noun) {
                return Err(unknown("kind of thing", noun, Noun::iter().map(Noun::code)));
            }
            all.push(is(column::NOUN, Operand::Text(noun.clone())));
        }
        if let Some(action) = action {
            let known = || Action::ALL.iter().map(|action| action.code());
            if !known().any(|code| code == action) {
                return Err(unknown("action", action, known()));
            }
            all.push(is(column::ACTION, Operand::Text(action.clone())));
        }
        all.extend(actor.as_ref().map(|id| match audit::actor_of(id) {
            Some(actor) => is(column::ACTOR, Operand::Text(actor)),
            None => Predicate::never(),
        }));
        all.extend(id.as_ref().map(|id| match audit::uid_of(id) {
            Some(uid) => is(column::UID, Operand::Uid(uid)),
            None => Predicate::never(),
        }));
        all.extend(since.map(|at| Predicate::Is(column::AT, Test::AtLeast(Operand::Int(at.0.0)))));
        all.extend(until.map(|at| Predicate::Is(column::AT, Test::Less(Operand::Int(at.0.0)))));
        Ok(Predicate::All(all))
    }
}

/// A page of all that was done.
///
/// # Errors
/// For those who may not read it; of filter and paging; the database's.
pub async fn log(
    ctx: &Context<'_>,
    filter: Option<AuditFilter>,
    paging: Paging,
) -> Result<Connection<Edge<AuditEvent>>> {
    let request = request::of(ctx)?;
    audit::readable(request.caller()?).map_err(|denied| Fault::from(MutationError::from(denied)))?;
    let filter = filter.unwrap_or_default().predicate()?;
    let page = paging.page(&NEWEST)?;
    let slice = request.batches.load::<load::Listed>((filter.clone(), page.clone()), ()).await?;
    let slice = slice.map_or_else(|| page.slice(vec![]), |slice| (*slice).clone());
    Ok(Connection::new(slice, Total::counted::<load::Counted>(filter, ()), edge))
}

/// A page of what was done to an article.
pub(super) async fn of_article(
    article: &DeskArticle,
    ctx: &Context<'_>,
    paging: Paging,
) -> Result<Connection<Edge<AuditEvent>>> {
    let page = paging.page(&NEWEST)?;
    let batches = &request::of(ctx)?.batches;
    let uid = article.0.uid;
    let rows = batches.load::<Events>(page.clone(), uid).await?.map_or_else(Vec::new, |rows| rows.to_vec());
    let total = Total::Counted(Box::new(move |request| {
        Box::pin(async move {
            let total = request.batches.load::<CountEvents>((), uid).await?;
            Ok(Count::exact(total.unwrap_or_default()))
        })
    }));
    Ok(Connection::new(page.slice(rows), total, edge))
}

fn edge(row: audit_event::Model) -> Edge<AuditEvent> {
    Edge { cursor: cursor(&NEWEST, &[Key::Uid(row.handle)]), node: AuditEvent(row) }
}
