//! Looking whether the database still refuses what it must: an update or a deletion of what only grows.

use crate::error::Result;
use crate::sql::args;
use crate::{Dialect, Store, migrations};
use std::collections::BTreeMap;

impl Store {
    /// The guards of the schema that are not there or were switched off, or, on SQLite, say something else than the
    /// migrations; on PostgreSQL also the function that they call, if it refuses nothing any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn check_guards(&self) -> Result<Vec<String>> {
        let mut tx = self.db.reading().await?;
        let (dialect, sql) = if tx.is_postgres() {
            let sql = "SELECT tgname::text, CASE WHEN tgenabled IN ('O', 'A') THEN 'on' ELSE 'off' END FROM pg_trigger \
                       WHERE NOT tgisinternal AND tgrelid IN \
                       (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)";
            (Dialect::Postgres, sql)
        } else {
            (Dialect::Sqlite, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        };
        let rows = tx.all(sql, args![]).await?;
        let there =
            rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<BTreeMap<String, String>>>()?;
        let guards = migrations(dialect)?.iter().flat_map(|one| guards(&one.sql)).collect::<Vec<_>>();
        let holds = |(name, text): &(String, String)| match there.get(name) {
            None => false,
            Some(found) if dialect == Dialect::Postgres => found == "on",
            Some(found) => text.starts_with(found.as_str()),
        };
        let mut off: Vec<_> = guards.iter().filter(|guard| !holds(guard)).map(|(name, _)| name.clone()).collect();
        if dialect == Dialect::Postgres {
            let sql = "SELECT 1 FROM pg_proc WHERE proname = 'refuse' AND prosrc LIKE '%RAISE EXCEPTION%' \
                       AND prosrc NOT LIKE '%RETURN%' AND pronamespace = current_schema()::regnamespace";
            if tx.first(sql, args![]).await?.is_none() {
                off.push("refuse".to_owned());
            }
        }
        Ok(off)
    }
}

/// The guards that a migration makes, each by name with the text from its beginning.
fn guards(sql: &str) -> impl Iterator<Item = (String, String)> {
    sql.match_indices("CREATE TRIGGER ").map(|(at, words)| {
        let text = &sql[at..];
        let name = text[words.len()..].split_whitespace().next().unwrap_or_default();
        (name.to_owned(), text.to_owned())
    })
}
