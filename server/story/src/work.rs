//! The routine of the firm: controls are proven as the plan says, second persons decide within days, and what is about
//! to lapse is renewed a week ahead, unless nobody got round to it.

use crate::cast::Who;
use crate::papers::About;
use crate::practice::{HELD, NOTHING_OCCURRED, OF_ITS_OWN, PRACTICE, stands_for};
use crate::teller::{Teller, control, kind};
use domain::catalogue::{Kind, Requirement, catalogue};
use domain::codes::{ControlId, KindId};
use domain::evidence::{EvidenceDraft, NamedPair, Ruling};
use domain::ids::EvidenceId;
use domain::instant::Instant;
use domain::proof::{How, Proof};
use domain::trail::hex;
use domain::words::{DataRole, KindClass, SubjectKind, Trigger};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use store::{Error, PairRuling, Result};

/// What is to be done, by instant.
#[derive(Default)]
pub(crate) struct Agenda {
    beats: BTreeMap<(Instant, i64), Beat>,
    /// The controls that are practised.
    practised: BTreeSet<ControlId>,
    /// Handed in, and not decided on yet.
    pending: BTreeSet<(NamedPair, KindId)>,
    /// Accepted, and until when it holds.
    standing: BTreeMap<(NamedPair, KindId), Instant>,
}

enum Beat {
    /// A control is proven wherever it is not.
    Prove(ControlId),
    /// One piece is handed in for pairs.
    HandIn(Piece),
    /// A second person decides.
    Decide(Decision),
    /// Everything practised is looked through.
    LookRound,
}

/// A piece of proof that somebody is to hand in.
#[derive(Clone)]
struct Piece {
    control: ControlId,
    kind: &'static Kind,
    by: Who,
    pairs: Vec<NamedPair>,
}

struct Decision {
    evidence: EvidenceId,
    kind: KindId,
    by: Who,
    pairs: Vec<NamedPair>,
    seen: Option<String>,
}

/// What somebody hands in by the word of a chapter.
pub(crate) struct HandedIn<'a> {
    pub by: Who,
    pub kind: &'a str,
    pub title: &'a str,
    /// The day so many days ago for which it speaks.
    pub speaks: i64,
    /// Its own last day, so many days ago.
    pub own_end: Option<i64>,
    /// Requirements, each with subjects.
    pub proves: Vec<(&'a str, i64)>,
}

/// How long before proof lapses somebody thinks of the next.
const AHEAD: i64 = 9;

impl Teller {
    /// Puts the plan on the agenda.
    pub(crate) fn plan(&mut self) -> Result<()> {
        for (ago, controls) in PRACTICE {
            for (place, short) in (0..).zip(*controls) {
                let control = control(short)?;
                self.put(*ago - place, Beat::Prove(control));
            }
        }
        for round in 0..20 {
            self.put(380 - round * 20, Beat::LookRound);
        }
        Ok(())
    }

    fn put(&mut self, ago: i64, beat: Beat) {
        let turn = self.next_turn();
        let at = self.calendar.moment(ago, crate::calendar::working_minute(turn)).max(self.clock.now().next());
        self.agenda.beats.insert((at, turn), beat);
    }

    fn ago_now(&self) -> i64 {
        self.calendar.ago(self.calendar.day_of(self.clock.now()))
    }

    /// Lets the days go by until an instant.
    pub(crate) async fn until(&mut self, to: Instant) -> Result<()> {
        while let Some(first) = self.agenda.beats.first_entry() {
            let at = first.key().0;
            if at > to {
                break;
            }
            let beat = first.remove();
            self.clock.turn(at);
            match beat {
                Beat::Prove(control) => {
                    self.agenda.practised.insert(control.clone());
                    self.prove(&control).await?;
                }
                Beat::HandIn(piece) => self.hand_in(piece).await?,
                Beat::Decide(decision) => self.decide(decision).await?,
                Beat::LookRound => {
                    for control in self.agenda.practised.clone() {
                        self.prove(&control).await?;
                    }
                }
            }
        }
        self.clock.turn(to);
        Ok(())
    }

    /// Puts on the agenda what is missing of a control, on every subject that it is asked of.
    async fn prove(&mut self, control: &ControlId) -> Result<()> {
        let mut pieces: BTreeMap<(KindId, Who, i64), Vec<NamedPair>> = BTreeMap::new();
        for requirement in catalogue().requirements_of(control) {
            for pair in self.store.open_pairs(&requirement.id, self.clock.now()).await? {
                for kind in kinds(&requirement.proof) {
                    if self.is_missing(&pair, &kind) && !self.is_held(&pair, &kind) {
                        let own = OF_ITS_OWN.contains(&kind.as_str());
                        let by = self.performer(requirement, own, pair.subject);
                        let subject = if own { pair.subject } else { -1 };
                        pieces.entry((kind, by, subject)).or_default().push(pair.clone());
                    }
                }
            }
        }
        let ago = self.ago_now();
        for (place, ((kind, by, _), pairs)) in (0..).zip(pieces) {
            let kind = catalogue().kinds.get(&kind).ok_or(Error::Unreadable("kind"))?;
            for pair in &pairs {
                self.agenda.pending.insert((pair.clone(), kind.id.clone()));
            }
            self.put(ago - place % 5, Beat::HandIn(Piece { control: control.clone(), kind, by, pairs }));
        }
        Ok(())
    }

    fn is_missing(&self, pair: &NamedPair, kind: &KindId) -> bool {
        let key = (pair.clone(), kind.clone());
        let stands = self.agenda.standing.get(&key).is_some_and(|until| *until > self.clock.now());
        !stands && !self.agenda.pending.contains(&key)
    }

    fn is_held(&self, pair: &NamedPair, kind: &KindId) -> bool {
        let (ago, subject) = (self.ago_now(), self.subject_name(pair.subject).unwrap_or_default());
        HELD.iter().any(|(requirement, of, on, from, until)| {
            pair.requirement.as_str() == *requirement
                && (*of == "*" || kind.as_str() == *of)
                && (*on == "*" || subject == *on)
                && (*until..=*from).contains(&ago)
        })
    }

    /// Who does it: by the role that the library names, or the owner of what is each system's own.
    fn performer(&self, requirement: &Requirement, own: bool, subject: i64) -> Who {
        let of_its_owner =
            own && requirement.subject == SubjectKind::System || requirement.role == DataRole::SystemOwner;
        let owner = self.owner_of(subject).filter(|_| of_its_owner);
        owner.unwrap_or_else(|| stands_for(requirement.role, self.ago_now() > crate::chapters::CALLUM_LEFT))
    }

    /// Hands a piece in, if it is still asked for, and leaves it to a second person.
    async fn hand_in(&mut self, piece: Piece) -> Result<()> {
        let by = if piece.by == Who::Callum && self.ago_now() <= crate::chapters::CALLUM_LEFT {
            Who::Tomas
        } else {
            piece.by
        };
        let mut pairs = Vec::new();
        for pair in &piece.pairs {
            if self.is_asked(pair).await? && !self.is_held(pair, &piece.kind.id) {
                pairs.push(pair.clone());
            } else {
                self.agenda.pending.remove(&(pair.clone(), piece.kind.id.clone()));
            }
        }
        if pairs.is_empty() {
            return Ok(());
        }
        let day = self.calendar.day_of(self.clock.now());
        let title = catalogue().controls.get(&piece.control).map_or("", |control| control.title);
        let mut subjects: Vec<_> = pairs.iter().filter_map(|pair| self.subject_name(pair.subject)).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let turn = self.next_turn();
        let about = About { kind: piece.kind, control: title, subjects, by: Self::name(by)?, day, turn };
        let paper = about.paper();
        let speaks_from = match piece.kind.class {
            KindClass::Period => day.saturating_sub(jiff::Span::new().days(30)),
            KindClass::Document | KindClass::Act | KindClass::State | KindClass::Event => day,
        };
        let draft = EvidenceDraft {
            title: paper.title,
            kind: piece.kind.id.clone(),
            form: paper.form,
            link: paper.link,
            statement: paper.statement,
            speaks_from,
            speaks_until: day,
            performed_on: (!paper.stamp.is_empty() || piece.kind.class == KindClass::Act).then_some(day),
            stamp: paper.stamp.to_owned(),
            performed_by: None,
            own_end: self.own_end(&piece, day),
        };
        let (evidence, seen) = self.submit(by, draft, paper.file, &pairs).await?;
        let reviewer = reviewer(&piece.control, by, turn);
        let ago = self.ago_now() - 1 - turn % 4;
        self.put(ago, Beat::Decide(Decision { evidence, kind: piece.kind.id.clone(), by: reviewer, pairs, seen }));
        Ok(())
    }

    /// Contracts, certificates and insurances end on a day of their own.
    fn own_end(&self, piece: &Piece, day: Date) -> Option<Date> {
        let days = match piece.kind.id.as_str() {
            "attestation" => 240,
            "contract" | "insurance-certificate" => 480,
            _ => return None,
        };
        Some(day.saturating_add(jiff::Span::new().days(days)))
    }

    async fn is_asked(&self, pair: &NamedPair) -> Result<bool> {
        let found = self.store.findings_of(pair.subject, self.clock.now()).await?;
        Ok(found.iter().any(|found| found.requirement == pair.requirement))
    }

    async fn submit(
        &self,
        by: Who,
        draft: EvidenceDraft,
        file: Option<(String, Vec<u8>)>,
        pairs: &[NamedPair],
    ) -> Result<(EvidenceId, Option<String>)> {
        let stored = match file {
            Some((name, bytes)) => {
                let mut incoming = self.files.incoming().await?;
                incoming.write(&bytes).await?;
                Some(incoming.finish(&name).await?)
            }
            None => None,
        };
        let seen = stored.as_ref().map(|file| hex(&file.sha256));
        Ok((self.store.submit(&self.actor(by)?, draft, stored, pairs).await?, seen))
    }

    /// The second person accepts; what is accepted is put on the agenda again for shortly before it lapses.
    async fn decide(&mut self, decision: Decision) -> Result<()> {
        let Decision { evidence, kind, by, pairs, seen } = decision;
        self.rules(by, evidence, seen.as_deref(), &pairs, Ruling::Supports, "").await?;
        for pair in &pairs {
            self.agenda.pending.remove(&(pair.clone(), kind.clone()));
        }
        self.remember_until_when(evidence, &kind).await
    }

    pub(crate) async fn rules(
        &self,
        by: Who,
        evidence: EvidenceId,
        seen: Option<&str>,
        pairs: &[NamedPair],
        ruling: Ruling,
        reason: &str,
    ) -> Result<()> {
        let rulings: Vec<_> =
            pairs.iter().map(|pair| PairRuling { pair: pair.clone(), ruling, reason: reason.to_owned() }).collect();
        self.store.rule(&self.actor(by)?, evidence, &rulings, seen).await
    }

    async fn remember_until_when(&mut self, evidence: EvidenceId, kind: &KindId) -> Result<()> {
        let row = self.store.evidence(evidence).await?;
        let by = self.who(row.submitted_by);
        let mut ends: BTreeMap<Instant, Vec<NamedPair>> = BTreeMap::new();
        for page in 0.. {
            let (rows, _, _) = self.store.evidence_pairs(evidence, page).await?;
            let last = rows.len() < usize::try_from(store::PAIRS_A_PAGE).unwrap_or(usize::MAX);
            for row in rows {
                let Some(lapses) = row.lapses_at else { continue };
                self.agenda.standing.insert((row.pair.clone(), kind.clone()), lapses);
                if lapses < Instant::NEVER {
                    ends.entry(lapses).or_default().push(row.pair);
                }
            }
            if last {
                break;
            }
        }
        let kind = catalogue().kinds.get(kind).ok_or(Error::Unreadable("kind"))?;
        for (lapses, pairs) in ends {
            let lapses = self.calendar.ago(self.calendar.day_of(lapses));
            let life = self.calendar.ago(row.speaks_until) - lapses;
            let renew = lapses + AHEAD.min(life / 2);
            let Some(requirement) = pairs.first().and_then(|pair| catalogue().requirements.get(&pair.requirement))
            else {
                continue;
            };
            if renew > 0 {
                let control = requirement.control.clone();
                self.put(renew, Beat::HandIn(Piece { control, kind, by, pairs }));
            }
        }
        Ok(())
    }

    /// What happens to a control ends what was proven of it by kinds that end with that.
    pub(crate) fn forgets_what_ended(&mut self, control: &ControlId, trigger: Trigger) {
        let ends = |kind: &KindId| {
            let kind = catalogue().kinds.get(kind);
            kind.is_some_and(|kind| kind.ends_on.iter().any(|ends| ends.trigger == trigger))
        };
        let of = |pair: &NamedPair| {
            catalogue().requirements.get(&pair.requirement).is_some_and(|requirement| requirement.control == *control)
        };
        self.agenda.standing.retain(|(pair, kind), _| !(of(pair) && ends(kind)));
    }

    /// Somebody hands in a document of the chapter's own.
    pub(crate) async fn hands_in(
        &mut self,
        what: &HandedIn<'_>,
    ) -> Result<(EvidenceId, Option<String>, Vec<NamedPair>)> {
        // What is handed in on a Friday in place of the weekend speaks for no later day.
        let day = self.calendar.day(what.speaks).min(self.calendar.day_of(self.clock.now()));
        let kind = catalogue().kinds.get(&kind(what.kind)?).ok_or(Error::Unreadable("kind"))?;
        let mut pairs = Vec::new();
        for (id, subject) in &what.proves {
            pairs.push(NamedPair { requirement: crate::teller::requirement(id)?, subject: *subject });
        }
        let subjects: Vec<_> = pairs.iter().filter_map(|pair| self.subject_name(pair.subject)).collect();
        let turn = self.next_turn();
        let about = About { kind, control: what.title, subjects, by: Self::name(what.by)?, day, turn };
        let paper = about.paper();
        let draft = EvidenceDraft {
            title: what.title.to_owned(),
            kind: kind.id.clone(),
            form: paper.form,
            link: paper.link,
            statement: paper.statement,
            speaks_from: day,
            speaks_until: day,
            performed_on: (!paper.stamp.is_empty() || kind.class == KindClass::Act).then_some(day),
            stamp: paper.stamp.to_owned(),
            performed_by: None,
            own_end: what.own_end.map(|ago| self.calendar.day(ago)),
        };
        let (evidence, seen) = self.submit(what.by, draft, paper.file, &pairs).await?;
        Ok((evidence, seen, pairs))
    }
}

/// The kinds that prove it, one for each term: a nil return where such a thing has not occurred.
fn kinds(proof: &Proof) -> Vec<KindId> {
    let first = proof.terms().iter().filter_map(|term| term.forms().first());
    let kinds = first.flat_map(|form| {
        form.kinds().iter().map(move |kind| match form.how() {
            How::OrNil if NOTHING_OCCURRED.contains(&kind.as_str()) => KindId::NIL_RETURN,
            How::OrNil | How::Alone | How::Together => kind.clone(),
        })
    });
    kinds.collect()
}

/// Somebody with the right of review who did not hand it in.
fn reviewer(control: &ControlId, by: Who, turn: i64) -> Who {
    let technical = ["AIG-AC", "AIG-SE", "AIG-LG", "AIG-IR"].iter().any(|family| control.as_str().starts_with(family));
    let order = match (technical, turn % 5) {
        (true, _) => [Who::Ines, Who::Sanjay, Who::Miriam],
        (false, 0) => [Who::Sanjay, Who::Miriam, Who::Ruth],
        (false, _) => [Who::Miriam, Who::Sanjay, Who::Ruth],
    };
    order.into_iter().find(|who| *who != by).unwrap_or(Who::Miriam)
}
