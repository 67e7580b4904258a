//! All that readers have, as text: two editions are the same if these are.

use sea_orm::{DatabaseConnection, EntityTrait};

/// Every row of every table of the edition but its number and log, sorted; the journals of its past among them.
pub async fn dump(db: &DatabaseConnection) -> Vec<String> {
    let mut rows = vec![];
    macro_rules! tables {
        ($($table:ident),+ $(,)?) => {$(
            for row in db::$table::Entity::find().all(db).await.unwrap() {
                rows.push(format!("{}: {row:?}", stringify!($table)));
            }
        )+};
    }
    tables!(
        edition_about,
        edition_appearance,
        edition_article,
        edition_contributor,
        edition_counter,
        edition_edge,
        edition_entity,
        edition_entity_name,
        edition_entity_slug,
        edition_evidence,
        edition_first_read,
        edition_gram,
        edition_identifier,
        edition_identifier_scheme,
        edition_link,
        edition_mention,
        edition_name_word,
        edition_notice,
        edition_picture,
        edition_redirect,
        edition_relation,
        edition_relation_state,
        edition_relation_type,
        edition_relation_type_label,
        edition_series,
        edition_series_item,
        edition_slug,
        edition_telling,
        edition_text_row,
        edition_text_word,
        edition_version,
        edition_word,
    );
    rows.sort();
    rows
}

/// Counts the relations of an edition that was written row by row.
pub const COUNT_RELATIONS: &str = "
    INSERT INTO edition_counter (name, value)
    SELECT 'relations', count(*) FROM edition_relation WHERE shown
    UNION ALL SELECT 'relations:' || type_code, count(*) FROM edition_relation WHERE shown GROUP BY type_code
    UNION ALL SELECT 'began:' || substr(start_date, 1, 4), count(*) FROM edition_relation
      WHERE shown AND start_date IS NOT NULL GROUP BY 1
    UNION ALL SELECT 'ended:' || substr(end_date, 1, 4), count(*) FROM edition_relation
      WHERE shown AND end_date IS NOT NULL GROUP BY 1";
