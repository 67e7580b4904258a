//! What an article would say, in the words in which it is sent.

use async_graphql::SimpleObject;

use crate::domain::bundle::format;
use crate::graphql::article::{ContributorRole, LinkRel, PictureRole};
use crate::graphql::desk::article::revision::BodyFormat;
use crate::graphql::scalars::{LanguageTag, Url};

/// What an article would say, in the words in which it is sent: it can be saved as it stands here. It was not checked.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingContent {
    /// Its name in addresses.
    slug: Option<String>,
    /// The language that it is written in.
    language: Option<LanguageTag>,
    /// What stands above it.
    headline: String,
    /// What stands below the headline.
    subheadline: Option<String>,
    /// What it says, in short.
    summary: Option<String>,
    /// Who wrote it, as printed.
    byline: Option<String>,
    /// What kind of article it is.
    genre: Option<String>,
    /// Where it was written.
    dateline: Option<WorkingDateline>,
    /// When its content was made.
    content_created: Option<String>,
    /// Who owns the rights, as printed.
    copyright_notice: Option<String>,
    /// What it is about: references to entities, the main one first.
    about: Vec<String>,
    /// Who made it.
    contributors: Vec<WorkingContributor>,
    /// Its pictures.
    pictures: Vec<WorkingPicture>,
    /// Where it leads.
    links: Vec<WorkingLink>,
    /// Its text.
    body: WorkingBody,
}

/// A text as it is written.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingBody {
    /// How it is written.
    format: BodyFormat,
    /// The text.
    source: String,
}

/// Where an article was written.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingDateline {
    /// As printed.
    text: String,
    /// A reference to the place.
    place: Option<String>,
}

/// Who did what for an article.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingContributor {
    /// A reference to the person.
    entity: String,
    /// What they did.
    role: ContributorRole,
}

/// A picture, by its address.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingPicture {
    /// Where it stands.
    role: PictureRole,
    /// Its address.
    url: Url,
    /// Its media type.
    content_type: Option<String>,
    /// Pixels.
    width: Option<i32>,
    /// Pixels.
    height: Option<i32>,
    /// What it shows, for those who do not see it.
    alt: String,
    /// What stands below it.
    caption: Option<String>,
    /// Who made it, as printed.
    credit: Option<String>,
    /// How it may be used.
    licence: Option<String>,
}

/// Where an article leads.
#[derive(Clone, Debug, SimpleObject)]
pub struct WorkingLink {
    /// What is there.
    rel: LinkRel,
    /// A reference to the article.
    article: Option<String>,
    /// The address.
    url: Option<Url>,
    /// What the link says.
    title: Option<String>,
}

impl From<format::Content> for WorkingContent {
    fn from(content: format::Content) -> Self {
        let format::Content {
            slug,
            language,
            headline,
            subheadline,
            summary,
            byline,
            genre,
            dateline,
            content_created,
            copyright_notice,
            about,
            contributors,
            pictures,
            links,
            body,
            mentions: _,
        } = content;
        let contributor =
            |c: format::Contributor| WorkingContributor { entity: c.entity, role: c.role.into() };
        let link = |l: format::Link| WorkingLink {
            rel: l.rel.into(),
            article: l.article,
            url: l.url.map(Url),
            title: l.title,
        };
        Self {
            slug,
            language: language.map(LanguageTag),
            headline,
            subheadline,
            summary,
            byline,
            genre,
            dateline: dateline.map(|d| WorkingDateline { text: d.located, place: d.entity }),
            content_created,
            copyright_notice,
            about,
            contributors: contributors.into_iter().map(contributor).collect(),
            pictures: pictures.into_iter().map(WorkingPicture::from).collect(),
            links: links.into_iter().map(link).collect(),
            body: WorkingBody { format: body.format.into(), source: body.source },
        }
    }
}

impl From<format::Picture> for WorkingPicture {
    fn from(picture: format::Picture) -> Self {
        let format::Picture { role, url, content_type, width, height, alt, caption, credit, licence } =
            picture;
        Self { role: role.into(), url: Url(url), content_type, width, height, alt, caption, credit, licence }
    }
}
