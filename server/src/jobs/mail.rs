//! Mail: by a mail server with TLS, or into files. A server that is down loses nothing: its letters wait as jobs.

use app::notices::letter::Text;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Why a letter did not go out.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error(
        "The address of the mail server is not of the form smtps://USER:PASSWORD@HOST:PORT or smtp://HOST:PORT: {0}"
    )]
    Address(String),
    #[error("The sender {0} is no mail address.")]
    Sender(String),
    #[error("{0} is no mail address.")]
    Receiver(String),
    #[error("The letter could not be written: {0}")]
    Message(#[from] lettre::error::Error),
    #[error("The mail server did not take the letter: {0}")]
    Server(#[from] lettre::transport::smtp::Error),
    #[error("The letter could not be filed: {0}")]
    File(String),
}

/// Where letters go.
#[derive(Clone)]
pub struct Post {
    sender: Mailbox,
    server: Option<AsyncSmtpTransport<Tokio1Executor>>,
    folder: PathBuf,
}

/// Seconds that a mail server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(20);

impl Post {
    /// Letters by the server of an address, or without one into the folder `mail` of the data folder. The connection is
    /// encrypted always: `smtps://` from its first byte, `smtp://` by STARTTLS before anything is said.
    ///
    /// # Errors
    /// [`PostError`] when the address or the sender cannot be read.
    pub fn new(server: Option<&str>, sender: &str, data: &Path) -> Result<Self, PostError> {
        let sender = sender.parse().map_err(|_| PostError::Sender(sender.to_owned()))?;
        let server = server.map(smtp).transpose()?;
        Ok(Self { sender, server, folder: data.join("mail") })
    }

    /// Sends a letter. `id` names it for ever: whoever gets it twice sees that it is one. An example's letters are filed
    /// and never sent: its people do not exist.
    ///
    /// # Errors
    /// [`PostError`]; then it was not taken, as far as the server said.
    pub async fn send(&self, name: &str, address: &str, text: &Text, id: &str, example: bool) -> Result<(), PostError> {
        let address = address.parse().map_err(|_| PostError::Receiver(address.to_owned()))?;
        let name = Some(name.to_owned()).filter(|name| !name.is_empty());
        let automatic = HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let domain = self.sender.email.domain();
        let mut message = Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(name, address))
            .subject(text.subject.clone())
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(text.body.clone())?;
        message.headers_mut().insert_raw(automatic);
        match self.server.as_ref().filter(|_| !example) {
            Some(server) => server.send(message).await.map(|_| ())?,
            None => {
                let filed = |error: String| PostError::File(error);
                tokio::fs::create_dir_all(&self.folder).await.map_err(|error| filed(error.to_string()))?;
                let files = AsyncFileTransport::<Tokio1Executor>::new(&self.folder);
                files.send(message).await.map(|_| ()).map_err(|error| filed(error.to_string()))?;
            }
        }
        Ok(())
    }
}

fn smtp(address: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, PostError> {
    // What is wrong with it is said without the password that stands in it.
    let wrong = |why: &str| PostError::Address(why.to_owned());
    let implicit = address.starts_with("smtps://");
    if !implicit && !address.starts_with("smtp://") {
        return Err(wrong("it begins otherwise"));
    }
    if address.contains('?') {
        return Err(wrong("it has a question mark"));
    }
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(address).map_err(|_| wrong("it cannot be read"))?;
    let host =
        address.rsplit('@').next().unwrap_or_default().trim_start_matches("smtps://").trim_start_matches("smtp://");
    let host = host.split(['/', ':']).next().unwrap_or_default().to_owned();
    let tls = TlsParameters::new(host).map_err(|_| wrong("its host has no name that a certificate could have"))?;
    let tls = if implicit { Tls::Wrapper(tls) } else { Tls::Required(tls) };
    Ok(builder.tls(tls).timeout(Some(PATIENCE)).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_encryption_or_with_options_is_refused_and_no_password_is_repeated() {
        for bad in ["http://mail.example", "mail.example:25", "smtp://u:secret@mail.example?tls=none", "smtps://"] {
            let Err(error) = smtp(bad) else { panic!("{bad}") };
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert!(smtp("smtps://u:secret@mail.example:465").is_ok());
        assert!(smtp("smtp://mail.example:587").is_ok());
    }

    #[tokio::test]
    async fn without_a_server_letters_are_filed_and_what_people_typed_stays_in_its_header() {
        let data = tempfile::tempdir().unwrap();
        let post = Post::new(None, "Plumbline <plumbline@localhost>", data.path()).unwrap();
        let text = Text {
            subject: "Zwei Dinge für Sie\r\nBcc: all@example.com".into(),
            body: "Grüße\n.\nund mehr\n".into(),
        };
        post.send("Jonas\r\nBcc: x@example.com", "jonas@example.com", &text, "day-1-2026-11-21", false).await.unwrap();
        let file = std::fs::read_dir(data.path().join("mail")).unwrap().next().unwrap().unwrap().path();
        let letter = std::fs::read_to_string(file).unwrap();
        let head = letter.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Message-ID: <day-1-2026-11-21@localhost>"), "{head}");
    }
}
