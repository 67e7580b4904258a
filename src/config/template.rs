//! The template of a path, checked where it is read.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::site;

/// A template that was understood, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Template {
    text: String,
    parsed: site::Template,
}

impl Template {
    #[must_use]
    pub fn parsed(&self) -> site::Template {
        self.parsed.clone()
    }
}

impl FromStr for Template {
    type Err = site::TemplateFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { text: text.to_owned(), parsed: text.parse()? })
    }
}

impl TryFrom<String> for Template {
    type Error = site::TemplateFault;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Template> for String {
    fn from(template: Template) -> Self {
        template.text
    }
}
