//! Adopting again: a control whose approval was refused is put to a second person once more, and one that was retired
//! comes back.

use crate::controls::NewWording;
use crate::controls::{Adoption, keys_of};
use crate::error::{Error, Result};
use crate::facts::{About, NewFact, What};
use crate::sql::args;
use crate::writing::Writing;
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::codes::ControlId;
use domain::ids::PersonId;
use domain::own::OwnWords;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::rhythm::Rhythm;
use domain::words::Trigger;

/// A control that was adopted or added before.
pub(crate) struct KnownControl {
    no: i64,
    version: i64,
    title: String,
    statement: String,
    owner: Option<PersonId>,
    approved: bool,
    retired: bool,
    own: Option<OwnWords>,
}

impl Writing {
    pub(crate) async fn known_control(&mut self, id: &ControlId) -> Result<Option<KnownControl>> {
        let sql = "SELECT no, version, title, statement, owner, approved, retired, own FROM control WHERE id = $1";
        let Some(row) = self.tx.first(sql, args![id.as_str()]).await? else { return Ok(None) };
        Ok(Some(KnownControl {
            no: row.get(0)?,
            version: row.get(1)?,
            title: row.get(2)?,
            statement: row.get(3)?,
            owner: row.get(4)?,
            approved: row.get(5)?,
            retired: row.get(6)?,
            own: crate::library::own(row.get(7)?)?,
        }))
    }

    /// It is asked as at its first adoption, and counts once a second person approved it. `None`: its rhythm stays.
    pub(crate) async fn adopt_again(
        &mut self,
        known: &KnownControl,
        adoption: &Adoption,
        rhythm: Option<&Rhythm>,
        actor: &Actor,
    ) -> Result<()> {
        let id = &adoption.control;
        if known.approved && !known.retired {
            return Err(Refusal::conflict(format!("{id} is adopted already.")).into());
        }
        if self.approval_waits(id).await? {
            return Err(Refusal::conflict(format!("The approval of {id} waits for a second person already.")).into());
        }
        self.word_again(known, adoption, actor).await?;
        self.tx
            .run(
                "UPDATE control SET owner = $2, approved = $3, retired = $3 WHERE no = $1",
                args![known.no, adoption.owner, false],
            )
            .await?;
        self.hold(NewFact::new(About::Control, known.no, What::Owner, "owner", adoption.owner)).await?;
        self.end(About::Control, known.no, What::Approved, "").await?;
        if known.owner != Some(adoption.owner) {
            self.end_evidence_on(Trigger::OwnerChange, Some(known.no), None).await?;
        }
        if known.retired {
            self.hold(NewFact::new(About::Control, known.no, What::Adopted, "", "yes")).await?;
            self.give_keys_again(known, id).await?;
        }
        match rhythm {
            Some(rhythm) => self.apply_rhythm(id, rhythm).await,
            None => Ok(()),
        }
    }

    async fn approval_waits(&mut self, id: &ControlId) -> Result<bool> {
        let sql = "SELECT body FROM proposal WHERE outcome IS NULL AND change = 'approve-controls'";
        for row in self.tx.all(sql, vec![]).await? {
            let change: Change =
                serde_json::from_str(&row.get::<String>(0)?).map_err(|_| Error::Unreadable("change"))?;
            if change.controls().contains(id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A statement that is another, or is approved anew after the control had been retired, is a wording of its own.
    async fn word_again(&mut self, known: &KnownControl, adoption: &Adoption, actor: &Actor) -> Result<()> {
        let library = catalogue().controls.get(&adoption.control).map(|template| template.statement);
        let statement = adoption.statement.as_deref().or(library).unwrap_or(&known.statement);
        let statement = domain::change::statement(statement)?;
        if statement == known.statement && !known.retired {
            return Ok(());
        }
        let newest = self.tx.first("SELECT max(version) FROM control_wording WHERE control = $1", args![known.no]);
        let newest = newest.await?.ok_or(Error::Unreadable("version"))?.get::<i64>(0)?;
        let version = newest.max(known.version) + 1;
        let material = statement != known.statement;
        let (title, text) = (known.title.as_str(), statement.as_str());
        let wording =
            NewWording { control: known.no, id: &adoption.control, version, title, statement: text, material };
        self.insert_wording(&wording, actor).await?;
        let sql = "UPDATE control SET version = $2, statement = $3 WHERE no = $1";
        self.tx.run(sql, args![known.no, version, text]).await?;
        if material {
            self.end_evidence_on(Trigger::ControlChangeMaterial, Some(known.no), None).await?;
            self.renew_keys(known.no).await?;
        }
        Ok(())
    }

    /// Key for what the library says, or for what was said when it was added.
    async fn give_keys_again(&mut self, known: &KnownControl, id: &ControlId) -> Result<()> {
        for programme in self.tx.all("SELECT no FROM programme", vec![]).await? {
            let programme = programme.get(0)?;
            let library = catalogue().controls.get(id).map(|template| keys_of(programme, known.no, template));
            let own = known.own.iter().flat_map(|own| own.key_for.iter());
            let own = own.map(|criterion| crate::controls::key(programme, criterion.key(), known.no));
            for fact in library.into_iter().flatten().chain(own).collect::<Vec<_>>() {
                self.hold(fact).await?;
            }
        }
        Ok(())
    }
}
