//! Every occurrence in a window as a list to keep.

use super::list::recurring_for;
use super::requirement::name;
use super::windowed;
use super::words::{NOT_SHOWN, timing_words};
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, joined, text};
use domain::codes::RequirementId;
use domain::ids::EvidenceId;
use domain::operating::{About, Effect};
use domain::words::CriterionId;
use jiff::civil::Date;
use store::{OperatedWanted, PairOperated};

/// One occurrence, row of a population, or span of days.
struct Line {
    requirement: i64,
    subject: i64,
    kind: &'static str,
    from: Date,
    until: Date,
    limit: Option<Date>,
    stands: String,
    performed: Option<Date>,
    evidence: Vec<EvidenceId>,
    about: Option<About>,
    effect: Option<Effect>,
    followed: Vec<i64>,
}

pub(crate) async fn sheet(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let asked = windowed(asking, fields, "/operating").await?;
    let (mut lines, mut subjects) = (Vec::new(), std::collections::BTreeSet::new());
    if let Some(asked) = &asked {
        let one = fields.parsed::<RequirementId>("requirement");
        let one = one.and_then(|id| asked.spine.requirement_by_id(&id)).map(|one| one.no);
        let of_criterion = match fields.parsed::<CriterionId>("criterion") {
            Some(id) => {
                let reading = asking.store().reading(&asked.programme, asked.window.at).await?;
                Some(recurring_for(asked, &reading, id))
            }
            None => None,
        };
        let wanted =
            |no: &i64| one.is_none_or(|one| one == *no) && of_criterion.as_ref().is_none_or(|all| all.contains(no));
        let requirements = asked.spine.recurring(None).filter(wanted).collect();
        let pairs = asking.store().operated(&OperatedWanted { requirements, subject: None }, &asked.window).await?;
        subjects.extend(pairs.iter().map(|pair| pair.subject));
        lines.extend(pairs.iter().flat_map(of));
    }
    let named = asking.store().subjects_named(&subjects.into_iter().collect::<Vec<_>>()).await?;
    let of = |line: &Line| asked.as_ref().and_then(|asked| asked.spine.requirement(line.requirement));
    let window = asked.as_ref().map(|asked| asked.days()).unwrap_or_default();
    let programme = asked.as_ref().map(|asked| asked.programme.name.clone()).unwrap_or_default();
    Sheet::of(
        lines,
        &[
            ("Programme", &|_| programme.clone()),
            ("Window", &|_| window.clone()),
            ("Requirement", &|line| text(of(line).map(|one| &one.id))),
            ("Title", &|line| text(of(line).map(|one| one.steps.title.as_ref()))),
            ("On", &|line| name(&named, line.subject)),
            ("Kind", &|line| line.kind.to_owned()),
            ("From", &|line| line.from.to_string()),
            ("Until", &|line| line.until.to_string()),
            ("On time until", &|line| text(line.limit)),
            ("Stands", &|line| line.stands.clone()),
            ("Performed on", &|line| text(line.performed)),
            ("Evidence", &|line| joined(line.evidence.iter().map(ToString::to_string))),
            ("Deficiencies", &|line| joined(line.followed.iter().map(|no| format!("DEF-{no:03}")))),
            ("Assessed by two", &|line| text(line.effect.map(Effect::label))),
        ],
    )
}

fn of(pair: &PairOperated) -> Vec<Line> {
    let (requirement, subject) = (pair.requirement, pair.subject);
    let line = |kind, from, until, stands| Line {
        requirement,
        subject,
        kind,
        from,
        until,
        limit: None,
        stands,
        performed: None,
        evidence: Vec::new(),
        about: None,
        effect: None,
        followed: Vec::new(),
    };
    let expected = pair.reading.slots.expected.iter().map(|it| Line {
        limit: Some(it.limits.on_time),
        performed: it.filled.map(|filled| filled.performed_on),
        evidence: it.names().collect(),
        about: Some(About::Occurrence { due: it.due() }),
        ..line("Occurrence", it.slot.from(), it.slot.until(), timing_words(it))
    });
    let interrupted = pair.reading.slots.interrupted.iter().map(|it| Line {
        evidence: it.acts.clone(),
        ..line("Occurrence", it.slot.from(), it.slot.until(), "Interrupted".to_owned())
    });
    let rows = pair.reading.events.iter().flat_map(|events| &events.rows).map(|row| Line {
        limit: Some(row.due_on),
        performed: row.filled.map(|filled| filled.performed_on),
        evidence: row.filled.map(|filled| filled.evidence).into_iter().collect(),
        about: Some(About::Row { name: row.name.clone() }),
        ..line("Event", row.happened_on, row.happened_on, row.timing.label().to_owned())
    });
    let open = pair.reading.events.iter().flat_map(|events| events.open.spans());
    let open = open.map(|days| line("Days", days.from(), days.until(), "No complete listing".to_owned()));
    let covered = pair.reading.covered.iter().flat_map(|it| it.covered.spans());
    let covered = covered.map(|days| line("Days", days.from(), days.until(), "Covered".to_owned()));
    let not_shown = pair.reading.covered.iter().flat_map(|it| it.not_shown.spans());
    let not_shown = not_shown.map(|days| line("Days", days.from(), days.until(), NOT_SHOWN.to_owned()));
    let bare = pair.reading.covered.iter().flat_map(|it| &it.uncovered).map(|it| Line {
        about: Some(About::Days { days: it.days }),
        ..line("Days", it.days.from(), it.days.until(), "Not covered".to_owned())
    });
    let mut all: Vec<_> =
        expected.chain(interrupted).chain(rows).chain(open).chain(covered).chain(not_shown).chain(bare).collect();
    for line in all.iter_mut().filter(|line| line.about.is_some()) {
        let exception = pair.reading.exceptions.iter().find(|one| Some(&one.about) == line.about.as_ref());
        line.effect = exception.and_then(|one| one.assessed);
        line.followed = pair.noted.iter().filter(|one| one.about == line.about).map(|one| one.no).collect();
    }
    all.sort_by_key(|line| (line.from, line.until));
    all
}
