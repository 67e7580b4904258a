//! Writing revisions, and what hangs on them.

use std::collections::HashMap;

use db::{
    ArticleId, MentionStatus, mention, picture, revision_about, revision_contributor, revision_link,
    revision_picture,
};
use sea_orm::{NotSet, Set};
use uuid::Uuid;

use super::Ids;
use crate::domain::import::content::{Draft, Linked};
use crate::domain::import::{ImportError, Job};
use crate::store::WriteTx;
use crate::store::desk;

pub(super) fn revision(
    tx: &WriteTx,
    article: ArticleId,
    number: i32,
    draft: &Draft,
    ids: &Ids,
) -> Result<db::article_revision::ActiveModel, ImportError> {
    Ok(db::article_revision::ActiveModel {
        id: NotSet,
        article_id: Set(article),
        number: Set(number),
        slug: Set(draft.slug.clone()),
        language: Set(draft.language.clone()),
        headline: Set(draft.headline.clone()),
        subheadline: Set(draft.subheadline.clone()),
        summary: Set(draft.summary.clone()),
        byline: Set(draft.byline.clone()),
        genre: Set(draft.genre.clone()),
        located: Set(draft.located.clone()),
        located_entity_id: Set(draft.located_entity.map(|who| ids.entity(who)).transpose()?),
        content_created: Set(draft.content_created),
        body_format: Set(draft.body_format),
        body: Set(draft.body.clone()),
        text: Set(draft.text.clone()),
        copyright_notice: Set(draft.copyright_notice.clone()),
        note: Set(draft.note.clone()),
        created_at: Set(tx.now()),
        created_by: Set(tx.actor()),
    })
}

/// Writes what hangs on revisions.
pub(super) async fn parts(
    tx: &WriteTx,
    job: &Job<'_>,
    drafts: &[(ArticleId, i32, &Draft)],
    ids: &Ids,
) -> Result<(), ImportError> {
    let (mut abouts, mut contributors, mut links) = (vec![], vec![], vec![]);
    let (mut mentions, mut pictures, mut shown) = (vec![], vec![], vec![]);
    // Versions of one article show the same picture, not copies of it.
    let mut known: HashMap<String, Uuid> = HashMap::new();
    for (article, number, draft) in drafts {
        let revision = ids.revisions.get(&(*article, *number)).copied().ok_or(ImportError::Conflict)?;
        for (who, position) in draft.about.iter().zip(0..) {
            abouts.push(revision_about::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                entity_id: Set(ids.entity(*who)?),
            });
        }
        for ((who, role), position) in draft.contributors.iter().zip(0..) {
            contributors.push(revision_contributor::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                entity_id: Set(ids.entity(*who)?),
                role: Set(*role),
            });
        }
        for (Linked { rel, target, url, title }, position) in draft.links.iter().zip(0..) {
            links.push(revision_link::ActiveModel {
                revision_id: Set(revision),
                position: Set(position),
                rel: Set(*rel),
                target_id: Set(target.map(|piece| ids.article(piece)).transpose()?),
                url: Set(url.clone()),
                title: Set(title.clone()),
            });
        }
        for (given, position) in draft.pictures.iter().zip(0..) {
            let uid = *known.entry(format!("{given:?}")).or_insert_with(|| {
                let uid = job.clock.uid();
                pictures.push(picture::ActiveModel {
                    id: NotSet,
                    uid: Set(uid),
                    href: Set(given.url.clone()),
                    content_type: Set(given.content_type.clone()),
                    width: Set(given.width),
                    height: Set(given.height),
                    alt_text: Set(given.alt.clone()),
                    caption: Set(given.caption.clone()),
                    credit: Set(given.credit.clone()),
                    licence: Set(given.licence.clone()),
                    created_at: Set(tx.now()),
                    created_by: Set(tx.actor()),
                });
                uid
            });
            shown.push((revision, position, uid, given.role));
        }
        let standing = draft.mentions.iter().flatten().map(|placed| (placed, MentionStatus::Anchored));
        let orphans = draft.orphans.iter().map(|placed| (placed, MentionStatus::Orphaned));
        for (placed, status) in standing.chain(orphans) {
            let scalar = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
            mentions.push(mention::ActiveModel {
                id: NotSet,
                uid: Set(placed.uid.unwrap_or_else(|| job.clock.uid())),
                revision_id: Set(revision),
                entity_id: Set(ids.entity(placed.who)?),
                start_at: Set(scalar(placed.anchor.start)),
                end_at: Set(scalar(placed.anchor.end)),
                exact: Set(placed.anchor.exact.clone()),
                prefix: Set(placed.anchor.prefix.clone()),
                suffix: Set(placed.anchor.suffix.clone()),
                name_kind: Set(placed.name_kind),
                status: Set(status),
                origin: Set(placed.origin),
                confidence: Set(placed.confidence),
            });
        }
    }
    desk::revision::insert_abouts(tx, abouts).await?;
    desk::revision::insert_contributors(tx, contributors).await?;
    desk::revision::insert_links(tx, links).await?;
    desk::revision::insert_mentions(tx, mentions).await?;
    let pictures = desk::picture::insert(tx, pictures).await?;
    let shown = shown.into_iter().map(|(revision, position, uid, role)| {
        Ok(revision_picture::ActiveModel {
            revision_id: Set(revision),
            position: Set(position),
            picture_id: Set(pictures.get(&uid).copied().ok_or(ImportError::Conflict)?),
            role: Set(role),
        })
    });
    desk::revision::insert_pictures(tx, shown.collect::<Result<_, ImportError>>()?).await?;
    Ok(())
}
