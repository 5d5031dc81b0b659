//! The file of an evidence: handed out to be kept, never shown. It may hold anything.

use crate::address::The;
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::site::Site;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::ids::EvidenceId;
use domain::refusal::Refusal;
use std::fmt::Write as _;
use store::FileRow;
use tokio_util::io::ReaderStream;

/// Whatever the bytes are, the browser is told to keep them: as an attachment, without a guess at what they are, in a
/// sandbox where nothing runs.
pub async fn send(asking: Asking, The(id): The<EvidenceId>) -> Result<Response> {
    let evidence = asking.store().evidence(id).await?;
    hand_out(&asking, evidence.file.ok_or_else(|| Refusal::missing("file"))?).await
}

/// Any file that lies under its hash.
pub(crate) async fn hand_out(asking: &Asking, file: FileRow) -> Result<Response> {
    give_out(&asking.site, file).await
}

/// The same to whoever may have it without being signed in.
pub(crate) async fn give_out(site: &Site, file: FileRow) -> Result<Response> {
    let bytes = site.files.open(&file.sha256).await?;
    let mut response = Body::from_stream(ReaderStream::new(bytes)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size));
    let policy = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    let name = disposition(&file.name).parse().map_err(|_| Error::fault("a file's name spells no header"))?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// RFC 6266, with the name in RFC 8187's encoding.
fn disposition(name: &str) -> String {
    let mut out = "attachment; filename*=UTF-8''".to_owned();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_name_cannot_leave_its_header() {
        let name = super::disposition("a\"b\r\nx: é.pdf");
        assert_eq!(name, "attachment; filename*=UTF-8''a%22b%0D%0Ax%3A%20%C3%A9.pdf");
    }
}
