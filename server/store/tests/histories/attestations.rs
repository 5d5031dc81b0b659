//! What people do with the documents of vendors, at random.

use super::{May, Story};
use domain::attestations::{AttestationDraft, Came, FollowDraft, LaterDraft, Outcome, points};
use domain::ids::{ReportId, VendorId};
use domain::instant::{Utc, Zone as _};
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::testing::honest;
use store::{AttestationRow, Error, Result};

const KINDS: [&str; 7] = ["SOC2-T2", "SOC2-T2", "SOC2-BRIDGE", "ISO27001", "ISO27017-18", "DPA", "SOC2-T1"];

impl Story {
    async fn day(&self, ago: usize) -> Date {
        let now = self.f.store.present().await.expect("now").max(store::World::now(&*self.f.world));
        Utc.day(now).saturating_sub(i64::try_from(ago).expect("few").days())
    }

    /// One random command about attestations.
    pub(crate) async fn attestation(&mut self) -> Result<Option<May>> {
        let Some(vendor) = self.dice.pick(&self.vendors.clone()).copied() else { return Ok(None) };
        let (store, manager) = (self.f.store.clone(), self.manager);
        let known = self.dice.pick(&self.attestations.clone()).copied();
        match (self.dice.roll(12), known) {
            (0 | 1, _) => return self.pass_on(vendor).await,
            (6, Some(id)) => {
                store.take_attestation_back(&manager, id, "Of another vendor.").await?;
                Ok(Some(May::Not))
            }
            (7, Some(id)) => {
                store.prove_attestation(&self.reviewer, id).await?;
                Ok(Some(May::Better))
            }
            (8, _) => return self.prove_anew(vendor).await,
            (2..=5, _) | (_, None) => return self.enter(vendor).await,
            (_, Some(id)) => return self.note(id).await,
        }
    }

    async fn pass_on(&mut self, vendor: VendorId) -> Result<Option<May>> {
        let others: Vec<_> = self.vendors.iter().copied().filter(|other| *other != vendor).collect();
        let Some(sub) = self.dice.pick(&others).copied() else { return Ok(None) };
        self.f.store.name_subprocessor(&self.manager, vendor, sub, "Prompts").await?;
        if self.dice.roll(2) == 0 {
            self.f.store.drop_subprocessor(&self.manager, vendor, sub).await?;
        }
        Ok(Some(May::Not))
    }

    async fn drafted(&mut self) -> AttestationDraft {
        let kind = KINDS[self.dice.roll(KINDS.len())];
        let ends = self.day(20 + self.dice.0 as usize % 200).await;
        let until = self.day(1).await.to_string();
        let (from, until_end) = (ends.saturating_sub(300.days()).to_string(), ends.to_string());
        AttestationDraft {
            kind: kind.into(),
            issuer: format!("Issuer {}", self.dice.roll(1_000)),
            period_from: from.clone(),
            period_until: until_end.clone(),
            day: from.clone(),
            names: ["report", "letter"][self.dice.roll(2)].into(),
            named_end: until_end,
            through: until.clone(),
            signed_on: if kind == "DPA" { from } else { until.clone() },
            edition: "2022".into(),
            scope: ["yes", "", "", "no"][self.dice.roll(4)].into(),
            categories: vec!["Security".into()],
            opinion: ["unqualified", "unqualified", "qualified", "adverse"][self.dice.roll(4)].into(),
            exceptions: ["", "Two leavers kept a badge.\nOne change had no review."][self.dice.roll(2)].into(),
            user_controls: ["", "Customers end the access of leavers."][self.dice.roll(2)].into(),
            received_on: until,
            ..AttestationDraft::default()
        }
    }

    /// A document is entered, and mostly reviewed.
    async fn enter(&mut self, vendor: VendorId) -> Result<Option<May>> {
        let draft = self.drafted().await;
        let id = self.f.store.enter_attestation(&self.manager, vendor, &draft, None).await?;
        self.attestations.push(id);
        match self.dice.roll(5) {
            0 => Ok(Some(May::Not)),
            1 => {
                self.f.store.reject_attestation(&self.reviewer, id, "Not legible.").await?;
                Ok(Some(May::Not))
            }
            _ => self.accept(id).await,
        }
    }

    async fn accept(&mut self, id: ReportId) -> Result<Option<May>> {
        let row = self.f.store.attestation(id).await?;
        let review = honest(&self.f.store, id, "").await;
        self.f.store.accept_attestation(&self.reviewer, id, &review).await?;
        self.follow(&row).await?;
        Ok(Some(May::Better))
    }

    /// Somebody decides what follows of a line.
    async fn follow(&mut self, row: &AttestationRow) -> Result<()> {
        let all: Vec<_> = points(&row.terms).map(|(point, _)| point).collect();
        let Some(at) = self.dice.pick(&all).copied() else { return Ok(()) };
        let outcome = at.part.outcomes()[self.dice.roll(2)];
        let control = self.adopted.first().map(ToString::to_string).unwrap_or_default();
        let outcome = if outcome == Outcome::Mapped && control.is_empty() { Outcome::Aside } else { outcome };
        let draft = FollowDraft {
            outcome: outcome.key().into(),
            control,
            assignee: Some(self.manager.person),
            due_on: self.day(0).await.saturating_add(30.days()).to_string(),
            reason: "We do not use that part.".into(),
        };
        // A control may be retired by now: what was accepted stays so.
        match self.f.store.follow_attestation(&self.reviewer, row.id, at, &draft).await {
            Ok(()) | Err(Error::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// What comes to light; of what waits for a second person, the decision too.
    async fn note(&mut self, id: ReportId) -> Result<Option<May>> {
        let row: AttestationRow = self.f.store.attestation(id).await?;
        if row.waits() {
            return self.accept(id).await;
        }
        let offered = row.laters()?;
        let came = *self.dice.pick(&offered).unwrap_or(&Came::Withdrawn);
        // A withdrawal is rare: nothing comes of it ever after.
        let came = if came == Came::Withdrawn && self.dice.roll(4) > 0 { Came::OutOfScope } else { came };
        let came = if offered.contains(&Came::InScope) && self.dice.roll(3) > 0 { Came::InScope } else { came };
        let day = self.day(self.dice.0 as usize % 20).await.to_string();
        let draft = LaterDraft { what: came.key().into(), day, words: "Seen there.".into() };
        let no = self.f.store.note_attestation(&self.manager, id, &draft).await?;
        let row = self.f.store.attestation(id).await?;
        if !row.notes.iter().any(|note| note.no == no && note.waits()) {
            return Ok(Some(May::Not));
        }
        self.notes += 1;
        if self.dice.roll(3) == 0 || self.notes == 2 {
            self.f.store.refuse_note(&self.reviewer, id, no, "Not seen there.").await?;
            return Ok(Some(May::Not));
        }
        self.f.store.agree_note(&self.reviewer, id, no).await?;
        Ok(Some(May::Better))
    }

    /// A sound report proves; that is withdrawn, and it is used as proof once more.
    async fn prove_anew(&mut self, vendor: VendorId) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        if !self.adopted.contains(&"AIG-VN-03") {
            let control = "AIG-VN-03".parse().expect("a control");
            let adoption = store::Adoption { control, owner: manager.person, statement: None };
            let waiting = store.adopt(&manager, vec![adoption]).await?;
            self.adopted.push("AIG-VN-03");
            store.agree(&self.reviewer, waiting, "").await?;
        }
        let mut draft = self.drafted().await;
        draft.kind = "SOC2-T2".into();
        (draft.scope, draft.opinion) = ("yes".into(), "unqualified".into());
        let id = store.enter_attestation(&manager, vendor, &draft, None).await?;
        self.attestations.push(id);
        self.accept(id).await?;
        for line in store.evidence_list(&store::EvidenceWanted::default(), 0, 20).await?.0 {
            let record = store.evidence(line.id).await?.form == domain::evidence::Form::Record;
            if record && !line.withdrawn && line.title.starts_with("SOC 2 Type II report of") {
                store.withdraw(&manager, line.id, "Of the wrong year.").await?;
            }
        }
        store.prove_attestation(&self.reviewer, id).await?;
        Ok(Some(May::Better))
    }
}
