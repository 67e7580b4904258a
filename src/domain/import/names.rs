//! Finding who is named in texts: the names of the database and of the file, in one matcher.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use db::{EntityId, EntityKind, MentionOrigin, NameKind, entity_name};
use sea_orm::DbErr;

use super::cast::{Cast, Who};
use super::content::{Draft, Placed};
use super::entity::Plan;
use super::summary::Unlinked;
use crate::domain::bundle::fault::quoted;
use crate::store::desk::entity::{Called, CalledToo};
use crate::store::desk::{self, Reads};
use crate::text::anchor;
use crate::text::fold;
use crate::text::matcher::{BuildError, Context, Found, Matcher, Name, Outcome, Reason, Weight};

/// A matcher, and what it is made of.
#[derive(Debug)]
pub struct Names {
    matcher: Matcher,
    /// What each name is to its entity; none for the name in house style. A matcher's name is its place here.
    kinds: Vec<Option<NameKind>>,
    /// House names of rows, to tell people of whom a name may be.
    house: HashMap<EntityId, String>,
    /// The desk's counter that it was built at; none where it has a file's names too, which are known by their place.
    counter: Option<i64>,
    /// What merged entities became.
    merged: HashMap<EntityId, Who>,
}

/// Why names could not be looked for.
#[derive(Debug, thiserror::Error)]
pub enum NamesError {
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl Names {
    /// A matcher for a file with these plans: the one at hand, where nothing changed since.
    pub(super) async fn load(
        desk: &impl Reads,
        at_hand: Option<Arc<Self>>,
        plans: &[Plan],
    ) -> Result<Arc<Self>, NamesError> {
        let counter = desk::entity::names_counter(desk).await?;
        let brings = plans.iter().any(|plan| !plan.is_unchanged());
        if let Some(names) = at_hand
            && !brings
            && names.counter == Some(counter)
        {
            return Ok(names);
        }
        let rows = desk::entity::called(desk).await?;
        let names = desk::entity::called_too(desk).await?;
        Ok(Arc::new(Self::build(&rows, &names, plans, (!brings).then_some(counter))?))
    }

    /// The names of the desk as it stands: those at hand, where nothing changed since.
    ///
    /// # Errors
    /// The database's; names that make no matcher.
    pub async fn of_desk(desk: &impl Reads, at_hand: Option<Arc<Self>>) -> Result<Arc<Self>, NamesError> {
        Self::load(desk, at_hand, &[]).await
    }

    /// Whether it is made of the desk's names alone.
    #[must_use]
    pub fn is_of_the_desk(&self) -> bool {
        self.counter.is_some()
    }

    fn build(
        rows: &[Called],
        names: &[CalledToo],
        plans: &[Plan],
        counter: Option<i64>,
    ) -> Result<Self, NamesError> {
        let mut kinds = vec![];
        let mut all = vec![];
        let mut add = |who: Who, text: &str, kind: Option<NameKind>, distinctive: bool, language: &str| {
            let id = i64::try_from(kinds.len()).unwrap_or(i64::MAX);
            kinds.push(kind);
            let language = Some(language).filter(|tag| !tag.is_empty()).map(str::to_owned);
            let weight = weight(kind);
            all.push(Name { entity: who.number(), id, text: text.to_owned(), weight, distinctive, language });
        };
        // What was merged goes by the names of its target, and its own names are the target's.
        let target = |row: &Called| Who::Row(row.merged_into_id.unwrap_or(row.id));
        let targets: HashMap<EntityId, Who> = rows.iter().map(|row| (row.id, target(row))).collect();
        let changed: HashMap<EntityId, &Plan> =
            plans.iter().filter(|p| p.known).map(|p| (p.row.id, p)).collect();
        for row in rows {
            let name = changed.get(&row.id).map_or(&row.name, |plan| &plan.row.name);
            add(target(row), name, None, false, "");
            if let Some(plain) = common_noun(row.kind, name) {
                add(target(row), &plain, None, false, "");
            }
        }
        let updated: HashMap<i64, &entity_name::Model> =
            plans.iter().flat_map(|p| &p.changed_names).map(|name| (name.id, name)).collect();
        for name in names {
            let who = targets.get(&name.entity_id).copied().unwrap_or(Who::Row(name.entity_id));
            match updated.get(&name.id) {
                Some(new) => add(who, &new.name, Some(new.kind), new.distinctive, &new.language),
                None => add(who, &name.name, Some(name.kind), name.distinctive, &name.language),
            }
        }
        for (index, plan) in plans.iter().enumerate() {
            let own = if plan.known { Who::Row(plan.row.id) } else { Who::New(index) };
            let who = plan.merged_into.unwrap_or(own);
            if !plan.known {
                add(who, &plan.row.name, None, false, "");
                if let Some(plain) = common_noun(plan.row.kind, &plan.row.name) {
                    add(who, &plain, None, false, "");
                }
            }
            for name in &plan.new_names {
                add(who, &name.name, Some(name.kind), name.distinctive, &name.language);
            }
        }
        let house = rows.iter().map(|row| (row.id, row.name.clone())).collect();
        let merged = targets.into_iter().filter(|(id, who)| *who != Who::Row(*id)).collect();
        Ok(Self { matcher: Matcher::build(all)?, kinds, house, counter, merged })
    }

    /// The number by which the matcher knows an entity: what was merged goes by what it became.
    pub(super) fn target(&self, who: Who) -> i64 {
        match who {
            Who::Row(id) => self.merged.get(&id).copied().unwrap_or(who).number(),
            Who::New(_) => who.number(),
        }
    }

    /// What an entity of the desk became, if it was merged; else itself.
    pub(crate) fn became(&self, id: EntityId) -> EntityId {
        match self.merged.get(&id) {
            Some(Who::Row(target)) => *target,
            _ => id,
        }
    }

    /// What a passage is to an entity of the desk, where it is a name of it, but for the one in house style.
    pub(crate) fn kind_of(&self, passage: &str, entity: EntityId) -> Option<NameKind> {
        self.kind(self.name_of(passage, Who::Row(entity))?)
    }

    /// The name of an entity that a passage is, if it is one.
    pub(super) fn name_of(&self, passage: &str, who: Who) -> Option<i64> {
        self.matcher.name_of(passage, self.target(who))
    }

    /// What a name of the matcher is to its entity; none for one in house style.
    pub(crate) fn kind(&self, name: i64) -> Option<NameKind> {
        usize::try_from(name).ok().and_then(|n| self.kinds.get(n)).copied().flatten()
    }

    /// The names in a text, linked or with the reason why not.
    pub(crate) fn find(&self, text: &str, context: &Context<'_>) -> Vec<Found> {
        self.matcher.find(text, context)
    }

    /// Links a draft's names, where it was not given its mentions, and tells which names it left alone. What it inherits
    /// comes first: names are looked for around it, where its text is another one.
    pub(super) fn link(&self, draft: &mut Draft, cast: &Cast, unlinked: &mut BTreeMap<Unlinked, usize>) {
        let inherited = draft.inherited.take();
        match &inherited {
            Some(inherited) => {
                if !self.take_over(draft, inherited) {
                    return;
                }
            }
            None if draft.mentions.is_some() => return,
            None => draft.mentions = Some(self.pinned(draft)),
        }
        let rejected = inherited.map(|inherited| inherited.rejected).unwrap_or_default();
        let rejected: HashSet<(i64, String)> =
            rejected.into_iter().map(|(entity, key)| (self.target(Who::Row(entity)), key)).collect();
        let mut mentions = draft.mentions.take().unwrap_or_default();
        let about: Vec<i64> = draft.about.iter().map(|who| who.number()).collect();
        let place = |m: &Placed| (m.anchor.start..m.anchor.end, self.target(m.who));
        let pinned: Vec<_> = mentions.iter().map(place).collect();
        let context = Context { about: &about, language: Some(&draft.language), pinned: &pinned };
        for found in self.find(&draft.text, &context) {
            let Some(anchor) = anchor::at(&draft.text, found.start..found.end) else { continue };
            match found.outcome {
                Outcome::Linked { entity, .. }
                    if !rejected.is_empty() && rejected.contains(&(entity, fold::key(&anchor.exact))) => {}
                Outcome::Linked { entity, name } => {
                    let (name_kind, who) = (self.kind(name), Who::of_number(entity));
                    let origin = MentionOrigin::Import;
                    mentions.push(Placed { uid: None, who, anchor, name_kind, origin, confidence: None });
                }
                Outcome::Unlinked { candidates, reason } => {
                    let reason = self.told(reason, &candidates, cast);
                    *unlinked.entry(Unlinked { surface: anchor.exact, reason }).or_default() += 1;
                }
            }
        }
        mentions.sort_by_key(|mention| mention.anchor.start);
        draft.mentions = Some(mentions);
    }

    /// The mentions that the author fixed in the text.
    fn pinned(&self, draft: &Draft) -> Vec<Placed> {
        let origin = MentionOrigin::Editor;
        let place = |(range, who): &(Range<usize>, Who)| {
            let anchor = anchor::at(&draft.text, range.clone())?;
            Some(Placed { uid: None, who: *who, anchor, name_kind: None, origin, confidence: None })
        };
        draft.pins.iter().filter_map(place).collect()
    }

    fn told(&self, reason: Reason, candidates: &[i64], cast: &Cast) -> String {
        let name = |number: &i64| {
            let who = Who::of_number(*number);
            match who {
                Who::Row(id) => self.house.get(&id).map_or_else(|| cast.name(who), String::as_str),
                Who::New(_) => cast.name(who),
            }
        };
        let mut names: Vec<_> = candidates.iter().map(name).map(quoted).collect();
        names.dedup();
        let shown = names.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        let more = if names.len() > 5 { format!(" and {} more", names.len() - 5) } else { String::new() };
        match reason {
            Reason::Ambiguous => format!("may be {shown}{more}"),
            Reason::ShortWithoutFull => format!("{shown}{more} is nowhere named in full"),
            Reason::OrdinaryWord => format!("an ordinary word here, though a name of {shown}{more}"),
            Reason::LongerName => format!("part of a longer name, not of {shown}{more}"),
        }
    }
}

/// A topic's name as it stands within a sentence: "State of emergency" begins with a small letter there.
fn common_noun(kind: EntityKind, name: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next().filter(|first| kind == EntityKind::Topic && first.is_uppercase())?;
    // "NATO enlargement" stays as it is.
    let word = letters.as_str().split(' ').next()?;
    (!word.is_empty() && word.chars().all(|c| !c.is_uppercase()))
        .then(|| first.to_lowercase().chain(letters.clone()).collect())
}

fn weight(kind: Option<NameKind>) -> Weight {
    match kind {
        Some(NameKind::Short) => Weight::Short,
        Some(NameKind::Metonym) => Weight::Metonym,
        Some(NameKind::Demonym) => Weight::Demonym,
        None
        | Some(
            NameKind::Official
            | NameKind::Native
            | NameKind::Translation
            | NameKind::Transliteration
            | NameKind::Abbreviation
            | NameKind::Former
            | NameKind::Alias
            | NameKind::Misspelling,
        ) => Weight::Full,
    }
}
