//! Candidates of many questions at once: as many statements for fifty as for one, and none that reads more than some
//! hundred rows of each word.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use db::{EntityId, EntityKind};
use sea_orm::DbErr;

use super::score::{Asked, Fit, Name, fit};
use super::{How, MOST, Named, Question};
use crate::store::Edition;
use crate::store::edition::entity::{self, Row};
use crate::store::edition::lookup;
use crate::store::edition::word::{self, By, Hit, Misspelt, OF_A_BEGINNING, OF_A_WORD, Wanted};
use crate::text::latin::Word;
use crate::text::{likeness, sound};

/// Candidates of a question whose names are looked at; and of each of many questions.
const LOOKED_AT: usize = 300;
const LOOKED_AT_EACH: usize = 60;
/// Letters that a typed beginning may lack.
const TO_COME: usize = 5;

/// Words of a question, and the ways on which names were found.
type Ways = HashMap<(By, String), Vec<(EntityId, i64)>>;

/// The entities that each question means, in the order of the questions, the best first.
///
/// # Errors
/// The database's.
pub async fn each(edition: &Edition, questions: &[Question<'_>]) -> Result<Vec<Vec<Named>>, DbErr> {
    let mut asked: Vec<Asked> = questions.iter().map(|q| Asked::new(q.text, q.goes_on)).collect();
    let kinds = common(questions);
    let most = if questions.len() > 1 { LOOKED_AT_EACH } else { LOOKED_AT };
    let mut known = Known::default();
    let wanted = wanted(&asked);
    let mut ways = Ways::new();
    known.exact(edition, &asked).await?;
    let hits = word::named(edition, &wanted, &kinds).await?;
    let cut = note(hits, &mut ways);
    if !cut.words.is_empty() || !cut.beginnings.is_empty() {
        note(word::covered(edition, &cut, &kinds).await?, &mut ways);
        // One more statement for one question; of many, each has what the others have.
        if let ([one], false) = (&asked[..], cut.words.is_empty())
            && let Some(pair) = frequent(one, &cut)
        {
            note(word::beside(edition, pair, &kinds).await?, &mut ways);
        }
    }
    let mut pools: Vec<Vec<EntityId>> = asked.iter().map(|one| pool(one, most, &ways)).collect();
    known.read(edition, &pools).await?;
    let mut found = vec![];
    for ((one, question), pool) in asked.iter().zip(questions).zip(&pools) {
        found.push(ranked(one, question, pool, &known));
        // Comparing names takes time, and the request has only so much.
        tokio::task::yield_now().await;
    }
    // Where nothing fits, letters may be wrong.
    let poor = |named: &Vec<Named>| named.iter().all(|one| matches!(one.how, How::Sound | How::Partly));
    let poor: Vec<usize> =
        found.iter().enumerate().filter(|(_, named)| poor(named)).map(|(at, _)| at).collect();
    let misspelt: BTreeMap<String, Misspelt> = poor
        .iter()
        .filter_map(|at| asked.get(*at))
        .flat_map(misspelt)
        .map(|m| (m.latin.clone(), m))
        .collect();
    if misspelt.is_empty() {
        return Ok(found);
    }
    let misspelt: Vec<Misspelt> = misspelt.into_values().collect();
    let mut meant: HashMap<String, Vec<String>> = HashMap::new();
    for alike in word::alike(edition, &misspelt).await? {
        let begins = alike.latin.chars().count() > alike.asked.chars().count();
        let piece: String = alike.latin.chars().take(alike.asked.chars().count()).collect();
        if likeness::wrong(&alike.asked, &alike.latin).is_some()
            || (begins && likeness::wrong(&alike.asked, &piece).is_some())
        {
            meant.entry(alike.asked).or_default().push(alike.latin);
        }
    }
    let words: BTreeSet<String> = meant.values().flatten().cloned().collect();
    let wanted = Wanted { words: words.into_iter().collect(), ..Wanted::default() };
    note(word::named(edition, &wanted, &kinds).await?, &mut ways);
    for at in &poor {
        if let (Some(one), Some(pool)) = (asked.get_mut(*at), pools.get_mut(*at)) {
            one.loosely = true;
            *pool = looser(one, most, &ways, &meant);
        }
    }
    known.read(edition, &pools).await?;
    for at in poor {
        let parts = (asked.get(at), questions.get(at), pools.get(at), found.get_mut(at));
        if let (Some(one), Some(question), Some(pool), Some(found)) = parts {
            *found = ranked(one, question, pool, &known);
        }
        tokio::task::yield_now().await;
    }
    Ok(found)
}

/// The kinds that all questions ask for; none where they differ.
fn common(questions: &[Question<'_>]) -> Vec<EntityKind> {
    let mut all = questions.iter().map(|question| question.kinds);
    let first = all.next().unwrap_or_default();
    if all.all(|kinds| kinds == first) { first.to_vec() } else { vec![] }
}

fn wanted(asked: &[Asked]) -> Wanted {
    let (mut words, mut beginnings, mut sounds) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for one in asked {
        for word in one.variants.iter().flatten() {
            // An initial is that of too many.
            if word.latin.chars().count() > 1 || word.word.chars().count() == 1 && one.variants[0].len() == 1
            {
                words.insert(word.latin.clone());
            }
            sounds.extend(sound::of(&word.latin));
        }
        let ends = one.variants.iter().filter_map(|words| words.last()).filter(|_| one.goes_on);
        let alone = one.variants.first().is_some_and(|words| words.len() == 1);
        beginnings.extend(ends.filter(|w| alone || w.latin.len() > 1).map(|word| word.latin.clone()));
    }
    let list = |set: BTreeSet<String>| set.into_iter().collect();
    Wanted { words: list(words), beginnings: list(beginnings), sounds: list(sounds) }
}

/// Keeps what was found, and tells of which words there is more.
fn note(hits: Vec<Hit>, ways: &mut Ways) -> Wanted {
    let mut counts: HashMap<(By, String), i64> = HashMap::new();
    for hit in hits {
        let way = (hit.by, hit.asked);
        *counts.entry(way.clone()).or_default() += 1;
        ways.entry(way).or_default().push((hit.entity, hit.articles));
    }
    let mut cut = Wanted::default();
    for ((by, asked), count) in counts {
        match by {
            By::Word if count >= OF_A_WORD => cut.words.push(asked),
            By::Beginning if count >= OF_A_BEGINNING => cut.beginnings.push(asked),
            _ => {}
        }
    }
    cut.words.sort();
    cut.beginnings.sort();
    cut
}

/// Two words of a question that both are in more names than were read.
fn frequent<'a>(asked: &'a Asked, cut: &Wanted) -> Option<(&'a str, &'a str)> {
    let words = asked.variants.first()?;
    let mut frequent =
        words.iter().map(|word| word.latin.as_str()).filter(|word| cut.words.iter().any(|w| w == word));
    Some((frequent.next()?, frequent.next()?))
}

/// The likeliest candidates, before their names are looked at: those of most words, then the most covered.
fn pool(asked: &Asked, most: usize, ways: &Ways) -> Vec<EntityId> {
    let found =
        |word: &Word, by: By| ways.get(&(by, word.latin.clone())).map(Vec::as_slice).unwrap_or_default();
    let mut all: HashMap<EntityId, (usize, i64)> = HashMap::new();
    for variant in &asked.variants {
        let mut one: HashMap<EntityId, (usize, i64)> = HashMap::new();
        for word in variant {
            let heard = sound::of(&word.latin).and_then(|sound| ways.get(&(By::Sound, sound)));
            let heard = heard.map(Vec::as_slice).unwrap_or_default();
            let by_word = found(word, By::Word).iter().map(|hit| (hit, 3));
            let by_beginning = found(word, By::Beginning).iter().map(|hit| (hit, 2));
            tally(by_word.chain(by_beginning).chain(heard.iter().map(|hit| (hit, 1))), &mut one);
        }
        merge(one, &mut all);
    }
    best(all, most)
}

/// The same with words in the place of misspelt ones.
fn looser(asked: &Asked, most: usize, ways: &Ways, meant: &HashMap<String, Vec<String>>) -> Vec<EntityId> {
    let mut all: HashMap<EntityId, (usize, i64)> = HashMap::new();
    for variant in &asked.variants {
        let mut one: HashMap<EntityId, (usize, i64)> = HashMap::new();
        for word in variant {
            let of =
                |by: By, text: &String| ways.get(&(by, text.clone())).map(Vec::as_slice).unwrap_or_default();
            let others = meant.get(&word.latin).map(Vec::as_slice).unwrap_or_default();
            let heard = sound::of(&word.latin);
            let hits =
                of(By::Word, &word.latin).iter().chain(of(By::Beginning, &word.latin)).map(|hit| (hit, 3));
            let hits = hits.chain(others.iter().flat_map(|other| of(By::Word, other)).map(|hit| (hit, 2)));
            tally(
                hits.chain(heard.iter().flat_map(|sound| of(By::Sound, sound)).map(|hit| (hit, 1))),
                &mut one,
            );
        }
        merge(one, &mut all);
    }
    best(all, most)
}

/// Adds what one word found: of each entity the best way.
fn tally<'a>(
    hits: impl Iterator<Item = (&'a (EntityId, i64), usize)>,
    all: &mut HashMap<EntityId, (usize, i64)>,
) {
    let mut of_word: HashMap<EntityId, (usize, i64)> = HashMap::new();
    for ((id, articles), weight) in hits {
        let best = of_word.entry(*id).or_insert((weight, *articles));
        best.0 = best.0.max(weight);
    }
    for (id, (weight, articles)) in of_word {
        // A word more is worth more than any way of finding one.
        all.entry(id).or_insert((0, articles)).0 += 10 + weight;
    }
}

fn merge(one: HashMap<EntityId, (usize, i64)>, all: &mut HashMap<EntityId, (usize, i64)>) {
    for (id, (weight, articles)) in one {
        let best = all.entry(id).or_insert((weight, articles));
        best.0 = best.0.max(weight);
    }
}

fn best(all: HashMap<EntityId, (usize, i64)>, most: usize) -> Vec<EntityId> {
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by_key(|(id, (weight, articles))| (Reverse(*weight), Reverse(*articles), *id));
    all.truncate(most);
    all.into_iter().map(|(id, _)| id).collect()
}

/// Words that may be misspelt, and how long what is meant may be.
fn misspelt(asked: &Asked) -> Vec<Misspelt> {
    let last = asked.last().map(|word| word.latin.as_str());
    let one = |word: &Word| {
        let letters = word.latin.chars().count();
        let few = likeness::allowed(letters);
        let more = if last == Some(&word.latin) { TO_COME } else { few };
        (few > 0 && word.latin.chars().all(char::is_alphabetic)).then(|| Misspelt {
            latin: word.latin.clone(),
            grams: likeness::grams(&word.latin),
            lengths: letters.saturating_sub(few)..=letters + more,
        })
    };
    asked.variants.iter().flatten().filter_map(one).collect()
}

/// What is known of candidates.
#[derive(Debug, Default)]
struct Known {
    rows: HashMap<EntityId, Row>,
    names: HashMap<EntityId, Vec<entity::Name>>,
    /// Those that have the very name, by its key.
    exact: HashMap<String, Vec<EntityId>>,
}

impl Known {
    /// Reads those that have the very name, however many share its words.
    async fn exact(&mut self, edition: &Edition, asked: &[Asked]) -> Result<(), DbErr> {
        let keys: Vec<String> =
            asked.iter().map(|one| one.key.clone()).filter(|key| !key.is_empty()).collect();
        if keys.is_empty() {
            return Ok(());
        }
        for found in lookup::by_names(edition, &keys).await? {
            self.exact.entry(found.asked).or_default().push(found.row.id);
            self.rows.insert(found.row.id, found.row);
        }
        Ok(())
    }

    async fn read(&mut self, edition: &Edition, pools: &[Vec<EntityId>]) -> Result<(), DbErr> {
        let exact = self.exact.values().flatten();
        let ids: HashSet<EntityId> = pools.iter().flatten().chain(exact).copied().collect();
        let rows: Vec<EntityId> = ids.iter().filter(|id| !self.rows.contains_key(id)).copied().collect();
        if !rows.is_empty() {
            self.rows.extend(entity::by_ids(edition, &rows).await?.into_iter().map(|row| (row.id, row)));
        }
        let names: Vec<EntityId> = ids.iter().filter(|id| !self.names.contains_key(id)).copied().collect();
        if !names.is_empty() {
            self.names.extend(names.iter().map(|id| (*id, vec![])));
            for name in entity::names(edition, &names).await? {
                self.names.entry(name.entity_id).or_default().push(name);
            }
        }
        Ok(())
    }
}

fn ranked(asked: &Asked, question: &Question<'_>, pool: &[EntityId], known: &Known) -> Vec<Named> {
    let exact = known.exact.get(&asked.key).map(Vec::as_slice).unwrap_or_default();
    let ids: BTreeSet<EntityId> = pool.iter().chain(exact).copied().collect();
    let rows = ids.iter().filter_map(|id| known.rows.get(id));
    let rows = rows.filter(|row| question.kinds.is_empty() || question.kinds.contains(&row.kind));
    let mut all: Vec<Named> = rows.filter_map(|row| judged(asked, question, row, known)).collect();
    // A part is better than nothing, and nothing else.
    if all.iter().any(|one| one.how != How::Partly) {
        all.retain(|one| one.how != How::Partly);
    }
    all.sort_by(|a, b| {
        let by_score = b.score.total_cmp(&a.score).then(b.row.articles.cmp(&a.row.articles));
        by_score.then_with(|| a.row.name_key.cmp(&b.row.name_key)).then(a.id.cmp(&b.id))
    });
    all.truncate(question.limit.min(MOST));
    all
}

fn judged(asked: &Asked, question: &Question<'_>, row: &Row, known: &Known) -> Option<Named> {
    let house = Name { name: &row.name, kind: None, language: "" };
    let own = known.names.get(&row.id).into_iter().flatten();
    let own = own.map(|n| Name { name: &n.name, kind: Some(n.kind), language: &n.language });
    let fits = std::iter::once(house).chain(own).filter_map(|name| Some((fit(asked, &name)?, name)));
    let wanted = |name: &Name<'_>| question.language.is_some_and(|language| name.language == language);
    let (Fit { how, points, ranges }, name) = fits.reduce(|best, next| {
        let by_points = next.0.points.total_cmp(&best.0.points).reverse();
        // In the order of the newsroom, but for the reader's own language.
        let closer = (next.0.points - best.0.points).abs() < 1.5 && next.0.how == best.0.how;
        let other = wanted(&next.1) && !wanted(&best.1) && closer;
        let keeps = wanted(&best.1) && !wanted(&next.1) && closer;
        if other || (by_points.is_lt() && !keeps) { next } else { best }
    })?;
    let is_wrong = name.kind == Some(db::NameKind::Misspelling);
    Some(Named {
        id: row.id,
        score: ((points + fame(row.articles)) * 100.0).round() / 100.0,
        name: if is_wrong { row.name.clone() } else { name.name.to_owned() },
        ranges: if is_wrong { vec![] } else { ranges },
        how,
        row: row.clone(),
    })
}

/// Up to five points for being covered: 1 article and 1 000 are told apart as well as 1 000 and a million.
fn fame(articles: i64) -> f64 {
    let articles = f64::from(u32::try_from(articles).unwrap_or(u32::MAX));
    let log = articles.ln_1p();
    5.0 * log / (log + 5.0)
}
