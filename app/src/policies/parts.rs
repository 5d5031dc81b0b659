//! Parts that several pages of policies share.

use super::Mishap;
pub(super) use crate::mishap::told as said;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use domain::ids::PersonId;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, PolicyRow, VersionRow};

/// The way to a page below a policy.
pub(super) fn crumbs(policy: &PolicyRow, here: &'static str) -> AnyView {
    let way = vec![
        Crumb::new("Policies", "/policies"),
        Crumb::new(policy.frame.title.clone(), format!("/policies/{}", policy.id)),
        Crumb::plain(here),
    ];
    view! { <Crumbs way/> }.into_any()
}

/// What came before this form, and that nothing typed is lost.
pub(super) fn conflict(mishap: &Mishap) -> Option<AnyView> {
    mishap.notice()
}

/// “Ruth Adeyemi and Omar Said”.
pub(super) fn people(ids: &[PersonId], names: &Names) -> String {
    let all: Vec<_> = ids.iter().map(|id| names.of(*id)).collect();
    match all.as_slice() {
        [] => "nobody".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// For whom a version waits: “Ruth Adeyemi”, “Ruth Adeyemi or Omar Said”, “two of Ruth Adeyemi, Omar Said and Ines
/// Halvorsen”; all of them by name where it takes all.
pub(super) fn waits_for(version: &VersionRow, names: &Names) -> String {
    let open: Vec<_> = version.submission().still_to_approve().collect();
    still_asked(&open, version.submission().still_takes(), names)
}

/// The same of people of whom so many suffice.
pub(super) fn still_asked(open: &[PersonId], takes: usize, names: &Names) -> String {
    match (takes, open) {
        (takes, open) if takes >= open.len() => people(open, names),
        (1, [one, other]) => format!("{} or {}", names.of(*one), names.of(*other)),
        (takes, open) => format!("{} of {}", dates::count(takes), people(open, names)),
    }
}

/// “by 4 Mar 2027”, with how late it is.
pub(super) fn review(on: Date, today: Date) -> AnyView {
    let late = dates::days_between(on, today);
    let late = (late > 0).then(|| view! { ", "<span class="late">{crate::tasks::late_words(late)}</span> });
    view! { {dates::short(on, today)}{late} }.into_any()
}
