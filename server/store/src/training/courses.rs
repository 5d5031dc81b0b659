//! Courses: added, with another audience, retired; and the closing of a complete register, which is proof.

use super::read::{CourseRow, Training, all_in, courses_in};
use super::{about, relation};
use crate::Store;
use crate::access_reviews::text;
use crate::error::{Error, Result};
use crate::produced::{Step, record};
use crate::sql::args;
use crate::writing::{Writing, allow};
use domain::catalogue::RegisterStep;
use domain::evidence::NamedPair;
use domain::ids::CourseId;
use domain::instant::Zone as _;
use domain::people::Actor;
use domain::policies::{Audience, AudienceDraft};
use domain::refusal::Refusal;
use domain::trail::{Event, ThingKind, Verb};
use domain::training::{CourseDraft, NewCourse, close, closed_until};

impl Store {
    /// Adds a course.
    ///
    /// # Errors
    /// As [`CourseDraft::check`]; [`Refusal::Invalid`] at `title` when another course in use has it; [`Refusal::Missing`];
    /// [`Refusal::Forbidden`].
    pub async fn add_course(&self, actor: &Actor, draft: &CourseDraft) -> Result<CourseId> {
        let mut w = self.write_as(actor, Verb::CourseAdded).await?;
        let new = draft.check()?;
        w.active("owner", new.owner).await?;
        if let Some(system) = new.system {
            w.system(system).await?;
        }
        let taken = courses_in(&mut w.tx).await?.into_iter().filter(|row| row.retired.is_none());
        if let Some(same) = taken.into_iter().find(|row| row.course.is(&new.course.title)) {
            let sentence = format!("“{}” goes by this title already.", same.course.title);
            return Err(Refusal::at("title", sentence).into());
        }
        let id = CourseId(w.new_id());
        w.insert_course(id, &new, actor).await?;
        w.write_audience(id, &new.audience).await?;
        let mut event = Event::new(Verb::CourseAdded, actor.person)
            .about(ThingKind::Course, id)
            .about(ThingKind::Person, new.owner)
            .with("teaches", new.teaches.key())
            .with("months", new.course.months)
            .words("title", new.course.title)
            .words("required_by", new.required_by);
        if let Some(system) = new.system {
            event = event.about(ThingKind::System, system);
        }
        w.commit(said_audience(event, &new.audience)).await?;
        Ok(id)
    }

    /// Says who needs a course from now on.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `audience` when it names nobody, or whom it named before; [`Refusal::Conflict`] once it is
    /// retired; [`Refusal::Forbidden`].
    pub async fn change_course(&self, actor: &Actor, id: CourseId, draft: &AudienceDraft) -> Result<()> {
        let (mut w, row) = self.on_course(actor, id, Verb::CourseChanged).await?;
        let nobody = || Refusal::at("audience", "Say who needs it: everybody, a role, a department or a person.");
        let audience = draft.check().map_err(|_| nobody())?;
        if audience == row.audience {
            return Err(Refusal::at("audience", "This is who needs it already.").into());
        }
        let added: Vec<_> = audience.people.difference(&row.audience.people).copied().collect();
        for person in added {
            w.here("audience", person).await?;
        }
        let sql = "UPDATE training_audience SET ended_at = $2, ended_seq = $3 WHERE course = $1 AND ended_at IS NULL";
        w.tx.run(sql, args![id, w.now(), w.seq()]).await?;
        w.write_audience(id, &audience).await?;
        let event = about(Event::new(Verb::CourseChanged, actor.person), &row);
        w.commit(said_audience(event, &audience)).await?;
        Ok(())
    }

    /// Nobody needs it any more.
    ///
    /// # Errors
    /// [`Refusal::Conflict`] once it is retired; [`Refusal::Forbidden`].
    pub async fn retire_course(&self, actor: &Actor, id: CourseId) -> Result<()> {
        let (mut w, row) = self.on_course(actor, id, Verb::CourseRetired).await?;
        let sql = "UPDATE training_course SET ended_by = $2, ended_at = $3, ended_seq = $4 WHERE id = $1";
        w.tx.run(sql, args![id, actor.person, w.now(), w.seq()]).await?;
        w.vouch(format!("training-course-end/{id}"), "");
        w.commit(about(Event::new(Verb::CourseRetired, actor.person), &row)).await?;
        Ok(())
    }

    /// A second person closes the complete register of a course: it is proof until the first record in it ends. How many
    /// pairs that proves.
    ///
    /// # Errors
    /// As [`close`]; [`Refusal::Conflict`] once it is retired; [`Refusal::Missing`].
    pub async fn close_course(&self, actor: &Actor, id: CourseId) -> Result<usize> {
        let (mut w, row) = self.on_course(actor, id, Verb::TrainingClosed).await?;
        let today = w.zone().await?.day(w.now());
        let training: Training = all_in(&mut w.tx).await?;
        let register = training.register(&row, today);
        close(&register, row.owner, &training.made_by(&row), actor)?;
        let until = closed_until(&register, today);
        let subject = row.system_no.filter(|_| row.teaches.of_a_system()).unwrap_or(0);
        let pairs = row.teaches.proves().into_iter().map(|requirement| NamedPair { requirement, subject });
        let people = i64::try_from(register.rows.len()).unwrap_or(i64::MAX);
        let step = Step {
            step: RegisterStep::TrainingCompleted,
            record: record(ThingKind::Course, id),
            title: format!("{}: completed by all {people} who need it", row.course.title),
            author: row.owner,
            speaks: (today, today),
            own_end: Some(until),
            pairs: pairs.collect(),
        };
        let proven = w.produce(actor, &step).await?;
        let sql = "INSERT INTO training_closing (course, until_on, people, by, from_at, from_seq) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        w.tx.run(sql, args![id, until, people, actor.person, w.now(), w.seq()]).await?;
        let said = text(&[&until.to_string(), &people.to_string()]);
        w.vouch(format!("training-closing/{id}@{}", w.seq()), &said);
        let event = Event::new(Verb::TrainingClosed, actor.person).with("people", people).with("proven", proven);
        w.commit(about(event, &row)).await?;
        Ok(proven)
    }

    async fn on_course(&self, actor: &Actor, id: CourseId, verb: Verb) -> Result<(Writing, CourseRow)> {
        let mut w = self.write(Some(actor)).await?;
        let row = courses_in(&mut w.tx).await?.into_iter().find(|row| row.id == id);
        let row = row.ok_or_else(|| Refusal::missing("course"))?;
        allow(actor, verb, relation(&row, actor))?;
        if row.retired.is_some() {
            return Err(Refusal::conflict("It was retired. Nothing was changed.").into());
        }
        Ok((w, row))
    }
}

fn said_audience(event: Event, audience: &Audience) -> Event {
    let event = event
        .with("everybody", audience.everybody)
        .with("roles", audience.roles.iter().map(|role| role.key()).collect::<Vec<_>>())
        .words("departments", audience.departments.iter().cloned().collect::<Vec<_>>().join("; "));
    audience.people.iter().fold(event, |event, person| event.about(ThingKind::Person, person))
}

fn rows(audience: &Audience) -> Vec<(&'static str, String)> {
    let everybody = audience.everybody.then(|| ("everybody", String::new()));
    let roles = audience.roles.iter().map(|role| ("role", role.key().to_owned()));
    let departments = audience.departments.iter().map(|name| ("department", name.clone()));
    let people = audience.people.iter().map(|person| ("person", person.to_string()));
    everybody.into_iter().chain(departments).chain(people).chain(roles).collect()
}

/// What the entry vouches for of an audience: its rows in the order of the database.
pub(super) fn audience_text(rows: &mut [(String, String)]) -> String {
    rows.sort_unstable();
    rows.iter().map(|(kind, name)| text(&[kind, name])).collect::<Vec<_>>().join("\n")
}

impl Writing {
    async fn insert_course(&mut self, id: CourseId, new: &NewCourse, by: &Actor) -> Result<()> {
        let sql = "INSERT INTO training_course (id, title, also, months, required_by, teaches, system, owner, by, from_at, \
                   from_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let (also, months) = (new.course.also.join("\n"), new.course.months.map(i64::from));
        let said = text(&[
            &new.course.title,
            &also,
            &months.map(|months| months.to_string()).unwrap_or_default(),
            &new.required_by,
            new.teaches.key(),
            &new.system.map(|system| system.to_string()).unwrap_or_default(),
            &new.owner.to_string(),
        ]);
        let values = args![
            id,
            new.course.title.as_str(),
            also,
            months,
            new.required_by.as_str(),
            new.teaches.key(),
            new.system,
            new.owner,
            by.person,
            self.now(),
            self.seq(),
        ];
        self.tx.run(sql, values).await?;
        self.vouch(format!("training-course/{id}"), &said);
        Ok(())
    }

    async fn write_audience(&mut self, id: CourseId, audience: &Audience) -> Result<()> {
        let all = rows(audience);
        if all.is_empty() {
            return Err(Error::Unreadable("audience"));
        }
        let values = all.iter().map(|(kind, name)| args![id, *kind, name.as_str(), self.now(), self.seq()]).collect();
        let head = "INSERT INTO training_audience (course, kind, name, from_at, from_seq)";
        self.tx.insert_many(head, values).await?;
        let mut said: Vec<_> = all.into_iter().map(|(kind, name)| (kind.to_owned(), name)).collect();
        self.vouch(format!("training-audience/{id}@{}", self.seq()), &audience_text(&mut said));
        Ok(())
    }
}
