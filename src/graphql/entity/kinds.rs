//! The kinds of entities: each has the fields of all, and its own.

use std::borrow::Cow;
use std::ops::Deref;
use std::sync::Arc;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, ObjectBuilder, Registry};
use async_graphql::resolver_utils::{ContainerType, Fields, resolve_container};
use async_graphql::{
    Context, ContextSelectionSet, InterfaceType, Object, ObjectType, OutputType, Positioned, ServerResult,
    Value,
};

use super::fields::{EntityFields, identifiers};
use super::told;
use crate::graphql::date::{PartialDate, partial};
use crate::graphql::error::Result;
use crate::graphql::node::query::Node;
use crate::graphql::request;
use crate::store::edition::entity::Brief;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident { $($own:ident)? }),+ $(,)?) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug)]
            pub struct $kind(EntityFields, $($own)?);

            impl OutputType for $kind {
                fn type_name() -> Cow<'static, str> {
                    stringify!($kind).into()
                }

                fn create_type_info(registry: &mut Registry) -> String {
                    // The fields of all are complete only when nobody is in the midst of them: the interface begins.
                    Entity::create_type_info(registry);
                    registry.create_output_type::<Self, _>(MetaTypeId::Object, |registry| {
                        #[allow(unused_mut, reason = "not every kind has fields of its own")]
                        let mut fields = fields_of::<EntityFields>(registry).1;
                        $(fields.extend(fields_of::<$own>(registry).1);)?
                        ObjectBuilder::new(stringify!($kind), fields)
                            .description(Some(concat!($($doc),+).trim().to_owned()))
                            .rust_typename(std::any::type_name::<Self>())
                            .build()
                    })
                }

                async fn resolve(
                    &self,
                    ctx: &ContextSelectionSet<'_>,
                    _field: &Positioned<Field>,
                ) -> ServerResult<Value> {
                    resolve_container(ctx, self).await
                }
            }

            impl ContainerType for $kind {
                async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                    $(
                        let own: &$own = &self.1;
                        if let Some(value) = own.resolve_field(ctx).await? {
                            return Ok(Some(value));
                        }
                    )?
                    self.0.resolve_field(ctx).await
                }
            }

            impl ObjectType for $kind {}

            impl From<Arc<Brief>> for $kind {
                fn from(brief: Arc<Brief>) -> Self {
                    Self(EntityFields(Arc::clone(&brief)), $($own(brief))?)
                }
            }

            /// Gives the types that join several kinds the fields that all of them have.
            impl Deref for $kind {
                type Target = EntityFields;

                fn deref(&self) -> &EntityFields {
                    &self.0
                }
            }
        )+

        /// Somebody or something that articles name and relations join.
        #[derive(Clone, Debug)]
        pub enum Entity {
            $($kind($kind),)+
        }

        impl Entity {
            #[must_use]
            pub fn new(brief: Arc<Brief>) -> Self {
                match brief.kind {
                    $(db::EntityKind::$kind => Self::$kind(brief.into()),)+
                }
            }

            #[must_use]
            pub fn brief(&self) -> &Arc<Brief> {
                match self {
                    $(Self::$kind(it) => &it.0.0,)+
                }
            }
        }

        impl From<Entity> for Node {
            fn from(entity: Entity) -> Self {
                match entity {
                    $(Entity::$kind(it) => Self::$kind(it),)+
                }
            }
        }

        /// Written by hand: a derived interface repeats every field of its objects with all their arguments, and does
        /// not notice where they differ.
        impl OutputType for Entity {
            fn type_name() -> Cow<'static, str> {
                "Entity".into()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                registry.create_output_type::<Self, _>(MetaTypeId::Interface, |registry| {
                    let (description, fields) = fields_of::<EntityFields>(registry);
                    $(
                        $kind::create_type_info(registry);
                        registry.add_implements(&$kind::type_name(), &Self::type_name());
                    )+
                    registry.add_implements(&Self::type_name(), "Node");
                    MetaType::Interface {
                        name: Self::type_name().into_owned(),
                        description,
                        fields,
                        possible_types: [$($kind::type_name().into_owned(),)+].into_iter().collect(),
                        extends: false,
                        inaccessible: false,
                        tags: vec![],
                        keys: None,
                        visible: None,
                        rust_typename: Some(std::any::type_name::<Self>()),
                        directive_invocations: vec![],
                        requires_scopes: vec![],
                    }
                })
            }

            fn introspection_type_name(&self) -> Cow<'static, str> {
                match self {
                    $(Self::$kind(_) => $kind::type_name(),)+
                }
            }

            async fn resolve(
                &self,
                ctx: &ContextSelectionSet<'_>,
                _field: &Positioned<Field>,
            ) -> ServerResult<Value> {
                resolve_container(ctx, self).await
            }
        }

        impl ContainerType for Entity {
            async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                match self {
                    $(Self::$kind(it) => it.resolve_field(ctx).await,)+
                }
            }

            fn collect_all_fields<'a>(
                &'a self,
                ctx: &ContextSelectionSet<'a>,
                fields: &mut Fields<'a>,
            ) -> ServerResult<()> {
                match self {
                    $(Self::$kind(it) => it.collect_all_fields(ctx, fields),)+
                }
            }
        }

        impl InterfaceType for Entity {}
    };
}

fn fields_of<T: OutputType>(registry: &mut Registry) -> (Option<String>, IndexMap<String, MetaField>) {
    match registry.create_fake_output_type::<T>() {
        MetaType::Object { description, fields, .. } => (description, fields),
        _ => Default::default(),
    }
}

kinds! {
    /// A human being.
    Person { PersonFields },
    /// A body of people: a company, an authority, an alliance.
    Organisation { OrganisationFields },
    /// A country with a code of its own in ISO 3166-1, or one that had it. It is both a place and one who acts.
    Country { CountryFields },
    /// A place that is not a country.
    Place { PlaceFields },
    /// Something that happened.
    Event {},
    /// Something that is written about.
    Topic {},
}

/// What only a person has.
#[derive(Clone, Debug)]
struct PersonFields(Arc<Brief>);

/// What only a person has.
#[Object]
impl PersonFields {
    /// The day of birth; as `startDate`.
    async fn birth_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.start_date))
    }

    /// The day of death; as `endDate`.
    async fn death_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.end_date))
    }
}

/// What only an organisation has.
#[derive(Clone, Debug)]
struct OrganisationFields(Arc<Brief>);

/// What only an organisation has.
#[Object]
impl OrganisationFields {
    /// The day of its foundation; as `startDate`.
    async fn founding_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.start_date))
    }

    /// The day of its dissolution; as `endDate`.
    async fn dissolution_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.end_date))
    }
}

/// What only a country has.
#[derive(Clone, Debug)]
struct CountryFields(Arc<Brief>);

/// What only a country has.
#[Object]
impl CountryFields {
    /// Its two letters in ISO 3166-1: `KZ`.
    async fn iso2(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        self.code(ctx, "iso3166-1-alpha2").await
    }

    /// Its three letters in ISO 3166-1: `KAZ`.
    async fn iso3(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        self.code(ctx, "iso3166-1-alpha3").await
    }

    /// Its three digits in ISO 3166-1: `398`.
    async fn iso_numeric(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        self.code(ctx, "iso3166-1-numeric").await
    }

    /// Its flag, as one emoji.
    async fn flag(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(self.code(ctx, "iso3166-1-alpha2").await?.as_deref().and_then(flag))
    }

    /// The day of its foundation; as `startDate`.
    async fn founding_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.start_date))
    }

    /// The day of its dissolution; as `endDate`.
    async fn dissolution_date(&self, ctx: &Context<'_>) -> Result<Option<PartialDate>> {
        Ok(partial(told(request::of(ctx)?, &self.0).await?.end_date))
    }

    #[graphql(skip)]
    async fn code(&self, ctx: &Context<'_>, scheme: &str) -> Result<Option<String>> {
        let identifiers = identifiers(ctx, &self.0).await?;
        Ok(identifiers.into_iter().find(|i| i.scheme == scheme).map(|i| i.value))
    }
}

/// What only a place has.
#[derive(Clone, Debug)]
struct PlaceFields(Arc<Brief>);

/// What only a place has.
#[Object]
impl PlaceFields {
    /// Degrees north of the equator, in WGS 84.
    async fn latitude(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        Ok(told(request::of(ctx)?, &self.0).await?.latitude)
    }

    /// Degrees east of Greenwich, in WGS 84.
    async fn longitude(&self, ctx: &Context<'_>) -> Result<Option<f64>> {
        Ok(told(request::of(ctx)?, &self.0).await?.longitude)
    }
}

/// The flag of a country: its two letters as regional indicator symbols.
fn flag(iso2: &str) -> Option<String> {
    let symbol = |c: char| char::from_u32(0x1F1E6 + u32::from(c).checked_sub(u32::from('A'))?);
    let letters = iso2.len() == 2 && iso2.chars().all(|c| c.is_ascii_uppercase());
    letters.then(|| iso2.chars().filter_map(symbol).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_two_letters() {
        assert_eq!(flag("KZ").as_deref(), Some("🇰🇿"));
        assert_eq!(flag("K"), None);
        assert_eq!(flag("kz"), None);
    }
}
