//! Accepted documents that could prove what was adopted, or fell open, since, and for which nobody said so.

use super::cover::with_hosts;
use super::proof::{Desk, live_of};
use crate::Store;
use crate::error::{Error, Result};
use crate::settings::attestations_set;
use crate::spine::{Spine, list};
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, vendor as vendor_row};
use domain::attestations::{settings_at, taken_since};
use domain::catalogue::{RegisterStep, catalogue};
use domain::codes::RequirementId;
use domain::evidence::{Ruling, UnderReview, decide};
use domain::ids::{PersonId, ReportId, VendorId};
use domain::instant::{Instant, Zone};
use domain::people::Actor;
use std::collections::{BTreeMap, BTreeSet};

/// A document that could prove something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateProof {
    pub report: ReportId,
    /// Its kind in words, and whose it is.
    pub title: &'static str,
    pub vendor: VendorId,
    pub of: String,
    pub requirements: Vec<RequirementId>,
    pub entered_by: PersonId,
    /// Since when it could.
    pub since: Instant,
}

impl LateProof {
    /// Whether somebody may say so: with the right of review, and not who entered it.
    #[must_use]
    pub fn is_for(&self, actor: &Actor, now: Instant) -> bool {
        let under = UnderReview { submitted_by: self.entered_by, performed_by: self.entered_by, withdrawn: false };
        decide(&under, actor, Ruling::Supports, "", now).is_ok()
    }
}

/// What an accepted document can prove.
const STEPS: [RegisterStep; 3] =
    [RegisterStep::AttestationAccepted, RegisterStep::BridgeLetterAccepted, RegisterStep::ContractAccepted];

impl Store {
    /// The documents of a vendor (by number), or of all, that could prove what is a gap of it. The requirements that they
    /// could prove are asked for first: mostly none is open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn late_proofs(&self, vendor: Option<i64>, now: Instant, zone: &impl Zone) -> Result<Vec<LateProof>> {
        let spine = self.spine().await?;
        let mut tx = self.db.reading().await?;
        let open = open(&mut tx, &spine, vendor, now).await?;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let nos: Vec<_> = open.keys().copied().collect();
        let (rows, live) = (with_hosts(&mut tx, &nos).await?, live_of(&mut tx, &nos, now, zone).await?);
        let vendors = tx.all(format!("{VENDOR} WHERE v.no IN ({}) ORDER BY v.name", list(nos.iter())), vec![]).await?;
        let (desk, today) = (Desk::of(&rows, zone), zone.day(now));
        let set = attestations_set(&mut tx).await?.line;
        let settings = settings_at(&set, now);
        let mut all = Vec::new();
        for vendor in vendors.iter().map(vendor_row) {
            let vendor = vendor?;
            let Some(open) = open.get(&vendor.no) else { continue };
            for (row, _, proof) in desk.worth(&vendor, today, &settings) {
                let Some(proof) = proof.ok().filter(|proof| proof.until.is_none_or(|until| until >= today)) else {
                    continue;
                };
                let lacks = |id: &&RequirementId| {
                    let held = live.get(&(row.id.to_string(), (*id).clone()));
                    open.contains_key(*id) && held.is_none_or(|held| held.is_some_and(|held| held < today))
                };
                let requirements: Vec<_> = proof.requirements.iter().filter(lacks).cloned().collect();
                let since = requirements.iter().filter_map(|id| open.get(id)).copied().min();
                if let Some((since, review)) = since.zip(row.review.as_ref()) {
                    let kind = row.library()?;
                    // What somebody set to count could prove nothing before.
                    let set = taken_since(&set, vendor.tier, kind, now).unwrap_or(Instant::BEGINNING);
                    let (title, since) = (kind.title, since.max(review.at).max(set));
                    let (report, entered_by, of) = (row.id, row.entered_by, vendor.name.clone());
                    all.push(LateProof { report, title, vendor: vendor.id, of, requirements, entered_by, since });
                }
            }
        }
        Ok(all)
    }
}

/// By vendor that has an accepted document: the gaps that a document could close, and since when they are.
async fn open(
    tx: &mut Tx,
    spine: &Spine,
    vendor: Option<i64>,
    now: Instant,
) -> Result<BTreeMap<i64, BTreeMap<RequirementId, Instant>>> {
    let proven: BTreeSet<_> = STEPS.iter().flat_map(|step| catalogue().proven_by(*step)).collect();
    let nos: Vec<_> =
        proven.into_iter().filter_map(|id| spine.requirement_by_id(id)).map(|requirement| requirement.no).collect();
    let mut open = BTreeMap::<_, BTreeMap<_, _>>::new();
    if nos.is_empty() {
        return Ok(open);
    }
    let of = vendor.map(|no| format!("AND f.subject = {no}")).unwrap_or_default();
    let sql = format!(
        "SELECT f.subject, r.id, f.from_at FROM finding f JOIN requirement r ON r.no = f.requirement \
         WHERE f.requirement IN ({}) AND f.state = 2 AND f.from_at <= $1 AND f.until_at > $1 AND f.programmes <> 0 {of} \
         AND EXISTS (SELECT 1 FROM attestation a WHERE a.vendor = f.subject AND a.outcome = 'accepted' \
         AND a.ended_at IS NULL)",
        list(nos.iter())
    );
    for row in tx.all(sql, args![now]).await? {
        let requirement = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
        open.entry(row.get(0)?).or_default().insert(requirement, row.get(2)?);
    }
    Ok(open)
}
