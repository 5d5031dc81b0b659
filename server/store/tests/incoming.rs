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
        assert_eq!((came, head(&firm).await), (CameIn { created: 2, ..CameIn::default() }, before + 1), "{engine}: one entry");
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
        let postures = store.vendor_postures_at(None, then, &Utc).await.unwrap();
        assert_eq!(postures.iter().map(|one| one.cover.vendor.name.as_str()).collect::<Vec<_>>(), ["Quill"]);
        let same = store.vendors_at(store.present().await.unwrap()).await.unwrap();
        assert_eq!(
            same.iter().map(|row| (row.draft(), row.systems)).collect::<Vec<_>>(),
            now.iter().map(|row| (row.draft(), row.systems)).collect::<Vec<_>>(),
            "{engine}: as of now it is what it is"
        );
    }
}
