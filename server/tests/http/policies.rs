//! Policies on their pages: from a template to an approved version, read and acknowledged; what is refused, and why.

use crate::client::Client;
use crate::house::House;
use domain::people::Role;
use store::Adoption;

/// Everything a template requires, each section with a sentence.
fn whole(template: &str) -> String {
    let library = domain::catalogue::catalogue();
    let template = library.policies.get(&template.parse().unwrap()).unwrap();
    template.sections.iter().map(|section| format!("## {section}\n\nWe do it.\n\n")).collect()
}

struct Three {
    house: House,
    manager: Client,
    reviewer: Client,
    reviewer_id: String,
    manager_id: String,
}

async fn three() -> Three {
    let house = House::founded().await;
    let reviewer_id = house.add("Ines Halvorsen", &[Role::Engineer], true).await;
    let manager_id = house.person("founder@example.com").await;
    let manager = crate::guard::quickly(&house, manager_id).await;
    let reviewer = crate::guard::quickly(&house, reviewer_id).await;
    Three { manager, reviewer, reviewer_id: reviewer_id.to_string(), manager_id: manager_id.to_string(), house }
}

impl Three {
    /// Begins the policy of a template; its address.
    async fn begun(&mut self, template: &str, text: &str) -> String {
        let library = domain::catalogue::catalogue();
        let row = library.policies.get(&template.parse().unwrap()).unwrap();
        let mut fields = vec![
            ("template", template),
            ("title", row.title),
            ("owner", &self.manager_id),
            ("review", "annual"),
            ("text", text),
        ];
        let criteria: Vec<_> = row.criteria.iter().map(|id| id.key()).collect();
        fields.extend(criteria.iter().map(|id| ("criteria", *id)));
        let answer = self.manager.post("/policies/new", &fields).await.is(303);
        answer.header("location").split('?').next().unwrap().to_owned()
    }

    async fn submitted(&mut self, base: &str) {
        let fields = [
            ("approvers", self.reviewer_id.as_str()),
            ("quorum", "1"),
            ("in_force_from", "2026-11-21"),
            ("version", "1"),
        ];
        self.manager.post(&format!("{base}/submit"), &fields).await.goes_to(&format!("{base}?said=submitted"));
    }
}

#[tokio::test]
async fn a_policy_goes_from_its_template_to_an_approved_version_and_is_acknowledged() {
    let mut all = three().await;
    all.manager.get("/policies").await.is(200).says("No policy is kept here yet.").says("AI acceptable use policy");
    let form = all.manager.get("/policies/new?template=POL-02").await.is(200);
    assert!(form.select("textarea")[0].contains("## Approved tools and accounts"));
    let base = all.begun("POL-02", &whole("POL-02")).await;
    all.manager.get(&base).await.is(200).says("binds nobody yet; it is being written").says("All 8 required sections");
    all.submitted(&base).await;
    all.manager.get(&base).await.is(200).says("Waits for Ines Halvorsen");
    all.manager.get(&format!("{base}/versions/1")).await.is(200).says("You wrote on this version");
    all.reviewer.get("/").await.is(200).says("One policy to approve");
    all.reviewer.get(&format!("{base}/versions/1")).await.is(200).says("Approve version 1");
    all.reviewer.post(&format!("{base}/versions/1/approve"), &[]).await.goes_to(&format!("{base}?said=approved"));
    all.reviewer.get(&base).await.is(200).says("is in force since 21 Nov, in version 1; it is reviewed by 21 Nov 2027");
    all.manager.get("/policies").await.is(200).says("One policy is in force.");
    all.manager.get(&format!("{base}?on=21%20Nov%202026")).await.goes_to(&format!("{base}/on/2026-11-21"));
    all.manager.get(&format!("{base}/on/2026-11-21")).await.is(200).says("was in force on 21 Nov 2026");
    all.manager.get(&format!("{base}/on/2026-11-20")).await.is(200).says("bound nobody on 20 Nov 2026");

    let set = [("people", all.manager_id.as_str()), ("people", all.reviewer_id.as_str()), ("version", "1")];
    all.manager.post(&format!("{base}/audience"), &set).await.goes_to(&format!("{base}/register"));
    all.reviewer.get("/").await.is(200).says("One policy to read and acknowledge");
    // Whoever is asked signs where the text is, and nowhere else.
    let signs = "I have read it and will keep to it";
    let read = all.reviewer.get(&format!("{base}/versions/1")).await.is(200).says(signs);
    assert_eq!(read.attr("#acknowledge [name=version]", "value").as_deref(), Some("1"));
    let register = all.reviewer.get(&format!("{base}/register")).await.is(200).does_not_say(signs);
    assert!(register.body.contains(&format!("href=\"{base}/versions/1\"")), "it leads to the text");
    all.reviewer.get("/policies").await.is(200).says("One of them waits for you.").says("to read and acknowledge it");
    let page = all.reviewer.get("/decisions").await.is(200).says("No changes to facts wait.");
    page.says("Elsewhere").says("one policy to read and acknowledge").says("waits for you.");
    for client in [&mut all.manager, &mut all.reviewer] {
        let done = client.post(&format!("{base}/acknowledge"), &[("version", "1")]).await;
        done.goes_to(&format!("{base}/register?said=acknowledged"));
    }
    all.reviewer.get(&format!("{base}/versions/1")).await.is(200).does_not_say(signs);
    all.reviewer.get("/policies").await.is(200).does_not_say("to read and acknowledge it");
    all.manager.get(&base).await.is(200).says("Closed, the complete register proves").says("Both have acknowledged;");
    let sheet = all.manager.get(&format!("{base}/register.csv")).await.is(200);
    assert!(sheet.body.contains("Ines Halvorsen") && sheet.header("content-type").starts_with("text/csv"));
    let book = all.manager.get(&format!("{base}/register.xlsx")).await.is(200);
    assert!(book.body.starts_with("PK") && book.header("content-disposition").contains("acknowledgements-2026-11-21"));
    let register = all.reviewer.get(&format!("{base}/register")).await.says("closing it would prove nothing");
    register.does_not_say("Close the register as proof");
    let closed = all.reviewer.post(&format!("{base}/register/close"), &[]).await;
    closed.goes_to(&format!("{base}/register?said=unasked"));
    all.reviewer.get(&format!("{base}/register?said=unasked")).await.says("No adopted control asks for it yet");
}

#[tokio::test]
async fn what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost() {
    let mut all = three().await;
    let fields = [("title", " "), ("owner", ""), ("review", "annual"), ("text", "Mine."), ("note", "First.")];
    let page = all.manager.post("/policies/new", &fields).await.is(422);
    assert_eq!(page.fault("title"), "Error: Give the policy a title.");
    assert_eq!(page.fault("owner"), "Error: Choose who owns it and sees to its review.");
    assert_eq!(page.select("textarea")[0].trim(), "Mine.");
    let base = all.begun("POL-15", "## Purpose\n\nMine.").await;
    let fields =
        [("approvers", all.reviewer_id.as_str()), ("quorum", "two"), ("in_force_from", "soon"), ("version", "1")];
    let page = all.manager.post(&format!("{base}/submit"), &fields).await.is(422);
    assert!(page.fault("quorum").contains("Give a number") && page.fault("in_force_from").contains("“soon” is no day"));
    let fields =
        [("approvers", all.reviewer_id.as_str()), ("quorum", "1"), ("in_force_from", "2026-11-21"), ("version", "1")];
    let page = all.manager.post(&format!("{base}/submit"), &fields).await.is(422);
    page.says("Nothing is written yet under:");
}

#[tokio::test]
async fn guidance_that_lost_only_its_quote_marks_is_told_and_is_nothing_written() {
    let mut all = three().await;
    let form = all.manager.get("/policies/new?template=POL-02").await.is(200);
    let bare = form.select("textarea")[0].trim().replace("\n> ", "\n");
    let base = all.begun("POL-02", &bare).await;
    let page = all.manager.get(&base).await.is(200).says("0 of 8 required sections are written.");
    page.says("Under eight this is still the template’s guidance.");
    let page = all.manager.get(&format!("{base}/submit")).await.is(200);
    page.says("This is still the template’s guidance: Approved tools and accounts;");
}

#[tokio::test]
async fn a_policy_that_proves_only_with_others_says_how_many_of_them_are_approved() {
    let mut all = three().await;
    let base = all.begun("POL-04", &whole("POL-04")).await;
    let page = all.manager.get(&base).await.is(200).says("one of five that TSK-GV-05-1 needs, none is approved");
    page.does_not_say("TSK-GV-02-1");
    all.submitted(&base).await;
    all.reviewer.post(&format!("{base}/versions/1/approve"), &[]).await.is(303);
    all.manager.get(&base).await.is(200).says("one of five that TSK-GV-05-1 needs, one is approved");
}

#[tokio::test]
async fn a_version_for_which_one_of_two_suffices_waits_for_one_or_the_other() {
    let mut all = three().await;
    let other = all.house.add("Ruth Adeyemi", &[Role::Executive], false).await.to_string();
    let base = all.begun("POL-15", &whole("POL-15")).await;
    let named = [("approvers", all.reviewer_id.as_str()), ("approvers", other.as_str())];
    let rest = [("in_force_from", "2026-11-21"), ("version", "1"), ("quorum", "1")];
    let fields: Vec<_> = named.into_iter().chain(rest).collect();
    all.manager.post(&format!("{base}/submit"), &fields).await.is(303);
    for page in ["/policies".to_owned(), base.clone(), format!("{base}/versions/1")] {
        let page = all.manager.get(&page).await.is(200);
        let either = ["Ines Halvorsen or Ruth Adeyemi", "Ruth Adeyemi or Ines Halvorsen"];
        assert!(either.iter().any(|words| page.body.contains(words)), "one of them suffices");
        page.says("aits for")
            .does_not_say("Ines Halvorsen and Ruth Adeyemi")
            .does_not_say("Ruth Adeyemi and Ines Halvorsen");
    }
}

#[tokio::test]
async fn a_stale_draft_is_a_conflict_that_keeps_both_texts() {
    let mut all = three().await;
    let base = all.begun("POL-15", "Begun.").await;
    let save = |text: &'static str| [("text", text), ("version", "1")];
    all.manager.post(&format!("{base}/write"), &save("Mine.")).await.goes_to(&format!("{base}?said=written#draft"));
    let page = all.manager.post(&format!("{base}/write"), &save("Yours.")).await.is(409);
    assert_eq!(page.select("textarea")[0].trim(), "Yours.");
    page.says("Somebody wrote on this draft while you did.").says("Mine.");
}

#[tokio::test]
async fn a_stale_audience_is_a_conflict_that_keeps_what_was_chosen() {
    let mut all = three().await;
    let base = all.begun("POL-15", "Begun.").await;
    let save = |role: &'static str| [("roles", role), ("version", "1")];
    let at = format!("{base}/audience");
    all.manager.post(&at, &save("engineer")).await.goes_to(&format!("{base}/register"));
    let page = all.manager.post(&at, &save("executive")).await.is(409);
    let page = page.says("Somebody changed this policy while you did.");
    assert_eq!(
        page.attr("input[name=roles][checked]", "value").as_deref(),
        Some("executive"),
        "what was chosen is kept"
    );
    assert_eq!(page.attr("input[name=version]", "value").as_deref(), Some("2"), "it may be saved over, knowingly");
}

#[tokio::test]
async fn a_preview_shows_the_text_and_runs_nothing_of_it() {
    let mut all = three().await;
    let base = all.begun("POL-15", "Begun.").await;
    let text = "## Scope <script>alert(1)</script>\n\n[a](javascript:alert(1)) [b](https://b.example)\n";
    let fields = [("text", text), ("version", "1"), ("preview", "yes")];
    let page = all.manager.post(&format!("{base}/write"), &fields).await.is(200);
    assert_eq!(page.select("#preview h3")[0], "Scope <script>alert(1)</script>");
    assert_eq!(page.select("#preview a"), ["b"]);
    assert!(!page.body.contains("<script>alert"));
    assert_eq!(page.select("textarea")[0].trim(), text.trim());
}

/// Of a long text nothing is read: it came as a form of megabytes.
#[tokio::test]
async fn a_text_beyond_its_limit_is_refused_before_it_is_shown() {
    let mut all = three().await;
    let base = all.begun("POL-15", "Begun.").await;
    let long = "[a ".repeat(66_667);
    let told = "At most 200000 characters; this has 200001.";
    let page = all.manager.post("/policies/preview", &[("text", &long)]).await.is(200).says(told);
    assert!(page.body.len() < 1_000);
    let fields = [("text", long.as_str()), ("version", "1"), ("preview", "yes")];
    let page = all.manager.post(&format!("{base}/write"), &fields).await.is(422);
    assert_eq!(page.fault("text"), format!("Error: {told}"));
    assert!(page.select("#preview").is_empty());
    assert_eq!(page.select("textarea")[0].trim().len(), long.trim().len(), "nothing typed is lost");
}

#[tokio::test]
async fn a_rejected_version_says_why_and_begins_the_next_draft() {
    let mut all = three().await;
    let base = all.begun("POL-15", &whole("POL-15")).await;
    all.submitted(&base).await;
    let page = all.reviewer.post(&format!("{base}/versions/1/reject"), &[("reason", " ")]).await.is(422);
    assert!(page.fault("reason").contains("Say what would have to change"));
    let done = all.reviewer.post(&format!("{base}/versions/1/reject"), &[("reason", "Who tests it?")]).await;
    done.goes_to(&format!("{base}?said=rejected"));
    all.manager.get(&base).await.is(200).says("Version 1, by ").says("Who tests it?");
    all.manager.get("/").await.is(200).says("policy that was sent back");
    all.reviewer.get("/").await.is(200).does_not_say("was sent back");
    let form = all.manager.get(&format!("{base}/write")).await.is(200);
    assert!(form.select("textarea")[0].contains("We do it."));
    all.reviewer.post(&format!("{base}/versions/1/approve"), &[]).await.is(409);
}

#[tokio::test]
async fn two_versions_stand_side_by_side_with_the_words_that_changed() {
    let mut all = three().await;
    let base = all.begun("POL-15", &whole("POL-15")).await;
    all.submitted(&base).await;
    all.reviewer.post(&format!("{base}/versions/1/approve"), &[]).await.is(303);
    let next = whole("POL-15").replacen("We do it.", "We always do it.", 1);
    all.manager.post(&format!("{base}/write"), &[("text", &next), ("version", "0")]).await.is(303);
    all.submitted(&base).await;
    let page = all.manager.get(&format!("{base}/compare")).await.is(200);
    assert_eq!(page.select("ins").concat().trim(), "always");
    page.says("Version 2 changes one clause of version 1.");
}

#[tokio::test]
async fn an_exception_waits_for_somebody_who_neither_asked_nor_owns_it() {
    let mut all = three().await;
    let owner = all.house.add("Omar Said", &[Role::Engineer], false).await.to_string();
    let base = all.begun("POL-15", "Begun.").await;
    let new = format!("{base}/exceptions/new");
    let fields = [("what", "Scan"), ("reason", "No tool."), ("measure", ""), ("owner", &owner), ("until", "soon")];
    let page = all.manager.post(&new, &fields).await.is(422);
    assert!(page.fault("until").contains("is no day"));
    let fields =
        [("what", "Scan"), ("reason", "No tool."), ("measure", "By hand."), ("owner", &owner), ("until", "2027-01-31")];
    let address = all.manager.post(&new, &fields).await.is(303).header("location").to_owned();
    let own = all.manager.get(&address).await.is(200).says("You asked for this. A second person decides.");
    own.says("Take it back");
    let mut owen =
        crate::guard::quickly(&all.house, all.house.add("Owen Hale", &[Role::ComplianceManager], true).await).await;
    owen.get(&address).await.is(200).says("Approve the exception").does_not_say("Take it back");
    let page = all.reviewer.post(&format!("{address}/refuse"), &[("answer", "")]).await.is(422);
    assert!(page.fault("answer").contains("Say why"));
    all.reviewer.post(&format!("{address}/approve"), &[("answer", "")]).await.goes_to(&address);
    all.reviewer.get(&address).await.is(200).says("need not be done until 31 Jan 2027");
    all.manager.get("/exceptions").await.is(200).says("One exception holds today");
    all.manager.post(&format!("{address}/end"), &[("reason", "We scan now.")]).await.goes_to(&address);
    all.manager.get(&address).await.says("is no exception any more");
}

#[tokio::test]
async fn a_draft_is_dropped_with_a_reason_and_an_old_page_drops_no_later_one() {
    let mut all = three().await;
    let base = all.begun("POL-15", &whole("POL-15")).await;
    all.manager.get(&base).await.is(200).says("Drop the draft");
    let drop = format!("{base}/draft/drop");
    all.reviewer.get(&drop).await.is(403);
    all.manager.get(&drop).await.is(200).says("What it said stays in the trail.");
    all.manager.post(&drop, &[("draft", "1"), ("reason", " ")]).await.is(422);
    all.manager
        .post(&drop, &[("draft", "1"), ("reason", "Another says it.")])
        .await
        .goes_to(&format!("{base}?said=dropped"));
    all.manager.get(&drop).await.is(404);
    all.manager.post(&drop, &[("draft", "1"), ("reason", "Again.")]).await.is(409);
    let page = all.manager.get(&format!("{base}?said=dropped")).await.is(200);
    page.says("the trail keeps what it said").says("dropped a draft of a policy").does_not_say("Written on by");
}

#[tokio::test]
async fn only_who_may_is_offered_to_use_a_policy_as_proof_and_others_read_who_may() {
    let mut all = three().await;
    let base = all.begun("POL-02", &whole("POL-02")).await;
    all.submitted(&base).await;
    all.reviewer.post(&format!("{base}/versions/1/approve"), &[]).await.is(303);
    all.manager.get(&base).await.is(200).does_not_say("as proof");
    let actor = all.house.actor("founder@example.com").await;
    let store = &all.house.site.store;
    let adoption = Adoption { control: "AIG-GV-02".parse().unwrap(), owner: actor.person, statement: None };
    let waiting = store.adopt(&actor, vec![adoption]).await.unwrap();
    store.agree(&all.house.actor("ines-halvorsen@example.com").await, waiting, "").await.unwrap();
    let page = all.manager.get(&base).await.is(200).does_not_say("Use the version in force as proof");
    page.says("It could prove TSK-GV-02-1").says("Somebody who did not write on it says so:").says("Ines Halvorsen");
    all.manager.post(&format!("{base}/prove"), &[]).await.is(403);
    all.reviewer.get(&base).await.is(200).says("Use the version in force as proof");
    all.reviewer.post(&format!("{base}/prove"), &[]).await.goes_to(&format!("{base}?said=proven"));
    all.reviewer.get(&base).await.is(200).does_not_say("It could prove");
}
