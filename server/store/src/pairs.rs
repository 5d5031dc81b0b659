//! Pairs of requirement and subject as people name them: each once, and asked now.

use crate::error::Result;
use crate::spine::list;
use crate::sql::args;
use crate::writing::Writing;
use domain::evidence::NamedPair;
use domain::refusal::Refusal;
use std::collections::BTreeSet;
use std::fmt::Display;

/// A few of them stand in a refusal; hundreds would help nobody.
const NAMED: usize = 3;

/// The same, each once, in the order in which they were named.
pub(crate) fn once<T: Clone + Ord>(all: &[T]) -> Vec<T> {
    let mut seen = BTreeSet::new();
    all.iter().filter(|one| seen.insert((*one).clone())).cloned().collect()
}

impl Writing {
    /// These pairs, each once, when every one is asked now.
    ///
    /// # Errors
    /// [`Refusal::Missing`] for an unknown requirement; [`Refusal::Invalid`] at `field` when one is not asked there.
    pub(crate) async fn asked_now(&mut self, field: &'static str, pairs: &[NamedPair]) -> Result<Vec<NamedPair>> {
        let (pairs, spine) = (once(pairs), self.spine().await?);
        let mut numbered = BTreeSet::new();
        for pair in &pairs {
            let requirement =
                spine.requirement_by_id(&pair.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
            numbered.insert((requirement.no, pair.subject));
        }
        let requirements: BTreeSet<_> = numbered.iter().map(|(requirement, _)| *requirement).collect();
        let subjects: BTreeSet<_> = numbered.iter().map(|(_, subject)| *subject).collect();
        let sql = format!(
            "SELECT requirement, subject FROM finding WHERE requirement IN ({}) AND subject IN ({}) \
             AND from_at <= $1 AND until_at > $1",
            list(requirements.iter()),
            list(subjects.iter())
        );
        for row in self.tx.all(sql, args![self.now()]).await? {
            numbered.remove(&(row.get(0)?, row.get(1)?));
        }
        let stray: BTreeSet<_> = numbered.iter().filter_map(|(no, _)| spine.requirement(*no)).map(|r| &r.id).collect();
        if stray.is_empty() { Ok(pairs) } else { Err(Refusal::at(field, not_asked(stray)).into()) }
    }
}

fn not_asked(requirements: BTreeSet<impl Display>) -> String {
    let named = requirements.iter().take(NAMED).map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let more = requirements.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{named}{more} {} not asked there now.", if requirements.len() == 1 { "is" } else { "are" })
}
