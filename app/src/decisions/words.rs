//! A change in plain words: what would be otherwise, whom it is about, and what it betters.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::dates;
use domain::catalogue::catalogue;
use domain::change::Change;
use domain::codes::ControlId;
use domain::ids::{ProgrammeId, SystemId, VendorId};
use std::sync::Arc;
use store::{Names, ProposalRow, Spine, SubjectNames};

/// Things of one change that are named; the rest are counted.
const NAMED: usize = 200;

/// The names that changes speak of, loaded once for a page.
pub(crate) struct Telling {
    pub names: Names,
    spine: Arc<Spine>,
    subjects: SubjectNames,
}

/// A thing that a change is about: its words and its address.
pub(crate) struct Part {
    pub words: String,
    pub href: Option<String>,
}

impl Telling {
    pub(crate) async fn of(asking: &Asking, rows: &[ProposalRow]) -> Result<Self> {
        let store = asking.store();
        let (mut systems, mut vendors, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            named(&row.change, &mut systems, &mut vendors, &mut numbers);
        }
        Ok(Self {
            names: asking.names().await?,
            spine: asking.spine().await?,
            subjects: store.subject_names(&systems, &vendors, &numbers).await?,
        })
    }

    /// Of names that the page has loaded already; subjects are not named one by one.
    pub(crate) fn with(names: Names, spine: Arc<Spine>) -> Self {
        Self { names, spine, subjects: SubjectNames::default() }
    }

    fn programme(&self, id: ProgrammeId) -> &str {
        self.spine.programme(id).map_or("a programme", |programme| programme.name.as_str())
    }

    fn control(&self, id: &ControlId) -> String {
        let ours = self.spine.control(id).map(|control| control.title.clone());
        let title = ours.or_else(|| catalogue().controls.get(id).map(|control| control.title.to_owned()));
        title.map_or_else(|| id.to_string(), |title| format!("{id} {title}"))
    }

    fn system(&self, id: SystemId) -> &str {
        self.subjects.systems.get(&id).map_or("a system", String::as_str)
    }

    fn vendor(&self, id: VendorId) -> &str {
        self.subjects.vendors.get(&id).map_or("a vendor", String::as_str)
    }

    fn subject(&self, no: i64) -> &str {
        self.subjects.numbers.get(&no).map_or("a subject", String::as_str)
    }

    /// “AIG-AC-07 Access to training data is no longer run.”
    pub(crate) fn headline(&self, change: &Change) -> String {
        match change {
            Change::ApproveControls { controls } => match controls.as_slice() {
                [one] => format!("The statement of {} is ours.", self.control(one)),
                many => format!("The statements of {} controls are ours.", many.len()),
            },
            Change::Reword { control, version, material } => {
                let kind = if *material { "a material change" } else { "not a material change" };
                format!("{} gets a new statement, version {version}: {kind}.", self.control(control))
            }
            Change::Retire { control } => format!("{} is no longer run.", self.control(control)),
            Change::Relax { control, .. } => {
                format!("{} runs less often, or its evidence may be older.", self.control(control))
            }
            Change::Own { control, owner } => {
                format!("{} is owned by {}.", self.control(control), self.names.of(*owner))
            }
            Change::Demote { programme, criterion, control } => {
                format!("{} only supports {criterion} in {}.", self.control(control), self.programme(*programme))
            }
            Change::Conclude { programme, criteria } => {
                let criteria = dates::counted(criteria.len(), "criterion", "criteria");
                format!("The key controls of {criteria} in {} answer them.", self.programme(*programme))
            }
            Change::SetAside { programme, criterion } => {
                format!("{criterion} does not apply to {} and leaves its count.", self.programme(*programme))
            }
            Change::Answer { system, which, answer } => {
                let answer = match answer {
                    Some(true) => "yes",
                    Some(false) => "no",
                    None => "not answered",
                };
                format!("{}: “{which}” is answered {answer}.", self.system(*system))
            }
            Change::Move { system, stage } => format!("{} moves to {stage}.", self.system(*system)),
            Change::Narrow { programme, systems } => match systems.as_slice() {
                [one] => format!("{} leaves the scope of {}.", self.system(*one), self.programme(*programme)),
                many => format!("{} systems leave the scope of {}.", many.len(), self.programme(*programme)),
            },
            Change::Drop { programme, categories } => {
                let security = domain::words::Category::Security;
                let left: Vec<_> = categories.iter().filter(|c| *c != security).map(|c| c.label()).collect();
                format!("{} no longer answers {}.", self.programme(*programme), left.join(", "))
            }
            Change::Release { system, vendor } => {
                format!("{} no longer depends on {}.", self.system(*system), self.vendor(*vendor))
            }
            Change::Exclude { pairs, until } => {
                let pairs = dates::counted(pairs.len(), "requirement does", "requirements do");
                format!("{} not apply until {}.", dates::capital(&pairs), dates::full(*until))
            }
            Change::WithdrawAdverse { .. } => "Evidence that shows failure was no such thing.".to_owned(),
        }
    }

    /// The things it is about, each with its page.
    pub(crate) fn parts(&self, change: &Change) -> Vec<Part> {
        let part = |words: String, href: String| Part { words, href: Some(href) };
        let control = |id: &ControlId| part(self.control(id), format!("/controls/{id}"));
        let programme = |id: &ProgrammeId| part(self.programme(*id).to_owned(), format!("/programmes/{id}"));
        let system = |id: &SystemId| part(self.system(*id).to_owned(), format!("/systems/{id}"));
        let criterion = |id: domain::words::CriterionId| {
            part(format!("{id} {}", catalogue().criterion(id).title), format!("/criteria/{id}"))
        };
        match change {
            Change::ApproveControls { controls } => controls.iter().map(control).collect(),
            Change::Reword { control: id, .. }
            | Change::Retire { control: id }
            | Change::Relax { control: id, .. }
            | Change::Own { control: id, .. } => vec![control(id)],
            Change::Demote { programme: of, criterion: c, control: id } => {
                vec![programme(of), criterion(*c), control(id)]
            }
            Change::Conclude { programme: of, criteria } => {
                let matrix =
                    part(format!("Control matrix of {}", self.programme(*of)), format!("/programmes/{of}/matrix"));
                std::iter::once(matrix).chain(criteria.iter().map(criterion)).collect()
            }
            Change::SetAside { programme: of, criterion: c } => vec![programme(of), criterion(*c)],
            Change::Answer { system: id, .. } | Change::Move { system: id, .. } => vec![system(id)],
            Change::Narrow { programme: of, systems } => {
                let more = systems.len().saturating_sub(NAMED);
                let more = (more > 0).then(|| Part { words: format!("and {more} more"), href: None });
                std::iter::once(programme(of)).chain(systems.iter().take(NAMED).map(system)).chain(more).collect()
            }
            Change::Drop { programme: of, .. } => vec![programme(of)],
            Change::Release { system: id, vendor } => {
                vec![system(id), part(self.vendor(*vendor).to_owned(), format!("/vendors/{vendor}"))]
            }
            Change::Exclude { pairs, .. } => {
                let more = pairs.len().saturating_sub(NAMED);
                let more = (more > 0).then(|| Part { words: format!("and {more} more"), href: None });
                let pairs = pairs.iter().take(NAMED).map(|pair| {
                    let words = format!("{} on {}", pair.requirement, self.subject(pair.subject));
                    part(words, format!("/tasks/{}", pair.requirement))
                });
                pairs.chain(more).collect()
            }
            Change::WithdrawAdverse { evidence } => {
                vec![part("The evidence".to_owned(), format!("/evidence/{evidence}"))]
            }
        }
    }
}

fn named(change: &Change, systems: &mut Vec<SystemId>, vendors: &mut Vec<VendorId>, numbers: &mut Vec<i64>) {
    systems.extend(change.systems().iter().take(NAMED));
    vendors.extend(change.vendor());
    numbers.extend(change.pairs().iter().take(NAMED).map(|pair| pair.subject));
}

/// What it betters, of its kind: the number is worked out on its page.
pub(crate) const fn betters(change: &Change) -> &'static str {
    match change {
        Change::ApproveControls { .. } => {
            "Controls that are a gap because nobody approved their statement are then judged by their proof."
        }
        Change::Reword { material: true, .. } => "Nothing; evidence of the old practice ends.",
        Change::Reword { material: false, .. } => "Nothing; evidence stays.",
        Change::Retire { .. } => "Its gaps leave with it.",
        Change::Own { .. } => "Controls that are a gap because nobody owns them are then judged by their proof.",
        Change::Relax { .. } => "Nothing now: evidence accepted later lives longer, and less of it is expected.",
        Change::Demote { .. } => "Its gaps show as weaknesses of the criterion, no longer as its state.",
        Change::Conclude { .. } => "Criteria that nobody has concluded on are then judged by their key controls.",
        Change::SetAside { .. } => "The criterion no longer counts; it is listed by name.",
        Change::Answer { .. } => "What the trait asked is no longer asked.",
        Change::Move { .. } => "What the stage asked is no longer asked.",
        Change::Narrow { .. } => "What the systems owe this programme is no longer asked.",
        Change::Drop { .. } => "The criteria of the category no longer count.",
        Change::Release { .. } => "What the vendor owes no longer weighs on the system.",
        Change::Exclude { .. } => "The gaps count as excluded until that day.",
        Change::WithdrawAdverse { .. } => "What it speaks of is then judged by its other evidence.",
    }
}

/// The kind of a change, what of it can be decided together: its key, and its name at the head of a list.
pub(crate) const fn kind(change: &Change) -> (&'static str, &'static str) {
    match change {
        Change::ApproveControls { .. } => ("statements", "Statements of controls"),
        Change::Reword { .. } => ("rewordings", "New wordings"),
        Change::Relax { .. } => ("rhythms", "Rarer runs and longer freshness"),
        Change::Retire { .. } => ("retirements", "Controls no longer run"),
        Change::Own { .. } => ("owners", "Owners of controls"),
        Change::Demote { .. } => ("demotions", "Key controls that would only support"),
        Change::Conclude { .. } => ("conclusions", "Conclusions"),
        Change::SetAside { .. } => ("set-aside", "Criteria to set aside"),
        Change::Answer { .. } => ("answers", "Answers about systems"),
        Change::Move { .. } => ("stages", "Stages of systems"),
        Change::Narrow { .. } => ("scope", "Systems that would leave the scope"),
        Change::Drop { .. } => ("categories", "Categories to drop"),
        Change::Release { .. } => ("vendors", "Vendors that systems would leave"),
        Change::Exclude { .. } => ("exclusions", "Exclusions"),
        Change::WithdrawAdverse { .. } => ("adverse", "Evidence that shows failure"),
    }
}

/// How many things a change is about.
pub(crate) fn extent(change: &Change) -> (usize, &'static str, &'static str) {
    match change {
        Change::ApproveControls { controls } => (controls.len(), "control", "controls"),
        Change::Reword { .. }
        | Change::Relax { .. }
        | Change::Retire { .. }
        | Change::Own { .. }
        | Change::Demote { .. } => (1, "control", ""),
        Change::Conclude { criteria, .. } => (criteria.len(), "criterion", "criteria"),
        Change::SetAside { .. } => (1, "criterion", ""),
        Change::Answer { .. } | Change::Move { .. } | Change::Release { .. } => (1, "system", ""),
        Change::Narrow { systems, .. } => (systems.len(), "system", "systems"),
        Change::Drop { .. } => (1, "programme", ""),
        Change::Exclude { pairs, .. } => (pairs.len(), "finding", "findings"),
        Change::WithdrawAdverse { .. } => (1, "piece of evidence", ""),
    }
}
