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
    may_be_treated,
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
    /// How the assessment stands; of one that is concluded, that is the last.
    state: State,
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

/// What was said last of a risk asks for its acceptance, which nobody gave. Whether it was refused is read of it.
const ASKED: &str = "s.body LIKE '%\"accepted\":null%'";

/// The assessments of which something may wait: those under way, and last conclusions with an acceptance that nobody gave.
const IN_HAND: &str = "(a.concluded_at IS NULL OR (EXISTS (SELECT 1 FROM risk_said s WHERE s.assessment = a.id \
    AND s.body LIKE '%\"accepted\":null%' AND s.no = (SELECT max(m.no) FROM risk_said m WHERE m.assessment = s.assessment \
    AND m.risk = s.risk)) AND NOT EXISTS (SELECT 1 FROM risk_assessment l WHERE l.subject = a.subject \
    AND l.concluded_at > a.concluded_at)))";

impl RiskWork {
    /// In a bounded number of statements; two while nothing of an assessment waits and none is under way.
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self> {
        let rows = tx.all(format!("{ASSESSMENT} WHERE {IN_HAND}"), vec![]).await?;
        let rows = rows.iter().map(assessment).collect::<Result<Vec<_>>>()?;
        // Systems that are retired bear nothing any more.
        let in_hand: BTreeMap<_, _> =
            rows.into_iter().filter(|row| row.concluded().is_none() || !row.retired).map(|row| (row.id, row)).collect();
        let proofs = waiting_in(tx).await?;
        if in_hand.is_empty() {
            return Ok(Self { proofs, ..Self::default() });
        }
        let ids: Vec<_> = in_hand.keys().map(|id| format!("'{id}'")).collect();
        let ids = ids.join(", ");
        let authors = in_hand.values().map(|row| (row.id, authors(&row.assessment, &[])));
        let mut took_part: BTreeMap<AssessmentId, Vec<PersonId>> = authors.collect();
        let sql = format!(
            "SELECT DISTINCT assessment, by FROM risk_said WHERE assessment IN ({ids}) \
             AND deed IN ('rated', 'set-aside', 'treated')"
        );
        for row in tx.all(sql, vec![]).await? {
            took_part.entry(row.get(0)?).or_default().push(row.get(1)?);
        }
        let part = |id: AssessmentId| took_part.get(&id).cloned().unwrap_or_default();
        let submitted = in_hand.values().filter_map(|row| match &row.assessment.state {
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
        let sql = format!(
            "SELECT DISTINCT y.id, y.owner, y.deputy, y.yes, y.no_ FROM system y \
             JOIN risk_assessment a ON a.subject = y.no WHERE a.id IN ({ids})"
        );
        for row in tx.all(sql, vec![]).await? {
            let (id, both): (SystemId, [Option<PersonId>; 2]) = (row.get(0)?, [row.get(1)?, row.get(2)?]);
            owners.insert(id, both.into_iter().flatten().collect());
            traits.insert(Assessed::System(id), (traits_of(row.get(3)?)?, traits_of(row.get(4)?)?));
        }
        let sql = format!("{SAID} AND (s.deed = 'set-aside' OR {ASKED}) AND s.assessment IN ({ids})");
        let (mut acceptances, mut asides) = (Vec::new(), Vec::new());
        let mut scales = Scales::default();
        for row in tx.all(sql, vec![]).await? {
            let (risk, said) = said(&row)?;
            let Some(of) = in_hand.get(&row.get(0)?) else { continue };
            if let Answer::SetAside(aside) = &said.answer {
                if of.concluded().is_some() {
                    continue;
                }
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
                    state: of.assessment.state.clone(),
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

    /// The risks of which the acceptance that was asked for came to nothing, to whoever owns them.
    pub fn to_treat(&self, person: PersonId, today: Date) -> impl Iterator<Item = &WaitingAcceptance> {
        let open = move |one: &&WaitingAcceptance| match &one.rated.treatment {
            Some(Treatment::Accept(asked)) => {
                asked.came_to_nothing(today) && may_be_treated(&one.state, true, &one.rated, today).is_ok()
            }
            Some(Treatment::Mitigate { .. } | Treatment::Avoid { .. } | Treatment::Transfer { .. }) | None => false,
        };
        self.acceptances.iter().filter(move |one| one.rated.owner == person).filter(open)
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
