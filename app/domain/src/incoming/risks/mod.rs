//! A register of risks as a list: one row a risk of a system, or of the organisation. It comes into the draft of their
//! assessment, rated and with what is to be done about it; nothing of it is concluded, accepted or signed off.

mod columns;
mod row;

pub use columns::RiskColumn;
pub use row::lowered;

use super::here::{Here, Index};
use super::plan::{Coming, Fate, Plan};
use crate::catalogue::catalogue;
use crate::codes::{ControlId, RiskId};
use crate::columns::Columns;
use crate::import::{RawRow, Remark, excerpt, folded};
use crate::risks::{Answer, Assessed, OwnRisk, OwnRiskDraft, Rated, RatedDraft, RiskCategory, Scale, TreatmentDraft};
use std::collections::{BTreeMap, BTreeSet};

use RiskColumn as C;

pub(super) const NEEDED: &[C] = &[C::Of, C::Likelihood, C::Impact, C::Owner];

/// Where the assessment stands that rows come into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// None was opened yet: a draft is.
    None,
    Draft,
    Submitted,
    /// The last was concluded, and no other is under way.
    Concluded,
}

/// An assessment as rows are held against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownAssessment {
    pub standing: Standing,
    pub scale: Scale,
    /// The controls that may be named as acting.
    pub controls: Vec<ControlId>,
    pub risks: Vec<KnownRisk>,
    /// Whether whoever brings the list may rate all of it.
    pub may: bool,
}

/// A risk that such an assessment asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRisk {
    pub risk: RiskId,
    /// Where it is one of our own.
    pub own: Option<OwnRisk>,
    pub answer: Answer,
    /// What was rated so far, whose treatment stays.
    pub so_far: Option<Rated>,
    /// Whether whoever brings the list answers for this one.
    pub may: bool,
}

impl KnownRisk {
    const fn rated(&self) -> Option<&Rated> {
        match &self.answer {
            Answer::Rated(rated) => Some(rated),
            Answer::Open | Answer::SetAside(_) => None,
        }
    }
}

/// A risk that comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingRisk {
    pub of: Assessed,
    pub which: WhichRisk,
    pub rated: RatedDraft,
    /// What is to be done about it, where the row says that.
    pub treatment: Option<TreatmentDraft>,
    /// It was rated before, otherwise.
    pub again: bool,
}

/// Which risk a row means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhichRisk {
    Known(RiskId),
    /// One of our own that is new.
    Own(OwnRiskDraft),
}

/// What the rows are of, as far as it is here: whose assessments have to be known before [`plan`] says anything.
pub(super) fn subjects(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> BTreeSet<Assessed> {
    let index = here.index();
    rows.iter().filter_map(|row| of(columns, row, &index).ok()).collect()
}

/// What each row would do.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let mut reader = Reader { columns, here, index: here.index(), lines: BTreeMap::new(), plan: Plan::default() };
    for row in rows {
        if let Err(faults) = reader.row(row) {
            reader.plan.faults.extend(faults);
        }
    }
    let mut plan = reader.plan;
    let opens = |line: &super::Line| match &line.fate {
        Fate::New(Coming::Risk(one)) => {
            here.assessments.get(&one.of).filter(|known| known.standing == Standing::None).map(|_| one.of)
        }
        Fate::New(_) | Fate::Other(..) | Fate::Same | Fate::Left(_) => None,
    };
    let opened = plan.lines.iter().filter_map(opens).collect::<BTreeSet<_>>().len();
    if opened > 0 {
        let what = if opened == 1 { "One assessment is".to_owned() } else { format!("{opened} assessments are") };
        let reason = format!("{what} opened as a draft. Whoever took no part concludes it, once it is whole.");
        plan.remarks.insert(0, Remark { row: None, column: None, reason, name: String::new() });
    }
    plan
}

/// What a row is of.
fn of(columns: &Columns<C>, row: &RawRow, index: &Index<'_>) -> Result<Assessed, Remark> {
    let (id, called) = (columns.cell(C::OfId, row), columns.cell(C::Of, row).unwrap_or_default());
    if id.is_none()
        && ["the organisation", "organisation", "the organization", "organization"].contains(&&*folded(&called))
    {
        return Ok(Assessed::Organisation);
    }
    if id.is_none() && called.is_empty() {
        let reason = "Say what it is a risk of: a system, or the organisation.";
        return Err(columns.fault(row, C::Of, reason));
    }
    let found = index.system(id.as_deref(), &called).map(Assessed::System);
    found.map_err(|reason| columns.fault(row, C::Of, reason))
}

struct Reader<'a> {
    columns: &'a Columns<C>,
    here: &'a Here,
    index: Index<'a>,
    /// The line on which a risk of something stood first.
    lines: BTreeMap<(Assessed, String), u64>,
    plan: Plan,
}

impl Reader<'_> {
    fn row(&mut self, row: &RawRow) -> Result<(), Vec<Remark>> {
        let (columns, here) = (self.columns, self.here);
        let of = of(columns, row, &self.index).map_err(|fault| vec![fault])?;
        let called = columns.cell(C::Of, row).unwrap_or_default();
        let Some(known) = here.assessments.get(&of) else {
            return Err(vec![columns.fault(row, C::Of, format!("“{}” is not assessed here.", excerpt(&called)))]);
        };
        let which = which(columns, row, known, &called).map_err(|fault| vec![fault])?;
        let (key, name) = match &which {
            WhichRisk::Known(id) => (id.to_string(), id.to_string()),
            WhichRisk::Own(draft) => (folded(&draft.title), draft.title.clone()),
        };
        let name = format!("{name}, {called}");
        let first = self.lines.get(&(of, key.clone())).copied();
        self.lines.entry((of, key)).or_insert(row.row);
        if first.is_some() {
            self.plan.line(row, name, Fate::Left("It is on an earlier line already.".into()));
            return Ok(());
        }
        let risk = match &which {
            WhichRisk::Known(id) => known.risks.iter().find(|one| one.risk == *id),
            WhichRisk::Own(_) => None,
        };
        let stands = risk.and_then(KnownRisk::rated);
        let drafts = row::read(columns, row, here, &known.scale);
        let differs = match (&drafts, stands) {
            (Ok((rated, treatment)), Some(stands)) => row::differing(stands, rated, treatment.as_ref()),
            (Ok(_) | Err(_), _) => Vec::new(),
        };
        // What is said already is no change, whoever could say it and whatever became of it since.
        if drafts.is_ok() && stands.is_some() && differs.is_empty() {
            self.plan.line(row, name, Fate::Same);
            return Ok(());
        }
        takes(known, risk, &called).map_err(|reason| vec![columns.fault(row, C::Of, reason)])?;
        let (rated, treatment) = drafts?;
        // What is decided about it stays, unless the row says otherwise of that.
        let decides = stands.is_none() || differs.iter().any(|column| row::OF_TREATMENT.contains(column));
        let treatment = treatment.filter(|_| decides);
        let mut faults = row::check(columns, row, here, known, risk, (&rated, treatment.as_ref()));
        if let WhichRisk::Own(draft) = &which {
            faults.extend(row::check_own(columns, row, draft, &here.controls));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let coming = ComingRisk { of, which, rated, treatment, again: stands.is_some() };
        let coming = Coming::Risk(Box::new(coming));
        let fate = match risk.map(|one| &one.answer) {
            None | Some(Answer::Open) => Fate::New(coming),
            Some(Answer::SetAside(_)) => Fate::Left("It is set aside here. Its own page rates it.".into()),
            Some(Answer::Rated(_)) => Fate::Other(coming, differs.into_iter().map(C::label).collect()),
        };
        self.plan.line(row, name, fate);
        Ok(())
    }
}

/// Whether rows may come into it, by this person.
fn takes(known: &KnownAssessment, risk: Option<&KnownRisk>, called: &str) -> Result<(), String> {
    let called = excerpt(called);
    match known.standing {
        Standing::Submitted => Err(format!(
            "The assessment of “{called}” waits for its conclusion. Rows come in once it is sent back, or into the next one."
        )),
        Standing::Concluded => Err(format!(
            "The assessment of “{called}” was concluded and never changes. Open the next one; rows come in there."
        )),
        Standing::None | Standing::Draft if known.may || risk.is_some_and(|one| one.may) => Ok(()),
        Standing::None | Standing::Draft => {
            Err(format!("The risks of “{called}” are rated by whoever owns it, or by a compliance manager."))
        }
    }
}

/// The risk that a row means: by its code, by the title of one of ours or of the library, else a new one of our own.
fn which(columns: &Columns<C>, row: &RawRow, known: &KnownAssessment, called: &str) -> Result<WhichRisk, Remark> {
    let (code, title) = (columns.cell(C::Risk, row), columns.cell(C::Title, row).unwrap_or_default());
    let library = &catalogue().risks;
    let by_code = code.as_deref().and_then(|code| code.to_uppercase().parse::<RiskId>().ok());
    let by_title = || library.iter().find(|risk| !title.is_empty() && folded(risk.title) == folded(&title));
    let ours = |one: &&KnownRisk| one.own.as_ref().is_some_and(|own| folded(&own.title) == folded(&title));
    if let Some(risk) = by_code.as_ref().and_then(|id| library.get(id)) {
        return asked(known, &risk.id, called).map_err(|reason| columns.fault(row, C::Risk, reason));
    }
    if let Some(one) = known.risks.iter().find(ours) {
        return Ok(WhichRisk::Known(one.risk.clone()));
    }
    if let Some(risk) = by_title() {
        return asked(known, &risk.id, called).map_err(|reason| columns.fault(row, C::Title, reason));
    }
    if title.is_empty() {
        // Codes of our own are given anew in every Plumbline: a code alone is one of here.
        let ours = known.risks.iter().find(|one| one.own.is_some() && Some(&one.risk) == by_code.as_ref());
        return ours.map(|one| WhichRisk::Known(one.risk.clone())).ok_or_else(|| {
            let reason = match code {
                None => "Name the risk: by its code, or by a title of your own.".to_owned(),
                Some(code) => format!(
                    "“{}” is no risk of the library. Write its code, or the title of one of your own.",
                    excerpt(&code)
                ),
            };
            columns.fault(row, C::Risk, reason)
        });
    }
    Ok(WhichRisk::Own(row::own(columns, row, title)))
}

/// A risk of the library, where the assessment asks about it.
fn asked(known: &KnownAssessment, id: &RiskId, called: &str) -> Result<WhichRisk, String> {
    if known.risks.iter().any(|one| one.risk == *id) {
        return Ok(WhichRisk::Known(id.clone()));
    }
    Err(format!("{id} does not fit “{}” today, so its assessment does not ask about it.", excerpt(called)))
}

/// The key of a sort of risks, by key or label; as it stands where it is none.
fn category(text: &str) -> String {
    let means = |one: &&RiskCategory| folded(text) == one.key() || folded(text) == folded(one.label());
    RiskCategory::ALL.iter().find(means).map_or_else(|| text.to_owned(), |one| one.key().to_owned())
}
