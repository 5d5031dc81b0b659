//! The reference of the API as a page: the same document, line by line, without a script.

use super::{BASE, document};
use app::asking::Asking;
use app::page::Page;
use app::ui::block::Block;
use app::ui::crumbs::{Crumb, Crumbs};
use app::ui::dates::capital;
use app::ui::rail::Place;
use app::ui::say::{Lede, Say};
use app::ui::table::{Column, Scroll, Table};
use leptos::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

pub async fn show(asking: Asking) -> Page {
    let site = asking.site.url.to_string();
    asking.page("The API", Place::Settings, move || {
        let lines = lines(document());
        let say = format!("A program of yours can ask and do {} things here.", lines.len());
        let whole = format!("{site}{BASE}/openapi.json");
        let first = format!("curl -H 'Authorization: Bearer plb_…' {site}{BASE}/me");
        let mut by_tag: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for line in lines {
            by_tag.entry(line.tag.clone()).or_default().push(line);
        }
        let blocks = by_tag.into_iter().map(|(tag, lines)| block(tag, lines)).collect_view();
        let schemas = schemas(document()).into_iter().map(schema).collect_view();
        view! {
            <Crumbs way=vec![Crumb::new("Settings", "/settings"), Crumb::plain("The API")]/>
            <Say>{say}</Say>
            <Lede>
                "It does what the person of its "<a href="/settings/tokens">"token"</a>
                " may do, as far as the token opens it. Whoever reads documents by machine takes "
                <a href=whole>"openapi.json"</a>"."
            </Lede>
            <Block title="To begin with" id="begin" first=true>
                <p>
                    "Lists come in pages: send what stands in "<code>"next"</code>" as "<code>"cursor"</code>
                    " until it is null. A POST with an "<code>"Idempotency-Key"</code>
                    " is done once, however often it is sent within a day. Errors are "
                    <code>"application/problem+json"</code>" and name the fields that they are about. Days are days in your \
                    organisation’s zone, instants are UTC."
                </p>
                <p>"Make a token, then ask who it speaks for:"</p>
                <Scroll label="The first request"><pre class="bytes"><code>{first}</code></pre></Scroll>
            </Block>
            {blocks}
            <Block title="Objects" id="objects" remark="What bodies and answers are made of">{schemas}</Block>
        }
    })
}

/// One line of the document.
struct Line {
    tag: String,
    method: String,
    path: String,
    says: String,
    more: String,
    asks: String,
    takes: Option<String>,
    gives: Vec<String>,
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn members<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn lines(document: &Value) -> Vec<Line> {
    let mut all = Vec::new();
    for (path, methods) in members(document, "paths") {
        for (method, line) in methods.as_object().into_iter().flatten() {
            let query = list(line, "parameters").filter(|one| text(one, "in") == "query").map(|one| text(one, "name"));
            let body = line.pointer("/requestBody/content").and_then(Value::as_object);
            let gives = members(line, "responses").filter(|(status, _)| status.starts_with('2'));
            all.push(Line {
                tag: list(line, "tags").filter_map(Value::as_str).collect(),
                method: method.to_uppercase(),
                path: format!("{BASE}{path}"),
                says: text(line, "summary"),
                more: text(line, "description").replace('`', ""),
                asks: query.collect::<Vec<_>>().join(", "),
                takes: body.and_then(|body| body.values().next()).map(named),
                gives: gives.map(|(status, one)| format!("{status} {}", text(one, "description"))).collect(),
            });
        }
    }
    all
}

/// What a schema is called, or what it is.
fn named(content: &Value) -> String {
    let schema = content.get("schema").unwrap_or(content);
    match schema.get("$ref").and_then(Value::as_str) {
        Some(name) => name.rsplit('/').next().unwrap_or_default().to_owned(),
        None => kind(schema),
    }
}

/// A schema in a word or two.
fn kind(schema: &Value) -> String {
    if schema.get("$ref").is_some() {
        return named(schema);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
        return if words.len() > 12 { "one word of a list".to_owned() } else { words.join(" | ") };
    }
    if let Some(any) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        return any.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    if let Some(word) = schema.get("const") {
        return word.as_str().map_or_else(|| word.to_string(), str::to_owned);
    }
    let format = schema.get("format").and_then(Value::as_str);
    let name = |name: &str| match (name, format) {
        ("string", Some(format)) => format.to_owned(),
        ("array", _) => format!("list of {}", schema.get("items").map(kind).unwrap_or_default()),
        (name, _) => name.to_owned(),
    };
    match schema.get("type") {
        Some(Value::String(one)) => name(one),
        Some(Value::Array(some)) => some.iter().filter_map(Value::as_str).map(name).collect::<Vec<_>>().join(" | "),
        _ => "anything".to_owned(),
    }
}

fn block(tag: String, lines: Vec<Line>) -> impl IntoView {
    let columns = ["Request", "What it does", "Brings", "Gets"].into_iter().map(Column::new).collect();
    let rows = lines.into_iter().map(row).collect_view();
    let (title, caption) = (capital(&tag), format!("Requests of {tag}"));
    view! { <Block title id=tag><Table caption columns stack=true>{rows}</Table></Block> }
}

fn row(line: Line) -> impl IntoView {
    let Line { method, path, says, more, asks, takes, gives, .. } = line;
    let asks = (!asks.is_empty()).then(|| view! { <span class="sub">{format!("Query: {asks}")}</span> });
    view! {
        <tr>
            <th scope="row"><code>{method}" "{path}</code></th>
            <td class="wide" data-th="What it does">{says}<span class="sub">{more}</span></td>
            <td data-th="Brings">{takes}{asks}</td>
            <td data-th="Gets">{gives.join("; ")}</td>
        </tr>
    }
}

/// An object of the document: its name and its members.
struct Schema {
    name: String,
    says: String,
    members: Vec<(String, String, String)>,
}

fn schemas(document: &Value) -> Vec<Schema> {
    let all = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let one = |(name, schema): (&String, &Value)| {
        let needed: Vec<_> = list(schema, "required").filter_map(Value::as_str).collect();
        let members = members(schema, "properties").map(|(member, of)| {
            let needed = if needed.contains(&member.as_str()) { "" } else { ", may be left away" };
            (member.clone(), format!("{}{needed}", kind(of)), text(of, "description").replace('`', ""))
        });
        Schema { name: name.clone(), says: text(schema, "description").replace('`', ""), members: members.collect() }
    };
    all.map(one).filter(|schema| !schema.members.is_empty()).collect()
}

fn schema(schema: Schema) -> impl IntoView {
    let columns = ["Member", "Is", "Says"].into_iter().map(Column::new).collect();
    let rows = schema.members.into_iter().map(|(member, is, says)| {
        view! {
            <tr>
                <th scope="row"><code>{member}</code></th>
                <td class="wide" data-th="Is">{is}</td>
                <td class="wide" data-th="Says">{says}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let (caption, id) = (format!("Members of {}", schema.name), format!("object-{}", schema.name));
    view! {
        <h3 id=id>{schema.name}</h3>
        <p class="hint">{schema.says}</p>
        <Table caption columns stack=true>{rows}</Table>
    }
}
