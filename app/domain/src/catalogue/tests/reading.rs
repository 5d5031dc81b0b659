//! A damaged file is refused, and the fault says where.

use super::*;

/// The place and the cause of the fault that the change makes.
fn fault(file: &str, old: &str, new: &str) -> (usize, &'static str, String) {
    let fault = changed(file, old, new).expect_err("the damage was not seen");
    assert_eq!(fault.file, file);
    (fault.line, fault.column, fault.why.to_string())
}

#[test]
fn a_fault_names_file_line_column_and_cause() {
    let fault = changed("controls.tsv", "\tExecutive sponsor\t", "\tThe boss\t").unwrap_err();
    assert_eq!(fault.to_string(), "controls.tsv:2: owner_role: \"The boss\" is not a DataRole");
}

#[test]
fn another_header_is_refused() {
    for (old, new, column) in [
        ("id\ttitle\tclass", "id\tname\tclass", "title"),
        ("\tauditor_check\n", "\n", "auditor_check"),
        ("\tauditor_check\n", "\tauditor_check\tmore\n", "auditor_check"),
    ] {
        let (line, found, why) = fault("evidence_kinds.tsv", old, new);
        assert_eq!((line, found), (1, column), "{why}");
    }
    assert_eq!(changed("risks.tsv", "id\t", "\u{feff}id\t").unwrap_err().why, Why::Header);
}

#[test]
fn a_line_with_another_number_of_cells_is_refused() {
    let (line, column, why) = fault("sources.tsv", "2025\tPrompt Injection\n", "2025\n");
    assert_eq!((line, column, why.as_str()), (2, "name", "the line has 3 cells"));
    let (line, _, why) = fault("sources.tsv", "Prompt Injection\n", "Prompt Injection\tagain\n");
    assert_eq!((line, why.as_str()), (2, "the line has 5 cells"));
    let (line, _, why) = fault("sources.tsv", "Prompt Injection\n", "Prompt Injection\n\n");
    assert_eq!((line, why.as_str()), (3, "the line has 1 cells"));
}

#[test]
fn an_empty_cell_or_a_stray_space_is_refused() {
    for new in ["\t\n", "\t \n", "\tPrompt  Injection\n", "\tPrompt Injection \n", "\tPrompt Injection\r\n"] {
        let (line, column, _) = fault("sources.tsv", "\tPrompt Injection\n", new);
        assert_eq!((line, column), (2, "name"), "{new:?}");
    }
}

#[test]
fn a_name_that_stands_twice_is_refused() {
    let (line, column, why) = fault("controls.tsv", "AIG-GV-02\t", "AIG-GV-01\t");
    assert_eq!((line, column, why.as_str()), (3, "id", "AIG-GV-01 stands there twice"));
    let (_, column, why) = fault("controls.tsv", "CC1.2,CC1.3\t", "CC1.2,CC1.2\t");
    assert_eq!((column, why.as_str()), ("criteria_ids", "CC1.2 stands there twice"));
    let (_, column, _) = fault("risks.tsv", "AIG-PR-02,AIG-PR-03", "AIG-PR-02,AIG-PR-02");
    assert_eq!(column, "linked_controls");
}

/// Every column that refers to rows of a file.
#[test]
fn a_reference_that_does_not_resolve_is_refused() {
    for (file, column, old, new) in [
        ("controls.tsv", "nist_ai_rmf_ids", "GOVERN 1.4,", "GOVERN 9.9,"),
        ("controls.tsv", "iso42001_ids", "A.3.2,Cl.5.1", "A.3.2,Cl.5.9"),
        ("controls.tsv", "eu_ai_act_articles", "\tArt.17\t", "\tArt.7\t"),
        ("controls.tsv", "evidence_expected", "\tpolicy-document,meeting", "\tpolicy-paper,meeting"),
        ("tasks.tsv", "control_id", "TSK-GV-01-1\tAIG-GV-01", "TSK-GV-01-1\tAIG-GV-99"),
        ("tasks.tsv", "evidence_kinds", "\tmeeting-minutes\t", "\tmeeting-notes\t"),
        ("tasks.tsv", "evidence_kinds", "\tpopulation-listing,nil(", "\tpopulation-listing,nil(x-"),
        ("tasks.tsv", "depends_on", "\tTSK-GV-01-1,TSK-IN-01-1\n", "\tTSK-GV-01-1,TSK-IN-01-9\n"),
        ("risks.tsv", "linked_controls", "AIG-PR-02,AIG-PR-03", "AIG-PR-02,AIG-PR-93"),
        ("risks.tsv", "sources", "MANAGE 4.1,AML.T0031", "MANAGE 4.1,AML.T9931"),
        ("policies.tsv", "control_ids", "AIG-GV-01,AIG-GV-03", "AIG-GV-01,ACME-GV-03"),
        ("policies.tsv", "proves", "\tTSK-GV-02-1,", "\tTSK-GV-02-9,"),
        ("attestations.tsv", "parent", "\tISO27001\t3", "\tISO27000\t3"),
        ("vendor_questions.tsv", "evidence", "\tISO42001\t", "\tISO42009\t"),
    ] {
        let (_, found, why) = fault(file, old, new);
        assert_eq!(found, column, "{file}: {why}");
        assert!(why.ends_with(" does not resolve"), "{file} {column}: {why}");
    }
}

/// Every column with a vocabulary, a grammar or a range of its own.
#[test]
fn a_cell_that_does_not_say_what_its_column_says_is_refused() {
    for (file, column, old, new) in [
        ("tsc.tsv", "id", "CC1.1\t", "CC1.0\t"),
        ("tsc.tsv", "category", "CC1.1\tSecurity", "CC1.1\tPrivacy"),
        ("tsc.tsv", "set", "Security\tcommon", "Security\tSecurity"),
        ("tsc.tsv", "group", "CC1 Control environment", "CC2 Control environment"),
        ("tsc.tsv", "step", "\tpolicies\n", "\tpolicy\n"),
        ("tsc.tsv", "id", "CC1.2\tSecurity", "CC1.3\tSecurity"),
        ("controls.tsv", "id", "AIG-GV-01\tAI", "AIG-GV-1\tAI"),
        ("controls.tsv", "type", "\tpreventive\t", "\tpreventative\t"),
        ("controls.tsv", "cadence", "\tquarterly\t", "\tfortnightly\t"),
        ("controls.tsv", "cadence_by_criticality", "\thigh:annual,medium", "\thigh:annual;medium"),
        ("controls.tsv", "cadence_by_criticality", "\thigh:annual,medium", "\thigh:yearly,medium"),
        ("controls.tsv", "criteria_ids", "CC1.2,CC1.3\t", "CC1.2,CC1.9\t"),
        ("controls.tsv", "key_for", "\tCC1.2\tGOVERN", "\tCC1.22\tGOVERN"),
        ("controls.tsv", "criteria_ids", "CC1.2,CC1.3\t", "none\t"),
        ("controls.tsv", "applies_to", "\tgenerative,agentic\t", "\tgenerative,sentient\t"),
        ("controls.tsv", "applies_to", "\torganisation if personal-data\t", "\torganisation if all\t"),
        ("controls.tsv", "stages", "\tdevelopment,validation", "\tdevelopment,testing"),
        ("tasks.tsv", "id", "TSK-GV-01-1\t", "TSK-GV-011\t"),
        ("tasks.tsv", "subject", "\torganisation\tset-up", "\tcompany\tset-up"),
        ("tasks.tsv", "nature", "\torganisation\tset-up", "\torganisation\tsetup"),
        ("tasks.tsv", "evidence_kinds", "\tpolicy-document,policy-approval\t", "\tpolicy-document,(policy-approval\t"),
        ("tasks.tsv", "evidence_kinds", "\tpolicy-document,policy-approval\t", "\tpolicy-document,nil-return\t"),
        ("tasks.tsv", "fresh_days", "\t396\t", "\t397\t"),
        ("tasks.tsv", "fresh_rule", "\town-review-date\t", "\tnever\t"),
        ("tasks.tsv", "effort", "\tM\thigh\t", "\tXL\thigh\t"),
        ("tasks.tsv", "default_priority", "\tM\thigh\t", "\tM\turgent\t"),
        ("tasks.tsv", "due_days", "\tM\thigh\t30\t", "\tM\thigh\t6\t"),
        ("tasks.tsv", "due_days", "\tM\thigh\t30\t", "\tM\thigh\t366\t"),
        ("evidence_kinds.tsv", "class", "\tdocument\t", "\tpaper\t"),
        ("evidence_kinds.tsv", "assurance", "\tdesign\t", "\tdesigned\t"),
        ("evidence_kinds.tsv", "freshness_days", "\t366\t", "\t367\t"),
        ("evidence_kinds.tsv", "until", "\town-review-date\t", "\tforever\t"),
        ("evidence_kinds.tsv", "ends_on", "change+30d,new-data-source+30d", "change+30d,new-data-source+60d"),
        ("eu_ai_act.tsv", "kind", "TIER-HIGH\ttier\t", "TIER-HIGH\tlevel\t"),
        ("eu_ai_act.tsv", "tier", "\tprohibited\t", "\tforbidden\t"),
        ("nist_ai_rmf.tsv", "id", "\nGOVERN 1.1\t", "\nGUIDE 1.1\tGUIDE\tGUIDE 1\tx\nGOVERN 1.1\t"),
        ("iso42001.tsv", "id", "\nA.2.2\t", "\nB.2.2\tB\tx\tx\nA.2.2\t"),
        ("sources.tsv", "id", "\nLLM01:2025\t", "\nLLM01:2026\tx\tx\tx\nLLM01:2025\t"),
        ("risks.tsv", "typical_likelihood", "\t4\t4\t", "\t0\t4\t"),
        ("risks.tsv", "typical_impact", "\t4\t4\t", "\t4\t6\t"),
        ("policies.tsv", "review_cadence", "\tannual\t", "\tyearly\t"),
        ("attestations.tsv", "class", "\tperiod-report\t", "\treport\t"),
        ("attestations.tsv", "validity_anchor", "\tperiod_end\t", "\tperiod-end\t"),
        ("attestations.tsv", "valid_months", "\tperiod_end\t12\t", "\tperiod_end\t37\t"),
        ("attestations.tsv", "review_months", "\tperiod_end\t12\tnone\t", "\tperiod_end\t12\t12\t"),
        ("attestations.tsv", "review_months", "\tperiod_end\t12\tnone\t", "\tperiod_end\tnone\tnone\t"),
        ("attestations.tsv", "review_months", "\tsignature_date\tnone\t12\t", "\tsignature_date\tnone\t13\t"),
        ("attestations.tsv", "renewal_notice_days", "\tnone\t60\t3\t", "\tnone\t6\t3\t"),
        ("attestations.tsv", "bridge_months", "\tnone\t60\t3\t", "\tnone\t60\t4\t"),
        ("attestations.tsv", "assurance_strength", "\t3\tnone\t5\t", "\t3\tnone\t6\t"),
        ("vendor_questions.tsv", "weight", "\t2\ttext\t", "\t6\ttext\t"),
        ("vendor_questions.tsv", "answer_type", "\t2\ttext\t", "\t2\tprose\t"),
    ] {
        let (_, found, why) = fault(file, old, new);
        assert_eq!(found, column, "{file}: {old:?} to {new:?}: {why}");
    }
}

#[test]
fn a_missing_criterion_is_refused() {
    let sources = texts::sources();
    let (_, text) = sources.iter().find(|(file, _)| *file == "tsc.tsv").unwrap();
    let last = text.split_inclusive('\n').next_back().unwrap();
    assert!(last.starts_with("P8.1\t"));
    let (line, column, why) = fault("tsc.tsv", last, "");
    assert_eq!((line, column), (1, "id"), "{why}");
}
