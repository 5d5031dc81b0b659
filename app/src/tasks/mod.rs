//! Tasks: what is unproven, grouped by requirement over its subjects; what is late comes first.

pub mod acts;
mod listed;
pub mod one;
pub mod own;
mod proof;
pub(crate) mod sheet;
mod side;
mod unasked;

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Query};
use crate::lists::{List, keep};
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates::{self, Day};
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Order, Table};
use domain::codes::RequirementId;
use domain::ids::PersonId;
use domain::tasks::{Line, Stage, Wanted, days_late, lines};
use domain::words::{CriterionId, DataRole, SubjectKind};
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, Spine};

const A_PAGE: usize = 25;

/// Whose tasks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Mine,
    Everybody,
    /// Given to nobody yet.
    Nobody,
    Of(PersonId),
}

/// What the address asks for.
struct Asked {
    whose: Whose,
    stage: Option<Stage>,
    late: bool,
    criterion: Option<CriterionId>,
    role: Option<DataRole>,
    by_subjects: bool,
    page: usize,
}

impl Asked {
    fn of(fields: &Fields, mine_first: bool) -> Self {
        let whose = match fields.text("who").as_str() {
            "all" => Whose::Everybody,
            "mine" => Whose::Mine,
            "nobody" => Whose::Nobody,
            other => match other.parse() {
                Ok(person) => Whose::Of(person),
                Err(_) if mine_first => Whose::Mine,
                Err(_) => Whose::Everybody,
            },
        };
        Self {
            whose,
            stage: fields.parsed("state"),
            late: fields.text("state") == "late",
            criterion: fields.parsed("criterion"),
            role: fields.parsed("role"),
            by_subjects: fields.text("sort") == "subjects",
            page: fields.parsed::<usize>("page").unwrap_or(1).max(1),
        }
    }

    fn whose_person(&self, me: PersonId) -> Option<PersonId> {
        match self.whose {
            Whose::Mine => Some(me),
            Whose::Everybody | Whose::Nobody => None,
            Whose::Of(person) => Some(person),
        }
    }

    fn wanted(&self, spine: &Spine, me: PersonId) -> Wanted {
        let person = self.whose_person(me);
        let requirements = self.criterion.map(|criterion| {
            let of = spine.requirements.iter().filter(|requirement| {
                spine.control_of(requirement).is_some_and(|control| control.criteria.contains(criterion))
            });
            of.map(|requirement| requirement.no).collect()
        });
        let nobody = self.whose == Whose::Nobody;
        Wanted { person, nobody, stage: self.stage, late: self.late, role: self.role, requirements }
    }
}

/// A line with the words of the library.
struct Row {
    line: Line,
    id: RequirementId,
    title: String,
    criterion: CriterionId,
    kind: SubjectKind,
    who: String,
}

/// What the page shows.
struct Tasks {
    asked: Asked,
    view: View,
    rows: Vec<Row>,
    shown: usize,
    /// How many of those shown only wait for a second person.
    waiting: usize,
    of: usize,
    late: usize,
    next: Option<(String, Date)>,
    questions: u64,
    adopted: bool,
    people: Vec<Choice>,
    own: listed::Listed,
    may_write: bool,
    names: Names,
    today: Date,
}

pub async fn list(asking: Asking, Query(fields): Query) -> Result<Page> {
    let tasks = load(&asking, &fields).await?;
    Ok(asking.page("Tasks", Place::Tasks, move || page(tasks)))
}

async fn load(asking: &Asking, fields: &Fields) -> Result<Tasks> {
    let (store, me, today) = (asking.store(), asking.actor().person, asking.today);
    let board = store.board(asking.now, &asking.visitor.organisation.zone).await?;
    let (spine, names) = (asking.spine().await?, asking.names().await?);
    let own = Wanted { person: Some(me), ..Wanted::default() };
    let signs = own::to_sign(asking).await?;
    let given = store.waits(asking.visitor.seq, asking.now, &asking.visitor.organisation.zone).await?.given(me);
    let mine_first = given > 0 || !signs.is_empty() || board.shares.iter().any(|share| own.takes(share, today));
    let asked = Asked::of(fields, mine_first);
    let all = lines(&board.shares, &asked.wanted(&spine, me), today);
    let of = lines(&board.shares, &Wanted::default(), today).len();
    let mut found: Vec<_> = all.into_iter().filter_map(|line| row(line, &spine, &names, me)).collect();
    let late = found.iter().filter(|row| row.line.late > 0).count();
    let waiting = found.iter().filter(|row| row.line.to_do() == 0 && row.line.waiting > 0).count();
    let next = found.iter().find(|row| row.line.to_do() > 0).map(|row| (row.title.clone(), row.line.due));
    if asked.by_subjects {
        found.sort_by_key(|row| std::cmp::Reverse(row.line.subjects()));
    }
    let shown = found.len();
    let rows = found.into_iter().skip((asked.page - 1).saturating_mul(A_PAGE)).take(A_PAGE).collect();
    let people = names.by_name().into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let signs = if asked.whose == Whose::Mine { signs } else { Vec::new() };
    let own = listed::asked(asking, &asked, &spine, asked.stage == Some(Stage::Closed), signs).await?;
    Ok(Tasks {
        own: listed::Listed::of(own, me, today, asked.whose == Whose::Mine),
        may_write: own::may_write(asking),
        names: names.clone(),
        people: [("mine", "Mine"), ("all", "Everybody"), ("nobody", "Nobody yet")]
            .map(|(key, word)| Choice::new(key, word))
            .into_iter()
            .chain(people)
            .collect(),
        view: View::of("/tasks", fields.pairs()),
        adopted: !spine.requirements.is_empty(),
        questions: board.questions,
        asked,
        rows,
        shown,
        waiting,
        of,
        late,
        next,
        today,
    })
}

fn row(line: Line, spine: &Spine, names: &Names, me: PersonId) -> Option<Row> {
    let requirement = spine.requirement(line.requirement)?;
    let mut who: Vec<_> =
        line.people.iter().map(|id| if *id == me { "You".to_owned() } else { names.of(*id).to_owned() }).collect();
    if who.len() > 3 {
        who = vec![dates::counted(who.len(), "person", "people")];
    }
    if line.unassigned > 0 {
        who.push("nobody yet".to_owned());
    }
    Some(Row {
        id: requirement.id.clone(),
        title: requirement.steps.title.to_string(),
        criterion: requirement.criterion,
        kind: requirement.subject,
        who: who.join(", "),
        line,
    })
}

/// “12 systems”, “one vendor”, “the organisation”.
pub(crate) fn subjects(kind: SubjectKind, n: u64) -> String {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    match kind {
        SubjectKind::Organisation => "the organisation".to_owned(),
        SubjectKind::System => dates::counted(n, "system", "systems"),
        SubjectKind::Vendor => dates::counted(n, "vendor", "vendors"),
    }
}

/// The same in a table: “12 systems”, “1 vendor”.
fn in_figures(kind: SubjectKind, n: u64) -> String {
    let figure = dates::figure(usize::try_from(n).unwrap_or(usize::MAX));
    match kind {
        SubjectKind::Organisation => "The organisation".to_owned(),
        SubjectKind::System => format!("{figure} {}", if n == 1 { "system" } else { "systems" }),
        SubjectKind::Vendor => format!("{figure} {}", if n == 1 { "vendor" } else { "vendors" }),
    }
}

fn page(tasks: Tasks) -> impl IntoView {
    let sentence = sentence(&tasks);
    let questions = usize::try_from(tasks.questions).unwrap_or(usize::MAX);
    let lede = (questions > 0).then(|| {
        let said = format!("{} {}", dates::count_first(questions), if questions == 1 { "system" } else { "systems" });
        view! {
            <Lede>
                <a href="/systems?in=any&trait=open">{said}</a>
                " in scope left a question about their traits unanswered. Answers decide what else is asked."
            </Lede>
        }
    });
    let given = tasks.own.first_open().map(|(title, due)| {
        let words = format!("{}, due {}.", title.trim_end_matches('.'), dates::short(due, tasks.today));
        view! { <Lede>"The first "<a href="#own">"of our own making"</a>": "{words}</Lede> }
    });
    let own = listed::block(&tasks.own, &tasks.names, tasks.may_write, tasks.today);
    let body = if tasks.adopted { table(tasks).into_any() } else { nothing_adopted().into_any() };
    view! {
        <Say>{sentence}</Say>
        {given}
        {lede}
        {body}
        {own}
    }
    .into_any()
}

/// What the list holds, with the tasks of our own.
fn sentence(tasks: &Tasks) -> String {
    let own = &tasks.own;
    if tasks.asked.stage == Some(Stage::Closed) {
        let all = tasks.shown + own.rows.len();
        let verb = if all == 1 { "is" } else { "are" };
        return format!("{} {verb} closed.", dates::capital(&dates::counted(all, "task", "tasks")));
    }
    let (n, waiting) = (tasks.shown - tasks.waiting + own.open, tasks.waiting + own.waiting);
    let sign = (own.to_sign > 0).then(|| format!("{} for you to sign off", waits(own.to_sign)));
    if n == 0 {
        let none =
            if tasks.asked.whose == Whose::Mine { "Nothing is yours to prove now" } else { "No task is open here" };
        let rest = (waiting > 0).then(|| format!("{} for a second person", waits(waiting)));
        let rest: Vec<_> = sign.into_iter().chain(rest).collect();
        return if rest.is_empty() { format!("{none}.") } else { format!("{none}; {}.", rest.join(", ")) };
    }
    let said = dates::count_first(n);
    let what = match (n, tasks.asked.whose) {
        (1, Whose::Mine) => "One task is yours".to_owned(),
        (_, Whose::Mine) => format!("{said} tasks are yours"),
        (1, Whose::Everybody | Whose::Nobody | Whose::Of(_)) => "One task is open".to_owned(),
        (_, Whose::Everybody | Whose::Nobody | Whose::Of(_)) => format!("{said} tasks are open"),
    };
    let late = match tasks.late + own.late {
        0 => "none late".to_owned(),
        late => format!("{} late", dates::count(late)),
    };
    let more = |words: String| words.replacen(' ', " more ", 1);
    let rest = (waiting > 0).then(|| more(format!("{} only for a second person", waits(waiting))));
    let rest: String = sign.map(more).into_iter().chain(rest).map(|words| format!("; {words}")).collect();
    let next = tasks.next.iter().map(|(title, due)| (title.as_str(), *due)).chain(own.first_open());
    match next.min_by_key(|(_, due)| *due) {
        Some((title, due)) => {
            let title = title.trim_end_matches('.');
            format!("{what}, {late}{rest}. Next: {title}, due {}.", dates::short(due, tasks.today))
        }
        None => format!("{what}, {late}{rest}."),
    }
}

/// “One task waits”, “two tasks wait”, inside a sentence.
fn waits(n: usize) -> String {
    dates::counted(n, "task waits", "tasks wait")
}

fn nothing_adopted() -> impl IntoView {
    view! {
        <Lede>"Tasks follow from adopted controls and the systems in a programme. No control is adopted yet."</Lede>
        <Actions top=true><ButtonLink weight=Weight::Primary href="/controls">"Adopt controls"</ButtonLink></Actions>
    }
}

fn table(tasks: Tasks) -> impl IntoView {
    let Tasks { asked, view, rows, shown, of, people, today, .. } = tasks;
    let pages = u32::try_from(shown.div_ceil(A_PAGE)).unwrap_or(u32::MAX);
    let page = u32::try_from(asked.page).unwrap_or(u32::MAX);
    let order = |on: bool, order| on.then_some(order);
    let columns = vec![
        Column::new("Task"),
        Column::new("Open on")
            .sorted(view.with("sort", "subjects").href(), order(asked.by_subjects, Order::Descending)),
        Column::new("State"),
        Column::new("Due").sorted(view.without("sort").href(), order(!asked.by_subjects, Order::Ascending)),
        Column::new("With"),
    ];
    let chips = chips(&view, &people);
    let rows = rows.into_iter().map(|row| entry(row, today)).collect_view();
    let filters = filters(&view, people);
    let who = match asked.whose {
        Whose::Mine => "mine".to_owned(),
        Whose::Everybody => "all".to_owned(),
        Whose::Nobody => "nobody".to_owned(),
        Whose::Of(person) => person.to_string(),
    };
    let kept = keep(&[(List::Tasks, "the tasks"), (List::OwnTasks, "those of our own")], &view.with("who", who));
    let table = (shown > 0).then(|| {
        view! { <Table caption="Tasks" columns stack=true>{rows}</Table> }
    });
    let pager = (pages > 1).then(|| view! { <Pager query=view.clone() page pages/> });
    view! {
        {filters}
        <Chips query=view.clone() chips shown of/>
        <Block title="Tasks" quiet=true first=true>{table}{pager}{kept}</Block>
    }
}

const STATES: [(&str, &str); 5] = [
    ("open", "Open"),
    ("late", "Late"),
    ("renew", "To renew"),
    ("waiting", "Waiting for review"),
    ("closed", "Closed"),
];

fn filters(view: &View, people: Vec<Choice>) -> impl IntoView + use<> {
    let value = |key: &str| view.get(key).unwrap_or_default().to_owned();
    let states = STATES.iter().map(|(key, label)| Choice::new(*key, *label)).collect();
    let criteria = CriterionId::ALL.iter().map(|id| Choice::new(id.key(), id.key())).collect();
    let roles = DataRole::ALL.iter().map(|role| Choice::new(role.key(), role.label())).collect();
    let (who, state, criterion, role) = (value("who"), value("state"), value("criterion"), value("role"));
    view! {
        <Filters query=view.clone() controls=vec!["who", "state", "criterion", "role"]>
            <FilterSelect name="who" label="Whose" any="Mine first" choices=people value=who/>
            <FilterSelect name="state" label="State" any="Not closed" choices=states value=state/>
            <FilterSelect name="criterion" label="Criterion" any="Any criterion" choices=criteria value=criterion/>
            <FilterSelect name="role" label="Role" any="Any role" choices=roles value=role/>
            <Button>"Show"</Button>
        </Filters>
    }
}

fn chips(view: &View, people: &[Choice]) -> Vec<Chip> {
    let pairs = view.pairs().iter().filter_map(|(key, value)| {
        let of_people = people.iter().find(|choice| choice.value == *value).map(|choice| choice.label.clone());
        let of_states = STATES.iter().find(|(key, _)| key == value).map(|(_, label)| (*label).to_owned());
        match key.as_str() {
            "who" => Some(Chip::new("who", value.clone(), of_people?)),
            "state" => Some(Chip::new("state", value.clone(), of_states?)),
            "criterion" => Some(Chip::new("criterion", value.clone(), value.clone())),
            "role" => Some(Chip::new("role", value.clone(), value.clone())),
            _ => None,
        }
    });
    pairs.collect()
}

fn entry(row: Row, today: Date) -> impl IntoView {
    let Row { line, id, title, criterion, kind, who } = row;
    let on = in_figures(kind, if line.to_do() > 0 { line.to_do() } else { line.subjects() });
    let late = days_late(line.due, today).filter(|_| line.late > 0);
    let (state, word) = state(&line);
    view! {
        <tr>
            <th scope="row">
                <a class="quiet" href=format!("/tasks/{id}")>{title}</a>
                <span class="sub">{format!("{id}, {criterion}")}</span>
            </th>
            <td data-th="Open on">{on}</td>
            <td data-th="State"><Mark state voice=Voice::Calm word/></td>
            <td data-th="Due">
                <Day date=line.due today/>
                {late.map(|days| view! { <span class="sub late">{late_words(days)}</span> })}
            </td>
            <td data-th="With">{who}</td>
        </tr>
    }
    .into_any()
}

/// “23 days late”.
pub(crate) fn late_words(days: i32) -> String {
    if days == 1 { "1 day late".to_owned() } else { format!("{days} days late") }
}

fn state(line: &Line) -> (State, String) {
    if line.open > 0 {
        let waiting = if line.waiting > 0 { format!(", {} waiting", line.waiting) } else { String::new() };
        (State::Gap, format!("Open{waiting}"))
    } else if line.renew > 0 {
        (State::Due, "Renew".to_owned())
    } else if line.waiting > 0 {
        (State::Unknown, "Waiting for review".to_owned())
    } else {
        (State::Met, "Closed".to_owned())
    }
}
