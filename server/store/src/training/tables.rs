//! Tables of records: they come in whole or not at all; whose a record is that could not be told, somebody says.

use super::read::{RecordRow, records_in};
use crate::Store;
use crate::access_reviews::{refused, roll, text};
use crate::error::Result;
use crate::evidence::StoredFile;
use crate::sql::args;
use domain::columns::Columns;
use domain::ids::{PersonId, TrainingId};
use domain::import::{RawRow, folded};
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb, hex};
use domain::training::{Outcome, TrainingField, read};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A table of records as it lies in its file, with which column holds what.
#[derive(Clone, Debug)]
pub struct TrainingTable {
    pub columns: Columns<TrainingField>,
    pub rows: Vec<RawRow>,
    pub file: StoredFile,
}

/// What tells two records of one attempt: whose, of what, when, with which outcome and until when.
type Same = (String, String, Date, Outcome, Option<Date>);

/// A row on its way in.
struct Coming {
    line: Option<u64>,
    person: Option<PersonId>,
    called: Option<String>,
    several: bool,
    course: String,
    day: Date,
    outcome: Outcome,
    valid_until: Option<Date>,
}

impl Coming {
    fn same(&self) -> Same {
        let who = self
            .person
            .map(|person| person.to_string())
            .unwrap_or_else(|| folded(self.called.as_deref().unwrap_or_default()));
        (who, folded(&self.course), self.day, self.outcome, self.valid_until)
    }
}

fn there(row: &RecordRow) -> Same {
    // A record that somebody was named for is still what its table calls it.
    let called = row.called.as_deref().map(folded);
    let who = called.or_else(|| row.person.map(|person| person.to_string())).unwrap_or_default();
    (who, folded(&row.course), row.day, row.outcome, row.valid_until)
}

impl Store {
    /// Takes a table in. Records that are here already are passed over.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `table`, a sentence for each row that cannot be read; [`Refusal::Conflict`] when nothing in
    /// it is new; [`Refusal::Forbidden`].
    pub async fn take_training(&self, actor: &Actor, table: &TrainingTable) -> Result<TrainingId> {
        let mut w = self.write_as(actor, Verb::TrainingTaken).await?;
        let today = w.zone().await?.day(w.now());
        let roll = roll(&mut w.tx).await?;
        let read = read(&table.columns, &table.rows, &roll, today);
        let read = read.map_err(|remarks| refused("table", &remarks))?;
        let (unfinished, aside) = (read.unfinished, read.unmatched.len());
        let records = read.records.into_iter().map(|it| Coming {
            line: None,
            person: Some(it.person),
            called: None,
            several: false,
            course: it.course,
            day: it.day,
            outcome: it.outcome,
            valid_until: it.valid_until,
        });
        let unmatched = read.unmatched.into_iter().map(|it| Coming {
            line: Some(it.row),
            person: None,
            called: Some(it.called),
            several: it.several,
            course: it.course,
            day: it.day,
            outcome: it.outcome,
            valid_until: it.valid_until,
        });
        let mut here: BTreeSet<Same> = records_in(&mut w.tx).await?.iter().map(there).collect();
        let (mut new, mut known) = (Vec::new(), 0_usize);
        for one in records.chain(unmatched) {
            if here.insert(one.same()) {
                new.push(one);
            } else {
                known += 1;
            }
        }
        if new.is_empty() {
            return Err(Refusal::conflict(
                "Every finished attempt in this table is here already. Nothing was taken in.",
            )
            .into());
        }
        let id = TrainingId(w.new_id());
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let sql = "INSERT INTO training_table (id, records, unfinished, sha256, size, media, file_name, by, from_at, \
                   from_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let file = &table.file;
        let values = args![
            id,
            count(new.len()),
            count(unfinished),
            file.sha256.as_slice(),
            file.size,
            file.media.as_str(),
            file.name.as_str(),
            actor.person,
            w.now(),
            w.seq(),
        ];
        w.tx.run(sql, values).await?;
        let (now, seq) = (w.now(), w.seq());
        let rows = new.iter().zip(1_i64..).map(|(it, no)| {
            let line = it.line.and_then(|line| i64::try_from(line).ok());
            args![
                id,
                no,
                line,
                it.person,
                it.called.as_deref(),
                it.several,
                it.course.as_str(),
                it.day,
                it.outcome.key(),
                it.valid_until,
                now,
                seq
            ]
        });
        let rows = rows.collect();
        let head = "INSERT INTO training_record (training, no, line, person, called, several, course, day, outcome, \
                    valid_until, from_at, from_seq)";
        w.tx.insert_many(head, rows).await?;
        let said: Vec<_> = new
            .iter()
            .map(|it| said(it.person, it.called.as_deref(), &it.course, it.day, it.outcome, it.valid_until))
            .collect();
        w.vouch(format!("training-table/{id}"), &said.join("\n"));
        let event = Event::new(Verb::TrainingTaken, actor.person)
            .about(ThingKind::Training, id)
            .with("records", new.len())
            .with("known", known)
            .with("aside", aside)
            .with("unfinished", unfinished)
            .with("sha256", hex(&file.sha256))
            .with("size", file.size);
        w.commit(event).await?;
        Ok(id)
    }

    /// Says whose some records are, or that they are nobody's of ours: once, by the table and number of each.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `records` when none is named, or at `person-TABLE-NUMBER`; [`Refusal::Conflict`] when
    /// somebody said it meanwhile; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn match_training(&self, actor: &Actor, whose: &[(TrainingId, i64, Option<PersonId>)]) -> Result<()> {
        let mut w = self.write_as(actor, Verb::TrainingMatched).await?;
        if whose.is_empty() {
            return Err(Refusal::at("records", "Choose whose at least one of them is.").into());
        }
        let mut event = Event::new(Verb::TrainingMatched, actor.person);
        for (training, no, person) in whose {
            if let Some(person) = person {
                w.known(format!("person-{training}-{no}"), *person).await?;
                event = event.about(ThingKind::Person, person);
            }
            let sql = "UPDATE training_record SET matched = $3, matched_by = $4, matched_at = $5, matched_seq = $6 \
                       WHERE training = $1 AND no = $2 AND person IS NULL AND matched_at IS NULL";
            let done = w.tx.run(sql, args![*training, *no, *person, actor.person, w.now(), w.seq()]).await?;
            if done == 0 {
                return Err(
                    Refusal::conflict("Somebody said meanwhile whose one of them is. Nothing was changed.").into()
                );
            }
            let said = person.map(|person| person.to_string()).unwrap_or_default();
            w.vouch(format!("training-match/{training}@{no}"), &said);
            event = event.about(ThingKind::Training, training);
        }
        w.commit(event.with("records", whose.len())).await?;
        Ok(())
    }
}

/// What the entry vouches for of one record.
pub(super) fn said(
    person: Option<PersonId>,
    called: Option<&str>,
    course: &str,
    day: Date,
    outcome: Outcome,
    until: Option<Date>,
) -> String {
    let person = person.map(|person| person.to_string()).unwrap_or_default();
    let until = until.map(|day| day.to_string()).unwrap_or_default();
    text(&[&person, called.unwrap_or_default(), course, &day.to_string(), outcome.key(), &until])
}

impl crate::Writing {
    /// Whether somebody is or was here.
    async fn known(&mut self, field: String, person: PersonId) -> Result<()> {
        match self.tx.first("SELECT 1 FROM person WHERE id = $1", args![person]).await? {
            Some(_) => Ok(()),
            None => Err(Refusal::at(field, "Choose somebody who is or was here.").into()),
        }
    }
}
