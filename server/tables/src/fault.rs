//! Why a file is no table that can be read, in sentences that say what would help.

/// Why a file is no table that can be read.
#[derive(Debug, thiserror::Error)]
pub enum TableFault {
    #[error("The file is empty. Choose one whose first row holds the headers.")]
    Empty,
    #[error("This is {0}, not a table. Save the table as CSV or XLSX and import that.")]
    NotATable(&'static str),
    #[error("This ZIP archive holds no workbook. Unpack it and import the table inside.")]
    ZipWithoutWorkbook,
    #[error("The workbook is locked with a password. Save it without one and import that.")]
    Locked,
    #[error("The workbook has no visible sheet. Show the one that holds the table.")]
    NoSheet,
    #[error("The workbook holds more than {0}. Save its sheet as CSV, which is read row by row, and import that.")]
    TooMuch(&'static str),
    #[error("The table has {0} columns; {most} is the most. Keep those that are needed.", most = crate::MOST_COLUMNS)]
    TooManyColumns(usize),
    #[error("The file is damaged and cannot be read: {0}")]
    Broken(String),
    #[error("The file could not be read: {0}.")]
    Unreadable(#[from] std::io::Error),
}

impl TableFault {
    pub(crate) fn broken(why: impl std::fmt::Display) -> Self {
        Self::Broken(format!("{}.", why.to_string().trim_end_matches('.')))
    }
}
