//! The questionnaires of one vendor: what was sent, where it stands, what it scored.

use super::parts::{score_words, stage_mark};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, Voice};
use crate::ui::notice::Notice;
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::table::{Column, Table};
use crate::vendors::relation;
use domain::ids::VendorId;
use domain::instant::Zone as _;
use domain::people::may;
use domain::questionnaires::{Answered, Stage};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, QuestionnaireRead};

/// At the head of a vendor's page: that the last questionnaire that it submitted knocks it out, and the way there.
pub(crate) async fn knocked_out(asking: &Asking, vendor: i64) -> Result<Option<AnyView>> {
    let all = asking.store().questionnaires(vendor).await?;
    let last = all.into_iter().find(|read| read.row.submitted.is_some() && read.row.called_off.is_none());
    let Some(read) = last.filter(|read| read.score().is_knocked_out()) else { return Ok(None) };
    let keys: Vec<_> = read.score().knocked_out_by.iter().map(ToString::to_string).collect();
    let then = read.row.closed.as_ref().map(|closed| format!(" We concluded: {}.", closed.conclusion.label()));
    let (href, keys) = (format!("/questionnaires/{}#score", read.row.id), keys.join(", "));
    let (words, then) = (format!(" knocks it out by {keys}, whatever the score."), then.unwrap_or_default());
    Ok(Some(
        view! { <Notice word="Knocked out"><p id="knocked-out"><a href=href>"Its last questionnaire"</a>{words}{then}</p></Notice> }
            .into_any(),
    ))
}

/// A questionnaire, and the days on which it was sent and closed.
type Line = (QuestionnaireRead, Date, Option<Date>);

pub async fn show(asking: Asking, The(id): The<VendorId>) -> Result<Page> {
    let vendor = asking.store().vendor(id).await?;
    let zone = &asking.visitor.organisation.zone;
    let all = asking.store().questionnaires(vendor.no).await?;
    let lines = all.into_iter().map(|read| {
        let (sent, closed) = (zone.day(read.row.at), read.row.closed.as_ref().map(|closed| zone.day(closed.at)));
        (read, sent, closed)
    });
    let lines: Vec<Line> = lines.collect();
    let (names, today) = (asking.names().await?, asking.today);
    let may_send = may(asking.actor().rights, Verb::QuestionnaireSent, relation(&vendor, asking.actor()));
    Ok(asking.page(format!("Questionnaires of {}", vendor.name), Place::Vendors, move || {
        let way = vec![
            Crumb::new("Vendors", "/vendors"),
            Crumb::new(vendor.name.clone(), format!("/vendors/{id}")),
            Crumb::plain("Questionnaires"),
        ];
        let say = says(&vendor.name, &lines, today);
        let open = lines.iter().any(|(read, ..)| read.row.is_open());
        let send = (may_send && !open).then(|| {
            let href = format!("/vendors/{id}/questionnaires/new");
            view! { <ButtonLink weight=Weight::Primary href>"Send a questionnaire"</ButtonLink> }
        });
        let table = if lines.is_empty() {
            view! { <Empty>"Nothing was asked yet. A questionnaire is sent by a link; the vendor answers without an account, and a second person of ours closes it."</Empty> }
                .into_any()
        } else {
            register(lines, &names, today)
        };
        view! {
            <Crumbs way/>
            <Say>{say}</Say>
            <Actions top=true>{send}<ButtonLink href="/questionnaires/sets">"Sets of questions"</ButtonLink></Actions>
            <Block title="Questionnaires" first=true quiet=true>{table}</Block>
        }
    }))
}

/// “In its last answers Parley Labs scored 72.5 % of what was judged, 30 of 59 in weight. One waits for its answers.”
fn says(name: &str, lines: &[Line], today: Date) -> String {
    let last = lines.iter().find(|(read, ..)| read.row.submitted.is_some() && read.row.called_off.is_none());
    let last = match last {
        None => format!("{name} has answered no questionnaire yet."),
        Some((read, ..)) => match (read.score().of_what(), read.score().is_knocked_out()) {
            (None, _) => format!("{name} answered; nothing of it is scored yet."),
            (Some(share), true) => format!("{name} was knocked out by its last answers, which score {share}."),
            (Some(share), false) => format!("In its last answers {name} scored {share}."),
        },
    };
    let stage = |wanted: Stage| lines.iter().any(|(read, ..)| read.row.stage(today) == wanted);
    let open = match (stage(Stage::Overdue), stage(Stage::Sent), stage(Stage::Submitted)) {
        (true, ..) => " One is overdue.",
        (_, true, _) => " One waits for its answers.",
        (.., true) => " One waits for our review.",
        (false, false, false) => "",
    };
    format!("{last}{open}")
}

fn register(lines: Vec<Line>, names: &Names, today: Date) -> AnyView {
    let rows = lines.into_iter().map(|(read, sent, closed)| {
        let row = &read.row;
        let stage = row.stage(today);
        let score = if row.submitted.is_some() { score_words(&read.score()) } else { "–".to_owned() };
        let answered = Answered::of(&read.lines()).answered;
        let href = format!("/questionnaires/{}", row.id);
        let by = format!("{} by {}", dates::short(sent, today), names.of(row.sent_by));
        let end = closed.map(|day| format!("Closed {}", dates::short(day, today))).unwrap_or_default();
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href.clone()>{row.name.clone()}</a><span class="sub">{by}</span></th>
                <td data-th="Stands"><Mark state=stage_mark(stage) voice=Voice::Calm word=stage.label()/><span class="sub">{end}</span></td>
                <td data-th="Due">{dates::short(row.due_on, today)}</td>
                <td class="n" data-th="Answered"><a href=href.clone()>{format!("{answered} of {}", row.asks.len())}</a></td>
                <td data-th="Score"><a href=format!("{href}#score")>{score}</a></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = vec![
        Column::new("Questions"),
        Column::new("Stands"),
        Column::new("Due"),
        Column::number("Answered"),
        Column::new("Score"),
    ];
    view! { <Table caption="Questionnaires" columns stack=true>{rows}</Table> }.into_any()
}
