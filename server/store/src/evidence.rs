//! Evidence: submitted for named pairs, decided pair by pair, ended or withdrawn; never changed, never deleted.

mod all;
mod read;
mod review;

pub use read::{EvidenceLine, EvidenceRow, EvidenceState, EvidenceWanted, FileRow, PAIRS_A_PAGE, PairRow};
pub(crate) use read::{lines_after, pairs_after};
pub use review::{QueueWanted, Queued, SameFile};

use crate::Store;
use crate::error::{Error, Result};
use crate::pairs::once;
use crate::spine::RequirementNow;
use crate::sql::{Value, args};
use crate::writing::{Writing, allow};
use domain::catalogue::{Kind, catalogue};
use domain::codes::KindId;
use domain::evidence::{
    EvidenceDraft, Form, Freshness, NamedPair, Ruling, UnderReview, decide, ends_in_time, population, stale_from,
};
use domain::ids::{EvidenceId, ProposalId};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::rhythm::Rhythm;
use domain::trail::{Event, ThingKind, Verb, hex};
use domain::words::{ByCriticality, Criticality, FreshRule, SubjectKind};
use jiff::civil::Date;
use serde_json::Value as Json;

/// A file that lies in the store already, under its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub sha256: [u8; 32],
    pub size: i64,
    /// What the bytes are, by sniffing; never what the browser claimed.
    pub media: String,
    pub name: String,
}

impl StoredFile {
    /// The columns `sha256, size, media, file_name`, empty where there is no file.
    pub(crate) fn columns(file: Option<&Self>) -> [Value; 4] {
        [
            Value::from(file.map(|file| file.sha256.to_vec())),
            Value::from(file.map(|file| file.size)),
            Value::from(file.map(|file| file.media.clone())),
            Value::from(file.map(|file| file.name.clone())),
        ]
    }
}

/// A decision on one pair.
#[derive(Clone, Debug)]
pub struct PairRuling {
    pub pair: NamedPair,
    pub ruling: Ruling,
    pub reason: String,
}

impl Store {
    /// Submits evidence for named pairs of requirement and subject.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields, `file` or `pairs`; [`Refusal::Forbidden`].
    pub async fn submit(
        &self,
        actor: &Actor,
        draft: EvidenceDraft,
        file: Option<StoredFile>,
        pairs: &[NamedPair],
    ) -> Result<EvidenceId> {
        self.submit_in_place_of(actor, draft, None, file, pairs).await
    }

    /// The same of a nil return, with the kind of which its population has no rows. Where a requirement has only one
    /// such kind, it is that one without being named.
    ///
    /// # Errors
    /// As [`Store::submit`]; [`Refusal::Invalid`] at `in_place_of` where the kind is not named and there are two, or is
    /// none of those.
    pub async fn submit_in_place_of(
        &self,
        actor: &Actor,
        draft: EvidenceDraft,
        in_place_of: Option<KindId>,
        file: Option<StoredFile>,
        pairs: &[NamedPair],
    ) -> Result<EvidenceId> {
        let mut w = self.write_as(actor, Verb::EvidenceSubmitted).await?;
        let zone = w.zone().await?;
        let draft = draft.check(zone.day(w.now()))?;
        if draft.form == Form::File && file.is_none() {
            return Err(Refusal::at("file", "Choose the file.").into());
        }
        if pairs.is_empty() {
            return Err(Refusal::at("pairs", "Choose at least one thing that it proves.").into());
        }
        if let Some(performer) = draft.performed_by {
            w.active("performed_by", performer).await?;
        }
        let pairs = &w.asked_now("pairs", pairs).await?;
        let id = EvidenceId(w.new_id());
        w.insert_evidence(id, &draft, file.as_ref(), actor).await?;
        let mut event = Event::new(Verb::EvidenceSubmitted, actor.person)
            .about(ThingKind::Evidence, id)
            .with("kind", draft.kind.as_str())
            .with("form", draft.form.key())
            .with("speaks_from", draft.speaks_from.to_string())
            .with("speaks_until", draft.speaks_until.to_string())
            .with(
                "pairs",
                pairs.iter().map(|pair| format!("{}@{}", pair.requirement, pair.subject)).collect::<Vec<_>>(),
            )
            .with("performed_on", draft.performed_on.map(|day| day.to_string()))
            .with("performed_by", draft.performed_by.unwrap_or(actor.person).to_string())
            .with("own_end", draft.own_end.map(|day| day.to_string()))
            .with("stamp", Some(draft.stamp.as_str()).filter(|stamp| !stamp.is_empty()))
            .words("title", draft.title.as_str())
            .words("statement", draft.statement.as_str())
            .words("link", draft.link.as_str());
        if let Some(file) = &file {
            event =
                event.with("sha256", hex(&file.sha256)).with("size", file.size).words("file_name", file.name.as_str());
        }
        if let Some(kind) = &in_place_of {
            event = event.with("in_place_of", kind.as_str());
        }
        for requirement in w.insert_offers(id, &draft, in_place_of.as_ref(), pairs, &zone).await? {
            event = event.about(ThingKind::Requirement, requirement);
        }
        w.commit(event).await?;
        Ok(id)
    }

    /// Decides on pairs of one evidence. `seen` is the hash of the file that the reviewer had before them.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for the submitter, the performer and whoever does not review; [`Refusal::Conflict`] when
    /// a pair was decided or the evidence withdrawn meanwhile, or the file is another; [`Refusal::Invalid`].
    pub async fn rule(&self, actor: &Actor, id: EvidenceId, rulings: &[PairRuling], seen: Option<&str>) -> Result<()> {
        let mut w = self.write_as(actor, Verb::EvidenceDecided).await?;
        let zone = w.zone().await?;
        let evidence = w.evidence(id).await?;
        if evidence.sha256.as_deref().map(hex).as_deref() != seen {
            return Err(Refusal::conflict("This is not the content you looked at. Look again, then decide.").into());
        }
        let mut event = Event::new(Verb::EvidenceDecided, actor.person).about(ThingKind::Evidence, id);
        let (mut decided, mut lapses) = (Vec::new(), Vec::new());
        for ruling in rulings {
            let marked = decide(&evidence.review, actor, ruling.ruling, &ruling.reason, w.now())?;
            lapses.push(told_end(w.rule_on(id, &evidence, ruling, marked, actor, &zone).await?));
            event = event.about(ThingKind::Requirement, &ruling.pair.requirement);
            decided.push(format!("{}@{} {}", ruling.pair.requirement, ruling.pair.subject, ruling.ruling.key()));
        }
        if decided.is_empty() {
            return Err(Refusal::at("rulings", "Decide on at least one pair.").into());
        }
        let reasons: Vec<_> = rulings.iter().map(|r| r.reason.trim()).filter(|reason| !reason.is_empty()).collect();
        let reasons = reasons.join("\n");
        w.commit(event.with("rulings", decided).with("lapses", lapses).words("reason", reasons)).await?;
        Ok(())
    }

    /// Withdraws evidence: once known, for every day. What was accepted as adverse is withdrawn by two.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when it is adverse somewhere or withdrawn already; [`Refusal::Forbidden`].
    pub async fn withdraw(&self, actor: &Actor, id: EvidenceId, why: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let evidence = w.evidence(id).await?;
        let own = evidence.review.submitted_by == actor.person;
        allow(actor, Verb::EvidenceWithdrawn, if own { Relation::Owner } else { Relation::Stranger })?;
        let why = domain::change::reason(why)?;
        let sql = "SELECT 1 FROM offer WHERE evidence = $1 AND ruling = 'adverse'";
        if w.tx.first(sql, args![id]).await?.is_some() {
            return Err(Refusal::conflict(
                "It was accepted as showing failure. Withdrawing that takes a second person.",
            )
            .into());
        }
        w.withdraw(id).await?;
        w.commit(Event::new(Verb::EvidenceWithdrawn, actor.person).about(ThingKind::Evidence, id).words("reason", why))
            .await?;
        Ok(())
    }
}

/// Until when it supports, as an entry says it: microseconds, `never`, or nothing.
pub(crate) fn told_end(lapses: Option<Instant>) -> Json {
    match lapses {
        None => Json::Null,
        Some(Instant::NEVER) => "never".into(),
        Some(at) => at.0.into(),
    }
}

/// How long evidence lives for a requirement on a subject of this criticality, by the rhythm of its control.
fn fresh_at(requirement: &RequirementNow, by: Option<String>, criticality: Option<String>) -> Result<Freshness> {
    let by = by.map(|text| text.parse::<ByCriticality>()).transpose().map_err(|_| Error::Unreadable("rhythm"))?;
    let level = criticality.map(|text| text.parse::<Criticality>()).transpose();
    match level.map_err(|_| Error::Unreadable("criticality"))? {
        Some(level) if requirement.subject != SubjectKind::Organisation => {
            Ok(Rhythm::freshness_at(requirement.fresh, by, level))
        }
        Some(_) | None => Ok(requirement.fresh),
    }
}

/// Evidence as a decision needs it.
pub(crate) struct Evidence {
    pub review: UnderReview,
    pub kind: &'static Kind,
    pub speaks_until: Date,
    pub own_end: Option<Date>,
    pub sha256: Option<Vec<u8>>,
}

impl Writing {
    async fn insert_evidence(
        &mut self,
        id: EvidenceId,
        draft: &EvidenceDraft,
        file: Option<&StoredFile>,
        actor: &Actor,
    ) -> Result<()> {
        let file = file.filter(|_| draft.form == Form::File);
        let text = |text: &str, form| Some(text.to_owned()).filter(|_| draft.form == form);
        let stamp = Some(draft.stamp.as_str()).filter(|stamp| !stamp.is_empty());
        let sql = "INSERT INTO evidence (id, kind, form, title, sha256, size, media, file_name, link, statement, \
                   speaks_from, speaks_until, performed_on, stamp, own_end, submitted_by, performed_by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
        let values = args![
            id,
            draft.kind.as_str(),
            draft.form.key(),
            draft.title.as_str(),
            file.map(|file| file.sha256.to_vec()),
            file.map(|file| file.size),
            file.map(|file| file.media.clone()),
            file.map(|file| file.name.clone()),
            text(&draft.link, Form::Link),
            text(&draft.statement, Form::Statement),
            draft.speaks_from,
            draft.speaks_until,
            draft.performed_on,
            stamp,
            draft.own_end,
            actor.person,
            draft.performed_by.unwrap_or(actor.person),
            self.now(),
            self.seq(),
        ];
        self.tx.run(sql, values).await.map(|_| ())
    }

    /// The requirements it was offered for.
    async fn insert_offers(
        &mut self,
        id: EvidenceId,
        draft: &EvidenceDraft,
        in_place_of: Option<&KindId>,
        pairs: &[NamedPair],
        zone: &impl Zone,
    ) -> Result<Vec<String>> {
        let spine = self.spine().await?;
        let kind =
            catalogue().kinds.get(&draft.kind).ok_or_else(|| Refusal::at("kind", "Choose a kind of evidence."))?;
        let mut rows = Vec::new();
        let mut requirements = Vec::new();
        for pair in pairs {
            let requirement =
                spine.requirement_by_id(&pair.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
            let proof = requirement.proof.as_ref().filter(|proof| proof.asks(&draft.kind));
            let Some(proof) = proof else {
                let sentence = format!("{} does not ask for this kind of evidence.", pair.requirement);
                return Err(Refusal::at("kind", sentence).into());
            };
            let nil = population(proof, &draft.kind, in_place_of)?;
            ends_in_time(requirement.fresh, kind, draft.speaks_until, draft.own_end)?;
            let (from, until) = (zone.midnight(draft.speaks_from), zone.midnight(draft.speaks_until));
            rows.push(args![
                pair.subject,
                requirement.no,
                id,
                draft.kind.as_str(),
                from,
                until,
                self.now(),
                nil.map(KindId::as_str)
            ]);
            self.touched.subjects.insert(pair.subject);
            requirements.push(pair.requirement.to_string());
        }
        let head = "INSERT INTO offer (subject, requirement, evidence, kind, speaks_from, speaks_until, submitted_at, \
                    in_place_of)";
        self.tx.insert_many(head, rows).await?;
        Ok(requirements)
    }

    pub(crate) async fn evidence(&mut self, id: EvidenceId) -> Result<Evidence> {
        let sql = "SELECT e.kind, e.speaks_until, e.own_end, e.sha256, e.submitted_by, e.performed_by, \
                   EXISTS (SELECT 1 FROM offer o WHERE o.evidence = e.id AND o.withdrawn_at IS NOT NULL) \
                   FROM evidence e WHERE e.id = $1";
        let row = self.tx.first(sql, args![id]).await?.ok_or_else(|| Refusal::missing("evidence"))?;
        let kind = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("kind"))?;
        let review = UnderReview { submitted_by: row.get(4)?, performed_by: row.get(5)?, withdrawn: row.get(6)? };
        Ok(Evidence {
            review,
            kind: catalogue().kinds.get(&kind).ok_or(Error::Unreadable("kind"))?,
            speaks_until: row.get(1)?,
            own_end: row.get(2)?,
            sha256: row.get(3)?,
        })
    }

    /// Until when it supports, if it does.
    async fn rule_on(
        &mut self,
        id: EvidenceId,
        evidence: &Evidence,
        ruling: &PairRuling,
        marked: bool,
        actor: &Actor,
        zone: &impl Zone,
    ) -> Result<Option<Instant>> {
        let spine = self.spine().await?;
        let requirement =
            spine.requirement_by_id(&ruling.pair.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
        let fresh = self.freshness(requirement, ruling.pair.subject).await?;
        let stale = stale_from(fresh, evidence.kind, evidence.speaks_until, evidence.own_end);
        let lapses =
            (ruling.ruling == Ruling::Supports).then(|| stale.map_or(Instant::NEVER, |day| zone.midnight(day)));
        let sql = "UPDATE offer SET ruling = $4, ruled_at = $5, ruled_seq = $6, ruled_by = $7, marked = $8, reason = $9, \
                   lapses_at = $10 WHERE subject = $1 AND requirement = $2 AND evidence = $3 AND ruled_at IS NULL";
        let reason = Some(ruling.reason.trim()).filter(|reason| !reason.is_empty());
        let values = args![
            ruling.pair.subject,
            requirement.no,
            id,
            ruling.ruling.key(),
            self.now(),
            self.seq(),
            actor.person,
            marked,
            reason,
            lapses,
        ];
        if self.tx.run(sql, values).await? == 0 {
            return Err(Refusal::conflict("Somebody decided on this meanwhile. Nothing was changed.").into());
        }
        self.touched.subjects.insert(ruling.pair.subject);
        Ok(lapses)
    }

    /// How long evidence lives for a requirement on a subject: its criticality may change the rhythm.
    pub(crate) async fn freshness(&mut self, requirement: &RequirementNow, subject: i64) -> Result<Freshness> {
        if requirement.subject == SubjectKind::Organisation || requirement.fresh.rule != FreshRule::Cadence {
            return Ok(requirement.fresh);
        }
        let sql = "SELECT c.by_criticality, f.value FROM requirement r JOIN control c ON c.no = r.control \
                   JOIN fact f ON f.about = 'subject' AND f.no = $2 AND f.what = 'criticality' AND f.ended_at = $3 \
                   WHERE r.no = $1";
        match self.tx.first(sql, args![requirement.no, subject, Instant::NEVER]).await? {
            None => Ok(requirement.fresh),
            Some(row) => fresh_at(requirement, row.get(0)?, row.get(1)?),
        }
    }

    /// Withdraws evidence from every pair it was offered for.
    pub(crate) async fn withdraw(&mut self, id: EvidenceId) -> Result<()> {
        let sql = "SELECT DISTINCT o.subject, r.id FROM offer o JOIN requirement r ON r.no = o.requirement \
                   WHERE o.evidence = $1";
        for row in self.tx.all(sql, args![id]).await? {
            self.touched.subjects.insert(row.get(0)?);
            self.concerns.insert(row.get(1)?);
        }
        let sql = "UPDATE offer SET withdrawn_at = $2, withdrawn_seq = $3 WHERE evidence = $1 AND withdrawn_at IS NULL";
        if self.tx.run(sql, args![id, self.now(), self.seq()]).await? == 0 {
            return Err(Refusal::conflict("It was withdrawn already.").into());
        }
        Ok(())
    }

    /// Two people agreed that requirements do not apply to subjects until the end of a day.
    pub(crate) async fn exclude(&mut self, pairs: &[NamedPair], until: Date, proposal: ProposalId) -> Result<()> {
        let spine = self.spine().await?;
        let zone = self.zone().await?;
        if until < zone.day(self.now()) {
            let sentence = format!("{until} has passed: nothing would be excluded. Propose it anew with a later day.");
            return Err(Refusal::conflict(sentence).into());
        }
        let until = zone.end_of(until).next();
        let mut rows = Vec::new();
        for pair in &once(pairs) {
            let requirement =
                spine.requirement_by_id(&pair.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
            rows.push(args![proposal, pair.subject, requirement.no, self.now(), self.seq(), until]);
            self.touched.subjects.insert(pair.subject);
        }
        let head = "INSERT INTO exclusion (proposal, subject, requirement, from_at, from_seq, until_at)";
        self.tx.insert_many(head, rows).await
    }
}
