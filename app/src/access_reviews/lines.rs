//! The lines of a review: filtered, a page at a time, and decided together in one form.

use super::one::Shown;
use super::parts::{holder, rights};
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::input::TextField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::table::{Column, Table};
use domain::access_reviews::{Access, Decision, DecisionDraft, Holder, Line, Movement, ReviewStage};
use leptos::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Lines a page: as many as somebody decides at a sitting.
const PAGE: usize = 50;

/// What may be shown alone.
const SHOWS: [(&str, &str); 9] = [
    ("open", "Not decided"),
    ("keep", "Kept"),
    ("change", "To be changed"),
    ("revoke", "To be revoked"),
    ("new", "New since the listing before"),
    ("changed", "With other rights than before"),
    ("people", "Held by people"),
    ("machines", "Held by services and agents"),
    ("unknown", "Held by nobody we know"),
];

/// The decisions that a form sent, by the place of the line. A line without a choice of its own gets the common one, and a
/// line without a reason of its own the common reason; a line that got neither is left out.
pub(super) fn decisions(fields: &Fields) -> BTreeMap<usize, DecisionDraft> {
    let common: Option<Access> = fields.parsed("rest");
    let why = fields.text("why");
    let places = fields.all("line").filter_map(|place| place.parse::<usize>().ok());
    let one = |at: usize| {
        let (own, reason) = (fields.parsed::<Access>(&format!("access-{at}")), fields.text(&format!("reason-{at}")));
        let was = fields.text(&format!("was-{at}"));
        let access = own.or(common)?;
        // What stands as it was decided before is not decided again for want of a reason.
        let same = was == access.key() && reason.trim().is_empty();
        let reason = if reason.trim().is_empty() { why.clone() } else { reason };
        (!same).then_some((at, DecisionDraft { access: Some(access), reason }))
    };
    places.filter_map(one).collect()
}

fn takes(show: &str, line: &Line, decided: Option<&Decision>, movement: Option<&Movement>) -> bool {
    match show {
        "open" => decided.is_none(),
        "new" => movement == Some(&Movement::New),
        "changed" => matches!(movement, Some(Movement::Changed { .. })),
        "people" => matches!(line.holder, Holder::Person(_)),
        "machines" => line.holder == Holder::Machine,
        "unknown" => line.holder == Holder::Unknown,
        word => word.parse::<Access>().map_or(true, |access| decided.is_some_and(|one| one.access == access)),
    }
}

pub(super) fn block(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let listed = &shown.read.now;
    let show = shown.query.get("show").unwrap_or_default();
    let movement = |at: usize| shown.changes.as_ref().and_then(|changes| changes.now.get(at));
    let matching: Vec<_> = listed
        .lines
        .iter()
        .enumerate()
        .filter(|(at, line)| takes(show, line, listed.decided.get(at), movement(*at)))
        .collect();
    let pages = matching.len().div_ceil(PAGE).max(1);
    let page = shown.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).clamp(1, pages);
    let on_page: Vec<_> = matching.iter().skip((page - 1) * PAGE).take(PAGE).copied().collect();
    let (filters, chips) = (filters(shown, show), chips(show));
    let table = if on_page.is_empty() {
        let all = format!("/access-reviews/{}#lines", listed.row.id);
        view! { <Empty>"No line is in this view. "<a href=all>"All lines"</a></Empty> }.into_any()
    } else if shown.decides {
        form(shown, &on_page, typed, mishap)
    } else {
        plain(shown, &on_page)
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (query, matched, of) = (shown.query.clone(), matching.len(), listed.lines.len());
    let pager = (pages > 1).then(|| {
        let query = shown.query.clone();
        view! { <Pager query page=number(page) pages=number(pages)/> }
    });
    view! {
        <Block title="The lines" id="lines">
            {filters}
            <Chips query chips shown=matched of/>
            {table}
            {pager}
        </Block>
    }
    .into_any()
}

fn filters(shown: &Shown, show: &str) -> AnyView {
    let compared = shown.changes.is_some();
    let shows = SHOWS.iter().filter(|(key, _)| compared || !["new", "changed"].contains(key));
    let choices = shows.map(|(key, label)| Choice::new(*key, *label)).collect();
    let (query, value) = (shown.query.clone(), show.to_owned());
    view! {
        <Filters query controls=vec!["show"]>
            <FilterSelect name="show" label="Lines" any="All lines" choices value/>
            <Button>"Show"</Button>
        </Filters>
    }
    .into_any()
}

fn chips(show: &str) -> Vec<Chip> {
    let found = SHOWS.iter().find(|(key, _)| *key == show);
    found.map(|(key, label)| Chip::new("show", *key, *label)).into_iter().collect()
}

fn account(line: &Line, names: &store::Names) -> AnyView {
    let mut sub = vec![holder(line, names)];
    sub.extend(line.name.clone().filter(|name| !sub.contains(name)));
    sub.extend(line.last_used.map(|day| format!("last used {}", dates::full(day))));
    let sub = sub.join(", ");
    view! { {line.account.clone()}<span class="sub">{sub}</span> }.into_any()
}

fn moved(movement: Option<&Movement>, line: &Line) -> AnyView {
    match movement {
        None | Some(Movement::Same) => ().into_any(),
        Some(Movement::New) => view! { <span class="sub">"New since the listing before"</span> }.into_any(),
        Some(Movement::Changed { before }) => {
            let words = |all: Vec<&String>| all.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let (more, less) =
                (words(line.rights.difference(before).collect()), words(before.difference(&line.rights).collect()));
            let parts = [(more, "more"), (less, "no longer")];
            let parts =
                parts.iter().filter(|(words, _)| !words.is_empty()).map(|(words, how)| format!("{how}: {words}"));
            let said = dates::capital(&parts.collect::<Vec<_>>().join("; "));
            view! { <span class="sub">{said}</span> }.into_any()
        }
    }
}

fn decided_mark(decided: Option<&Decision>, names: &store::Names) -> AnyView {
    let Some(one) = decided else {
        return view! { <Mark state=State::Due voice=Voice::Calm word="Not decided"/> }.into_any();
    };
    let (state, word) = match one.access {
        Access::Keep => (State::Met, "Keep"),
        Access::Change => (State::Unknown, "Change"),
        Access::Revoke => (State::Gap, "Revoke"),
    };
    let why = format!("{} ({})", one.reason, names.of(one.by));
    view! { <Mark state voice=Voice::Calm word/><span class="sub">{why}</span> }.into_any()
}

fn plain(shown: &Shown, lines: &[(usize, &Line)]) -> AnyView {
    let listed = &shown.read.now;
    let rows = lines.iter().map(|(at, line)| {
        let movement = shown.changes.as_ref().and_then(|changes| changes.now.get(*at));
        view! {
            <tr>
                <th scope="row">{account(line, &shown.names)}</th>
                <td data-th="Opens">{line.asset.clone()}</td>
                <td data-th="Rights">{rights(line)}{moved(movement, line)}</td>
                <td data-th="Decided">{decided_mark(listed.decided.get(at), &shown.names)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Account", "Opens", "Rights", "Decided"].into_iter().map(Column::new).collect();
    view! { <Table caption="Lines of the listing" columns stack=true>{rows}</Table> }.into_any()
}

fn form(shown: &Shown, lines: &[(usize, &Line)], typed: &Fields, mishap: &Mishap) -> AnyView {
    let sent: BTreeSet<usize> = typed.all("line").filter_map(|place| place.parse().ok()).collect();
    let rows = lines.iter().map(|(at, line)| row(shown, *at, line, typed, sent.contains(at), mishap)).collect_view();
    let columns = ["Account", "Opens", "Rights", "Decision"].into_iter().map(Column::new).collect();
    let rest: Vec<_> = Access::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let (action, query) = (format!("/access-reviews/{}/decide", shown.read.now.row.id), shown.query.clone());
    let keep =
        query.pairs().iter().cloned().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    let keep = keep.collect_view();
    let wrong = mishap.wrong.clone();
    let open = shown.read.now.row.stage() == ReviewStage::Deciding;
    let lines_wrong = wrong.at("lines").map(|text| view! { <p class="error" id="lines-error">{text}</p> });
    view! {
        <form method="post" action=action class="mapping" novalidate>
            {keep}
            {lines_wrong}
            <Table caption="Lines of the listing" columns stack=true>{rows}</Table>
            <div class="form">
                <SelectField name="rest" label="Every line above without a choice of its own" choices=rest value=typed.text("rest") prompt="Stays as it is" optional=true/>
                <TextField name="why" label="One reason for all lines without a reason of their own" value=typed.text("why") error=wrong.at("why") optional=true
                    hint="“Needed for the weekly retraining”"/>
            </div>
            {open.then(|| view! { <Actions><Button weight=Weight::Primary>"Save these decisions"</Button></Actions> })}
        </form>
    }
    .into_any()
}

fn row(shown: &Shown, at: usize, line: &Line, typed: &Fields, sent: bool, mishap: &Mishap) -> AnyView {
    let decided = shown.read.now.decided.get(&at);
    let movement = shown.changes.as_ref().and_then(|changes| changes.now.get(at));
    let own = line.holder == Holder::Person(shown.me.person);
    let decision = if own {
        let now = decided_mark(decided, &shown.names);
        view! { {now}<span class="sub">"This is your own access. Somebody else decides on it."</span> }.into_any()
    } else {
        decision(at, line, decided, typed, sent, mishap)
    };
    view! {
        <tr>
            <th scope="row">{account(line, &shown.names)}</th>
            <td data-th="Opens">{line.asset.clone()}</td>
            <td data-th="Rights">{rights(line)}{moved(movement, line)}</td>
            <td data-th="Decision">{decision}</td>
        </tr>
    }
    .into_any()
}

fn decision(
    at: usize,
    line: &Line,
    decided: Option<&Decision>,
    typed: &Fields,
    sent: bool,
    mishap: &Mishap,
) -> AnyView {
    let (access, reason) = (format!("access-{at}"), format!("reason-{at}"));
    let was = decided.map(|one| one.access.key()).unwrap_or_default();
    let chosen = if sent { typed.text(&access) } else { was.to_owned() };
    let why = if sent { typed.text(&reason) } else { decided.map(|one| one.reason.clone()).unwrap_or_default() };
    let options = Access::ALL.iter().map(|it| {
        let selected = it.key() == chosen;
        view! { <option value=it.key() selected=selected>{it.label()}</option> }
    });
    let options = options.collect_view();
    let wrong = mishap.wrong.at(&access).or_else(|| mishap.wrong.at(&reason));
    let invalid = wrong.is_some().then_some("true");
    let error_id = format!("{reason}-error");
    let described = wrong.is_some().then(|| error_id.clone());
    let error =
        wrong.map(|text| view! { <span class="error" id=error_id><span class="vh">"Error: "</span>{text}</span> });
    let (what, because) = (format!("What becomes of {}", line.account), format!("Why, for {}", line.account));
    view! {
        <input type="hidden" name="line" value=at/>
        <input type="hidden" name=format!("was-{at}") value=was/>
        <select class="input" id=access.clone() name=access aria-label=what aria-invalid=invalid>
            <option value="" selected=chosen.is_empty()>"Not decided"</option>
            {options}
        </select>
        <input class="input" type="text" autocomplete="off" id=reason.clone() name=reason value=why placeholder="Why"
            aria-label=because aria-invalid=invalid aria-describedby=described/>
        {error}
    }
    .into_any()
}
