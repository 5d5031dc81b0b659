//! The API over HTTP: who may, pages by cursor, refusals, keys, what is hostile.

mod guard;
mod lists;
mod logs;
mod once;
mod tokens;
mod writes;

use crate::client::{Answer, Client};
use crate::house::House;
use axum::body::Body;
use axum::http::{Method, header};
use domain::tokens::{Scope, TokenDraft};
use serde_json::Value;

/// A program with a token of somebody.
#[derive(Clone)]
pub struct Machine {
    client: Client,
    pub token: String,
}

impl Machine {
    /// With every scope.
    pub async fn of(house: &House, email: &str) -> Self {
        let all: Vec<_> = Scope::ALL.iter().map(|scope| scope.key()).collect();
        Self::opening(house, email, &all).await
    }

    pub async fn opening(house: &House, email: &str, scopes: &[&str]) -> Self {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let today = house.site.store.organisation().await.unwrap().unwrap();
        let until = domain::instant::Zone::day(&today.zone, house.site.store.now()).to_string();
        let draft = TokenDraft { name: "Test".into(), scopes, until };
        let (_, token) = house.site.store.make_token(&house.actor(email).await, &draft).await.unwrap();
        Self { client: house.visitor(), token }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body), &[]).await
    }

    pub async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body), &[]).await
    }

    pub async fn patch(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body), &[]).await
    }

    pub async fn send(&mut self, method: Method, path: &str, body: Option<Value>, more: &[(&str, &str)]) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let request = self.client.request(method, &format!("/api/v1{path}")).header(header::AUTHORIZATION, bearer);
        let request = more.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
            }
            None => request.body(Body::empty()).unwrap(),
        };
        self.client.send(request).await
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The fields that a refusal names.
    pub fn fields(&self) -> Vec<String> {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let json = self.json();
        let all = json["errors"].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| one["field"].as_str().unwrap().to_owned()).collect()
    }
}
