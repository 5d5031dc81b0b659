//! Access reviews and training, at random: taken as far as chance takes them.

use super::{May, Story};
use domain::access_reviews::{Access, AccessField, DecisionDraft, ReviewDraft};
use domain::columns::{Columns, Named};
use domain::import::RawRow;
use domain::instant::{Utc, Zone as _};
use domain::people::{Actor, Role};
use domain::policies::AudienceDraft;
use domain::training::{CourseDraft, TrainingField};
use store::{Listing, Result, StoredFile, TrainingTable};

fn table<F: Named>(text: &str) -> (Columns<F>, Vec<RawRow>) {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let columns = Columns::find(&lines.next().unwrap_or_default());
    (columns, lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect())
}

fn file() -> StoredFile {
    StoredFile { sha256: [5; 32], size: 5, media: "text/csv".into(), name: "table.csv".into() }
}

impl Story {
    /// Somebody who reviews and has no part in it.
    async fn outsider(&mut self) -> Actor {
        let name = format!("Outsider {}", self.dice.roll(1_000_000));
        self.f.person(&name, Role::Executive, true).await
    }

    /// A review of access, from the listing as far as it comes.
    pub(crate) async fn access_review(&mut self) -> Result<Option<May>> {
        let (store, manager) = (self.f.store.clone(), self.manager);
        let Some(system) = self.dice.pick(&self.systems.clone()).copied() else { return Ok(None) };
        let today = Utc.day(store::World::now(&*self.f.world).max(self.f.store.present().await?)).to_string();
        let draft = ReviewDraft {
            name: "A lake".into(),
            reviewed: ["training-data", "registry", "other"][self.dice.roll(3)].into(),
            of: format!("system/{system}"),
            owner: Some(manager.person),
            second: None,
            due_on: today.clone(),
            listed_on: today,
            months: "3".into(),
        };
        let (columns, rows) = table::<AccessField>("User,Dataset,Role\njo,lake,read\nsvc,lake,write");
        let listing = Listing { columns, rows, file: file() };
        let id = store.open_access_review(&manager, &draft, None, &listing).await?;
        if self.dice.roll(5) == 0 {
            store.drop_access_review(&manager, id, "Of another lake.").await?;
            return Ok(Some(May::Not));
        }
        let said = [Access::Keep, Access::Revoke][self.dice.roll(2)];
        let one = |access| DecisionDraft { access: Some(access), reason: "As the table says.".into() };
        store.decide_access(&manager, id, &[(0, one(said)), (1, one(Access::Keep))].into()).await?;
        store.close_access_review(&manager, id, Some(manager.person)).await?;
        if self.dice.roll(3) == 0 {
            return Ok(Some(May::Not));
        }
        let accepts = self.outsider().await;
        store.accept_access_review(&accepts, id).await?;
        Ok(Some(May::Better))
    }

    /// A course, its records, and its register as far as it comes.
    pub(crate) async fn course(&mut self) -> Result<Option<May>> {
        let (store, manager, executive) = (self.f.store.clone(), self.manager, self.executive);
        let title = format!("Course {}", self.dice.roll(1_000_000));
        let people = vec![executive.person];
        let draft = CourseDraft {
            title: title.clone(),
            required_by: "A law".into(),
            months: ["", "12"][self.dice.roll(2)].into(),
            teaches: ["roles", "playbooks", "complaints", "other"][self.dice.roll(4)].into(),
            owner: Some(manager.person),
            audience: AudienceDraft { everybody: true, ..AudienceDraft::default() },
            ..CourseDraft::default()
        };
        let id = store.add_course(&manager, &draft).await?;
        let audience = AudienceDraft { people, ..AudienceDraft::default() };
        store.change_course(&manager, id, &audience).await?;
        let day = Utc.day(store::World::now(&*self.f.world).max(store.present().await?));
        let text = format!("Learner,Course,Completed\nWho {},{title},{day}", self.dice.roll(1_000_000));
        let (columns, rows) = table::<TrainingField>(&text);
        store.take_training(&manager, &TrainingTable { columns, rows, file: file() }).await?;
        let aside = store.training().await?;
        let aside: Vec<_> = aside.aside().map(|row| (row.training, row.no, Some(executive.person))).collect();
        store.match_training(&manager, &aside).await?;
        match self.dice.roll(3) {
            0 => {
                store.retire_course(&manager, id).await?;
                Ok(Some(May::Not))
            }
            _ => {
                store.close_course(&self.reviewer, id).await?;
                Ok(Some(May::Better))
            }
        }
    }
}
