//! Saying something else of a picture.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::{DeskPicture, by_uid};
use crate::domain::picture::save::Update;
use crate::graphql::desk::article::content::field;
use crate::graphql::error::Result;
use crate::graphql::user_error::{UserError, run};

/// What is to be said of a picture: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PictureChangesInput {
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// What stands below it.
    pub caption: MaybeUndefined<String>,
    /// Who made it, as printed.
    pub credit: MaybeUndefined<String>,
    /// How it may be used.
    pub licence: MaybeUndefined<String>,
}

/// Changes of a picture.
#[derive(Clone, Debug, InputObject)]
pub struct UpdatePictureInput {
    /// The picture.
    pub id: ID,
    /// What changes.
    pub changes: PictureChangesInput,
}

/// What became of it.
#[derive(Debug, SimpleObject)]
pub struct UpdatePicturePayload {
    /// The picture; null where there are errors.
    picture: Option<DeskPicture>,
    /// Articles that show its address, as they stand or as readers have them; null where there are errors.
    article_count: Option<i64>,
    /// All that is wrong with the arguments.
    user_errors: Vec<UserError>,
}

#[derive(Debug, Default)]
pub struct PictureSaving;

#[Object]
impl PictureSaving {
    /// Says something else of a picture, wherever its address is shown now: in articles as they stand, and as readers
    /// have them. That makes no revision; former revisions stay as they are.
    async fn update_picture(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The changes.")] input: UpdatePictureInput,
    ) -> Result<UpdatePicturePayload> {
        let UpdatePictureInput { id, changes } = input;
        let PictureChangesInput { alt, caption, credit, licence } = changes;
        let update = Update {
            id: id.0,
            alt,
            caption: field(caption, |text| text),
            credit: field(credit, |text| text),
            licence: field(licence, |text| text),
        };
        let (saved, user_errors, _) = run(ctx, &update).await?.into_parts();
        let (picture, article_count) = match saved {
            Some(saved) => (by_uid(ctx, saved.picture).await?, Some(saved.articles)),
            None => (None, None),
        };
        Ok(UpdatePicturePayload { picture, article_count, user_errors })
    }
}
