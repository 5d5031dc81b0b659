//! What could be used as proof and is not, to whoever may say so.

use crate::Store;
use crate::error::Result;
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::Actor;

impl Store {
    /// Versions of policies in force and accepted documents of vendors that could prove what was adopted after them.
    pub(super) async fn proofs_due(&self, now: Instant, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let mut all = Vec::new();
        let matter = |actor: &Actor, thing: String, title: String, since: Instant| Matter {
            what: What::Prove,
            to: actor.person,
            thing,
            title,
            count: 1,
            since: zone.day(since),
            by: None,
        };
        for late in self.late_policies(now, zone).await? {
            let may = actors.iter().filter(|actor| late.is_for(actor));
            all.extend(
                may.map(|actor| matter(actor, format!("/policies/{}#proof", late.id), late.title.clone(), late.since)),
            );
        }
        for late in self.late_proofs(None, now, zone).await? {
            let may = actors.iter().filter(|actor| late.is_for(actor, now));
            let title = format!("{} of {}", late.title, late.of);
            all.extend(may.map(|actor| {
                matter(actor, format!("/attestations/{}#proves", late.report), title.clone(), late.since)
            }));
        }
        Ok(all)
    }
}
