//! Deficiencies that a rule opens, within the command of which they follow.

use crate::error::Result;
use crate::sql::args;
use crate::writing::Writing;
use domain::deficiencies::{NewDeficiency, Step};
use domain::ids::{DeficiencyId, OwnTaskId};
use domain::own_tasks::OwnTaskDraft;
use domain::people::Actor;

impl Writing {
    /// Opens one about a subject (by number), with its first corrective task; nothing where the same source opened one
    /// already: a retest that fails opens a closed one again.
    pub(crate) async fn deficiency_follows(
        &mut self,
        new: &NewDeficiency,
        subject: i64,
        task: &OwnTaskDraft,
        by: &Actor,
    ) -> Result<Option<(DeficiencyId, OwnTaskId)>> {
        let sql = "SELECT 1 FROM deficiency WHERE source_kind = $1 AND source = $2 LIMIT 1";
        let already = self.tx.first(sql, args![new.source.kind.key(), new.source.id.as_str()]).await?;
        if already.is_some() {
            return Ok(None);
        }
        let id = self.insert_deficiency(new, subject, by).await?;
        let task = self.insert_own_task(task, by).await?;
        let row = self.deficiency(id).await?;
        self.step(&row, &Step::Corrected { task }, by).await?;
        Ok(Some((id, task)))
    }
}
