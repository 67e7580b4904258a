//! What differs between two revisions, field by field, for people to read.

use std::collections::HashMap;

use super::content::Told;
use crate::domain::bundle::format::{Contributor, Dateline, Link, Mention, Picture};

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// In the words of the API.
    pub field: &'static str,
    /// What it was and what it is, as a text; a list has an item on each line.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Whether it is written text, whose words can be compared.
    pub is_prose: bool,
    /// Of a list: what came to it, and what went. Neither, where its order alone is another.
    pub added: Vec<Item>,
    pub removed: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The desk's id of the entity or article that it names.
    pub id: Option<String>,
    pub text: String,
}

/// The fields in which two revisions differ, in the order in which they are read.
#[must_use]
pub fn between(from: &Told, to: &Told) -> Vec<FieldChange> {
    let (a, b) = (&from.content, &to.content);
    let some = |text: &str| Some(text.to_owned());
    let mut found = vec![
        prose("headline", some(&a.headline), some(&b.headline)),
        prose("subheadline", a.subheadline.clone(), b.subheadline.clone()),
        prose("summary", a.summary.clone(), b.summary.clone()),
        prose("body", some(&a.body.source), some(&b.body.source)),
        value("bodyFormat", some(a.body.format.code()), some(b.body.format.code())),
        value("slug", a.slug.clone(), b.slug.clone()),
        value("language", a.language.clone(), b.language.clone()),
        value("byline", a.byline.clone(), b.byline.clone()),
        value("genre", a.genre.clone(), b.genre.clone()),
        value("dateline", from.dateline(), to.dateline()),
        value("contentCreated", a.content_created.clone(), b.content_created.clone()),
        value("copyrightNotice", a.copyright_notice.clone(), b.copyright_notice.clone()),
    ];
    let about = |told: &Told| told.content.about.iter().map(|id| told.named(id)).collect();
    found.push(list("about", about(from), about(to)));
    let people = |told: &Told| {
        let one = |Contributor { entity, role }: &Contributor| {
            let Item { id, text } = told.named(entity);
            Item { id, text: format!("{text} ({})", role.code()) }
        };
        told.content.contributors.iter().map(one).collect()
    };
    found.push(list("contributors", people(from), people(to)));
    let pictures = |told: &Told| told.content.pictures.iter().map(picture).collect();
    found.push(list("pictures", pictures(from), pictures(to)));
    let links = |told: &Told| told.content.links.iter().map(|link| told.link(link)).collect();
    found.push(list("links", links(from), links(to)));
    // Where a name stands moves with every word before it: what counts is who is named by what.
    let mentions = |told: &Told| {
        let one = |Mention { entity, exact, .. }: &Mention| {
            let Item { id, text } = told.named(entity);
            Item { id, text: format!("{exact}: {text}") }
        };
        told.content.mentions.iter().flatten().map(one).collect()
    };
    let mentions = list("mentions", mentions(from), mentions(to));
    found.push(mentions.filter(|change| !(change.added.is_empty() && change.removed.is_empty())));
    found.into_iter().flatten().collect()
}

impl Told {
    /// A thing by its reference. One that the reader may not see has no id.
    fn named(&self, reference: &str) -> Item {
        match self.names.get(reference) {
            Some((id, name)) => Item { id: Some(id.clone()), text: name.clone() },
            None => Item { id: None, text: "?".to_owned() },
        }
    }

    fn dateline(&self) -> Option<String> {
        let Dateline { located, entity } = self.content.dateline.as_ref()?;
        Some(match entity {
            Some(entity) => format!("{located} ({})", self.named(entity).text),
            None => located.clone(),
        })
    }

    fn link(&self, link: &Link) -> Item {
        let Link { rel, article, url, title } = link;
        let target = article.as_ref().map(|article| self.named(article));
        let (id, to) = target.map_or((None, url.clone()), |item| (item.id, Some(item.text)));
        let parts = [Some(rel.code().to_owned()), title.clone(), to];
        Item { id, text: parts.into_iter().flatten().collect::<Vec<_>>().join(" ") }
    }
}

fn picture(picture: &Picture) -> Item {
    let Picture { role, url, content_type, width, height, alt, caption, credit, licence } = picture;
    let size = width.zip(*height).map(|(width, height)| format!("{width} × {height}"));
    let parts = [
        Some(format!("{} {url}", role.code())),
        content_type.clone(),
        size,
        Some(alt.clone()).filter(|alt| !alt.is_empty()),
        caption.clone(),
        credit.clone(),
        licence.clone(),
    ];
    Item { id: None, text: parts.into_iter().flatten().collect::<Vec<_>>().join("; ") }
}

fn value(field: &'static str, before: Option<String>, after: Option<String>) -> Option<FieldChange> {
    let change = FieldChange { field, before, after, is_prose: false, added: vec![], removed: vec![] };
    (change.before != change.after).then_some(change)
}

fn prose(field: &'static str, before: Option<String>, after: Option<String>) -> Option<FieldChange> {
    Some(FieldChange { is_prose: true, ..value(field, before, after)? })
}

fn list(field: &'static str, before: Vec<Item>, after: Vec<Item>) -> Option<FieldChange> {
    if before == after {
        return None;
    }
    let lines = |items: &[Item]| {
        let lines: Vec<_> = items.iter().map(|item| item.text.as_str()).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    };
    Some(FieldChange {
        field,
        before: lines(&before),
        after: lines(&after),
        is_prose: false,
        added: beyond(&after, &before),
        removed: beyond(&before, &after),
    })
}

/// The items of a list that another has not, or not so often.
fn beyond(list: &[Item], other: &[Item]) -> Vec<Item> {
    let mut left: HashMap<(Option<&str>, &str), usize> = HashMap::new();
    for item in other {
        *left.entry(item.key()).or_default() += 1;
    }
    let mut more = vec![];
    for item in list {
        match left.get_mut(&item.key()) {
            Some(count) if *count > 0 => *count -= 1,
            _ => more.push(item.clone()),
        }
    }
    more
}

impl Item {
    fn key(&self) -> (Option<&str>, &str) {
        (self.id.as_deref(), &self.text)
    }
}
