//! For measurements: what the database was asked and what it answered, written down, and said again without it. A
//! page can so be rendered without a database, and a command's statements be run without the rules around them.

use super::{Db, Row, Tx, Value};
use crate::error::Error;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

const OFF: u8 = 0;
/// Answers are kept.
const LISTENS: u8 = 1;
/// Kept answers are given in place of the database's.
const PLAYS: u8 = 2;
/// Statements are kept, each command apart.
const WRITES: u8 = 3;

/// A statement with its values.
pub(crate) type Asked = (String, Vec<Value>);

#[derive(Debug, Default)]
pub(super) struct Tape {
    mode: AtomicU8,
    answers: RwLock<BTreeMap<String, Vec<Arc<Row>>>>,
    asked: Mutex<Vec<Asked>>,
}

fn key(sql: &str, values: &[Value]) -> String {
    format!("{sql} {values:?}")
}

impl Tape {
    pub(super) fn plays(&self) -> bool {
        self.mode.load(Ordering::Relaxed) == PLAYS
    }

    pub(super) fn answer(&self, sql: &str, values: &[Value]) -> Option<Vec<Row>> {
        if !self.plays() {
            return None;
        }
        let answers = self.answers.read().unwrap_or_else(PoisonError::into_inner);
        answers.get(&key(sql, values)).map(|rows| rows.iter().map(|row| Row::Kept(Arc::clone(row))).collect())
    }

    /// Keeps the statement while a command is written down; its key while answers are kept.
    pub(super) fn write_down(&self, sql: &str, values: &[Value]) -> Option<String> {
        match self.mode.load(Ordering::Relaxed) {
            WRITES => {
                let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
                asked.push((sql.to_owned(), values.to_vec()));
                None
            }
            LISTENS => Some(key(sql, values)),
            _ => None,
        }
    }

    pub(super) fn keep(&self, asked: Option<String>, rows: Vec<Row>) -> Vec<Row> {
        let Some(asked) = asked else { return rows };
        let rows: Vec<_> = rows.into_iter().map(Arc::new).collect();
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        answers.insert(asked, rows.clone());
        rows.into_iter().map(Row::Kept).collect()
    }
}

impl Db {
    /// From now on answers are kept …
    pub(crate) fn listen(&self) {
        self.heard.tape.mode.store(LISTENS, Ordering::Relaxed);
    }

    /// … and given without the database …
    pub(crate) fn play(&self) {
        self.heard.tape.mode.store(PLAYS, Ordering::Relaxed);
    }

    /// … or statements are kept …
    pub(crate) fn write_down(&self) {
        self.heard.tape.mode.store(WRITES, Ordering::Relaxed);
    }

    /// … until nothing is any more. The statements since.
    pub(crate) fn stop(&self) -> Vec<Asked> {
        self.heard.tape.mode.store(OFF, Ordering::Relaxed);
        std::mem::take(&mut self.heard.tape.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tx {
    /// Runs a statement as it was written down.
    pub(crate) async fn again(&mut self, (sql, values): Asked) -> Result<(), Error> {
        if sql.starts_with("SELECT") || sql.starts_with("WITH") {
            self.all(sql, values).await.map(|_| ())
        } else {
            self.run(sql, values).await.map(|_| ())
        }
    }
}
