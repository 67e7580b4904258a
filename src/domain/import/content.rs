//! The content of one state of an article: read, resolved and compared with a revision that is there.

use std::collections::HashMap;
use std::ops::Range;

use db::{
    BodyFormat, ContributorRole, EntityKind, LinkRel, MentionOrigin, MentionStatus, NameKind, PartialDate,
    PictureRole, article_revision, mention, picture, revision_about, revision_contributor, revision_link,
    revision_picture,
};
use uuid::Uuid;

use super::carry::Inherited;
use super::cast::{Cast, Who};
use super::catalogue::{Catalogue, Piece};
use super::{slugs, values};
use crate::domain::bundle::fault::{Report, quoted};
use crate::domain::bundle::format::{Content, Mention, Picture};
use crate::domain::public_id::Prefix;
use crate::text::anchor::{self, Anchor};
use crate::text::body::{self, Document};

/// What a revision will hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub slug: String,
    pub language: String,
    pub headline: String,
    pub subheadline: Option<String>,
    pub summary: Option<String>,
    pub byline: Option<String>,
    pub genre: Option<String>,
    pub located: Option<String>,
    pub located_entity: Option<Who>,
    pub content_created: Option<PartialDate>,
    pub body_format: BodyFormat,
    pub body: String,
    pub text: String,
    pub copyright_notice: Option<String>,
    pub about: Vec<Who>,
    pub contributors: Vec<(Who, ContributorRole)>,
    pub pictures: Vec<Picture>,
    pub links: Vec<Linked>,
    /// None: the names are still to be looked for.
    pub mentions: Option<Vec<Placed>>,
    /// Mentions that stand nowhere in the text, where they stood last.
    pub orphans: Vec<Placed>,
    /// Those of them that stood in the text before.
    pub lost: Vec<Uuid>,
    /// Places that the author fixed in the text.
    pub pins: Vec<(Range<usize>, Who)>,
    /// What the revision before leaves, where there is one and an editor goes on with it.
    pub inherited: Option<Inherited>,
    /// What its author says that it changes.
    pub note: Option<String>,
}

/// A link to another article, or to an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    pub rel: LinkRel,
    pub target: Option<Piece>,
    pub url: Option<String>,
    pub title: Option<String>,
}

/// A mention, placed in its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub uid: Option<Uuid>,
    pub who: Who,
    pub anchor: Anchor,
    pub name_kind: Option<NameKind>,
    pub origin: MentionOrigin,
    pub confidence: Option<i32>,
}

/// Reads a body as the text layer knows it.
pub fn document(content: &Content) -> Document {
    let format = match content.body.format {
        BodyFormat::Plain => body::Format::Plain,
        BodyFormat::Markdown => body::Format::Markdown,
    };
    body::parse(format, &content.body.source)
}

/// Resolves and checks a content. `slug` and `language` are what it has where it says nothing itself.
#[allow(clippy::too_many_arguments, reason = "everything that a content refers to")]
pub fn draft(
    content: &Content,
    document: Document,
    slug: String,
    language: String,
    at: &str,
    cast: &Cast,
    catalogue: &Catalogue,
    report: &mut Report,
) -> Draft {
    let Content {
        slug: given_slug,
        language: _,
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
    } = content;
    values::line(headline, &format!("{at}/headline"), report);
    if let Some(slug) = given_slug {
        slugs::check(slug, &format!("{at}/slug"), report);
    }
    values::text(&body.source, &format!("{at}/body/source"), report);
    let mut whos: Vec<Who> = vec![];
    for (i, text) in about.iter().enumerate() {
        let at = format!("{at}/about/{i}");
        if let Some(who) = cast.resolve(text, &at, report) {
            if whos.contains(&who) {
                report.add(&at, format_args!("{} stands twice", quoted(text)));
            }
            whos.push(who);
        }
    }
    let mut people = vec![];
    for (i, contributor) in contributors.iter().enumerate() {
        let at = format!("{at}/contributors/{i}");
        if let Some(who) = cast.resolve(&contributor.entity, &format!("{at}/entity"), report) {
            if cast.kind(who) != Some(EntityKind::Person) {
                report.add(format_args!("{at}/entity"), "is no PERSON: nobody else contributes");
            }
            if people.contains(&(who, contributor.role)) {
                report.add(&at, "stands twice, with the same role");
            }
            people.push((who, contributor.role));
        }
    }
    for (i, picture) in pictures.iter().enumerate() {
        values::url(&picture.url, &format!("{at}/pictures/{i}/url"), report);
        for (key, size) in [("width", picture.width), ("height", picture.height)] {
            if size.is_some_and(|size| size < 1) {
                report.add(format_args!("{at}/pictures/{i}/{key}"), "is less than 1 pixel");
            }
        }
    }
    let mut targets = vec![];
    for (i, link) in links.iter().enumerate() {
        let at = format!("{at}/links/{i}");
        let target = link
            .article
            .as_deref()
            .and_then(|text| catalogue.resolve(text, &format!("{at}/article"), report));
        if let Some(url) = &link.url {
            values::url(url, &format!("{at}/url"), report);
        }
        if link.article.is_some() == link.url.is_some() {
            report.add(&at, "a link has an article or a url, one of them");
        }
        targets.push(Linked { rel: link.rel, target, url: link.url.clone(), title: link.title.clone() });
    }
    let located_entity = dateline.as_ref().and_then(|dateline| {
        cast.resolve(dateline.entity.as_deref()?, &format!("{at}/dateline/entity"), report)
    });
    let mut pins = vec![];
    for pin in &document.pins {
        match cast.find(&pin.target) {
            Some(who) => pins.push((pin.range.clone(), who)),
            // Where mentions are given they decide; a pin may name a slug that has changed since.
            None if mentions.is_some() => {}
            None => {
                let message = format!("the text names an entity {} that is nowhere", quoted(&pin.target));
                report.add(format_args!("{at}/body/source"), message);
            }
        }
    }
    let placed = mentions.as_ref().map(|given| place(given, &document.text, at, cast, report));
    Draft {
        slug,
        language,
        headline: headline.clone(),
        subheadline: subheadline.clone(),
        summary: summary.clone(),
        byline: byline.clone(),
        genre: genre.clone(),
        located: dateline.as_ref().map(|d| d.located.clone()),
        located_entity,
        content_created: values::date(content_created.as_deref(), &format!("{at}/contentCreated"), report),
        body_format: body.format,
        body: body.source.clone(),
        text: document.text,
        copyright_notice: copyright_notice.clone(),
        about: whos,
        contributors: people,
        pictures: pictures.clone(),
        links: targets,
        mentions: placed,
        orphans: vec![],
        lost: vec![],
        pins,
        inherited: None,
        note: None,
    }
}

/// Checks mentions that are given against the text.
fn place(given: &[Mention], text: &str, at: &str, cast: &Cast, report: &mut Report) -> Vec<Placed> {
    let mut placed: Vec<Placed> = vec![];
    for (i, mention) in given.iter().enumerate() {
        let at = format!("{at}/mentions/{i}");
        let who = cast.resolve(&mention.entity, &format!("{at}/entity"), report);
        let range = usize::try_from(mention.start).ok().zip(usize::try_from(mention.end).ok());
        let anchor =
            range.and_then(|(start, end)| if start < end { anchor::at(text, start..end) } else { None });
        let uid = values::id(Prefix::Mention, mention.id.as_deref(), &at, report);
        let Some(anchor) = anchor else {
            let length = text.chars().count();
            let (start, end) = (mention.start, mention.end);
            report.add(
                &at,
                format_args!("{start}..{end} is no place in the text, which has {length} characters"),
            );
            continue;
        };
        if anchor.exact != mention.exact {
            let (there, exact) = (quoted(&anchor.exact), quoted(&mention.exact));
            report.add(&at, format_args!("at {}..{} stands {there}, not {exact}", anchor.start, anchor.end));
            continue;
        }
        if let Some(other) =
            placed.iter().find(|p| p.anchor.start < anchor.end && anchor.start < p.anchor.end)
        {
            let other = quoted(&other.anchor.exact);
            report.add(&at, format_args!("overlaps with the mention of {other}: the outermost one counts"));
            continue;
        }
        if let Some(who) = who {
            placed.push(Placed {
                uid,
                who,
                anchor,
                name_kind: mention.name_kind,
                origin: mention.origin.unwrap_or(MentionOrigin::Import),
                confidence: mention.confidence,
            });
        }
    }
    placed.sort_by_key(|p| p.anchor.start);
    placed
}

/// The parts of revisions, by revision.
#[derive(Debug, Default)]
pub struct Parts {
    pub abouts: HashMap<db::RevisionId, Vec<revision_about::Model>>,
    pub contributors: HashMap<db::RevisionId, Vec<revision_contributor::Model>>,
    pub pictures: HashMap<db::RevisionId, Vec<(revision_picture::Model, picture::Model)>>,
    pub links: HashMap<db::RevisionId, Vec<revision_link::Model>>,
    pub mentions: HashMap<db::RevisionId, Vec<mention::Model>>,
}

/// Whether a draft says what a revision says. Mentions count where the draft was given them.
pub fn same(draft: &Draft, revision: &article_revision::Model, parts: &Parts) -> bool {
    let Draft {
        slug,
        language,
        headline,
        subheadline,
        summary,
        byline,
        genre,
        located,
        located_entity,
        content_created,
        body_format,
        body,
        text: _,
        copyright_notice,
        about,
        contributors,
        pictures,
        links,
        mentions,
        orphans: _,
        lost: _,
        pins: _,
        inherited: _,
        note: _,
    } = draft;
    let r = revision;
    let row = |who: &Who| match who {
        Who::Row(id) => Some(*id),
        Who::New(_) => None,
    };
    let words = (slug, language, headline, subheadline, summary, byline, genre)
        == (&r.slug, &r.language, &r.headline, &r.subheadline, &r.summary, &r.byline, &r.genre);
    let rest = (located, content_created, body_format, body, copyright_notice)
        == (&r.located, &r.content_created, &r.body_format, &r.body, &r.copyright_notice);
    let place = located_entity.as_ref().map(row) == r.located_entity_id.map(Some);
    let of = |id| parts.abouts.get(id).map(Vec::as_slice).unwrap_or_default();
    let about_same = about.iter().map(row).eq(of(&r.id).iter().map(|a| Some(a.entity_id)));
    let theirs = parts.contributors.get(&r.id).map(Vec::as_slice).unwrap_or_default();
    let people_same = contributors
        .iter()
        .map(|(who, role)| (row(who), *role))
        .eq(theirs.iter().map(|c| (Some(c.entity_id), c.role)));
    let theirs = parts.pictures.get(&r.id).map(Vec::as_slice).unwrap_or_default();
    let pictures_same = pictures.iter().cloned().eq(theirs.iter().map(|(link, picture)| told(link, picture)));
    let theirs = parts.links.get(&r.id).map(Vec::as_slice).unwrap_or_default();
    let links_same = links.len() == theirs.len()
        && links.iter().zip(theirs).all(|(Linked { rel, target, url, title }, their)| {
            (rel, url, title) == (&their.rel, &their.url, &their.title)
                && *target == their.target_id.map(Piece::Row)
        });
    let mentions_same = mentions.as_ref().is_none_or(|mentions| {
        let theirs = parts.mentions.get(&r.id).into_iter().flatten();
        let theirs: Vec<_> = theirs.filter(|m| m.status == MentionStatus::Anchored).collect();
        let scalar = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        // An editor who confirms a mention changes it; a file that does not say who placed it does not.
        let confirms = |(ours, theirs): (&Placed, &&mention::Model)| {
            ours.origin == MentionOrigin::Editor && theirs.origin != MentionOrigin::Editor
        };
        let ours = mentions.iter().map(|m| (row(&m.who), scalar(m.anchor.start), scalar(m.anchor.end)));
        ours.eq(theirs.iter().map(|m| (Some(m.entity_id), m.start_at, m.end_at)))
            && !mentions.iter().zip(&theirs).any(confirms)
    });
    words && rest && place && about_same && people_same && pictures_same && links_same && mentions_same
}

/// A picture of a revision, in the words of a bundle.
pub fn told(link: &revision_picture::Model, picture: &picture::Model) -> Picture {
    let role: PictureRole = link.role;
    let picture = picture.clone();
    Picture {
        role,
        url: picture.href,
        content_type: picture.content_type,
        width: picture.width,
        height: picture.height,
        alt: picture.alt_text,
        caption: picture.caption,
        credit: picture.credit,
        licence: picture.licence,
    }
}
