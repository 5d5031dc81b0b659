//! Several statements as one text for SQLite, the parameters of each numbered after those of the ones before it.

use super::Asked;
use std::fmt::Write as _;

/// `INSERT INTO a VALUES ($1); UPDATE b SET c = $2;` of `INSERT INTO a VALUES (?)` and `UPDATE b SET c = $1`.
pub(super) fn text(asked: &[Asked]) -> String {
    let (mut text, mut before) = (String::new(), 0);
    for one in asked {
        write(&mut text, one.gives_back.as_deref().unwrap_or(&one.sql), before);
        text.push(';');
        before += one.values.len();
    }
    text
}

/// `$3` becomes `$(before + 3)`, and the third `?` too. What stands between quotes stays.
fn write(text: &mut String, sql: &str, before: usize) {
    let (mut quoted, mut marks) = (false, 0);
    let mut rest = sql;
    while let Some(at) = rest.find(['\'', '$', '?']) {
        let (head, tail) = rest.split_at(at);
        text.push_str(head);
        let digits = tail.bytes().skip(1).take_while(u8::is_ascii_digit).count();
        let number = tail.get(1..=digits).and_then(|digits| digits.parse::<usize>().ok());
        let mark = &tail[..1];
        rest = &tail[1..];
        match (mark, quoted, number) {
            ("$", false, Some(number)) => {
                let _ = write!(text, "${}", before + number);
                rest = &tail[1 + digits..];
            }
            ("?", false, None) => {
                marks += 1;
                let _ = write!(text, "${}", before + marks);
            }
            _ => {
                quoted ^= mark == "'";
                text.push_str(mark);
            }
        }
    }
    text.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::{Db, Tx, VALUES_TOGETHER, Value, args};
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
    use tempfile::TempDir;

    fn asked(sql: &'static str, values: Vec<Value>) -> Asked {
        Asked { sql: sql.into(), values, gives_back: None }
    }

    #[test]
    fn parameters_are_numbered_on_and_quoted_text_stays() {
        let all = [
            asked("INSERT INTO a (b, c) VALUES (?, ?), (?, ?)", args![1, 2, 3, 4]),
            asked(
                "UPDATE d SET e = $2, f = '$1 ? it''s', g = json_extract(g, '$.h') WHERE i = $1 AND j = $12",
                args![5, 6],
            ),
            Asked {
                gives_back: Some("DELETE FROM k WHERE l = $1 RETURNING m".into()),
                ..asked("DELETE FROM k", args![7])
            },
        ];
        let expected = "INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4);\
                        UPDATE d SET e = $6, f = '$1 ? it''s', g = json_extract(g, '$.h') WHERE i = $5 AND j = $16;\
                        DELETE FROM k WHERE l = $7 RETURNING m;";
        assert_eq!(text(&all), expected);
    }

    /// A database with a table of numbers, each there once.
    async fn numbers() -> (Db, TempDir) {
        let folder = tempfile::tempdir().expect("a folder");
        let options = SqliteConnectOptions::new().filename(folder.path().join("n.db")).create_if_missing(true);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database");
        sqlx::raw_sql("CREATE TABLE n (n INTEGER PRIMARY KEY)").execute(&pool).await.expect("a table");
        (Db::sqlite(pool.clone(), pool), folder)
    }

    async fn all(tx: &mut Tx) -> Vec<i64> {
        let rows = tx.all("SELECT n FROM n ORDER BY n", vec![]).await.expect("rows");
        rows.iter().map(|row| row.get(0).expect("a number")).collect()
    }

    const PUT: &str = "INSERT INTO n (n) VALUES ($1)";

    #[tokio::test]
    async fn what_is_queued_is_done_in_its_order_before_what_is_waited_for() {
        let (db, _folder) = numbers().await;
        let mut tx = db.writing().await.expect("a turn");
        for n in 0..40 {
            tx.put(PUT, args![n]).await.expect("queued");
        }
        assert_eq!(tx.run("DELETE FROM n WHERE n >= $1", args![30]).await.expect("run"), 10);
        tx.put("DELETE FROM n WHERE n < $1", args![28]).await.expect("queued");
        let many = (0..=VALUES_TOGETHER as i64).map(|n| args![n + 100]).collect();
        tx.insert_many("INSERT INTO n (n)", many).await.expect("done at once");
        tx.put("DELETE FROM n WHERE n >= $1", args![101]).await.expect("queued");
        assert_eq!(all(&mut tx).await, [28, 29, 100]);
        tx.put(PUT, args![7]).await.expect("queued");
        tx.commit().await.expect("committed");
        assert_eq!(all(&mut db.reading().await.expect("a look")).await, [7, 28, 29, 100]);
    }

    #[tokio::test]
    async fn what_is_queued_and_cannot_be_is_said_at_the_latest_by_the_commit_and_leaves_nothing() {
        let (db, _folder) = numbers().await;
        let mut tx = db.writing().await.expect("a turn");
        for n in [1, 2, 1] {
            tx.put(PUT, args![n]).await.expect("queued");
        }
        assert!(tx.commit().await.is_err());
        let mut tx = db.writing().await.expect("a turn");
        tx.put(PUT, args![3]).await.expect("queued");
        tx.put(PUT, args![3]).await.expect("queued");
        assert!(tx.all("SELECT n FROM n", vec![]).await.is_err());
        drop(tx);
        let mut tx = db.writing().await.expect("a turn");
        tx.put(PUT, args![4]).await.expect("queued");
        assert_eq!(all(&mut tx).await, [4]);
    }

    #[tokio::test]
    async fn several_questions_are_answered_each_by_itself() {
        let (db, _folder) = numbers().await;
        let mut tx = db.writing().await.expect("a turn");
        tx.put(PUT, args![5]).await.expect("queued");
        let asked =
            vec![("SELECT n FROM n WHERE n > $1", args![9]), ("SELECT n + $1 FROM n WHERE n = $2", args![10, 5])];
        let told = tx.each(asked).await.expect("rows");
        assert_eq!(told.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(told[1][0].get::<i64>(0).expect("a number"), 15);
    }
}
