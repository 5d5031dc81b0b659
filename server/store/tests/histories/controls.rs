//! Controls at random: another rhythm, one of our own making.

use super::{May, Story};
use domain::codes::ControlId;
use domain::words::Stage;
use store::Result;

impl Story {
    /// Another rhythm: more at once, less by two.
    pub(super) async fn rhythm(&mut self, control: &ControlId) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let now = store.rhythm(control).await?;
        let mut draft = domain::rhythm::RhythmDraft::of(&now.rhythm, &now.beats);
        // Half the time nothing but fresher: that holds at once, where all else takes two.
        let fresher = self.dice.roll(2) == 0;
        if !fresher {
            draft.cadence = self.dice.pick(domain::words::Cadence::ALL).expect("eight").key().to_owned();
        }
        for days in draft.days.values_mut() {
            let which = if fresher { 1 } else { self.dice.roll(3) };
            *days = [String::new(), "20".into(), "200".into()][which].clone();
        }
        match store.set_rhythm(&self.manager, control, &draft, "because").await? {
            store::Outcome::Done => Ok(Some(May::Not)),
            // Even agreed to, it betters nothing that is.
            store::Outcome::Proposed(id) => {
                store.agree(&self.reviewer, id, "").await?;
                Ok(Some(May::Not))
            }
        }
    }

    /// A control of our own; it asks more, so it betters nothing until it is approved.
    pub(super) async fn own(&mut self) -> Result<Option<May>> {
        let draft = domain::own::OwnControlDraft {
            title: "Own".into(),
            statement: "We look.".into(),
            control_type: "detective".into(),
            role: "Security lead".into(),
            cadence: "monthly".into(),
            applies: ["all", "organisation", "generative,agentic"][self.dice.roll(3)].into(),
            stages: Stage::ALL.to_vec(),
            key_for: ["CC1.1", "CC6.1", "P1.1"][self.dice.roll(3)].into(),
            supports: String::new(),
            risks: vec!["RISK-01".into()],
            test: String::new(),
            requirements: vec![domain::own::OwnRequirementDraft {
                title: "Look".into(),
                why: "To see.".into(),
                steps: "Look".into(),
                subject: ["system", "organisation"][self.dice.roll(2)].into(),
                nature: "operate".into(),
                kinds: "config-export|nil(incident-record)".into(),
                fresh_days: String::new(),
                due_days: String::new(),
            }],
        };
        let store = self.f.store.clone();
        let (_, waiting) = store.add_control(&self.manager, &draft, self.manager.person).await?;
        if self.dice.roll(2) == 0 {
            return Ok(Some(May::Not));
        }
        store.agree(&self.reviewer, waiting, "").await?;
        Ok(Some(May::Better))
    }
}
