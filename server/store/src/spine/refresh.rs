//! Deriving findings: what a command touched is read anew, from its instant to the end of time.
//!
//! Nothing is written at midnight: that a finding will lapse is written when its evidence is accepted.

use super::edits::{Edits, InHand};
use super::stored::{OFFER, Outlook, Told, list, offer, profile, told};
use super::tally::{Tallied, hands};
use super::{RequirementNow, Spine};
use crate::error::{Error, Result};
use crate::sql::args;
use crate::writing::Writing;
use domain::applies::Fit;
use domain::asked::{Asked, Profile, ProgrammeSet};
use domain::finding::{Exclusion, Offer, Pair};
use domain::instant::Instant;
use domain::spans::{Span, spans};
use domain::timeline::Timeline;
use domain::words::SubjectKind;
use std::collections::{BTreeMap, BTreeSet};

/// What a command touched: these subjects, or everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touched {
    pub subjects: BTreeSet<i64>,
    pub all: bool,
}

/// Subjects that are read at once: bounds the memory of a command that touches everything.
pub(super) const AT_ONCE: usize = 256;

impl Writing {
    /// Reads anew what was touched. How many findings were bettered by it: what only proof or two people may do.
    pub(crate) async fn refresh(&mut self) -> Result<u64> {
        let touched = std::mem::take(&mut self.touched);
        if touched == Touched::default() {
            return Ok(0);
        }
        let spine = self.spine().await?;
        let (vendors, others) = self.subjects_of(touched).await?;
        let (mut bettered, mut tallied) = (0, Tallied::default());
        for chunk in vendors.chunks(AT_ONCE) {
            bettered += self.refresh_chunk(&spine, chunk, &mut tallied).await?.0;
        }
        for chunk in others.chunks(AT_ONCE) {
            let (more, outlook) = self.refresh_chunk(&spine, chunk, &mut tallied).await?;
            self.refresh_faces(&spine, chunk, &outlook).await?;
            bettered += more;
        }
        self.write_tallied(tallied).await?;
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

    async fn refresh_chunk(
        &mut self,
        spine: &Spine,
        subjects: &[i64],
        tallied: &mut Tallied,
    ) -> Result<(u64, Outlook)> {
        let loaded = self.load_subjects(subjects).await?;
        let stored = self.load_told(&list(subjects.iter()), self.now()).await?;
        let mut outlook = Outlook::new();
        let mut bettered = 0;
        let mut edits = Edits::default();
        for (no, subject) in &loaded {
            let told = stored.get(no);
            let coming = subject.outlook(spine, told, self.now());
            let in_hand = InHand { no: *no, was: &subject.counted_as, is: &subject.hands };
            bettered += edits.take(in_hand, told, &coming, tallied, self.now());
            outlook.insert(*no, coming);
        }
        for (no, subject) in loaded.iter().filter(|(_, subject)| subject.counted_as != subject.hands) {
            self.tx.run("UPDATE subject SET hands = $2 WHERE no = $1", args![*no, subject.hands.as_str()]).await?;
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

    pub(super) async fn load_subjects(&mut self, subjects: &[i64]) -> Result<BTreeMap<i64, Loaded>> {
        let list = list(subjects.iter());
        let sql = format!(
            "SELECT s.no, s.kind, y.stage, y.yes, y.no_, y.programmes, s.hands, coalesce(y.owner, v.owner), y.deputy \
             FROM subject s LEFT JOIN system y ON y.no = s.no LEFT JOIN vendor v ON v.no = s.no WHERE s.no IN ({list})"
        );
        let mut loaded = BTreeMap::new();
        for row in self.tx.all(sql, vec![]).await? {
            let kind: SubjectKind = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("kind of subject"))?;
            let profiles = if kind == SubjectKind::System { vec![profile(&row, 2)?] } else { Vec::new() };
            let (counted_as, hands) = (row.get(6)?, hands(row.get(7)?, row.get(8)?));
            let (offers, exclusions) = Default::default();
            loaded.insert(row.get(0)?, Loaded { kind, counted_as, hands, profiles, offers, exclusions });
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
}

/// One subject with everything that decides its findings from now on.
pub(super) struct Loaded {
    kind: SubjectKind,
    /// Who had it in hand when its findings were counted, and who has it now.
    counted_as: String,
    hands: String,
    /// Of the systems on whose account it is asked.
    profiles: Vec<Profile>,
    offers: BTreeMap<i64, Vec<Offer>>,
    exclusions: BTreeMap<i64, Vec<Exclusion>>,
}

impl Loaded {
    pub(super) fn outlook(
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
