//! One risk wherever it was rated: the controls that answer it, the criteria that they answer, and who rated it how.

use super::parts::{NamedControl, judged, named, named_control, treatment};
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::badge::Id;
use crate::ui::block::Block;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::{ControlId, RiskId};
use domain::refusal::Refusal;
use domain::risks::Scale;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Names, RegisterRow, Spine};

pub async fn show(asking: Asking, The(id): The<RiskId>) -> Result<Page> {
    let (store, zone) = (asking.store(), &asking.visitor.organisation.zone);
    let own = store.own_risk(&id).await?;
    let library = catalogue().risks.get(&id);
    let said = library.map(|risk| (risk.title.to_owned(), risk.description.to_owned(), risk.controls.clone()));
    let said = said.or_else(|| own.map(|risk| (risk.title, risk.description, risk.controls)));
    let (title, description, controls) = said.ok_or_else(|| Refusal::missing("risk"))?;
    let rows = store.rated_risks(asking.today, zone).await?;
    let rows: Vec<_> = rows.into_iter().filter(|row| row.entry.risk == id).collect();
    let (scale, names, spine, today) =
        (store.risk_scale().await?, asking.names().await?, asking.spine().await?, asking.today);
    Ok(asking.page(title.clone(), Place::Risks, move || {
        let way = vec![Crumb::new("Risks", "/risks"), Crumb::plain(id.to_string())];
        let over = rows.iter().filter(|row| scale.is_above_appetite(row.entry.residual.band)).count();
        let says = match rows.len() {
            0 => "is in no concluded assessment.".to_owned(),
            n => format!(
                "is rated for {}; {} above our appetite.",
                dates::counted(n, "thing", "things"),
                dates::counted(over, "is", "are")
            ),
        };
        let (rated, answered, sources) =
            (rated(&rows, &scale, &names, today), answered(&controls, &spine), sources(&id));
        let name = named(&id, title);
        view! {
            <Crumbs way/>
            <Say><Name>{name}</Name>" "{says}</Say>
            <Lede>{description}</Lede>
            {rated}
            {answered}
            {sources}
        }
    }))
}

fn rated(rows: &[RegisterRow], scale: &Scale, names: &Names, today: Date) -> AnyView {
    let lines = rows.iter().map(|row| {
        let href = format!("/risks/assessments/{}/risks/{}", row.assessment, row.entry.risk);
        let (before, after) = (judged(&row.entry.inherent, scale), judged(&row.entry.residual, scale));
        let (done, owner) = (treatment(row.treatment), names.of(row.entry.owner).to_owned());
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{row.of().to_owned()}</a></th>
                <td data-th="Before controls">{before}</td>
                <td data-th="After">{after}</td>
                <td data-th="What is done">{done}</td>
                <td data-th="Owner">{owner}</td>
                <td class="n" data-th="On">{dates::short(row.entry.on, today)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Of", "Before controls", "After", "What is done", "Owner"].into_iter().map(Column::new);
    let columns = columns.chain([Column::number("On")]).collect();
    let table = if rows.is_empty() {
        view! { <Empty>"It is rated in an "<a href="/risks/assessments">"assessment"</a>" of what it fits."</Empty> }
            .into_any()
    } else {
        view! { <Table caption="Ratings of this risk" columns stack=true>{lines}</Table> }.into_any()
    };
    view! { <Block title="Where it is rated" first=true id="rated">{table}</Block> }.into_any()
}

fn answered(controls: &[ControlId], spine: &Spine) -> AnyView {
    let lines = controls.iter().map(|id| {
        let NamedControl { adopted, name, criteria } = named_control(id, spine);
        let (state, word) = if adopted.is_some() { (State::Met, "Adopted") } else { (State::Excluded, "Not adopted") };
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=format!("/controls/{id}")><Id id=id.to_string()/>" "{name}</a></th>
                <td data-th="Criteria">{criteria}</td>
                <td data-th="State"><Mark state voice=Voice::Calm word/></td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let columns = ["Control", "Criteria that it answers", "State"].into_iter().map(Column::new).collect();
    view! {
        <Block title="Controls that answer it" id="controls">
            <Table caption="Controls that answer this risk" columns stack=true>{lines}</Table>
        </Block>
    }
    .into_any()
}

/// Where it is described in public.
fn sources(id: &RiskId) -> Option<AnyView> {
    use domain::catalogue::ReadIn;
    let risk = catalogue().risks.get(id)?;
    let lines = risk.read_in.iter().map(|source| {
        let words = match source {
            ReadIn::Nist(id) => format!("NIST AI RMF {id}"),
            ReadIn::Threat(id) => match catalogue().threats.get(id) {
                Some(threat) => format!("{} {id} {}", threat.framework, threat.name),
                None => id.to_string(),
            },
        };
        view! { <li>{words}</li> }
    });
    let lines = lines.collect_view();
    Some(view! { <Block title="Where it is described" id="sources"><ul>{lines}</ul></Block> }.into_any())
}
