use super::*;

mod laws;
mod newsroom;
mod rules;

/// A name of weight `Full`.
fn name(entity: i64, text: &str) -> Name {
    Name { entity, id: 0, text: text.to_owned(), weight: Weight::Full, distinctive: false, language: None }
}

fn weak(entity: i64, text: &str, weight: Weight) -> Name {
    Name { weight, ..name(entity, text) }
}

fn distinctive(entity: i64, text: &str) -> Name {
    Name { distinctive: true, ..weak(entity, text, Weight::Short) }
}

fn matcher(names: impl IntoIterator<Item = Name>) -> Matcher {
    let numbered = names.into_iter().enumerate().map(|(id, name)| Name { id: id as i64, ..name });
    Matcher::build(numbered).unwrap()
}

fn slice(text: &str, found: &Found) -> String {
    text.chars().skip(found.start).take(found.end - found.start).collect()
}

/// What is linked, as `surface=entity`.
fn links_in(matcher: &Matcher, text: &str, context: &Context<'_>) -> Vec<String> {
    let linked = matcher.find(text, context).into_iter().filter_map(|found| match found.outcome {
        Outcome::Linked { entity, .. } => Some(format!("{}={entity}", slice(text, &found))),
        Outcome::Unlinked { .. } => None,
    });
    linked.collect()
}

fn links(matcher: &Matcher, text: &str) -> Vec<String> {
    links_in(matcher, text, &Context::default())
}

/// What is not linked, as `surface: reason`.
fn refusals(matcher: &Matcher, text: &str) -> Vec<String> {
    let refused =
        matcher.find(text, &Context::default()).into_iter().filter_map(|found| match found.outcome {
            Outcome::Unlinked { reason, .. } => Some(format!("{}: {reason:?}", slice(text, &found))),
            Outcome::Linked { .. } => None,
        });
    refused.collect()
}
