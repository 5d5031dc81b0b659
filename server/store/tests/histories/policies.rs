//! What people do with policies, at random.

use super::{May, Story};
use domain::evidence::Form;
use domain::ids::PolicyId;
use domain::instant::{Instant, Utc, Zone as _};
use domain::people::Actor;
use domain::policies::{AudienceDraft, ExceptionDraft, PolicyFrame, PolicyText, Said, sections, skeleton};
use jiff::ToSpan as _;
use store::{Document, EvidenceWanted, PolicyRow, Result, VersionRow};

/// Templates that prove something, alone or together, and one that does not.
const TEMPLATES: [&str; 8] = ["POL-15", "POL-02", "POL-15", "POL-04", "POL-05", "POL-06", "POL-07", "POL-01"];

impl Story {
    async fn today(&self) -> jiff::civil::Date {
        Utc.day(self.f.store.present().await.expect("now").max(self.clock()))
    }

    fn clock(&self) -> Instant {
        store::World::now(&*self.f.world)
    }

    async fn said(&mut self) -> Said {
        let from = self.today().await.saturating_add(i64::try_from(self.dice.roll(40)).expect("few").days());
        Said { approvers: vec![self.executive.person], quorum: 1, in_force_from: from, brackets_stay: false }
    }

    async fn waiting(&self, id: PolicyId) -> Result<Option<VersionRow>> {
        let versions = self.f.store.policy_versions(id).await?;
        Ok(versions.into_iter().find(|version| version.end.is_none()))
    }

    /// One random command about policies.
    pub(crate) async fn policy(&mut self) -> Result<Option<May>> {
        let (store, manager, reviewer, executive) = (self.f.store.clone(), self.manager, self.reviewer, self.executive);
        let Some(id) = self.dice.pick(&self.policies.clone()).copied().filter(|_| self.dice.roll(8) > 0) else {
            return self.start().await;
        };
        let row = store.policy(id).await?;
        match self.dice.roll(19) {
            0 => {
                let frame = PolicyFrame { title: format!("Policy, named {}", row.version), ..row.frame };
                store.change_policy(&manager, id, frame, row.version).await?;
                store.discuss_policy(&executive, id, "Shorter, please.").await?;
                if store.policy_draft(id).await?.is_none() {
                    let text = PolicyText { text: "Notes.".into(), ..PolicyText::default() };
                    store.write_policy(&manager, id, &text, Document::Kept, 0).await?;
                }
                let seen = store.policy_draft(id).await?.map_or(0, |draft| draft.version);
                store.drop_draft(&manager, id, "Nobody needs it.", seen).await?;
            }
            1 | 2 => self.write(&row).await?,
            3 => {
                let said = self.said().await;
                store.confirm_policy(&manager, id, &said).await?;
            }
            4..=6 => {
                let Some(version) = self.waiting(id).await? else { return Ok(None) };
                store.approve_policy(&executive, id, version.no).await?;
                return Ok(Some(May::Better));
            }
            7 | 17 | 18 => {
                let Some(version) = self.waiting(id).await? else { return Ok(None) };
                self.turned_down += 1;
                if self.turned_down % 2 == 1 {
                    store.reject_policy(&executive, id, version.no, "Not like this.").await?;
                } else {
                    store.withdraw_policy(&manager, id, version.no, "Too early.").await?;
                }
            }
            8..=10 => return self.acknowledge(&row, [manager, reviewer, executive]).await,
            11 | 12 => return self.except(id).await,
            _ if self.dice.roll(3) == 0 => store.retire_policy(&manager, id, "Merged into another.").await?,
            _ => return self.prove_again(&row).await,
        }
        Ok(Some(May::Not))
    }

    /// A policy is put in force today; what it proved is withdrawn, and used as proof once more.
    async fn prove_again(&mut self, row: &PolicyRow) -> Result<Option<May>> {
        let store = self.f.store.clone();
        // One that proves something alone, where there is one.
        let mut row = row.clone();
        for id in &self.policies {
            let other = store.policy(*id).await?;
            let alone = other.template.as_ref().is_some_and(|template| template.as_str() == "POL-02");
            if alone && other.retired.is_none() {
                row = other;
            }
        }
        if let Some(version) = self.waiting(row.id).await? {
            store.withdraw_policy(&self.manager, row.id, version.no, "Anew.").await?;
        }
        let said = Said {
            approvers: vec![self.executive.person],
            quorum: 1,
            in_force_from: self.today().await,
            brackets_stay: false,
        };
        let no = self.write_for(&row, &said).await?;
        store.approve_policy(&self.executive, row.id, no).await?;
        let kind = Some("policy-document".parse().expect("a kind"));
        let wanted = EvidenceWanted { kind, ..EvidenceWanted::default() };
        for line in store.evidence_list(&wanted, 0, 50).await?.0 {
            if store.evidence(line.id).await?.form == Form::Record && !line.withdrawn {
                store.withdraw(&self.manager, line.id, "Of the wrong year.").await?;
            }
        }
        store.prove_policy(&self.executive, row.id).await?;
        Ok(Some(May::Better))
    }

    async fn start(&mut self) -> Result<Option<May>> {
        let template = TEMPLATES[self.dice.roll(TEMPLATES.len())].parse().expect("a template");
        let library = domain::catalogue::catalogue();
        let row = library.policies.get(&template).expect("it is there");
        let frame = PolicyFrame { owner: Some(self.manager.person), ..PolicyFrame::of(row) };
        let text = PolicyText { text: skeleton(row), ..PolicyText::default() };
        let id = self.f.store.start_policy(&self.manager, Some(template), frame, &text, Document::Kept).await?;
        self.policies.push(id);
        let row = self.f.store.policy(id).await?;
        self.write(&row).await?;
        Ok(Some(May::Not))
    }

    /// Writes the draft whole, and submits it for some day.
    async fn write(&mut self, row: &PolicyRow) -> Result<()> {
        let said = self.said().await;
        self.write_for(row, &said).await.map(|_| ())
    }

    async fn write_for(&mut self, row: &PolicyRow, said: &Said) -> Result<i64> {
        let store = self.f.store.clone();
        let draft = store.policy_draft(row.id).await?;
        let library = domain::catalogue::catalogue();
        let template = row.template.as_ref().and_then(|id| library.policies.get(id)).expect("of a template");
        let text = sections(&skeleton(template)).into_iter().fold(String::new(), |text, section| {
            format!("{text}## {}\n\nEdition {} says so.\n\n", section.title, self.dice.roll(1_000))
        });
        let text = PolicyText { text, note: "Whole.".into(), reask: self.dice.roll(3) == 0 };
        let version = draft.map_or(0, |draft| draft.version);
        store.write_policy(&self.manager, row.id, &text, Document::Kept, version).await?;
        store.submit_policy(&self.manager, row.id, said, version + 1).await
    }

    async fn acknowledge(&mut self, row: &PolicyRow, people: [Actor; 3]) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let bound: Vec<_> = people.iter().map(|actor| actor.person).collect();
        let draft = AudienceDraft { people: bound, ..AudienceDraft::default() };
        store.set_audience(&self.manager, row.id, &draft, row.version).await?;
        for actor in people {
            let seq = store.trail(i64::MAX, 1).await?.first().map_or(0, |entry| entry.seq);
            let open = store.waiting(seq).await?.policies.to_read(&actor, self.today().await);
            if let Some(open) = open.into_iter().find(|open| open.id == row.id) {
                store.acknowledge_policy(&actor, row.id, open.no).await?;
            }
        }
        store.close_acknowledgements(&self.reviewer, row.id).await?;
        Ok(Some(May::Better))
    }

    async fn except(&mut self, policy: PolicyId) -> Result<Option<May>> {
        let store = self.f.store.clone();
        let draft = ExceptionDraft {
            what: "Bias tests".into(),
            reason: "No data.".into(),
            measure: "A person looks.".into(),
            owner: Some(self.executive.person),
            until: Some(self.today().await.saturating_add(60.days())),
        };
        let refused = store.ask_exception(&self.manager, policy, &draft).await?;
        store.refuse_exception(&self.reviewer, refused, "No.").await?;
        let id = store.ask_exception(&self.manager, policy, &draft).await?;
        match self.dice.roll(5) {
            0..=2 => store.end_exception(&self.manager, id, "Not needed.").await?,
            roll => {
                store.approve_exception(&self.reviewer, id, "").await?;
                if roll == 3 {
                    store.end_exception(&self.manager, id, "It is tested now.").await?;
                }
                return Ok(Some(May::Better));
            }
        }
        Ok(Some(May::Not))
    }
}
