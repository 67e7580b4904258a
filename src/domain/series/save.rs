//! Making a series, changing it, and taking it away.

use db::{ArticleId, Noun, SeriesId, series, series_item};
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel, NotSet, Set};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::auth::{Action, Permit, Whose};
use crate::domain::article::patch::Field;
use crate::domain::bundle::fault::{Code as Kind, Report, quoted};
use crate::domain::conflict::{Current, conflict};
use crate::domain::import::{check_series, refused, slug_of, slugs_of};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::publication::{self, Changes};
use crate::store::{Desk, Event, WriteTx, desk};

/// Articles in one series, at most.
pub const MOST: usize = 1_000;

/// A new series.
#[derive(Clone, Debug)]
pub struct Create {
    /// A public id that the client made.
    pub id: Option<String>,
    pub slug: Option<String>,
    pub title: String,
    pub description: Option<String>,
    /// Ids of articles, in their order.
    pub articles: Vec<String>,
}

/// Changes of a series.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    pub expected_version: i64,
    pub slug: Option<String>,
    pub title: Option<String>,
    pub description: Field<String>,
    pub articles: Option<Articles>,
}

/// A change of a series' articles, by their ids: all of them, or what goes, what comes at the end, and what goes to
/// another place, in this order.
#[derive(Clone, Debug)]
pub enum Articles {
    Set(Vec<String>),
    Change {
        remove: Vec<String>,
        add: Vec<String>,
        /// An article, and the one before which it is to stand; none: at the end.
        moves: Vec<(String, Option<String>)>,
    },
}

/// A series that shall not be any more.
#[derive(Clone, Debug)]
pub struct Delete {
    pub id: String,
    pub expected_version: i64,
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Saved {
    pub series: Uuid,
}

impl Mutation for Create {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, _: &Desk) -> Result<Permit, MutationError> {
        Ok(caller.may(Action::EditSeries, Whose::Others)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let mut faults = vec![];
        let uid = match &self.id {
            None => Some(caller.newsroom.clock.uid()),
            Some(id) => parse(id).or_else(|| {
                let message = "is no id of a series: it begins with dser_; leave it out for a new one";
                faults.push(Fault::new(Code::Invalid, "input.id", message));
                None
            }),
        };
        if let Some(uid) = uid
            && !desk::series::by_uids(tx, &[uid]).await?.is_empty()
        {
            faults.push(Fault::new(Code::Taken, "input.id", "there is a series of this id already"));
        }
        let slug = match &self.slug {
            Some(slug) => slug.clone(),
            None => free_slug(tx, &self.title).await?,
        };
        let row = series::Model {
            id: SeriesId(0),
            uid: uid.unwrap_or_default(),
            slug,
            title: self.title.clone(),
            description: self.description.clone(),
            version: 1,
            created_at: tx.now(),
            created_by: tx.actor(),
            updated_at: tx.now(),
            updated_by: tx.actor(),
        };
        values(tx, &row, "input", &mut faults).await?;
        let mut articles = List { faults, ..List::default() };
        articles.set(tx, &self.articles, "input.articles").await?;
        let items = articles.done("input.articles")?;
        let mut active = row.clone().into_active_model().reset_all();
        active.id = NotSet;
        let ids = desk::series::insert(tx, vec![active]).await?;
        let id = ids.get(&row.uid).copied().ok_or(DbErr::RecordNotInserted)?;
        desk::series::replace_items(tx, id, rows(id, &items)).await?;
        let after = json!({
            "slug": row.slug, "title": row.title, "description": row.description,
            "articles": told(tx, &items).await?, "version": 1
        });
        let detail = Some("CREATED".to_owned());
        tx.audit_all(vec![Event { detail, after: Some(after), ..Event::of(Noun::Series, Some(row.uid)) }])
            .await?;
        show(tx, id).await?;
        Ok(Saved { series: row.uid })
    }
}

impl Mutation for Update {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::EditSeries, Whose::Others)?;
        super::find(desk, &self.id, "input.id").await?;
        Ok(permit)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = take(tx, &self.id, self.expected_version).await?;
        let new = series::Model {
            slug: self.slug.clone().unwrap_or_else(|| row.slug.clone()),
            title: self.title.clone().unwrap_or_else(|| row.title.clone()),
            description: self.description.clone().unwrap_or_else(|| row.description.clone()),
            ..row.clone()
        };
        let mut faults = vec![];
        values(tx, &new, "input.changes", &mut faults).await?;
        let there = desk::series::items_of(tx, &[row.id]).await?;
        let old: Vec<ArticleId> = there.iter().map(|item| item.article_id).collect();
        let mut articles = List { all: old.clone(), faults };
        match &self.articles {
            None => {}
            Some(Articles::Set(set)) => articles.set(tx, set, "input.changes.articles.set").await?,
            Some(Articles::Change { remove, add, moves }) => {
                articles.change(tx, remove, add, moves, "input.changes.articles").await?;
            }
        }
        let items = articles.done("input.changes.articles")?;
        let (mut before, mut after) = (Map::new(), Map::new());
        let mut note = |field: &str, was: Value, is: Value| {
            if was != is {
                before.insert(field.to_owned(), was);
                after.insert(field.to_owned(), is);
            }
        };
        note("slug", json!(row.slug), json!(new.slug));
        note("title", json!(row.title), json!(new.title));
        note("description", json!(row.description), json!(new.description));
        note("articles", json!(told(tx, &old).await?), json!(told(tx, &items).await?));
        if after.is_empty() {
            return Ok(Saved { series: row.uid });
        }
        if !desk::series::update(tx, new).await? {
            return Err(DbErr::RecordNotUpdated.into());
        }
        if items != old {
            desk::series::replace_items(tx, row.id, rows(row.id, &items)).await?;
        }
        before.insert("version".to_owned(), json!(row.version));
        after.insert("version".to_owned(), json!(row.version + 1));
        let event = Event {
            detail: Some("UPDATED".to_owned()),
            before: Some(Value::Object(before)),
            after: Some(Value::Object(after)),
            ..Event::of(Noun::Series, Some(row.uid))
        };
        tx.audit_all(vec![event]).await?;
        show(tx, row.id).await?;
        Ok(Saved { series: row.uid })
    }
}

impl Mutation for Delete {
    type Done = Saved;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let permit = caller.may(Action::EditSeries, Whose::Others)?;
        super::find(desk, &self.id, "input.id").await?;
        Ok(permit)
    }

    async fn apply(&self, _: &Caller, tx: &WriteTx) -> Result<Saved, MutationError> {
        let row = take(tx, &self.id, self.expected_version).await?;
        let items = desk::series::items_of(tx, &[row.id]).await?;
        let items: Vec<ArticleId> = items.iter().map(|item| item.article_id).collect();
        let before = json!({
            "slug": row.slug, "title": row.title, "description": row.description,
            "articles": told(tx, &items).await?, "version": row.version
        });
        if !desk::series::delete(tx, &row).await? {
            return Err(DbErr::RecordNotUpdated.into());
        }
        let detail = Some("DELETED".to_owned());
        tx.audit_all(vec![Event { detail, before: Some(before), ..Event::of(Noun::Series, Some(row.uid)) }])
            .await?;
        show(tx, row.id).await?;
        Ok(Saved { series: row.uid })
    }
}

fn parse(id: &str) -> Option<Uuid> {
    public_id::parse(Prefix::DeskSeries, id).or_else(|| public_id::parse(Prefix::Series, id))
}

async fn take(tx: &WriteTx, id: &str, expected: i64) -> Result<series::Model, MutationError> {
    let row = super::find(tx, id, "input.id").await?;
    let missing = || Fault::new(Code::NotFound, "input.id", "there is no such series");
    let row = desk::series::lock(tx, row.id).await?.ok_or_else(missing)?;
    if row.version == expected {
        return Ok(row);
    }
    let series::Model { uid, version, updated_at, .. } = row;
    let current = Current { noun: Noun::Series, uid, version, updated_by: &row.updated_by, updated_at };
    Err(conflict(tx, current, expected).await?)
}

async fn free_slug(tx: &WriteTx, title: &str) -> Result<String, DbErr> {
    let candidates: Vec<String> = slugs_of(&slug_of(title)).collect();
    let words: Vec<&str> = candidates.iter().map(String::as_str).collect();
    let taken = desk::series::by_slugs(tx, &words).await?;
    let free = candidates.iter().find(|slug| taken.iter().all(|row| row.slug != **slug));
    Ok(free.or(candidates.first()).cloned().unwrap_or_default())
}

/// Looks at the values of a series.
async fn values(
    tx: &WriteTx,
    row: &series::Model,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Result<(), MutationError> {
    let mut report = Report::default();
    check_series(&row.slug, &row.title, "", &mut report);
    let others = desk::series::by_slugs(tx, &[&row.slug]).await?;
    if let Some(other) = others.iter().find(|other| other.uid != row.uid) {
        let message = format!("is the slug of another series, {}", quoted(&other.title));
        report.add_coded(Kind::Taken, "/slug", message);
    }
    if !report.is_empty() {
        let at =
            |pointer: &str| path.split('.').chain(pointer.split('/').skip(1)).map(str::to_owned).collect();
        match refused(report, at) {
            MutationError::Faults(found) => faults.extend(found),
            error => return Err(error),
        }
    }
    Ok(())
}

/// The articles of a series as they become, and what is wrong with the change.
#[derive(Default)]
struct List {
    all: Vec<ArticleId>,
    faults: Vec<Fault>,
}

impl List {
    async fn find(&mut self, tx: &WriteTx, id: &str, path: &str) -> Result<Option<ArticleId>, MutationError> {
        match crate::domain::article::find(tx, id, path).await {
            Ok((row, _)) => Ok(Some(row.id)),
            Err(MutationError::Faults(found)) => {
                self.faults.extend(found);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    async fn set(&mut self, tx: &WriteTx, ids: &[String], path: &str) -> Result<(), MutationError> {
        self.all.clear();
        self.add(tx, ids, path).await
    }

    async fn add(&mut self, tx: &WriteTx, ids: &[String], path: &str) -> Result<(), MutationError> {
        for (i, id) in ids.iter().enumerate().take(MOST + 1) {
            let path = format!("{path}.{i}");
            let Some(id) = self.find(tx, id, &path).await? else { continue };
            if self.all.contains(&id) {
                self.faults.push(Fault::new(Code::Duplicate, &path, "it is in the series already"));
            } else {
                self.all.push(id);
            }
        }
        Ok(())
    }

    async fn change(
        &mut self,
        tx: &WriteTx,
        remove: &[String],
        add: &[String],
        moves: &[(String, Option<String>)],
        path: &str,
    ) -> Result<(), MutationError> {
        for (i, id) in remove.iter().enumerate() {
            let path = format!("{path}.remove.{i}");
            if let Some(at) = self.place(tx, id, &path).await? {
                self.all.remove(at);
            }
        }
        self.add(tx, add, &format!("{path}.add")).await?;
        for (i, (id, before)) in moves.iter().enumerate() {
            let Some(at) = self.place(tx, id, &format!("{path}.move.{i}.article")).await? else { continue };
            let moved = self.all.remove(at);
            let to = match before {
                None => Some(self.all.len()),
                Some(id) => self.place(tx, id, &format!("{path}.move.{i}.before")).await?,
            };
            self.all.insert(to.unwrap_or(at), moved);
        }
        Ok(())
    }

    /// Where an article stands in the series.
    async fn place(&mut self, tx: &WriteTx, id: &str, path: &str) -> Result<Option<usize>, MutationError> {
        let Some(id) = self.find(tx, id, path).await? else { return Ok(None) };
        let at = self.all.iter().position(|other| *other == id);
        if at.is_none() {
            self.faults.push(Fault::new(Code::NotFound, path, "it is not in the series"));
        }
        Ok(at)
    }

    fn done(mut self, path: &str) -> Result<Vec<ArticleId>, MutationError> {
        if self.all.len() > MOST {
            let message = format!("a series has {MOST} articles at most");
            self.faults.push(Fault::new(Code::Invalid, path, message));
        }
        if self.faults.is_empty() { Ok(self.all) } else { Err(MutationError::Faults(self.faults)) }
    }
}

fn rows(series: SeriesId, items: &[ArticleId]) -> Vec<series_item::ActiveModel> {
    let row = |(article, position): (&ArticleId, i32)| series_item::ActiveModel {
        series_id: Set(series),
        position: Set(position),
        article_id: Set(*article),
    };
    items.iter().zip(0..).map(row).collect()
}

/// The public ids of articles, in their order.
async fn told(tx: &WriteTx, items: &[ArticleId]) -> Result<Vec<String>, DbErr> {
    let rows = desk::article::by_ids(tx, items).await?;
    let uid = |id: &ArticleId| rows.iter().find(|row| row.id == *id).map(|row| row.uid);
    Ok(items.iter().filter_map(uid).map(|uid| public_id::print(Prefix::Article, uid)).collect())
}

async fn show(tx: &WriteTx, id: SeriesId) -> Result<(), MutationError> {
    let mut changes = Changes::default();
    changes.touched.series.insert(id);
    publication::apply(tx, changes).await?;
    Ok(())
}
