use crate::words::word;

word! {
    /// What is done in the background.
    pub enum JobKind {
        Watch = "watch", "A round of the watch",
        Letter = "letter", "A letter of the day",
        Summary = "summary", "A weekly summary",
    }
}

word! {
    /// Where a job stands.
    pub enum JobState {
        Waiting = "waiting", "Waiting",
        Done = "done", "Done",
        Dead = "dead", "Failed for good",
    }
}
