//! One row for each mutation: what [`crate::matrix`] calls.

use serde_json::{Value, json};

/// What a mutation is about: for each there are its states, and whose it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Nothing that is there already.
    New,
    Article,
    Entity,
    /// A relation, with one piece of evidence.
    Relation,
    /// The account of somebody else.
    User,
    /// A key of a tool.
    ApiKey,
}

/// Things that were made for one call alone.
pub struct It {
    /// Of which nobody else has one: for slugs and addresses.
    pub number: usize,
    /// Its public id.
    pub id: String,
    /// Another thing of the kind; of a relation, its evidence.
    pub other: String,
    pub head: i32,
    pub version: i64,
}

pub type Row = (&'static str, Of, fn(&It) -> Value);

/// One row for each mutation: its name, what it is about, and its input where everything is right but who asks, and
/// when.
pub fn rows() -> Vec<Row> {
    vec![
        ("createArticle", Of::New, |_| json!({ "headline": "Rain" })),
        (
            "updateArticle",
            Of::Article,
            |it| json!({ "id": it.id, "baseRevision": it.head, "changes": { "headline": "More rain" } }),
        ),
        ("aboutArticles", Of::Article, |it| json!({ "ids": [it.id], "add": ["kazakhstan"] })),
        ("addNotice", Of::Article, |it| json!({ "id": it.id, "kind": "CLARIFICATION", "text": "It is so." })),
        ("archiveArticle", Of::Article, |it| json!({ "id": it.id })),
        ("assignArticle", Of::Article, |it| json!({ "id": it.id, "assignees": { "add": [] } })),
        ("assignArticles", Of::Article, |it| json!({ "ids": [it.id], "assignees": { "add": [] } })),
        (
            "autosaveArticle",
            Of::Article,
            |it| json!({ "article": it.id, "baseRevision": it.head, "changes": { "headline": "Rain?" } }),
        ),
        ("cancelPublication", Of::Article, |it| json!({ "id": it.id })),
        ("correctArticle", Of::Article, |it| {
            let (changes, notice) =
                (json!({ "headline": "Snow" }), json!({ "kind": "CORRECTION", "text": "Snow." }));
            json!({ "id": it.id, "basedOn": "HEAD", "baseRevision": it.head, "changes": changes, "notice": notice })
        }),
        ("createPreviewToken", Of::Article, |it| json!({ "article": it.id })),
        ("revokePreviewToken", Of::New, |_| json!({ "id": "pvt_01h2xcejqtf2nbrexx3vqjhp41" })),
        (
            "decideMentions",
            Of::Article,
            |it| json!({ "article": it.id, "baseRevision": it.head, "decisions": [] }),
        ),
        ("deleteArticle", Of::Article, |it| json!({ "id": it.id })),
        ("discardWorkingCopy", Of::Article, |it| json!({ "article": it.id })),
        ("hideVersion", Of::Article, |it| json!({ "id": it.id, "version": 1 })),
        ("lockArticle", Of::Article, |it| json!({ "id": it.id })),
        ("unlockArticle", Of::Article, |it| json!({ "id": it.id, "force": true })),
        ("moveArticle", Of::Article, |it| json!({ "id": it.id, "to": "in_review" })),
        ("publishArticle", Of::Article, |it| json!({ "id": it.id })),
        ("publishArticles", Of::Article, |it| json!({ "ids": [it.id] })),
        ("reinstateArticle", Of::Article, |it| json!({ "id": it.id, "notice": "It was right." })),
        ("restoreArticle", Of::Article, |it| json!({ "id": it.id })),
        ("restoreRevision", Of::Article, |it| json!({ "id": it.id, "revision": 1, "baseRevision": it.head })),
        ("retractArticle", Of::Article, |it| json!({ "id": it.id, "notice": "It was wrong." })),
        ("scheduleWithdrawal", Of::Article, |it| json!({ "id": it.id, "at": "2026-06-01T00:00:00Z" })),
        ("setEditNote", Of::Article, |it| json!({ "id": it.id, "note": "Look twice." })),
        ("setEmbargo", Of::Article, |it| json!({ "id": it.id, "until": "2026-06-01T00:00:00Z" })),
        ("withdrawArticle", Of::Article, |it| json!({ "id": it.id })),
        (
            "createStage",
            Of::New,
            |it| json!({ "code": format!("legal_{}", it.number), "label": "Legal", "entryRoles": ["EDITOR"] }),
        ),
        (
            "updateStage",
            Of::New,
            |it| json!({ "code": "in_review", "label": format!("Review {}", it.number) }),
        ),
        ("retireStage", Of::New, |_| json!({ "code": "nowhere" })),
        ("createSeries", Of::New, |it| json!({ "title": format!("Series {}", it.number) })),
        (
            "updateSeries",
            Of::New,
            |_| json!({ "id": "dser_01h2xcejqtf2nbrexx3vqjhp41", "expectedVersion": 1, "changes": { "title": "S" } }),
        ),
        (
            "deleteSeries",
            Of::New,
            |_| json!({ "id": "dser_01h2xcejqtf2nbrexx3vqjhp41", "expectedVersion": 1 }),
        ),
        (
            "updatePicture",
            Of::New,
            |_| json!({ "id": "pic_01h2xcejqtf2nbrexx3vqjhp41", "changes": { "alt": "Rain" } }),
        ),
        ("createEntity", Of::New, |_| json!({ "kind": "PERSON", "name": "Ada" })),
        (
            "updateEntity",
            Of::Entity,
            |it| json!({ "id": it.id, "expectedVersion": it.version, "changes": { "summary": "Another" } }),
        ),
        ("publishEntities", Of::Entity, |it| json!({ "ids": [it.id] })),
        ("withdrawEntities", Of::Entity, |it| json!({ "ids": [it.id] })),
        (
            "mergeEntities",
            Of::Entity,
            |it| json!({ "source": it.id, "target": it.other, "reason": "the same", "force": true }),
        ),
        ("dismissDuplicate", Of::Entity, |it| json!({ "first": it.id, "second": it.other })),
        ("restoreDuplicate", Of::Entity, |it| json!({ "first": it.id, "second": it.other })),
        ("unmergeEntities", Of::Entity, |it| json!({ "source": it.id })),
        ("createRelation", Of::Entity, |it| {
            let evidence = json!([{ "stance": "SUPPORTS", "url": "https://example.org/a" }]);
            json!({ "subject": it.id, "type": "ALLY_OF", "object": it.other, "evidence": evidence })
        }),
        (
            "updateRelation",
            Of::Relation,
            |it| json!({ "id": it.id, "expectedVersion": it.version, "changes": { "note": "Another" } }),
        ),
        (
            "endRelation",
            Of::Relation,
            |it| json!({ "id": it.id, "expectedVersion": it.version, "endDate": "2020" }),
        ),
        (
            "rankRelation",
            Of::Relation,
            |it| json!({ "id": it.id, "expectedVersion": it.version, "rank": "DEPRECATED", "reason": "wrong" }),
        ),
        ("publishRelations", Of::Relation, |it| json!({ "ids": [it.id] })),
        ("withdrawRelations", Of::Relation, |it| json!({ "ids": [it.id] })),
        (
            "addEvidence",
            Of::Relation,
            |it| json!({ "relation": it.id, "evidence": { "stance": "SUPPORTS", "url": "https://example.org/b" } }),
        ),
        (
            "updateEvidence",
            Of::Relation,
            |it| json!({ "id": it.other, "changes": { "attribution": "somebody" } }),
        ),
        ("removeEvidence", Of::Relation, |it| json!({ "id": it.other })),
        ("createRelationType", Of::New, |it| {
            json!({
                "code": format!("TYPE_{}", it.number), "label": "is with", "inverseLabel": "is with", "temporal": "STATE"
            })
        }),
        (
            "updateRelationType",
            Of::New,
            |it| json!({ "code": "MEMBER_OF", "changes": { "label": format!("member {}", it.number) } }),
        ),
        ("retireRelationType", Of::New, |_| json!({ "code": "KNOWS" })),
        ("mergeRelationTypes", Of::New, |_| json!({ "from": "KNOWS", "into": "NOWHERE" })),
        ("login", Of::New, |_| json!({ "email": "nobody@news.example", "password": "wrong" })),
        ("refreshSession", Of::New, |_| json!({ "refreshToken": "ngr_wrong" })),
        ("logout", Of::New, |_| Value::Null),
        ("setPassword", Of::New, |_| json!({ "token": "ngl_wrong", "password": "correct horse battery" })),
        (
            "changePassword",
            Of::New,
            |_| json!({ "currentPassword": "wrong", "newPassword": "correct horse battery" }),
        ),
        ("updateViewer", Of::New, |_| json!({ "name": "Another" })),
        (
            "inviteUser",
            Of::New,
            |it| json!({ "email": format!("new-{}@news.example", it.number), "name": "New", "role": "AUTHOR" }),
        ),
        ("updateUser", Of::User, |it| json!({ "id": it.id, "role": "EDITOR" })),
        ("disableUser", Of::User, |it| json!({ "id": it.id })),
        ("enableUser", Of::User, |it| json!({ "id": it.id })),
        ("resetPassword", Of::User, |it| json!({ "id": it.id })),
        (
            "createApiKey",
            Of::New,
            |_| json!({ "name": "tool", "scopes": ["READ_DESK"], "expiresAt": "2026-06-01T00:00:00Z" }),
        ),
        ("revokeApiKey", Of::ApiKey, |it| json!({ "id": it.id })),
    ]
}

impl Of {
    pub fn states(self) -> &'static [&'static str] {
        match self {
            Self::Article => &["draft", "scheduled", "published", "archived"],
            Self::Entity | Self::Relation => &["unpublished", "published"],
            Self::New | Self::User | Self::ApiKey => &["-"],
        }
    }

    pub fn has_owner(self) -> bool {
        [Self::Article, Self::Entity, Self::Relation].contains(&self)
    }
}
