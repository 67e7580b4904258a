//! Refetching by id.

use async_graphql::{Context, ID, Interface, Object};
use futures_util::future::try_join_all;
use uuid::Uuid;

use crate::domain::public_id::{self, Prefix};
use crate::graphql::article::{self, Article, Notice};
use crate::graphql::desk::article::DeskArticle;
use crate::graphql::desk::entity::DeskEntity;
use crate::graphql::desk::evidence::DeskEvidence;
use crate::graphql::desk::picture::DeskPicture;
use crate::graphql::desk::relation::DeskRelation;
use crate::graphql::desk::series::DeskSeries;
use crate::graphql::desk::{self, Desk};
use crate::graphql::edition::{self, Edition};
use crate::graphql::entity::{self, Country, Event, Organisation, Person, Place, Topic};
use crate::graphql::error::{Result, bad_request};
use crate::graphql::evidence::{self, Evidence};
use crate::graphql::relation::{self, Relation};
use crate::graphql::request;
use crate::graphql::series::{self, Series};
use crate::graphql::user::{self, User};

/// Things that `nodes` gives at once, at most.
const MOST: usize = 100;

/// A thing with an id of its own, by which it can be asked for again.
#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque, and the same for ever."))]
pub enum Node {
    Article(Article),
    Series(Series),
    Notice(Notice),
    Edition(Edition),
    Person(Person),
    Organisation(Organisation),
    Country(Country),
    Place(Place),
    Event(Event),
    Topic(Topic),
    Relation(Relation),
    Evidence(Evidence),
    Desk(Desk),
    DeskArticle(DeskArticle),
    User(User),
    DeskEntity(DeskEntity),
    DeskRelation(DeskRelation),
    DeskEvidence(DeskEvidence),
    DeskSeries(DeskSeries),
    DeskPicture(DeskPicture),
}

#[derive(Debug, Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// A thing by its id; null where there is none, or none that may be seen.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Its id.")] id: ID) -> Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// Things by their ids, in the order of the ids; null where there is none.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Their ids, at most 100.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MOST {
            return Err(bad_request(format!("`ids` has {}; it can have {MOST} at most.", ids.len())));
        }
        try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> Result<Option<Node>> {
    match public_id::read(id) {
        Some((noun, uid)) => of(ctx, noun, uid).await,
        None => Ok(None),
    }
}

/// A thing by its kind and public id.
///
/// # Errors
/// The database's.
pub async fn of(ctx: &Context<'_>, noun: Prefix, uid: Uuid) -> Result<Option<Node>> {
    Ok(match noun {
        Prefix::Article => article::query::find(ctx, uid).await?.map(Node::from),
        Prefix::Series => series::find(ctx, uid).await?.map(Node::from),
        Prefix::Notice => article::notice::find(ctx, uid).await?.map(Node::from),
        Prefix::Edition if uid.is_nil() => Some(edition::find(ctx)?.into()),
        Prefix::Entity => entity::find(ctx, uid).await?.map(Node::from),
        Prefix::Relation => relation::find(ctx, uid).await?.map(Node::from),
        Prefix::Evidence => evidence::find(ctx, uid).await?.map(Node::from),
        // To those who are not signed in, the desk's things are like none at all.
        _ if request::of(ctx)?.caller().is_err() => None,
        Prefix::Desk if uid.is_nil() => Some(Desk.into()),
        Prefix::DeskArticle => desk::article::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::User => user::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::DeskEntity => desk::entity::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::DeskRelation => desk::relation::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::DeskEvidence => desk::evidence::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::DeskSeries => desk::series::by_uid(ctx, uid).await?.map(Node::from),
        Prefix::DeskPicture => desk::picture::by_uid(ctx, uid).await?.map(Node::from),
        _ => None,
    })
}
