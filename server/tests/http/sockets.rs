//! Over real connections: what says nothing is closed, what is under way ends.

use crate::house::House;
use server::serve::{Pace, serve};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<std::io::Result<()>>,
}

async fn served(house: &House) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let pace = Pace { header: Duration::from_millis(300), stopping: Duration::from_secs(5), ..Pace::default() };
    let until = async move { stopped.await.unwrap_or_default() };
    let ended = tokio::spawn(serve(listener, house.app.clone(), house.tracker.clone(), pace, until));
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
    let whole = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
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
        "POST /people/invite HTTP/1.1\r\nhost: a\r\ncookie: {cookie}\r\ncontent-length: {}\r\n\
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
