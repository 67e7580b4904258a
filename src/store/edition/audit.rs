//! Does what is kept agree with what is there? Each check answers with the sentences of what does not.

use sea_orm::{DbBackend, DbErr, FromQueryResult};

use super::Edition;

#[derive(FromQueryResult)]
struct Wrong {
    what: String,
    kept: i64,
    counted: i64,
}

/// Every check of the edition in turn.
///
/// # Errors
/// The database's.
pub async fn faults(edition: &Edition) -> Result<Vec<String>, DbErr> {
    let mut faults = vec![];
    let month = match edition.backend() {
        DbBackend::Postgres => {
            "to_char(to_timestamp(published_at / 1000.0) AT TIME ZONE 'UTC', '\"month:\"YYYY-MM')"
        }
        _ => "strftime('month:%Y-%m', published_at / 1000.0, 'unixepoch')",
    };
    let totals = format!(
        "SELECT 'total ' || coalesce(n.name, c.name) AS what, coalesce(c.value, 0) AS kept, coalesce(n.counted, 0) AS counted
        FROM (
            SELECT 'articles' AS name, count(*) AS counted FROM edition_article WHERE listed
            UNION ALL SELECT 'articles:' || language, count(*) FROM edition_article WHERE listed GROUP BY language
            UNION ALL SELECT 'genre:' || genre, count(*) FROM edition_article WHERE listed AND genre IS NOT NULL GROUP BY genre
            UNION ALL SELECT {month}, count(*) FROM edition_article WHERE listed GROUP BY 1
            UNION ALL SELECT 'relations', count(*) FROM edition_relation WHERE shown
            UNION ALL SELECT 'relations:' || type_code, count(*) FROM edition_relation WHERE shown GROUP BY type_code
            UNION ALL SELECT 'began:' || substr(start_date, 1, 4), count(*) FROM edition_relation
                WHERE shown AND start_date IS NOT NULL GROUP BY 1
            UNION ALL SELECT 'ended:' || substr(end_date, 1, 4), count(*) FROM edition_relation
                WHERE shown AND end_date IS NOT NULL GROUP BY 1
            UNION ALL SELECT 'entities', count(*) FROM edition_entity
            UNION ALL SELECT 'entities:' || kind, count(*) FROM edition_entity GROUP BY kind) AS n
        FULL JOIN edition_counter c ON c.name = n.name WHERE coalesce(c.value, 0) <> coalesce(n.counted, 0) ORDER BY 1"
    );
    for sql in [
        "SELECT 'articles of entity ' || e.slug AS what, e.articles AS kept, count(a.article_id) AS counted
        FROM edition_entity e LEFT JOIN edition_appearance a ON a.entity_id = e.id
        GROUP BY e.id, e.slug, e.articles HAVING e.articles <> count(a.article_id)",
        "SELECT 'articles about entity ' || e.slug AS what, e.about AS kept, count(a.article_id) AS counted
        FROM edition_entity e LEFT JOIN edition_appearance a ON a.entity_id = e.id AND a.about
        GROUP BY e.id, e.slug, e.about HAVING e.about <> count(a.article_id)",
        &*totals,
        "SELECT 'editions in the log' AS what, number AS kept, (SELECT count(DISTINCT number) FROM edition_log) AS counted
        FROM edition WHERE number <> (SELECT count(DISTINCT number) FROM edition_log)",
        "SELECT 'mentions of entities that are not there' AS what, 0 AS kept, count(*) AS counted FROM edition_mention m
        WHERE NOT EXISTS (SELECT 1 FROM edition_entity e WHERE e.id = m.entity_id) HAVING count(*) > 0",
        "SELECT 'ends of relations that are not there' AS what, 0 AS kept, count(*) AS counted FROM edition_edge d
        WHERE NOT EXISTS (SELECT 1 FROM edition_entity e WHERE e.id = d.other_id) HAVING count(*) > 0",
        "SELECT 'articles without their current version' AS what, 0 AS kept, count(*) AS counted FROM edition_article a
        WHERE a.listed AND NOT EXISTS (SELECT 1 FROM edition_version v WHERE v.article_id = a.id AND v.number = a.version)
        HAVING count(*) > 0",
        "SELECT 'articles without a place in the text index' AS what, 0 AS kept, count(*) AS counted FROM edition_article a
        WHERE a.listed AND NOT EXISTS (SELECT 1 FROM edition_text_row r WHERE r.article_id = a.id) HAVING count(*) > 0",
        "SELECT 'places in the text index without an article' AS what, 0 AS kept, count(*) AS counted FROM edition_text_row r
        WHERE NOT EXISTS (SELECT 1 FROM edition_article a WHERE a.listed AND a.id = r.article_id) HAVING count(*) > 0",
    ] {
        for Wrong { what, kept, counted } in edition.all(sql, vec![]).await? {
            faults.push(format!("{what}: {kept} kept, {counted} counted"));
        }
    }
    Ok(faults)
}
