//! Parts that several pages of risks share.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Wrong;
use crate::ui::badge::Id;
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::summary::Fault;
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::codes::{ControlId, RiskId};
use domain::finding::Finding;
use domain::risks::{
    Answer, Assessed, Because, Claim, Gate, Judged, Lack, Lacking, Level, OwnRisk, Pressing, ReassessmentTrigger,
    RiskCategory, Scale, Support, TreatmentKind, TreatmentStanding, Why,
};
use domain::words::{Question, QuestionSet};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{AssessmentRead, ControlNow, RiskInHand, Spine};

/// What may go wrong, in a few words.
pub(super) fn title(risk: &RiskId, own: Option<&OwnRisk>) -> String {
    let library = catalogue().risks.get(risk).map(|risk| risk.title.to_owned());
    library.or_else(|| own.map(|risk| risk.title.clone())).unwrap_or_default()
}

/// The same at length.
pub(super) fn description(risk: &RiskId, own: Option<&OwnRisk>) -> String {
    let library = catalogue().risks.get(risk).map(|risk| risk.description.to_owned());
    library.or_else(|| own.map(|risk| risk.description.clone())).unwrap_or_default()
}

/// The questions about a system whose answers wait for a second person; where nothing lacks an answer, none is looked for.
pub(super) async fn waiting_answers(asking: &Asking, read: &AssessmentRead) -> Result<QuestionSet> {
    if !read.missing(Gate::Submission).iter().any(|lack| lack.what == Lacking::Question) {
        return Ok(QuestionSet::EMPTY);
    }
    let of = read.row.assessment.of;
    let rows = asking.store().waiting_proposals().await?;
    let asked = rows.iter().filter_map(|row| {
        if let Change::Answer { system, which, .. } = row.change {
            (Assessed::System(system) == of).then(|| QuestionSet::from(which))
        } else if let Change::Move { system, .. } = row.change {
            (Assessed::System(system) == of).then(|| QuestionSet::from(Question::Stage))
        } else {
            None
        }
    });
    Ok(asked.flat_map(|which| which.iter().collect::<Vec<_>>()).collect())
}

/// Beside what is not answered: what of it somebody answered, and nobody agreed to yet.
pub(super) fn second(lack: &Lack, waiting: QuestionSet) -> Option<AnyView> {
    let both: Vec<_> =
        lack.questions.iter().filter(|one| waiting.contains(*one)).map(|one| one.label().to_lowercase()).collect();
    let words = match both.as_slice() {
        [] => return None,
        [one] => format!(" An answer about {one} was given and waits for a second person: "),
        all => format!(" Answers about {} were given and wait for a second person: ", all.join(", ")),
    };
    Some(view! { {words}<a href="/decisions">"decisions"</a>"." }.into_any())
}

pub(super) fn category(risk: &RiskId, own: Option<&OwnRisk>) -> Option<RiskCategory> {
    let library = catalogue().risks.get(risk).and_then(RiskCategory::of);
    library.or_else(|| own.map(|risk| risk.category))
}

/// “RISK-01 Model drift lowers accuracy unnoticed”, with the code in its own type.
pub(super) fn named(risk: &RiskId, title: String) -> AnyView {
    view! { <Id id=risk.to_string()/>" "{title} }.into_any()
}

/// A control as tables of risks name it.
pub(super) struct NamedControl<'a> {
    pub adopted: Option<&'a ControlNow>,
    pub name: Option<String>,
    /// Links to the criteria that it serves.
    pub criteria: AnyView,
}

/// As we run it; before that, as the library says it.
pub(super) fn named_control<'a>(id: &ControlId, spine: &'a Spine) -> NamedControl<'a> {
    let adopted = spine.control(id).filter(|control| !control.retired);
    let library = catalogue().controls.get(id);
    let name = adopted.map(|control| control.title.clone()).or_else(|| library.map(|one| one.title.to_owned()));
    let criteria: Vec<_> = match (adopted, library) {
        (Some(control), _) => control.criteria.iter().collect(),
        (None, Some(control)) => control.criteria.clone(),
        (None, None) => Vec::new(),
    };
    let criteria = criteria.into_iter().map(|id| view! { <a href=format!("/criteria/{id}")>{id.to_string()}</a>" " });
    NamedControl { adopted, name, criteria: criteria.collect_view().into_any() }
}

/// A rating with its band; what is above the appetite leans.
pub(super) fn judged(judged: &Judged, scale: &Scale) -> AnyView {
    let state = if scale.is_above_appetite(judged.band) { State::Gap } else { State::Met };
    let word = format!("{} {}", judged.band.label(), judged.rating.product());
    view! { <Mark state voice=Voice::Calm word/> }.into_any()
}

/// “4 likely × 3 serious: 12, high”.
pub(super) fn rating_words(judged: &Judged, scale: &Scale) -> String {
    let rating = judged.rating;
    format!(
        "{} {} × {} {}: {}, {}",
        rating.likelihood.0,
        scale.likelihood_label(rating.likelihood).name.to_lowercase(),
        rating.impact.0,
        scale.impact_label(rating.impact).name.to_lowercase(),
        rating.product(),
        judged.band.label().to_lowercase()
    )
}

/// What is done about it, and how that stands.
pub(super) fn treatment(treatment: Option<(TreatmentKind, TreatmentStanding)>) -> AnyView {
    let Some((kind, standing)) = treatment else { return ().into_any() };
    let state = match standing {
        TreatmentStanding::Planned | TreatmentStanding::Waiting => State::Due,
        TreatmentStanding::Done | TreatmentStanding::Decided | TreatmentStanding::Accepted => State::Met,
        TreatmentStanding::Overdue
        | TreatmentStanding::Refused
        | TreatmentStanding::Lapsed
        | TreatmentStanding::Outgrown => State::Gap,
    };
    let word = match (kind, standing) {
        (TreatmentKind::Avoid, _) => "Avoided".to_owned(),
        (TreatmentKind::Transfer, _) => "Transferred".to_owned(),
        (TreatmentKind::Mitigate, _) => format!("Mitigation {}", standing.label().to_lowercase()),
        (TreatmentKind::Accept, _) => standing.label().to_owned(),
    };
    view! { <Mark state voice=Voice::Calm word/> }.into_any()
}

/// “AIG-CF-02 is not met (never proven)”: the controls on which a residual rests and that are not met now.
pub(super) fn unmet(claim: &Claim<'_>) -> Option<String> {
    let words = |(control, finding): (&ControlId, Option<Finding>)| match finding {
        Some(Finding::Gap(reason)) => format!("{control} is not met ({})", reason.label().to_lowercase()),
        Some(Finding::Excluded) => format!("{control} is excluded"),
        Some(Finding::Failed) => format!("{control} could not be computed"),
        Some(Finding::Unknown(_) | Finding::Met) => format!("{control} is not known to be met"),
        Some(Finding::NotAsked) | None => format!("{control} is not asked for here"),
    };
    let all: Vec<_> = claim.unmet().into_iter().map(words).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// How a claim stands beside the findings.
pub(super) const fn support(support: Support) -> State {
    match support {
        Support::NotClaimed | Support::Borne => State::Met,
        Support::Partly | Support::Unknown => State::Unknown,
        Support::Contradicted => State::Gap,
    }
}

/// The answer in a line.
pub(super) fn answer(one: &RiskInHand, read: &AssessmentRead) -> AnyView {
    match &one.answer {
        Answer::Open => view! { <Mark state=State::Unknown voice=Voice::Calm word="Not answered"/> }.into_any(),
        Answer::SetAside(aside) if aside.stands(&one.risk, read.yes, read.no) => {
            view! { <Mark state=State::Excluded voice=Voice::Calm word="Set aside"/> }.into_any()
        }
        Answer::SetAside(_) => {
            view! { <Mark state=State::Due voice=Voice::Calm word="Set aside, waits for a second person"/> }.into_any()
        }
        Answer::Rated(rated) => judged(&rated.residual, &read.scale),
    }
}

/// Why one of its controls applies: “Generative, personal data”.
pub(super) fn why(why: Why) -> String {
    match why {
        Why::EverySystem => "Every system owes it".to_owned(),
        Why::Organisation => "The organisation runs it".to_owned(),
        Why::Traits(traits) => {
            let traits: Vec<_> = traits.iter().map(|which| which.label().to_lowercase()).collect();
            dates::capital(&traits.join(", "))
        }
    }
}

/// Why an assessment is asked for.
pub(super) fn because(because: &Because, today: Date) -> String {
    match because {
        Because::Never => "never assessed".to_owned(),
        Because::Cadence => "by the calendar".to_owned(),
        Because::Triggered { trigger, on } => {
            let what = match trigger {
                ReassessmentTrigger::NewTrait => "a trait was answered yes",
                ReassessmentTrigger::NewStage => "it moved to another stage",
                ReassessmentTrigger::VendorAdded => "it depends on a further vendor",
                ReassessmentTrigger::ReportFinding => "a vendor's report has a finding",
                ReassessmentTrigger::Incident => "an incident happened",
                ReassessmentTrigger::AcceptanceLapsed => "an accepted risk is accepted no longer",
            };
            format!("{what} on {}", dates::short(*on, today))
        }
    }
}

pub(super) const fn pressing(pressing: Pressing) -> State {
    match pressing {
        Pressing::Later => State::Met,
        Pressing::Now => State::Due,
        Pressing::Overdue => State::Gap,
    }
}

/// The faults of a form, those of these fields with their labels: one sentence can stand at several.
pub(super) fn with_labels(wrong: &Wrong, labels: &[(&str, &str)]) -> Vec<Fault> {
    let named = |fault: Fault| match labels.iter().find(|(field, _)| *field == fault.field) {
        Some((_, label)) => {
            let mut letters = fault.says.chars();
            let says = letters.next().map(|first| first.to_lowercase().chain(letters).collect::<String>());
            let says = format!("{label}: {}", says.unwrap_or_default());
            Fault { says, ..fault }
        }
        None => fault,
    };
    wrong.summary().into_iter().map(named).collect()
}

/// The five steps of an axis to choose from, in the organisation's words.
pub(super) fn steps(labels: &[domain::risks::Label; 5]) -> Vec<Choice> {
    let both = Level::ALL.iter().zip(labels);
    both.map(|(level, label)| Choice::new(level.to_string(), format!("{level} {}", label.name))).collect()
}

/// The way to a page below an assessment.
pub(super) fn crumbs(read: &AssessmentRead, below: Option<String>) -> AnyView {
    let of = read.row.of().to_owned();
    let mut way = vec![Crumb::new("Risks", "/risks"), Crumb::new("Assessments", "/risks/assessments")];
    match below {
        None => way.push(Crumb::plain(of)),
        Some(below) => {
            way.push(Crumb::new(of, format!("/risks/assessments/{}", read.row.id)));
            way.push(Crumb::plain(below));
        }
    }
    view! { <Crumbs way/> }.into_any()
}
