//! A browser without a window: it holds cookies and says what it was shown.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use scraper::{Html, Selector};
use std::collections::BTreeMap;
use tower::ServiceExt as _;

#[derive(Clone)]
pub struct Client {
    app: Router,
    host: String,
    pub cookies: BTreeMap<String, String>,
    headers: Vec<(&'static str, String)>,
}

impl Client {
    /// One that was led to the public address.
    pub fn new(app: Router, url: &str) -> Self {
        let host = url.split_once("://").unwrap().1.to_owned();
        Self { app, host, cookies: BTreeMap::new(), headers: Vec::new() }
    }

    /// The same browser, led to another host that turned out to be this machine.
    pub fn led_to(self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self }
    }

    /// The same browser with one more header on every request.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.form(path, fields)).await
    }

    /// A form as a request that is not sent yet.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Request<Body> {
        let body: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.request(Method::POST, path).header(header::CONTENT_TYPE, kind).body(body.join("&").into()).unwrap()
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let request = Request::builder().method(method).uri(path).header(header::HOST, &self.host);
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) };
        self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
    }

    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            match rest.split(';').next().unwrap() {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, body, bytes }
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// What it sets as the cookie of this name.
    pub fn cookie(&self, name: &str) -> &str {
        let mut all = self.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        all.rfind(|cookie| cookie.split_once('=').is_some_and(|(of, _)| of == name)).unwrap_or_default()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// It redirects to a path of ours.
    #[track_caller]
    pub fn goes_to(self, path: &str) -> Self {
        assert_eq!((self.status.as_u16(), self.header("location")), (303, path), "{}", self.body);
        self
    }

    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let page = self.text();
        assert!(page.contains(text), "{text:?} is not in {page:?}");
        self
    }

    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        let page = self.text();
        assert!(!page.contains(text), "{text:?} is in {page:?}");
        self
    }

    /// What a reader sees, in one line.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.body);
        page.root_element().text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The sentence at a field of a form that was shown again.
    pub fn fault(&self, field: &str) -> String {
        self.select(&format!("[id='{field}-error']")).into_iter().next().unwrap_or_default()
    }

    /// The texts of all elements.
    pub fn select(&self, css: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let css = Selector::parse(css).unwrap();
        page.select(&css).map(|element| element.text().collect::<String>()).collect()
    }

    /// An attribute of the first element.
    pub fn attr(&self, css: &str, name: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let element = page.select(&Selector::parse(css).unwrap()).next()?;
        element.value().attr(name).map(str::to_owned)
    }
}
