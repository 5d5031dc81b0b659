//! Column mappings that people saved under a name, for the next import.

use crate::Store;
use crate::error::{Error, Result};
use crate::sql::{Row, args};
use crate::writing::Writing;
use domain::ids::{MappingId, PersonId};
use domain::import::{Mapping, saved_under};
use domain::instant::Instant;
use domain::people::Actor;
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};

/// A saved mapping. Its name is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappingRow {
    pub id: MappingId,
    pub version: i64,
    pub mapping: Mapping,
    /// Who saved it last, and when.
    pub by: PersonId,
    pub at: Instant,
}

const MAPPING: &str = "SELECT id, version, name, body, by, at FROM mapping";

fn mapping(row: &Row) -> Result<MappingRow> {
    let body: String = row.get(3)?;
    let mapping = Mapping::from_json(&body).map_err(|_| Error::Unreadable("mapping"))?;
    let mapping = Mapping { name: row.get(2)?, ..mapping };
    Ok(MappingRow { id: row.get(0)?, version: row.get(1)?, mapping, by: row.get(4)?, at: row.get(5)? })
}

fn taken(name: &str) -> Error {
    let sentence = format!("“{name}” is saved already. Choose another name, or tick that this one replaces it.");
    Refusal::at("save_as", sentence).into()
}

impl Store {
    /// The saved mappings, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mappings(&self) -> Result<Vec<MappingRow>> {
        let rows = self.db.all(format!("{MAPPING} ORDER BY name"), vec![]).await?;
        rows.iter().map(mapping).collect()
    }

    /// A saved mapping.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn mapping(&self, id: MappingId) -> Result<MappingRow> {
        let row = self.db.first(format!("{MAPPING} WHERE id = $1"), args![id]).await?;
        mapping(&row.ok_or_else(|| Refusal::missing("column mapping"))?)
    }

    /// Saves a mapping under a name; with `replace`, in place of the one that has it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `save_as`; [`Refusal::Forbidden`].
    pub async fn save_mapping(&self, actor: &Actor, name: &str, mapping: Mapping, replace: bool) -> Result<MappingId> {
        let mut w = self.write_as(actor, Verb::MappingSaved).await?;
        let mapping = saved_under(name, mapping)?;
        let body = serde_json::to_string(&mapping).map_err(|_| Error::Unreadable("mapping"))?;
        let sql = "SELECT id FROM mapping WHERE name = $1";
        let known: Option<MappingId> =
            w.tx.first(sql, args![mapping.name.as_str()]).await?.map(|row| row.get(0)).transpose()?;
        let id = match known {
            Some(_) if !replace => return Err(taken(&mapping.name)),
            Some(id) => {
                let sql =
                    "UPDATE mapping SET version = version + 1, body = $2, by = $3, at = $4, seq = $5 WHERE id = $1";
                let values = args![id, body, actor.person, w.now(), w.seq()];
                w.tx.run(sql, values).await?;
                id
            }
            None => {
                let id = MappingId(w.new_id());
                let sql =
                    "INSERT INTO mapping (id, version, name, body, by, at, seq) VALUES ($1, 1, $2, $3, $4, $5, $6)";
                let values = args![id, mapping.name.as_str(), body, actor.person, w.now(), w.seq()];
                w.tx.run(sql, values).await?;
                id
            }
        };
        let event = Event::new(Verb::MappingSaved, actor.person).about(ThingKind::Mapping, id);
        let event = event.with("columns", mapping.columns.len()).with("replaced", known.is_some());
        w.commit(event.words("name", mapping.name)).await?;
        Ok(id)
    }

    /// Gives a saved mapping another name. `version` is the one the page showed.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Invalid`] at `save_as`.
    pub async fn rename_mapping(&self, actor: &Actor, id: MappingId, name: &str, version: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::MappingRenamed).await?;
        let was = w.mapping(id, version).await?;
        let now = saved_under(name, was.mapping.clone())?;
        let sql = "SELECT 1 FROM mapping WHERE name = $1 AND id <> $2";
        if w.tx.first(sql, args![now.name.as_str(), id]).await?.is_some() {
            return Err(Refusal::at("save_as", format!("“{}” is saved already. Choose another name.", now.name)).into());
        }
        let sql = "UPDATE mapping SET version = version + 1, name = $2, by = $3, at = $4, seq = $5 WHERE id = $1";
        let values = args![id, now.name.as_str(), actor.person, w.now(), w.seq()];
        w.tx.run(sql, values).await?;
        let event = Event::new(Verb::MappingRenamed, actor.person).about(ThingKind::Mapping, id);
        w.commit(event.words("was", was.mapping.name).words("name", now.name)).await?;
        Ok(())
    }

    /// Deletes a saved mapping. What came in by it stays.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] when somebody changed it meanwhile; [`Refusal::Missing`].
    pub async fn delete_mapping(&self, actor: &Actor, id: MappingId, version: i64) -> Result<()> {
        let mut w = self.write_as(actor, Verb::MappingDeleted).await?;
        let was = w.mapping(id, version).await?;
        w.tx.run("DELETE FROM mapping WHERE id = $1", args![id]).await?;
        let event = Event::new(Verb::MappingDeleted, actor.person).about(ThingKind::Mapping, id);
        w.commit(event.words("name", was.mapping.name)).await?;
        Ok(())
    }
}

impl Writing {
    async fn mapping(&mut self, id: MappingId, version: i64) -> Result<MappingRow> {
        let row = self.tx.first(format!("{MAPPING} WHERE id = $1"), args![id]).await?;
        let was = mapping(&row.ok_or_else(|| Refusal::missing("column mapping"))?)?;
        if was.version == version {
            return Ok(was);
        }
        let sentence = format!("Somebody changed this mapping meanwhile: it is “{}” now.", was.mapping.name);
        Err(Refusal::conflict(sentence).into())
    }
}
