//! The document: OpenAPI 3.1, made of the lines of the table and of the types that read and write the JSON.

use super::BASE;
use super::fail::Result;
use super::table::{Body, Line, Needs, SchemaOf, lines};
use axum::Json;
use domain::trail::Verb;
use domain::words::{Trait, Word};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// An object of whatever members.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Whatever {}

static DOCUMENT: LazyLock<Value> = LazyLock::new(made);

/// The document.
#[must_use]
pub fn document() -> &'static Value {
    &DOCUMENT
}

pub async fn send() -> Result<Json<&'static Value>> {
    Ok(Json(document()))
}

/// Errors that any line may answer with, and what they say.
const ANY: &[(u16, &str)] = &[
    (400, "It cannot be read"),
    (500, "A fault of ours; its number stands in the log"),
    (503, "Not in time, or too many at once"),
];
const OF_TOKENS: &[(u16, &str)] = &[
    (401, "No token, or none that is alive"),
    (403, "The token does not open this, or its person may not do it"),
    (429, "Too many requests in this minute"),
];

fn made() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    generator.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for line in lines() {
        let operation = operation(&line, &mut generator);
        let path = paths.entry(line.path.to_owned()).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(line.method.as_str().to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Plumbline",
            "version": "1",
            "summary": "AI systems measured against the SOC 2 Trust Services Criteria",
            "description": ABOUT,
            "license": { "name": "Apache License 2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": BASE }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": TOKENS } },
        },
    })
}

const ABOUT: &str = "The verbs and the reads of the pages, with the same permissions and the same refusals. Lists come in \
    pages: send `next` as `cursor` until it is null. Errors are application/problem+json (RFC 9457); a refusal of what was \
    sent names its fields. Days are YYYY-MM-DD in the organisation's zone, instants are UTC.";
const TOKENS: &str = "A token of the page Settings, Tokens: it begins with plb_, opens what its scopes say and never more \
    than its person may.";

fn operation(line: &Line, generator: &mut SchemaGenerator) -> Value {
    let mut operation = json!({
        "operationId": id(line),
        "summary": line.says,
        "tags": [line.path.split('/').nth(1).unwrap_or_default()],
        "parameters": parameters(line, generator),
        "responses": answers(line, generator),
    });
    let Some(members) = operation.as_object_mut() else { return operation };
    members.insert("description".to_owned(), described(line).into());
    members
        .insert("security".to_owned(), if line.needs == Needs::Nothing { json!([]) } else { json!([{ "token": [] }]) });
    if let Some(body) = line.body {
        let content = match body {
            Body::Json(schema) => json!({ "application/json": { "schema": schema(generator) } }),
            Body::Bytes => {
                json!({ "application/octet-stream": { "schema": { "type": "string", "contentMediaType": "application/octet-stream" } } })
            }
        };
        members.insert("requestBody".to_owned(), json!({ "required": true, "content": content }));
    }
    operation
}

/// `GET /systems/{system}` is `get-systems-system`.
fn id(line: &Line) -> String {
    let words = line.path.replace(['{', '}', '.'], "");
    let words: Vec<_> = words.split('/').filter(|word| !word.is_empty()).collect();
    format!("{}-{}", line.method.as_str().to_lowercase(), words.join("-"))
}

fn described(line: &Line) -> String {
    let needs = match line.needs {
        Needs::Nothing => "Needs no token.".to_owned(),
        Needs::Token => "Needs a token, whatever it opens.".to_owned(),
        Needs::Reads(scope) => format!("Needs `{}`.", scope.key()),
        Needs::May(scope, verb) => format!("Needs `{}`. In the trail: {}.", scope.key(), Verb::label(verb)),
    };
    if line.more.is_empty() { needs } else { format!("{} {needs}", line.more) }
}

fn parameters(line: &Line, generator: &mut SchemaGenerator) -> Vec<Value> {
    let names = line.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut all: Vec<Value> =
        names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": of_path(name) })).collect();
    if let Some(query) = line.query {
        all.extend(of_query(query, generator));
    }
    if line.once {
        all.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "A text of your own that names this request: sent again with it, it is done once, and answered the same for a day.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        }));
    }
    all
}

/// What stands in a path.
fn of_path(name: &str) -> Value {
    let code = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match name {
        "requirement" => code("^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}-[0-9]{1,2}$"),
        "trait" => json!({ "type": "string", "enum": Trait::EVERY.iter().map(|one| one.word()).collect::<Vec<_>>() }),
        "version" => json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        "subject" => json!({ "anyOf": [{ "const": "organisation" }, { "type": "string", "format": "uuid" }] }),
        _ => json!({ "type": "string", "format": "uuid" }),
    }
}

/// The members of an object as parameters of a query.
fn of_query(query: SchemaOf, generator: &mut SchemaGenerator) -> Vec<Value> {
    let schema = query(generator).to_value();
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next().map(str::to_owned));
    let schema = name.and_then(|name| generator.definitions_mut().remove(&name)).unwrap_or(schema);
    let required: Vec<_> = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let members = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let parameter = |(name, mut schema): (String, Value)| {
        let says = schema.as_object_mut().and_then(|schema| schema.remove("description"));
        let required = required.contains(&Value::from(name.as_str()));
        let mut one = json!({ "name": name, "in": "query", "required": required, "schema": present(schema) });
        if let (Some(says), Some(members)) = (says, one.as_object_mut()) {
            members.insert("description".to_owned(), says);
        }
        one
    };
    members.into_iter().map(parameter).collect()
}

/// A query leaves away what it does not say: null is no value there.
fn present(mut schema: Value) -> Value {
    let Some(members) = schema.as_object_mut() else { return schema };
    if let Some(Value::Array(kinds)) = members.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            let one = one.clone();
            members.insert("type".to_owned(), one);
        }
    }
    if let Some(Value::Array(words)) = members.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    if let Some(Value::Array(any)) = members.get_mut("anyOf") {
        any.retain(|one| one.get("type").is_none_or(|kind| kind != "null"));
        if let [one] = any.as_slice() {
            return one.clone();
        }
    }
    members
        .remove("default")
        .filter(|default| !default.is_null())
        .map(|default| members.insert("default".to_owned(), default));
    schema
}

fn answers(line: &Line, generator: &mut SchemaGenerator) -> Value {
    let mut all = Map::new();
    for answer in &line.answers {
        let mut said = json!({ "description": answer.says });
        if let (Some(schema), Some(members)) = (answer.schema, said.as_object_mut()) {
            members.insert("content".to_owned(), json!({ "application/json": { "schema": schema(generator) } }));
        }
        if let (201, true, Some(members)) = (answer.status, line.path != "/files", said.as_object_mut()) {
            let location = json!({ "Location": { "description": "Where it is", "required": true, "schema": { "type": "string" } } });
            members.insert("headers".to_owned(), location);
        }
        all.insert(answer.status.to_string(), said);
    }
    for (status, says) in errors(line) {
        let problem = json!({ "$ref": "#/components/schemas/Problem" });
        all.insert(
            status.to_string(),
            json!({ "description": says, "content": { "application/problem+json": { "schema": problem } } }),
        );
    }
    Value::Object(all)
}

fn errors(line: &Line) -> Vec<(u16, &'static str)> {
    let mut all = ANY.to_vec();
    if line.needs != Needs::Nothing {
        all.extend(OF_TOKENS);
    }
    if line.path.contains('{') {
        all.push((404, "There is no such thing"));
    }
    if line.query.is_some() || line.body.is_some() || line.once {
        all.push((422, "What was sent cannot stand; `errors` names the fields"));
    }
    if line.writes() {
        all.push((409, "Something else came first"));
    }
    if line.body.is_some() {
        all.extend([(413, "It is too large"), (415, "It is of another type")]);
    }
    all.sort_unstable();
    all
}

/// What went wrong, after RFC 9457.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind it is.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    /// What happened, as a sentence for people.
    pub detail: String,
    /// The fields that cannot stand, each with its sentence.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<Fault>,
    /// Of a conflict: the version that the request had seen, and the one it is now.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seen: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<i64>,
}

/// One sentence at one field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Fault {
    pub field: String,
    pub sentence: String,
}
