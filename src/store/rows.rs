//! Statements within a write transaction.

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, Iterable, Statement, Value,
};

use super::WriteTx;

/// Parameters that one statement may have, on either database.
const PARAMETERS: usize = 30_000;

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
        let columns = <M::Entity as EntityTrait>::Column::iter().count().max(1);
        let mut rows = rows.into_iter().map(|row| row.into_active_model().reset_all()).peekable();
        while rows.peek().is_some() {
            let chunk: Vec<_> = rows.by_ref().take(PARAMETERS / columns).collect();
            M::Entity::insert_many(chunk).exec_without_returning(&self.tx).await?;
        }
        Ok(())
    }
}
