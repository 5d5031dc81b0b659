//! What the documents of a vendor prove, kept to what they are worth: produced with a second person, ended by anybody.

use super::AttestationRow;
use super::cover::with_hosts;
use crate::Store;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::settings::attestations_at;
use crate::spine::list;
use crate::sql::{Tx, args};
use crate::vendors::{VENDOR, VendorRow, vendor};
use crate::writing::Writing;
use domain::attestations::{Attestation, Hosts, Nothing, Proof, Settings, hangs_on_others, proves};
use domain::codes::RequirementId;
use domain::evidence::NamedPair;
use domain::ids::{EvidenceId, ReportId, VendorId};
use domain::instant::{Instant, Zone};
use domain::people::Actor;
use domain::trail::ThingKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Until when a document proves a requirement; none: until something ends it.
type Until = BTreeMap<RequirementId, Option<Date>>;

/// A document, as the rules see it, with what it proves.
type Worth = (AttestationRow, Attestation, Result<Proof, Nothing>);

/// Whether one end comes before another. What nothing ends comes last.
fn sooner(one: Option<Date>, other: Option<Date>) -> bool {
    one.is_some_and(|one| other.is_none_or(|other| one < other))
}

impl Writing {
    /// Produces what a document proves and did not yet, and what those prove that hang on it; ends what fell short. How
    /// many pairs are proven.
    pub(super) async fn prove_by(&mut self, by: &Actor, vendor: &VendorRow, id: ReportId) -> Result<usize> {
        let mut proven = self.prove_of(by, vendor, id).await?;
        for hosted in hosted_on(&mut self.tx, vendor).await? {
            proven += self.prove_of(by, &hosted, id).await?;
        }
        Ok(proven)
    }

    async fn prove_of(&mut self, by: &Actor, vendor: &VendorRow, id: ReportId) -> Result<usize> {
        let (mut proven, zone) = (0, self.zone().await?);
        for (row, it, proof) in worth(&mut self.tx, vendor, self.place.at, &zone).await? {
            let live = proven_by(&mut self.tx, &row, self.place.at, &zone).await?;
            self.end_sooner(&row, proof.as_ref().ok(), &live).await?;
            // Nobody accepts what they entered themselves, not even as a consequence.
            if row.entered_by == by.person || !(row.id == id || hangs_on_others(&it)) {
                continue;
            }
            if let Ok(proof) = proof {
                proven += self.produce_proof(by, vendor, &row, proof, &live).await?;
            }
        }
        Ok(proven)
    }

    /// Ends what documents of a vendor no longer prove, and those of vendors that count only with them.
    pub(crate) async fn end_what_fell_short(&mut self, vendor: &VendorRow) -> Result<()> {
        self.end_of(vendor).await?;
        for hosted in hosted_on(&mut self.tx, vendor).await? {
            self.end_of(&hosted).await?;
        }
        Ok(())
    }

    async fn end_of(&mut self, vendor: &VendorRow) -> Result<()> {
        let zone = self.zone().await?;
        for (row, _, proof) in worth(&mut self.tx, vendor, self.place.at, &zone).await? {
            let live = proven_by(&mut self.tx, &row, self.place.at, &zone).await?;
            self.end_sooner(&row, proof.as_ref().ok(), &live).await?;
        }
        Ok(())
    }

    async fn produce_proof(
        &mut self,
        by: &Actor,
        vendor: &VendorRow,
        row: &AttestationRow,
        proof: Proof,
        live: &Until,
    ) -> Result<usize> {
        let lacks = |id: &RequirementId| live.get(id).is_none_or(|held| sooner(*held, proof.until));
        let pairs = proof.requirements.iter().filter(|id| lacks(id));
        let pairs: Vec<_> = pairs.map(|id| NamedPair { requirement: id.clone(), subject: vendor.no }).collect();
        let step = Step {
            step: proof.step,
            record: record(ThingKind::Attestation, row.id),
            title: format!("{} of {}", row.library()?.title, vendor.name),
            author: row.entered_by,
            speaks: proof.speaks,
            own_end: proof.until,
            pairs,
        };
        self.produce(by, &step).await
    }

    /// Ends what a document proves for longer than it is worth: at the midnight after its last day, and not before now.
    async fn end_sooner(&mut self, row: &AttestationRow, proof: Option<&Proof>, live: &Until) -> Result<()> {
        let worth = |id: &RequirementId| proof.filter(|proof| proof.requirements.contains(id)).map(|proof| proof.until);
        for (requirement, held) in live {
            let at = match worth(requirement) {
                None => self.now(),
                Some(until) if sooner(until, *held) => {
                    let zone = self.zone().await?;
                    let after = until.and_then(|until| until.tomorrow().ok());
                    after.map_or(Instant::NEVER, |day| zone.midnight(day)).max(self.now())
                }
                Some(_) => continue,
            };
            self.end_early(row, requirement, at).await?;
        }
        Ok(())
    }

    async fn end_early(&mut self, row: &AttestationRow, requirement: &RequirementId, at: Instant) -> Result<()> {
        let sql = "SELECT o.subject, o.requirement, o.evidence FROM evidence e JOIN offer o ON o.evidence = e.id \
                   JOIN requirement r ON r.no = o.requirement WHERE e.record_kind = 'attestation' AND e.record = $1 \
                   AND r.id = $2 AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND o.lapses_at > $3 \
                   AND (o.ended_at IS NULL OR o.ended_at > $3)";
        for found in self.tx.all(sql, args![row.id.to_string(), requirement.as_str(), at]).await? {
            let (subject, no, evidence): (i64, i64, EvidenceId) = (found.get(0)?, found.get(1)?, found.get(2)?);
            let sql = "UPDATE offer SET ended_at = $4, ended_seq = $5, ended_as = 'attestation-worth-less' \
                       WHERE subject = $1 AND requirement = $2 AND evidence = $3";
            self.ended += self.tx.run(sql, args![subject, no, evidence, at, self.seq()]).await?;
            self.touched.subjects.insert(subject);
        }
        Ok(())
    }
}

/// What a document proves, as its page says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofNow {
    /// The evidence that came of it, each with its last day.
    pub evidence: Vec<(EvidenceId, Option<Date>)>,
    /// Requirements of adopted controls that it could prove and does not.
    pub unproven: Vec<RequirementId>,
    /// The last day on which it proves anything, as far as is known now; none where nothing ends that.
    pub until: Option<Date>,
    /// Why it could prove nothing at all.
    pub nothing: Option<Nothing>,
}

impl Store {
    /// What a document proves now, and what it could prove besides.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attestation_proof(&self, row: &AttestationRow, now: Instant, zone: &impl Zone) -> Result<ProofNow> {
        let vendor = self.vendor(row.vendor).await?;
        let spine = self.spine().await?;
        let mut tx = self.db.reading().await?;
        let sql = "SELECT e.id, e.own_end FROM evidence e WHERE e.record_kind = 'attestation' AND e.record = $1 ORDER BY e.id";
        let rows = tx.all(sql, args![row.id.to_string()]).await?;
        let evidence = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<Vec<_>>>()?;
        let live = proven_by(&mut tx, row, now, zone).await?;
        let all = worth(&mut tx, &vendor, now, zone).await?;
        let (proof, nothing) = match all.into_iter().find(|(one, ..)| one.id == row.id) {
            Some((.., Ok(proof))) => (Some(proof), None),
            Some((.., Err(nothing))) => (None, Some(nothing)),
            None => (None, None),
        };
        let asked = |id: &&RequirementId| {
            let one = spine.requirement_by_id(id);
            one.and_then(|one| spine.control_of(one)).is_some_and(|control| !control.retired)
        };
        let unproven = proof.iter().flat_map(|proof| {
            let lacks = |id: &&RequirementId| live.get(*id).is_none_or(|held| sooner(*held, proof.until));
            proof.requirements.iter().filter(lacks).filter(asked).cloned()
        });
        let unproven = unproven.collect();
        Ok(ProofNow { evidence, unproven, until: proof.and_then(|proof| proof.until), nothing })
    }
}

/// The documents of a vendor that were accepted, with what each is worth on the day of an instant.
async fn worth(tx: &mut Tx, vendor: &VendorRow, now: Instant, zone: &impl Zone) -> Result<Vec<Worth>> {
    let rows = with_hosts(tx, &[vendor.no]).await?;
    let settings = attestations_at(tx, now).await?;
    let desk = Desk::of(&rows, zone);
    Ok(desk.worth(vendor, zone.day(now), &settings))
}

/// Documents by vendor, as the rules see them, beside their rows.
pub(super) struct Desk<'a> {
    rows: BTreeMap<VendorId, Vec<&'a AttestationRow>>,
    held: BTreeMap<VendorId, Vec<Attestation>>,
}

impl<'a> Desk<'a> {
    pub(super) fn of(rows: &'a [AttestationRow], zone: &impl Zone) -> Self {
        let mut desk = Self { rows: BTreeMap::new(), held: BTreeMap::new() };
        for row in rows {
            desk.rows.entry(row.vendor).or_default().push(row);
            desk.held.entry(row.vendor).or_default().push(row.held(zone));
        }
        desk
    }

    /// The documents of a vendor that were accepted, with what each is worth on a day, by what counts.
    pub(super) fn worth(&self, vendor: &VendorRow, today: Date, settings: &Settings) -> Vec<Worth> {
        let rows = self.rows.get(&vendor.id).map(Vec::as_slice).unwrap_or_default();
        let held = self.held.get(&vendor.id).map(Vec::as_slice).unwrap_or_default();
        let hosts: Hosts<'_> = self.held.iter().map(|(id, all)| (*id, all.as_slice())).collect();
        let accepted = rows.iter().zip(held).filter(|(_, it)| it.accepted_on.is_some());
        let worth = accepted.map(|(row, it)| {
            let proof = proves(it, held, &hosts, vendor.tier, today, settings);
            ((*row).clone(), it.clone(), proof)
        });
        worth.collect()
    }
}

/// The vendors (by number) whose accepted documents count only with those of a vendor, directly or through others.
async fn hosted_on(tx: &mut Tx, host: &VendorRow) -> Result<Vec<VendorRow>> {
    let (mut all, mut asked, mut ask) = (Vec::new(), BTreeSet::from([host.no]), vec![host.id]);
    while let Some(host) = ask.pop() {
        let sql = format!(
            "{VENDOR} WHERE v.no IN (SELECT a.vendor FROM attestation a WHERE a.outcome = 'accepted' \
             AND a.ended_at IS NULL AND a.terms LIKE $1) ORDER BY v.no"
        );
        for row in tx.all(sql, args![format!("%\"vendor\":\"{host}\",\"must_be_covered\":true%")]).await? {
            let found = vendor(&row)?;
            if asked.insert(found.no) {
                ask.push(found.id);
                all.push(found);
            }
        }
    }
    Ok(all)
}

/// What documents of vendors (by number) prove until when, as it was produced and not withdrawn or ended since.
pub(super) async fn live_of(
    tx: &mut Tx,
    vendors: &[i64],
    now: Instant,
    zone: &impl Zone,
) -> Result<BTreeMap<(String, RequirementId), Option<Date>>> {
    let sql = format!(
        "SELECT e.record, r.id, e.own_end, o.ended_at FROM offer o JOIN evidence e ON e.id = o.evidence \
         JOIN requirement r ON r.no = o.requirement WHERE o.subject IN ({}) AND e.record_kind = 'attestation' \
         AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND (o.ended_at IS NULL OR o.ended_at > $1)",
        list(vendors.iter())
    );
    let mut live = BTreeMap::new();
    for found in tx.all(sql, args![now]).await? {
        let requirement: RequirementId =
            found.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
        let end = end(found.get(2)?, found.get(3)?, zone);
        let known = live.entry((found.get(0)?, requirement)).or_insert(end);
        if sooner(*known, end) {
            *known = end;
        }
    }
    Ok(live)
}

/// The last day of a proof: its own, or the one before it was ended.
fn end(own: Option<Date>, ended: Option<Instant>, zone: &impl Zone) -> Option<Date> {
    let ended = ended.map(|at| zone.day(at.previous()));
    if sooner(ended, own) { ended } else { own }
}

/// What a document proves until when, as it was produced and not withdrawn or ended since.
async fn proven_by(tx: &mut Tx, row: &AttestationRow, now: Instant, zone: &impl Zone) -> Result<Until> {
    let sql = "SELECT r.id, e.own_end, o.ended_at FROM evidence e JOIN offer o ON o.evidence = e.id \
               JOIN requirement r ON r.no = o.requirement WHERE e.record_kind = 'attestation' AND e.record = $1 \
               AND o.ruling = 'supports' AND o.withdrawn_at IS NULL AND (o.ended_at IS NULL OR o.ended_at > $2)";
    let mut live = Until::new();
    for found in tx.all(sql, args![row.id.to_string(), now]).await? {
        let requirement = found.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("requirement id"))?;
        let end = end(found.get(1)?, found.get(2)?, zone);
        let known = live.entry(requirement).or_insert(end);
        if sooner(*known, end) {
            *known = end;
        }
    }
    Ok(live)
}
