//! Programmes: opened, their scope widened by one, narrowed and concluded by two.

use crate::Store;
use crate::controls::{key, keys_of};
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::args;
use crate::writing::Writing;
use domain::asked::{CriterionSet, PROGRAMMES_MAX};
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::codes::ControlId;
use domain::ids::{ProgrammeId, ProposalId, SystemId};
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::programme::ProgrammeDraft;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::words::{Categories, CriterionId};

impl Store {
    /// Opens a programme: every adopted control is key for what the library says, until it is made otherwise.
    ///
    /// # Errors
    /// [`Refusal::Invalid`]; [`Refusal::Conflict`] when there are too many.
    pub async fn open_programme(&self, actor: &Actor, draft: ProgrammeDraft) -> Result<ProgrammeId> {
        let mut w = self.write_as(actor, Verb::ProgrammeOpened).await?;
        let draft = draft.check()?;
        let last = w.tx.first("SELECT coalesce(max(no), -1) FROM programme", vec![]).await?;
        let no: i64 = last.ok_or(Error::Unreadable("number"))?.get::<i64>(0)? + 1;
        if usize::try_from(no).is_ok_and(|no| no >= PROGRAMMES_MAX) {
            return Err(Refusal::conflict(format!("There are {PROGRAMMES_MAX} programmes already.")).into());
        }
        let id = ProgrammeId(w.new_id());
        let today = w.zone().await?.day(w.now());
        let sql = "INSERT INTO programme (no, id, version, name, kind, on_day, window_from, window_until, categories, \
                   reasons, commitments, opened_on, at, seq) \
                   VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let values = args![
            no,
            id,
            draft.name.as_str(),
            draft.kind.key(),
            draft.on_day,
            draft.window_from,
            draft.window_until,
            i64::from(draft.categories.set().bits()),
            draft.reasons.as_str(),
            draft.commitments.as_str(),
            today,
            w.now(),
            w.seq(),
        ];
        w.tx.run(sql, values).await?;
        let mut facts: Vec<_> = draft
            .categories
            .iter()
            .map(|category| NewFact::new(About::Programme, no, What::Category, category.key(), "in"))
            .collect();
        for row in w.tx.all("SELECT no, id, own FROM control WHERE NOT retired", vec![]).await? {
            let id: ControlId = row.get::<String>(1)?.parse().map_err(|_| Error::Unreadable("control id"))?;
            let control: i64 = row.get(0)?;
            if let Some(template) = catalogue().controls.get(&id) {
                facts.extend(keys_of(no, control, template));
            }
            if let Some(own) = crate::library::own(row.get(2)?)? {
                facts.extend(own.key_for.iter().map(|criterion| key(no, criterion.key(), control)));
            }
        }
        w.begin(facts).await?;
        w.change_spine().await?;
        w.touched.subjects.insert(0);
        let event = Event::new(Verb::ProgrammeOpened, actor.person)
            .about(ThingKind::Programme, id)
            .with("kind", draft.kind.key())
            .with("categories", draft.categories.iter().map(|c| c.key()).collect::<Vec<_>>())
            .words("name", draft.name)
            .words("reasons", draft.reasons)
            .words("commitments", draft.commitments);
        w.commit(event).await?;
        Ok(id)
    }

    /// Brings systems into scope. Those in it already are passed over; how many came in.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for an unknown programme or system; [`Refusal::Invalid`] when none is named.
    pub async fn widen_scope(&self, actor: &Actor, programme: ProgrammeId, systems: &[SystemId]) -> Result<u64> {
        let mut w = self.write_as(actor, Verb::ScopeWidened).await?;
        if systems.is_empty() {
            return Err(Refusal::at("systems", "Choose at least one system.").into());
        }
        let no = w.programme(programme).await?;
        let bit = 1_i64 << no;
        let mut event = Event::new(Verb::ScopeWidened, actor.person).about(ThingKind::Programme, programme);
        let mut came = Vec::new();
        for chunk in crate::pairs::once(systems).chunks(500) {
            let places: Vec<_> = (1..=chunk.len()).map(|n| format!("${n}")).collect();
            let sql = format!("SELECT no, id, programmes FROM system WHERE id IN ({})", places.join(", "));
            let rows = w.tx.all(sql, chunk.iter().map(|id| (*id).into()).collect()).await?;
            if rows.len() != chunk.len() {
                return Err(Refusal::missing("system").into());
            }
            for row in rows {
                if row.get::<i64>(2)? & bit == 0 {
                    came.push(row.get::<i64>(0)?);
                    event = event.about(ThingKind::System, row.get::<SystemId>(1)?);
                }
            }
        }
        w.begin(came.iter().map(|system| NewFact::new(About::Subject, *system, What::Scope, no, "in"))).await?;
        for chunk in came.chunks(2_000) {
            let list = crate::spine::list(chunk.iter());
            let sql = format!("UPDATE system SET programmes = programmes | $1 WHERE no IN ({list})");
            w.tx.run(sql, args![bit]).await?;
        }
        let count = came.len() as u64;
        w.touch_systems(&came).await?;
        w.commit(event.with("systems", count)).await?;
        Ok(count)
    }

    /// Changes the terms of a programme: its name, its days, its commitments. Categories can be added, never left out
    /// here: that takes two. `version` is the one the page showed.
    ///
    /// # Errors
    /// [`Refusal::Invalid`]; [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Missing`].
    pub async fn change_programme(
        &self,
        actor: &Actor,
        id: ProgrammeId,
        draft: ProgrammeDraft,
        version: i64,
    ) -> Result<()> {
        let mut w = self.write_as(actor, Verb::ProgrammeChanged).await?;
        let was = w.terms(id).await?;
        if was.version != version {
            return Err(Refusal::conflict("Somebody else changed this programme meanwhile.").into());
        }
        let all = was.draft.categories.set().union(draft.categories.set());
        let draft = ProgrammeDraft { kind: was.draft.kind, categories: all.into(), ..draft }.check()?;
        let sql = "UPDATE programme SET version = version + 1, name = $2, on_day = $3, window_from = $4, \
                   window_until = $5, categories = $6, reasons = $7, commitments = $8 WHERE no = $1";
        let values = args![
            was.no,
            draft.name.as_str(),
            draft.on_day,
            draft.window_from,
            draft.window_until,
            i64::from(all.bits()),
            draft.reasons.as_str(),
            draft.commitments.as_str(),
        ];
        w.tx.run(sql, values).await?;
        let added = all.minus(was.draft.categories.set());
        for category in added.iter() {
            w.hold(NewFact::new(About::Programme, was.no, What::Category, category.key(), "in")).await?;
        }
        w.change_spine().await?;
        w.touched.all = !added.is_empty();
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let event = Event::new(Verb::ProgrammeChanged, actor.person)
            .about(ThingKind::Programme, id)
            .with("on-day", day(draft.on_day))
            .with("window-from", day(draft.window_from))
            .with("window-until", day(draft.window_until))
            .with("added", added.iter().map(|c| c.key()).collect::<Vec<_>>())
            .words("name", draft.name)
            .words("reasons", draft.reasons)
            .words("commitments", draft.commitments);
        w.commit(event).await?;
        Ok(())
    }

    /// Proposes that the key controls of these criteria answer them: the control matrix, or a part of it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `criteria` or `reason`; [`Refusal::Forbidden`]; [`Refusal::Missing`].
    pub async fn propose_conclusion(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        criteria: CriterionSet,
        why: &str,
    ) -> Result<ProposalId> {
        let spine = self.spine().await?;
        let now = spine.programme(programme).ok_or_else(|| Refusal::missing("programme"))?;
        domain::change::conclusion(criteria, now.in_scope(), spine.answered(now))?;
        self.propose(actor, &Change::Conclude { programme, criteria }, why).await
    }

    /// Brings back a criterion that was set aside as not applicable: it counts again, and asks what its controls ask.
    /// That asks more, so one person does it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `reason`; [`Refusal::Conflict`] when it is not set aside; [`Refusal::Forbidden`];
    /// [`Refusal::Missing`].
    pub async fn restore_criterion(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        criterion: CriterionId,
        why: &str,
    ) -> Result<()> {
        let mut w = self.write_as(actor, Verb::CriterionRestored).await?;
        let no = w.programme(programme).await?;
        let why = domain::change::reason(why)?;
        if !w.end(About::Programme, no, What::SetAside, criterion.key()).await? {
            return Err(Refusal::conflict(format!("{criterion} is not set aside; it counts already.")).into());
        }
        w.change_spine().await?;
        w.touched.all = true;
        let event = Event::new(Verb::CriterionRestored, actor.person)
            .about(ThingKind::Programme, programme)
            .about(ThingKind::Criterion, criterion.key())
            .words("reason", why);
        w.commit(event).await?;
        Ok(())
    }

    /// Makes a control key for a criterion, which has then to be concluded anew.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::Conflict`] when the control does not answer the criterion.
    pub async fn give_key(
        &self,
        actor: &Actor,
        programme: ProgrammeId,
        criterion: CriterionId,
        control: &ControlId,
    ) -> Result<()> {
        let mut w = self.write_as(actor, Verb::KeyGiven).await?;
        let spine = w.spine().await?;
        let no = w.programme(programme).await?;
        let control = spine.control(control).ok_or_else(|| Refusal::missing("control"))?;
        if !control.criteria.contains(criterion) {
            return Err(Refusal::conflict(format!("{} does not answer {criterion}.", control.id)).into());
        }
        w.hold(key(no, criterion.key(), control.no)).await?;
        w.end_conclusions().await?;
        w.change_spine().await?;
        w.touched.all = true;
        let event = Event::new(Verb::KeyGiven, actor.person)
            .about(ThingKind::Programme, programme)
            .about(ThingKind::Criterion, criterion.key())
            .about(ThingKind::Control, &control.id);
        w.commit(event).await?;
        Ok(())
    }
}

impl Writing {
    /// A programme's number.
    pub(crate) async fn programme(&mut self, id: ProgrammeId) -> Result<i64> {
        let row = self.tx.first("SELECT no FROM programme WHERE id = $1", args![id]).await?;
        row.ok_or_else(|| Refusal::missing("programme"))?.get(0)
    }

    /// Systems changed what they owe: they, the organisation, and the vendors they depend on are read anew.
    pub(crate) async fn touch_systems(&mut self, systems: &[i64]) -> Result<()> {
        self.touched.subjects.insert(0);
        self.touched.subjects.extend(systems);
        for chunk in systems.chunks(2_000) {
            let list = crate::spine::list(chunk.iter());
            let sql = format!("SELECT DISTINCT vendor FROM dependency WHERE system IN ({list})");
            for row in self.tx.all(sql, vec![]).await? {
                self.touched.subjects.insert(row.get(0)?);
            }
        }
        Ok(())
    }

    pub(crate) async fn set_aside(&mut self, programme: ProgrammeId, criterion: CriterionId) -> Result<()> {
        let no = self.programme(programme).await?;
        self.hold(NewFact::new(About::Programme, no, What::SetAside, criterion.key(), "not-applicable")).await?;
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }

    pub(crate) async fn narrow_scope(&mut self, programme: ProgrammeId, systems: &[SystemId]) -> Result<()> {
        let no = self.programme(programme).await?;
        let bit = 1_i64 << no;
        let mut left = Vec::new();
        for system in systems {
            let system = self.system_no(*system).await?;
            if self.end(About::Subject, system, What::Scope, &no.to_string()).await? {
                self.tx.run("UPDATE system SET programmes = programmes - $2 WHERE no = $1", args![system, bit]).await?;
                left.push(system);
            }
        }
        self.touch_systems(&left).await
    }

    pub(crate) async fn drop_categories(&mut self, programme: ProgrammeId, categories: Categories) -> Result<()> {
        let no = self.programme(programme).await?;
        let row = self.tx.first("SELECT categories FROM programme WHERE no = $1", args![no]).await?;
        let mut bits: i64 = row.ok_or_else(|| Refusal::missing("programme"))?.get(0)?;
        for category in categories.iter().filter(|category| *category != domain::words::Category::Security) {
            if self.end(About::Programme, no, What::Category, category.key()).await? {
                bits &= !i64::from(domain::words::Set::from(category).bits());
            }
        }
        self.tx
            .run("UPDATE programme SET categories = $2, version = version + 1 WHERE no = $1", args![no, bits])
            .await?;
        self.change_spine().await?;
        self.touched.all = true;
        Ok(())
    }
}
