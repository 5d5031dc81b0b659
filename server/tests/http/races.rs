//! Many at once, over HTTP and on both engines: one outcome, nothing lost, nobody told that it was our fault.

use crate::client::Client;
use crate::house::House;
use domain::people::Role;
use jiff::civil::date;
use std::collections::BTreeMap;
use store::testing::{Firm, pair};

const TASK: &str = "TSK-AC-07-1";

pub type Fields = Vec<(String, String)>;

/// Sends all forms at once; how often each status came back.
async fn at_once(forms: Vec<(Client, String, Fields)>) -> BTreeMap<u16, usize> {
    let tries: Vec<_> = forms
        .into_iter()
        .map(|(mut client, path, fields)| {
            tokio::spawn(async move {
                let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let answer = client.post(&path, &fields).await;
                assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
                answer.status.as_u16()
            })
        })
        .collect();
    let mut counts = BTreeMap::new();
    for one in tries {
        *counts.entry(one.await.unwrap()).or_default() += 1;
    }
    counts
}

pub fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub async fn whole(house: &House, firm: &Firm) {
    let engine = firm.f.engine;
    assert!(house.site.store.verify_trail().await.unwrap().faults.is_empty(), "{engine}");
    assert!(house.site.store.check_derived(1).await.unwrap().is_empty(), "{engine}");
    assert!(house.site.store.check_faces().await.unwrap().is_empty(), "{engine}");
    assert_eq!(house.site.store.check_tally().await.unwrap(), 0, "{engine}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_who_accept_reject_and_withdraw_have_one_outcome() {
    for house in House::founded_on_each().await {
        let firm = house.firm().await;
        firm.adopt(&["AIG-AC-07"]).await;
        let (_, no) = firm.system("Scorer", None).await;
        let id = firm.submit("config-export", date(2026, 11, 21), &[pair(TASK, no)]).await;
        house.add("Second", &[Role::Executive], true).await;
        let submitter = house.signed_in_as("founder@example.com").await;
        let reviewers =
            [house.signed_in_as("ines-halvorsen@example.com").await, house.signed_in_as("second@example.com").await];
        let auditor = house.signed_in(Role::Auditor).await;
        let decide = format!("/evidence/{id}/decide");
        let forms = (0..64).map(|n| match n % 8 {
            0 | 4 => (reviewers[0].clone(), decide.clone(), fields(&[("all", "supports"), ("of", "1"), ("seen", "")])),
            1 | 5 => {
                let form = fields(&[("all", "rejected"), ("of", "1"), ("seen", ""), ("reason", "no")]);
                (reviewers[1].clone(), decide.clone(), form)
            }
            2 => (submitter.clone(), format!("/evidence/{id}/withdraw"), fields(&[("reason", "Wrong file.")])),
            // Whoever may not, and what was not seen, never has an outcome.
            3 => (submitter.clone(), decide.clone(), fields(&[("all", "supports"), ("of", "1"), ("seen", "")])),
            6 => (auditor.clone(), decide.clone(), fields(&[("all", "supports"), ("of", "1"), ("seen", "")])),
            _ => {
                let form = fields(&[("all", "supports"), ("of", "1"), ("seen", &"0".repeat(64))]);
                (reviewers[0].clone(), decide.clone(), form)
            }
        });
        let counts = at_once(forms.collect()).await;
        let engine = firm.f.engine;
        let done = counts.get(&303).copied().unwrap_or_default();
        let (pairs, ..) = house.site.store.evidence_pairs(id, 0).await.unwrap();
        let (ruled, withdrawn) = (pairs[0].ruling.is_some(), pairs[0].withdrawn_at.is_some());
        assert_eq!(done, usize::from(ruled) + usize::from(withdrawn), "{engine}: {counts:?}");
        assert!(done >= 1 && counts.keys().all(|status| [303, 403, 409, 422].contains(status)), "{engine}: {counts:?}");
        let by =
            house.site.store.history(domain::trail::ThingKind::Evidence, &id.to_string(), i64::MAX, 99).await.unwrap();
        let decided: Vec<_> = by.iter().filter(|entry| entry.verb == "evidence-decided").collect();
        assert_eq!(decided.len(), usize::from(ruled), "{engine}: one decision, one entry");
        assert!(decided.iter().all(|entry| entry.actor != Some(firm.manager.person)), "{engine}: by another person");
        whole(&house, &firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_mixed_writers_give_no_5xx_and_no_deadlock() {
    for house in House::founded_on_each().await {
        let firm = house.firm().await;
        firm.adopt(&["AIG-AC-07"]).await;
        let mut systems = Vec::new();
        for n in 0..4 {
            systems.push(firm.system(&format!("System {n}"), None).await.1);
        }
        let mut waiting = Vec::new();
        for n in 0..8 {
            waiting.push(firm.submit("config-export", date(2026, 11, 21), &[pair(TASK, systems[n % 4])]).await);
        }
        let founder = house.signed_in_as("founder@example.com").await;
        let reviewer = house.signed_in_as("ines-halvorsen@example.com").await;
        let engineer = format!("/people/{}/rights", house.person("engineer@example.com").await);
        let forms = (0..64).map(|n| {
            let subject = format!("{}:0", systems[n % 4]);
            let (path, form) = match n % 8 {
                0 => (format!("/tasks/{TASK}/discuss"), fields(&[("words", &format!("Remark {n}"))])),
                1 => (format!("/tasks/{TASK}/due"), fields(&[("subjects", &subject), ("due_on", "2027-01-31")])),
                2 => (
                    format!("/tasks/{TASK}/prove"),
                    fields(&[
                        ("kind", "config-export"),
                        ("title", &format!("Proof {n}")),
                        ("form", "statement"),
                        ("statement", "As seen."),
                        ("speaks_from", "2026-11-20"),
                        ("speaks_until", "2026-11-20"),
                        ("pairs", &systems[n % 4].to_string()),
                    ]),
                ),
                3 => (
                    format!("/evidence/{}/decide", waiting[n / 8]),
                    fields(&[("all", "supports"), ("of", "1"), ("seen", "")]),
                ),
                4 => (
                    "/people/invite".to_owned(),
                    fields(&[("name", "Person"), ("email", &format!("p{n}@example.com")), ("rights", "engineer")]),
                ),
                5 => (engineer.clone(), fields(&[("version", "1"), ("rights", "engineer"), ("review", "on")])),
                6 => (
                    format!("/tasks/{TASK}/exclude"),
                    fields(&[
                        ("subjects", &systems[n % 4].to_string()),
                        ("until", "2027-03-31"),
                        ("reason", "Not run there."),
                    ]),
                ),
                _ => ("/systems/new".to_owned(), fields(&[("name", &format!("New {n}")), ("stage", "idea")])),
            };
            (if n % 8 == 3 { reviewer.clone() } else { founder.clone() }, path, form)
        });
        let counts = at_once(forms.collect()).await;
        let engine = firm.f.engine;
        assert!(counts.keys().all(|status| [200, 303, 409, 422].contains(status)), "{engine}: {counts:?}");
        let done: usize = counts.iter().filter(|(status, _)| **status < 400).map(|(_, n)| n).sum();
        // Of eight who set one day four times over one version, and eight who gave one right, most come late.
        assert!(done >= 45, "{engine}: {counts:?}");
        whole(&house, &firm).await;
    }
}
