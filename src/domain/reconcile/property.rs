//! What can be told or asked of an entity beside its name.

use db::EntityKind;

use crate::store::edition::reference::Reference;

/// A property. Each scheme of identifiers is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Property {
    Kind,
    Names,
    Summary,
    StartDate,
    EndDate,
    Slug,
    /// What relations join with it, of that kind.
    Related(EntityKind),
    /// An identifier of this scheme.
    Identifier(String),
}

/// A property in the words of the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub id: String,
    pub name: String,
    pub description: String,
}

const OWN: [(Property, &str, &str, &str); 8] = [
    (Property::Names, "names", "Names", "Its names beside the house name"),
    (Property::Kind, "kind", "Kind", "What it is: PERSON, ORGANISATION, …"),
    (Property::Summary, "summary", "Summary", "One line that tells it from others of its name"),
    (Property::StartDate, "startDate", "Start date", "Birth, foundation, beginning"),
    (Property::EndDate, "endDate", "End date", "Death, dissolution, end"),
    (Property::Related(EntityKind::Country), "country", "Country", "Countries that relations join with it"),
    (
        Property::Related(EntityKind::Organisation),
        "organisation",
        "Organisation",
        "Organisations that relations join with it",
    ),
    (Property::Slug, "slug", "Slug", "Its name in addresses"),
];

impl Property {
    /// The property of an id.
    #[must_use]
    pub fn of_id(id: &str, reference: &Reference) -> Option<Self> {
        let own = OWN.into_iter().find(|(_, own, ..)| *own == id).map(|(property, ..)| property);
        own.or_else(|| reference.scheme(id).map(|scheme| Self::Identifier(scheme.code.clone())))
    }

    /// Whether a question may say something of it.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        !matches!(self, Self::Names | Self::Summary | Self::Kind)
    }

    #[must_use]
    pub fn described(&self, reference: &Reference) -> Described {
        let own = OWN.into_iter().find(|(property, ..)| property == self);
        let (id, name, description) = match (own, self) {
            (Some((_, id, name, description)), _) => (id.to_owned(), name.to_owned(), description.to_owned()),
            (None, Self::Identifier(code)) => {
                let label = reference.scheme(code).map_or(code, |scheme| &scheme.label).clone();
                (code.clone(), label.clone(), format!("Its identifier of {label}"))
            }
            (None, _) => (String::new(), String::new(), String::new()),
        };
        Described { id, name, description }
    }

    /// All of them, those of our own first.
    #[must_use]
    pub fn all(reference: &Reference) -> Vec<Self> {
        let mut schemes: Vec<_> = reference.schemes().collect();
        schemes.sort_by(|a, b| (a.position, &a.code).cmp(&(b.position, &b.code)));
        let own = OWN.into_iter().map(|(property, ..)| property);
        own.chain(schemes.into_iter().map(|scheme| Self::Identifier(scheme.code.clone()))).collect()
    }
}
