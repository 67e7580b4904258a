//! "Did you mean": for names that the schema does not have. Off where the schema is not for everybody.

use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;

use crate::graphql::error::nearest;

/// The name that a fault of validation is most likely about.
#[must_use]
pub fn suggestion(schema: &Schema, kind: &str, message: &str) -> Option<String> {
    // The messages quote what they speak of: first the unknown name, then where it was looked for.
    let mut quoted = message.split('"').skip(1).step_by(2);
    let unknown = quoted.next()?;
    let place = quoted.next();
    match kind {
        "UndefinedField" => nearest(unknown, fields(schema, place?)),
        "UndefinedArgument" => {
            let (parent, field) = place?.split_once('.')?;
            let field = schema.type_field(parent, field).ok()?;
            nearest(unknown, field.arguments.iter().map(|argument| argument.name.as_str()))
        }
        "UndefinedInputValue" => nearest(unknown, fields(schema, place?)),
        "UndefinedEnumValue" => match schema.types.get(place?)? {
            ExtendedType::Enum(of) => nearest(unknown, of.values.keys().map(|name| name.as_str())),
            _ => None,
        },
        "UndefinedDefinition"
        | "UndefinedTypeInNamedFragmentTypeCondition"
        | "UndefinedTypeInInlineFragmentTypeCondition" => nearest(
            unknown,
            schema.types.keys().map(|name| name.as_str()).filter(|name| !name.starts_with("__")),
        ),
        _ => None,
    }
}

fn fields<'a>(schema: &'a Schema, of: &str) -> Vec<&'a str> {
    match schema.types.get(of) {
        Some(ExtendedType::Object(of)) => of.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::Interface(of)) => of.fields.keys().map(|name| name.as_str()).collect(),
        Some(ExtendedType::InputObject(of)) => of.fields.keys().map(|name| name.as_str()).collect(),
        _ => vec![],
    }
}
