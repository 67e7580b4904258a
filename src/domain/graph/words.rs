//! Words that many relations have, each kept once.

use std::collections::HashMap;
use std::sync::Arc;

/// The place of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place(std::num::NonZeroU32);

/// Words in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, Place>,
}

impl Words {
    /// The place of a word, which gets one if it has none.
    pub fn place(&mut self, word: &str) -> Place {
        if let Some(place) = self.places.get(word) {
            return *place;
        }
        let word: Arc<str> = word.into();
        self.all.push(Arc::clone(&word));
        let place = u32::try_from(self.all.len()).ok().and_then(std::num::NonZeroU32::new);
        let place = Place(place.unwrap_or(std::num::NonZeroU32::MAX));
        self.places.insert(word, place);
        place
    }

    /// The word of a place.
    pub fn at(&self, place: Place) -> &str {
        self.all.get(place.index()).map_or("", |word| word)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|word| &**word)
    }

    /// Bytes that they take.
    pub fn bytes(&self) -> usize {
        let words: usize = self.all.iter().map(|word| word.len() + 2 * size_of::<usize>()).sum();
        words
            + self.all.capacity() * size_of::<Arc<str>>()
            + self.places.capacity() * (size_of::<(Arc<str>, Place)>() + 1) * 8 / 7
    }
}

impl Place {
    pub fn index(self) -> usize {
        usize::try_from(self.0.get() - 1).unwrap_or(usize::MAX)
    }
}
