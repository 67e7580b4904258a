//! Texts: without regard to case and marks, or letter by letter.

use async_graphql::InputObject;

use super::all;
use crate::store::list::List;
use crate::store::predicate::{Column, Folding, Operand, Predicate, Test, Words};
use crate::text::fold;

/// Compares a text. Case and marks do not matter, nor the kind of its hyphens and apostrophes: `naive` is `Naïve`; with
/// `exact`, they do. Text without a value is unlike every text: `ne` and `notIn` match it.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// It is this.
    pub eq: Option<String>,
    /// It is not this.
    pub ne: Option<String>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<String>>,
    /// It is none of these.
    pub not_in: Option<Vec<String>>,
    /// This stands in it. Looks at every text: dearer than the other comparisons.
    pub contains: Option<String>,
    /// It begins with this.
    pub starts_with: Option<String>,
    /// It ends with this. Looks at every text: dearer than the other comparisons.
    pub ends_with: Option<String>,
    /// It comes before this, in the order of lists by it.
    pub lt: Option<String>,
    /// It comes before this, or is this.
    pub lte: Option<String>,
    /// It comes behind this, in the order of lists by it.
    pub gt: Option<String>,
    /// It comes behind this, or is this.
    pub gte: Option<String>,
    /// It has no value, or has one.
    pub is_null: Option<bool>,
    /// The same, letter by letter.
    pub exact: Option<ExactStringFilter>,
}

/// Compares a text letter by letter.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ExactStringFilter {
    /// It is this.
    pub eq: Option<String>,
    /// It is not this.
    pub ne: Option<String>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<String>>,
    /// It is none of these.
    pub not_in: Option<Vec<String>>,
    /// This stands in it. Looks at every text: dearer than the other comparisons.
    pub contains: Option<String>,
    /// It begins with this.
    pub starts_with: Option<String>,
    /// It ends with this. Looks at every text: dearer than the other comparisons.
    pub ends_with: Option<String>,
}

/// Compares a text of the desk. Text without a value is unlike every text: `ne` and `notIn` match it.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DeskTextFilter {
    /// It is this, letter by letter.
    pub eq: Option<String>,
    /// It is not this.
    pub ne: Option<String>,
    /// It is one of these; of none, it is never.
    pub r#in: Option<Vec<String>>,
    /// It is none of these.
    pub not_in: Option<Vec<String>>,
    /// This stands in it; ASCII letters are alike in either case.
    pub contains: Option<String>,
    /// It begins with this; ASCII letters are alike in either case.
    pub starts_with: Option<String>,
    /// It ends with this; ASCII letters are alike in either case.
    pub ends_with: Option<String>,
    /// It has no value, or has one.
    pub is_null: Option<bool>,
}

impl StringFilter {
    #[must_use]
    pub fn predicate(&self, words: Words) -> Predicate {
        let fold = |text: &str| folded(words.folding, text);
        let whole = |text: &String| fold(text).trim().to_owned();
        let one = |text: &Option<String>, test: fn(Operand) -> Test| {
            text.as_ref().map(|text| test(Operand::Text(whole(text))))
        };
        let list = |texts: &Option<Vec<String>>, test: fn(List) -> Test| {
            texts.as_ref().map(|texts| test(List::Texts(texts.iter().map(whole).collect())))
        };
        let tests = [
            one(&self.eq, Test::Eq),
            one(&self.ne, Test::Ne),
            list(&self.r#in, Test::In),
            list(&self.not_in, Test::NotIn),
            self.contains.as_ref().map(|text| Test::Holds(fold(text))),
            self.starts_with.as_ref().map(|text| Test::Begins(fold(text).trim_start().to_owned())),
            self.ends_with.as_ref().map(|text| Test::Ends(fold(text).trim_end().to_owned())),
            one(&self.lt, Test::Less),
            one(&self.lte, Test::AtMost),
            one(&self.gt, Test::More),
            one(&self.gte, Test::AtLeast),
            self.is_null.map(Test::IsNull),
        ];
        let folded = all(words.folded, tests);
        let exact = self.exact.as_ref().map(|exact| exact.predicate(words.exact));
        Predicate::All([folded].into_iter().chain(exact).collect())
    }
}

/// A text, or a part of one, as its column has it.
fn folded(folding: Folding, text: &str) -> String {
    match folding {
        Folding::Key => fold::part(text),
        Folding::Small => text.to_lowercase(),
    }
}

impl ExactStringFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let one =
            |text: &Option<String>, test: fn(Operand) -> Test| text.clone().map(|t| test(Operand::Text(t)));
        let list =
            |texts: &Option<Vec<String>>, test: fn(List) -> Test| texts.clone().map(|t| test(List::Texts(t)));
        let tests = [
            one(&self.eq, Test::Eq),
            one(&self.ne, Test::Ne),
            list(&self.r#in, Test::In),
            list(&self.not_in, Test::NotIn),
            self.contains.clone().map(Test::Holds),
            self.starts_with.clone().map(Test::Begins),
            self.ends_with.clone().map(Test::Ends),
        ];
        all(column, tests)
    }
}

impl DeskTextFilter {
    #[must_use]
    pub fn predicate(&self, column: Column) -> Predicate {
        let one =
            |text: &Option<String>, test: fn(Operand) -> Test| text.clone().map(|t| test(Operand::Text(t)));
        let list =
            |texts: &Option<Vec<String>>, test: fn(List) -> Test| texts.clone().map(|t| test(List::Texts(t)));
        let tests = [
            one(&self.eq, Test::Eq),
            one(&self.ne, Test::Ne),
            list(&self.r#in, Test::In),
            list(&self.not_in, Test::NotIn),
            self.contains.clone().map(Test::Contains),
            self.starts_with.clone().map(Test::StartsWith),
            self.ends_with.clone().map(Test::EndsWith),
            self.is_null.map(Test::IsNull),
        ];
        all(column, tests)
    }
}
