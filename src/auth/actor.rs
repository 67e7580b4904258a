//! Who acts. There is no "nobody" here: a reader has no actor at all, and writes nothing.

use std::fmt;

use uuid::Uuid;

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The product itself, at the hands of whoever runs it: the command line, the demo, the seeding of reference data,
    /// the scheduler.
    System,
    User(User),
    /// A tool with an API key.
    Key(Key),
}

/// A person of the newsroom who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The public id of the account.
    pub uid: Uuid,
    pub role: Role,
    /// The session that the token belongs to; none for a token of another issuer, which has no session here.
    pub session: Option<Uuid>,
}

/// What a person may do in general.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Writes own articles.
    Author,
    /// Works on everything, and publishes.
    Editor,
    /// An editor who also keeps users, keys and stages.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Author, Self::Editor, Self::Admin];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Author => "AUTHOR",
            Self::Editor => "EDITOR",
            Self::Admin => "ADMIN",
        }
    }

    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A tool: it reads what its scopes say, and writes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The public id of the key.
    pub uid: Uuid,
    pub scopes: Vec<Scope>,
}

/// What a tool may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Drafts, revisions and workflow of all articles, and all entities and relations.
    ReadDesk,
    /// Who did what.
    ReadAudit,
    /// Names, addresses and roles of users.
    ReadUsers,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::ReadDesk, Self::ReadAudit, Self::ReadUsers];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ReadDesk => "READ_DESK",
            Self::ReadAudit => "READ_AUDIT",
            Self::ReadUsers => "READ_USERS",
        }
    }

    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

impl Actor {
    /// The role, where the actor is a person.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::User(user) => Some(user.role),
            Self::System | Self::Key(_) => None,
        }
    }
}

/// As the rows name whoever made or changed them.
impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::User(user) => write!(f, "user:{}", user.uid),
            Self::Key(key) => write!(f, "key:{}", key.uid),
        }
    }
}

/// The account that a row's `created_by` names, if it names one.
#[must_use]
pub fn user_of(actor: &str) -> Option<Uuid> {
    actor.strip_prefix("user:")?.parse().ok()
}
