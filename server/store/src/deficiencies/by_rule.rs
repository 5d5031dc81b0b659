//! Deficiencies that a rule opens, within the command of which they follow.

use super::read::open_by;
use crate::error::Result;
use crate::writing::Writing;
use domain::deficiencies::{NewDeficiency, Step};
use domain::ids::{DeficiencyId, OwnTaskId};
use domain::own_tasks::OwnTaskDraft;
use domain::people::Actor;

impl Writing {
    /// Opens one about a subject (by number), with its first corrective task; nothing while another one by the same source
    /// stands open.
    pub(crate) async fn deficiency_follows(
        &mut self,
        new: &NewDeficiency,
        subject: i64,
        task: &OwnTaskDraft,
        by: &Actor,
    ) -> Result<Option<(DeficiencyId, OwnTaskId)>> {
        if open_by(&mut self.tx, &new.source).await?.is_some() {
            return Ok(None);
        }
        let id = self.insert_deficiency(new, subject, by).await?;
        let task = self.insert_own_task(task, by).await?;
        let row = self.deficiency(id).await?;
        self.step(&row, &Step::Corrected { task }, by).await?;
        Ok(Some((id, task)))
    }
}
