//! Every list that people have, as a file to keep: which lists there are, who gets them, and the links that lead there.
//!
//! Whoever may see the page of a list may keep it: the filters in the address are those of the page.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query as Typed};
use crate::guard;
use crate::routes::FEATURES;
use crate::sheet::{As, Sheet};
use crate::ui::query::Query;
use crate::{
    access_reviews, audits, controls, criteria, decisions, deficiencies, evidence, incidents, operating, people,
    policies, questionnaires, risks, systems, tasks, trail, training, vendors,
};
use axum::http::Method;
use axum::response::Response;
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::str::FromStr;

/// A list, with its name in addresses and the page on which people see it.
macro_rules! lists {
    ($($name:ident = $key:literal of $page:literal by $sheet:expr;)*) => {
        /// A list that can be kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum List { $($name),* }

        impl List {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Its name in addresses and of its file.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }

            /// The page that shows it.
            #[must_use]
            pub const fn page(self) -> &'static str {
                match self { $(Self::$name => $page),* }
            }

            async fn sheet(self, asking: &Asking, fields: &Fields) -> Result<Sheet> {
                match self { $(Self::$name => $sheet(asking, fields).await),* }
            }
        }
    };
}

lists! {
    Systems = "systems" of "/systems" by systems::sheet;
    Vendors = "vendors" of "/vendors" by vendors::sheet::vendors;
    Dependencies = "dependencies" of "/vendors" by vendors::sheet::dependencies;
    Subprocessors = "subprocessors" of "/vendors" by vendors::sheet::subprocessors;
    Attestations = "attestations" of "/vendors" by vendors::sheet::attestations;
    Questionnaires = "questionnaires" of "/vendors" by questionnaires::sheet::questionnaires;
    Answers = "answers" of "/vendors" by questionnaires::sheet::answers;
    Criteria = "criteria" of "/criteria" by criteria::sheet::criteria;
    Findings = "findings" of "/findings" by criteria::sheet::findings;
    Occurrences = "occurrences" of "/operating" by operating::sheet::sheet;
    Controls = "controls" of "/controls" by controls::sheet;
    Tasks = "tasks" of "/tasks" by tasks::sheet::tasks;
    OwnTasks = "own-tasks" of "/tasks" by tasks::sheet::own;
    Evidence = "evidence" of "/evidence" by evidence::sheet::evidence;
    Proven = "proven" of "/evidence" by evidence::sheet::pairs;
    Policies = "policies" of "/policies" by policies::sheet::policies;
    Versions = "policy-versions" of "/policies" by policies::sheet::versions;
    Acknowledgements = "acknowledgements" of "/policies" by policies::sheet::acknowledgements;
    Exceptions = "exceptions" of "/exceptions" by policies::sheet::exceptions;
    Risks = "risks" of "/risks" by risks::sheet::risks;
    Assessments = "assessments" of "/risks/assessments" by risks::sheet::assessments;
    Deficiencies = "deficiencies" of "/deficiencies" by deficiencies::sheet;
    Incidents = "incidents" of "/incidents" by incidents::sheet::incidents;
    Timeline = "incident-timeline" of "/incidents" by incidents::sheet::timeline;
    Audits = "audits" of "/audits" by audits::sheet::audits;
    AuditSteps = "audit-steps" of "/audits" by audits::sheet::steps;
    AccessReviews = "access-reviews" of "/access-reviews" by access_reviews::sheet::sheet;
    Courses = "courses" of "/training" by training::sheet::courses;
    TrainingRecords = "training-records" of "/training" by training::sheet::records;
    Decisions = "decisions" of "/decisions" by decisions::sheet;
    People = "people" of "/people" by people::sheet;
    Trail = "trail" of "/trail" by trail::sheet;
}

/// The name of a file: a list, and in which form.
#[derive(Clone, Copy, Debug)]
pub struct File(List, As);

impl FromStr for File {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (key, end) = text.rsplit_once('.').ok_or(())?;
        let list = List::ALL.iter().copied().find(|list| list.key() == key).ok_or(())?;
        let form = match end {
            "csv" => As::Csv,
            "xlsx" => As::Xlsx,
            _ => return Err(()),
        };
        Ok(Self(list, form))
    }
}

/// Hands a list over.
pub async fn send(asking: Asking, The(File(list, form)): The<File>, Typed(fields): Typed) -> Result<Response> {
    if !list.opens(&asking) {
        return Err(Refusal::forbidden("Your role does not allow this. An administrator can change your role.").into());
    }
    let day = fields.text("at");
    if !day.trim().is_empty() && !list.goes_back() && crate::reading::day(&day, asking.today).0 != asking.today {
        let sentence = "This list is of today alone. What had been done by the end of a day is in the trail.";
        return Err(Refusal::conflict(sentence).into());
    }
    let sheet = list.sheet(&asking, &fields).await?;
    let name = format!("{}-{}", list.key(), asking.today);
    Sheet { name, ..sheet }.send(form)
}

impl List {
    /// Whether the page of it opens for the visitor.
    fn opens(self, asking: &Asking) -> bool {
        let mut map = FEATURES.iter().copied().flatten();
        let page = map.find(|route| route.path == self.page() && route.method == Method::GET);
        page.is_some_and(|route| guard::opens(asking, route.needs))
    }

    /// Whether it can be had as of a day that has passed.
    const fn goes_back(self) -> bool {
        matches!(self, Self::Criteria | Self::Findings | Self::Occurrences | Self::Vendors | Self::Policies)
    }

    fn href(self, form: As, view: &Query) -> String {
        let end = match form {
            As::Csv => "csv",
            As::Xlsx => "xlsx",
        };
        let kept = view.pairs().iter().filter(|(key, _)| !OF_THE_PAGE.contains(&key.as_str())).cloned();
        Query::of(format!("/lists/{}.{end}", self.key()), kept).href()
    }
}

/// What in an address is about the page and not about its rows.
const OF_THE_PAGE: [&str; 5] = ["page", "print", "said", "before", "after"];

/// The quiet line under a list: “Download the log: CSV, XLSX.” With filters in the address it says that they hold.
pub(crate) fn keep(lists: &[(List, &'static str)], view: &Query) -> AnyView {
    let narrowed = view.pairs().iter().any(|(key, _)| !OF_THE_PAGE.contains(&key.as_str()) && key != "sort");
    let links = lists.iter().enumerate().map(|(n, (list, name))| {
        let (csv, xlsx) = (list.href(As::Csv, view), list.href(As::Xlsx, view));
        let (before, of) = (if n == 0 { " " } else { "; " }, format!(" of {name}"));
        view! {
            {before}{*name}" as "
            <a href=csv>"CSV"<span class="vh">{of.clone()}</span></a>" or "
            <a href=xlsx>"XLSX"<span class="vh">{of}</span></a>
        }
    });
    let links = links.collect_view();
    let download = if narrowed { "Download, filtered as shown:" } else { "Download:" };
    view! { <p class="also keep">{download}{links}"."</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_seen_on_a_page_of_the_site_map_and_has_a_name_of_its_own() {
        let mut keys: Vec<_> = List::ALL.iter().map(|list| list.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), List::ALL.len());
        for list in List::ALL {
            let line = |route: &&crate::routes::Route| route.path == list.page() && route.method == Method::GET;
            assert!(FEATURES.iter().copied().flatten().any(|route| line(&route)), "{}", list.page());
        }
    }

    #[test]
    fn a_file_is_a_list_and_a_form() {
        assert!("systems.csv".parse::<File>().is_ok());
        for no in ["systems", "systems.pdf", "nothing.csv", ".csv", "systems.CSV", "../systems.csv"] {
            assert!(no.parse::<File>().is_err(), "{no}");
        }
    }

    #[test]
    fn a_link_carries_the_filters_and_not_the_page() {
        let view = Query::of("/systems", [("q", "a b"), ("page", "3"), ("sort", "-name")]);
        assert_eq!(List::Systems.href(As::Csv, &view), "/lists/systems.csv?q=a+b&sort=-name");
    }
}
