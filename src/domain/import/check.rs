//! A relation, or its evidence, as it would be brought in: checked as a file is, and not written.

use std::collections::HashSet;

use db::{evidence, relation};

use super::cast::{Cast, Who};
use super::catalogue::{Catalogue, Piece};
use super::evidence::{self as passage, At, Texts};
use super::reference::Reference;
use super::submission::refused;
use super::{Basis, relation as relations};
use crate::domain::bundle::format::{Bundle, Relation};
use crate::domain::bundle::{List, Report};
use crate::domain::mutation::MutationError;
use crate::domain::newsroom::Newsroom;
use crate::store::WriteTx;

/// Where the one relation stands whose faults are told.
const AT: &str = "/relations/0";

/// The row of a relation, but for its id and what it does not say. `retyped`: its type is a new one for it.
///
/// # Errors
/// All that is wrong with it, each at the `path` of its pointer; the database's.
pub async fn statement(
    tx: &WriteTx,
    newsroom: &Newsroom,
    given: &Relation,
    retyped: bool,
    path: impl Fn(&str) -> Vec<String>,
) -> Result<relation::Model, MutationError> {
    let actor = tx.actor();
    let places = Default::default();
    let basis = basis(tx, newsroom, &actor, &places);
    let bundle = Bundle { relations: vec![given.clone()], ..Bundle::default() };
    let mut report = Report::default();
    let schemes = (&[][..], &basis.of(List::IdentifierSchemes));
    let types = (&[][..], &basis.of(List::RelationTypes));
    let reference = Reference::load(tx, schemes, types, &mut report).await?;
    let cast = Cast::load(tx, &bundle, &[], HashSet::new()).await?;
    let plan = relations::draft(given, None, AT, &basis, &cast, &reference, &mut report);
    if retyped {
        relations::not_retired(&reference, &given.type_code, AT, &mut report);
    }
    match plan {
        Some(plan) if report.is_empty() => Ok(plan.row),
        _ => Err(refused(report, path)),
    }
}

/// The rows of a relation's evidence, but for their ids, their relation and what they take back. Passages stand in the
/// texts that their articles had.
///
/// # Errors
/// All that is wrong with them, each at the `path` of its pointer; the database's.
pub async fn passages(
    tx: &WriteTx,
    newsroom: &Newsroom,
    given: &Relation,
    path: impl Fn(&str) -> Vec<String>,
) -> Result<Vec<evidence::Model>, MutationError> {
    let actor = tx.actor();
    let places = Default::default();
    let basis = basis(tx, newsroom, &actor, &places);
    let bundle = Bundle { relations: vec![given.clone()], ..Bundle::default() };
    let mut report = Report::default();
    let cast = Cast::load(tx, &bundle, &[], HashSet::new()).await?;
    let catalogue = Catalogue::load(tx, &bundle, basis.language, HashSet::new()).await?;
    let texts = Texts::new(&catalogue, &[]);
    let mut rows = vec![];
    for (index, evidence) in given.evidence.iter().enumerate() {
        let at = format!("{AT}/evidence/{index}");
        let (plan, missing) = passage::draft(evidence, &at, &basis, &cast, &texts, &mut report);
        passage::missed(missing, &at, evidence, &mut report);
        let entity = |who| if let Who::Row(id) = who { Some(id) } else { None };
        let article = |piece| if let Piece::Row(id) = piece { Some(id) } else { None };
        let revision = |at| if let At::Row(id) = at { Some(id) } else { None };
        rows.push(evidence::Model {
            article_id: plan.article.and_then(article),
            revision_id: plan.revision.and_then(revision),
            attributed_to_id: plan.attributed_to.and_then(entity),
            ..plan.row
        });
    }
    if report.is_empty() { Ok(rows) } else { Err(refused(report, path)) }
}

fn basis<'a>(tx: &WriteTx, newsroom: &'a Newsroom, actor: &'a str, places: &'a [Vec<usize>; 6]) -> Basis<'a> {
    Basis {
        clock: &newsroom.clock,
        now: tx.now(),
        actor,
        language: &newsroom.site.default_language,
        publish: false,
        seed: false,
        desk: true,
        anew: false,
        list: List::Relations,
        places,
    }
}
