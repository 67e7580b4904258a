//! The plan of a file: everything resolved, compared and linked, nothing written.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Arc;

use super::cast::Cast;
use super::catalogue::Catalogue;
use super::content::{self, Draft};
use super::names::Names;
use super::reference::Reference;
use super::summary::Unlinked;
use super::{Basis, ImportError, Step, article, carry, entity, evidence, relation, series};
use crate::domain::bundle::format::Article;
use crate::domain::bundle::{List, Read, Report};
use crate::store::desk::Reads;
use crate::text::body::Document;

/// What is to be written of a file, unless there are faults.
#[derive(Debug, Default)]
pub struct Planned {
    pub report: Report,
    pub reference: Reference,
    pub entities: Vec<entity::Plan>,
    pub catalogue: Catalogue,
    pub articles: Vec<article::Plan>,
    pub series: Vec<series::Plan>,
    pub relations: Vec<relation::Plan>,
    pub unlinked: BTreeMap<Unlinked, usize>,
}

impl Planned {
    pub fn brings_names(&self) -> bool {
        self.entities.iter().any(|plan| !plan.is_unchanged())
    }

    pub fn elements(&self) -> usize {
        self.entities.len() + self.articles.len() + self.series.len() + self.relations.len()
    }
}

/// Plans a file.
pub async fn plan(
    desk: &impl Reads,
    read: &Read,
    basis: &Basis<'_>,
    names: &mut Option<Arc<Names>>,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<Planned, ImportError> {
    let bundle = &read.bundle;
    let mut report = read.report.clone();
    if report.is_full() {
        return Ok(Planned { report, ..Planned::default() });
    }
    let elements =
        bundle.entities.len() + bundle.articles.len() + bundle.series.len() + bundle.relations.len();
    progress(Step::Checking { elements });
    let schemes = (bundle.identifier_schemes.as_slice(), &basis.of(List::IdentifierSchemes));
    let types = (bundle.relation_types.as_slice(), &basis.of(List::RelationTypes));
    let reference = Reference::load(desk, schemes, types, &mut report).await?;
    let documents: Vec<Vec<Document>> = bundle.articles.iter().map(documents).collect();
    let pins = documents.iter().flatten().flat_map(|d| d.pins.iter().map(|pin| pin.target.clone()));
    let pins: Vec<String> = pins.collect();
    let mut cast = Cast::load(desk, bundle, &pins, read.broken.clone()).await?;
    let entities =
        entity::plan(desk, &bundle.entities, &basis.of(List::Entities), &reference, &mut cast, &mut report)
            .await?;
    let mut catalogue = Catalogue::load(desk, bundle, basis.language, read.broken.clone()).await?;
    let mut articles = article::plan(
        desk,
        &bundle.articles,
        documents,
        &basis.of(List::Articles),
        &cast,
        &mut catalogue,
        &mut report,
    )
    .await?;
    let series = series::plan(desk, &bundle.series, &basis.of(List::Series), &catalogue, &mut report).await?;
    let texts = evidence::Texts::new(&catalogue, &articles);
    let relations = relation::plan(
        desk,
        &bundle.relations,
        &basis.of(List::Relations),
        &cast,
        &reference,
        &texts,
        &mut report,
    )
    .await?;
    let mut unlinked = BTreeMap::new();
    if report.is_empty() {
        if basis.desk {
            carry::inherit(desk, &mut articles, &catalogue).await?;
        }
        unlinked = link(desk, &entities, &mut articles, &cast, names, progress).await?;
    }
    Ok(Planned { report, reference, entities, catalogue, articles, series, relations, unlinked })
}

/// The bodies of an article's states, read: former ones, the current one, the draft.
fn documents(article: &Article) -> Vec<Document> {
    let former = article.former.iter().map(|former| &former.content);
    let states = former.chain([&article.content]).chain(article.draft.as_ref().map(|draft| &draft.content));
    states.map(content::document).collect()
}

/// Looks for names where mentions were not given.
async fn link(
    desk: &impl Reads,
    entities: &[entity::Plan],
    articles: &mut [article::Plan],
    cast: &Cast,
    names: &mut Option<Arc<Names>>,
    progress: &mut (dyn FnMut(Step<'_>) + Send),
) -> Result<BTreeMap<Unlinked, usize>, ImportError> {
    let drafts = articles.iter_mut().flat_map(|plan| plan.revisions.iter_mut().map(|(_, draft)| draft));
    let mut drafts: Vec<&mut Draft> =
        drafts.filter(|draft| draft.mentions.is_none() || draft.inherited.is_some()).collect();
    let mut unlinked: BTreeMap<Unlinked, usize> = BTreeMap::new();
    if drafts.is_empty() {
        return Ok(unlinked);
    }
    progress(Step::Linking { articles: drafts.len() });
    let all = Names::load(desk, names.take(), entities).await?;
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = drafts.len().div_ceil(threads).max(8);
    std::thread::scope(|scope| {
        let parts = drafts.chunks_mut(share).map(|part| {
            let all = &all;
            scope.spawn(move || {
                let mut unlinked = BTreeMap::new();
                for draft in part {
                    all.link(draft, cast, &mut unlinked);
                }
                unlinked
            })
        });
        for part in parts.collect::<Vec<_>>() {
            // A thread that panicked panics here too.
            let part = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (name, times) in part {
                *unlinked.entry(name).or_default() += times;
            }
        }
    });
    *names = Some(all);
    Ok(unlinked)
}
