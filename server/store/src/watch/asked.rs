//! Questionnaires that vendors have still to answer, to whoever sent them.

use crate::Store;
use crate::error::Result;
use crate::sql::Row;
use domain::ids::QuestionnaireId;
use domain::instant::Zone;
use domain::notices::{Matter, What};

impl Store {
    pub(super) async fn unanswered(&self, zone: &impl Zone) -> Result<Vec<Matter>> {
        let sql = "SELECT q.id, q.name, v.name, q.sent_by, q.due_on, q.from_at FROM questionnaire q \
                   JOIN vendor v ON v.no = q.vendor WHERE q.submitted_at IS NULL AND q.ended_at IS NULL \
                   ORDER BY q.due_on, q.id";
        let matter = |row: &Row| {
            let (id, name, vendor): (QuestionnaireId, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Matter {
                what: What::Unanswered,
                to: row.get(3)?,
                thing: format!("/questionnaires/{id}"),
                title: format!("{vendor}: {name}"),
                count: 1,
                since: zone.day(row.get(5)?),
                by: Some(row.get(4)?),
            })
        };
        self.db.all(sql, vec![]).await?.iter().map(matter).collect()
    }
}
