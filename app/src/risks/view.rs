//! Which of its risks an assessment shows, and the counts that lead there.

use super::assessment::Shown;
use crate::ui::dates;
use crate::ui::say::Lede;
use domain::risks::{Answer, Claim};
use leptos::prelude::*;
use store::RiskInHand;

/// Some of the risks of an assessment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Open,
    Answered,
    Rated,
    Above,
    Unmet,
}

impl View {
    const ALL: [Self; 5] = [Self::Open, Self::Answered, Self::Rated, Self::Above, Self::Unmet];

    /// In an address.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Rated => "rated",
            Self::Above => "above",
            Self::Unmet => "unmet",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Open => "Not answered",
            Self::Answered => "Answered",
            Self::Rated => "Rated",
            Self::Above => "Above our appetite",
            Self::Unmet => "Resting on a control that is not met",
        }
    }

    /// What the address asks for; nothing is all of them.
    pub(super) fn asked(shown: &Shown) -> Option<Self> {
        let key = shown.fields.text("show");
        Self::ALL.into_iter().find(|view| view.key() == key)
    }

    pub(super) fn takes(self, one: &RiskInHand, shown: &Shown) -> bool {
        let rated = match &one.answer {
            Answer::Rated(rated) => Some(rated),
            Answer::Open | Answer::SetAside(_) => None,
        };
        match self {
            Self::Open => one.answer == Answer::Open,
            Self::Answered => one.answer != Answer::Open,
            Self::Rated => rated.is_some(),
            Self::Above => rated.is_some_and(|rated| shown.read.scale.is_above_appetite(rated.residual.band)),
            Self::Unmet => rated.is_some_and(|rated| !Claim { rated, findings: &shown.findings }.unmet().is_empty()),
        }
    }

    fn count(self, shown: &Shown) -> usize {
        shown.read.risks.iter().filter(|one| self.takes(one, shown)).count()
    }

    /// Words that lead to these rows.
    fn link(self, words: String, shown: &Shown) -> AnyView {
        let href = format!("/risks/assessments/{}?show={}#risks", shown.read.row.id, self.key());
        view! { <a href=href>{words}</a> }.into_any()
    }

    /// A count before “of …”, which leads to its rows where there are any.
    fn counted(self, words: String, shown: &Shown) -> AnyView {
        if self.count(shown) == 0 { words.into_any() } else { self.link(words, shown) }
    }
}

/// “Seven of 44 risks are answered.”
pub(super) fn answered(shown: &Shown) -> AnyView {
    let (all, done) = (shown.read.risks.len(), View::Answered.count(shown));
    let many = View::Answered.counted(if done == 0 { "none".to_owned() } else { dates::count(done) }, shown);
    let verb = if done <= 1 { "is" } else { "are" };
    let of = dates::tallied(all, "risk", "risks");
    view! { {many}" of "<a href=format!("/risks/assessments/{}#risks", shown.read.row.id)>{of}</a>{format!(" {verb} answered.")} }
        .into_any()
}

/// “Of 12 rated, two are above our appetite.” Of what is not rated nothing is said.
pub(super) fn above(shown: &Shown) -> AnyView {
    let (rated, above) = (View::Rated.count(shown), View::Above.count(shown));
    if rated == 0 {
        return ().into_any();
    }
    let of = View::Rated.link(format!("{} rated", dates::figure(rated)), shown);
    let many = View::Above.counted(if above == 0 { "none".to_owned() } else { dates::count(above) }, shown);
    let verb = if above <= 1 { "is" } else { "are" };
    view! { "Of "{of}", "{many}{format!(" {verb} above our appetite.")} }.into_any()
}

/// What of the ratings nothing bears today.
pub(super) fn rests(shown: &Shown) -> Option<AnyView> {
    let unmet = View::Unmet.count(shown);
    let words = dates::capital(&dates::counted(unmet, "rating rests", "ratings rest"));
    let words = (unmet > 0).then(|| View::Unmet.link(words, shown))?;
    Some(view! { <Lede>{words}" on a control that is not met today."</Lede> }.into_any())
}

/// That only some are shown, and the way to all.
pub(super) fn narrowed(shown: &Shown) -> Option<AnyView> {
    let view = View::asked(shown)?;
    let (some, all) = (dates::figure(view.count(shown)), dates::figure(shown.read.risks.len()));
    let href = format!("/risks/assessments/{}#risks", shown.read.row.id);
    Some(
        view! { <p class="hint">{format!("{}: {some} of {all}. ", view.label())}<a href=href>"Show all"</a></p> }
            .into_any(),
    )
}
