//! Entities that look like one: what they share is found along the indexes of names and identifiers, key by key, and never
//! by looking at pairs.

use db::{EntityId, EntityKind, NameKind, duplicate_dismissal};
use sea_orm::{DbErr, FromQueryResult};
use uuid::Uuid;

use super::evidence::sees_all;
use super::{Reads, WriteTx, many};
use crate::store::keyset::{Order, Sort};
use crate::store::sql::{Children, Sql};

/// The likeliest pairs first. They are not rows: whoever has them all finds the place of a page.
pub const LIKELIEST: Order = Order::of(
    "duplicates",
    &[Sort::int("score").descending(), Sort::text("first").descending(), Sort::text("second").descending()],
);

/// Rows that are read of shared names, and of shared identifiers, at most.
pub const MOST: i64 = 50_000;

/// An entity that has a name or an identifier that another one has.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Sharing {
    pub key: String,
    pub id: EntityId,
    pub uid: Uuid,
    pub kind: EntityKind,
    /// What the name is to it; none for a house name, and for an identifier.
    pub name_kind: Option<NameKind>,
}

/// Entities that share a folded name with another one, name by name. Names that belong to many by their nature do not
/// count: what a country's people are called, what stands for a government, a name without its first name.
///
/// # Errors
/// The database's, as everywhere in this module.
pub async fn shared_names(desk: &impl Reads) -> Result<Vec<Sharing>, DbErr> {
    let sql = format!(
        "WITH shared AS (
            SELECT e.name_key AS key FROM entity e WHERE e.merged_into_id IS NULL
                GROUP BY e.name_key HAVING count(*) > 1
            UNION SELECT n.key FROM entity_name n GROUP BY n.key HAVING min(n.entity_id) < max(n.entity_id)
            UNION SELECT e.name_key FROM entity e WHERE e.merged_into_id IS NULL
                AND EXISTS (SELECT 1 FROM entity_name n WHERE n.key = e.name_key AND n.entity_id <> e.id))
        SELECT s.key, e.id, e.uid, e.kind, NULL AS name_kind FROM shared s JOIN entity e ON e.name_key = s.key
            WHERE e.merged_into_id IS NULL AND s.key <> ''
        UNION ALL SELECT s.key, e.id, e.uid, e.kind, n.kind FROM shared s JOIN entity_name n ON n.key = s.key
            JOIN entity e ON e.id = n.entity_id WHERE e.merged_into_id IS NULL AND s.key <> ''
            AND n.kind NOT IN ('DEMONYM', 'METONYM', 'SHORT')
        ORDER BY 1, 2 LIMIT {MOST}"
    );
    many::all(desk, &sql).await
}

/// Entities that have the same identifier as another one, in another scheme.
pub async fn shared_identifiers(desk: &impl Reads) -> Result<Vec<Sharing>, DbErr> {
    let sql = format!(
        "WITH shared AS (
            SELECT value FROM entity_identifier GROUP BY value HAVING min(entity_id) < max(entity_id))
        SELECT i.value AS key, e.id, e.uid, e.kind, NULL AS name_kind FROM shared s
            JOIN entity_identifier i ON i.value = s.value JOIN entity e ON e.id = i.entity_id
        WHERE e.merged_into_id IS NULL ORDER BY 1, 2 LIMIT {MOST}"
    );
    many::all(desk, &sql).await
}

/// Pairs of which somebody said that they are two.
pub async fn dismissals(desk: &impl Reads) -> Result<Vec<duplicate_dismissal::Model>, DbErr> {
    many::all(desk, "SELECT * FROM duplicate_dismissal").await
}

/// An entity that a relation joins with another.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Neighbour {
    pub parent: EntityId,
    pub other: EntityId,
}

/// What relations that the reader may see join with these entities: of each, from either end, the first `most` that come
/// to hand. An author sees those that readers have.
pub async fn neighbours(desk: &impl Reads, ids: &[EntityId], most: u32) -> Result<Vec<Neighbour>, DbErr> {
    const SUBJECTS: Children = Children {
        columns: "c.object_id AS other",
        table: "relation",
        key: &["id"],
        parent: "subject_id",
        joins: "",
    };
    const OBJECTS: Children = Children { columns: "c.subject_id AS other", parent: "object_id", ..SUBJECTS };
    const EDGES: Children = Children {
        columns: "c.other_id AS other",
        table: "edition_edge",
        key: &["entity_id", "direction", "relation_id"],
        parent: "entity_id",
        joins: "",
    };
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let mut found = vec![];
    // Which come to hand does not matter: an entity that has more is told by none of them. So nothing is sorted.
    let ways: &[(Children, &str, &str)] = if sees_all(desk) {
        let not_wrong = " AND c.rank <> 'DEPRECATED'";
        &[(SUBJECTS, not_wrong, "c.subject_id"), (OBJECTS, not_wrong, "c.object_id")]
    } else {
        &[(EDGES, " AND c.shown", "c.entity_id")]
    };
    for (children, narrow, order) in ways {
        let mut sql = Sql::new(desk, "");
        let narrow = |sql: &mut Sql| {
            sql.push(narrow);
        };
        sql.first_of_each(&ids, children, narrow, order, most);
        found.extend(sql.all::<Neighbour>(desk).await?);
    }
    Ok(found)
}

/// Notes that two entities are two; `false` where somebody noted it before.
pub async fn dismiss(
    tx: &WriteTx,
    first: EntityId,
    second: EntityId,
    reason: Option<&str>,
) -> Result<bool, DbErr> {
    let sql = "INSERT INTO duplicate_dismissal (first_id, second_id, reason, created_at, created_by)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (first_id, second_id) DO NOTHING";
    let values = vec![
        first.into(),
        second.into(),
        reason.map(str::to_owned).into(),
        tx.now().into(),
        tx.actor().into(),
    ];
    Ok(tx.run(sql, values).await? > 0)
}

/// Forgets that; `false` where nobody noted it.
pub async fn restore(tx: &WriteTx, first: EntityId, second: EntityId) -> Result<bool, DbErr> {
    let sql = "DELETE FROM duplicate_dismissal WHERE first_id = $1 AND second_id = $2";
    Ok(tx.run(sql, vec![first.into(), second.into()]).await? > 0)
}
