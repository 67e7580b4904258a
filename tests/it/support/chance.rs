//! Chance, and what an attacker makes requests of.

use serde_json::Value;

/// Chance that comes again: the same seed, the same numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound.max(1) as u64).unwrap()
    }

    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// What arguments are made of: secrets that are to be asked for, and what earlier answers told.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    pub ids: Vec<String>,
    pub slugs: Vec<String>,
    pub paths: Vec<String>,
    pub cursors: Vec<String>,
    pub words: Vec<String>,
    pub codes: Vec<String>,
}

impl Pool {
    /// Learns from an answer.
    pub fn learn(&mut self, answer: &Value) {
        match answer {
            Value::Array(all) => all.iter().for_each(|one| self.learn(one)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    let Value::String(text) = value else {
                        self.learn(value);
                        continue;
                    };
                    let list = match name.split('_').next().unwrap_or_default() {
                        "id" => &mut self.ids,
                        "slug" => &mut self.slugs,
                        "path" => &mut self.paths,
                        "cursor" | "startCursor" | "endCursor" => &mut self.cursors,
                        "name" | "surface" => &mut self.words,
                        _ => continue,
                    };
                    if list.len() < 500 && !list.contains(text) {
                        list.push(text.clone());
                    }
                }
            }
            _ => {}
        }
    }
}
