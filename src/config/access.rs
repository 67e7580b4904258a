//! The settings of how people and tools are let in.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Config, ConfigError};
use crate::auth::Role;
use crate::domain::access::{self, Limits};
use crate::domain::identity;

/// What a value of the claim of roles means here: `editors=EDITOR`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleMapping {
    pub value: String,
    pub role: Role,
}

/// What is no mapping.
#[derive(Debug, thiserror::Error)]
#[error(
    "\"{0}\" is no mapping: write what the token says, =, and AUTHOR, EDITOR or ADMIN, as in \"news-editors=EDITOR\""
)]
pub struct MappingFault(String);

impl FromStr for RoleMapping {
    type Err = MappingFault;

    fn from_str(text: &str) -> Result<Self, MappingFault> {
        let fault = || MappingFault(text.to_owned());
        let (value, role) = text.rsplit_once('=').ok_or_else(fault)?;
        let role = Role::of_code(&role.trim().to_ascii_uppercase()).ok_or_else(fault)?;
        let value = value.trim();
        if value.is_empty() { Err(fault()) } else { Ok(Self { value: value.to_owned(), role }) }
    }
}

impl TryFrom<String> for RoleMapping {
    type Error = MappingFault;

    fn try_from(text: String) -> Result<Self, MappingFault> {
        text.parse()
    }
}

impl From<RoleMapping> for String {
    fn from(mapping: RoleMapping) -> Self {
        format!("{}={}", mapping.value, mapping.role.code())
    }
}

impl Config {
    /// How people and tools are let in.
    #[must_use]
    pub fn access(&self) -> access::Settings {
        let seconds = |n: u64| i64::try_from(n).unwrap_or(i64::MAX / 1000).saturating_mul(1000);
        access::Settings {
            issuer: self.token_issuer.clone(),
            audience: self.token_audience.clone(),
            access: seconds(self.access_token_life),
            idle: seconds(self.session_idle_life),
            session: seconds(self.session_life),
            invitation: seconds(self.invitation_life),
            reset: seconds(self.reset_life),
            limits: Limits {
                account: self.login_attempts,
                network: self.login_attempts_per_address,
                ..Limits::default()
            },
            identity: self.identity(),
            ..access::Settings::default()
        }
    }

    fn identity(&self) -> Option<identity::Settings> {
        Some(identity::Settings {
            issuer: self.oidc_issuer.clone()?,
            audience: self.oidc_audience.clone()?,
            jwks_url: self.oidc_jwks_url.clone()?,
            role_claim: self.oidc_role_claim.clone(),
            name_claim: self.oidc_name_claim.clone(),
            email_claim: self.oidc_email_claim.clone(),
            roles: self.oidc_roles.iter().map(|mapping| (mapping.value.clone(), mapping.role)).collect(),
        })
    }

    pub(super) fn check_access(&self) -> Result<(), ConfigError> {
        let range = |key, value: String, must| Err(ConfigError::Range { key, value, must });
        for (key, text) in [("token_issuer", &self.token_issuer), ("token_audience", &self.token_audience)] {
            if text.trim().is_empty() {
                return range(key, "empty".to_owned(), "a name, or an address");
            }
        }
        if !(60..=900).contains(&self.access_token_life) {
            return range("access_token_life", self.access_token_life.to_string(), "60 to 900 (seconds)");
        }
        for (key, value, most, must) in [
            ("session_life", self.session_life, 366 * 86_400, "60 to 31622400 (seconds, a year)"),
            ("session_idle_life", self.session_idle_life, self.session_life, "60 to session_life (seconds)"),
            ("invitation_life", self.invitation_life, 31 * 86_400, "60 to 2678400 (seconds, 31 days)"),
            ("reset_life", self.reset_life, 86_400, "60 to 86400 (seconds, a day)"),
        ] {
            if !(60..=most).contains(&value) {
                return range(key, value.to_string(), must);
            }
        }
        for (key, value) in [
            ("login_attempts", self.login_attempts),
            ("login_attempts_per_address", self.login_attempts_per_address),
        ] {
            if !(1..=1_000_000).contains(&value) {
                return range(key, value.to_string(), "1 to 1000000");
            }
        }
        if self.proxies > 10 {
            return range("proxies", self.proxies.to_string(), "0 to 10");
        }
        self.check_identity()
    }

    /// Another issuer is trusted as a whole or not at all.
    fn check_identity(&self) -> Result<(), ConfigError> {
        let said = [
            ("oidc_issuer", self.oidc_issuer.as_deref()),
            ("oidc_audience", self.oidc_audience.as_deref()),
            ("oidc_jwks_url", self.oidc_jwks_url.as_deref()),
        ];
        let mapped = !self.oidc_roles.is_empty();
        if said.iter().all(|(_, value)| value.is_none()) && !mapped {
            return Ok(());
        }
        let must =
            "set, with all of oidc_issuer, oidc_audience, oidc_jwks_url and oidc_roles, or with none of them";
        let range = |key, value: String, must| Err(ConfigError::Range { key, value, must });
        for (key, value) in said {
            if value.is_none_or(|value| value.trim().is_empty()) {
                return range(key, "not set".to_owned(), must);
            }
        }
        if !mapped {
            return range("oidc_roles", "not set".to_owned(), must);
        }
        if self.oidc_issuer.as_deref() == Some(self.token_issuer.as_str()) {
            return range("oidc_issuer", self.token_issuer.clone(), "another than token_issuer");
        }
        let url = self.oidc_jwks_url.clone().unwrap_or_default();
        if !identity::is_safe(&url) {
            let must = "an https address (http is for this machine alone: localhost, 127.0.0.1, [::1])";
            return range("oidc_jwks_url", url, must);
        }
        Ok(())
    }
}
