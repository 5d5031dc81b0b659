//! What the names of the inventory mean: those that systems give vendors by, and the contracts that they were bought under.

use super::{VENDOR, vendor};
use crate::Store;
use crate::error::{Error, Result};
use crate::reading::head;
use crate::spine::list;
use crate::sql::args;
use crate::writing::Writing;
use domain::ids::{SystemId, VendorId};
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::vendors::{VendorDraft, compared, contract_name, contracts, spelt, suggested};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// A name of the inventory that nobody said the meaning of for all of its systems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedVendor {
    /// As names are compared.
    pub key: String,
    pub name: String,
    pub also: Vec<String>,
    /// Systems, by number, that give this name and do not depend on what it means.
    pub systems: Vec<i64>,
    /// The vendor of the register that it seems to mean.
    pub suggested: Option<VendorId>,
    /// It is the number of a contract, which several systems name.
    pub contract: bool,
}

/// What a person said that a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    Vendor(VendorId),
    /// A vendor that comes into the register under this name.
    New(String),
    NoVendor,
}

/// How many names nobody has matched, as of an entry of the trail.
pub(crate) type KeptUnmatched = Arc<Mutex<Option<(i64, usize)>>>;

impl Store {
    /// How many names of the inventory wait for somebody to say what they mean, as of entry `seq` of the trail or a later
    /// one; nothing is asked while it is the last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_unmatched(&self, seq: i64) -> Result<usize> {
        let kept = *self.unmatched.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, kept)) = kept.filter(|(of, _)| *of == seq) {
            return Ok(kept);
        }
        let mut tx = self.db.reading().await?;
        let (seq, _) = head(&mut tx).await?;
        let counted = named(&mut tx).await?.len();
        *self.unmatched.lock().unwrap_or_else(PoisonError::into_inner) = Some((seq, counted));
        Ok(counted)
    }

    /// The names that the inventory gives vendors by and whose meaning is not said for all of their systems, the most
    /// named first, and contracts after all names; a name that means no vendor is left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn named_vendors(&self) -> Result<Vec<NamedVendor>> {
        named(&mut self.db.reading().await?).await
    }

    /// Says what names of the inventory mean: the systems that give them depend on those vendors from now on. How many
    /// dependencies came.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `names` when nothing is said, or at the name of a vendor that is taken;
    /// [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn match_vendors(&self, actor: &Actor, said: &[(String, Meant)]) -> Result<usize> {
        let mut w = self.write_as(actor, Verb::VendorsMatched).await?;
        if said.is_empty() {
            return Err(Refusal::at("names", "Say of at least one name what it means.").into());
        }
        let mut systems_of: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for one in spelt(names_of(&mut w.tx).await?.0) {
            systems_of.insert(one.key, one.systems);
        }
        let mut event = Event::new(Verb::VendorsMatched, actor.person);
        let (mut touched, mut came) = (BTreeSet::new(), 0);
        for (key, meant) in said {
            let vendor = match meant {
                Meant::NoVendor => None,
                Meant::Vendor(id) => {
                    event = event.about(ThingKind::Vendor, id);
                    Some(w.vendor_no(*id).await?)
                }
                Meant::New(name) => {
                    let (id, no) = w.insert_vendor(&VendorDraft::named(name.as_str()).check()?).await?;
                    event = event.about(ThingKind::Vendor, id);
                    Some(no)
                }
            };
            w.name_means(key, vendor).await?;
            let systems = systems_of.get(key).cloned().unwrap_or_default();
            for system in systems {
                let Some(vendor) = vendor else { continue };
                if w.add_dependency(system, vendor).await? {
                    touched.insert(system);
                    came += 1;
                }
            }
        }
        let touched: Vec<i64> = touched.into_iter().collect();
        for chunk in touched.chunks(2_000) {
            let sql = format!("SELECT id FROM system WHERE no IN ({}) ORDER BY no", list(chunk.iter()));
            for row in w.tx.all(sql, vec![]).await? {
                event = event.about(ThingKind::System, row.get::<SystemId>(0)?);
            }
        }
        w.touch_systems(&touched).await?;
        w.commit(event.with("names", said.len()).with("dependencies", came)).await?;
        Ok(came)
    }
}

async fn named(tx: &mut crate::sql::Tx) -> Result<Vec<NamedVendor>> {
    let rows = tx.all(format!("{VENDOR} ORDER BY v.name"), vec![]).await?;
    let register = rows.iter().map(vendor).collect::<Result<Vec<_>>>()?;
    let mut depends: BTreeSet<(i64, i64)> = BTreeSet::new();
    for row in tx.all("SELECT system, vendor FROM dependency", vec![]).await? {
        depends.insert((row.get(0)?, row.get(1)?));
    }
    let mut meanings: BTreeMap<String, Option<i64>> = BTreeMap::new();
    for row in tx.all("SELECT name, vendor FROM vendor_name", vec![]).await? {
        meanings.insert(row.get(0)?, row.get(1)?);
    }
    let keys: Vec<_> = register.iter().map(|row| (compared(&row.name), row)).collect();
    let (names, numbers) = names_of(tx).await?;
    let open = spelt(names).into_iter().filter_map(|one| {
        let said = meanings.get(&one.key).copied();
        if said == Some(None) {
            return None;
        }
        let of_name = || suggested(&one.key, keys.iter().map(|(key, row)| (key.as_str(), *row)));
        let meant = match said.flatten() {
            Some(no) => register.iter().find(|row| row.no == no),
            None => of_name(),
        };
        let stands = |system: &i64| meant.is_some_and(|row| depends.contains(&(*system, row.no)));
        let all = one.systems.len();
        let systems: Vec<_> = one.systems.into_iter().filter(|system| !stands(system)).collect();
        let suggested = meant.map(|row| row.id);
        let contract = numbers.contains(&one.key);
        // The contract of a single system tells of no other.
        if systems.is_empty() || (contract && all < 2) {
            return None;
        }
        Some(NamedVendor { key: one.key, name: one.name, also: one.also, systems, suggested, contract })
    });
    let mut open: Vec<_> = open.collect();
    open.sort_by_key(|one| one.contract);
    Ok(open)
}

/// Each system's number with each name it gives a vendor by and each contract it was bought under, retired systems left
/// out; and which of these names, as compared, are contracts.
async fn names_of(tx: &mut crate::sql::Tx) -> Result<(Vec<(i64, String)>, BTreeSet<String>)> {
    let sql = "SELECT no, details FROM system WHERE stage <> 'retired' \
               AND (details LIKE '%\"vendors\":%' OR details LIKE '%Contracts:%') ORDER BY no";
    let (mut names, mut numbers) = (Vec::new(), BTreeSet::new());
    for row in tx.all(sql, vec![]).await? {
        let details: BTreeMap<String, String> =
            serde_json::from_str(&row.get::<String>(1)?).map_err(|_| Error::Unreadable("details"))?;
        let no: i64 = row.get(0)?;
        let said = details.get("vendors").map(String::as_str).unwrap_or_default();
        names.extend(said.split(';').map(|name| (no, name.to_owned())));
        for number in details.get("notes").map(|notes| contracts(notes)).unwrap_or_default() {
            let name = contract_name(&number);
            numbers.insert(compared(&name));
            names.push((no, name));
        }
    }
    Ok((names, numbers))
}

impl Writing {
    async fn name_means(&mut self, name: &str, vendor: Option<i64>) -> Result<()> {
        let sql = "INSERT INTO vendor_name (name, vendor, at, seq) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (name) DO UPDATE SET vendor = $2, at = $3, seq = $4";
        let values = args![name, vendor, self.now(), self.seq()];
        self.tx.run(sql, values).await.map(|_| ())
    }
}
