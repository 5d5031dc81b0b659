//! By which names we answer. A page of another site can point its own name at this machine (DNS rebinding) and then ask
//! for our pages as its own; it cannot make a browser say our name.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// Answered for any host: who watches over a program asks for it by its address.
const WATCHED: [&str; 2] = ["/healthz", "/readyz"];

/// The hosts that are ours, by the public address.
#[derive(Clone, Debug)]
pub struct Hosts(Arc<Ours>);

#[derive(Debug)]
enum Ours {
    /// This name, with this port.
    Named(String, u16),
    /// Any name of the machine itself, with this port.
    Loopback(u16),
    /// No name is known (`0.0.0.0`, which listens everywhere): any address in digits, which nobody can rebind, and
    /// `localhost`.
    Digits,
}

impl Hosts {
    #[must_use]
    pub fn of(url: &str) -> Self {
        let (usual, authority) = match url.strip_prefix("https://") {
            Some(authority) => (443, authority),
            None => (80, url.strip_prefix("http://").unwrap_or(url)),
        };
        let (name, port) = split(authority, usual).unwrap_or_default();
        Self(Arc::new(match address(&name) {
            Some(address) if address.is_unspecified() => Ours::Digits,
            _ if is_loopback(&name) => Ours::Loopback(port),
            _ => Ours::Named(name, port),
        }))
    }

    fn have(&self, host: &str) -> bool {
        match &*self.0 {
            Ours::Named(name, port) => is_at(host, *port).is_some_and(|host| host == *name),
            Ours::Loopback(port) => is_at(host, *port).is_some_and(|host| is_loopback(&host)),
            Ours::Digits => split(host, 0).is_some_and(|(host, _)| address(&host).is_some() || host == "localhost"),
        }
    }
}

/// The layer.
pub async fn ours(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let known = WATCHED.contains(&request.uri().path()) || said(&request).is_some_and(|host| hosts.have(host));
    if known { next.run(request).await } else { StatusCode::MISDIRECTED_REQUEST.into_response() }
}

/// The one host that a request is for; none when it names none, or several.
fn said(request: &Request) -> Option<&str> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let header = hosts.next().and_then(|host| host.to_str().ok()).filter(|_| hosts.next().is_none());
    request.uri().authority().map(Authority::as_str).or(header)
}

/// The name of a host whose port is this one; a browser leaves out the usual ports.
fn is_at(host: &str, port: u16) -> Option<String> {
    let usual = if matches!(port, 80 | 443) { port } else { 0 };
    split(host, usual).filter(|(_, at)| *at == port).map(|(name, _)| name)
}

/// A host in lower case, and its port.
fn split(host: &str, usual: u16) -> Option<(String, u16)> {
    let authority: Authority = host.parse().ok().filter(|_| !host.contains('@'))?;
    Some((authority.host().to_ascii_lowercase(), authority.port_u16().unwrap_or(usual)))
}

fn address(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_loopback(name: &str) -> bool {
    name == "localhost" || address(name).is_some_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::Hosts;

    #[test]
    fn a_host_is_ours_by_the_public_address() {
        for (url, ours, others) in [
            (
                "https://plumbline.example.com",
                &["plumbline.example.com", "Plumbline.Example.com:443"][..],
                &["plumbline.example.com:80", "evil.example", "localhost", "127.0.0.1", "x@plumbline.example.com", ""]
                    [..],
            ),
            ("http://plumb:8080", &["plumb:8080"], &["plumb", "plumb:80", "plumb.evil.example:8080"]),
            (
                "http://127.0.0.1:3000",
                &["127.0.0.1:3000", "localhost:3000", "[::1]:3000"],
                &["localhost", "localhost:3001", "evil.example:3000", "127.0.0.1.evil.example:3000", "192.0.2.1:3000"],
            ),
            ("http://localhost", &["localhost", "127.0.0.1:80"], &["localhost:3000"]),
            (
                "http://0.0.0.0:3000",
                &["192.0.2.1:8080", "localhost:3000", "[2001:db8::1]:3000"],
                &["evil.example:3000"],
            ),
            ("http://[::]:3000", &["192.0.2.1:3000"], &["evil.example"]),
        ] {
            for host in ours {
                assert!(Hosts::of(url).have(host), "{url}: {host}");
            }
            for host in others {
                assert!(!Hosts::of(url).have(host), "{url}: {host}");
            }
        }
    }
}
