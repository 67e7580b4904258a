//! Orders of lists, as a naive reader understands them.

use std::cmp::Ordering;

use crate::filter_naive::{Thing, plain};
use crate::filter_world::World;

pub fn place(thing: Thing) -> i64 {
    let (Thing::Article(n) | Thing::Entity(n) | Thing::Relation(n) | Thing::Edge(n, _) | Thing::Evidence(n)) =
        thing
    else {
        unreachable!("no list has them")
    };
    i64::try_from(n).unwrap()
}

/// The key of an order, whether it falls, and whether what has no value comes first.
pub fn key(order: &str) -> (String, bool, bool) {
    let (rest, first) = order.strip_suffix("_NULLS_FIRST").map_or((order, false), |rest| (rest, true));
    match rest.strip_suffix("_DESC") {
        Some(name) => (name.to_owned(), true, first),
        None => (rest.strip_suffix("_ASC").unwrap().to_owned(), false, first),
    }
}

#[derive(PartialEq, PartialOrd)]
enum Worth {
    Number(i64),
    Text(String),
}

pub fn compare(world: &World, order: &str, a: Thing, b: Thing) -> Ordering {
    let (name, falls, nulls_first) = key(order);
    let (one, other) = (worth(world, &name, a), worth(world, &name, b));
    match (one, other) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => {
            if nulls_first {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (Some(_), None) => {
            if nulls_first {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (Some(one), Some(other)) => {
            let by = one.partial_cmp(&other).unwrap();
            if falls { by.reverse() } else { by }
        }
    }
}

fn worth(world: &World, name: &str, thing: Thing) -> Option<Worth> {
    let number = |n: i64| Some(Worth::Number(n));
    match thing {
        Thing::Article(n) => {
            let of = &world.articles[n];
            match name {
                "PUBLISHED_AT" => number(of.published_at),
                "UPDATED_AT" => number(of.updated_at),
                "HEADLINE" => Some(Worth::Text(plain(&of.headline))),
                "WORD_COUNT" => number(of.words.into()),
                "SLUG" => Some(Worth::Text(of.slug.clone())),
                "GENRE" => of.genre.as_deref().map(|genre| Worth::Text(plain(genre))),
                "VERSION" => number(of.version.into()),
                _ => panic!("teach the naive reader {name}"),
            }
        }
        Thing::Entity(n) => {
            let of = &world.entities[n];
            let count = |is: fn((bool, bool)) -> bool| {
                let all = (0..world.articles.len()).filter(|article| is(world.appears(*article, n)));
                number(i64::try_from(all.count()).unwrap())
            };
            match name {
                "NAME" => Some(Worth::Text(plain(&of.name))),
                "ARTICLES" => count(|(about, named)| about || named),
                "ABOUT" => count(|(about, _)| about),
                "START_DATE" => of.start.and_then(|date| number(date.days().0.0.into())),
                "END_DATE" => of.end.and_then(|date| number(date.days().1.0.into())),
                _ => panic!("teach the naive reader {name}"),
            }
        }
        Thing::Relation(n) | Thing::Edge(n, _) => {
            let of = &world.relations[n];
            match name {
                "START_DATE" => number(of.bounds.start_min.0.into()),
                "END_DATE" => number(of.bounds.end_max.0.into()),
                "SOURCES" => number(of.sources.into()),
                "CREATED" => number(place(thing)),
                _ => panic!("teach the naive reader {name}"),
            }
        }
        _ => panic!("such things have no order"),
    }
}
