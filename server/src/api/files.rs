//! Files of evidence: the bytes stream to their place under their hash, and are nothing until a command names them.

use super::caller::Caller;
use super::fail::{Fail, Result};
use super::sent::Asked;
use app::error::Error;
use app::site::Site;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use domain::refusal::Refusal;
use domain::trail::hex;
use http_body_util::{BodyExt as _, LengthLimitError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{FILE_MAX, StoredFile};

/// What a file is called.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its name, as people will see it.
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
}

/// A file that is kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct File {
    /// SHA-256 of its bytes, in hexadecimal: what evidence names it by.
    pub sha256: String,
    pub size: i64,
    /// What the bytes are, as far as they say.
    pub media: String,
    pub name: String,
}

impl File {
    pub fn of(file: &store::FileRow) -> Self {
        let store::FileRow { sha256, size, media, name } = file.clone();
        Self { sha256, size, media, name }
    }
}

/// A file that was brought before.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Brought {
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
}

/// The file that is named, by whoever brought it or may open it.
pub async fn found(caller: &Caller, file: Option<&Brought>) -> Result<Option<StoredFile>> {
    let Some(file) = file else { return Ok(None) };
    let by = caller.actor().person;
    match caller.store.brought(&caller.site.files, by, &file.sha256, &file.name).await {
        Ok(found) => Ok(Some(found)),
        Err(store::Error::Refused(Refusal::Invalid(faults))) => Err(Refusal::Invalid(faults).into()),
        Err(store::Error::Refused(_) | store::Error::File(_)) => {
            Err(Refusal::at("file", "There is no such file here. Bring it with POST /files first.").into())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn bring(
    caller: Caller,
    State(site): State<Site>,
    Asked(named): Asked<Named>,
    request: Request,
) -> Result<(StatusCode, Json<File>), Fail> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/octet-stream") {
        return Err(Error::Unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE).into());
    }
    let name = named.name.trim();
    if name.is_empty() || name.chars().any(char::is_control) || name.chars().count() > 200 {
        return Err(Refusal::at("name", "Give the file a name of one line, 200 characters at most.").into());
    }
    let file = take(&site, name, request.into_body()).await?;
    site.files.brought_by(&file, caller.actor().person).await?;
    let StoredFile { sha256, size, media, name } = file;
    Ok((StatusCode::CREATED, Json(File { sha256: hex(&sha256), size, media, name })))
}

async fn take(site: &Site, name: &str, body: Body) -> Result<StoredFile> {
    let mut incoming = site.files.incoming().await?;
    let (mut size, mut body) = (0_usize, body);
    while let Some(bytes) = next(&mut body).await? {
        size = size.saturating_add(bytes.len());
        if size > FILE_MAX {
            return Err(Error::Unreadable(StatusCode::PAYLOAD_TOO_LARGE).into());
        }
        incoming.write(&bytes).await?;
    }
    if incoming.is_empty() {
        return Err(Refusal::at("file", "The file is empty.").into());
    }
    Ok(incoming.finish(name).await?)
}

/// The next piece of a body; none at its end.
async fn next(body: &mut Body) -> Result<Option<Bytes>> {
    while let Some(frame) = body.frame().await {
        // What is no data is a trailer, which nobody asked for.
        if let Ok(bytes) = frame.map_err(cut)?.into_data() {
            return Ok(Some(bytes));
        }
    }
    Ok(None)
}

/// A body ends early when it is longer than its line takes, or when it stops to arrive.
fn cut(error: axum::Error) -> Fail {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(one) = cause {
        if one.is::<LengthLimitError>() {
            return Error::Unreadable(StatusCode::PAYLOAD_TOO_LARGE).into();
        }
        cause = one.source();
    }
    Error::Unreadable(StatusCode::BAD_REQUEST).into()
}
