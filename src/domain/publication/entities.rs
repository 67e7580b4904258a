//! What readers should have of an entity: a pure function of the desk's rows.

use std::collections::BTreeSet;

use db::{
    EntityId, Visibility, edition_entity, edition_entity_name, edition_entity_slug, edition_identifier,
    edition_name_word, edition_redirect, entity,
};

use crate::store::edition::publish::entity::{Rows, Source};
use crate::text::{fold, latin, sound};

/// Whether readers see an entity under its own id.
#[must_use]
pub fn is_shown(entity: &entity::Model) -> bool {
    entity.publication == Visibility::Live && entity.merged_into_id.is_none()
}

/// Lays entities out. Counts of articles are kept: they move with the articles, not with the entity.
#[must_use]
pub fn build(source: &Source, present: &Rows, target_shown: impl Fn(EntityId) -> Option<EntityId>) -> Rows {
    let mut rows = Rows::default();
    for e in &source.entities {
        // Of what readers never had they shall not learn that it was something else.
        let was_public = e.publication == Visibility::Live;
        let target = e.merged_into_id.filter(|_| was_public).and_then(&target_shown);
        if let Some(entity_id) = target {
            rows.redirects.push(edition_redirect::Model { uid: e.uid, slug: e.slug.clone(), entity_id });
        }
        if let Some(entity_id) = target.or(is_shown(e).then_some(e.id)) {
            let former =
                source.slugs.iter().filter(|former| former.entity_id == e.id && former.slug != e.slug);
            rows.slugs.extend(
                former.map(|former| edition_entity_slug::Model { slug: former.slug.clone(), entity_id }),
            );
        }
        if !is_shown(e) {
            continue;
        }
        let (articles, about) =
            present.entities.iter().find(|p| p.id == e.id).map_or((0, 0), |p| (p.articles, p.about));
        rows.entities.push(edition_entity::Model {
            id: e.id,
            uid: e.uid,
            kind: e.kind,
            name: e.name.clone(),
            name_key: fold::key(&e.name),
            slug: e.slug.clone(),
            summary: e.summary.clone(),
            description: e.description.clone(),
            start_date: e.start_date,
            end_date: e.end_date,
            latitude: e.latitude,
            longitude: e.longitude,
            articles,
            about,
            start_min: e.start_date.map(|date| date.days().0),
            start_max: e.start_date.map(|date| date.days().1),
            end_min: e.end_date.map(|date| date.days().0),
            end_max: e.end_date.map(|date| date.days().1),
        });
        let names = source.names.iter().filter(|n| n.entity_id == e.id);
        rows.names.extend(names.zip(1..).map(|(n, position)| edition_entity_name::Model {
            entity_id: e.id,
            position,
            name: n.name.clone(),
            key: n.key.clone(),
            kind: n.kind,
            language: n.language.clone(),
            preferred: n.preferred,
            start_date: n.start_date,
            end_date: n.end_date,
        }));
        let own = source.names.iter().filter(|n| n.entity_id == e.id).map(|n| n.name.as_str());
        let words = own.chain([e.name.as_str()]).flat_map(latin::words);
        let words: BTreeSet<_> = words.map(|word| (word.latin, word.word)).collect();
        rows.words.extend(words.into_iter().map(|(latin, word)| edition_name_word::Model {
            sound: sound::of(&latin),
            latin,
            entity_id: e.id,
            word,
            kind: e.kind,
        }));
        let identifiers = source.identifiers.iter().filter(|i| i.entity_id == e.id);
        rows.identifiers.extend(identifiers.map(|i| edition_identifier::Model {
            scheme: i.scheme.clone(),
            value: i.value.clone(),
            entity_id: e.id,
        }));
    }
    rows
}
