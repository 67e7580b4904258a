//! The policy: who may do what. Nothing but [`permit`] makes a [`Permit`], and nothing is read of the desk or written
//! without one.

use super::actor::{Actor, Role, Scope};

/// Whether a role may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    No,
    /// With what is their own: made by them, or given to them.
    Own,
    Yes,
}

/// Whose the thing is that something is to be done with. What is new, or nobody's, is one's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Own,
    Others,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident $code:literal [$author:ident $editor:ident $admin:ident] $($scope:ident)?;)+) => {
        /// What is about to be done, in the words of the audit.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $action,)+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$action,)+];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$action => $code,)+ }
            }

            /// The row of the table: AUTHOR, EDITOR, ADMIN.
            fn row(self) -> [Leave; 3] {
                match self { $(Self::$action => [Leave::$author, Leave::$editor, Leave::$admin],)+ }
            }

            /// The scope with which a tool may do it, too.
            fn scope(self) -> Option<Scope> {
                match self { $(Self::$action => actions!(@scope $($scope)?),)+ }
            }
        }
    };
    (@scope) => { None };
    (@scope $scope:ident) => { Some(Scope::$scope) };
}

actions! {
    //                                          AUTHOR EDITOR ADMIN  and tools with the scope
    /// Only the product itself: the command line and what it starts.
    SeedReference       "SEED_REFERENCE"        [No     No     No];
    Import              "IMPORT"                [No     No     No];
    Export              "EXPORT"                [No     No     No];
    RebuildEdition      "REBUILD_EDITION"       [No     No     No];
    /// What the clock does: scheduled publications and withdrawals.
    KeepSchedule        "KEEP_SCHEDULE"         [No     No     No];

    /// Looking at the desk at all. Of articles, authors see their own.
    ReadDesk            "READ_DESK"             [Yes    Yes    Yes]  ReadDesk;
    ReadOthersArticles  "READ_OTHERS_ARTICLES"  [No     Yes    Yes]  ReadDesk;
    ReadAudit           "READ_AUDIT"            [No     Yes    Yes]  ReadAudit;
    ReadUsers           "READ_USERS"            [Yes    Yes    Yes]  ReadUsers;

    CreateArticle       "CREATE_ARTICLE"        [Yes    Yes    Yes];
    /// Also autosaving, restoring a revision, deciding on mentions.
    EditArticle         "EDIT_ARTICLE"          [Own    Yes    Yes];
    /// Further conditions are those of the stage itself.
    MoveArticle         "MOVE_ARTICLE"          [Own    Yes    Yes];
    AssignArticle       "ASSIGN_ARTICLE"        [No     Yes    Yes];
    LockArticle         "LOCK_ARTICLE"          [Own    Yes    Yes];
    BreakLock           "BREAK_LOCK"            [No     Yes    Yes];
    Publish             "PUBLISH"               [No     Yes    Yes];
    Schedule            "SCHEDULE"              [No     Yes    Yes];
    SetEmbargo          "SET_EMBARGO"           [No     Yes    Yes];
    Withdraw            "WITHDRAW"              [No     Yes    Yes];
    Correct             "CORRECT"               [No     Yes    Yes];
    Retract             "RETRACT"               [No     Yes    Yes];
    /// A retraction is final for everybody else.
    Reinstate           "REINSTATE"             [No     No     Yes];
    /// Hides the text of a former version from readers (a court order).
    HideVersion         "HIDE_VERSION"          [No     No     Yes];
    ArchiveArticle      "ARCHIVE_ARTICLE"       [No     Yes    Yes];
    /// Softly: it can be restored.
    DeleteArticle       "DELETE_ARTICLE"        [Own    Yes    Yes];
    RestoreArticle      "RESTORE_ARTICLE"       [Own    Yes    Yes];
    PreviewArticle      "PREVIEW_ARTICLE"       [Own    Yes    Yes];

    CreateEntity        "CREATE_ENTITY"         [Yes    Yes    Yes];
    /// Authors: as long as it is not public.
    EditEntity          "EDIT_ENTITY"           [Own    Yes    Yes];
    PublishEntity       "PUBLISH_ENTITY"        [No     Yes    Yes];
    WithdrawEntity      "WITHDRAW_ENTITY"       [No     Yes    Yes];
    MergeEntities       "MERGE_ENTITIES"        [No     Yes    Yes];
    /// Saying that two entities that look like one are two; and taking that back.
    DismissDuplicate    "DISMISS_DUPLICATE"     [No     Yes    Yes];
    CreateRelation      "CREATE_RELATION"       [Yes    Yes    Yes];
    /// Authors: as long as it is not public. Also its evidence.
    EditRelation        "EDIT_RELATION"         [Own    Yes    Yes];
    PublishRelation     "PUBLISH_RELATION"      [No     Yes    Yes];
    RankRelation        "RANK_RELATION"         [No     Yes    Yes];
    EditRelationTypes   "EDIT_RELATION_TYPES"   [No     Yes    Yes];
    EditSeries          "EDIT_SERIES"           [No     Yes    Yes];
    CreatePicture       "CREATE_PICTURE"        [Yes    Yes    Yes];
    EditPicture         "EDIT_PICTURE"          [Own    Yes    Yes];

    /// Showing who one is. The product does it for whoever did not yet.
    SignIn              "SIGN_IN"               [Yes    Yes    Yes];
    /// One's own name, password and sessions.
    EditOwnAccount      "EDIT_OWN_ACCOUNT"      [Yes    Yes    Yes];
    ManageUsers         "MANAGE_USERS"          [No     No     Yes];
    ManageKeys          "MANAGE_KEYS"           [No     No     Yes];
    ManageStages        "MANAGE_STAGES"         [No     No     Yes];
}

/// Leave to do one thing, for one actor; both go to the audit.
#[derive(Clone, Debug)]
pub struct Permit {
    actor: Actor,
    action: Action,
}

impl Permit {
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The actor may not do that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{actor} may not {}", action.code())]
pub struct Denied {
    pub actor: Actor,
    pub action: Action,
}

/// What the table says of a role.
#[must_use]
pub fn allows(role: Role, action: Action) -> Leave {
    let [author, editor, admin] = action.row();
    match role {
        Role::Author => author,
        Role::Editor => editor,
        Role::Admin => admin,
    }
}

/// Asks the policy.
///
/// # Errors
/// [`Denied`] where the table says no.
pub fn permit(actor: &Actor, action: Action, whose: Whose) -> Result<Permit, Denied> {
    let may = match actor {
        Actor::System => true,
        Actor::User(user) => match allows(user.role, action) {
            Leave::Yes => true,
            Leave::Own => whose == Whose::Own,
            Leave::No => false,
        },
        Actor::Key(key) => action.scope().is_some_and(|scope| key.scopes.contains(&scope)),
    };
    if may {
        Ok(Permit { actor: actor.clone(), action })
    } else {
        Err(Denied { actor: actor.clone(), action })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::auth::{Key, User};

    #[test]
    fn tools_read_and_write_nothing() {
        let tool = Actor::Key(Key { uid: Uuid::nil(), scopes: Scope::ALL.to_vec() });
        let may = Action::ALL.iter().filter(|action| permit(&tool, **action, Whose::Own).is_ok());
        let may: Vec<_> = may.map(|action| action.code()).collect();
        assert_eq!(may, ["READ_DESK", "READ_OTHERS_ARTICLES", "READ_AUDIT", "READ_USERS"]);
        let none = Actor::Key(Key { uid: Uuid::nil(), scopes: vec![] });
        assert!(Action::ALL.iter().all(|action| permit(&none, *action, Whose::Own).is_err()));
    }

    #[test]
    fn authors_keep_to_what_is_theirs() {
        let author = Actor::User(User { uid: Uuid::nil(), role: Role::Author, session: None });
        assert!(permit(&author, Action::EditArticle, Whose::Own).is_ok());
        assert!(permit(&author, Action::EditArticle, Whose::Others).is_err());
        assert!(permit(&author, Action::Publish, Whose::Own).is_err());
    }
}
