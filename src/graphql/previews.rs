//! What a request shows that is not published: articles as they would be, beside or instead of those that are.
//!
//! An article that is shown so has a row id over all others, and so has whatever belongs to it. In one place, for all
//! sources, keys with such ids are read over the preview's rows; all other keys, and all lists, are the edition's.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use db::{ArticleId, EvidenceId, RelationId, SeriesId};

use super::batch::Source;
use crate::domain::preview::Preview;
use crate::store::edition::article::Part;
use crate::store::edition::overlay;

/// The previews that a request shows, by the numbers of their overlays. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Previews(Arc<Mutex<BTreeMap<i64, Arc<Preview>>>>);

impl Previews {
    pub fn add(&self, preview: Arc<Preview>) {
        if let Some(number) = overlay::number(preview.row.id.0) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number, preview);
        }
    }

    fn all(&self) -> BTreeMap<i64, Arc<Preview>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What a preview has for a key, without any reading.
    pub fn answer<S: Source>(&self, args: &S::Args, key: &S::Key) -> Option<S::Value> {
        let previews = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        previews.values().find_map(|preview| S::previewed(preview, args, key))
    }

    /// Keys of the edition, and those of each preview.
    pub fn parts<K: 'static>(&self, keys: Vec<K>) -> Vec<(Option<Arc<Preview>>, Vec<K>)> {
        let previews = self.all();
        let mut parts: BTreeMap<Option<i64>, Vec<K>> = BTreeMap::new();
        for key in keys {
            let number = row(&key).and_then(overlay::number);
            parts.entry(number.filter(|number| previews.contains_key(number))).or_default().push(key);
        }
        let preview = |number: Option<i64>| number.and_then(|number| previews.get(&number).cloned());
        parts.into_iter().map(|(number, keys)| (preview(number), keys)).collect()
    }

    /// Values that were read, with previews in the place of their articles.
    pub fn through<S: Source>(&self, values: HashMap<S::Key, S::Value>) -> HashMap<S::Key, S::Value> {
        let previews = self.all();
        let through = |value| previews.values().fold(value, |value, preview| S::through(preview, value));
        values.into_iter().map(|(key, value)| (key, through(value))).collect()
    }
}

/// The row id in a key, whatever it is the id of.
fn row(key: &dyn Any) -> Option<i64> {
    let article = key.downcast_ref::<ArticleId>().copied();
    let part = || key.downcast_ref::<(Part, ArticleId)>().map(|key| key.1);
    let version = || key.downcast_ref::<(ArticleId, i32)>().map(|key| key.0);
    let article = article.or_else(part).or_else(version).map(|id| id.0);
    article
        .or_else(|| key.downcast_ref::<RelationId>().map(|id| id.0))
        .or_else(|| key.downcast_ref::<EvidenceId>().map(|id| id.0))
        .or_else(|| key.downcast_ref::<SeriesId>().map(|id| id.0))
}
