//! What a visitor may do, by name. The site map and the permission table decide which of it is offered; an act about
//! some thing that may be theirs or not stands on that thing's own page.

use crate::asking::Asking;
use crate::guard;
use crate::palette::found::Hit;
use crate::routes::FEATURES;
use axum::http::Method;
use domain::find::{Described, Fit, Sought};
use domain::people::{Relation, may};
use domain::trail::Verb;
use store::Spine;

/// An act: the page on which it is done, what doing it is in the permission table, its name, other words for it.
struct Act {
    page: &'static str,
    verb: Verb,
    name: &'static str,
    words: &'static str,
}

const fn act(page: &'static str, verb: Verb, name: &'static str, words: &'static str) -> Act {
    Act { page, verb, name, words }
}

/// Acts upon a programme hold its id and its name in braces.
const ACTS: [Act; 20] = [
    act("/systems/new", Verb::SystemAdded, "Add a system", "new create inventory model agent"),
    act("/systems/import", Verb::SystemsImported, "Import systems", "csv xlsx excel file upload inventory"),
    act("/vendors/new", Verb::VendorAdded, "Add a vendor", "new create supplier third party"),
    act(
        "/vendors/import",
        Verb::VendorsImported,
        "Import vendors",
        "csv xlsx excel file upload suppliers attestations",
    ),
    act("/controls/adopt", Verb::ControlAdopted, "Adopt controls", "library core approve"),
    act("/controls/new", Verb::ControlAdded, "Add a control", "new own create requirement"),
    act("/own-tasks/new", Verb::OwnTaskOpened, "Open a task of your own", "new create to do reminder"),
    act("/controls/roles", Verb::RolesTabled, "Say who stands for each role", "assign default owner people"),
    act("/evidence/review", Verb::EvidenceDecided, "Review evidence", "accept reject decide queue approve"),
    act("/decisions", Verb::ChangeAgreed, "Decide on proposed changes", "agree refuse approve second person"),
    act("/programmes/new", Verb::ProgrammeOpened, "Open a programme", "new create soc 2 report window"),
    act("/programmes/{programme}/scope", Verb::ScopeWidened, "Bring systems into scope of {name}", "add programme"),
    act(
        "/programmes/{programme}/matrix",
        Verb::ProgrammeChanged,
        "Conclude the control matrix of {name}",
        "sign criteria key controls",
    ),
    act(
        "/programmes/{programme}/terms",
        Verb::ProgrammeChanged,
        "Change the terms of {name}",
        "window categories dates",
    ),
    act(
        "/programmes/{programme}/set-aside",
        Verb::ProgrammeChanged,
        "Set a criterion of {name} aside",
        "not applicable",
    ),
    act("/people/invite", Verb::PersonInvited, "Invite a person", "new add user colleague auditor link"),
    act("/people/import", Verb::PeopleImported, "Import people", "csv xlsx excel file upload users colleagues staff"),
    act("/tasks/import", Verb::OwnTasksImported, "Import tasks", "csv xlsx excel file upload to do action list"),
    act("/risks/import", Verb::RisksImported, "Import risks", "csv xlsx excel file upload risk register"),
    act("/account", Verb::PasswordChanged, "Change your password", "account sessions sign out"),
];

/// Whether the page opens for the visitor, and what is done there may be done by somebody like them.
fn offered(asking: &Asking, act: &Act) -> bool {
    let mut map = FEATURES.iter().copied().flatten();
    let page = map.find(|route| route.path == act.page && route.method == Method::GET);
    let rights = asking.actor().rights;
    page.is_some_and(|page| guard::opens(asking, page.needs))
        && [Relation::Stranger, Relation::Oneself].iter().any(|relation| may(rights, act.verb, *relation))
}

fn hit(href: String, name: String) -> Hit {
    Hit { kind: "Action".to_owned(), href, name, ..Hit::default() }
}

/// The acts that the visitor may do and that answer; all of them when nothing is sought.
pub(super) fn found(asking: &Asking, spine: &Spine, sought: &Sought) -> Vec<(Fit, Hit)> {
    let mut all = Vec::new();
    for act in ACTS.iter().filter(|act| offered(asking, act)) {
        let hits: Vec<_> = if act.page.contains("{programme}") {
            let programmes = spine.programmes.iter();
            let fill = |text: &str, with: (&str, &str)| text.replace(with.0, with.1);
            programmes
                .map(|one| {
                    let href = fill(act.page, ("{programme}", &one.id.to_string()));
                    hit(href, fill(act.name, ("{name}", &one.name)))
                })
                .collect()
        } else {
            vec![hit(act.page.to_owned(), act.name.to_owned())]
        };
        all.extend(hits.into_iter().filter_map(|hit| {
            let described = Described { name: &hit.name, beside: act.words, ..Described::default() };
            let fit = if sought.is_empty() { Some(Fit::Beside) } else { sought.fit(described) };
            fit.map(|fit| (fit, hit))
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_act_is_done_on_a_page_of_the_site_map() {
        for act in ACTS {
            let line = |route: &&crate::routes::Route| route.path == act.page && route.method == Method::GET;
            assert!(FEATURES.iter().copied().flatten().any(|route| line(&route)), "{}", act.page);
            assert_eq!(act.page.contains("{programme}"), act.name.contains("{name}"), "{}", act.page);
        }
    }
}
