//! What an editor changes of an article's content: what is left out stays as it is.

use db::BodyFormat;
use serde::{Deserialize, Serialize};

use crate::domain::bundle::format::{Body, Content, Contributor, Dateline, Link, Mention, Picture};

/// A change of a field that may be empty: absent, it stays; none, it is cleared.
pub type Field<T> = Option<Option<T>>;

/// A change of a list: all of it, or by what comes and what goes.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub enum ListPatch<T> {
    Set(Vec<T>),
    Change { add: Vec<T>, remove: Vec<T> },
}

/// Fields in the words of a bundle; references as there.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Patch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub subheadline: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub summary: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub byline: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub genre: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub dateline: Field<Dateline>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub content_created: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "double")]
    pub copyright_notice: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<ListPatch<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contributors: Option<ListPatch<Contributor>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pictures: Option<ListPatch<Picture>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<ListPatch<Link>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<Mention>>,
}

/// `null` is a value of its own, and not the absence of one.
mod double {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }

    #[allow(clippy::ref_option, reason = "serde hands a reference")]
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }
}

impl Patch {
    /// The fields that it speaks of, in the words of the API.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        let Self {
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
            mentions,
        } = self;
        let all = [
            (slug.is_some(), "slug"),
            (language.is_some(), "language"),
            (headline.is_some(), "headline"),
            (subheadline.is_some(), "subheadline"),
            (summary.is_some(), "summary"),
            (byline.is_some(), "byline"),
            (genre.is_some(), "genre"),
            (dateline.is_some(), "dateline"),
            (content_created.is_some(), "contentCreated"),
            (copyright_notice.is_some(), "copyrightNotice"),
            (about.is_some(), "about"),
            (contributors.is_some(), "contributors"),
            (pictures.is_some(), "pictures"),
            (links.is_some(), "links"),
            (body.is_some(), "body"),
            (mentions.is_some(), "mentions"),
        ];
        all.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| name).collect()
    }

    /// The two as one: what the later one says counts, and goes on with lists as the earlier one made them.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        Self {
            slug: later.slug.or(self.slug),
            language: later.language.or(self.language),
            headline: later.headline.or(self.headline),
            subheadline: later.subheadline.or(self.subheadline),
            summary: later.summary.or(self.summary),
            byline: later.byline.or(self.byline),
            genre: later.genre.or(self.genre),
            dateline: later.dateline.or(self.dateline),
            content_created: later.content_created.or(self.content_created),
            copyright_notice: later.copyright_notice.or(self.copyright_notice),
            about: joined(self.about, later.about),
            contributors: joined(self.contributors, later.contributors),
            pictures: joined(self.pictures, later.pictures),
            links: joined(self.links, later.links),
            body: later.body.or(self.body),
            mentions: later.mentions.or(self.mentions),
        }
    }

    /// The content as it becomes. Mentions of a text that changes are not told any more: they are carried or looked for.
    #[must_use]
    pub fn onto(self, base: Content) -> Content {
        let Self {
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
            mentions,
        } = self;
        let text_stays = body.as_ref().is_none_or(|body| *body == base.body);
        Content {
            slug: slug.or(base.slug),
            language: language.or(base.language),
            headline: headline.unwrap_or(base.headline),
            subheadline: subheadline.unwrap_or(base.subheadline),
            summary: summary.unwrap_or(base.summary),
            byline: byline.unwrap_or(base.byline),
            genre: genre.unwrap_or(base.genre),
            dateline: dateline.unwrap_or(base.dateline),
            content_created: content_created.unwrap_or(base.content_created),
            copyright_notice: copyright_notice.unwrap_or(base.copyright_notice),
            about: patched(base.about, about),
            contributors: patched(base.contributors, contributors),
            pictures: patched(base.pictures, pictures),
            links: patched(base.links, links),
            body: body.unwrap_or(base.body),
            mentions: mentions.or(base.mentions.filter(|_| text_stays)),
        }
    }

    /// The content of a new article. A headline that is missing is empty, which is a fault of its own.
    #[must_use]
    pub fn alone(self) -> Content {
        self.onto(empty())
    }
}

/// Nothing.
#[must_use]
pub fn empty() -> Content {
    Content {
        slug: None,
        language: None,
        headline: String::new(),
        subheadline: None,
        summary: None,
        byline: None,
        genre: None,
        dateline: None,
        content_created: None,
        copyright_notice: None,
        about: vec![],
        contributors: vec![],
        pictures: vec![],
        links: vec![],
        body: Body { format: BodyFormat::Markdown, source: String::new() },
        mentions: None,
    }
}

fn patched<T: PartialEq>(mut list: Vec<T>, patch: Option<ListPatch<T>>) -> Vec<T> {
    match patch {
        None => list,
        Some(ListPatch::Set(all)) => all,
        Some(ListPatch::Change { add, remove }) => {
            list.retain(|one| !remove.contains(one));
            for one in add {
                if !list.contains(&one) {
                    list.push(one);
                }
            }
            list
        }
    }
}

/// Two changes of a list, the second of what the first made of it.
fn joined<T: PartialEq + Clone>(
    first: Option<ListPatch<T>>,
    then: Option<ListPatch<T>>,
) -> Option<ListPatch<T>> {
    match (first, then) {
        (first, None) => first,
        (None, then) | (_, then @ Some(ListPatch::Set(_))) => then,
        (Some(ListPatch::Set(all)), then) => Some(ListPatch::Set(patched(all, then))),
        (
            Some(ListPatch::Change { add, mut remove }),
            Some(ListPatch::Change { add: more, remove: less }),
        ) => {
            remove.extend(less.iter().cloned());
            let add = patched(add, Some(ListPatch::Change { add: more, remove: less }));
            Some(ListPatch::Change { add, remove })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_stays_and_null_clears() {
        let base = Patch {
            headline: Some("A".into()),
            summary: Some(Some("S".into())),
            about: Some(ListPatch::Set(vec!["x".into(), "y".into()])),
            ..Patch::default()
        };
        let base = base.alone();
        assert_eq!(Patch::default().onto(base.clone()), base);
        let patch = Patch {
            summary: Some(None),
            about: Some(ListPatch::Change { add: vec!["z".into(), "y".into()], remove: vec!["x".into()] }),
            ..Patch::default()
        };
        assert_eq!(patch.fields(), ["summary", "about"]);
        let after = patch.onto(base);
        assert_eq!((after.headline.as_str(), after.summary), ("A", None));
        assert_eq!(after.about, ["y", "z"]);
    }

    #[test]
    fn two_patches_are_one() {
        let change = |add: &[&str], remove: &[&str]| {
            let list = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
            Some(ListPatch::Change { add: list(add), remove: list(remove) })
        };
        let first =
            Patch { headline: Some("A".into()), about: change(&["x", "y"], &["z"]), ..Patch::default() };
        let second = Patch { summary: Some(None), about: change(&["w"], &["x", "v"]), ..Patch::default() };
        let base = Patch {
            summary: Some(Some("S".into())),
            about: Some(ListPatch::Set(vec!["v".into(), "z".into()])),
            ..Patch::default()
        };
        let base = base.alone();
        let one = first.clone().then(second.clone());
        assert_eq!(one.fields(), ["headline", "summary", "about"]);
        assert_eq!(one.onto(base.clone()), second.onto(first.onto(base)));
    }

    #[test]
    fn a_patch_comes_back_from_json() {
        let patch = Patch { summary: Some(None), byline: Some(Some("B".into())), ..Patch::default() };
        let json = serde_json::to_string(&patch).unwrap();
        assert_eq!(json, r#"{"summary":null,"byline":"B"}"#);
        assert_eq!(serde_json::from_str::<Patch>(&json).unwrap(), patch);
    }
}
