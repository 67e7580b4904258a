//! Which article is which: those that a file names, whether the database has them or the file brings them.

use std::collections::{HashMap, HashSet};

use db::{ArticleId, article, article_revision};
use sea_orm::DbErr;
use uuid::Uuid;

use super::slugs;
use crate::domain::bundle::fault::{Code, Report, did_you_mean, quoted};
use crate::domain::bundle::format::Bundle;
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::{self, Reads};

/// An article: a row that is there, or the file's element that will become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Piece {
    Row(ArticleId),
    New(usize),
}

/// The articles that a file can name.
#[derive(Debug, Default)]
pub struct Catalogue {
    pub rows: HashMap<ArticleId, article::Model>,
    /// The kept revisions of each row that matter here, by number: those that readers had, and the newest.
    pub revisions: HashMap<ArticleId, Vec<article_revision::Model>>,
    keys: HashMap<String, Piece>,
    uids: HashMap<Uuid, Piece>,
    slugs: HashMap<(String, String), Piece>,
    /// Slugs that the database has.
    stored: HashSet<(String, String)>,
    /// Rows that are none of the reader's: nothing can refer to them, but their slugs are taken.
    hidden: HashSet<ArticleId>,
    language: String,
    broken: HashSet<String>,
}

impl Catalogue {
    /// Asks the database for all that a file names.
    pub async fn load(
        desk: &impl Reads,
        bundle: &Bundle,
        language: &str,
        broken: HashSet<String>,
    ) -> Result<Self, DbErr> {
        let mut uids: HashSet<Uuid> = HashSet::new();
        let mut pairs: HashSet<(String, String)> = HashSet::new();
        for text in references(bundle) {
            match public_id::article(text) {
                Some(uid) => {
                    uids.insert(uid);
                }
                None => {
                    pairs.insert(pair(text, language));
                }
            }
        }
        for article in &bundle.articles {
            uids.extend(article.id.as_deref().and_then(|id| public_id::parse(Prefix::Article, id)));
            let states = article
                .former
                .iter()
                .map(|f| &f.content)
                .chain([&article.content])
                .chain(article.draft.as_ref().map(|draft| &draft.content));
            for content in states {
                let tag = content.language.as_deref().unwrap_or(language);
                let tag = crate::text::language::parse(tag).unwrap_or_else(|_| tag.to_owned());
                match &content.slug {
                    Some(slug) => {
                        pairs.insert((tag, slug.clone()));
                    }
                    None => {
                        let made = slugs::of(&content.headline);
                        pairs.extend(slugs::candidates(&made).map(|slug| (tag.clone(), slug)));
                    }
                }
            }
        }
        let uids: Vec<_> = uids.into_iter().collect();
        let pairs: Vec<_> = pairs.iter().map(|(l, s)| (l.as_str(), s.as_str())).collect();
        let slugs = desk::article::slugs(desk, &pairs).await?;
        let ids: Vec<_> = slugs.iter().map(|slug| slug.article_id).collect();
        let mut rows = desk::article::by_uids(desk, &uids).await?;
        rows.extend(desk::article::by_ids(desk, &ids).await?);
        let mut catalogue = Self { language: language.to_owned(), broken, ..Self::default() };
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        catalogue.hidden = desk::article::hidden(desk, &ids).await?;
        for row in rows {
            catalogue.uids.insert(row.uid, Piece::Row(row.id));
            catalogue.rows.insert(row.id, row);
        }
        for slug in slugs {
            let pair = (slug.language, slug.slug);
            catalogue.stored.insert(pair.clone());
            catalogue.slugs.insert(pair, Piece::Row(slug.article_id));
        }
        let ids: Vec<_> = catalogue.rows.keys().copied().collect();
        let mut revisions = desk::revision::published_of(desk, &ids).await?;
        revisions.extend(desk::revision::heads_of(desk, &ids).await?);
        revisions.sort_by_key(|r| (r.article_id, r.number));
        revisions.dedup_by_key(|r| r.id);
        for revision in revisions {
            catalogue.revisions.entry(revision.article_id).or_default().push(revision);
        }
        Ok(catalogue)
    }

    /// Whether it is there, but not for whoever asks.
    fn is_hidden(&self, piece: Piece) -> bool {
        matches!(piece, Piece::Row(id) if self.hidden.contains(&id))
    }

    pub fn by_uid(&self, uid: Uuid) -> Option<Piece> {
        self.uids.get(&uid).copied()
    }

    pub fn by_slug(&self, language: &str, slug: &str) -> Option<Piece> {
        self.slugs.get(&(language.to_owned(), slug.to_owned())).copied()
    }

    /// Whether the database has a slug of a language.
    pub fn is_stored(&self, pair: &(String, String)) -> bool {
        self.stored.contains(pair)
    }

    /// The newest revision of a row.
    pub fn head(&self, id: ArticleId) -> Option<&article_revision::Model> {
        self.revisions.get(&id)?.last()
    }

    /// Whether an article has a slug now, in its newest revision or in the one that readers have; not only once.
    pub fn goes_by(&self, id: ArticleId, language: &str, slug: &str) -> bool {
        let live = self.rows.get(&id).and_then(|row| row.live_number);
        let revisions = self.revisions.get(&id).map(Vec::as_slice).unwrap_or_default();
        let now = revisions.iter().filter(|r| Some(r.number) == live).chain(revisions.last());
        now.into_iter().any(|r| r.slug == slug && r.language == language)
    }

    pub fn admit_key(&mut self, key: &str, piece: Piece) {
        self.keys.insert(key.to_owned(), piece);
    }

    pub fn admit_uid(&mut self, uid: Uuid, piece: Piece) {
        self.uids.insert(uid, piece);
    }

    /// Gives a slug to an article, unless another has it, who is told.
    pub fn admit_slug(&mut self, language: &str, slug: &str, piece: Piece) -> Option<Piece> {
        let owner = *self.slugs.entry((language.to_owned(), slug.to_owned())).or_insert(piece);
        (owner != piece).then_some(owner)
    }

    /// What a reference names; a fault where that is nothing.
    pub fn resolve(&self, text: &str, pointer: &str, report: &mut Report) -> Option<Piece> {
        let found = self.keys.get(text).copied().or_else(|| match public_id::article(text) {
            Some(uid) => self.by_uid(uid),
            None => self.slugs.get(&pair(text, &self.language)).copied(),
        });
        let found = found.filter(|piece| !self.is_hidden(*piece));
        if found.is_none() && !self.broken.contains(text) {
            let slugs =
                self.slugs.iter().filter(|((l, _), piece)| *l == self.language && !self.is_hidden(**piece));
            let slugs = slugs.map(|((_, slug), _)| slug.as_str());
            let near = did_you_mean(text, self.keys.keys().map(String::as_str).chain(slugs));
            let message = format!("there is no article {}{near}", quoted(text));
            report.add_coded(Code::NotFound, pointer, message);
        }
        found
    }
}

/// `en/the-slug`, or a slug of the newsroom's language.
fn pair(text: &str, language: &str) -> (String, String) {
    let (tag, slug) = text.split_once('/').unwrap_or((language, text));
    (crate::text::language::parse(tag).unwrap_or_else(|_| tag.to_owned()), slug.to_owned())
}

/// All references to articles in a bundle.
fn references(bundle: &Bundle) -> impl Iterator<Item = &str> {
    let links = bundle.articles.iter().flat_map(|article| {
        let former = article.former.iter().map(|f| &f.content);
        let states =
            former.chain([&article.content]).chain(article.draft.as_ref().map(|draft| &draft.content));
        states.flat_map(|content| content.links.iter().filter_map(|link| link.article.as_deref()))
    });
    let series = bundle.series.iter().flat_map(|series| series.articles.iter().map(String::as_str));
    let evidence =
        bundle.relations.iter().flat_map(|r| r.evidence.iter().filter_map(|e| e.article.as_deref()));
    links.chain(series).chain(evidence)
}
