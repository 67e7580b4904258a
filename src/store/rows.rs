//! Statements within a write transaction.

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, Iterable, Statement, Value,
};

use super::WriteTx;

/// Rows for one INSERT: no more parameters than SQLite takes (32 766), and no statement of megabytes.
pub(in crate::store) fn chunk<E: EntityTrait>() -> usize {
    (30_000 / E::Column::iter().count().max(1)).min(500)
}

impl WriteTx {
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    /// Runs a statement and reads its rows.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::store) async fn all<T: FromQueryResult>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<T>, DbErr> {
        T::find_by_statement(Statement::from_sql_and_values(self.backend(), sql, values)).all(&self.tx).await
    }

    /// Runs a statement, and tells how many rows it changed.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::store) async fn run(&self, sql: &str, values: Vec<Value>) -> Result<u64, DbErr> {
        let statement = Statement::from_sql_and_values(self.backend(), sql, values);
        Ok(self.tx.execute_raw(statement).await?.rows_affected())
    }

    /// Inserts rows as they are, many to a statement.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::store) async fn insert<M>(&self, rows: Vec<M>) -> Result<(), DbErr>
    where
        M: IntoActiveModel<<<M as sea_orm::ModelTrait>::Entity as EntityTrait>::ActiveModel>
            + sea_orm::ModelTrait,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelBehavior + Send,
    {
        self.insert_new(rows.into_iter().map(|row| row.into_active_model().reset_all())).await
    }

    /// Inserts rows, which get what they do not say from the database.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::store) async fn insert_new<A>(&self, rows: impl IntoIterator<Item = A>) -> Result<(), DbErr>
    where
        A: ActiveModelTrait + Send,
    {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(chunk::<A::Entity>()).collect();
            A::Entity::insert_many(some).exec_without_returning(&self.tx).await?;
        }
        Ok(())
    }
}
