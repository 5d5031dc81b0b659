//! Parts that several pages of training share.

use crate::asking::Asking;
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use domain::ids::PersonId;
use domain::people::{Relation, may};
use domain::trail::Verb;
use domain::training::{Lack, Standing, sees_all};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{CourseRow, Training};

/// Days before its end in which what is valid is said to end soon.
const SOON: i64 = 30;

/// Whether somebody may look at more than their own of a course.
pub(super) fn sees(asking: &Asking, row: &CourseRow) -> bool {
    sees_all(asking.actor().rights) || row.owner == asking.actor().person
}

/// Whether somebody may do this with a course in use.
pub(super) fn works(asking: &Asking, row: &CourseRow, verb: Verb) -> bool {
    let me = asking.actor();
    let relation = if row.owner == me.person { Relation::Owner } else { Relation::Stranger };
    row.retired.is_none() && may(me.rights, verb, relation)
}

/// The mark of how somebody stands to a course.
pub(super) fn standing_mark(standing: Standing, today: Date) -> AnyView {
    let (state, word) = match standing {
        Standing::Has { until: Some(until), .. } if until < today.saturating_add(jiff::Span::new().days(SOON)) => {
            (State::Due, format!("Ends {}", dates::short(until, today)))
        }
        Standing::Has { .. } => (State::Met, "Completed".to_owned()),
        Standing::Lacks { why, .. } => (State::Gap, why.label().to_owned()),
    };
    view! { <Mark state voice=Voice::Calm word/> }.into_any()
}

/// The day that a standing rests on, and the last on which it holds.
pub(super) fn days(standing: Standing) -> (Option<Date>, Option<Date>) {
    match standing {
        Standing::Has { passed_on, until } => (Some(passed_on), until),
        Standing::Lacks { last, .. } => (last, None),
    }
}

/// What somebody needs, each with how they stand to it.
pub(super) fn needs(training: &Training, person: PersonId, today: Date) -> Vec<(&CourseRow, Standing)> {
    let open = training.courses.iter().filter(|row| row.retired.is_none());
    let own = open.filter(|row| training.audience(row).contains(&person));
    own.map(|row| (row, training.standing(row, person, today))).collect()
}

/// “Three lack it: 2 never, 1 no longer valid.”
pub(super) fn lacking_words(lacking: &[(PersonId, Lack)]) -> String {
    let parts = Lack::ALL.iter().filter_map(|why| {
        let count = lacking.iter().filter(|(_, one)| one == why).count();
        (count > 0).then(|| format!("{} {}", dates::figure(count), why.label().to_lowercase()))
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// The rows of one person's courses.
pub(super) fn own_rows(needs: &[(&CourseRow, Standing)], today: Date) -> AnyView {
    let rows = needs.iter().map(|(row, standing)| {
        let (on, until) = days(*standing);
        let day = |day: Option<Date>| day.map(|day| dates::short(day, today)).unwrap_or_default();
        let until = match standing {
            Standing::Has { until: None, .. } => "For ever".to_owned(),
            Standing::Has { .. } | Standing::Lacks { .. } => day(until),
        };
        let (href, title, why) = (format!("/training/{}", row.id), row.course.title.clone(), row.required_by.clone());
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{title}</a><span class="sub">{why}</span></th>
                <td data-th="State">{standing_mark(*standing, today)}</td>
                <td data-th="Last taken">{day(on)}</td>
                <td data-th="Valid until">{until}</td>
            </tr>
        }
    });
    rows.collect_view().into_any()
}

pub(super) const OWN_COLUMNS: [&str; 4] = ["Course", "State", "Last taken", "Valid until"];
