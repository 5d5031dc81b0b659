//! Notices in words: on pages and in letters alike.

use crate::ui::dates::short;
use domain::notices::{Matter, Notice, Way, What};
use jiff::civil::Date;
use store::Names;

/// “Due 1 Dec”, “Ends today”, “Waits since 9 Nov”.
pub(super) fn when(notice: &Notice, today: Date) -> String {
    let matter = &notice.matter;
    let ends = matches!(matter.what, What::ExclusionEnds | What::ExceptionEnds | What::AcceptanceEnds | What::Vendor);
    match matter.by {
        None if matter.count == 1 => format!("Waits since {}", short(matter.since, today)),
        None => format!("The oldest waits since {}", short(matter.since, today)),
        Some(by) if by == today => if ends { "Ends today" } else { "Due today" }.to_owned(),
        Some(by) if by < today => {
            let word = if ends { "Ended" } else { "Was due" };
            format!("{word} {}", short(by, today))
        }
        Some(by) => format!("{} {}", if ends { "Ends" } else { "Due" }, short(by, today)),
    }
}

/// Why it comes to this person, where it is not theirs.
pub(super) fn whose(notice: &Notice, names: &Names) -> Option<String> {
    match notice.way {
        Way::Own => None,
        Way::For(person) => Some(format!("For {}, who is away", names.of(person))),
        Way::Above(person) => Some(format!("Waits for {}", names.of(person))),
        Way::Orphan(person) => Some(format!("Of {}, who is not here any more", names.of(person))),
    }
}

/// “Policy to approve: Use of AI”, or the count alone where that is all there is to say.
pub(super) fn title(matter: &Matter) -> String {
    if matter.what.counted(matter.count) == matter.title {
        matter.title.clone()
    } else {
        format!("{}: {}", matter.what.label(), matter.title)
    }
}
