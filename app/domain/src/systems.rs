//! Systems: what the inventory says of each, and how they move through life.

use crate::words::Stage;

/// Whether a system may go from one stage to another. A retired system stays; what comes back is a new one. A step back
/// is allowed (a system is pulled from production into validation), a leap forward over validation is not.
#[must_use]
pub fn may_move(from: Stage, to: Stage) -> bool {
    match from {
        Stage::Idea => matches!(to, Stage::Development | Stage::Retired),
        Stage::Development => matches!(to, Stage::Idea | Stage::Validation | Stage::Retired),
        Stage::Validation => matches!(to, Stage::Development | Stage::Production | Stage::Retired),
        Stage::Production => matches!(to, Stage::Validation | Stage::Development | Stage::Retired),
        Stage::Retired => false,
    }
}

/// Where a system may go from here.
pub fn next_stages(from: Stage) -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(move |to| may_move(from, *to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn the_legal_moves_are_as_reviewed() {
        let mut table = String::new();
        for from in Stage::ALL {
            let to: Vec<_> = next_stages(*from).map(Stage::key).collect();
            let _ = writeln!(table, "{:<12} -> {}", from.key(), to.join(", "));
        }
        insta::assert_snapshot!(table, @r"
        idea         -> development, retired
        development  -> idea, validation, retired
        validation   -> development, production, retired
        production   -> development, validation, retired
        retired      -> 
        ");
    }
}
