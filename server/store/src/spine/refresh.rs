//! Deriving findings: what a command touched is read anew, from its instant to the end of time.
//!
//! Nothing is written at midnight: that a finding will lapse is written when its evidence is accepted.

use super::{RequirementNow, Spine};
use crate::error::{Error, Result};
use crate::sql::{Row, Value, args};
use crate::systems::stage;
use crate::writing::Writing;
use domain::applies::Fit;
use domain::asked::{Asked, Profile, ProgrammeSet};
use domain::finding::{Decision, Exclusion, Finding, Offer, Pair, Reason, Verdict};
use domain::instant::Instant;
use domain::spans::{Span, spans};
use domain::timeline::Timeline;
use domain::words::{QuestionSet, SubjectKind, TraitSet};
use std::collections::{BTreeMap, BTreeSet};

/// What a command touched: these subjects, or everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub subjects: BTreeSet<i64>,
    pub all: bool,
}

/// A finding through time as it is stored: with the programmes that ask and since when it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub span: Span,
    pub programmes: ProgrammeSet,
    pub asked_at: Instant,
}

/// By subject, then requirement: what is told from now on.
pub(crate) type Outlook = BTreeMap<i64, BTreeMap<i64, Vec<Told>>>;

/// Subjects that are read at once: bounds the memory of a command that touches everything.
const AT_ONCE: usize = 256;

impl Writing {
    /// Reads anew what was touched. How many findings were bettered by it: what only proof or two people may do.
    pub(crate) async fn refresh(&mut self) -> Result<u64> {
        let touched = std::mem::take(&mut self.touched);
        if touched == Touched::default() {
            return Ok(0);
        }
        let spine = self.spine().await?;
        let (vendors, others) = self.subjects_of(touched).await?;
        let mut bettered = 0;
        for chunk in vendors.chunks(AT_ONCE) {
            bettered += self.refresh_chunk(&spine, chunk).await?.0;
        }
        for chunk in others.chunks(AT_ONCE) {
            let (more, outlook) = self.refresh_chunk(&spine, chunk).await?;
            self.refresh_faces(&spine, chunk, &outlook).await?;
            bettered += more;
        }
        Ok(bettered)
    }

    /// Vendors first, then the systems that read them and the organisation.
    async fn subjects_of(&mut self, touched: Touched) -> Result<(Vec<i64>, Vec<i64>)> {
        let rows = if touched.all {
            self.tx.all("SELECT no, kind FROM subject ORDER BY no", vec![]).await?
        } else {
            let list = list(touched.subjects.iter());
            let sql = format!(
                "SELECT no, kind FROM subject WHERE no IN ({list}) \
                 UNION SELECT d.system, 'system' FROM dependency d WHERE d.vendor IN ({list}) ORDER BY 1"
            );
            self.tx.all(sql, vec![]).await?
        };
        let (mut vendors, mut others) = (Vec::new(), Vec::new());
        for row in rows {
            let is_vendor = row.get::<String>(1)? == SubjectKind::Vendor.key();
            if is_vendor { &mut vendors } else { &mut others }.push(row.get(0)?);
        }
        Ok((vendors, others))
    }

    async fn refresh_chunk(&mut self, spine: &Spine, subjects: &[i64]) -> Result<(u64, Outlook)> {
        let loaded = self.load_subjects(subjects).await?;
        let stored = self.load_told(&list(subjects.iter()), self.now()).await?;
        let mut outlook = Outlook::new();
        let mut bettered = 0;
        let mut edits = Edits::default();
        for (no, subject) in &loaded {
            let told = stored.get(no);
            let coming = subject.outlook(spine, told, self.now());
            bettered += edits.take(*no, told, &coming, self.now());
            outlook.insert(*no, coming);
        }
        self.write_told(edits).await?;
        Ok((bettered, outlook))
    }

    /// What is stored of subjects from `from` on.
    pub(crate) async fn load_told(&mut self, list: &str, from: Instant) -> Result<Outlook> {
        let sql = format!(
            "SELECT subject, requirement, from_at, until_at, state, detail, programmes, asked_at FROM finding \
             WHERE subject IN ({list}) AND until_at > $1 ORDER BY subject, requirement, from_at"
        );
        let mut all = Outlook::new();
        for row in self.tx.all(sql, args![from]).await? {
            let of_subject = all.entry(row.get(0)?).or_default();
            of_subject.entry(row.get(1)?).or_default().push(told(&row)?);
        }
        Ok(all)
    }

    async fn load_subjects(&mut self, subjects: &[i64]) -> Result<BTreeMap<i64, Loaded>> {
        let list = list(subjects.iter());
        let sql = format!(
            "SELECT s.no, s.kind, y.stage, y.yes, y.no_, y.programmes FROM subject s \
             LEFT JOIN system y ON y.no = s.no WHERE s.no IN ({list})"
        );
        let mut loaded = BTreeMap::new();
        for row in self.tx.all(sql, vec![]).await? {
            let kind: SubjectKind = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("kind of subject"))?;
            let profiles = if kind == SubjectKind::System { vec![profile(&row, 2)?] } else { Vec::new() };
            loaded.insert(row.get(0)?, Loaded { kind, profiles, offers: BTreeMap::new(), exclusions: BTreeMap::new() });
        }
        if let Some(organisation) = loaded.get_mut(&0) {
            let sql = "SELECT DISTINCT stage, yes, no_, programmes FROM system WHERE programmes <> 0";
            let rows = self.tx.all(sql, vec![]).await?;
            organisation.profiles = rows.iter().map(|row| profile(row, 0)).collect::<Result<_>>()?;
        }
        let sql = format!(
            "SELECT d.vendor, y.stage, y.yes, y.no_, y.programmes FROM dependency d JOIN system y ON y.no = d.system \
             WHERE d.vendor IN ({list}) AND y.programmes <> 0"
        );
        for row in self.tx.all(sql, vec![]).await? {
            if let Some(vendor) = loaded.get_mut(&row.get(0)?) {
                vendor.profiles.push(profile(&row, 1)?);
            }
        }
        self.load_offers(&list, &mut loaded).await?;
        Ok(loaded)
    }

    async fn load_offers(&mut self, list: &str, loaded: &mut BTreeMap<i64, Loaded>) -> Result<()> {
        let sql = format!("SELECT {OFFER} FROM offer WHERE subject IN ({list}) ORDER BY subject, requirement");
        for row in self.tx.all(sql, vec![]).await? {
            if let Some(subject) = loaded.get_mut(&row.get(0)?) {
                subject.offers.entry(row.get(1)?).or_default().push(offer(&row)?);
            }
        }
        let sql = format!(
            "SELECT subject, requirement, from_at, until_at, ended_at FROM exclusion WHERE subject IN ({list})"
        );
        for row in self.tx.all(sql, vec![]).await? {
            if let Some(subject) = loaded.get_mut(&row.get(0)?) {
                let exclusion = Exclusion { from: row.get(2)?, until: row.get(3)?, ended: row.get(4)? };
                subject.exclusions.entry(row.get(1)?).or_default().push(exclusion);
            }
        }
        Ok(())
    }

    async fn write_told(&mut self, edits: Edits) -> Result<()> {
        let now = self.now();
        for pairs in edits.changed.chunks(4_000) {
            let list: Vec<_> =
                pairs.iter().map(|(subject, requirement)| format!("({subject}, {requirement})")).collect();
            let pairs = list.join(", ");
            let sql = format!("DELETE FROM finding WHERE from_at >= $1 AND (subject, requirement) IN (VALUES {pairs})");
            self.tx.run(sql, args![now]).await?;
        }
        for pairs in edits.cut.chunks(4_000) {
            let list: Vec<_> =
                pairs.iter().map(|(subject, requirement)| format!("({subject}, {requirement})")).collect();
            let pairs = list.join(", ");
            let sql = format!(
                "UPDATE finding SET until_at = $1 WHERE until_at > $1 AND (subject, requirement) IN (VALUES {pairs})"
            );
            self.tx.run(sql, args![now]).await?;
        }
        for (subject, requirement, from, until) in edits.stretched {
            let sql = "UPDATE finding SET until_at = $4 WHERE subject = $1 AND requirement = $2 AND from_at = $3";
            self.tx.run(sql, args![subject, requirement, from, until]).await?;
        }
        let head = "INSERT INTO finding (subject, requirement, from_at, until_at, state, detail, programmes, asked_at)";
        self.tx.insert_many(head, edits.new).await
    }
}

/// Numbers for an `IN (…)`; `-1`, which nothing has, when there are none.
pub(crate) fn list<'a>(numbers: impl Iterator<Item = &'a i64>) -> String {
    let list: Vec<_> = numbers.map(ToString::to_string).collect();
    if list.is_empty() { "-1".to_owned() } else { list.join(",") }
}

/// One subject with everything that decides its findings from now on.
struct Loaded {
    kind: SubjectKind,
    /// Of the systems on whose account it is asked.
    profiles: Vec<Profile>,
    offers: BTreeMap<i64, Vec<Offer>>,
    exclusions: BTreeMap<i64, Vec<Exclusion>>,
}

impl Loaded {
    fn outlook(
        &self,
        spine: &Spine,
        stored: Option<&BTreeMap<i64, Vec<Told>>>,
        now: Instant,
    ) -> BTreeMap<i64, Vec<Told>> {
        let mut coming = BTreeMap::new();
        for requirement in spine.requirements.iter().filter(|requirement| requirement.subject == self.kind) {
            let asked = self.asked(spine, requirement);
            if asked == Asked::NO {
                continue;
            }
            let before = stored.and_then(|stored| stored.get(&requirement.no)).and_then(|told| told.first());
            let asked_at = before.filter(|told| told.span.from <= now).map_or(now, |told| told.asked_at);
            let spans = self.spans(spine, requirement, asked, now);
            let told = spans.into_iter().map(|span| Told { span, programmes: asked.programmes, asked_at });
            coming.insert(requirement.no, told.collect());
        }
        coming
    }

    fn asked(&self, spine: &Spine, requirement: &RequirementNow) -> Asked {
        match spine.ask(requirement) {
            Some(ask) => ask.of_any(&self.profiles),
            None => self.asked_of_broken(),
        }
    }

    /// A control whose terms cannot be read is put to every subject in a programme, and fails there.
    fn asked_of_broken(&self) -> Asked {
        let everyone = self.profiles.iter().fold(ProgrammeSet::default(), |set, p| set.union(p.programmes));
        if everyone.is_empty() { Asked::NO } else { Asked { fit: Fit::Yes, programmes: everyone } }
    }

    fn spans(&self, spine: &Spine, requirement: &RequirementNow, asked: Asked, now: Instant) -> Vec<Span> {
        let control = spine.control_of(requirement);
        let readable = control.is_some_and(|control| control.applies.is_some());
        let pair = Pair {
            proof: requirement.proof.as_ref().filter(|_| readable),
            offers: self.offers.get(&requirement.no).map_or(&[], Vec::as_slice),
            exclusions: self.exclusions.get(&requirement.no).map_or(&[], Vec::as_slice),
        };
        let standing = control.map_or(domain::finding::Standing::WHOLE, |control| control.standing);
        spans(&pair, &Timeline::since(now, asked), &Timeline::since(now, standing), now)
    }
}

/// What has to be written so that the stored spans say what is coming.
#[derive(Default)]
struct Edits {
    /// Pairs whose future goes.
    changed: Vec<(i64, i64)>,
    /// Pairs whose present ends now.
    cut: Vec<(i64, i64)>,
    /// Present spans that end at another instant than was told.
    stretched: Vec<(i64, i64, Instant, Instant)>,
    new: Vec<Vec<Value>>,
}

impl Edits {
    /// How many findings are better now than they were told.
    fn take(
        &mut self,
        subject: i64,
        stored: Option<&BTreeMap<i64, Vec<Told>>>,
        coming: &BTreeMap<i64, Vec<Told>>,
        now: Instant,
    ) -> u64 {
        let empty = BTreeMap::new();
        let stored = stored.unwrap_or(&empty);
        let requirements: BTreeSet<_> = stored.keys().chain(coming.keys()).copied().collect();
        let mut bettered = 0;
        for requirement in requirements {
            let old = stored.get(&requirement).map_or(&[][..], Vec::as_slice);
            let new = coming.get(&requirement).map_or(&[][..], Vec::as_slice);
            bettered += u64::from(is_bettered(old, new, now));
            self.pair(subject, requirement, old, new, now);
        }
        bettered
    }

    fn pair(&mut self, subject: i64, requirement: i64, old: &[Told], new: &[Told], now: Instant) {
        let present = old.first().filter(|told| told.span.from < now);
        let future = if present.is_some() { old.get(1..).unwrap_or_default() } else { old };
        let goes_on = present
            .zip(new.first())
            .filter(|(old, new)| old.span.finding == new.span.finding && old.programmes == new.programmes);
        let rest = if goes_on.is_some() { new.get(1..).unwrap_or_default() } else { new };
        if future != rest {
            if !future.is_empty() {
                self.changed.push((subject, requirement));
            }
            self.new.extend(rest.iter().map(|told| told.row(subject, requirement)));
        }
        match (present, goes_on) {
            (_, Some((old, new))) if old.span.until != new.span.until => {
                self.stretched.push((subject, requirement, old.span.from, new.span.until));
            }
            (Some(_), None) => self.cut.push((subject, requirement)),
            (Some(_) | None, _) => {}
        }
    }
}

/// Better than it was told: a gap or failure is gone, or a question went without an answer that asks. What an answer
/// makes known and earlier proof already meets is no betterment.
fn is_bettered(old: &[Told], new: &[Told], now: Instant) -> bool {
    let at_now = |told: &[Told]| {
        let now = told.iter().find(|told| told.span.from <= now && now < told.span.until);
        now.map_or(Finding::NotAsked, |told| told.span.finding)
    };
    let (old, new) = (at_now(old), at_now(new));
    match old {
        Finding::Failed => !matches!(new, Finding::Failed),
        Finding::Gap(_) => !matches!(new, Finding::Failed | Finding::Gap(_)),
        Finding::Unknown(_) => matches!(new, Finding::NotAsked | Finding::Excluded),
        Finding::Met | Finding::Excluded | Finding::NotAsked => false,
    }
}

impl Told {
    fn row(&self, subject: i64, requirement: i64) -> Vec<Value> {
        let (state, detail) = code(self.span.finding);
        let programmes = i64::try_from(self.programmes.0).unwrap_or_default();
        args![subject, requirement, self.span.from, self.span.until, state, detail, programmes, self.asked_at]
    }
}

/// `state` and `detail` of the table `finding`.
pub(crate) const fn code(finding: Finding) -> (i64, i64) {
    match finding {
        Finding::NotAsked => (0, 0),
        Finding::Failed => (1, 0),
        Finding::Gap(reason) => (2, reason as i64),
        Finding::Unknown(open) => (3, open.bits() as i64),
        Finding::Met => (4, 0),
        Finding::Excluded => (5, 0),
    }
}

/// The finding of a stored `state` and `detail`; what no finding has reads failed.
pub(crate) fn finding_of(state: i64, detail: i64) -> Finding {
    match state {
        0 => Finding::NotAsked,
        2 => {
            let reason = usize::try_from(detail).ok().and_then(|i| Reason::ALL.get(i));
            reason.map_or(Finding::Failed, |reason| Finding::Gap(*reason))
        }
        3 => u32::try_from(detail).map_or(Finding::Failed, |bits| Finding::Unknown(QuestionSet::from_bits(bits))),
        4 => Finding::Met,
        5 => Finding::Excluded,
        _ => Finding::Failed,
    }
}

fn told(row: &Row) -> Result<Told> {
    let finding = finding_of(row.get(4)?, row.get(5)?);
    let programmes = u64::try_from(row.get::<i64>(6)?).map_err(|_| Error::Unreadable("programmes"))?;
    Ok(Told {
        span: Span { from: row.get(2)?, until: row.get(3)?, finding },
        programmes: ProgrammeSet(programmes),
        asked_at: row.get(7)?,
    })
}

pub(crate) fn profile(row: &Row, i: usize) -> Result<Profile> {
    let traits = |i| {
        Ok::<_, Error>(TraitSet::from_bits(u32::try_from(row.get::<i64>(i)?).map_err(|_| Error::Unreadable("traits"))?))
    };
    let programmes = u64::try_from(row.get::<i64>(i + 3)?).map_err(|_| Error::Unreadable("programmes"))?;
    Ok(Profile { stage: stage(row, i)?, yes: traits(i + 1)?, no: traits(i + 2)?, programmes: ProgrammeSet(programmes) })
}

pub(crate) const OFFER: &str = "subject, requirement, evidence, kind, speaks_from, speaks_until, submitted_at, ruling, \
    ruled_at, lapses_at, ended_at, withdrawn_at, in_place_of";

pub(crate) fn offer(row: &Row) -> Result<Offer> {
    let ruling: Option<String> = row.get(7)?;
    let verdict = match ruling.as_deref() {
        Some("supports") => Some(Verdict::Supports { lapses: row.get(9)? }),
        Some("adverse") => Some(Verdict::Adverse),
        Some("rejected") => Some(Verdict::Rejected),
        Some(_) => return Err(Error::Unreadable("ruling")),
        None => None,
    };
    let at: Option<Instant> = row.get(8)?;
    let kind = |text: String| text.parse().map_err(|_| Error::Unreadable("kind"));
    Ok(Offer {
        evidence: row.get(2)?,
        kind: kind(row.get(3)?)?,
        in_place_of: row.get::<Option<String>>(12)?.map(kind).transpose()?,
        speaks_from: row.get(4)?,
        speaks_until: row.get(5)?,
        submitted: row.get(6)?,
        decision: at.zip(verdict).map(|(at, verdict)| Decision { at, verdict }),
        ended: row.get(10)?,
        withdrawn: row.get(11)?,
    })
}
