//! What can go wrong below a verb: the rule said no, or the database did.

use domain::refusal::Refusal;

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule's no. Nothing was written.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("The database did not do what was asked: {0}")]
    Database(sqlx::Error),
    /// A column holds what this program cannot read; it names what was expected.
    #[error("The database holds something that is not a readable {0}.")]
    Unreadable(&'static str),
    #[error(transparent)]
    NotCanonical(#[from] domain::trail::NotCanonical),
    /// The database cannot be opened as it is; the sentence says why and what would help.
    #[error("{0}")]
    Unusable(String),
    #[error("{0}")]
    File(#[from] std::io::Error),
}

impl From<sqlx::Error> for Error {
    /// A unique constraint becomes the fault of the field it guards; everything else stays the database's.
    fn from(error: sqlx::Error) -> Self {
        match error
            .as_database_error()
            .filter(|e| e.is_unique_violation())
            .and_then(|e| taken(e.message(), e.constraint()))
        {
            Some(refusal) => Self::Refused(refusal),
            None => Self::Database(error),
        }
    }
}

/// `(what SQLite's message and PostgreSQL's constraint name contain, field, sentence)`
const TAKEN: &[(&str, &str, &str, &str)] = &[
    ("person_words.email", "person_words_email_key", "email", "Somebody here has this address already."),
    ("system.external_id", "system_external_id_key", "external_id", "Another system has this id already."),
    ("vendor.name", "vendor_name_key", "name", "There is a vendor of this name already."),
    ("programme.name", "programme_name_key", "name", "There is a programme of this name already."),
    ("mapping.name", "mapping_name_key", "name", "There is a mapping of this name already."),
    ("control.id", "control_pkey", "id", "There is a control with this id already."),
];

fn taken(message: &str, constraint: Option<&str>) -> Option<Refusal> {
    TAKEN
        .iter()
        .find(|(sqlite, postgres, ..)| message.contains(sqlite) || constraint == Some(postgres))
        .map(|(_, _, field, sentence)| Refusal::at(*field, *sentence))
}
