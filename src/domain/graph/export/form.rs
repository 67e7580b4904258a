//! What stands in an export, in the names of the GraphQL API. All forms are written from these.

use std::collections::HashMap;

use db::{ArticleState, Day, EntityId};
use serde::Serialize;

use crate::domain::graph::telling;
use crate::domain::public_id::{self, Prefix};
use crate::domain::site::Site;

/// What an export begins with.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    pub edition: i64,
    pub published_at: String,
    /// The entity in the middle.
    pub entity: String,
    pub language: String,
    /// There is more than is told.
    pub truncated: bool,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    pub id: String,
    pub kind: &'static str,
    pub name: String,
    pub slug: String,
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    pub same_as: Vec<String>,
    /// How many relations it is away from the middle.
    pub distance: u8,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Relation {
    pub id: String,
    pub sentence: String,
    pub subject: Named,
    #[serde(rename = "type")]
    pub code: String,
    pub label: String,
    pub object: Named,
    pub symmetric: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    pub phase: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    pub standing: &'static str,
    pub rank: &'static str,
    pub sources: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wikidata_property: Option<String>,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    pub id: String,
    pub stance: &'static str,
    pub undone: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributed_to: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retracts: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Article {
    pub id: String,
    pub headline: String,
    pub language: String,
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub published_at: String,
    pub retracted: bool,
}

impl Entity {
    pub fn new(told: telling::Entity, distance: u8, site: &Site) -> Self {
        let row = told.row;
        let path = site.entity_path(&row.slug);
        Self {
            id: public_id::print(Prefix::Entity, row.uid),
            kind: row.kind.code(),
            name: told.name,
            slug: row.slug.clone(),
            url: site.url(&path),
            path,
            summary: row.told.summary.clone(),
            start_date: row.told.start_date.map(|d| d.to_string()),
            end_date: row.told.end_date.map(|d| d.to_string()),
            latitude: row.told.latitude,
            longitude: row.told.longitude,
            same_as: told.same_as,
            distance,
        }
    }
}

impl Relation {
    /// `None` where its ends are not among the entities.
    pub fn new(
        told: telling::Relation,
        evidence: Vec<telling::Evidence>,
        ends: &HashMap<EntityId, Named>,
        site: &Site,
    ) -> Option<Self> {
        let row = told.row;
        Some(Self {
            id: public_id::print(Prefix::Relation, row.uid),
            sentence: told.sentence,
            subject: ends.get(&row.subject_id)?.clone(),
            code: row.type_code,
            label: told.label,
            object: ends.get(&row.object_id)?.clone(),
            symmetric: told.symmetric,
            role: row.role,
            start_date: row.start_date.map(|d| d.to_string()),
            end_date: row.end_date.map(|d| d.to_string()),
            phase: row.phase.code(),
            as_of: row.as_of.and_then(Day::date).map(|d| d.to_string()),
            standing: row.standing.code(),
            rank: row.rank.code(),
            sources: row.sources,
            wikidata_property: told.property,
            evidence: evidence.into_iter().map(|told| Evidence::new(told, site)).collect(),
        })
    }
}

impl Evidence {
    fn new(told: telling::Evidence, site: &Site) -> Self {
        let row = told.row;
        let attributed_to = told.attributed_to.map(|source| Named {
            id: public_id::print(Prefix::Entity, source.row.uid),
            name: source.name.clone(),
        });
        let article = told.article.map(|article| {
            let path = site.article_path(&article.language, &article.slug);
            Article {
                id: public_id::print(Prefix::Article, article.uid),
                headline: article.headline.clone(),
                language: article.language.clone(),
                url: site.url(&path),
                path,
                published_at: article.published_at.to_string(),
                retracted: article.state == ArticleState::Retracted,
            }
        });
        Self {
            id: public_id::print(Prefix::Evidence, row.uid),
            stance: row.stance.code(),
            undone: row.undone,
            article,
            version: row.version,
            start: row.start_at,
            end: row.end_at,
            quote: row.quote,
            url: row.source_url,
            title: row.source_title,
            attribution: row.attribution,
            attributed_to,
            stated_on: row.stated_on.map(|d| d.to_string()),
            retracts: told.retracts.map(|uid| public_id::print(Prefix::Evidence, uid)),
        }
    }
}
