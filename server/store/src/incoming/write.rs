//! Writing a list that came in: planned anew under the writer's lock, so that what is written follows from what is here
//! at that moment.

use super::here::here;
use super::{CameIn, ComingList, verb};
use crate::Store;
use crate::access_reviews::refused;
use crate::error::{Error, Result};
use crate::risks::TakenIn;
use crate::vendors::VendorRow;
use crate::writing::{Writing, allow};
use domain::ids::{SystemId, VendorId};
use domain::import::Remark;
use domain::incoming::{Coming, Incoming, Plan};
use domain::people::{Actor, Relation};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind};
use domain::vendors::VendorDraft;
use std::collections::BTreeSet;

impl Store {
    /// Takes a list in, whole, with one entry in the trail. `changes`: also what says otherwise of what is here. `by` is
    /// `None` from the command line, unless somebody has to take it in ([`Incoming::by_somebody`]).
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `table`, a sentence for each line that cannot stand; [`Refusal::Conflict`] when nothing in
    /// it is new; [`Refusal::Forbidden`].
    pub async fn import_list(&self, by: Option<&Actor>, list: &ComingList, changes: bool) -> Result<CameIn> {
        let what = list.heads.list();
        if let Some(actor) = by {
            // Whose systems the risks are of is said line by line.
            let relation = if what == Incoming::Risks { Relation::Owner } else { Relation::Stranger };
            allow(actor, verb(what), relation)?;
        }
        let mut w = self.write(by).await?;
        let (spine, zone, now) = (w.spine().await?, w.zone().await?, w.now());
        let known = here(&mut w.tx, &spine, by, list, (now, &zone)).await?;
        let plan = list.heads.plan(&list.rows, &known);
        if !plan.faults.is_empty() {
            return Err(refused("table", &plan.faults).into());
        }
        if !plan.writes(changes) {
            return Err(Refusal::conflict(nothing_new(&plan)).into());
        }
        let mut came = Came {
            by,
            what,
            event: begun(by, what),
            done: CameIn::default(),
            touched: BTreeSet::new(),
            risks: TakenIn::default(),
        };
        for ((row, coming), place) in plan.writing(changes).zip(1_i64..) {
            came.write(&mut w, row, coming, place).await?;
        }
        let Came { event, done, touched, .. } = came;
        w.touch_systems_of(touched).await?;
        let event = event.with("created", done.created).with("changed", done.changed);
        let event = event.with("rows_read", list.rows.len()).words("file", list.file.as_str());
        w.commit(event).await?;
        Ok(done)
    }
}

fn nothing_new(plan: &Plan) -> &'static str {
    if plan.others() == 0 && plan.left() == 0 {
        "Everything in this list is here already. Nothing was written."
    } else if plan.others() == 0 {
        "Nothing in this list is new: what is not here already is left out. Nothing was written."
    } else {
        "Nothing in this list is new. It says otherwise of what is here; ask for the changes to have them. Nothing was \
         written."
    }
}

fn begun(by: Option<&Actor>, what: Incoming) -> Event {
    let nobody = domain::ids::PersonId(uuid::Uuid::nil());
    let event = Event::new(verb(what), by.map_or(nobody, |actor| actor.person));
    Event { actor: by.map(|actor| actor.person), ..event }
}

/// An import under way.
struct Came<'a> {
    by: Option<&'a Actor>,
    what: Incoming,
    event: Event,
    done: CameIn,
    /// Systems that depend on more than before.
    touched: BTreeSet<i64>,
    /// Assessments into which risks come.
    risks: TakenIn,
}

impl<'a> Came<'a> {
    async fn write(&mut self, w: &mut Writing, row: u64, coming: Coming, place: i64) -> Result<()> {
        match coming {
            Coming::Vendor(None, draft) => {
                let (id, _) = w.insert_vendor(&draft).await.map_err(|error| at_line(row, error))?;
                self.about(ThingKind::Vendor, id);
                self.done.created += 1;
            }
            Coming::Vendor(Some(id), draft) => self.change(w, row, id, draft).await?,
            Coming::Dependency(system, vendor) => self.depend(w, system, vendor).await?,
            Coming::Subprocessor(vendor, sub, what) => {
                let (of, to) = (w.vendor_no(vendor).await?, w.vendor_no(sub).await?);
                w.insert_subprocessor(of, to, &what).await?;
                self.about(ThingKind::Vendor, vendor);
                self.about(ThingKind::Vendor, sub);
                self.done.created += 1;
            }
            Coming::Attestation(vendor, entered) => {
                let actor = self.somebody()?;
                let no = w.vendor_no(vendor).await?;
                let id = w.insert_attestation(no, actor, &entered, None, Some(place)).await?;
                self.about(ThingKind::Attestation, id);
                self.about(ThingKind::Vendor, vendor);
                self.done.created += 1;
            }
            Coming::Person(draft) => {
                let by = self.somebody()?.person;
                let (invitation, link) = w.insert_invited(&draft, by).await.map_err(|error| at_line(row, error))?;
                self.about(ThingKind::Person, link.person);
                self.about(ThingKind::Invitation, invitation);
                self.done.links.push(link);
                self.done.created += 1;
            }
            Coming::OwnTask(draft) => {
                let by = self.somebody()?;
                let id = w.insert_own_task(&draft, by).await?;
                self.about(ThingKind::OwnTask, id);
                self.about(ThingKind::Person, draft.assignee);
                self.done.created += 1;
            }
            Coming::Risk(risk) => {
                let by = self.somebody()?;
                let event = self.event.clone();
                self.event = self.risks.take(w, &risk, by, event).await.map_err(|error| at_line(row, error))?;
                if risk.again {
                    self.done.changed += 1;
                } else {
                    self.done.created += 1;
                }
            }
        }
        Ok(())
    }

    /// Who takes it in, where somebody has to.
    fn somebody(&self) -> Result<&'a Actor> {
        self.by.ok_or_else(|| {
            let why = self.what.by_somebody().unwrap_or("Somebody takes it in.");
            Refusal::forbidden(format!("{why} Say who takes the list in.")).into()
        })
    }

    fn about(&mut self, kind: ThingKind, id: impl ToString) {
        self.event.things.push(domain::trail::Thing::new(kind, id));
    }

    async fn change(&mut self, w: &mut Writing, row: u64, id: VendorId, draft: VendorDraft) -> Result<()> {
        let was = w.vendor(id).await?;
        w.change_vendor_columns(&was, &draft).await.map_err(|error| at_line(row, error))?;
        if draft.tier != was.tier {
            // More hangs on it: what was enough may be no more.
            w.end_what_fell_short(&VendorRow { tier: draft.tier, ..was }).await?;
        }
        self.about(ThingKind::Vendor, id);
        self.done.changed += 1;
        Ok(())
    }

    async fn depend(&mut self, w: &mut Writing, system: SystemId, vendor: VendorId) -> Result<()> {
        let (system_no, vendor_no) = (w.system_no(system).await?, w.vendor_no(vendor).await?);
        if w.add_dependency(system_no, vendor_no).await? {
            self.touched.insert(system_no);
            self.about(ThingKind::System, system);
            self.about(ThingKind::Vendor, vendor);
            self.done.created += 1;
        }
        Ok(())
    }
}

/// The sentence of a refusal, with the line that it is about.
fn at_line(row: u64, error: Error) -> Error {
    let Error::Refused(refusal @ Refusal::Invalid(_)) = error else { return error };
    let reason = refusal.to_string();
    refused("table", &[Remark { row: Some(row), column: None, reason, name: String::new() }]).into()
}

impl Writing {
    async fn touch_systems_of(&mut self, touched: BTreeSet<i64>) -> Result<()> {
        if touched.is_empty() {
            return Ok(());
        }
        let touched: Vec<i64> = touched.into_iter().collect();
        self.touch_systems(&touched).await
    }
}
