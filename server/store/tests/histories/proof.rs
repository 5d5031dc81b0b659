//! Proof at random: handed in and decided pair by pair, or excluded.

use super::{May, Story};
use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use store::{PairRuling, Result};

impl Story {
    /// Pairs that are asked now.
    pub(super) async fn pairs(&self) -> Vec<(NamedPair, String)> {
        let now = self.f.store.present().await.unwrap();
        let spine = self.f.store.spine().await.unwrap();
        let mut pairs = Vec::new();
        for subject in self.history.subjects() {
            for requirement in self.history.findings(subject, now, now).keys() {
                let requirement = spine.requirement(*requirement).unwrap();
                let proof = requirement.proof.as_ref().unwrap();
                for (kind, _) in proof.kinds() {
                    pairs.push((NamedPair { requirement: requirement.id.clone(), subject }, kind.to_string()));
                }
            }
        }
        pairs
    }

    pub(super) async fn prove(&mut self) -> Result<Option<May>> {
        let pairs = self.pairs().await;
        let Some((_, kind)) = self.dice.pick(&pairs).cloned() else { return Ok(None) };
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, k)| *k == kind).map(|(pair, _)| pair).take(4).collect();
        let today = jiff::Timestamp::from_microsecond(self.f.store.present().await?.0).unwrap();
        let today = today.to_zoned(jiff::tz::TimeZone::UTC).date();
        let back = i64::try_from(self.dice.roll(60)).unwrap();
        let speaks = today.checked_sub(jiff::Span::new().days(back)).unwrap();
        let draft = EvidenceDraft {
            title: "Proof".into(),
            kind: kind.parse().unwrap(),
            form: Form::Statement,
            link: String::new(),
            statement: "Seen.".into(),
            speaks_from: speaks,
            speaks_until: speaks,
            performed_on: None,
            stamp: String::new(),
            performed_by: None,
            own_end: matches!(kind.as_str(), "attestation" | "bridge-letter")
                .then(|| speaks.saturating_add(jiff::Span::new().days(60))),
        };
        let id = self.f.store.submit(&self.manager, draft, None, &pairs).await?;
        self.evidence.push(id);
        if self.dice.roll(6) == 0 {
            return Ok(Some(May::Not));
        }
        let rulings = pairs.into_iter().map(|pair| {
            let ruling = [Ruling::Supports, Ruling::Supports, Ruling::Supports, Ruling::Adverse, Ruling::Rejected]
                [self.dice.roll(5)];
            PairRuling { pair, ruling, reason: "because".into() }
        });
        let rulings: Vec<_> = rulings.collect();
        self.f.store.rule(&self.reviewer, id, &rulings, None).await?;
        Ok(Some(May::Better))
    }

    pub(super) async fn exclude(&mut self) -> Result<Option<May>> {
        let pairs = self.pairs().await;
        let Some((pair, _)) = self.dice.pick(&pairs).cloned() else { return Ok(None) };
        let now = jiff::Timestamp::from_microsecond(self.f.store.present().await?.0).unwrap();
        let until = now.to_zoned(jiff::tz::TimeZone::UTC).date().checked_add(jiff::Span::new().days(40)).unwrap();
        self.two(&Change::Exclude { pairs: vec![pair], until }).await?;
        Ok(Some(May::Better))
    }
}
