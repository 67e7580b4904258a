//! Entities, from the desk's rows to the readers'.

use std::collections::HashMap;

use db::{
    EntityId, EntityKind, Visibility, edition_entity, edition_entity_name, edition_entity_slug,
    edition_identifier, edition_name_word, edition_redirect, entity, entity_identifier, entity_name,
    entity_slug,
};
use sea_orm::{DbErr, FromQueryResult};

use super::counters::Deltas;
use crate::store::WriteTx;
use crate::store::desk::Reads;
use crate::store::list::{ids, is_in};

/// What others need to know of an entity that they name.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Known {
    pub id: EntityId,
    pub kind: EntityKind,
    pub publication: Visibility,
    pub merged_into_id: Option<EntityId>,
}

/// Those of the named entities that readers see, by the id that the desk's rows have: a merged one answers with what it
/// became.
#[derive(Clone, Debug, Default)]
pub struct Visible(HashMap<EntityId, (EntityId, EntityKind)>);

impl Visible {
    /// The entity to show for this one, and its kind; none where readers see none.
    #[must_use]
    pub fn find(&self, id: EntityId) -> Option<(EntityId, EntityKind)> {
        self.0.get(&id).copied()
    }

    /// From what is known of the entities and of what they were merged into.
    #[must_use]
    pub fn of(known: &[Known]) -> Self {
        let by_id: HashMap<_, _> = known.iter().map(|k| (k.id, k)).collect();
        let shown = |k: &&Known| {
            let target = k.merged_into_id.map_or(Some(**k), |id| by_id.get(&id).map(|k| **k))?;
            (target.publication == Visibility::Live && target.merged_into_id.is_none())
                .then_some((k.id, (target.id, target.kind)))
        };
        Self(known.iter().filter_map(|k| shown(&k)).collect())
    }
}

/// Looks the named entities up.
///
/// # Errors
/// The database's.
pub async fn visible(
    tx: &impl Reads,
    entities: impl IntoIterator<Item = EntityId>,
) -> Result<Visible, DbErr> {
    let is_in = is_in(tx.backend(), "$1");
    let sql = format!(
        "SELECT id, kind, publication, merged_into_id FROM entity WHERE id {is_in}
        UNION SELECT t.id, t.kind, t.publication, t.merged_into_id FROM entity s JOIN entity t ON t.id = s.merged_into_id
        WHERE s.id {is_in}"
    );
    let mut entities: Vec<_> = entities.into_iter().collect();
    entities.sort_unstable();
    entities.dedup();
    Ok(Visible::of(&tx.all::<Known>(&sql, vec![ids(tx.backend(), entities)]).await?))
}

/// The desk's rows of entities.
#[derive(Debug, Default)]
pub struct Source {
    pub entities: Vec<entity::Model>,
    pub names: Vec<entity_name::Model>,
    pub identifiers: Vec<entity_identifier::Model>,
    /// Slugs that they had before.
    pub slugs: Vec<entity_slug::Model>,
}

/// The readers' rows of entities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub entities: Vec<edition_entity::Model>,
    pub names: Vec<edition_entity_name::Model>,
    pub identifiers: Vec<edition_identifier::Model>,
    pub redirects: Vec<edition_redirect::Model>,
    pub slugs: Vec<edition_entity_slug::Model>,
    /// The words of the names.
    pub words: Vec<edition_name_word::Model>,
}

/// Reads the desk's rows.
///
/// # Errors
/// The database's.
pub async fn load(tx: &WriteTx, entities: &[EntityId]) -> Result<Source, DbErr> {
    let these = || vec![ids(tx.backend(), entities.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let names = format!("SELECT * FROM entity_name WHERE entity_id {is_in} ORDER BY entity_id, position, id");
    let identifiers =
        format!("SELECT * FROM entity_identifier WHERE entity_id {is_in} ORDER BY scheme, value");
    let slugs = format!("SELECT * FROM entity_slug WHERE entity_id {is_in} ORDER BY slug");
    Ok(Source {
        entities: tx.all(&format!("SELECT * FROM entity WHERE id {is_in} ORDER BY id"), these()).await?,
        names: tx.all(&names, these()).await?,
        identifiers: tx.all(&identifiers, these()).await?,
        slugs: tx.all(&slugs, these()).await?,
    })
}

/// What readers have of these entities now, of former addresses those that lead to them from others among these.
///
/// # Errors
/// The database's.
pub async fn present(tx: &WriteTx, entities: &[EntityId]) -> Result<Rows, DbErr> {
    let these = || vec![ids(tx.backend(), entities.iter().copied())];
    let is_in = is_in(tx.backend(), "$1");
    let of = |table: &str, order: &str| {
        format!("SELECT * FROM edition_{table} WHERE entity_id {is_in} ORDER BY entity_id, {order}")
    };
    let redirects = format!(
        "SELECT * FROM edition_redirect WHERE uid IN (SELECT uid FROM entity WHERE id {is_in}) ORDER BY uid"
    );
    let entities = format!("SELECT * FROM edition_entity WHERE id {is_in} ORDER BY id");
    Ok(Rows {
        entities: tx.all(&entities, these()).await?,
        names: tx.all(&of("entity_name", "position"), these()).await?,
        identifiers: tx.all(&of("identifier", "scheme, value"), these()).await?,
        redirects: tx.all(&redirects, these()).await?,
        slugs: tx.all(&of("entity_slug", "slug"), these()).await?,
        words: tx.all(&of("name_word", "latin, word"), these()).await?,
    })
}

impl Rows {
    /// Those of one entity, in an order of their own: what readers have of it.
    #[must_use]
    pub fn of(&self, id: EntityId) -> Self {
        let mut rows = Self {
            entities: self.entities.iter().filter(|row| row.id == id).cloned().collect(),
            names: self.names.iter().filter(|row| row.entity_id == id).cloned().collect(),
            identifiers: self.identifiers.iter().filter(|row| row.entity_id == id).cloned().collect(),
            redirects: self.redirects.iter().filter(|row| row.entity_id == id).cloned().collect(),
            slugs: self.slugs.iter().filter(|row| row.entity_id == id).cloned().collect(),
            words: self.words.iter().filter(|row| row.entity_id == id).cloned().collect(),
        };
        rows.names.sort_by_key(|row| row.position);
        rows.identifiers.sort_by(|a, b| (&a.scheme, &a.value).cmp(&(&b.scheme, &b.value)));
        rows.redirects.sort_by_key(|row| row.uid);
        rows.slugs.sort_by(|a, b| a.slug.cmp(&b.slug));
        rows.words.sort_by(|a, b| (&a.latin, &a.word).cmp(&(&b.latin, &b.word)));
        rows
    }
}

/// Takes entities out of the edition, with their names, identifiers and redirects.
///
/// # Errors
/// The database's.
pub async fn remove(tx: &WriteTx, entities: &[EntityId], deltas: &mut Deltas) -> Result<(), DbErr> {
    #[derive(FromQueryResult)]
    struct Gone {
        latin: String,
        word: String,
    }
    let is_in = is_in(tx.backend(), "$1");
    for statement in [
        format!("DELETE FROM edition_entity WHERE id {is_in}"),
        format!("DELETE FROM edition_entity_name WHERE entity_id {is_in}"),
        format!("DELETE FROM edition_identifier WHERE entity_id {is_in}"),
        format!(
            "DELETE FROM edition_entity_slug
            WHERE slug IN (SELECT slug FROM entity_slug WHERE entity_id {is_in}) OR entity_id {is_in}"
        ),
        format!("DELETE FROM edition_redirect WHERE uid IN (SELECT uid FROM entity WHERE id {is_in})"),
    ] {
        tx.run(&statement, vec![ids(tx.backend(), entities.iter().copied())]).await?;
    }
    let words = format!("DELETE FROM edition_name_word WHERE entity_id {is_in} RETURNING latin, word");
    for gone in tx.all::<Gone>(&words, vec![ids(tx.backend(), entities.iter().copied())]).await? {
        deltas.word(gone.word, gone.latin, -1);
    }
    Ok(())
}

/// Entities that were merged into one of these.
///
/// # Errors
/// The database's.
pub async fn merged_into(tx: &WriteTx, entities: &[EntityId]) -> Result<Vec<EntityId>, DbErr> {
    #[derive(FromQueryResult)]
    struct Row {
        id: EntityId,
    }
    let sql = format!("SELECT id FROM entity WHERE merged_into_id {} ORDER BY id", is_in(tx.backend(), "$1"));
    let rows: Vec<Row> = tx.all(&sql, vec![ids(tx.backend(), entities.iter().copied())]).await?;
    Ok(rows.into_iter().map(|r| r.id).collect())
}

/// Puts entities into the edition.
///
/// # Errors
/// The database's.
pub async fn add(tx: &WriteTx, rows: Rows, deltas: &mut Deltas) -> Result<(), DbErr> {
    let Rows { entities, names, identifiers, redirects, slugs, words } = rows;
    for row in &words {
        deltas.word(row.word.clone(), row.latin.clone(), 1);
    }
    tx.insert(entities).await?;
    tx.insert(names).await?;
    tx.insert(identifiers).await?;
    tx.insert(redirects).await?;
    tx.insert(slugs).await?;
    tx.insert(words).await
}
