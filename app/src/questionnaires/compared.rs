//! The answers beside those of the last time.

use super::parts::{reading_mark, said_words};
use crate::ui::block::Block;
use crate::ui::dates;
use crate::ui::mark::{Mark, Voice};
use crate::ui::table::{Column, Table};
use domain::questionnaires::{Difference, How, Reading, Said, compare};
use jiff::civil::Date;
use leptos::prelude::*;
use store::QuestionnaireRead;

/// What differs from the last one that the vendor submitted.
pub(super) fn block(before: &QuestionnaireRead, sent: Date, now: &QuestionnaireRead) -> AnyView {
    let all = compare(&before.lines(), &now.lines());
    let count = |how: How| all.iter().filter(|one| one.how == how).count();
    let parts: Vec<_> = How::ALL
        .iter()
        .map(|how| (count(*how), how.label().to_lowercase()))
        .filter(|(n, _)| *n > 0)
        .map(|(n, label)| format!("{} {label}", dates::figure(n)))
        .collect();
    let scores = [before.score().of_what(), now.score().of_what()];
    let moved = match scores {
        [Some(was), Some(is)] => format!("The score was {was}; it is {is}. "),
        [_, _] => String::new(),
    };
    let rows: Vec<_> = all.iter().filter(|one| one.how != How::Same).map(row).collect();
    let href = format!("/questionnaires/{}", before.row.id);
    let table = (!rows.is_empty()).then(|| {
        let columns = ["Question", "What differs", "Last time", "Now"].into_iter().map(Column::new).collect();
        view! { <Table caption="Compared with the last time" columns stack=true>{rows}</Table> }
    });
    view! {
        <Block title="Compared with the last time" id="compared" remark=format!("Sent {}", dates::full(sent))>
            <p>{moved}{dates::capital(&parts.join(", "))}" since the "<a href=href>"questionnaire before"</a>"."</p>
            {table}
        </Block>
    }
    .into_any()
}

fn row(one: &Difference) -> AnyView {
    let cell = |told: &Option<(Option<Said>, Reading)>| match told {
        None => "–".into_any(),
        Some((said, reading)) => {
            let (state, word) = reading_mark(*reading);
            view! { {said_words(said.as_ref())}<span class="sub"><Mark state voice=Voice::Calm word/></span> }
                .into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{one.question.clone()}<span class="sub">{one.key.to_string()}</span></th>
            <td data-th="What differs">{one.how.label()}</td>
            <td data-th="Last time">{cell(&one.was)}</td>
            <td data-th="Now">{cell(&one.is)}</td>
        </tr>
    }
    .into_any()
}
