//! How much a parsed document selects, before it is validated: each fragment is counted once, so that fragments which
//! spread each other cost their text and not what they expand to.

use std::collections::HashMap;

use apollo_compiler::Node;
use apollo_compiler::ast::{Definition, Document, FragmentDefinition, Selection};

use super::limits::{Limits, Refusal};
use super::lines::Lines;

/// What a set of selections comes to, fragments expanded.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    selections: u64,
    /// Fields directly in the set.
    fields: u64,
    depth: u64,
    /// Selections within each other, of fragments too: as deep recurses what walks them.
    levels: u64,
}

type Fragments<'a> = HashMap<&'a str, &'a Node<FragmentDefinition>>;

struct Counting<'a> {
    fragments: Fragments<'a>,
    /// `None` while it is being counted.
    counted: HashMap<&'a str, Option<Size>>,
    lines: &'a Lines,
}

/// Checks the operations and the fragments, also those that nothing spreads: validation walks them too.
///
/// # Errors
/// The first limit that is exceeded, or a fragment that contains itself.
pub fn check(document: &Document, lines: &Lines, limits: &Limits) -> Result<(), Refusal> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), fragment)),
        _ => None,
    });
    let mut counting = Counting { fragments: fragments.collect(), counted: HashMap::new(), lines };
    for definition in &document.definitions {
        let size = match definition {
            Definition::OperationDefinition(operation) => {
                let size = counting.set(&operation.selection_set)?;
                if size.fields > limits.root_fields {
                    return Err(Refusal::RootFields { is: size.fields, most: limits.root_fields });
                }
                size
            }
            Definition::FragmentDefinition(fragment) => counting.fragment(&fragment.name, None)?,
            // Validation refuses the others.
            _ => continue,
        };
        if size.selections > limits.selections {
            return Err(Refusal::Selections { is: size.selections, most: limits.selections });
        }
        if size.levels > u64::try_from(limits.nesting).unwrap_or(u64::MAX) {
            return Err(Refusal::Levels { is: size.levels, most: limits.nesting });
        }
        if size.depth > limits.depth {
            return Err(Refusal::Depth { is: size.depth, most: limits.depth });
        }
    }
    Ok(())
}

impl<'a> Counting<'a> {
    fn set(&mut self, selections: &'a [Selection]) -> Result<Size, Refusal> {
        let mut size = Size::default();
        for selection in selections {
            let part = match selection {
                Selection::Field(field) => {
                    let within = self.set(&field.selection_set)?;
                    Size { fields: 1, depth: within.depth.saturating_add(1), ..within }
                }
                Selection::InlineFragment(inline) => self.set(&inline.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    let at = spread.fragment_name.location().map(|span| self.lines.at(span.offset()));
                    self.fragment(&spread.fragment_name, at)?
                }
            };
            size.selections = size.selections.saturating_add(part.selections).saturating_add(1);
            size.fields = size.fields.saturating_add(part.fields);
            size.depth = size.depth.max(part.depth);
            size.levels = size.levels.max(part.levels.saturating_add(1));
        }
        Ok(size)
    }

    fn fragment(&mut self, name: &'a str, at: Option<async_graphql::Pos>) -> Result<Size, Refusal> {
        match self.counted.get(name) {
            Some(Some(size)) => return Ok(*size),
            Some(None) => return Err(Refusal::Cycle { fragment: name.to_owned(), at }),
            None => {}
        }
        // Validation tells of fragments that are not there.
        let Some(fragment) = self.fragments.get(name).copied() else { return Ok(Size::default()) };
        self.counted.insert(name, None);
        let size = self.set(&fragment.selection_set)?;
        self.counted.insert(name, Some(size));
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, limits: &Limits) -> Result<(), Refusal> {
        check(&Document::parse(text, "").unwrap(), &Lines::new(text), limits)
    }

    #[test]
    fn fragments_count_as_often_as_they_are_spread() {
        let text = "{ a { ...F ...F } } fragment F on T { b { ...G } ...G } fragment G on T { c d }";
        // a, twice: the spread, b with the spread of c and d, the spread of c and d.
        let limits = Limits { selections: 17, depth: 3, root_fields: 1, ..Limits::default() };
        assert_eq!(checked(text, &limits), Ok(()));
        let less = |change: fn(&mut Limits)| {
            let mut limits = limits.clone();
            change(&mut limits);
            checked(text, &limits).unwrap_err()
        };
        assert_eq!(less(|l| l.selections = 16), Refusal::Selections { is: 17, most: 16 });
        assert_eq!(less(|l| l.depth = 2), Refusal::Depth { is: 3, most: 2 });
        assert_eq!(less(|l| l.root_fields = 0), Refusal::RootFields { is: 1, most: 0 });
    }

    #[test]
    fn fragments_do_not_hide_how_deep_a_document_is() {
        let nest = |times: usize| format!("{} a {}", "... {".repeat(times), "}".repeat(times));
        let text = |times| {
            format!("{{ ...F }} fragment F on T {{ {} ...G }} fragment G on T {{ {} }}", nest(9), nest(times))
        };
        assert_eq!(checked(&text(61), &Limits::default()), Ok(()));
        assert_eq!(checked(&text(62), &Limits::default()), Err(Refusal::Levels { is: 65, most: 64 }));
    }

    #[test]
    fn a_bomb_is_counted_without_being_lit() {
        let mut text = String::from("{ ...F0 }");
        for n in 0..100 {
            let next = n + 1;
            text.push_str(&format!(" fragment F{n} on T {{ ...F{next} ...F{next} ...F{next} ...F{next} }}"));
        }
        text.push_str(" fragment F100 on T { a }");
        let refusal = checked(&text, &Limits::default()).unwrap_err();
        assert_eq!(refusal, Refusal::RootFields { is: u64::MAX, most: 20 });
    }

    #[test]
    fn a_fragment_within_itself_is_named_with_its_place() {
        let refusal =
            checked("{ a }\nfragment F on T { b { ...G } }\nfragment G on T { ...F }", &Limits::default());
        let Err(Refusal::Cycle { fragment, at: Some(at) }) = refusal else { panic!("{refusal:?}") };
        assert_eq!((fragment.as_str(), at.line, at.column), ("F", 3, 22));
    }
}
