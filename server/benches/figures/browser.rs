//! A browser without a window that keeps its connection: HTTP/1.1 over TCP, as quick as the server lets it.

use crate::Result;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

pub struct Browser {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    /// The header that says who asks.
    who: String,
    /// What is sent.
    kind: &'static str,
    accept: &'static str,
}

pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Browser {
    pub async fn open(address: SocketAddr, cookie: &str) -> Result<Self> {
        Self::of(address, format!("cookie: {cookie}"), "application/x-www-form-urlencoded").await
    }

    /// A program that asks the API by its token.
    pub async fn program(address: SocketAddr, token: &str) -> Result<Self> {
        Self::of(address, format!("authorization: Bearer {token}"), "application/json").await
    }

    async fn of(address: SocketAddr, who: String, kind: &'static str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { address, stream: BufReader::new(stream), who, kind, accept: "identity" })
    }

    /// The same, taking what is compressed.
    pub fn taking(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    /// Signs in and keeps the cookie.
    pub async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Result<Self> {
        let mut browser = Self::open(address, "").await?;
        let body = format!("email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+"));
        let answer = browser.send("POST", "/sign-in", &body).await?;
        let cookie = answer.headers.get("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or(format!("no session was given: {}", answer.status))?;
        browser.who = format!("cookie: {cookie}");
        Ok(browser)
    }

    pub fn cookie(&self) -> &str {
        self.who.strip_prefix("cookie: ").unwrap_or_default()
    }

    /// A page that has to be there.
    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        let answer = self.send("GET", path, "").await?;
        if answer.status == 200 { Ok(answer) } else { Err(format!("{path} answered {}", answer.status).into()) }
    }

    pub async fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let Self { address, who, kind, accept, .. } = self;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n{who}\r\n\
             accept-encoding: {accept}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(head.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no answer")?;
        let mut headers = BTreeMap::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let mut body = Vec::new();
        if let Some(length) = headers.get("content-length") {
            body.resize(length.parse()?, 0);
            self.stream.read_exact(&mut body).await?;
        } else if headers.contains_key("transfer-encoding") {
            self.chunks(&mut body).await?;
        }
        Ok(Answer { status, headers, body })
    }

    async fn chunks(&mut self, body: &mut Vec<u8>) -> Result<()> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).await?;
            let length = usize::from_str_radix(line.trim_end(), 16)?;
            let mut chunk = vec![0; length + 2];
            self.stream.read_exact(&mut chunk).await?;
            body.extend(chunk.get(..length).unwrap_or_default());
            if length == 0 {
                return Ok(());
            }
        }
    }
}
