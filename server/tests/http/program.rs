//! The program itself: commands, settings, one SQLite file for one program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline");

pub fn plumbline(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("PLUMBLINE_DATA", data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn says(command: &mut Command, input: &str) -> Output {
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The one line of a failure.
#[track_caller]
pub fn fails(output: &Output) -> String {
    assert!(!output.status.success());
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    line
}

fn add<'a>(command: &'a mut Command, email: &str, role: &str) -> &'a mut Command {
    command.args(["people", "add", "--email", email, "--name", "Ada", "--role", role])
}

/// A running `plumbline serve`; ended with the test.
pub struct Serving(Child, String);

impl Serving {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.args(["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("Plumbline serves on http://").unwrap_or_else(|| panic!("{line}")).to_owned();
        Self(child, address)
    }

    fn get(&self, path: &str) -> String {
        get(&self.1, path)
    }

    pub fn stop(mut self) -> bool {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status().unwrap();
        self.0.wait().unwrap().success()
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn people_are_added_with_a_password_from_standard_input_and_the_trail_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let engineer_first = says(add(&mut plumbline(folder.path()), "bo@example.com", "engineer"), "upright is upright\n");
    assert!(fails(&engineer_first).contains("must be an administrator"));
    let short = says(add(&mut plumbline(folder.path()), "ada@example.com", "administrator"), "short\n");
    assert!(fails(&short).contains("at least 12 characters"));
    let first =
        says(add(plumbline(folder.path()).arg("--json"), "ada@example.com", "administrator"), "upright is upright\n");
    let said: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!(said["email"], "ada@example.com");
    let again = says(add(&mut plumbline(folder.path()), "ADA@example.com", "engineer"), "upright is upright\n");
    assert!(fails(&again).contains("has this address already"));
    says(add(&mut plumbline(folder.path()), "bo@example.com", "engineer"), "upright is upright\n");
    let trail = says(plumbline(folder.path()).args(["trail", "verify", "--json"]), "");
    let said: serde_json::Value = serde_json::from_slice(&trail.stdout).unwrap();
    assert_eq!((&said["entries"], &said["erased"], &said["faults"]), (&2.into(), &0.into(), &serde_json::json!([])));
    let head = said["head"].as_str().unwrap().to_owned();
    let kept = |entries: u32, head: &str| format!("--kept={entries}:{head}");
    assert!(says(plumbline(folder.path()).args(["trail", "verify", &kept(2, &head)]), "").status.success());
    let cut = says(plumbline(folder.path()).args(["trail", "verify", &kept(3, &head)]), "");
    assert!(fails(&cut).contains("it had 3 entries, and has fewer now"));
    let wrong = format!("{}{}", if head.starts_with('0') { '1' } else { '0' }, &head[1..]);
    let other = says(plumbline(folder.path()).args(["trail", "verify", &kept(2, &wrong)]), "");
    assert!(fails(&other).contains("has another head"));
}

#[test]
fn a_setting_that_is_none_of_ours_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let misspelt = says(plumbline(folder.path()).env("PLUMBLINE_LISTENS", "1").args(["trail", "verify"]), "");
    assert!(fails(&misspelt).contains("There is no setting PLUMBLINE_LISTENS"));
    let nowhere = says(plumbline(folder.path()).env("PLUMBLINE_URL", "plumbline.example.com").arg("serve"), "");
    assert!(fails(&nowhere).contains("https://plumbline.example.com"));
    let strange = says(plumbline(folder.path()).args(["--database", "mysql://x", "trail", "verify"]), "");
    assert!(fails(&strange).contains("sqlite:// or postgres://"));
}

#[test]
fn every_command_has_its_help() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        &[][..],
        &["serve"],
        &["people"],
        &["people", "add"],
        &["trail"],
        &["trail", "verify"],
        &["readiness"],
        &["import", "systems"],
        &["check"],
        &["backup"],
        &["restore"],
    ] {
        let help = says(plumbline(folder.path()).args(command).arg("--help"), "");
        assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("Usage:"), "{command:?}");
    }
}

#[test]
fn trap_8_a_second_program_on_the_same_file_is_refused_and_a_stop_is_a_good_end() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(&mut plumbline(folder.path()));
    assert!(serving.get("/healthz").contains("alive"));
    assert!(serving.get("/").contains("location: /first-run"));
    let second = says(add(&mut plumbline(folder.path()), "ada@example.com", "administrator"), "upright is upright\n");
    assert!(fails(&second).contains("Another program has"));
    assert!(says(plumbline(folder.path()).args(["trail", "verify"]), "").status.success(), "who only looks may");
    assert!(serving.stop());
    assert!(says(plumbline(folder.path()).args(["trail", "verify"]), "").status.success());
}

#[test]
fn the_first_run_proposes_the_zone_of_the_machine() {
    for (machine, proposed) in
        [("Pacific/Auckland", "Pacific/Auckland"), ("Etc/GMT-10", "Etc/GMT-10"), ("Nowhere", "UTC")]
    {
        let folder = tempfile::tempdir().unwrap();
        let serving = Serving::start(plumbline(folder.path()).env("TZ", machine));
        let page = serving.get("/first-run");
        assert!(page.contains(&format!("<option value=\"{proposed}\" selected")), "{machine}");
        assert!(serving.stop());
    }
}

#[test]
fn figures_have_a_listener_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let serving = Serving::start(plumbline(folder.path()).env("PLUMBLINE_METRICS_LISTEN", &free));
    assert!(serving.get("/metrics").contains("location: /first-run"), "not where the world looks");
    let figures = get(&free, "/metrics");
    assert!(figures.contains("plumbline_answers_total{"), "{figures}");
    assert!(serving.stop());
}

#[test]
fn an_inventory_is_imported_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("systems.csv");
    let import = |more: &[&str]| {
        let mut command = plumbline(folder.path());
        says(command.args(["import", "systems"]).arg(&file).arg("--json").args(more), "")
    };
    let json = |output: &Output| serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap();
    std::fs::write(&file, "Use,Team,Agentic\nFraud screen,Claims,yes\nLetters,Claims,\n,Claims,no\n").unwrap();
    assert!(!import(&["--map", "Use=name"]).status.success(), "nobody is here yet");
    says(add(&mut plumbline(folder.path()), "ada@example.com", "administrator"), "upright is upright\n");

    let refused = import(&["--map", "Use=name", "--map", "Team=department"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = json(&refused);
    let keys: Vec<_> = said.as_object().unwrap().keys().cloned().collect();
    let mut wanted = ["rows", "created", "changed", "unchanged", "identical", "refused", "warnings"];
    wanted.sort_unstable();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(sorted, wanted);
    assert_eq!((said["rows"].as_u64(), said["created"].as_u64()), (Some(3), Some(2)));
    assert_eq!(said["refused"].as_array().unwrap().len(), 1);
    assert_eq!(said["refused"][0]["row"], 4);

    std::fs::write(&file, "Use,Team,Agentic\nFraud screen,Claims,yes\nLetters,Claims,\n").unwrap();
    let dry = import(&["--map", "Use=name", "--dry-run"]);
    assert_eq!((dry.status.success(), json(&dry)["created"].as_u64()), (true, Some(2)));
    let first = import(&["--map", "Use=name"]);
    assert_eq!((first.status.success(), json(&first)["created"].as_u64()), (true, Some(2)));
    let second = json(&import(&["--map", "Use=name"]));
    assert_eq!((second["created"].as_u64(), second["unchanged"].as_u64()), (Some(0), Some(2)));
    let unknown = import(&["--map", "Use=nmae"]);
    assert!(fails(&unknown).contains("There is no field"));
    let trail = says(plumbline(folder.path()).args(["trail", "verify", "--json"]), "");
    assert_eq!(json(&trail)["entries"], 2);
}

#[test]
fn the_example_company_is_loaded_into_an_empty_database_and_nowhere_else() {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.unwrap();
    let loaded = says(plumbline(folder.path()).args(["example", "load", "--json"]), "");
    assert!(loaded.status.success(), "{}", String::from_utf8_lossy(&loaded.stderr));
    let said: serde_json::Value = serde_json::from_slice(&loaded.stdout).unwrap();
    assert_eq!((said["organisation"].as_str(), said["systems"].as_i64()), (Some("Harrow & Finch"), Some(10)));
    assert!(said["entries"].as_i64().unwrap() > 900, "{said}");
    let again = says(plumbline(folder.path()).args(["example", "load"]), "");
    assert!(fails(&again).contains("There is an organisation in this database already"));
    let readiness = says(plumbline(folder.path()).arg("readiness"), "");
    assert!(String::from_utf8(readiness.stdout).unwrap().starts_with("Example company."));
    let verified = says(plumbline(folder.path()).args(["trail", "verify"]), "");
    assert!(verified.status.success());
}
