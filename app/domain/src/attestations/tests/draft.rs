//! Forms: which fields each kind has, and what is said at each.

use super::*;
use crate::refusal::Refusal;

const TODAY: &str = "2027-01-10";

fn shown(id: &str) -> String {
    fields(kind(id)).into_iter().map(Field::key).collect::<Vec<_>>().join(" ")
}

fn refused(draft: &AttestationDraft) -> Vec<(String, String)> {
    let before = draft.clone();
    let Err(Refusal::Invalid(faults)) = draft.check(d(TODAY)) else { panic!("{draft:?} was taken") };
    assert_eq!(*draft, before, "nothing typed is lost");
    faults.into_iter().map(|fault| (fault.field.into_owned(), fault.message)).collect()
}

/// The one sentence that is said.
fn at(field: &str, draft: AttestationDraft) -> String {
    let faults = refused(&draft);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].0, field);
    faults.into_iter().next().unwrap().1
}

fn typed_report() -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-T2".into(),
        issuer: " Ledger & Partners ".into(),
        period_from: "1 Oct 2025".into(),
        period_until: "2026-09-30".into(),
        scope: "yes".into(),
        categories: vec!["Security".into(), "Confidentiality".into()],
        opinion: "unqualified".into(),
        received_on: "20 Nov 2026".into(),
        ..AttestationDraft::default()
    }
}

fn typed_letter() -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-BRIDGE".into(),
        issuer: "Ada Byron, chief security officer".into(),
        names: "report".into(),
        named_end: "2026-09-30".into(),
        through: "2026-12-31".into(),
        signed_on: "2027-01-04".into(),
        received_on: "2027-01-05".into(),
        ..AttestationDraft::default()
    }
}

fn typed_certificate() -> AttestationDraft {
    AttestationDraft {
        kind: "ISO27001".into(),
        issuer: "A body".into(),
        day: "2024-05-10".into(),
        edition: "2022".into(),
        surveillances: "2026-04-18\n\n 20 Apr 2025 \n2025-04-20".into(),
        received_on: "2026-05-01".into(),
        ..AttestationDraft::default()
    }
}

#[test]
fn forms_show_what_a_kind_has() {
    let report =
        "issuer period_from period_until scope categories opinion exceptions user_controls carve_outs received_on";
    let certificate = "issuer day edition expires_on surveillances scope received_on";
    for (id, want) in [
        ("SOC2-T2", report),
        ("C5-T2", report),
        ("SOC1-T2", "issuer period_from period_until scope opinion exceptions user_controls carve_outs received_on"),
        (
            "SOC2-T1",
            "issuer day type_two_begun scope categories opinion exceptions user_controls carve_outs received_on",
        ),
        ("SOC2-BRIDGE", "issuer names named_end starts_on through signed_on received_on"),
        ("ISO27001", certificate),
        ("ISO27701", certificate),
        ("ISO42001", "issuer day expires_on surveillances scope received_on"),
        ("ISO27017-18", "issuer day expires_on scope received_on"),
        ("INSURANCE", "issuer day expires_on received_on"),
        ("PCI-AOC", "issuer day scope received_on"),
        ("HIPAA", "issuer day signed_on expires_on scope received_on"),
        ("DPA", "issuer signed_on expires_on scope rereads received_on"),
        ("MODEL-CARD", "issuer day version rereads received_on"),
        ("AI-BOM", "issuer day version received_on"),
        ("SUBPROC", "issuer day rereads received_on"),
        ("CAIQ-SIG", "issuer day received_on"),
        ("REDTEAM-AI", "issuer day version scope exceptions received_on"),
    ] {
        assert_eq!(shown(id), want, "{id}");
    }
    assert_eq!(Field::Day.label_for(kind("PENTEST")), "End of the test");
    assert_eq!(Field::ExpiresOn.label_for(kind("INSURANCE")), "End of cover");
}

/// What is typed where it is not a day, or must be an earlier one.
const TYPED: [(Field, &str); 9] = [
    (Field::Issuer, "Ledger & Partners"),
    (Field::Opinion, "unqualified"),
    (Field::Names, "report"),
    (Field::Edition, "2022"),
    (Field::Categories, "Security"),
    (Field::PeriodFrom, "2026-01-01"),
    (Field::PeriodUntil, "2026-06-30"),
    (Field::NamedEnd, "2026-06-30"),
    (Field::ReceivedOn, "2026-09-01"),
];

#[test]
fn every_kind_can_be_entered_and_every_shown_field_typed() {
    let typed = serde_json::to_value(AttestationDraft::default()).unwrap();
    for kind in &catalogue().attestations {
        let mut draft = serde_json::json!({ "kind": kind.id.as_str() });
        for field in fields(kind) {
            assert!(typed.get(field.key()).is_some(), "{} cannot be typed", field.key());
            if field.is_needed(kind) {
                let typed = TYPED.iter().find(|(of, _)| *of == field).map_or("2026-08-31", |(_, text)| text);
                draft[field.key()] = match (field, typed) {
                    (Field::Categories, text) => serde_json::json!([text]),
                    (Field::Edition, _) if kind.id.as_str() == "ISO27701" => "2025".into(),
                    (_, text) => text.into(),
                };
            }
        }
        let draft: AttestationDraft = serde_json::from_value(draft).unwrap();
        let entered = draft.check(d(TODAY)).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", kind.id));
        let (received_on, accepted_on) = (entered.received_on, Some(entered.received_on));
        let it = Attestation {
            no: 1,
            kind: entered.kind,
            terms: entered.terms,
            received_on,
            accepted_on,
            backed: true,
            notes: vec![],
        };
        let found = standing(&it, kind, AsOf::on(d("2026-09-01")), &[], 90).term;
        assert_ne!(found, Term::None, "{} is there", kind.id);

        let empty = AttestationDraft { kind: kind.id.to_string(), ..AttestationDraft::default() };
        let mut needed: Vec<_> = fields(kind).into_iter().filter(|it| it.is_needed(kind)).map(Field::key).collect();
        let mut asked: Vec<_> = refused(&empty).into_iter().map(|(field, _)| field).collect();
        needed.sort_unstable();
        asked.sort_unstable();
        assert_eq!(asked, needed, "{}", kind.id);
    }
    let unknown = AttestationDraft { kind: "SOC9".into(), ..typed_report() };
    assert_eq!(at("kind", unknown), "Choose what it is.");
}

#[test]
fn a_sound_draft_is_read() {
    let entered = typed_report().check(d(TODAY)).unwrap();
    let terms = entered.terms;
    assert_eq!((terms.issuer.as_str(), terms.period), ("Ledger & Partners", Some(p("2025-10-01", "2026-09-30"))));
    assert_eq!((terms.scope, terms.categories.join(" ")), (Some(true), "Security Confidentiality".to_owned()));
    assert_eq!(entered.received_on, d("2026-11-20"));

    let terms = typed_letter().check(d(TODAY)).unwrap().terms;
    assert_eq!((terms.names, terms.through, terms.scope), (Some(Names::Report), Some(d("2026-12-31")), None));
    let terms = typed_certificate().check(d(TODAY)).unwrap().terms;
    assert_eq!(terms.surveillances, [d("2025-04-20"), d("2026-04-18")]);
    assert_eq!((terms.edition, terms.scope), (Some(2022), None));

    let elsewhere = AttestationDraft { expires_on: "soon".into(), edition: "1799".into(), ..typed_report() };
    assert!(elsewhere.check(d(TODAY)).is_ok(), "fields of other kinds are not read");
    let chained = AttestationDraft { names: "letter".into(), ..typed_letter() };
    assert!(chained.check(d(TODAY)).is_ok(), "kept, and told as no cover");
    let day = AttestationDraft { kind: "ISAE3000".into(), period_from: "2026-09-30".into(), ..typed_report() };
    assert!(day.check(d(TODAY)).unwrap().terms.is_as_of());
}

#[test]
fn days_of_a_report_that_contradict_each_other() {
    let with = |change: fn(&mut AttestationDraft)| {
        let mut draft = typed_report();
        change(&mut draft);
        draft
    };
    assert_eq!(
        at("period_until", with(|it| it.period_from = "2026-10-01".into())),
        "The period ends on 30 Sep 2026, before it begins on 1 Oct 2026."
    );
    assert_eq!(
        at("period_until", with(|it| it.period_from = "2026-09-30".into())),
        "A report as of one day is a Type I report. Enter it as such."
    );
    let ahead = with(|it| (it.period_until, it.received_on) = ("2027-01-11".into(), "2027-01-10".into()));
    assert_eq!(refused(&ahead)[0].1, "11 Jan 2027 has not come yet.");
    assert_eq!(
        at("received_on", with(|it| it.received_on = "2026-09-29".into())),
        "Received on 29 Sep 2026, before it could be there: not before 30 Sep 2026."
    );
    assert_eq!(at("received_on", with(|it| it.received_on = "2027-01-11".into())), "11 Jan 2027 has not come yet.");
    assert_eq!(at("received_on", with(|it| it.received_on = " ".into())), "Give the day: received on.");
    assert!(at("period_from", with(|it| it.period_from = "10/1/2025".into())).contains("is no day"));
    assert_eq!(at("scope", with(|it| it.scope = "partly".into())), "Answer yes or no, or leave it open.");
    assert_eq!(at("opinion", with(|it| it.opinion = "fine".into())), "Choose the auditor’s opinion.");
    assert!(at("categories", with(|it| it.categories.clear())).starts_with("Tick the categories"));
    assert_eq!(
        at("categories", with(|it| it.categories = vec!["Security".into(), "Luck".into()])),
        "Choose among the five categories."
    );
    assert!(at("exceptions", with(|it| it.exceptions = "x".repeat(8_001))).starts_with("At most 8000"));
    assert!(at("issuer", with(|it| it.issuer = "x".repeat(201))).starts_with("At most 200"));
}

#[test]
fn carve_outs_are_rows_and_empty_ones_left_out() {
    let vendor = vendor_id(7).to_string();
    let row = |host: &str, vendor: &str, must: &str| CarveOutDraft {
        host: host.into(),
        vendor: vendor.into(),
        must_be_covered: must.into(),
    };
    let with = |rows: &[CarveOutDraft]| AttestationDraft { carve_outs: rows.to_vec(), ..typed_report() };
    let rows = [row("Cloud", &vendor, "yes"), row("", "", ""), row("Mail", "", "")];
    let read = with(&rows).check(d(TODAY)).unwrap().terms.carve_outs;
    let cloud = CarveOut { host: "Cloud".into(), vendor: Some(vendor_id(7)), must_be_covered: true };
    assert_eq!(read, [cloud, CarveOut { host: "Mail".into(), vendor: None, must_be_covered: false }]);
    assert_eq!(at("carve_outs", with(&[row("", &vendor, "yes")])), "Name the service that the report leaves out.");
    assert_eq!(at("carve_outs", with(&[row("Cloud", "cloud", "")])), "Choose the vendor that Cloud is.");
    assert!(at("carve_outs", with(&vec![row("Cloud", "", ""); 41])).starts_with("At most 40"));
}

#[test]
fn days_of_a_letter_that_contradict_each_other() {
    let with = |change: fn(&mut AttestationDraft)| {
        let mut draft = typed_letter();
        change(&mut draft);
        draft
    };
    assert_eq!(
        at("signed_on", with(|it| it.signed_on = "2026-09-30".into())),
        "Signed on 30 Sep 2026: the report’s period was not over until 30 Sep 2026 had passed."
    );
    assert_eq!(
        at("through", with(|it| it.through = "2026-09-30".into())),
        "30 Sep 2026 is a day of the report itself: a letter speaks for days after 30 Sep 2026."
    );
    assert_eq!(
        at("starts_on", with(|it| it.starts_on = "2026-09-30".into())),
        "30 Sep 2026 is a day of the report itself: leave it empty for the day after."
    );
    assert_eq!(
        at("through", with(|it| (it.starts_on, it.through) = ("2026-12-01".into(), "2026-11-30".into()))),
        "It ends on 30 Nov 2026, before it begins on 1 Dec 2026."
    );
    assert_eq!(
        at("received_on", with(|it| it.received_on = "2027-01-03".into())),
        "Received on 3 Jan 2027, before it could be there: not before 4 Jan 2027."
    );
    assert_eq!(at("names", with(|it| it.names.clear())), "Say whether it names a report or a letter.");
    assert_eq!(at("signed_on", with(|it| it.signed_on.clear())), "Give the day: day of signature.");
    let ahead = with(|it| it.through = "2027-03-31".into());
    assert!(ahead.check(d(TODAY)).is_ok(), "it may promise more than counts");
}

#[test]
fn days_of_a_certificate_or_contract_that_contradict_each_other() {
    let with = |change: fn(&mut AttestationDraft)| {
        let mut draft = typed_certificate();
        change(&mut draft);
        draft
    };
    assert_eq!(
        at("expires_on", with(|it| it.expires_on = "2024-05-09".into())),
        "It would have ended before it began, on 10 May 2024."
    );
    assert_eq!(
        at("surveillances", with(|it| it.surveillances = "2024-05-09".into())),
        "9 May 2024 is before it began, on 10 May 2024."
    );
    assert_eq!(at("surveillances", with(|it| it.surveillances = "2027-01-11".into())), "11 Jan 2027 has not come yet.");
    assert!(at("surveillances", with(|it| it.surveillances = "2026-01-01\n".repeat(41))).starts_with("At most 40"));
    assert_eq!(at("edition", with(|it| it.edition = "2005".into())), "Choose the edition: 2013 or 2022.");
    let agreement = AttestationDraft {
        kind: "DPA".into(),
        issuer: "Both parties".into(),
        signed_on: "2023-03-01".into(),
        rereads: "2025-02-01".into(),
        received_on: "2023-03-02".into(),
        ..AttestationDraft::default()
    };
    assert!(agreement.check(d(TODAY)).is_ok());
    let before = AttestationDraft { rereads: "2023-02-28".into(), ..agreement };
    assert_eq!(at("rereads", before), "28 Feb 2023 is before it began, on 1 Mar 2023.");
    let type_one = AttestationDraft {
        kind: "SOC2-T1".into(),
        day: "2026-03-15".into(),
        type_two_begun: "2026-03-01".into(),
        ..typed_report()
    };
    assert_eq!(
        at("type_two_begun", type_one),
        "1 Mar 2026 is before the day of this report, 15 Mar 2026: name the period that followed."
    );
}

#[test]
fn what_is_kept_has_stable_keys() {
    let terms = typed_letter().check(d(TODAY)).unwrap().terms;
    let text = serde_json::to_value(&terms).unwrap();
    assert_eq!((&text["names"], &text["named_end"]), (&"report".into(), &"2026-09-30".into()));
    let keys: Vec<_> = text.as_object().unwrap().keys().map(String::as_str).collect();
    let mut want = [
        "issuer",
        "period",
        "day",
        "expires_on",
        "surveillances",
        "withdrawn_on",
        "suspended_on",
        "signed_on",
        "names",
        "named_end",
        "starts_on",
        "through",
        "scope",
        "categories",
        "opinion",
        "judged",
        "edition",
        "carve_outs",
        "type_two_begun",
        "rereads",
        "version",
        "exceptions",
        "user_controls",
    ];
    want.sort_unstable();
    assert_eq!(keys, want);
    for it in [a1().hosted(7, true), certificate("ISO27001", "2024-05-10", &["2025-04-20"])] {
        let text = serde_json::to_string(&it.terms).unwrap();
        assert_eq!(serde_json::from_str::<Terms>(&text).unwrap(), it.terms);
    }
    assert_eq!(serde_json::from_str::<Terms>("{}").unwrap(), Terms::default(), "what is absent is empty");
    for (what, text) in [
        (Later::Surveyed(d("2026-04-18")), r#"{"known_on":"2026-05-01","what":"surveyed","is":"2026-04-18"}"#),
        (Later::Scope(true), r#"{"known_on":"2026-05-01","what":"scope","is":true}"#),
        (Later::Judged(Judged::Harmless), r#"{"known_on":"2026-05-01","what":"judged","is":"harmless"}"#),
        (
            Later::TypeTwoBegun(d("2026-06-01")),
            r#"{"known_on":"2026-05-01","what":"type-two-begun","is":"2026-06-01"}"#,
        ),
        (Later::TakenBack, r#"{"known_on":"2026-05-01","what":"taken-back"}"#),
    ] {
        let note = Note { known_on: d("2026-05-01"), what };
        assert_eq!(serde_json::to_string(&note).unwrap(), text);
        assert_eq!(serde_json::from_str::<Note>(text).unwrap(), note);
    }
    let settings = serde_json::to_string(&Settings::default()).unwrap();
    assert_eq!(serde_json::from_str::<Settings>(&settings).unwrap(), Settings::default());
}
