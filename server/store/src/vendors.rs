//! Vendors: the register, what each system depends on, and what the names of the inventory mean.

mod names;

use crate::Store;
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::inventory::{SystemHappening, history_of};
use crate::sql::{Row, Value, args};
use crate::systems::{SYSTEM, SystemRow, relation, system};
use crate::writing::{Writing, allow};
use domain::ids::{PersonId, SystemId, VendorId};
use domain::instant::{Instant, Zone};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::vendors::{VendorDraft, since};
use domain::words::{Criticality, SubjectKind};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(crate) use names::KeptUnmatched;
pub use names::{Meant, NamedVendor};

/// A vendor of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorRow {
    pub id: VendorId,
    pub no: i64,
    pub version: i64,
    pub name: String,
    pub service: String,
    pub tier: Criticality,
    pub owner: Option<PersonId>,
    /// Where it works on what it gets, and which of our data that is.
    pub regions: String,
    pub data: String,
    /// Whether it trains on our data, and whether it keeps them; none: unanswered.
    pub trains: Option<bool>,
    pub keeps: Option<bool>,
    /// What the contract says besides.
    pub contract: String,
    /// How many systems depend on it now.
    pub systems: usize,
}

impl VendorRow {
    /// The same as a form holds it.
    #[must_use]
    pub fn draft(&self) -> VendorDraft {
        let Self { name, service, tier, owner, regions, data, trains, keeps, contract, .. } = self.clone();
        VendorDraft { name, service, tier, owner, regions, data, trains, keeps, contract }
    }
}

pub(crate) const VENDOR: &str = "SELECT v.id, v.no, v.version, v.name, v.service, v.tier, v.owner, \
    (SELECT count(*) FROM dependency c WHERE c.vendor = v.no), v.regions, v.data, v.trains, v.keeps, v.contract FROM vendor v";

pub(crate) fn vendor(row: &Row) -> Result<VendorRow> {
    Ok(VendorRow {
        id: row.get(0)?,
        no: row.get(1)?,
        version: row.get(2)?,
        name: row.get(3)?,
        service: row.get(4)?,
        tier: row.get::<String>(5)?.parse().map_err(|_| Error::Unreadable("tier"))?,
        owner: row.get(6)?,
        systems: usize::try_from(row.get::<i64>(7)?).map_err(|_| Error::Unreadable("count"))?,
        regions: row.get(8)?,
        data: row.get(9)?,
        trains: row.get(10)?,
        keeps: row.get(11)?,
        contract: row.get(12)?,
    })
}

pub(crate) fn owner_relation(vendor: &VendorRow, actor: &Actor) -> Relation {
    if vendor.owner == Some(actor.person) { Relation::Owner } else { Relation::Stranger }
}

impl Store {
    /// Adds a vendor to the register.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name` when it is empty or taken; [`Refusal::Forbidden`].
    pub async fn add_vendor(
        &self,
        actor: &Actor,
        name: &str,
        service: &str,
        tier: Criticality,
        owner: Option<PersonId>,
    ) -> Result<VendorId> {
        let draft = VendorDraft { service: service.to_owned(), tier, owner, ..VendorDraft::named(name) };
        self.add_vendor_whole(actor, draft).await
    }

    /// Adds a vendor to the register, with all that its form holds.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at the draft's fields; [`Refusal::Forbidden`].
    pub async fn add_vendor_whole(&self, actor: &Actor, draft: VendorDraft) -> Result<VendorId> {
        let mut w = self.write_as(actor, Verb::VendorAdded).await?;
        let draft = draft.check()?;
        if let Some(owner) = draft.owner {
            w.active("owner", owner).await?;
        }
        let (id, _) = w.insert_vendor(&draft).await?;
        let event = Event::new(Verb::VendorAdded, actor.person).about(ThingKind::Vendor, id).words("name", draft.name);
        w.commit(event).await?;
        Ok(id)
    }

    /// Changes what the register says of a vendor. `version` is the one the form showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Invalid`] at `name`, `service` or `owner`;
    /// [`Refusal::Forbidden`].
    pub async fn change_vendor(&self, actor: &Actor, id: VendorId, draft: VendorDraft, version: i64) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let was = w.vendor(id).await?;
        allow(actor, Verb::VendorChanged, owner_relation(&was, actor))?;
        if was.version != version {
            return Err(
                Refusal::conflict("Somebody changed this vendor while you did. Your text is kept below.").into()
            );
        }
        let draft = draft.check()?;
        if let Some(owner) = draft.owner.filter(|owner| Some(*owner) != was.owner) {
            w.active("owner", owner).await?;
        }
        let fields = w.change_vendor_columns(&was, &draft).await?;
        if draft.tier != was.tier {
            // More hangs on it: what was enough may be no more.
            w.end_what_fell_short(&VendorRow { tier: draft.tier, ..was }).await?;
        }
        let event = Event::new(Verb::VendorChanged, actor.person).about(ThingKind::Vendor, id).with("fields", fields);
        w.commit(event).await?;
        Ok(())
    }

    /// A system depends on a vendor from now on: what the vendor must show is asked.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn depend(&self, actor: &Actor, system: SystemId, vendor: VendorId) -> Result<()> {
        self.depend_since(actor, system, vendor, "").await
    }

    /// The same, since a day as typed: the days of a window from that day on are asked of the vendor, as far as is known
    /// from now on. Nothing typed: since today. Of a dependency that is there already, an earlier day is taken.
    ///
    /// # Errors
    /// As [`domain::vendors::since`]; [`Refusal::Invalid`] at `since` where it is said to depend on it since that day or
    /// an earlier one; [`Refusal::Missing`]; [`Refusal::Forbidden`].
    pub async fn depend_since(&self, actor: &Actor, system: SystemId, vendor: VendorId, typed: &str) -> Result<()> {
        let mut w = self.write(Some(actor)).await?;
        let was = w.system(system).await?;
        allow(actor, Verb::DependencyChanged, relation(&was, actor))?;
        let vendor_no = w.vendor_no(vendor).await?;
        let since = since(typed, w.zone().await?.day(w.now()))?;
        let came = w.add_dependency(was.no, vendor_no).await?;
        let mut event = Event::new(Verb::DependencyChanged, actor.person)
            .about(ThingKind::System, system)
            .about(ThingKind::Vendor, vendor)
            .with("depends", true);
        if let Some(day) = since {
            if !w.depends_since(was.no, vendor_no, day).await? && !came {
                let sentence =
                    "It is said to depend on it since then, or longer, already. An earlier day can be given.";
                return Err(Refusal::at("since", sentence).into());
            }
            event = event.with("since", day.to_string());
        }
        w.touch_systems(&[was.no]).await?;
        w.commit(event).await?;
        Ok(())
    }

    /// What happened to a vendor, newest first; at most a hundred.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendor_history(&self, id: VendorId) -> Result<Vec<SystemHappening>> {
        history_of(&mut self.db.reading().await?, ThingKind::Vendor, &id.to_string()).await
    }

    /// The vendors by name, each with how many systems depend on it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors(&self) -> Result<Vec<VendorRow>> {
        let sql = format!("{VENDOR} ORDER BY v.name");
        self.db.all(sql, vec![]).await?.iter().map(vendor).collect()
    }

    /// The vendors that a system (by number) depends on now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors_of_system(&self, no: i64) -> Result<Vec<VendorRow>> {
        let sql = format!("{VENDOR} JOIN dependency d ON d.vendor = v.no WHERE d.system = $1 ORDER BY v.name");
        self.db.all(sql, args![no]).await?.iter().map(vendor).collect()
    }

    /// Since when a system (by number) depends on its vendors, by number: the day that was said, or the one on which it
    /// was said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn vendors_since(&self, system: i64, zone: &impl Zone) -> Result<BTreeMap<i64, Date>> {
        let sql = "SELECT d.key, d.from_at, min(w.value) FROM fact d LEFT JOIN fact w ON w.about = 'subject' \
                   AND w.no = d.no AND w.what = 'vendor-since' AND w.key = d.key AND w.ended_at = d.ended_at \
                   WHERE d.about = 'subject' AND d.no = $1 AND d.what = 'vendor' AND d.ended_at = $2 \
                   GROUP BY d.key, d.from_at";
        let mut since = BTreeMap::new();
        for row in self.db.all(sql, args![system, Instant::NEVER]).await? {
            let no = row.get::<String>(0)?.parse().map_err(|_| Error::Unreadable("vendor"))?;
            let said = row.get::<Option<String>>(2)?.map(|day| day.parse::<Date>()).transpose();
            let said = said.map_err(|_| Error::Unreadable("day"))?;
            since.insert(no, said.unwrap_or(zone.day(row.get(1)?)));
        }
        Ok(since)
    }

    /// A vendor.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn vendor(&self, id: VendorId) -> Result<VendorRow> {
        let row = self.db.first(format!("{VENDOR} WHERE v.id = $1"), args![id]).await?;
        vendor(&row.ok_or_else(|| Refusal::missing("vendor"))?)
    }

    /// Which system depends on which vendor, in all of the register, each with its name; by system, then by vendor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dependencies(&self) -> Result<Vec<((SystemId, String), (VendorId, String))>> {
        let sql = "SELECT y.id, y.name, v.id, v.name FROM dependency d JOIN system y ON y.no = d.system \
                   JOIN vendor v ON v.no = d.vendor ORDER BY y.name, y.no, v.name";
        let rows = self.db.all(sql, vec![]).await?;
        rows.iter().map(|row| Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))).collect()
    }

    /// The systems that depend on a vendor (by number) now, by name; at most 500.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dependents(&self, vendor: i64) -> Result<Vec<SystemRow>> {
        let sql = format!(
            "{SYSTEM} WHERE no IN (SELECT d.system FROM dependency d WHERE d.vendor = $1) ORDER BY name, no LIMIT 500"
        );
        self.db.all(sql, args![vendor]).await?.iter().map(system).collect()
    }
}

/// The columns `regions, data, trains, keeps, contract`.
fn beside(draft: &VendorDraft) -> Vec<Value> {
    args![draft.regions.as_str(), draft.data.as_str(), draft.trains, draft.keeps, draft.contract.as_str()]
}

/// As its history keeps it.
fn answer(answer: Option<bool>) -> String {
    answer.map_or("", |yes| if yes { "yes" } else { "no" }).to_owned()
}

impl Writing {
    pub(crate) async fn vendor(&mut self, id: VendorId) -> Result<VendorRow> {
        let row = self.tx.first(format!("{VENDOR} WHERE v.id = $1"), args![id]).await?;
        vendor(&row.ok_or_else(|| Refusal::missing("vendor"))?)
    }

    pub(crate) async fn vendor_no(&mut self, id: VendorId) -> Result<i64> {
        let row = self.tx.first("SELECT no FROM vendor WHERE id = $1", args![id]).await?;
        row.ok_or_else(|| Refusal::missing("vendor"))?.get(0)
    }

    pub(crate) async fn insert_vendor(&mut self, draft: &VendorDraft) -> Result<(VendorId, i64)> {
        let id = VendorId(self.new_id());
        let no = self.new_subject(SubjectKind::Vendor, None, Some(id)).await?;
        let sql = "INSERT INTO vendor (id, no, version, name, service, tier, owner, at, seq, regions, data, trains, keeps, \
                   contract) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let (name, service, tier) = (draft.name.as_str(), draft.service.as_str(), draft.tier.key());
        let mut values = args![id, no, name, service, tier, draft.owner, self.now(), self.seq()];
        values.extend(beside(draft));
        self.tx.run(sql, values).await?;
        let mut facts = vec![NewFact::new(About::Subject, no, What::Criticality, "", tier)];
        facts.extend(draft.owner.map(|owner| NewFact::new(About::Subject, no, What::Owner, "owner", owner)));
        self.begin(facts).await?;
        Ok((id, no))
    }

    /// Writes the columns that differ; the fields.
    pub(crate) async fn change_vendor_columns(
        &mut self,
        was: &VendorRow,
        draft: &VendorDraft,
    ) -> Result<Vec<&'static str>> {
        let person = |person: Option<PersonId>| person.map(|id| id.to_string()).unwrap_or_default();
        let mut pairs = vec![
            ("name", was.name.clone(), draft.name.clone()),
            ("service", was.service.clone(), draft.service.clone()),
            ("tier", was.tier.key().to_owned(), draft.tier.key().to_owned()),
            ("owner", person(was.owner), person(draft.owner)),
            ("regions", was.regions.clone(), draft.regions.clone()),
            ("data", was.data.clone(), draft.data.clone()),
            ("trains", answer(was.trains), answer(draft.trains)),
            ("keeps", answer(was.keeps), answer(draft.keeps)),
            ("contract", was.contract.clone(), draft.contract.clone()),
        ];
        pairs.retain(|(_, was, became)| was != became);
        let sql = "UPDATE vendor SET version = version + 1, name = $2, service = $3, tier = $4, owner = $5, regions = $6, \
                   data = $7, trains = $8, keeps = $9, contract = $10 WHERE id = $1";
        let (name, service, tier) = (draft.name.as_str(), draft.service.as_str(), draft.tier.key());
        let mut values = args![was.id, name, service, tier, draft.owner];
        values.extend(beside(draft));
        self.tx.run(sql, values).await?;
        self.hold(NewFact::new(About::Subject, was.no, What::Criticality, "", tier)).await?;
        match draft.owner {
            Some(owner) => {
                self.hold(NewFact::new(About::Subject, was.no, What::Owner, "owner", owner)).await?;
            }
            None => {
                self.end(About::Subject, was.no, What::Owner, "owner").await?;
            }
        }
        self.touched.subjects.insert(was.no);
        let seq = self.seq();
        let rows = pairs.iter().map(|(field, was_, now)| args![seq, was.id, *field, was_.as_str(), now.as_str()]);
        let rows = rows.collect();
        self.tx.insert_many("INSERT INTO vendor_change (seq, vendor, field, was, became)", rows).await?;
        Ok(pairs.into_iter().map(|(field, ..)| field).collect())
    }

    /// A system (by number) depends on a vendor from now on; `false` when it did already.
    pub(crate) async fn add_dependency(&mut self, system: i64, vendor: i64) -> Result<bool> {
        if !self.hold(NewFact::new(About::Subject, system, What::Vendor, vendor, "uses")).await? {
            return Ok(false);
        }
        self.tx.run("INSERT INTO dependency (system, vendor) VALUES ($1, $2)", args![system, vendor]).await?;
        Ok(true)
    }

    /// A system (by number) depends on a vendor of its since an earlier day than was said so far; `false` where it is none.
    async fn depends_since(&mut self, system: i64, vendor: i64, day: Date) -> Result<bool> {
        let sql = "SELECT from_at FROM fact WHERE about = 'subject' AND no = $1 AND what = 'vendor' AND key = $2 \
                   AND ended_at = $3";
        let row = self.tx.first(sql, args![system, vendor.to_string(), Instant::NEVER]).await?;
        let said: Instant = row.ok_or_else(|| Refusal::missing("dependency"))?.get(0)?;
        let sql = "SELECT value FROM fact WHERE about = 'subject' AND no = $1 AND what = 'vendor-since' AND key = $2 \
                   AND ended_at = $3";
        let row = self.tx.first(sql, args![system, vendor.to_string(), Instant::NEVER]).await?;
        let held: Option<String> = row.map(|row| row.get(0)).transpose()?;
        let later = held.is_none_or(|held| day.to_string() < held);
        if day >= self.zone().await?.day(said) || !later {
            return Ok(false);
        }
        self.hold(NewFact::new(About::Subject, system, What::VendorSince, vendor, day)).await
    }

    /// A system no longer depends on a vendor.
    pub(crate) async fn release(&mut self, system: SystemId, vendor: VendorId) -> Result<()> {
        let (system, vendor) = (self.system_no(system).await?, self.vendor_no(vendor).await?);
        self.touch_systems(&[system]).await?;
        self.end(About::Subject, system, What::Vendor, &vendor.to_string()).await?;
        self.end(About::Subject, system, What::VendorSince, &vendor.to_string()).await?;
        self.tx.run("DELETE FROM dependency WHERE system = $1 AND vendor = $2", args![system, vendor]).await.map(|_| ())
    }
}
