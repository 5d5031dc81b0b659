use super::*;
use crate::catalogue::catalogue;
use crate::codes::RiskId;
use crate::instant::Instant;
use crate::people::{Actor, Rights};
use crate::risks::{Answer, Assessed, OwnRisk, Rated, RatedDraft, RiskCategory, Scale, Treatment, TreatmentDraft};

fn ada() -> PersonId {
    PersonId(Uuid::from_u128(7))
}

fn triage() -> Assessed {
    Assessed::System(SystemId(Uuid::from_u128(21)))
}

fn library(at: usize) -> RiskId {
    catalogue().risks.iter().nth(at).unwrap().id.clone()
}

fn rated(treatment: Option<Treatment>) -> Rated {
    let draft = RatedDraft {
        likelihood: "2".into(),
        impact: "3".into(),
        residual_likelihood: "2".into(),
        residual_impact: "3".into(),
        owner: Some(ada()),
        ..RatedDraft::default()
    };
    let by = Actor { person: ada(), rights: Rights::default(), invited: None };
    let rated = draft.check(&Scale::default(), &[], None, &by, Instant(0)).unwrap();
    Rated { treatment, ..rated }
}

fn known(standing: Standing, answer: Answer) -> KnownAssessment {
    let risk = |risk: RiskId, own, answer| KnownRisk { risk, own, answer, so_far: None, may: false };
    let own = OwnRisk {
        id: "OWN-01".parse().unwrap(),
        title: "Nobody reads the log".into(),
        category: RiskCategory::Human,
        description: "It grows".into(),
        controls: vec!["AIG-GV-02".parse().unwrap()],
    };
    KnownAssessment {
        standing,
        scale: Scale::default(),
        controls: vec!["AIG-GV-02".parse().unwrap()],
        risks: vec![
            risk(library(0), None, answer),
            risk(library(1), None, Answer::Open),
            risk("OWN-01".parse().unwrap(), Some(own), Answer::Open),
        ],
        may: true,
    }
}

fn over(known: KnownAssessment, rows: &[&[&str]]) -> Plan {
    let (headers, rows) = table(rows);
    let organisation = KnownAssessment { standing: Standing::None, ..known.clone() };
    let here = Here {
        controls: vec!["AIG-GV-02".parse().unwrap()],
        assessments: [(triage(), known), (Assessed::Organisation, organisation)].into(),
        ..here()
    };
    let heads = Heads::find(Incoming::Risks, &headers);
    assert!(heads.assessed(&rows, &here).iter().all(|of| here.assessments.contains_key(of)));
    heads.plan(&rows, &here)
}

fn plan(rows: &[&[&str]]) -> Plan {
    over(known(Standing::Draft, Answer::Open), rows)
}

const HEADS: &[&str] = &[
    "Risk",
    "Title",
    "Kind",
    "What may go wrong",
    "Controls that answer it",
    "Of",
    "Likelihood before controls",
    "Impact before controls",
    "Likelihood after",
    "Impact after",
    "Controls that act",
    "Owner",
    "What is done",
    "Why that is done",
    "Who bears it",
    "Borne until",
    "Likelihood aimed at",
    "Impact aimed at",
    "Tasks that lower it",
];

/// A sound row, with what stands otherwise in some of its columns.
fn row<'a>(code: &'a str, otherwise: &[(&str, &'a str)]) -> Vec<&'a str> {
    let mut row =
        vec![code, "", "", "", "", "Triage", "4", "5", "3", "4", "AIG-GV-02", "Ada Lind", "", "", "", "", "", "", ""];
    for (head, cell) in otherwise {
        row[HEADS.iter().position(|one| one == head).unwrap()] = cell;
    }
    row
}

fn coming(plan: &Plan, at: usize) -> &ComingRisk {
    match &plan.lines[at].fate {
        Fate::New(Coming::Risk(risk)) | Fate::Other(Coming::Risk(risk), _) => risk,
        fate @ (Fate::New(_) | Fate::Other(..) | Fate::Same | Fate::Left(_)) => panic!("{fate:?}: {:?}", told(plan)),
    }
}

#[test]
fn a_risk_comes_into_the_draft_rated_and_with_what_is_to_be_done() {
    let code = library(0).to_string();
    let mitigate = [
        ("What is done", "Mitigate"),
        ("Likelihood aimed at", "2"),
        ("Impact aimed at", "Minor"),
        ("Tasks that lower it", "Retrain | it | Ada Lind | 2026-12-01\nLook | ada@example.com | 2 Dec 2026"),
    ];
    let second = catalogue().risks.iter().nth(1).unwrap().title;
    let by_title =
        [("Title", second), ("Likelihood before controls", "likely"), ("Impact before controls", "Critical")];
    let ours =
        [("Title", "nobody reads the LOG"), ("Of", "The organisation"), ("Likelihood after", ""), ("Impact after", "")];
    let new = [
        ("Title", "Prices are wrong"),
        ("Kind", "Third parties"),
        ("What may go wrong", "They rise"),
        ("Controls that answer it", "aig-gv-02"),
    ];
    let plan = plan(&[HEADS, &row(&code, &mitigate), &row("", &by_title), &row("OWN-09", &ours), &row("OWN-01", &new)]);
    assert_eq!(
        told(&plan),
        ["One assessment is opened as a draft. Whoever took no part concludes it, once it is whole."]
    );
    let first = coming(&plan, 0);
    assert_eq!((first.of, &first.which), (triage(), &WhichRisk::Known(library(0))));
    assert_eq!((first.rated.likelihood.as_str(), first.rated.residual_impact.as_str()), ("4", "4"));
    let treatment = first.treatment.as_ref().unwrap();
    assert_eq!((treatment.kind.as_str(), treatment.target_impact.as_str()), ("mitigate", "2"));
    assert_eq!(treatment.tasks[0].title, "Retrain | it");
    assert_eq!(treatment.tasks[1].due_on, "2026-12-02");
    assert_eq!(coming(&plan, 1).which, WhichRisk::Known(library(1)));
    assert_eq!((coming(&plan, 1).rated.likelihood.as_str(), coming(&plan, 1).rated.impact.as_str()), ("4", "5"));
    assert_eq!(coming(&plan, 2).which, WhichRisk::Known("OWN-01".parse().unwrap()));
    assert_eq!(coming(&plan, 2).rated.residual_impact, "5", "without a residual nothing is claimed of controls");
    assert!(matches!(&coming(&plan, 3).which, WhichRisk::Own(draft) if draft.category == "third-party"));
}

#[test]
fn what_was_submitted_or_concluded_takes_no_rows_and_the_same_again_is_no_change() {
    let code = library(0).to_string();
    let same = row(
        &code,
        &[
            ("Likelihood before controls", "2"),
            ("Impact before controls", "3"),
            ("Likelihood after", "2"),
            ("Impact after", "3"),
            ("Controls that act", ""),
        ],
    );
    for (standing, sentence) in
        [(Standing::Submitted, "waits for its conclusion"), (Standing::Concluded, "was concluded")]
    {
        let known = known(standing, Answer::Rated(rated(None)));
        let again = over(known.clone(), &[HEADS, &same]);
        assert_eq!((again.lines[0].fate.clone(), told(&again).len()), (Fate::Same, 0));
        let told = told(&over(known, &[HEADS, &row(&code, &[])]));
        assert!(told[0].starts_with("Line 2, column “Of”: the assessment of “Triage”"), "{told:?}");
        assert!(told[0].contains(sentence), "{told:?}");
    }
    let draft = known(Standing::Draft, Answer::Rated(rated(None)));
    let other =
        over(draft, &[HEADS, &row(&code, &[("What is done", "Avoid"), ("Why that is done", "Not worth it at all.")])]);
    let Fate::Other(Coming::Risk(risk), columns) = &other.lines[0].fate else { panic!("{other:?}") };
    assert!(risk.again && risk.treatment.is_some());
    assert!(columns.contains(&"What is done") && columns.contains(&"Likelihood before controls"), "{columns:?}");
    // What was decided stays where the row says the same of it.
    let decided = Treatment::Avoid { reason: "Not worth it at all.".into() };
    let draft = known(Standing::Draft, Answer::Rated(rated(Some(decided.clone()))));
    let cells = [("What is done", "avoid"), ("Why that is done", "Not worth it at all.")];
    let other = over(draft, &[HEADS, &row(&code, &cells)]);
    assert!(coming(&other, 0).treatment.is_none(), "{:?}", TreatmentDraft::of(&decided));
}

#[test]
fn whoever_neither_owns_nor_manages_brings_no_risks() {
    let stranger = KnownAssessment { may: false, ..known(Standing::Draft, Answer::Open) };
    let told = told(&over(stranger, &[HEADS, &row(library(0).as_str(), &[])]));
    assert_eq!(
        told,
        ["Line 2, column “Of”: the risks of “Triage” are rated by whoever owns it, or by a compliance manager."]
    );
}

#[test]
fn every_refusal_stands_at_its_line_and_column() {
    let code = library(0).to_string();
    let far = library(catalogue().risks.iter().count() - 1).to_string();
    let own = |rest: &[(&'static str, &'static str)]| {
        let mut cells = vec![("Title", "Prices are wrong")];
        cells.extend_from_slice(rest);
        cells
    };
    let done = |kind: &'static str, rest: &[(&'static str, &'static str)]| {
        let mut cells = vec![("What is done", kind)];
        cells.extend_from_slice(rest);
        cells
    };
    for (code, cells, sentence) in [
        (code.as_str(), vec![("Of", "")], "column “Of”: say what it is a risk of"),
        (&code, vec![("Of", "Nowhere")], "column “Of”: no system here is called “Nowhere”"),
        (&far, vec![], "does not fit “Triage” today"),
        ("RSK-X", vec![], "column “Risk”: “RSK-X” is no risk of the library."),
        ("", vec![], "column “Risk”: name the risk"),
        (&code, vec![("Likelihood before controls", "6")], "column “Likelihood before controls”: “6” is no step"),
        (&code, vec![("Impact before controls", "")], "column “Impact before controls”: choose 1 to 5."),
        (&code, vec![("Likelihood after", "5")], "column “Likelihood after”: controls do not make a risk worse"),
        (&code, vec![("Controls that act", "")], "column “Controls that act”: name at least one control"),
        (&code, vec![("Controls that act", "AIG-GV-09")], "column “Controls that act”: AIG-GV-09 does not apply here"),
        (&code, vec![("Owner", "")], "column “Owner”: say who answers"),
        (&code, vec![("Owner", "Eve")], "column “Owner”: “Eve” is nobody"),
        (&code, vec![("What is done", "pray")], "column “What is done”: “pray” is no way to treat a risk."),
        (&code, done("Avoid", &[]), "column “Why that is done”:"),
        (&code, done("Transfer", &[("Why that is done", "An insurer pays.")]), "column “Who bears it”:"),
        (&code, done("Accept", &[("Why that is done", "It is small."), ("Borne until", "2026-11-01")]), "column “"),
        (
            &code,
            done("Mitigate", &[("Likelihood aimed at", "1"), ("Impact aimed at", "1")]),
            "column “Tasks that lower it”:",
        ),
        (
            &code,
            done("Mitigate", &[("Tasks that lower it", "Look")]),
            "column “Tasks that lower it”: “Look” should read",
        ),
        (
            &code,
            done(
                "Mitigate",
                &[
                    ("Tasks that lower it", "Look | Ada Lind | 2026-01-01"),
                    ("Likelihood aimed at", "1"),
                    ("Impact aimed at", "1"),
                ],
            ),
            "column “Tasks that lower it”: 2026-01-01 has passed.",
        ),
        ("", own(&[]), "column “Kind”:"),
        (
            "",
            own(&[("Kind", "Legal"), ("What may go wrong", "x"), ("Controls that answer it", "AIG-GV-01")]),
            "column “Controls that answer it”:",
        ),
    ] {
        let plan = plan(&[HEADS, &row(code, &cells)]);
        let told = told(&plan);
        assert!(told[0].starts_with("Line 2, ") && told[0].contains(sentence), "{cells:?}: {told:?}");
        assert!(!plan.writes(true));
    }
}
