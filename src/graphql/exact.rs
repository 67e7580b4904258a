//! Execution as the specification says where the library does not: a field that fails is null where it stands, or its
//! nearest parent that may be; and its error tells the whole path
//! ([Handling execution errors](https://spec.graphql.org/September2025/#sec-Handling-Execution-Errors)).

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextResolve, NextValidation, ResolveInfo,
};
use async_graphql::{
    CacheControl, PathSegment, QueryPathNode, QueryPathSegment, ServerError, ValidationResult, Value,
    async_trait,
};

/// In the data of an admitted request: the errors of its fields so far.
#[derive(Debug, Default)]
pub struct Errors(Mutex<Vec<ServerError>>);

impl Errors {
    /// All errors of a response: those that were kept, and the library's own.
    #[must_use]
    pub fn settle(&self, others: Vec<ServerError>) -> Vec<ServerError> {
        let mut errors = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        errors.extend(others.into_iter().filter(|error| !is_told(error)));
        errors
    }

    fn push(&self, error: ServerError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }
}

/// What goes up from a field in place of an error that is kept already.
struct Told;

fn told() -> ServerError {
    let mut error = ServerError::new("", None);
    error.source = Some(Arc::new(Told));
    error
}

fn is_told(error: &ServerError) -> bool {
    error.source.as_ref().is_some_and(|source| source.is::<Told>())
}

/// Belongs to every schema that is served.
#[derive(Debug)]
pub struct Exact;

impl ExtensionFactory for Exact {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Exact {
    /// An admitted request was validated when its document was read.
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        if ctx.data_opt::<Arc<Errors>>().is_none() {
            return next.run(ctx).await;
        }
        Ok(ValidationResult { cache_control: CacheControl::default(), complexity: 0, depth: 0 })
    }

    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> Result<Option<Value>, ServerError> {
        let (nullable, at) = (!info.return_type.ends_with('!'), info.path_node);
        let error = match next.run(ctx, info).await {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let Some(errors) = ctx.data_opt::<Arc<Errors>>() else { return Err(error) };
        if !is_told(&error) {
            errors.push(ServerError { path: path(at), ..error });
        }
        if nullable { Ok(Some(Value::Null)) } else { Err(told()) }
    }
}

fn path(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    let mut path = vec![];
    let mut next = Some(node);
    while let Some(node) = next {
        path.push(match node.segment {
            QueryPathSegment::Name(name) => PathSegment::Field(name.to_owned()),
            QueryPathSegment::Index(index) => PathSegment::Index(index),
        });
        next = node.parent;
    }
    path.reverse();
    path
}
