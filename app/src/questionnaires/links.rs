//! The links that open a questionnaire, and what whoever may send it does beside: a new link, a workbook read in, calling
//! it off.

use crate::form::Fields;
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::CheckField;
use crate::ui::dates;
use crate::ui::file::FileField;
use crate::ui::input::DateField;
use crate::ui::textarea::LongField;
use domain::instant::Instant;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{LinkRow, QuestionnaireRead};

/// Nothing once it is closed or called off.
pub(super) fn block(
    read: &QuestionnaireRead,
    links: &[(LinkRow, Date)],
    now: Instant,
    typed: &Fields,
    mishap: &Mishap,
) -> Option<AnyView> {
    let row = &read.row;
    if row.closed.is_some() || row.called_off.is_some() {
        return None;
    }
    let base = format!("/questionnaires/{}", row.id);
    let open: Vec<_> = links.iter().filter(|(link, _)| link.opens(now)).collect();
    let lines = open.iter().map(|(link, until)| {
        let what = match (&link.to, &link.keys) {
            (Some(to), Some(keys)) => {
                format!("Handed to {to}: {}", keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            (_, _) => "All questions".to_owned(),
        };
        view! { <li>{what}<span class="sub">{format!("Opens until {}", dates::full(*until))}</span></li> }
    });
    let lines = lines.collect_view();
    let revoke = (!open.is_empty()).then(|| {
        let action = format!("{base}/unlink");
        view! { <form method="post" action=action><Actions><Button>"Revoke all links"</Button></Actions></form> }
    });
    let none = open.is_empty().then(|| view! { <p>"No link opens it now."</p> });
    let (wrong, reason) = (&mishap.wrong, typed.text("reason"));
    let [dated, wanted, booked] = [
        wrong.at("expires_on").is_some(),
        wrong.at("reason").is_some(),
        wrong.at("book").is_some() || wrong.at("gaps").is_some(),
    ];
    let (gaps, until) = (typed.text("gaps"), typed.text("expires_on"));
    let (at_gaps, at_book, at_until, at_reason) =
        (wrong.at("gaps"), wrong.at("book"), wrong.at("expires_on"), wrong.at("reason"));
    let actions = ["link", "read-in", "call-off"].map(|act| format!("{base}/{act}"));
    let [relink, read_in, call_off] = actions;
    let book = row.is_open().then(|| {
        view! {
            <details open=booked>
                <summary>"Read in a workbook that they sent"</summary>
                <form class="form" method="post" action=read_in enctype="multipart/form-data" novalidate>
                    <p>"Who reads answers in does not close the questionnaire."</p>
                    <FileField name="file" id="book" label="The workbook" accept=".xlsx,.csv" error=at_book/>
                    <CheckField name="complete" label="These are all of their answers: submit them"/>
                    <LongField name="gaps" label="Why some are not answered" value=gaps optional=true error=at_gaps/>
                    <Actions><Button>"Read the answers in"</Button></Actions>
                </form>
            </details>
        }
    });
    Some(
        view! {
            <Block title="Links" id="links" remark="Only hashes of them are kept">
                <ul class="entries">{lines}</ul>
                {none}
                {revoke}
                <details open=dated>
                    <summary>"Make a new link"</summary>
                    <form class="form" method="post" action=relink novalidate>
                        <p>"Every link before it ends. Answers stay."</p>
                        <DateField name="expires_on" label="It opens until" value=until optional=true
                            hint="Thirty days after the answers are due, unless you say otherwise" error=at_until/>
                        <Actions><Button weight=Weight::Bordered>"Make a new link"</Button></Actions>
                    </form>
                </details>
                {book}
                <details open=wanted>
                    <summary>"Call the questionnaire off"</summary>
                    <form class="form" method="post" action=call_off novalidate>
                        <LongField name="reason" label="Why" value=reason error=at_reason/>
                        <Actions><Button weight=Weight::Danger>"Call it off"</Button></Actions>
                    </form>
                </details>
            </Block>
        }
        .into_any(),
    )
}
