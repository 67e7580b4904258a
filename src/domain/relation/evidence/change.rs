//! Adding evidence, changing it and taking it away.

use db::{Noun, Stance, evidence};

use super::{Done, checked, difference, find, finish, is_own, take, target, told, wait, was_read};
use crate::auth::{Action, Permit, Whose};
use crate::domain::article::patch::Field;
use crate::domain::bundle::format;
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::domain::relation;
use crate::store::{Desk, WriteTx, desk};

/// More evidence for a relation, or against it.
#[derive(Clone, Debug)]
pub struct Add {
    pub relation: String,
    pub evidence: format::Evidence,
}

/// What changes of a piece of evidence: what is left out stays. What it says and where changes only before readers had
/// it.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub stance: Option<Stance>,
    pub article: Option<String>,
    pub url: Option<String>,
    pub quote: Field<String>,
    pub prefix: Field<String>,
    pub suffix: Field<String>,
    pub retracts: Field<String>,
    pub title: Field<String>,
    pub attribution: Field<String>,
    pub attributed_to: Field<String>,
    pub stated_on: Field<String>,
}

/// Changes to a piece of evidence.
#[derive(Clone, Debug)]
pub struct Update {
    pub id: String,
    pub changes: Changes,
}

/// That a piece of evidence goes, which readers never had.
#[derive(Clone, Debug)]
pub struct Remove {
    pub id: String,
}

impl Mutation for Add {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, mut whose) = relation::find(desk, &self.relation, "input.relation").await?;
        // Whoever writes an article may say what it is a source for, whoever made the relation.
        if let Some(text) = &self.evidence.article
            && is_own(caller, desk, text).await?
        {
            whose = Whose::Own;
        }
        Ok(caller.may(Action::EditRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let relation = relation::take(tx, &self.relation, "input.relation").await?;
        let mut faults = vec![];
        let path = |key: &str| format!("input.evidence.{key}");
        let uid = self.evidence.id.as_deref().and_then(public_id::evidence);
        if let Some(uid) = uid
            && !desk::relation::evidence_by_uids(tx, &[uid]).await?.is_empty()
        {
            faults.push(Fault::new(Code::Taken, &path("id"), "there is evidence of this id already"));
        }
        let all = desk::relation::evidence_of(tx, &[relation.id]).await?;
        let retracts = self.evidence.retracts.as_deref();
        let retracts = target(tx, &relation, retracts, &path("retracts"), &mut faults).await?;
        let given = format::Evidence {
            id: uid.map(|uid| public_id::print(Prefix::Evidence, uid)).or_else(|| self.evidence.id.clone()),
            ..self.evidence.clone()
        };
        let row = checked(caller, tx, &relation, given, faults, path).await?;
        let row = evidence::Model {
            relation_id: relation.id,
            position: all.iter().map(|row| row.position + 1).max().unwrap_or(0),
            retracts_id: retracts,
            ..row
        };
        let done = Done { relation: relation.uid, evidence: row.uid };
        wait(caller, tx, &relation, &row).await?;
        let id = relation.id;
        let event = difference(tx, None, Some(&row)).await?.event(
            Noun::Relation,
            Some(relation.uid),
            format!("EVIDENCE_ADDED: {}", public_id::print(Prefix::Evidence, row.uid)),
            None,
        );
        desk::evidence::add(tx, row).await?;
        finish(caller, tx, id, event).await?;
        Ok(done)
    }
}

impl Mutation for Update {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.id).await?;
        Ok(caller.may(Action::EditRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let (relation, before) = take(tx, &self.id).await?;
        let path = |key: &str| format!("input.changes.{key}");
        let Changes { stance, article, url, quote, prefix, suffix, retracts, title, .. } =
            self.changes.clone();
        let Changes { attribution, attributed_to, stated_on, .. } = self.changes.clone();
        let said = [
            (stance.is_some_and(|stance| stance != before.stance), "stance"),
            (article.is_some(), "article"),
            (url.as_ref().is_some_and(|url| Some(url) != before.source_url.as_ref()), "url"),
            (quote.as_ref().is_some_and(|quote| *quote != before.exact), "quote"),
            (prefix.as_ref().is_some_and(|prefix| *prefix != before.prefix), "prefix"),
            (suffix.as_ref().is_some_and(|suffix| *suffix != before.suffix), "suffix"),
            (retracts.is_some(), "retracts"),
        ];
        let said: Vec<&str> = said.into_iter().filter(|(is, _)| *is).map(|(_, key)| key).collect();
        let mut faults = vec![];
        if !said.is_empty() && was_read(tx, &relation, &before).await? {
            let message = "readers had it: it stays as it is, and evidence of stance RETRACTS takes it back";
            faults.extend(said.iter().map(|key| Fault::new(Code::WrongState, &path(key), message)));
        }
        let told = told(tx, &before).await?;
        let elsewhere = article.is_some() || url.is_some();
        let requoted = quote.is_some() || elsewhere;
        let becomes = format::Evidence {
            id: None,
            stance: stance.unwrap_or(told.stance),
            article: if elsewhere { article } else { told.article },
            url: if elsewhere { url } else { told.url },
            quote: quote.unwrap_or(told.quote),
            // They stood around the other passage.
            prefix: prefix.unwrap_or(told.prefix.filter(|_| !requoted)),
            suffix: suffix.unwrap_or(told.suffix.filter(|_| !requoted)),
            retracts: retracts.unwrap_or(told.retracts),
            title: title.unwrap_or(told.title),
            attribution: attribution.unwrap_or(told.attribution),
            attributed_to: attributed_to.unwrap_or(told.attributed_to),
            stated_on: stated_on.unwrap_or(told.stated_on),
            key: None,
        };
        let retracts =
            target(tx, &relation, becomes.retracts.as_deref(), &path("retracts"), &mut faults).await?;
        if retracts == Some(before.id) {
            faults.push(Fault::new(Code::Invalid, &path("retracts"), "nothing takes back itself"));
        }
        let moved = said.iter().any(|key| *key != "stance" && *key != "retracts");
        // A passage that stays is not looked for: it may have been cut from its article since.
        let sought = if moved {
            becomes
        } else {
            format::Evidence { quote: None, prefix: None, suffix: None, ..becomes }
        };
        let row = checked(caller, tx, &relation, sought, faults, path).await?;
        let place = if moved { &row } else { &before };
        let after = evidence::Model {
            stance: row.stance,
            article_id: place.article_id,
            revision_id: place.revision_id,
            source_url: place.source_url.clone(),
            exact: place.exact.clone(),
            prefix: place.prefix.clone(),
            suffix: place.suffix.clone(),
            source_title: row.source_title.clone(),
            attribution: row.attribution.clone(),
            attributed_to_id: row.attributed_to_id,
            stated_on: row.stated_on,
            retracts_id: retracts,
            ..before.clone()
        };
        let done = Done { relation: relation.uid, evidence: before.uid };
        let difference = difference(tx, Some(&before), Some(&after)).await?;
        if difference.is_empty() {
            return Ok(done);
        }
        if after.stance == Stance::Retracts
            && !desk::evidence::taking_back(tx, &[before.id]).await?.is_empty()
        {
            let message = "other evidence takes this one back, and what takes back cannot be taken back";
            return Err(Fault::new(Code::InUse, &path("stance"), message).into());
        }
        wait(caller, tx, &relation, &after).await?;
        let detail = format!("EVIDENCE_UPDATED: {}", public_id::print(Prefix::Evidence, before.uid));
        let event = difference.event(Noun::Relation, Some(relation.uid), detail, None);
        desk::relation::update_evidence(tx, after).await?;
        finish(caller, tx, relation.id, event).await?;
        Ok(done)
    }
}

impl Mutation for Remove {
    type Done = Done;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.id).await?;
        Ok(caller.may(Action::EditRelation, whose)?)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Done, MutationError> {
        let (relation, row) = take(tx, &self.id).await?;
        let mut faults = vec![];
        if was_read(tx, &relation, &row).await? {
            let message = "readers had it, so it stays: add evidence of stance RETRACTS that takes it back";
            faults.push(Fault::new(Code::WrongState, "input.id", message));
        }
        if !desk::evidence::taking_back(tx, &[row.id]).await?.is_empty() {
            let message = "other evidence takes it back: remove that first";
            faults.push(Fault::new(Code::InUse, "input.id", message));
        }
        if !faults.is_empty() {
            return Err(MutationError::Faults(faults));
        }
        let done = Done { relation: relation.uid, evidence: row.uid };
        let detail = format!("EVIDENCE_REMOVED: {}", public_id::print(Prefix::Evidence, row.uid));
        let event =
            difference(tx, Some(&row), None).await?.event(Noun::Relation, Some(relation.uid), detail, None);
        desk::evidence::delete(tx, row.id).await?;
        finish(caller, tx, relation.id, event).await?;
        Ok(done)
    }
}
