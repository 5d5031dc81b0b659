//! Killed at any moment, the program loses nothing that it acknowledged and keeps nothing by halves.
//!
//! Eight clients write and remember what was acknowledged; `plumbline serve` gets SIGKILL after 20 to 800 ms; then the
//! database is opened and looked at. 15 times here, 50 under CI, as often as `PLUMBLINE_KILLS` says.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::Store;
use store::testing::StillWorld;

const PROGRAM: &str = env!("CARGO_BIN_EXE_plumbline");
const CLIENTS: usize = 8;
const EMAIL: &str = "ada@example.com";
const PASSWORD: &str = "upright is upright";

fn plumbline(data: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("PLUMBLINE_DATA", data).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn serve(data: &Path) -> (Child, String) {
    let mut child = plumbline(data).args(["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address =
        line.trim().strip_prefix("Plumbline serves on http://").unwrap_or_else(|| panic!("{line}")).to_owned();
    (child, address)
}

/// Sends a form; the whole answer, or what came of it before the connection broke.
fn post(address: &str, path: &str, cookie: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn sign_in(address: &str) -> String {
    let body = format!("email={}&password={}", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let answer = post(address, "/sign-in", "", &body).unwrap();
    let cookie =
        answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{answer}"));
    cookie.split(';').next().unwrap().to_owned()
}

/// Invites people one after the other, and remembers who was acknowledged, until the server is gone.
fn write(address: &str, cookie: &str, name: &str, gone: &AtomicBool, acknowledged: &Mutex<BTreeSet<String>>) -> usize {
    let mut sent = 0;
    while !gone.load(Ordering::Relaxed) {
        let email = format!("{name}-{sent}@example.com");
        let body = format!("name=Person&email={}&rights=engineer", email.replace('@', "%40"));
        sent += 1;
        let answer = post(address, "/people/invite", cookie, &body).unwrap_or_default();
        if answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 303") {
            acknowledged.lock().unwrap().insert(email);
        }
    }
    sent
}

/// What the database holds after a kill: how often each address, and with an entry in the trail each.
async fn look(data: &Path, acknowledged: &BTreeSet<String>, round: usize) {
    let address = format!("sqlite://{}", data.join("plumbline.db").display());
    let store = Store::open(&address, StillWorld::new()).await.unwrap();
    assert_eq!(store.integrity().await.unwrap(), "ok", "round {round}");
    let verified = store.verify_trail().await.unwrap();
    assert!(verified.faults.is_empty(), "round {round}: {:?}", verified.faults);
    let mut there: BTreeMap<String, usize> = BTreeMap::new();
    let people = store.people().await.unwrap();
    for person in &people {
        *there.entry(person.email.clone().unwrap()).or_default() += 1;
        assert!(person.joined || person.invitation.is_some(), "round {round}: {person:?} is there by halves");
        let entries =
            store.history(domain::trail::ThingKind::Person, &person.id.to_string(), i64::MAX, 5).await.unwrap();
        assert_eq!(entries.len(), 1, "round {round}: {person:?} with one entry");
    }
    for email in acknowledged {
        assert_eq!(there.get(email), Some(&1), "round {round}: {email} was acknowledged");
    }
}

#[test]
fn what_was_acknowledged_survives_any_kill_and_nothing_is_there_by_halves() {
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let kills = std::env::var("PLUMBLINE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(if ci { 50 } else { 15 });
    let folder = tempfile::tempdir().unwrap();
    let mut add = plumbline(folder.path());
    let add = add.args(["people", "add", "--email", EMAIL, "--name", "Ada", "--role", "administrator"]);
    let mut child = add.spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let mut cookie = None;
    for round in 0..kills {
        let (mut child, address) = serve(folder.path());
        let cookie = cookie.get_or_insert_with(|| sign_in(&address)).clone();
        let gone = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (address, cookie, gone, known) =
                    (address.clone(), cookie.clone(), gone.clone(), acknowledged.clone());
                std::thread::spawn(move || write(&address, &cookie, &format!("r{round}c{client}"), &gone, &known))
            })
            .collect();
        // Spread over 20 to 800 ms without chance: the same kills every time, none like the one before.
        std::thread::sleep(Duration::from_millis(20 + u64::try_from(round * 313 % 781).unwrap()));
        child.kill().unwrap();
        child.wait().unwrap();
        gone.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| assert!(client.join().is_ok()));
        runtime.block_on(look(folder.path(), &acknowledged.lock().unwrap().clone(), round));
    }
    let survived = acknowledged.lock().unwrap().len();
    assert!(survived > kills, "{survived} acknowledged writes in {kills} rounds are too few to show anything");
    println!("{survived} acknowledged writes survived {kills} kills");
}
