//! What the database does for a statement.

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, FromQueryResult, Statement};
use serde_json::Value;

use super::Database;

/// Asks for plans, whatever the values of the parameters.
#[derive(Debug)]
pub struct Planner {
    /// One connection: PostgreSQL prepares statements for it alone.
    db: DatabaseConnection,
}

impl Planner {
    pub async fn of(db: &Database) -> Self {
        let mut options = ConnectOptions::new(&db.options.url);
        options.max_connections(1);
        let db = sea_orm::Database::connect(options).await.unwrap();
        if db.get_database_backend() == DbBackend::Postgres {
            // The server of the tests does not do so of itself.
            db.execute_unprepared("ANALYZE; SET plan_cache_mode = force_generic_plan").await.unwrap();
        }
        Self { db }
    }

    /// The steps that read a table, in the database's words.
    pub async fn plan(&self, sql: &str) -> Vec<String> {
        match self.db.get_database_backend() {
            DbBackend::Postgres => {
                let mut steps = vec![];
                walk(&self.postgres(sql).await, &mut |node| {
                    if let Some(table) = node["Relation Name"].as_str() {
                        let index = node["Index Name"].as_str().unwrap_or("no index");
                        steps.push(format!("{}: {table} by {index}", node["Node Type"].as_str().unwrap()));
                    }
                });
                steps
            }
            _ => self.strings(&format!("EXPLAIN QUERY PLAN {sql}"), "detail").await,
        }
    }

    /// The tables that the statement opens.
    pub async fn tables(&self, sql: &str) -> Vec<String> {
        match self.db.get_database_backend() {
            DbBackend::Postgres => {
                let mut tables = vec![];
                walk(&self.postgres(sql).await, &mut |node| {
                    tables.extend(node["Relation Name"].as_str().map(str::to_owned));
                });
                tables
            }
            _ => {
                #[derive(FromQueryResult)]
                struct Operation {
                    opcode: String,
                    p2: i64,
                }
                let explain = Statement::from_string(DbBackend::Sqlite, format!("EXPLAIN {sql}"));
                let program = Operation::find_by_statement(explain).all(&self.db).await.unwrap();
                let pages =
                    program.iter().filter(|o| ["OpenRead", "OpenWrite", "ReopenIdx"].contains(&&*o.opcode));
                let pages: Vec<_> = pages.map(|o| o.p2.to_string()).collect();
                let schema = "SELECT DISTINCT tbl_name FROM sqlite_schema WHERE rootpage IN";
                self.strings(&format!("{schema} ({})", pages.join(", ")), "tbl_name").await
            }
        }
    }

    async fn strings(&self, sql: &str, column: &str) -> Vec<String> {
        let rows = self.db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get("", column).unwrap()).collect()
    }

    async fn postgres(&self, sql: &str) -> Value {
        // A page is planned for as one: of a size that is not known, the planner thinks that it is a tenth of the table.
        let (mut sql, mut types, mut parameters) = (sql.to_owned(), vec![], vec![]);
        for n in (1..).take_while(|n| sql.contains(&format!("${n}"))) {
            let is_limit = |end: &str| {
                sql.contains(&format!(" LIMIT ${n}{end}")) || sql.ends_with(&format!(" LIMIT ${n}"))
            };
            types.push(if is_limit(")") || is_limit(" ") { "bigint" } else { "unknown" });
            parameters.push("NULL");
        }
        for n in (1..=types.len()).rev() {
            sql = sql.replace(&format!(" LIMIT ${n}"), " LIMIT 21");
        }
        let types = if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) };
        self.db.execute_unprepared(&format!("PREPARE planned{types} AS {sql}")).await.unwrap();
        let parameters =
            if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) };
        let explain = format!("EXPLAIN (FORMAT JSON) EXECUTE planned{parameters}");
        let row = self.db.query_one_raw(Statement::from_string(DbBackend::Postgres, explain)).await.unwrap();
        self.db.execute_unprepared("DEALLOCATE planned").await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }
}

/// Visits every node of a plan of PostgreSQL's, the outermost first.
fn walk(plan: &Value, visit: &mut impl FnMut(&Value)) {
    match plan {
        Value::Array(list) => list.iter().for_each(|inner| walk(inner, visit)),
        Value::Object(node) => {
            visit(plan);
            node.values().for_each(|inner| walk(inner, visit));
        }
        _ => {}
    }
}
