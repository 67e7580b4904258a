//! Deciding who is named where: what a person says of places in the newest revision of an article.

use std::collections::HashSet;
use std::ops::Range;

use db::{EntityId, MentionOrigin, MentionStatus, Noun, article, article_revision, entity, mention};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Action, Permit};
use crate::domain::article::{content, find, hold, save, take};
use crate::domain::bundle::format::{self, Bundle, Content};
use crate::domain::import::{Names, Submission, submit_without};
use crate::domain::mutation::{Code, Fault, Mutation, MutationError};
use crate::domain::newsroom::Caller;
use crate::domain::public_id::{self, Prefix};
use crate::store::desk::Reads;
use crate::store::{Desk, Event, WriteTx, desk};
use crate::text::body::{self, Document};
use crate::text::{anchor, fold};

/// The most decisions in one mutation.
const MOST: usize = 1000;

/// Decisions on places of an article's newest revision.
#[derive(Clone, Debug)]
pub struct Decide {
    pub article: String,
    /// The revision that the places are of.
    pub base_revision: i32,
    pub decisions: Vec<Decision>,
    pub note: Option<String>,
}

/// A decision on one place: a mention that is there, a range of the text, or an orphan and where it belongs now.
#[derive(Clone, Debug)]
pub struct Decision {
    pub mention: Option<String>,
    pub start: Option<i32>,
    pub end: Option<i32>,
    pub verdict: Verdict,
    /// Whom or what it is about, by public id.
    pub entity: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It names that entity.
    Link,
    /// It does not, and no such name shall be linked to that entity in this article again.
    Reject,
    /// It shall not be linked; nothing is remembered.
    Unlink,
}

impl Verdict {
    fn code(self) -> &'static str {
        match self {
            Self::Link => "LINK",
            Self::Reject => "REJECT",
            Self::Unlink => "UNLINK",
        }
    }
}

/// What became of it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Decided {
    pub article: Uuid,
}

impl Mutation for Decide {
    type Done = Decided;

    async fn permit(&self, caller: &Caller, desk: &Desk) -> Result<Permit, MutationError> {
        let (_, whose) = find(desk, &self.article, "input.article").await?;
        let permit = caller.may(Action::EditArticle, whose)?;
        save::warm(caller, desk).await?;
        Ok(permit)
    }

    async fn apply(&self, caller: &Caller, tx: &WriteTx) -> Result<Decided, MutationError> {
        let row = take(tx, &self.article, "input.article").await?;
        save::editable(&row)?;
        hold::respect(tx, &row).await?;
        if row.head_number != self.base_revision {
            return Err(save::conflict(tx, &row, self.base_revision).await?);
        }
        if self.decisions.len() > MOST {
            let message = format!("more than {MOST} decisions at once");
            return Err(Fault::new(Code::Invalid, "input.decisions", message).into());
        }
        let heads = desk::revision::heads_of(tx, &[row.id]).await?;
        let mut contents = content::of(tx, &heads).await?;
        let missing = || MutationError::Internal("an article has no head".into());
        let head = heads.into_iter().next().ok_or_else(missing)?;
        let content = contents.remove(&head.id).ok_or_else(missing)?;
        let board = Board::of(tx, &head, &content, &self.decisions).await?;
        let changes = board.judge(&self.decisions)?;
        let names = Names::of_desk(tx, caller.newsroom.names()).await.ok();
        self.write(caller, tx, &row, (&head, content), changes, names.as_deref()).await?;
        Ok(Decided { article: row.uid })
    }
}

/// The place of a decision in the arguments.
fn at(index: usize, field: &str) -> String {
    format!("input.decisions.{index}{}{field}", if field.is_empty() { "" } else { "." })
}

/// What is decided on: the text and what is linked in it.
struct Board<'a> {
    head: &'a article_revision::Model,
    rows: Vec<mention::Model>,
    /// Places that the source of the text itself fixes.
    fixed: Vec<Range<usize>>,
    length: usize,
    /// Entities by the decisions that name them.
    named: Vec<Option<entity::Model>>,
}

/// What is to become of the mentions.
#[derive(Debug, Default)]
struct Changes {
    /// Places that name an entity now, and the mention that it is, where there is one.
    link: Vec<Link>,
    /// Mentions that go.
    gone: HashSet<Uuid>,
    /// Orphans that go.
    dismissed: Vec<Uuid>,
    rejected: Vec<(EntityId, String)>,
    told: Vec<serde_json::Value>,
}

#[derive(Debug)]
struct Link {
    index: usize,
    range: Range<usize>,
    surface: String,
    entity: (EntityId, Uuid),
    uid: Option<Uuid>,
}

fn range(row: &mention::Model) -> Range<usize> {
    let scalar = |at: i32| usize::try_from(at).unwrap_or_default();
    scalar(row.start_at)..scalar(row.end_at)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl<'a> Board<'a> {
    async fn of(
        desk: &impl Reads,
        head: &'a article_revision::Model,
        content: &Content,
        decisions: &[Decision],
    ) -> Result<Self, MutationError> {
        let rows = desk::revision::mentions_of(desk, &[head.id]).await?;
        let document: Document = match content.body.format {
            db::BodyFormat::Plain => body::parse(body::Format::Plain, &content.body.source),
            db::BodyFormat::Markdown => body::parse(body::Format::Markdown, &content.body.source),
        };
        let ids = decisions.iter().map(|decision| decision.entity.as_deref().and_then(public_id::entity));
        let ids: Vec<Option<Uuid>> = ids.collect();
        let found = desk::entity::by_uids(desk, &ids.iter().copied().flatten().collect::<Vec<_>>()).await?;
        let named = ids.into_iter().map(|uid| found.iter().find(|row| Some(row.uid) == uid).cloned());
        Ok(Self {
            head,
            rows,
            fixed: document.pins.into_iter().map(|pin| pin.range).collect(),
            length: head.text.chars().count(),
            named: named.collect(),
        })
    }

    fn judge(&self, decisions: &[Decision]) -> Result<Changes, MutationError> {
        let mut changes = Changes::default();
        let mut faults = vec![];
        for (index, decision) in decisions.iter().enumerate() {
            if let Err(fault) = self.judge_one(index, decision, &mut changes) {
                faults.push(fault);
            }
        }
        self.borders(&mut changes, &mut faults);
        if faults.is_empty() { Ok(changes) } else { Err(MutationError::Faults(faults)) }
    }

    fn judge_one(&self, index: usize, decision: &Decision, changes: &mut Changes) -> Result<(), Fault> {
        let (here, place) = self.place(index, decision)?;
        let named = self.named.get(index).and_then(Option::as_ref);
        if decision.entity.is_some() && named.is_none() {
            return Err(Fault::new(Code::NotFound, &at(index, "entity"), "there is no such entity"));
        }
        let surface = match (&place, here) {
            (Some(place), _) => anchor::slice(&self.head.text, place.clone()).unwrap_or_default().to_owned(),
            (None, Some(row)) => row.exact.clone(),
            (None, None) => String::new(),
        };
        if let Some(place) = &place
            && self.fixed.iter().any(|fixed| overlap(fixed, place))
        {
            let message = "the text itself says who is meant here: change it there";
            return Err(Fault::new(Code::WrongState, &at(index, ""), message));
        }
        match decision.verdict {
            Verdict::Link => {
                let Some(entity) = named else {
                    let message = "says not whom or what the place names";
                    return Err(Fault::new(Code::Invalid, &at(index, "entity"), message));
                };
                let Some(range) = place else {
                    let message = "stands nowhere in the text: say where it belongs";
                    return Err(Fault::new(Code::WrongState, &at(index, "mention"), message));
                };
                changes.link.push(Link {
                    index,
                    range,
                    surface: surface.clone(),
                    entity: (entity.id, entity.uid),
                    uid: here.map(|row| row.uid),
                });
            }
            Verdict::Reject | Verdict::Unlink => {
                let entity = named.map(|row| row.id).or(here.map(|row| row.entity_id));
                let Some(entity) = entity.filter(|_| here.is_some() || decision.verdict == Verdict::Reject)
                else {
                    let message = "no mention stands there; to reject a name, say also of whom";
                    return Err(Fault::new(Code::NotFound, &at(index, ""), message));
                };
                if let Some(row) = here.filter(|row| row.entity_id == entity) {
                    if row.status == MentionStatus::Orphaned {
                        changes.dismissed.push(row.uid);
                    } else {
                        changes.gone.insert(row.uid);
                    }
                }
                if decision.verdict == Verdict::Reject {
                    changes.rejected.push((entity, fold::key(&surface)));
                }
            }
        }
        changes.told.push(json!({
            "decision": decision.verdict.code(),
            "surface": surface,
            "entity": decision.entity,
        }));
        Ok(())
    }

    /// The mention that a decision is on, and the place in the text; an orphan may have none.
    fn place(
        &self,
        index: usize,
        decision: &Decision,
    ) -> Result<(Option<&mention::Model>, Option<Range<usize>>), Fault> {
        let by_id = match &decision.mention {
            None => None,
            Some(id) => {
                let is = |row: &&mention::Model| {
                    super::id_in(row, self.head.number) == *id
                        || public_id::parse(Prefix::Mention, id) == Some(row.uid)
                };
                let missing = || {
                    let message = "there is no such mention in this revision";
                    Fault::new(Code::NotFound, &at(index, "mention"), message)
                };
                Some(self.rows.iter().find(is).ok_or_else(missing)?)
            }
        };
        let invalid = |field: &str, message: String| Fault::new(Code::Invalid, &at(index, field), message);
        match (by_id, decision.start, decision.end) {
            (Some(row), None, None) => {
                let stands = row.status != MentionStatus::Orphaned;
                Ok((Some(row), stands.then(|| range(row))))
            }
            (Some(row), Some(_), Some(_)) if row.status != MentionStatus::Orphaned => {
                Err(invalid("start", "the mention has a place already: say one of the two".to_owned()))
            }
            (by_id, Some(start), Some(end)) => {
                let place = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let place = place.filter(|(start, end)| start < end && *end <= self.length);
                let Some((start, end)) = place else {
                    let length = self.length;
                    let message =
                        format!("{start} to {end} is no place in the text, which has {length} characters");
                    return Err(invalid("start", message));
                };
                let text = anchor::slice(&self.head.text, start..end).unwrap_or_default();
                if text.trim() != text || text.contains('\n') {
                    let message = "a name neither begins nor ends with a space, nor goes over a line";
                    return Err(invalid("start", message.to_owned()));
                }
                let standing = self.rows.iter().filter(|row| row.status == MentionStatus::Anchored);
                let here = by_id.or_else(|| standing.into_iter().find(|row| range(row) == (start..end)));
                Ok((here, Some(start..end)))
            }
            _ => Err(invalid("", "says not where: it has a mention, or a start and an end".to_owned())),
        }
    }

    /// The outermost name counts: what is linked anew takes the place of mentions within it, and is refused within and
    /// across others.
    fn borders(&self, changes: &mut Changes, faults: &mut Vec<Fault>) {
        let standing = self.rows.iter().filter(|row| row.status == MentionStatus::Anchored);
        let standing: Vec<_> = standing.collect();
        for (number, link) in changes.link.iter().enumerate() {
            let crossed = changes.link.iter().take(number).any(|other| overlap(&other.range, &link.range));
            let within = standing.iter().find(|row| {
                let theirs = range(row);
                let own = Some(row.uid) == link.uid || changes.gone.contains(&row.uid);
                let inside = link.range.start <= theirs.start && theirs.end <= link.range.end;
                !own && overlap(&theirs, &link.range) && !inside
            });
            let message = match (crossed, within) {
                (true, _) => "overlaps with another decision".to_owned(),
                (_, Some(row)) => {
                    format!("lies within or across the mention of \"{}\": the outermost counts", row.exact)
                }
                _ => continue,
            };
            faults.push(Fault::new(Code::Invalid, &at(link.index, "start"), message));
        }
        let covered = standing.iter().filter(|row| {
            let covers = |link: &Link| overlap(&link.range, &range(row)) && link.uid != Some(row.uid);
            changes.link.iter().any(covers)
        });
        let covered: Vec<_> = covered.map(|row| row.uid).collect();
        changes.gone.extend(covered);
    }
}

impl Decide {
    async fn write(
        &self,
        caller: &Caller,
        tx: &WriteTx,
        row: &article::Model,
        (head, mut content): (&article_revision::Model, Content),
        changes: Changes,
        names: Option<&Names>,
    ) -> Result<(), MutationError> {
        let Changes { link, gone, dismissed, rejected, told } = changes;
        let mut mentions = content.mentions.take().unwrap_or_default();
        let id = |uid: &Uuid| Some(public_id::print(Prefix::Mention, *uid));
        let replaced: HashSet<_> =
            gone.iter().chain(link.iter().filter_map(|l| l.uid.as_ref())).map(id).collect();
        mentions.retain(|mention| !replaced.contains(&mention.id));
        let scalar = |at: usize| i32::try_from(at).unwrap_or(i32::MAX);
        mentions.extend(link.iter().map(|link| format::Mention {
            id: link.uid.as_ref().and_then(id),
            entity: public_id::print(Prefix::Entity, link.entity.1),
            start: scalar(link.range.start),
            end: scalar(link.range.end),
            exact: link.surface.clone(),
            name_kind: names.and_then(|names| names.kind_of(&link.surface, link.entity.0)),
            origin: Some(MentionOrigin::Editor),
            confidence: None,
        }));
        mentions.sort_by_key(|mention| mention.start);
        content.mentions = Some(mentions);
        let article = save::element(Some(public_id::print(Prefix::Article, row.uid)), content);
        let bundle = Bundle { articles: vec![article], ..Bundle::default() };
        let submission = Submission { bundle, note: self.note.clone() };
        let path = |_: &str| vec!["input".to_owned(), "decisions".to_owned()];
        let receipt = submit_without(tx, &caller.newsroom, submission, &dismissed, path).await?;
        let accepted = link.iter().map(|link| (link.entity.0, fold::key(&link.surface)));
        super::rejection::remember(tx, row.id, accepted, &rejected).await?;
        let event = Event {
            detail: self.note.clone(),
            before: Some(json!({ "revision": head.number })),
            after: Some(json!({
                "revision": head.number + i32::from(receipt.changed),
                "mentions": told,
            })),
            ..Event::of(Noun::Article, Some(row.uid))
        };
        Ok(tx.audit_all(vec![event]).await?)
    }
}
