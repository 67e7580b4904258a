//! What an editor writes into an article, as it is sent.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::revision::BodyFormat;
use crate::domain::article::patch::{Field, ListPatch, Patch};
use crate::domain::article::save::Create;
use crate::domain::bundle::format;
use crate::graphql::article::{ContributorRole, LinkRel, PictureRole};
use crate::graphql::desk::company::company;
use crate::graphql::desk::entity::input::CreateEntityInput;
use crate::graphql::desk::relation::input::NewRelationInput;
use crate::graphql::scalars::{EdtfDate, LanguageTag, Url};

/// A text as it is written.
#[derive(Clone, Debug, InputObject)]
pub struct BodyInput {
    /// How it is written; Markdown, if nothing is said.
    #[graphql(default_with = "BodyFormat::Markdown")]
    pub format: BodyFormat,
    /// The text. In Markdown, `[Moscow](entity:russia)` says who is meant.
    pub source: String,
}

/// Where an article was written.
#[derive(Clone, Debug, InputObject)]
pub struct DatelineInput {
    /// As printed: `ALMATY, Kazakhstan`.
    pub text: String,
    /// The place, by id, slug or identifier.
    pub place: Option<String>,
}

/// Who did what for an article.
#[derive(Clone, Debug, InputObject)]
pub struct ContributorInput {
    /// The person, by id, slug or identifier.
    pub entity: String,
    /// What they did.
    pub role: ContributorRole,
}

/// A picture, by its address.
#[derive(Clone, Debug, InputObject)]
pub struct ArticlePictureInput {
    /// Where it stands.
    pub role: PictureRole,
    /// Its address.
    pub url: Url,
    /// Its media type: `image/jpeg`.
    pub content_type: Option<String>,
    /// Pixels.
    pub width: Option<i32>,
    /// Pixels.
    pub height: Option<i32>,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What stands below it.
    pub caption: Option<String>,
    /// Who made it, as printed.
    pub credit: Option<String>,
    /// How it may be used.
    pub licence: Option<String>,
}

/// Where an article leads: to another article or an address, one of them.
#[derive(Clone, Debug, InputObject)]
pub struct ArticleLinkInput {
    /// What is there.
    pub rel: LinkRel,
    /// The article, by id, or by slug (`en/the-slug`).
    pub article: Option<String>,
    /// The address.
    pub url: Option<Url>,
    /// What the link says.
    pub title: Option<String>,
}

macro_rules! list_changes {
    ($(#[$doc:meta] $name:ident $item:ty;)+) => {$(
        #[$doc]
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            /// The whole list; nothing else can be said then.
            pub set: Option<Vec<$item>>,
            /// What comes to it, at its end.
            pub add: Option<Vec<$item>>,
            /// What goes from it.
            pub remove: Option<Vec<$item>>,
        }

        impl $name {
            pub(super) fn patch<T>(self, of: impl Fn($item) -> T) -> ListPatch<T> {
                let all = |list: Option<Vec<$item>>| list.unwrap_or_default().into_iter().map(&of).collect();
                match self.set {
                    Some(set) => ListPatch::Set(all(Some(set))),
                    None => ListPatch::Change { add: all(self.add), remove: all(self.remove) },
                }
            }
        }
    )+};
}

list_changes! {
    /// How a list of references changes.
    ReferencesChange String;
    /// How the list of those who made an article changes.
    ContributorsChange ContributorInput;
    /// How the list of pictures changes.
    ArticlePicturesChange ArticlePictureInput;
    /// How the list of links changes.
    ArticleLinksChange ArticleLinkInput;
}

/// What changes of an article's content: what is left out stays, null clears.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ArticleChangesInput {
    /// Its name in addresses; the former one goes on finding it.
    pub slug: Option<String>,
    /// The language that it is written in.
    pub language: Option<LanguageTag>,
    /// What stands above it.
    pub headline: Option<String>,
    /// What stands below the headline.
    pub subheadline: MaybeUndefined<String>,
    /// What it says, in short.
    pub summary: MaybeUndefined<String>,
    /// Who wrote it, as printed.
    pub byline: MaybeUndefined<String>,
    /// What kind of article it is: news, analysis, interview.
    pub genre: MaybeUndefined<String>,
    /// Where it was written.
    pub dateline: MaybeUndefined<DatelineInput>,
    /// When its content was made.
    pub content_created: MaybeUndefined<EdtfDate>,
    /// Who owns the rights, as printed.
    pub copyright_notice: MaybeUndefined<String>,
    /// What it is about: entities by id, slug or identifier, the main one first.
    pub about: Option<ReferencesChange>,
    /// Who made it.
    pub contributors: Option<ContributorsChange>,
    /// Its pictures.
    pub pictures: Option<ArticlePicturesChange>,
    /// Where it leads.
    pub links: Option<ArticleLinksChange>,
    /// Its text.
    pub body: Option<BodyInput>,
}

impl From<BodyInput> for format::Body {
    fn from(BodyInput { format, source }: BodyInput) -> Self {
        Self { format: format.into(), source }
    }
}

impl From<DatelineInput> for format::Dateline {
    fn from(DatelineInput { text, place }: DatelineInput) -> Self {
        Self { located: text, entity: place }
    }
}

impl From<ContributorInput> for format::Contributor {
    fn from(ContributorInput { entity, role }: ContributorInput) -> Self {
        Self { entity, role: role.into() }
    }
}

impl From<ArticlePictureInput> for format::Picture {
    fn from(input: ArticlePictureInput) -> Self {
        let ArticlePictureInput { role, url, content_type, width, height, alt, caption, credit, licence } =
            input;
        Self { role: role.into(), url: url.0, content_type, width, height, alt, caption, credit, licence }
    }
}

impl From<ArticleLinkInput> for format::Link {
    fn from(ArticleLinkInput { rel, article, url, title }: ArticleLinkInput) -> Self {
        Self { rel: rel.into(), article, url: url.map(|url| url.0), title }
    }
}

/// What is said of a field that may be empty.
pub fn field<T, U>(value: MaybeUndefined<T>, of: impl FnOnce(T) -> U) -> Field<U> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(of(value))),
    }
}

impl From<ArticleChangesInput> for Patch {
    fn from(input: ArticleChangesInput) -> Self {
        let ArticleChangesInput {
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
        } = input;
        Self {
            slug,
            language: language.map(|tag| tag.0),
            headline,
            subheadline: field(subheadline, |text| text),
            summary: field(summary, |text| text),
            byline: field(byline, |text| text),
            genre: field(genre, |text| text),
            dateline: field(dateline, format::Dateline::from),
            content_created: field(content_created, |date| date.0.to_string()),
            copyright_notice: field(copyright_notice, |text| text),
            about: about.map(|list| list.patch(|text| text)),
            contributors: contributors.map(|list| list.patch(format::Contributor::from)),
            pictures: pictures.map(|list| list.patch(format::Picture::from)),
            links: links.map(|list| list.patch(format::Link::from)),
            body: body.map(format::Body::from),
            mentions: None,
        }
    }
}

/// A new article: its content, with the entities and relations that are made together with it.
#[derive(Clone, Debug, InputObject)]
pub struct CreateArticleInput {
    /// An id that the client made (`dart_` and a UUIDv7 as TypeIDs have it); made here, if it is not given.
    pub id: Option<ID>,
    /// Its name in addresses; made from the headline, if it is not given.
    pub slug: Option<String>,
    /// The language that it is written in; the newsroom's, if it is not given.
    pub language: Option<LanguageTag>,
    /// What stands above it.
    pub headline: String,
    /// What stands below the headline.
    pub subheadline: Option<String>,
    /// What it says, in short.
    pub summary: Option<String>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// What kind of article it is: news, analysis, interview.
    pub genre: Option<String>,
    /// Where it was written.
    pub dateline: Option<DatelineInput>,
    /// When its content was made.
    pub content_created: Option<EdtfDate>,
    /// Who owns the rights, as printed.
    pub copyright_notice: Option<String>,
    /// What it is about: entities by id, slug, identifier or the `key` of one that is made here; the main one first.
    pub about: Option<Vec<String>>,
    /// Who made it.
    pub contributors: Option<Vec<ContributorInput>>,
    /// Its pictures.
    pub pictures: Option<Vec<ArticlePictureInput>>,
    /// Where it leads.
    pub links: Option<Vec<ArticleLinkInput>>,
    /// Its text; names of entities are found in it and linked.
    pub body: Option<BodyInput>,
    /// What its first revision is, for those who look at the revisions.
    pub note: Option<String>,
    /// Entities that are made together with it.
    pub entities: Option<Vec<CreateEntityInput>>,
    /// Relations that are made together with it, for which it is a source.
    pub relations: Option<Vec<NewRelationInput>>,
}

impl CreateArticleInput {
    /// The article that it makes.
    #[must_use]
    pub fn into_create(self) -> Create {
        let Self {
            id,
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
            note,
            entities,
            relations,
        } = self;
        fn list<T, U: From<T>>(list: Option<Vec<T>>) -> Option<ListPatch<U>> {
            list.map(|list| ListPatch::Set(list.into_iter().map(U::from).collect()))
        }
        let patch = Patch {
            slug,
            language: language.map(|tag| tag.0),
            headline: Some(headline),
            subheadline: Some(subheadline),
            summary: Some(summary),
            byline: Some(byline),
            genre: Some(genre),
            dateline: Some(dateline.map(format::Dateline::from)),
            content_created: Some(content_created.map(|date| date.0.to_string())),
            copyright_notice: Some(copyright_notice),
            about: list(about),
            contributors: list(contributors),
            pictures: list(pictures),
            links: list(links),
            body: body.map(format::Body::from),
            mentions: None,
        };
        Create { id: id.map(|id| id.0), patch, with: company(entities, relations), note }
    }
}
