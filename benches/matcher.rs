//! The matcher at the size of a large newsroom: building it from all names, and finding them in one article.

#![allow(clippy::expect_used, clippy::print_stdout, missing_docs)]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nutgraph::text::matcher::{Context, Matcher, Name, Weight};

/// Entities; each has four names.
const SCALES: [i64; 2] = [2_000, 50_000];

fn build(c: &mut Criterion) {
    let mut group = c.benchmark_group("build");
    group.sample_size(10);
    for entities in SCALES {
        let names = names(entities);
        let matcher = Matcher::build(names.clone()).expect("the names fit");
        println!("{entities} entities, {} names: {} KiB", names.len(), matcher.memory_usage() / 1024);
        let id = BenchmarkId::from_parameter(format!("{entities}-entities-{}-names", names.len()));
        group.bench_function(id, |b| b.iter(|| Matcher::build(black_box(names.clone()))));
    }
    group.finish();
}

fn find(c: &mut Criterion) {
    let mut group = c.benchmark_group("find");
    for entities in SCALES {
        let names = names(entities);
        let article = article(&names);
        let matcher = Matcher::build(names).expect("the names fit");
        let context = Context { language: Some("en"), ..Context::default() };
        let found = matcher.find(&article, &context).len();
        group.throughput(Throughput::Bytes(article.len() as u64));
        let id =
            BenchmarkId::from_parameter(format!("{entities}-entities-{}-bytes-{found}-found", article.len()));
        group.bench_function(id, |b| b.iter(|| matcher.find(black_box(&article), &context)));
    }
    group.finish();
}

/// People with a surname and a misspelling, bodies with an abbreviation, and places: four names each.
fn names(entities: i64) -> Vec<Name> {
    let mut dice = Dice(7);
    let mut names = Vec::new();
    for entity in 0..entities {
        let (first, last, place) = (dice.word(), dice.word(), dice.word());
        let (full, short) = (Weight::Full, Weight::Short);
        let texts = match entity % 3 {
            0 => [
                (format!("{first} {last}"), full),
                (last.clone(), short),
                (format!("{first} {place} {last}"), full),
                (format!("{first} {last}ov"), full),
            ],
            1 => [
                (format!("Ministry of {first} of {place}"), full),
                (format!("{place} {first} Ministry"), full),
                (format!("{first} {last} Agency"), full),
                (dice.capitals(), full),
            ],
            _ => [
                (place.clone(), full),
                (format!("{place}-{last}"), full),
                (format!("Republic of {place}"), full),
                (format!("{place}an"), Weight::Demonym),
            ],
        };
        for (text, weight) in texts {
            let id = names.len() as i64;
            names.push(Name {
                entity,
                id,
                text,
                weight,
                distinctive: false,
                language: Some("en".to_owned()),
            });
        }
    }
    names
}

/// Four kilobytes of prose with a name in every fourth place or so.
fn article(names: &[Name]) -> String {
    let prose =
        "said on that day and the of two after their house with a statement was against which has been told";
    let prose: Vec<&str> = prose.split(' ').collect();
    let mut dice = Dice(11);
    let mut article = String::new();
    while article.len() < 4096 {
        article.push_str(prose[dice.below(prose.len())]);
        article.push(' ');
        if dice.below(6) == 0 {
            article.push_str(&names[dice.below(names.len())].text);
            article.push_str(["’s ", " ", ", ", ". "][dice.below(4)]);
        }
    }
    article
}

/// Numbers that are the same in every run (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn word(&mut self) -> String {
        const HEADS: [&str; 20] = [
            "b", "ch", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "sh", "t", "v", "z", "st", "tr",
            "br", "é",
        ];
        const TAILS: [&str; 12] = ["a", "e", "i", "o", "u", "an", "en", "ir", "ov", "ai", "ul", "ek"];
        let syllables = 2 + self.below(2);
        let word: String = (0..syllables)
            .flat_map(|_| [HEADS[self.below(HEADS.len())], TAILS[self.below(TAILS.len())]])
            .collect();
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    fn capitals(&mut self) -> String {
        (0..3 + self.below(3)).map(|_| char::from(b'A' + self.below(26) as u8)).collect()
    }
}

criterion_group!(benches, build, find);
criterion_main!(benches);
