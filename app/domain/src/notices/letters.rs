use super::{How, Notice, NoticeChoice, REPEAT_DAYS};
use jiff::civil::{Date, Weekday};

/// The notices that go into somebody's letter of `today`, in the order in which they were given; empty: no letter.
/// `pending` are those that no letter told yet, `last` is the day of their last letter. One a day at most; what is chosen
/// weekly goes out on Mondays, or later in the week when there was no letter for seven days.
#[must_use]
pub fn digest<'a>(pending: &'a [Notice], choice: &NoticeChoice, last: Option<Date>, today: Date) -> Vec<&'a Notice> {
    if last.is_some_and(|last| last >= today) {
        return Vec::new();
    }
    let weekly = weekly_on(last, today);
    let goes = |notice: &&Notice| match choice.how(notice.matter.what.group()) {
        How::Daily => true,
        How::Weekly => weekly,
        How::Product => false,
    };
    pending.iter().filter(goes).collect()
}

/// Whether what comes weekly comes on `today`, the last having come on `last`.
#[must_use]
pub fn weekly_on(last: Option<Date>, today: Date) -> bool {
    let days = last.and_then(|last| today.since(last).ok()).map(|span| i64::from(span.get_days()));
    today.weekday() == Weekday::Monday || days.is_none_or(|days| days >= REPEAT_DAYS)
}
