//! Places in a text that name entities, as the desk has them.

pub mod decide;
pub mod load;
pub mod suggestion;

use async_graphql::{Context, Enum, ID, Object};
use db::{MentionStatus as Status, article_revision, mention};
use uuid::Uuid;

use crate::domain;
use crate::domain::public_id::Prefix;
use crate::graphql::desk::entity::DeskEntity;
use crate::graphql::entity::name::NameKind;
use crate::graphql::error::{Fault, Result};
use crate::graphql::{node, request};
use crate::text::anchor::Utf16;

/// Whether a mention still stands in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::MentionStatus")]
pub enum MentionStatus {
    /// It stands there.
    Anchored,
    /// Its passage was cut or rewritten. It is kept, shows nowhere, and comes back with its passage.
    Orphaned,
    /// It was proposed, and nobody decided on it.
    Suggested,
}

/// Who placed a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "db::MentionOrigin")]
pub enum MentionOrigin {
    /// A person, in the text or by a decision.
    Editor,
    /// The names that the newsroom knows, or a file.
    Import,
    /// A model.
    Model,
}

/// A place in a text that names an entity, in one revision of an article.
#[derive(Clone, Debug)]
pub struct DeskMention {
    row: mention::Model,
    revision: i32,
    /// None for one that stands nowhere.
    utf16: Option<(usize, usize)>,
}

impl DeskMention {
    /// Rows of mentions of one revision.
    #[must_use]
    pub fn of(revision: &article_revision::Model, rows: &[mention::Model]) -> Vec<Self> {
        let units = Utf16::of(&revision.text);
        let at = |scalar: i32| units.at(usize::try_from(scalar).unwrap_or_default());
        let all = rows.iter().map(|row| Self {
            utf16: (row.status != Status::Orphaned).then(|| (at(row.start_at), at(row.end_at))),
            revision: revision.number,
            row: row.clone(),
        });
        all.collect()
    }

    /// Whether it is an orphan, and one of these.
    #[must_use]
    pub fn is_orphan_of(&self, uids: &[Uuid]) -> bool {
        self.row.status == Status::Orphaned && uids.contains(&self.row.uid)
    }

    fn stands(&self, at: i32) -> Option<i32> {
        self.utf16.map(|_| at)
    }
}

/// A place in a text that names an entity, in one revision of an article.
#[Object]
impl DeskMention {
    /// Opaque, and of this revision: in the next one the mention has another id, since it may stand elsewhere.
    async fn id(&self) -> ID {
        ID(domain::mention::id_in(&self.row, self.revision))
    }

    /// The id by which readers know the mention; the same in all revisions for as long as its place stands in the text.
    async fn mention_id(&self) -> ID {
        node::id(Prefix::Mention, self.row.uid)
    }

    /// Whom or what it names; of what was merged, what it became.
    async fn entity(&self, ctx: &Context<'_>) -> Result<DeskEntity> {
        let row = request::of(ctx)?.batches.load::<load::Named>((), self.row.entity_id).await?;
        Ok(DeskEntity(row.ok_or(Fault::Internal)?))
    }

    /// Where it begins in the text, in Unicode scalars; null for an orphan, which stands nowhere.
    async fn start(&self) -> Option<i32> {
        self.stands(self.row.start_at)
    }

    /// Where it ends, exclusive, in Unicode scalars; null for an orphan.
    async fn end(&self) -> Option<i32> {
        self.stands(self.row.end_at)
    }

    /// Where it begins in UTF-16 units, as JavaScript counts; null for an orphan.
    async fn utf16_start(&self) -> Option<i32> {
        self.utf16.and_then(|(start, _)| i32::try_from(start).ok())
    }

    /// Where it ends, exclusive, in UTF-16 units; null for an orphan.
    async fn utf16_end(&self) -> Option<i32> {
        self.utf16.and_then(|(_, end)| i32::try_from(end).ok())
    }

    /// What stands there; for an orphan, what stood there.
    async fn surface(&self) -> &str {
        &self.row.exact
    }

    /// Whether it still stands in the text.
    async fn status(&self) -> MentionStatus {
        self.row.status.into()
    }

    /// Who placed it.
    async fn origin(&self) -> MentionOrigin {
        self.row.origin.into()
    }

    /// How sure a model was, 0 to 100; null where nobody had to be.
    async fn confidence(&self) -> Option<i32> {
        self.row.confidence
    }

    /// Which kind of name it is, where it is one that the newsroom knows.
    async fn name_kind(&self) -> Option<NameKind> {
        self.row.name_kind.map(NameKind::from)
    }
}

/// The mentions of a revision, in the order of its text; without orphans, unless they are asked for.
///
/// # Errors
/// The database's.
pub async fn of_revision(
    ctx: &Context<'_>,
    revision: &article_revision::Model,
    orphans: bool,
) -> Result<Vec<DeskMention>> {
    let rows = request::of(ctx)?.batches.load::<load::OfRevision>((), revision.id).await?.unwrap_or_default();
    let rows: Vec<_> = rows.iter().filter(|row| orphans || row.status != Status::Orphaned).cloned().collect();
    Ok(DeskMention::of(revision, &rows))
}
