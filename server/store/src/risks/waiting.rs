//! What of risk assessments waits for somebody else: to be concluded, accepted, agreed to be set aside, or used as proof.

use super::gather::{all_traits_in, traits_of};
use super::proof::{WaitingProof, waiting_in};
use super::read::{ASSESSMENT, SAID, assessment, said};
use super::scale::{scale_in, scale_of};
use crate::error::Result;
use crate::sql::Tx;
use domain::codes::RiskId;
use domain::ids::{AssessmentId, PersonId, SystemId};
use domain::instant::Instant;
use domain::people::{Actor, Relation, may};
use domain::risks::{
    Acceptor, Answer, Assessed, Rated, Scale, SetAside, State, Treatment, accept, agree_to_set_aside, authors,
};
use domain::trail::Verb;
use domain::words::TraitSet;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// An assessment that was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingConclusion {
    pub id: AssessmentId,
    /// What it is of.
    pub of: String,
    pub since: Instant,
    took_part: Vec<PersonId>,
}

/// A risk that somebody is asked to accept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingAcceptance {
    pub assessment: AssessmentId,
    pub risk: RiskId,
    pub of: String,
    pub since: Instant,
    rated: Rated,
    owners: Vec<PersonId>,
    took_part: Vec<PersonId>,
    /// The scale by which the assessment is judged: its own once it was submitted.
    scale: Scale,
}

/// A risk that one person set aside, where that takes two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingAside {
    pub assessment: AssessmentId,
    pub risk: RiskId,
    pub of: String,
    pub aside: SetAside,
}

/// What waits, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct RiskWork {
    conclusions: Vec<WaitingConclusion>,
    acceptances: Vec<WaitingAcceptance>,
    /// For whoever agrees to them.
    pub asides: Vec<WaitingAside>,
    proofs: Vec<WaitingProof>,
}

/// The scales by which assessments are judged, each read once.
#[derive(Default)]
struct Scales(BTreeMap<Option<u32>, Scale>);

impl Scales {
    /// A draft is judged by the scale of today.
    async fn of(&mut self, tx: &mut Tx, state: &State) -> Result<Scale> {
        let version = match state {
            State::Draft { .. } => None,
            State::Submitted(submitted) => Some(submitted.scale),
            State::Concluded(concluded) => Some(concluded.scale),
        };
        if let Some(scale) = self.0.get(&version) {
            return Ok(scale.clone());
        }
        let scale = match version {
            None => scale_in(tx).await?,
            Some(version) => scale_of(tx, version).await?,
        };
        self.0.insert(version, scale.clone());
        Ok(scale)
    }
}

impl RiskWork {
    /// In a bounded number of statements; two while no assessment is under way and no conclusion waits to be used.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let rows = tx.all(format!("{ASSESSMENT} WHERE a.concluded_at IS NULL"), vec![]).await?;
        let running = rows.iter().map(assessment).collect::<Result<Vec<_>>>()?;
        let proofs = waiting_in(tx).await?;
        if running.is_empty() {
            return Ok(Self { proofs, ..Self::default() });
        }
        let running: BTreeMap<_, _> = running.into_iter().map(|row| (row.id, row)).collect();
        let authors = running.values().map(|row| (row.id, authors(&row.assessment, &[])));
        let mut took_part: BTreeMap<AssessmentId, Vec<PersonId>> = authors.collect();
        let sql = "SELECT DISTINCT s.assessment, s.by FROM risk_said s JOIN risk_assessment a ON a.id = s.assessment \
                   WHERE a.concluded_at IS NULL AND s.deed IN ('rated', 'set-aside', 'treated')";
        for row in tx.all(sql, vec![]).await? {
            took_part.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        let part = |id: AssessmentId| took_part.get(&id).cloned().unwrap_or_default();
        let submitted = running.values().filter_map(|row| match &row.assessment.state {
            State::Submitted(submitted) => {
                let (of, since) = (row.of().to_owned(), submitted.at);
                Some(WaitingConclusion { id: row.id, of, since, took_part: part(row.id) })
            }
            State::Draft { .. } | State::Concluded(_) => None,
        });
        let mut conclusions: Vec<_> = submitted.collect();
        conclusions.sort_by_key(|one| (one.since, one.id));
        let mut owners: BTreeMap<SystemId, Vec<PersonId>> = BTreeMap::new();
        let mut traits: BTreeMap<Assessed, (TraitSet, TraitSet)> = BTreeMap::new();
        let sql = "SELECT y.id, y.owner, y.deputy, y.yes, y.no_ FROM system y JOIN risk_assessment a ON a.subject = y.no \
                   WHERE a.concluded_at IS NULL";
        for row in tx.all(sql, vec![]).await? {
            let (id, both): (SystemId, [Option<PersonId>; 2]) = (row.get(0)?, [row.get(1)?, row.get(2)?]);
            owners.insert(id, both.into_iter().flatten().collect());
            traits.insert(Assessed::System(id), (traits_of(row.get(3)?)?, traits_of(row.get(4)?)?));
        }
        let sql = format!(
            "{SAID} AND s.deed IN ('treated', 'set-aside') AND EXISTS (SELECT 1 FROM risk_assessment a \
                           WHERE a.id = s.assessment AND a.concluded_at IS NULL)"
        );
        let (mut acceptances, mut asides) = (Vec::new(), Vec::new());
        let mut scales = Scales::default();
        for row in tx.all(sql, vec![]).await? {
            let (risk, said) = said(&row)?;
            let Some(of) = running.get(&row.get(0)?) else { continue };
            if let Answer::SetAside(aside) = &said.answer {
                if let Entry::Vacant(open) = traits.entry(of.assessment.of) {
                    open.insert(all_traits_in(tx).await?);
                }
                let (yes, no) = traits.get(&of.assessment.of).copied().unwrap_or_default();
                if !aside.stands(&risk, yes, no) {
                    let (of, assessment, aside) = (of.of().to_owned(), of.id, aside.clone());
                    asides.push(WaitingAside { assessment, risk, of, aside });
                }
                continue;
            }
            if let Answer::Rated(rated @ Rated { treatment: Some(Treatment::Accept(asked)), .. }) = &said.answer {
                let of_system = match of.assessment.of {
                    Assessed::System(id) => owners.get(&id).cloned().unwrap_or_default(),
                    Assessed::Organisation => Vec::new(),
                };
                acceptances.push(WaitingAcceptance {
                    assessment: of.id,
                    risk,
                    of: of.of().to_owned(),
                    since: asked.asked_at,
                    owners: of_system.into_iter().chain([rated.owner]).collect(),
                    scale: scales.of(tx, &of.assessment.state).await?,
                    rated: rated.clone(),
                    took_part: part(of.id),
                });
            }
        }
        acceptances.sort_by(|a, b| (a.since, &a.risk).cmp(&(b.since, &b.risk)));
        asides.sort_by(|a, b| (a.aside.at, &a.risk).cmp(&(b.aside.at, &b.risk)));
        Ok(Self { conclusions, acceptances, asides, proofs })
    }

    /// The assessments that somebody may conclude, or send back.
    pub fn to_conclude<'a>(&'a self, actor: &'a Actor) -> impl Iterator<Item = &'a WaitingConclusion> {
        let may = may(actor.rights, Verb::AssessmentConcluded, Relation::Stranger);
        self.conclusions.iter().filter(move |one| may && !one.took_part.contains(&actor.person))
    }

    /// The conclusions that somebody may use as proof of what was adopted since.
    pub fn to_prove<'a>(&'a self, actor: &'a Actor, today: Date) -> impl Iterator<Item = &'a WaitingProof> {
        let may = may(actor.rights, Verb::AssessmentProven, Relation::Stranger);
        self.proofs.iter().filter(move |one| may && one.is_for(actor, today))
    }

    /// The risks that somebody may agree to set aside.
    pub fn to_agree<'a>(&'a self, actor: &'a Actor, now: Instant) -> impl Iterator<Item = &'a WaitingAside> {
        let may = may(actor.rights, Verb::SetAsideAgreed, Relation::Stranger);
        self.asides.iter().filter(move |one| may && agree_to_set_aside(&one.aside, actor, now).is_ok())
    }

    /// The risks that somebody has the authority to accept.
    pub fn to_accept<'a>(
        &'a self,
        actor: &'a Actor,
        today: Date,
        now: Instant,
    ) -> impl Iterator<Item = &'a WaitingAcceptance> {
        let can = move |one: &&WaitingAcceptance| {
            let owns = one.owners.contains(&actor.person);
            let relation = if owns { Relation::Owner } else { Relation::Stranger };
            let acceptor = Acceptor { actor, owns, authors: &one.took_part };
            let Some(Treatment::Accept(asked)) = &one.rated.treatment else { return false };
            may(actor.rights, Verb::RiskAccepted, relation)
                && accept(asked, &one.rated, &one.scale, &acceptor, today, now).is_ok()
        };
        self.acceptances.iter().filter(can)
    }
}
