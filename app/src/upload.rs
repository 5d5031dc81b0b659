//! A form with a file. The file streams to its place under its hash while it arrives; it is nothing until a command
//! names it.

use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form};
use crate::site::Site;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use domain::refusal::{Fault, Refusal};
use store::{FILE_MAX, StoredFile};

/// What a form with a file sent.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub fields: Fields,
    pub file: Option<StoredFile>,
    /// Why the file was not taken.
    pub fault: Option<Fault>,
}

/// Bytes of one field that is no file.
const TEXT_MAX: usize = 1024 * 1024;

impl FromRequest<Site> for Upload {
    type Rejection = Error;

    async fn from_request(request: Request, site: &Site) -> Result<Self> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/form-data") {
            let Form(fields) = Form::<Fields>::from_request(request, site).await?;
            return Ok(Self { fields, ..Self::default() });
        }
        let parts = Multipart::from_request(request, site).await;
        let mut parts = parts.map_err(|_| Error::Unreadable(StatusCode::BAD_REQUEST))?;
        let (mut upload, mut pairs) = (Self::default(), Vec::new());
        while let Some(field) = parts.next_field().await.map_err(|error| Error::Unreadable(error.status()))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" {
                upload.take(field, site).await?;
            } else {
                pairs.push((name, text(field).await?));
            }
        }
        upload.fields = Fields::of(pairs);
        Ok(upload)
    }
}

impl Upload {
    /// What a form of somebody who is signed in sent. They may name its file by its hash, should the form come back.
    ///
    /// # Errors
    /// When the form cannot be read, or the disk fails.
    pub async fn of(request: Request, asking: &Asking) -> Result<Self> {
        let upload = Self::from_request(request, &asking.site).await?;
        if let Some(file) = &upload.file {
            asking.site.files.brought_by(file, asking.actor().person).await?;
        }
        Ok(upload)
    }

    async fn take(&mut self, mut field: Field<'_>, site: &Site) -> Result<()> {
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut incoming = site.files.incoming().await?;
        let mut size = 0_usize;
        while let Some(bytes) = field.chunk().await.map_err(|error| Error::Unreadable(error.status()))? {
            size = size.saturating_add(bytes.len());
            if size > FILE_MAX {
                return Err(Error::Unreadable(StatusCode::PAYLOAD_TOO_LARGE));
            }
            incoming.write(&bytes).await?;
        }
        if incoming.is_empty() && name.is_empty() {
            return Ok(());
        }
        match incoming.finish(&name).await {
            Ok(file) => self.file = Some(file),
            Err(store::Error::Refused(Refusal::Invalid(faults))) => self.fault = faults.into_iter().next(),
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

async fn text(mut field: Field<'_>) -> Result<String> {
    let mut bytes = Vec::new();
    while let Some(more) = field.chunk().await.map_err(|error| Error::Unreadable(error.status()))? {
        bytes.extend_from_slice(&more);
        if bytes.len() > TEXT_MAX {
            return Err(Error::Unreadable(StatusCode::PAYLOAD_TOO_LARGE));
        }
    }
    String::from_utf8(bytes).map_err(|_| Error::Unreadable(StatusCode::BAD_REQUEST))
}
