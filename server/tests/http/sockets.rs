//! Over real connections: what says nothing is closed, what is under way ends.

use crate::house::House;
use axum::Router;
use server::serve::{Pace, serve};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn served(house: &House) -> Served {
    served_with(house.app.clone(), house.tracker.clone(), hasty()).await
}

/// Short waits.
fn hasty() -> Pace {
    Pace { header: Duration::from_millis(300), stopping: Duration::from_secs(5), ..Pace::default() }
}

async fn served_with(app: Router, tracker: TaskTracker, pace: Pace) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let until = async move { stopped.await.unwrap_or_default() };
    let ended = tokio::spawn(serve(listener, app, tracker, pace, until));
    Served { address, stop, ended }
}

async fn said(address: SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn trap_7_who_says_nothing_more_is_shown_out() {
    let house = House::founded().await;
    let served = served(&house).await;
    let whole = "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:3000\r\n\r\n";
    for words in ["", "PRI * HT", "GET / HTTP/1.1\r\nhost: ", whole] {
        let mut stream = said(served.address, words).await;
        let mut heard = Vec::new();
        let closed = timeout(Duration::from_secs(3), stream.read_to_end(&mut heard)).await;
        assert!(closed.is_ok(), "still open after {words:?}");
        assert_eq!(String::from_utf8_lossy(&heard).contains("alive"), words == whole);
    }
}

#[tokio::test]
async fn what_was_sent_before_the_end_is_done() {
    let house = House::founded().await;
    let administrator = house.signed_in_as("founder@example.com").await;
    let served = served(&house).await;
    let cookie = format!("plumbline={}", administrator.cookies["plumbline"]);
    let body = "name=Bo&email=bo%40example.com&rights=engineer";
    let head = format!(
        "POST /people/invite HTTP/1.1\r\nhost: 127.0.0.1:3000\r\ncookie: {cookie}\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{body}",
        body.len()
    );
    let mut stream = said(served.address, &head).await;
    // The request is under way; its visitor leaves, and the program is told to stop.
    let mut first = [0; 1];
    let _ = timeout(Duration::from_millis(5), stream.read(&mut first)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(20)).await;
    served.stop.send(()).unwrap();
    timeout(Duration::from_secs(5), served.ended).await.unwrap().unwrap().unwrap();
    assert!(house.site.store.people().await.unwrap().iter().any(|row| row.name.as_deref() == Some("Bo")));
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn a_program_that_is_full_hears_that_it_should_stop() {
    let house = House::founded().await;
    let pace = Pace { connections: 1, stopping: Duration::from_millis(100), ..Pace::default() };
    let served = served_with(house.app.clone(), house.tracker.clone(), pace).await;
    let _silent = said(served.address, "GET / HT").await;
    let _waiting = said(served.address, "GET / HT").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.stop.send(()).unwrap();
    timeout(Duration::from_secs(3), served.ended).await.expect("it heard").unwrap().unwrap();
}

/// A house whose pages take at most half a second.
async fn impatient() -> (House, Served) {
    let mut house = House::founded().await;
    house.app = server::router::build(&house.site, &Default::default(), &house.tracker, Duration::from_millis(500));
    let served = served(&house).await;
    (house, served)
}

#[tokio::test]
async fn a_file_may_take_longer_than_a_page_as_long_as_something_of_it_arrives() {
    let (house, served) = impatient().await;
    let administrator = house.signed_in_as("founder@example.com").await;
    let cookie = format!("plumbline={}", administrator.cookies["plumbline"]);
    let part = "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    let rows: Vec<String> = (0..8).map(|n| format!("System {n}\n")).collect();
    let body = format!("{part}Name\n{}\r\n--b--\r\n", rows.concat());
    let head = |kind: &str, length: usize| {
        format!(
            "POST /systems/import HTTP/1.1\r\nhost: 127.0.0.1:3000\r\nconnection: close\r\ncookie: {cookie}\r\n\
             content-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    // Eight pieces, 100 ms apart: longer than a page may take, never silent for long.
    let mut slow = said(served.address, &head("multipart/form-data; boundary=b", body.len())).await;
    for piece in body.as_bytes().chunks(body.len() / 8 + 1) {
        slow.write_all(piece).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut heard = String::new();
    timeout(Duration::from_secs(5), slow.read_to_string(&mut heard)).await.unwrap().unwrap();
    assert!(heard.starts_with("HTTP/1.1 303"), "{heard}");
    // Who sends a half and falls silent is shown out, whatever it said that it brings.
    for kind in ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"] {
        let mut silent = said(served.address, &head(kind, 10_000)).await;
        silent.write_all(part.as_bytes()).await.unwrap();
        let mut heard = Vec::new();
        let closed = timeout(Duration::from_secs(5), silent.read_to_end(&mut heard)).await;
        assert!(closed.is_ok(), "{kind}: still open");
    }
    assert_eq!(house.site.store.count_systems().await.unwrap(), 0);
}

const SLOW: &str = "POST /sign-in HTTP/1.1\r\nhost: 127.0.0.1:3000\r\ncontent-length: 100\r\n\r\na";
const ALIVE: &str = "GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

#[tokio::test]
async fn one_address_does_not_take_every_connection() {
    let house = House::founded().await;
    let pace = Pace { connections: 8, of_one_address: 4, is_proxy: |_| false, ..hasty() };
    let served = served_with(house.app.clone(), house.tracker.clone(), pace).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        slow.push(said(served.address, SLOW).await);
    }
    let other = TcpSocket::new_v4().unwrap();
    other.bind("127.0.0.2:0".parse().unwrap()).unwrap();
    let mut other = other.connect(served.address).await.unwrap();
    other.write_all(ALIVE.as_bytes()).await.unwrap();
    let mut heard = String::new();
    timeout(Duration::from_secs(3), other.read_to_string(&mut heard)).await.unwrap().unwrap();
    assert!(heard.ends_with("alive\n"), "{heard}");
    // Whose places are free again is let in again.
    drop(slow);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut heard = String::new();
    said(served.address, ALIVE).await.read_to_string(&mut heard).await.unwrap();
    assert!(heard.ends_with("alive\n"), "{heard}");
}

#[tokio::test]
async fn a_proxy_on_the_machine_brings_as_many_as_there_is_room_for() {
    let house = House::founded().await;
    let served = served_with(house.app.clone(), house.tracker.clone(), Pace { of_one_address: 4, ..hasty() }).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        slow.push(said(served.address, SLOW).await);
    }
    let mut heard = String::new();
    said(served.address, ALIVE).await.read_to_string(&mut heard).await.unwrap();
    assert!(heard.ends_with("alive\n"), "{heard}");
}

#[tokio::test]
async fn who_never_takes_the_answer_is_shown_out() {
    const LARGE: usize = 64 * 1024 * 1024;
    let app = Router::new().fallback(|| async { vec![b'x'; LARGE] });
    let pace = Pace { taking: Duration::from_millis(300), ..hasty() };
    let served = served_with(app, TaskTracker::new(), pace).await;
    let mut stream = said(served.address, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut heard = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut heard)).await.unwrap();
    assert!(heard.len() < LARGE, "all of it was kept for somebody who did not take it");
}

#[tokio::test]
async fn the_program_stops_though_every_connection_is_taken() {
    let house = House::founded().await;
    let pace = Pace { connections: 1, stopping: Duration::from_millis(100), ..hasty() };
    let served = served_with(house.app.clone(), house.tracker.clone(), pace).await;
    let _slow = said(served.address, SLOW).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.stop.send(()).unwrap();
    timeout(Duration::from_secs(2), served.ended).await.unwrap().unwrap().unwrap();
}
