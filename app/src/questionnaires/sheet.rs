//! What vendors were asked and what they answered, as lists to keep.

use super::parts::score_words;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{Sheet, text, yes_no};
use domain::questionnaires::{Answered, Ask, Key, Said};
use store::QuestionnaireRead;

pub(crate) async fn questionnaires(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (names, today) = (asking.names().await?, asking.today);
    Sheet::of(
        asking.store().all_questionnaires().await?,
        &[
            ("Id", &|read| read.row.id.to_string()),
            ("Vendor id", &|read| read.row.vendor.to_string()),
            ("Vendor", &|read| read.row.vendor_name.clone()),
            ("Questions", &|read| read.row.name.clone()),
            ("Version of the set", &|read| text(read.row.set.map(|(_, no)| no))),
            ("Stands", &|read| read.row.stage(today).label().to_owned()),
            ("Sent by", &|read| names.of(read.row.sent_by).to_owned()),
            ("Sent at", &|read| asking.cell(read.row.at)),
            ("Due", &|read| read.row.due_on.to_string()),
            ("Note", &|read| read.row.note.clone()),
            ("Answered", &|read| Answered::of(&read.lines()).answered.to_string()),
            ("Asked", &|read| read.row.asks.len().to_string()),
            ("Submitted at", &|read| text(read.row.submitted.as_ref().map(|one| asking.cell(one.at)))),
            ("Why some are not answered", &|read| text(read.row.submitted.as_ref().map(|one| one.gaps.as_str()))),
            ("Score", &|read| read.row.submitted.as_ref().map(|_| score_words(&read.score())).unwrap_or_default()),
            ("Closed by", &|read| text(read.row.closed.as_ref().map(|one| names.of(one.by)))),
            ("Closed at", &|read| text(read.row.closed.as_ref().map(|one| asking.cell(one.at)))),
            ("Conclusion", &|read| text(read.row.closed.as_ref().map(|one| one.conclusion))),
            ("Words of the conclusion", &|read| text(read.row.closed.as_ref().map(|one| one.words.as_str()))),
            ("Called off at", &|read| text(read.row.called_off.as_ref().map(|(at, ..)| asking.cell(*at)))),
            ("Why it was called off", &|read| text(read.row.called_off.as_ref().map(|(.., why)| why.as_str()))),
        ],
    )
}

/// A question of one questionnaire.
type Line<'a> = (&'a QuestionnaireRead, &'a Ask);

pub(crate) async fn answers(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let all = asking.store().all_questionnaires().await?;
    let answer = |(read, ask): &Line<'_>| read.answers.get(&ask.key).cloned();
    let files = |read: &QuestionnaireRead, key: &Key| read.attached.get(key).copied().unwrap_or_default();
    Sheet::of(
        all.iter().flat_map(|read| read.row.asks.iter().map(move |ask| (read, ask))),
        &[
            ("Questionnaire id", &|(read, _): &Line<'_>| read.row.id.to_string()),
            ("Vendor", &|(read, _)| read.row.vendor_name.clone()),
            ("Questions", &|(read, _)| read.row.name.clone()),
            ("Question id", &|(_, ask)| ask.key.to_string()),
            ("Heading", &|(_, ask)| ask.heading.clone()),
            ("Question", &|(_, ask)| ask.question.clone()),
            ("Kind of answer", &|(_, ask)| ask.kind.label().to_owned()),
            ("Weight", &|(_, ask)| ask.weight.to_string()),
            ("Knocks out", &|(_, ask)| yes_no(Some(ask.knock_out))),
            ("Answer", &|line| {
                let said = answer(line).and_then(|row| row.answer.said);
                text(said.filter(|said| *said != Said::NotApplicable).map(|said| said.text()))
            }),
            ("Does not apply", &|line| {
                let said = answer(line).and_then(|row| row.answer.said);
                if said == Some(Said::NotApplicable) { "Yes".to_owned() } else { String::new() }
            }),
            ("Comment", &|line| text(answer(line).map(|row| row.answer.comment))),
            ("Files", &|(read, ask)| files(read, &ask.key).to_string()),
            ("Judged", &|(read, ask)| text(read.verdicts.get(&ask.key).map(|(verdict, ..)| verdict))),
            ("Answered at", &|line| text(answer(line).map(|row| asking.cell(row.at)))),
        ],
    )
}
