//! The first criteria stand: oversight, conduct, inventory, risk. A criterion is found not to apply.

use crate::cast::Who::{Lena, Miriam, Ruth};
use crate::inventory::Sys;
use crate::teller::{Teller, control};
use domain::change::Change;
use domain::words::CriterionId;
use store::Result;

pub(super) async fn tell(story: &mut Teller) -> Result<()> {
    crate::questionnaires::the_first_year(story).await?;
    for programme in [story.type_two, story.type_one].into_iter().flatten() {
        story.on(350).await?;
        let change = Change::SetAside { programme, criterion: CriterionId::CC6_4 };
        let why = "We run no rooms with machines: everything stands at Northgate Cloud, whose report covers it.";
        let proposal = story.proposes(Miriam, change, why).await?;
        story.on(347).await?;
        story.agrees(Ruth, proposal, "True since the move.").await?;
    }
    crate::policies::the_first_two(story).await?;
    the_channel_is_worded_anew(story).await?;
    story.on(286).await?;
    story.enters(Lena, Sys::CallSummaries).await?;
    story.on(284).await?;
    for programme in [story.type_two, story.type_one].into_iter().flatten() {
        story.brings_into_scope(Miriam, programme, &[Sys::CallSummaries]).await?;
    }
    crate::audits::oversight_is_audited(story).await
}

/// A change of words that changes nothing.
async fn the_channel_is_worded_anew(story: &mut Teller) -> Result<()> {
    story.on(310).await?;
    let text = "Staff and outsiders can report AI concerns, wrong or harmful outputs and weaknesses by a form on our site, \
                anonymously if they wish. Reports are logged, triaged within two working days, answered, and nobody \
                suffers for one.";
    let why = "Names the form, now that it is there.";
    let proposal = story.store.reword(&story.actor(Miriam)?, &control("GV-06")?, text, false, why).await?;
    story.on(308).await?;
    story.agrees(Ruth, proposal, "").await
}
