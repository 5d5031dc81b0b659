//! Lists of vendors that come in: whole or not at all, with one entry, and what the register was before they did.
#![cfg(test)]

use domain::attestations::AttestationDraft;
use domain::import::RawRow;
use domain::incoming::{Heads, Incoming};
use domain::instant::{Instant, Utc};
use domain::people::Role;
use domain::refusal::Refusal;
use domain::trail::Verb;
use domain::words::Criticality;
use jiff::civil::date;
use store::testing::{Firm, firms};
use store::{AttestationsWanted, CameIn, ComingList, Error};

fn list(list: Incoming, rows: &[&[&str]]) -> ComingList {
    let all = |cells: &&[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows_of = |(at, cells): (usize, &&[&str])| RawRow { row: at as u64 + 1, cells: all(cells) };
    let heads = Heads::find(list, &all(&rows[0]));
    let rows = rows.iter().enumerate().skip(1).map(rows_of).collect();
    ComingList { heads, rows, file: "list.csv".into() }
}

fn refused(outcome: store::Result<CameIn>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

async fn head(firm: &Firm) -> i64 {
    firm.store().verify_trail().await.unwrap().entries
}

#[tokio::test]
async fn a_list_of_vendors_comes_in_whole_or_not_at_all() {
    for firm in firms(&[]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        let before = head(&firm).await;
        let bad = list(Incoming::Vendors, &[&["Vendor", "Tier"], &["Quill", "High"], &["Onyx", "huge"]]);
        let Refusal::Invalid(faults) = refused(store.import_list(Some(&firm.manager), &bad, false).await) else {
            panic!("{engine}")
        };
        assert!(faults[0].message.starts_with("Line 3: “huge” is not known."), "{engine}: {faults:?}");
        assert!(
            store.vendors().await.unwrap().is_empty() && head(&firm).await == before,
            "{engine}: nothing was written"
        );

        let good = list(
            Incoming::Vendors,
            &[&["Vendor", "Tier", "Owner"], &["Quill", "High", "Ines Halvorsen"], &["=Onyx", "", "Nobody"]],
        );
        let came = store.import_list(Some(&firm.manager), &good, false).await.unwrap();
        assert_eq!(
            (came, head(&firm).await),
            (CameIn { created: 2, ..CameIn::default() }, before + 1),
            "{engine}: one entry"
        );
        let all = store.vendors().await.unwrap();
        assert_eq!(all[0].name, "=Onyx");
        assert_eq!((all[1].tier, all[1].owner), (Criticality::High, Some(firm.reviewer.person)));
        let entry = store.trail(i64::MAX, 1).await.unwrap().remove(0);
        assert_eq!(entry.verb, Verb::VendorsImported.key());

        let other = list(Incoming::Vendors, &[&["Vendor", "Service"], &["Quill", "Transcripts"], &["=Onyx", ""]]);
        let no = refused(store.import_list(None, &other, false).await);
        assert!(no.to_string().contains("ask for the changes"), "{engine}: {no}");
        let came = store.import_list(None, &other, true).await.unwrap();
        assert_eq!(came, CameIn { changed: 1, ..CameIn::default() }, "{engine}");
        let quill = store.vendors().await.unwrap().into_iter().find(|row| row.name == "Quill").unwrap();
        assert_eq!(
            (quill.service.as_str(), quill.tier),
            ("Transcripts", Criticality::High),
            "{engine}: a cell less leaves it"
        );
        assert_eq!(store.vendor_history(quill.id).await.unwrap()[0].verb, Verb::VendorsImported);

        let engineer = firm.f.person("Eve Nolan", Role::Engineer, false).await;
        assert!(matches!(refused(store.import_list(Some(&engineer), &good, true).await), Refusal::Forbidden(_)));
        let borne = store.check_rows().await.unwrap();
        assert!(borne.faults.is_empty(), "{engine}: {:?}", borne.faults);
    }
}

#[tokio::test]
async fn what_systems_depend_on_is_asked_from_the_import_on() {
    for firm in firms(&["AIG-VN-01"]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        let (_, no) = firm.system("Triage", None).await;
        let vendors = list(Incoming::Vendors, &[&["Vendor"], &["Quill"], &["Onyx"]]);
        store.import_list(Some(&firm.manager), &vendors, false).await.unwrap();
        let pairs = list(Incoming::Dependencies, &[&["System", "Vendor"], &["Triage", "Quill"], &["Triage", "Onyx"]]);
        let came = store.import_list(Some(&firm.manager), &pairs, false).await.unwrap();
        assert_eq!(came.created, 2, "{engine}");
        assert_eq!(store.vendors_of_system(no).await.unwrap().len(), 2);
        assert!(store.check_derived(1).await.unwrap().is_empty(), "{engine}");
        let passes =
            list(Incoming::Subprocessors, &[&["Vendor", "Sub-processor", "What"], &["Quill", "Onyx", "Audio"]]);
        store.import_list(Some(&firm.manager), &passes, false).await.unwrap();
        assert_eq!(store.subprocessors().await.unwrap()[0].2, "Audio");
        let again = refused(store.import_list(Some(&firm.manager), &pairs, false).await);
        assert!(matches!(again, Refusal::Conflict(_)), "{engine}: {again}");
        assert!(store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
    }
}

const DOCUMENTS: &[&[&str]] = &[
    &["Vendor", "Kind", "Issued by", "Period from", "Period until", "Opinion", "Categories", "Scope", "Received on"],
    &["Quill", "SOC2-T2", "B & Co", "2025-10-01", "2026-09-30", "Unqualified", "Security", "yes", "2026-10-20"],
    &["Quill", "SOC2-T2", "B & Co", "2024-10-01", "2025-09-30", "Unqualified", "Security", "yes", "2025-10-20"],
];

#[tokio::test]
async fn documents_come_in_as_entered_and_a_second_person_reviews_each() {
    for firm in firms(&[]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        store.add_vendor(&firm.manager, "Quill", "", Criticality::High, None).await.unwrap();
        let documents = list(Incoming::Attestations, DOCUMENTS);
        let nobody = refused(store.import_list(None, &documents, false).await);
        assert!(matches!(nobody, Refusal::Forbidden(_)), "{engine}: {nobody}");
        store.import_list(Some(&firm.manager), &documents, false).await.unwrap();
        let all = store.attestations_after(&AttestationsWanted::default(), None, 10).await.unwrap();
        assert_eq!(all.len(), 2, "{engine}");
        assert!(all.iter().all(|row| row.waits() && row.entered_by == firm.manager.person), "{engine}");
        let until = |row: &store::AttestationRow| row.terms.period.unwrap().until();
        assert_eq!(
            [until(&all[0]), until(&all[1])],
            [date(2026, 9, 30), date(2025, 9, 30)],
            "in the order of the list"
        );
        // One entry entered both, and yet each is told from the other, page by page.
        assert!(all[0].no < all[1].no && all[0].seq == all[1].seq, "{engine}");
        let rest = store.attestations_after(&AttestationsWanted::default(), Some(all[0].no), 10).await.unwrap();
        assert_eq!(rest.len(), 1, "{engine}");
        let own = AttestationDraft { kind: "DPA".into(), ..AttestationDraft::default() };
        assert!(store.enter_attestation(&firm.manager, all[0].vendor, &own, None).await.is_err());
        let again = refused(store.import_list(Some(&firm.manager), &documents, false).await);
        assert!(matches!(again, Refusal::Conflict(_)), "{engine}: {again}");
        assert!(store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn the_register_reads_as_it_was_on_a_day() {
    for firm in firms(&[]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        let first = list(Incoming::Vendors, &[&["Vendor", "Service", "Tier"], &["Quill", "Transcripts", "Low"]]);
        store.import_list(Some(&firm.manager), &first, false).await.unwrap();
        let (_, no) = firm.system("Triage", None).await;
        let then: Instant = store.present().await.unwrap();
        firm.f.world.forward(86_400);
        let id = store.vendors().await.unwrap()[0].id.to_string();
        let rows: &[&[&str]] =
            &[&["Id", "Vendor", "Service", "Tier", "Keeps"], &[&id, "Quill AG", "Audio", "High", "yes"]];
        store.import_list(Some(&firm.manager), &list(Incoming::Vendors, rows), true).await.unwrap();
        firm.f.world.forward(3_600);
        let rows: &[&[&str]] = &[&["Vendor", "Service"], &["Quill AG", "Audio and video"], &["Onyx", ""]];
        store.import_list(Some(&firm.manager), &list(Incoming::Vendors, rows), true).await.unwrap();
        let pair = list(Incoming::Dependencies, &[&["System", "Vendor"], &["Triage", "Quill AG"]]);
        store.import_list(Some(&firm.manager), &pair, false).await.unwrap();
        let now = store.vendors().await.unwrap();
        assert_eq!((now.len(), store.vendors_of_system(no).await.unwrap().len()), (2, 1), "{engine}");

        let was = store.vendors_at(then).await.unwrap();
        assert_eq!(was.len(), 1, "{engine}");
        let quill = &was[0];
        assert_eq!(
            (quill.name.as_str(), quill.service.as_str(), quill.tier, quill.keeps, quill.systems),
            ("Quill", "Transcripts", Criticality::Low, None, 0),
            "{engine}"
        );
        let seq = store.head_seq().await.unwrap();
        let postures = store.postures_at(seq, None, then, &Utc).await.unwrap();
        assert_eq!(postures.iter().map(|one| one.vendor.name.as_str()).collect::<Vec<_>>(), ["Quill"]);
        let same = store.vendors_at(store.present().await.unwrap()).await.unwrap();
        assert_eq!(
            same.iter().map(|row| (row.draft(), row.systems)).collect::<Vec<_>>(),
            now.iter().map(|row| (row.draft(), row.systems)).collect::<Vec<_>>(),
            "{engine}: as of now it is what it is"
        );
    }
}

#[tokio::test]
async fn people_come_in_invited_by_somebody_who_may_and_can_be_erased() {
    for firm in firms(&[]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        let administrator = firm.f.person("Ana Brandt", Role::Administrator, false).await;
        let rows: &[&[&str]] = &[
            &["Name", "E-mail", "Department", "Roles", "May review"],
            &["Tomás Ortega", "TOMAS@example.com", "Claims", "Engineer", "yes"],
            &["Eve Nolan", "eve@example.com", "", "Auditor", ""],
        ];
        let people = list(Incoming::People, rows);
        for by in [None, Some(&firm.reviewer)] {
            let no = refused(store.import_list(by, &people, false).await);
            assert!(matches!(no, Refusal::Forbidden(_)), "{engine}: {no}");
        }
        let before = head(&firm).await;
        let came = store.import_list(Some(&administrator), &people, false).await.unwrap();
        assert_eq!((came.created, came.links.len(), head(&firm).await), (2, 2, before + 1), "{engine}: one entry");
        let all = store.people().await.unwrap();
        let tomas = all.iter().find(|row| row.email.as_deref() == Some("tomas@example.com")).unwrap();
        assert!(tomas.rights.reviews() && !tomas.joined && tomas.invitation.is_some(), "{engine}");
        assert_eq!(tomas.invited_by, Some(administrator.person), "a reviewer is known by who invited them");
        let link = came.links.iter().find(|link| link.person == tomas.id).unwrap();
        assert_eq!(store.invitation(&link.key).await.unwrap().unwrap().name, "Tomás Ortega", "{engine}");
        store.join(&link.key, "a hash").await.unwrap();
        assert!(store.invitation(&link.key).await.unwrap().is_none(), "{engine}: it works once");

        let again = refused(store.import_list(Some(&administrator), &people, true).await);
        assert!(matches!(again, Refusal::Conflict(_)), "{engine}: {again}");
        let bad: &[&[&str]] =
            &[rows[0], &["Bo", "bo@example.com", "", "Engineer", ""], &["Cy", "cy", "", "Engineer", ""]];
        let Refusal::Invalid(faults) =
            refused(store.import_list(Some(&administrator), &list(Incoming::People, bad), false).await)
        else {
            panic!("{engine}")
        };
        assert!(faults[0].message.starts_with("Line 3: an e-mail address looks like"), "{engine}: {faults:?}");
        assert_eq!(store.people().await.unwrap().len(), all.len(), "{engine}: nothing was written");

        // Whoever goes takes their words along, and nobody else's.
        let eve = all.iter().find(|row| row.name.as_deref() == Some("Eve Nolan")).unwrap().id;
        store.deactivate(&administrator, eve).await.unwrap();
        store.erase(&administrator, eve).await.unwrap();
        let words =
            firm.f.texts("SELECT words FROM event_words WHERE words LIKE '%Nolan%' OR words LIKE '%eve@%'").await;
        assert!(words.is_empty(), "{engine}: {words:?}");
        assert_eq!(store.person(tomas.id).await.unwrap().name.as_deref(), Some("Tomás Ortega"), "{engine}");
        assert!(store.verify_trail().await.unwrap().faults.is_empty(), "{engine}");
        assert!(store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
        assert_eq!(store.check_search().await.unwrap(), [""; 0], "{engine}");
    }
}

#[tokio::test]
async fn an_owner_brings_the_risks_of_their_system_and_of_no_other() {
    for firm in firms(&["AIG-RA-02"]).await {
        let (store, engine) = (firm.store(), firm.f.engine);
        let engineer = firm.f.person("Eve Nolan", Role::Engineer, false).await;
        firm.system("Mine", Some(engineer.person)).await;
        firm.system("Theirs", Some(firm.manager.person)).await;
        let heads: &[&str] =
            &["System", "Title", "Kind", "Description", "Controls", "Likelihood", "Impact", "Owner", "What is done"];
        let row = |system: &'static str, title: &'static str| {
            [system, title, "Legal", "They rise", "AIG-RA-02", "3", "2", "Eve Nolan", ""]
        };
        let (mine, second, theirs) = (row("Mine", "Prices"), row("Mine", "Taxes"), row("Theirs", "Prices"));
        let both = list(Incoming::Risks, &[heads, &mine, &theirs]);
        let Refusal::Invalid(faults) = refused(store.import_list(Some(&engineer), &both, false).await) else {
            panic!("{engine}")
        };
        assert!(faults[0].message.contains("“Theirs” are rated by whoever owns it"), "{engine}: {faults:?}");
        assert!(store.assessments_after(None, None, 9).await.unwrap().is_empty(), "{engine}: whole or not at all");

        let before = head(&firm).await;
        let own = list(Incoming::Risks, &[heads, &mine, &second]);
        let came = store.import_list(Some(&engineer), &own, false).await.unwrap();
        assert_eq!((came.created, head(&firm).await), (2, before + 1), "{engine}: one entry");
        let opened = store.assessments_after(None, None, 9).await.unwrap();
        assert_eq!(opened.len(), 1, "{engine}: one draft for both rows");
        assert!(opened[0].concluded().is_none() && opened[0].assessment.author == engineer.person, "{engine}");
        let otherwise = ["Mine", "Prices", "Legal", "They rise", "AIG-RA-02", "5", "2", "Eve Nolan", "Accept"];
        let no = refused(store.import_list(Some(&engineer), &list(Incoming::Risks, &[heads, &otherwise]), true).await);
        assert!(matches!(no, Refusal::Invalid(_)), "{engine}: an acceptance says why and until when: {no}");
        let otherwise = ["Mine", "Prices", "Legal", "They rise", "AIG-RA-02", "5", "2", "Eve Nolan", ""];
        let other = list(Incoming::Risks, &[heads, &otherwise]);
        assert!(matches!(refused(store.import_list(Some(&engineer), &other, false).await), Refusal::Conflict(_)));
        let came = store.import_list(Some(&engineer), &other, true).await.unwrap();
        assert_eq!((came.created, came.changed), (0, 1), "{engine}");
        assert_eq!(store.check_records().await.unwrap(), [], "{engine}");
        assert!(store.check_rows().await.unwrap().faults.is_empty(), "{engine}");
        assert_eq!(store.check_search().await.unwrap(), [""; 0], "{engine}");
    }
}
