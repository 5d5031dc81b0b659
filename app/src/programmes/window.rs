//! The window of a form before it is saved: which slots it would cut, and the buttons that look at it or take another.

use super::terms::TermsForm;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::operating::{CutWindow, cut_window, take};
use crate::ui::button::{Button, Press};
use crate::ui::dates;
use crate::ui::notice::Notice;
use domain::days::Period;
use domain::programme::ReportKind;
use domain::refusal::{Fault, Refusal};
use leptos::prelude::*;
use store::ProgrammeNow;

/// What a form says of the window in it.
#[derive(Default)]
pub(super) struct Looked {
    cut: Option<CutWindow>,
    /// A window of whole slots that was looked at and is not saved.
    whole: Option<Period>,
    looks: bool,
}

impl Looked {
    pub async fn at(asking: &Asking, programme: Option<&ProgrammeNow>, form: &TermsForm) -> Result<Self> {
        let Some(window) = form.window() else { return Ok(Self::default()) };
        let cut = cut_window(asking, programme, window).await?;
        let whole = (form.looks && cut.is_none()).then_some(window);
        Ok(Self { cut, whole, looks: form.looks })
    }

    pub fn notice(&self) -> Option<AnyView> {
        let whole = self.whole.map(|days| {
            let days = dates::period(days.from(), days.until());
            view! { <Notice word="Not saved yet"><p>{format!("The window {days} cuts no slot that it could hold.")}</p></Notice> }
                .into_any()
        });
        self.cut.as_ref().map(|cut| cut.in_form(self.looks)).or(whole)
    }

    /// After the button that saves: a line of a form that is sent without a button is saved.
    pub fn buttons(&self) -> AnyView {
        let moved = self.cut.as_ref().and_then(CutWindow::offered).map(|days| {
            let press = Press::SendAs { name: TAKE, value: format!("{}/{}", days.from(), days.until()) };
            view! { <Button press>{take(days)}</Button> }
        });
        let press = Press::SendAs { name: "look", value: "1".into() };
        view! { {moved}<Button press>"See which slots it cuts"</Button> }.into_any()
    }
}

const TAKE: &str = "take";

/// The window of the button that takes one: `2026-01-01/2026-06-30`.
pub(super) fn taken(fields: &Fields) -> Option<Period> {
    let days = fields.text(TAKE);
    let (from, until) = days.split_once('/')?;
    Period::new(from.parse().ok()?, until.parse().ok()?).ok()
}

/// Why there is no window to look at.
pub(super) fn faults(form: &TermsForm) -> Vec<Fault> {
    let strange = form.strange_days();
    if !strange.is_empty() || form.window().is_some() {
        return strange;
    }
    match (form.draft.kind, form.draft.clone().check()) {
        (ReportKind::Type1, _) => vec![Fault::new("window_from", "Only a Type II report has a window.")],
        (ReportKind::Type2, Err(Refusal::Invalid(faults))) => {
            faults.into_iter().filter(|fault| fault.field.starts_with("window_")).collect()
        }
        (ReportKind::Type2, Ok(_) | Err(_)) => Vec::new(),
    }
}
