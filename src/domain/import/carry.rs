//! What a new revision takes over from the one before it: mentions, carried through the edit.
//!
//! Evidence is not among it: a passage that was quoted stays with the revision that it was quoted from, for ever.

use std::collections::HashMap;
use std::ops::Range;

use db::{ArticleId, EntityId, MentionOrigin, MentionStatus, mention};
use sea_orm::DbErr;

use super::article::Plan;
use super::cast::Who;
use super::catalogue::Catalogue;
use super::content::{Draft, Placed};
use super::names::Names;
use crate::store::desk::{self, Reads};
use crate::text::anchor::{self, Anchor};
use crate::text::carry;
use crate::text::matcher::{Context, Found, Outcome};

/// What the newest revision of an article leaves to the next one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    pub text: String,
    pub mentions: Vec<mention::Model>,
    /// Entities that an editor found not to be meant by a name in this article, with the name, folded.
    pub rejected: Vec<(EntityId, String)>,
}

/// Gives the drafts of articles that are there already what they inherit.
pub async fn inherit(desk: &impl Reads, articles: &mut [Plan], catalogue: &Catalogue) -> Result<(), DbErr> {
    let changed = articles.iter_mut().filter(|plan| plan.known);
    let mut heirs: Vec<(ArticleId, _, &mut Draft)> = changed
        .filter_map(|plan| {
            let head = catalogue.head(plan.row.id)?;
            let (_, draft) = plan.revisions.first_mut()?;
            Some((plan.row.id, head, draft))
        })
        .collect();
    let articles: Vec<_> = heirs.iter().map(|(article, ..)| *article).collect();
    let heads: Vec<_> = heirs.iter().map(|(_, head, _)| head.id).collect();
    let mut mentions: HashMap<_, Vec<mention::Model>> = HashMap::new();
    for row in desk::revision::mentions_of(desk, &heads).await? {
        mentions.entry(row.revision_id).or_default().push(row);
    }
    let mut rejected: HashMap<ArticleId, Vec<_>> = HashMap::new();
    for row in desk::mention::rejections_of(desk, &articles).await? {
        rejected.entry(row.article_id).or_default().push((row.entity_id, row.key));
    }
    for (article, head, draft) in &mut heirs {
        draft.inherited = Some(Inherited {
            text: head.text.clone(),
            mentions: mentions.remove(&head.id).unwrap_or_default(),
            rejected: rejected.remove(article).unwrap_or_default(),
        });
    }
    Ok(())
}

/// A mention as its row has it.
fn placed(row: &mention::Model) -> Placed {
    let scalar = |at: i32| usize::try_from(at).unwrap_or_default();
    Placed {
        uid: Some(row.uid),
        who: Who::Row(row.entity_id),
        anchor: Anchor {
            start: scalar(row.start_at),
            end: scalar(row.end_at),
            exact: row.exact.clone(),
            prefix: row.prefix.clone(),
            suffix: row.suffix.clone(),
        },
        name_kind: row.name_kind,
        origin: row.origin,
        confidence: row.confidence,
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl Names {
    /// Has a draft take over mentions. Where it was given its own, those that stood nowhere stay so; else all of them are
    /// carried to its text, but where its author fixed something else, and those that do not fit there stand nowhere.
    /// What is left to be linked by its names is told.
    pub(super) fn take_over(&self, draft: &mut Draft, inherited: &Inherited) -> bool {
        let (orphans, standing): (Vec<_>, Vec<_>) = inherited
            .mentions
            .iter()
            .map(|row| (row.status, placed(row)))
            .partition(|(status, _)| *status == MentionStatus::Orphaned);
        let [orphans, standing] = [orphans, standing].map(|rows| rows.into_iter().map(|(_, placed)| placed));
        if let Some(given) = &draft.mentions {
            draft.orphans = orphans.filter(|orphan| given.iter().all(|m| m.uid != orphan.uid)).collect();
            return false;
        }
        let (orphans, standing): (Vec<_>, Vec<_>) = (orphans.collect(), standing.collect());
        let edited = draft.text != inherited.text;
        let (mut kept, lost, orphans) = if edited {
            self.carried(draft, inherited, standing, orphans)
        } else {
            (standing, vec![], orphans)
        };
        let pins = self.fixed(draft, &mut kept);
        if edited {
            self.widen(draft, &pins, &mut kept);
        }
        draft.lost = lost.iter().filter_map(|mention| mention.uid).collect();
        draft.orphans = lost.into_iter().chain(orphans).collect();
        kept.extend(pins);
        kept.sort_by_key(|mention| mention.anchor.start);
        draft.mentions = Some(kept);
        edited
    }

    /// Mentions where they stand in the draft's text; those that stand there no more; and those that stood nowhere before
    /// and do not now.
    fn carried(
        &self,
        draft: &Draft,
        inherited: &Inherited,
        standing: Vec<Placed>,
        orphans: Vec<Placed>,
    ) -> (Vec<Placed>, Vec<Placed>, Vec<Placed>) {
        let anchors = |mentions: &[Placed]| mentions.iter().map(|m| m.anchor.clone()).collect::<Vec<_>>();
        let scalars: Vec<char> = draft.text.chars().collect();
        let is_name = |index: usize, range: Range<usize>| {
            let passage: Option<String> = scalars.get(range).map(|part| part.iter().collect());
            let who = standing.get(index).map(|mention| mention.who);
            passage.zip(who).is_some_and(|(passage, who)| self.name_of(&passage, who).is_some())
        };
        let carried =
            carry::carry(&inherited.text, &draft.text, &anchors(&standing), &anchors(&orphans), is_name);
        let (mut kept, mut lost, mut nowhere) = (vec![], vec![], vec![]);
        for (mentions, places, rest) in
            [(standing, carried.standing, &mut lost), (orphans, carried.orphans, &mut nowhere)]
        {
            for (mention, place) in mentions.into_iter().zip(places) {
                match place.and_then(|range| anchor::at(&draft.text, range)) {
                    Some(anchor) => kept.push(self.moved(mention, anchor)),
                    None => rest.push(mention),
                }
            }
        }
        (kept, lost, nowhere)
    }

    /// A mention at another place, which may be another name of the same.
    fn moved(&self, mention: Placed, anchor: Anchor) -> Placed {
        let name_kind = if anchor.exact == mention.anchor.exact {
            mention.name_kind
        } else {
            self.name_of(&anchor.exact, mention.who).and_then(|name| self.kind(name))
        };
        Placed { anchor, name_kind, ..mention }
    }

    /// Mentions that the author fixed in the text. What is carried gives way to them; at the same place it is the same
    /// mention.
    fn fixed(&self, draft: &Draft, kept: &mut Vec<Placed>) -> Vec<Placed> {
        let mut fixed = vec![];
        for (range, who) in &draft.pins {
            let Some(anchor) = anchor::at(&draft.text, range.clone()) else { continue };
            let here = kept.iter().find(|m| (m.anchor.start..m.anchor.end) == *range).cloned();
            kept.retain(|m| !overlap(&(m.anchor.start..m.anchor.end), range));
            fixed.push(match here {
                Some(mention) if self.target(mention.who) == self.target(*who) => {
                    Placed { origin: MentionOrigin::Editor, confidence: None, ..mention }
                }
                here => Placed {
                    uid: here.and_then(|mention| mention.uid),
                    who: *who,
                    anchor,
                    name_kind: None,
                    origin: MentionOrigin::Editor,
                    confidence: None,
                },
            });
        }
        fixed
    }

    /// The outermost name wins: "Macron", before which "Emmanuel" was written, is "Emmanuel Macron" now.
    fn widen(&self, draft: &Draft, pins: &[Placed], kept: &mut [Placed]) {
        let whos = draft.about.iter().copied().chain(kept.iter().chain(pins).map(|mention| mention.who));
        let about: Vec<i64> = whos.map(|who| self.target(who)).collect();
        let context = Context { about: &about, language: Some(&draft.language), pinned: &[] };
        for Found { start, end, outcome } in self.find(&draft.text, &context) {
            let Outcome::Linked { entity, name } = outcome else { continue };
            let wide = start..end;
            let ranges = kept.iter().chain(pins).map(|m| m.anchor.start..m.anchor.end);
            if ranges.filter(|range| overlap(range, &wide)).count() != 1 {
                continue;
            }
            let within = kept.iter_mut().find(|m| {
                start <= m.anchor.start && m.anchor.end <= end && m.anchor.end - m.anchor.start < wide.len()
            });
            if let Some(mention) = within.filter(|mention| self.target(mention.who) == entity)
                && let Some(anchor) = anchor::at(&draft.text, wide)
            {
                mention.anchor = anchor;
                mention.name_kind = self.kind(name);
            }
        }
    }
}
