//! What an editor changes of an entity: what is left out stays as it is.

use db::NameKind;

use crate::domain::article::patch::{Field, ListPatch};
use crate::domain::bundle::format::{Entity, EntityName, Identifier};
use crate::domain::mutation::{Code, Fault};

/// What tells a name from the others of its entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameKey {
    pub name: String,
    pub kind: NameKind,
    pub language: Option<String>,
}

/// A change of an entity's names: all of them, or by what comes and what goes. What comes and is there already takes
/// the place of what is there.
#[derive(Clone, Debug, PartialEq)]
pub enum Names {
    Set(Vec<EntityName>),
    Change { add: Vec<EntityName>, remove: Vec<NameKey> },
}

/// Fields in the words of a bundle.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    pub name: Option<String>,
    /// Keeps the former name among the names, as one of this kind.
    pub keep_name_as: Option<NameKind>,
    pub slug: Option<String>,
    pub summary: Field<String>,
    pub description: Field<String>,
    pub start_date: Field<String>,
    pub end_date: Field<String>,
    pub latitude: Field<f64>,
    pub longitude: Field<f64>,
    pub names: Option<Names>,
    pub identifiers: Option<ListPatch<Identifier>>,
}

/// An entity as it is to be, and where in the arguments its names and identifiers come from.
#[derive(Debug)]
pub struct Wanted {
    pub entity: Entity,
    names: Vec<String>,
    identifiers: Vec<String>,
}

impl Wanted {
    /// Where in the arguments a place of the entity is (`/names/1/language`).
    #[must_use]
    pub fn path(&self, pointer: &str) -> Vec<String> {
        let mut parts = pointer.split('/').skip(1);
        let mut path: Vec<String> = vec!["input".to_owned(), "changes".to_owned()];
        let list = match parts.next() {
            Some("names") => Some(("names", &self.names)),
            Some("identifiers") => Some(("identifiers", &self.identifiers)),
            Some(field) => {
                path.push(field.to_owned());
                None
            }
            None => None,
        };
        if let Some((field, from)) = list {
            path.push(field.to_owned());
            let index = parts.next().and_then(|index| index.parse::<usize>().ok());
            let from = index.and_then(|index| from.get(index)).filter(|from| !from.is_empty());
            let Some(from) = from else { return path };
            path.extend(from.split('.').map(str::to_owned));
        }
        path.extend(parts.map(str::to_owned));
        path
    }
}

impl Patch {
    /// The entity as it becomes.
    ///
    /// # Errors
    /// What is to go and is not there.
    pub fn onto(self, base: Entity) -> Result<Wanted, Vec<Fault>> {
        let mut faults = vec![];
        let Self {
            name,
            keep_name_as,
            slug,
            summary,
            description,
            start_date,
            end_date,
            latitude,
            longitude,
            names,
            identifiers,
        } = self;
        let (mut names, mut from) = onto_names(base.names, names, &mut faults);
        if let (Some(kind), Some(new)) = (keep_name_as, &name)
            && *new != base.name
            && !names.iter().any(|other| other.name == base.name)
        {
            let former = EntityName {
                name: base.name.clone(),
                kind,
                language: None,
                preferred: false,
                distinctive: false,
                start_date: None,
                end_date: None,
            };
            names.push(former);
            from.push(String::new());
        }
        let (identifiers, identifiers_from) = onto_identifiers(base.identifiers, identifiers, &mut faults);
        let entity = Entity {
            name: name.unwrap_or(base.name),
            slug: slug.or(base.slug),
            summary: summary.unwrap_or(base.summary),
            description: description.unwrap_or(base.description),
            start_date: start_date.unwrap_or(base.start_date),
            end_date: end_date.unwrap_or(base.end_date),
            latitude: latitude.unwrap_or(base.latitude),
            longitude: longitude.unwrap_or(base.longitude),
            names,
            identifiers,
            ..base
        };
        if faults.is_empty() {
            Ok(Wanted { entity, names: from, identifiers: identifiers_from })
        } else {
            Err(faults)
        }
    }
}

fn is(name: &EntityName, key: &NameKey) -> bool {
    let language = |tag: &Option<String>| tag.as_deref().unwrap_or_default().to_ascii_lowercase();
    (&name.name, name.kind, language(&name.language)) == (&key.name, key.kind, language(&key.language))
}

fn onto_names(
    base: Vec<EntityName>,
    change: Option<Names>,
    faults: &mut Vec<Fault>,
) -> (Vec<EntityName>, Vec<String>) {
    let (mut names, mut from) = (base, vec![]);
    from.resize(names.len(), String::new());
    match change {
        None => {}
        Some(Names::Set(set)) => {
            from = (0..set.len()).map(|i| format!("set.{i}")).collect();
            names = set;
        }
        Some(Names::Change { add, remove }) => {
            for (i, key) in remove.iter().enumerate() {
                match names.iter().position(|name| is(name, key)) {
                    Some(at) => {
                        names.remove(at);
                        from.remove(at);
                    }
                    None => faults.push(missing(&format!("input.changes.names.remove.{i}"), "name")),
                }
            }
            for (i, name) in add.into_iter().enumerate() {
                if name.preferred {
                    // The one of its language that was preferred is not any more; of two that come, none gives way.
                    let same = |other: &EntityName| other.language == name.language;
                    let old =
                        names.iter_mut().zip(&from).filter(|(other, from)| from.is_empty() && same(other));
                    old.for_each(|(other, _)| other.preferred = false);
                }
                let key =
                    NameKey { name: name.name.clone(), kind: name.kind, language: name.language.clone() };
                let there =
                    names.iter().zip(&from).position(|(name, from)| from.is_empty() && is(name, &key));
                match there {
                    Some(at) => {
                        names[at] = name;
                        from[at] = format!("add.{i}");
                    }
                    None => {
                        names.push(name);
                        from.push(format!("add.{i}"));
                    }
                }
            }
        }
    }
    (names, from)
}

fn onto_identifiers(
    base: Vec<Identifier>,
    change: Option<ListPatch<Identifier>>,
    faults: &mut Vec<Fault>,
) -> (Vec<Identifier>, Vec<String>) {
    let (mut identifiers, mut from) = (base, vec![]);
    from.resize(identifiers.len(), String::new());
    match change {
        None => {}
        Some(ListPatch::Set(set)) => {
            from = (0..set.len()).map(|i| format!("set.{i}")).collect();
            identifiers = set;
        }
        Some(ListPatch::Change { add, remove }) => {
            for (i, identifier) in remove.iter().enumerate() {
                match identifiers.iter().position(|other| other == identifier) {
                    Some(at) => {
                        identifiers.remove(at);
                        from.remove(at);
                    }
                    None => {
                        faults.push(missing(&format!("input.changes.identifiers.remove.{i}"), "identifier"));
                    }
                }
            }
            for (i, identifier) in add.into_iter().enumerate() {
                if !identifiers.iter().zip(&from).any(|(other, from)| from.is_empty() && *other == identifier)
                {
                    identifiers.push(identifier);
                    from.push(format!("add.{i}"));
                }
            }
        }
    }
    (identifiers, from)
}

fn missing(path: &str, what: &str) -> Fault {
    Fault::new(Code::NotFound, path, format!("the entity has no such {what}"))
}
