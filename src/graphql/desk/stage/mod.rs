//! Stages of the newsroom's workflow.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use db::stage;
use sea_orm::DbErr;

use crate::domain::stage::{self as stages, Create, Retire, Update};
use crate::graphql::batch::Source;
use crate::graphql::error::{Fault, Result};
use crate::graphql::request;
use crate::graphql::scalars::DateTime;
use crate::graphql::user::UserRole;
use crate::graphql::user_error::{Outcome, UserError, run};
use crate::store::Desk;

/// All stages, in their order. There are few.
#[derive(Debug)]
enum All {}

impl Source for All {
    type From = Desk;
    type Args = ();
    type Key = ();
    type Value = Arc<Vec<stage::Model>>;

    async fn fetch(desk: Arc<Desk>, (): (), _: Vec<()>) -> Result<HashMap<(), Self::Value>, DbErr> {
        Ok([((), Arc::new(stages::all(&desk).await?))].into())
    }
}

/// Where the newest revision of an article can stand in the newsroom's workflow.
#[derive(Clone, Debug)]
pub struct Stage(stage::Model);

/// Where the newest revision of an article can stand in the newsroom's workflow.
#[Object]
impl Stage {
    /// What it is called in arguments, for ever: `in_review`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What people call it.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// Where it stands among the others; to move to a smaller one is to go back.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Roles that may bring articles here.
    async fn entry_roles(&self) -> Vec<UserRole> {
        stages::roles(&self.0).into_iter().map(UserRole::from).collect()
    }

    /// Whether to stand here is to be approved.
    async fn approves(&self) -> bool {
        self.0.approves
    }

    /// Since when no article moves here any more.
    async fn retired_at(&self) -> Option<DateTime> {
        self.0.retired_at.map(DateTime)
    }
}

async fn rows(ctx: &Context<'_>) -> Result<Arc<Vec<stage::Model>>> {
    let rows = request::of(ctx)?.batches.load::<All>((), ()).await?;
    Ok(rows.unwrap_or_default())
}

/// All stages, in their order.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn all(ctx: &Context<'_>) -> Result<Vec<Stage>> {
    Ok(rows(ctx).await?.iter().cloned().map(Stage).collect())
}

/// The stage of a code.
///
/// # Errors
/// Where nobody is signed in; the database's.
pub async fn of(ctx: &Context<'_>, code: &str) -> Result<Stage> {
    let rows = rows(ctx).await?;
    rows.iter().find(|row| row.code == code).cloned().map(Stage).ok_or(Fault::Internal)
}

/// A new stage.
#[derive(Clone, Debug, InputObject)]
pub struct CreateStageInput {
    /// What it is called in arguments, for ever: small letters, digits and `_`.
    pub code: String,
    /// What people call it.
    pub label: String,
    /// Where it stands among the others; at the end, if it is not given.
    pub position: Option<i32>,
    /// Roles that may bring articles here.
    pub entry_roles: Vec<UserRole>,
    /// Whether to stand here is to be approved; it stays so.
    #[graphql(default)]
    pub approves: bool,
}

/// What changes of a stage: what is left out stays.
#[derive(Clone, Debug, InputObject)]
pub struct UpdateStageInput {
    /// The stage.
    pub code: String,
    /// What people call it.
    pub label: Option<String>,
    /// Where it stands among the others.
    pub position: Option<i32>,
    /// Roles that may bring articles here.
    pub entry_roles: Option<Vec<UserRole>>,
}

/// A stage that is given up, or taken up again.
#[derive(Clone, Debug, InputObject)]
pub struct RetireStageInput {
    /// The stage.
    pub code: String,
    /// False: articles may move there again.
    #[graphql(default = true)]
    pub retired: bool,
}

macro_rules! payloads {
    ($(#[$doc:meta] $name:ident;)+) => {$(
        #[$doc]
        #[derive(Debug, SimpleObject)]
        pub struct $name {
            /// The stage; null where there are errors.
            stage: Option<Stage>,
            /// All that is wrong with the arguments.
            user_errors: Vec<UserError>,
        }

        impl $name {
            async fn of(ctx: &Context<'_>, outcome: Outcome<String>) -> Result<Self> {
                let (code, user_errors, _) = outcome.into_parts();
                let stage = match code {
                    Some(code) => Some(of(ctx, &code).await?),
                    None => None,
                };
                Ok(Self { stage, user_errors })
            }
        }
    )+};
}

payloads! {
    /// What became of a new stage.
    CreateStagePayload;
    /// What became of changes to a stage.
    UpdateStagePayload;
    /// What became of a stage that is given up.
    RetireStagePayload;
}

#[derive(Debug, Default)]
pub struct StageManaging;

#[Object]
impl StageManaging {
    /// Adds a stage to the newsroom's workflow.
    async fn create_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stage.")] input: CreateStageInput,
    ) -> Result<CreateStagePayload> {
        let CreateStageInput { code, label, position, entry_roles, approves } = input;
        let entry_roles = entry_roles.into_iter().map(Into::into).collect();
        let create = Create { code, label, position, entry_roles, approves };
        CreateStagePayload::of(ctx, run(ctx, &create).await?).await
    }

    /// Changes the label, the place or the gate of a stage.
    async fn update_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdateStageInput,
    ) -> Result<UpdateStagePayload> {
        let UpdateStageInput { code, label, position, entry_roles } = input;
        let entry_roles = entry_roles.map(|roles| roles.into_iter().map(Into::into).collect());
        let update = Update { code, label, position, entry_roles };
        UpdateStagePayload::of(ctx, run(ctx, &update).await?).await
    }

    /// Gives a stage up: no article moves there any more, and those that stand there stay. Or takes it up again.
    async fn retire_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The stage.")] input: RetireStageInput,
    ) -> Result<RetireStagePayload> {
        let RetireStageInput { code, retired } = input;
        RetireStagePayload::of(ctx, run(ctx, &Retire { code, retired }).await?).await
    }
}
