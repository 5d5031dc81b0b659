//! Forms sent by hand, to a server that may be gone at any moment.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

const FORM: &str = "application/x-www-form-urlencoded";

/// The whole answer, or nothing when the connection broke before its end.
fn send(address: &str, path: &str, cookie: &str, kind: &str, body: &[u8]) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nsec-fetch-site: same-origin\r\ncookie: {cookie}\r\n\
         content-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Where one signed in stands.
#[derive(Clone)]
pub struct Way {
    pub address: String,
    pub cookie: String,
}

impl Way {
    pub fn get(&self, path: &str) -> String {
        let ask = || {
            let mut stream = TcpStream::connect(&self.address)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            let Self { address, cookie } = self;
            let head =
                format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n");
            stream.write_all(head.as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok::<_, std::io::Error>(answer)
        };
        ask().unwrap_or_default()
    }

    /// The page once it no longer asks again by itself.
    pub fn settled(&self, path: &str) -> String {
        for _ in 0..100 {
            let page = self.get(path);
            if !page.lines().take_while(|line| !line.is_empty()).any(|line| line.starts_with("refresh:")) {
                return page;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        String::new()
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        send(&self.address, path, &self.cookie, FORM, body.join("&").as_bytes()).unwrap_or_default()
    }

    /// A form with a file, as a browser sends it.
    pub fn upload(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> String {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--b--\r\n");
        send(&self.address, path, &self.cookie, "multipart/form-data; boundary=b", &body).unwrap_or_default()
    }
}

/// The cookie of somebody who signs in.
pub fn sign_in(address: &str, email: &str, password: &str) -> String {
    let body = format!("email={}&password={}", encoded(email), encoded(password));
    let answer = send(address, "/sign-in", "", FORM, body.as_bytes()).unwrap();
    let mut cookies = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookies.find(|cookie| cookie.starts_with("plumbline="));
    cookie.unwrap_or_else(|| panic!("{answer}")).split(';').next().unwrap().to_owned()
}

/// Whether the answer leads on to a place.
pub fn leads_to(answer: &str, place: &str) -> bool {
    answer.starts_with("HTTP/1.1 303") && location(answer).is_some_and(|to| to.starts_with(place))
}

pub fn location(answer: &str) -> Option<&str> {
    answer.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("location: "))
}
