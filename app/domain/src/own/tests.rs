//! Controls of our own making in cases: what is asked of their shape.

use super::*;

pub(crate) fn draft() -> OwnControlDraft {
    OwnControlDraft {
        title: "Red team before each release".into(),
        statement: "Two engineers who did not build it attack each release of an assistant for a day.".into(),
        control_type: "detective".into(),
        role: "Security lead".into(),
        cadence: "quarterly".into(),
        applies: "generative,agentic".into(),
        stages: vec![Stage::Validation, Stage::Production],
        key_for: "cc7.1, CC8.1".into(),
        supports: "CC3.2".into(),
        risks: vec!["RISK-01".into()],
        test: String::new(),
        requirements: vec![
            OwnRequirementDraft {
                title: "Attack the release".into(),
                why: "What is never attacked is only believed to hold.".into(),
                steps: "Pick two people\n\nWrite down what broke".into(),
                subject: "system".into(),
                nature: "operate".into(),
                kinds: "exercise-record, nil(deficiency-log)".into(),
                fresh_days: String::new(),
                due_days: String::new(),
            },
            OwnRequirementDraft::default(),
        ],
    }
}

fn faults(draft: &OwnControlDraft) -> Vec<(String, String)> {
    match draft.check() {
        Err(Refusal::Invalid(faults)) => faults.into_iter().map(|f| (f.field.into_owned(), f.message)).collect(),
        other => panic!("faults were expected, not {other:?}"),
    }
}

#[test]
fn a_control_of_our_own_has_the_shape_of_the_librarys() {
    let control = draft().check().unwrap();
    assert_eq!(control.criteria.len(), 3);
    assert!(control.words.key_for.contains(CriterionId::CC7_1) && control.words.key_for.len() == 2);
    let [only] = control.requirements.as_slice() else { panic!("one was typed") };
    assert_eq!((only.fresh_rule, only.fresh_days, only.due_days), (FreshRule::Cadence, 107, 30));
    assert_eq!(only.words.steps, ["Pick two people", "Write down what broke"]);
    assert_eq!(only.proof.to_string(), "exercise-record,nil(deficiency-log)");
    assert_eq!(letters(control.criteria), "CC");
    assert_eq!(letters(criteria("PI1.2").unwrap()), "PI");
}

#[test]
fn what_cannot_be_read_gets_a_sentence_with_an_example_at_its_field() {
    type Spoil = fn(&mut OwnControlDraft);
    let table: [(&str, Spoil, &str); 9] = [
        ("applies", |d| d.applies = "everything".into(), "organisation · all"),
        ("key_for", |d| d.key_for = "CC99.9".into(), "CC6.1, CC7.2"),
        ("key_for", |d| (d.key_for, d.supports) = (String::new(), String::new()), "CC7.2"),
        ("risks", |d| d.risks.clear(), "at least one risk"),
        ("kinds-1", |d| d.requirements[0].kinds = "exercise-record,,".into(), "config-export|access-listing"),
        ("kinds-1", |d| d.requirements[0].kinds = "hearsay".into(), "no kind of evidence"),
        ("kinds-1", |d| d.requirements[0].kinds = "nil-return".into(), "nil(kind)"),
        ("fresh_days-1", |d| d.requirements[0].fresh_days = "long".into(), "An example: 90"),
        ("title-1", |d| d.requirements.clear(), "at least one thing"),
    ];
    for (field, spoil, example) in table {
        let mut draft = draft();
        spoil(&mut draft);
        let all = faults(&draft);
        let [(at, sentence)] = all.as_slice() else { panic!("{field}: {all:?}") };
        assert_eq!(at, field);
        assert!(sentence.contains(example), "{field}: {sentence}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let empty = OwnControlDraft::default();
    let fields: Vec<_> = faults(&empty).into_iter().map(|(field, _)| field).collect();
    assert_eq!(
        fields,
        ["title", "statement", "control_type", "role", "cadence", "applies", "stages", "key_for", "risks", "title-1"]
    );
}
