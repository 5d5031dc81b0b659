//! Parts that several pages of questionnaires share.

use crate::ui::dates;
use crate::ui::mark::State;
use domain::questionnaires::{Falls, Reading, Said, Score, Stage, Verdict};
use jiff::civil::Date;
use store::Asked;

/// The mark of where a questionnaire stands.
pub(super) const fn stage_mark(stage: Stage) -> State {
    match stage {
        Stage::Sent | Stage::Submitted => State::Due,
        Stage::Overdue => State::Gap,
        Stage::Closed => State::Met,
        Stage::CalledOff => State::Excluded,
    }
}

/// The mark of what an answer amounts to, and its word.
pub(super) const fn reading_mark(reading: Reading) -> (State, &'static str) {
    match reading {
        Reading::Unanswered => (State::Unknown, Falls::Unanswered.label()),
        Reading::SetAside => (State::Excluded, "Does not apply"),
        Reading::Waits => (State::Due, "To be judged"),
        Reading::Told(Verdict::Favourable) => (State::Met, Verdict::Favourable.label()),
        Reading::Told(Verdict::Partly) => (State::Due, Verdict::Partly.label()),
        Reading::Told(Verdict::Unfavourable) => (State::Gap, Verdict::Unfavourable.label()),
    }
}

/// “Yes”, “14”, “Nothing”.
pub(super) fn said_words(said: Option<&Said>) -> String {
    match said {
        None => "Nothing".to_owned(),
        Some(Said::Day(day)) => dates::full(*day),
        Some(Said::Text(text) | Said::Choice(text)) => text.clone(),
        Some(said @ (Said::Yes | Said::No | Said::Partly | Said::NotApplicable | Said::Number(_))) => {
            dates::capital(&said.text())
        }
    }
}

/// “72.5 % of what was judged, 30 of 59 in weight”, “Knocked out, 72.5 % of …”.
pub(super) fn score_words(score: &Score) -> String {
    let share = score.of_what().unwrap_or_else(|| "nothing scored yet".to_owned());
    if score.is_knocked_out() { format!("Knocked out, {share}") } else { dates::capital(&share) }
}

/// The mark of a vendor's last questionnaire.
pub(crate) fn asked_mark(asked: &Asked) -> State {
    let knocked_out = asked.score.as_ref().is_some_and(Score::is_knocked_out);
    if knocked_out { State::Gap } else { stage_mark(asked.stage) }
}

/// The score of a vendor's last questionnaire, and where it stands: “72.5 % of …; overdue since 4 Dec”.
pub(crate) fn asked_words(asked: &Asked, today: Date) -> (String, String) {
    let score = asked.score.as_ref().map_or_else(|| "No score yet".to_owned(), score_words);
    let stands = match asked.stage {
        Stage::Sent => format!("Due {}", dates::short(asked.due_on, today)),
        Stage::Overdue => format!("Overdue since {}", dates::short(asked.due_on, today)),
        stage @ (Stage::Submitted | Stage::Closed | Stage::CalledOff) => stage.label().to_owned(),
    };
    (score, stands)
}
