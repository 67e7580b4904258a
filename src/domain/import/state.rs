//! What readers had and shall have of an article: its publication, the times of its versions, its notices.

use db::{NoticeKind, Publication, Timestamp, article, article_notice};

use super::article::Plan;
use super::{Basis, values};
use crate::domain::bundle::fault::Report;
use crate::domain::bundle::format::{Article, Published};
use crate::domain::public_id::Prefix;

/// What readers shall have of an article; none: as it is.
pub fn wanted(
    article: &Article,
    old: Option<&article::Model>,
    at: &str,
    basis: &Basis<'_>,
    report: &mut Report,
) -> Option<Publication> {
    let pointer = format!("{at}/publication");
    let is = old.map_or(Publication::Never, |old| old.publication);
    if article.publication == Some(Published::Retracted)
        && is != Publication::Retracted
        && !article.notices.iter().any(|notice| notice.kind == NoticeKind::Retraction)
    {
        report.add(
            &pointer,
            "a retracted article needs a notice of kind RETRACTION, which readers get in its place",
        );
    }
    if matches!(article.publication, None | Some(Published::Never)) && !article.former.is_empty() {
        report.add(format_args!("{at}/former"), "an article that is not published has no former versions");
    }
    match article.publication {
        Some(Published::Live) if is == Publication::Retracted => {
            report.add(&pointer, "was retracted here: it cannot be published again");
            None
        }
        Some(Published::Withdrawn)
            if old.is_some() && !matches!(is, Publication::Live | Publication::Withdrawn) =>
        {
            report.add(&pointer, format_args!("is {} here: there is nothing to withdraw", is.code()));
            None
        }
        Some(Published::Live) => Some(Publication::Live),
        Some(Published::Withdrawn) => Some(Publication::Withdrawn),
        Some(Published::Retracted) => Some(Publication::Retracted),
        Some(Published::Never) => None,
        None => (basis.publish && !matches!(is, Publication::Withdrawn | Publication::Retracted))
            .then_some(Publication::Live),
    }
}

/// When the versions of an article were published.
pub struct Times {
    first: Option<Timestamp>,
    former: Vec<Option<Timestamp>>,
    updated: Option<Timestamp>,
}

impl Times {
    pub fn read(article: &Article, at: &str, basis: &Basis<'_>, report: &mut Report) -> Self {
        let first = values::instant(article.published_at.as_deref(), &format!("{at}/publishedAt"), report);
        let updated = values::instant(article.updated_at.as_deref(), &format!("{at}/updatedAt"), report);
        let mut former: Vec<Option<Timestamp>> = vec![];
        for (i, version) in article.former.iter().enumerate() {
            let pointer = format!("{at}/former/{i}/publishedAt");
            let time = values::instant(Some(&version.published_at), &pointer, report);
            if i == 0 && first.is_some() && time.is_some() && first != time {
                report.add(
                    &pointer,
                    "is not publishedAt of the article, which is when its first version went live",
                );
            }
            if let Some((before, time)) = former.last().copied().flatten().zip(time)
                && time <= before
            {
                report.add(&pointer, "is not later than that of the version before: the oldest comes first");
            }
            former.push(time);
        }
        let before = former.last().copied().flatten().or(first.filter(|_| article.former.is_empty()));
        if let Some((before, updated)) = before.zip(updated)
            && (updated < before || !former.is_empty() && updated == before)
        {
            report.add(format_args!("{at}/updatedAt"), "is not later than the versions before");
        }
        for (time, key) in [(first, "publishedAt"), (updated, "updatedAt")] {
            if time.is_some_and(|time| time > basis.now) {
                report.add(
                    format_args!("{at}/{key}"),
                    "lies in the future: nothing is published before its time",
                );
            }
        }
        Self { first, former, updated }
    }

    /// When a version went live, counted from 0 over the file's versions.
    pub fn of(&self, version: usize, published_before: bool, now: Timestamp) -> Timestamp {
        if let Some(time) = self.former.get(version) {
            return time.unwrap_or(now);
        }
        let first = self.first.filter(|_| self.former.is_empty() && !published_before);
        self.updated.filter(|_| first.is_none()).or(first).unwrap_or(now)
    }
}

/// What readers have of an article when the file is in.
#[derive(Clone, Copy, Debug)]
pub struct Readers {
    /// How many versions they had.
    pub versions: usize,
    /// The newest of them is what the file says.
    pub shown: bool,
}

pub fn notices(
    article: &Article,
    plan: &mut Plan,
    old: &[article_notice::Model],
    Readers { versions, shown }: Readers,
    at: &str,
    basis: &Basis<'_>,
    report: &mut Report,
) {
    for (i, notice) in article.notices.iter().enumerate() {
        let at = format!("{at}/notices/{i}");
        if notice.text.trim().is_empty() {
            report.add(format_args!("{at}/text"), "is empty");
        }
        values::text(&notice.text, &format!("{at}/text"), report);
        if notice.version.is_some_and(|v| usize::try_from(v).is_ok_and(|v| v > versions) || v < 1) {
            let message = format!("there is no such version: readers had {versions}");
            report.add(format_args!("{at}/version"), message);
        }
        let uid = values::id(Prefix::Notice, notice.id.as_deref(), &at, report);
        let published_at = values::instant(Some(&notice.published_at), &format!("{at}/publishedAt"), report);
        let published_at = published_at.unwrap_or(basis.now);
        if published_at > basis.now {
            report.add(
                format_args!("{at}/publishedAt"),
                "lies in the future: readers get a notice as soon as it is imported",
            );
        }
        let retracts = notice.kind == NoticeKind::Retraction;
        if retracts
            && article.publication != Some(Published::Retracted)
            && plan.row.publication != Publication::Retracted
        {
            report.add(
                format_args!("{at}/kind"),
                "is of a retracted article: this one is not, and its publication is not RETRACTED",
            );
        }
        let same = |old: &&article_notice::Model| match uid {
            Some(uid) => old.uid == uid,
            None => (old.kind, &old.text, old.published_at) == (notice.kind, &notice.text, published_at),
        };
        let old = old.iter().find(same);
        let row = article_notice::Model {
            id: old.map_or(0, |old| old.id),
            uid: old.map(|old| old.uid).or(uid).unwrap_or_else(|| basis.clock.uid()),
            article_id: plan.row.id,
            kind: notice.kind,
            text: notice.text.clone(),
            published_at,
            version: notice.version.or(old.and_then(|old| old.version)),
        };
        if !shown && !retracts && old != Some(&row) {
            report.add(
                &at,
                "readers do not get the text that it speaks of: publish the text too, or leave the notice out",
            );
        }
        match old {
            None => plan.new_notices.push(row),
            Some(old) if *old != row => plan.changed_notices.push(row),
            Some(_) => {}
        }
    }
}
