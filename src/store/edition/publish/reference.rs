//! Relation types and identifier schemes: all of the desk's are the readers' too.

use sea_orm::DbErr;

use crate::store::WriteTx;

/// Copies them anew.
///
/// # Errors
/// The database's.
pub async fn replace(tx: &WriteTx) -> Result<(), DbErr> {
    for statement in [
        "DELETE FROM edition_relation_type",
        "DELETE FROM edition_relation_type_label",
        "DELETE FROM edition_identifier_scheme",
        "INSERT INTO edition_relation_type (code, position, label, inverse_label, verb_present, verb_past, parent_code,
            \"symmetric\", transitive, temporal, subject_kinds, object_kinds, wikidata_property, retired)
        SELECT code, position, label, inverse_label, verb_present, verb_past, parent_code, \"symmetric\", transitive,
            temporal, subject_kinds, object_kinds, wikidata_property, retired_at IS NOT NULL FROM relation_type",
        "INSERT INTO edition_relation_type_label (code, language, label, inverse_label, verb_present, verb_past)
        SELECT code, language, label, inverse_label, verb_present, verb_past FROM relation_type_label",
        "INSERT INTO edition_identifier_scheme (code, position, label, url_template)
        SELECT code, position, label, url_template FROM identifier_scheme",
    ] {
        tx.run(statement, vec![]).await?;
    }
    Ok(())
}
