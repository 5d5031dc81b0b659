//! What the people of the story hand in: small files that are what they say, links into their ticket system, and
//! written statements.

use domain::catalogue::Kind;
use domain::evidence::Form;
use domain::words::KindClass;
use jiff::civil::Date;
use std::fmt::Write as _;

/// A piece of proof before it is handed in.
pub(crate) struct Paper {
    pub title: String,
    pub form: Form,
    pub link: String,
    pub statement: String,
    /// Name and bytes, of a file.
    pub file: Option<(String, Vec<u8>)>,
    /// Where a machine stamped its day.
    pub stamp: &'static str,
}

/// What a piece is about.
pub(crate) struct About<'a> {
    pub kind: &'static Kind,
    pub control: &'a str,
    /// The subjects by name; none where it is the firm itself.
    pub subjects: Vec<&'a str>,
    pub by: &'a str,
    pub day: Date,
    pub turn: i64,
}

impl About<'_> {
    /// The piece as it is handed in: what the kind is decides in which form.
    pub fn paper(&self) -> Paper {
        match (self.kind.id.as_str(), self.kind.class) {
            ("nil-return", _) => self.stated(&format!(
                "Every source was searched up to {}. No such case was found: the complete population has no rows. \
                 The query and its answer are kept with the source.",
                words(self.day)
            )),
            (_, KindClass::Document) => self.document(),
            (_, KindClass::State) => self.listing(),
            (_, KindClass::Period) => self.log(),
            (_, KindClass::Event) => self.ticket(),
            (_, KindClass::Act) if self.turn % 3 == 0 => self.stated(&format!(
                "On {} {} carried this out as the control describes: {}. What was found was entered in the log of \
                 deficiencies; nothing is left open.",
                words(self.day),
                self.by,
                self.kind.shows
            )),
            (_, KindClass::Act) => self.record(),
        }
    }

    fn title(&self) -> String {
        let kind = if self.kind.id.as_str() == "nil-return" { "Nil return" } else { self.kind.title };
        match self.subjects.as_slice() {
            [] => format!("{kind}: {}, {}", self.control, month(self.day)),
            [one] => format!("{kind}: {}, {one}, {}", self.control, month(self.day)),
            many => format!("{kind}: {}, {} systems, {}", self.control, many.len(), month(self.day)),
        }
    }

    fn piece(&self, form: Form) -> Paper {
        let (link, statement) = Default::default();
        Paper { title: self.title(), form, link, statement, file: None, stamp: "" }
    }

    fn stated(&self, statement: &str) -> Paper {
        Paper { statement: statement.to_owned(), ..self.piece(Form::Statement) }
    }

    fn ticket(&self) -> Paper {
        let link = format!("https://tickets.harrowfinch.example/browse/HF-{}", 1_000 + self.turn);
        Paper { link, stamp: "Ticket system", ..self.piece(Form::Link) }
    }

    fn document(&self) -> Paper {
        let lines = [
            format!("{}, {}", self.kind.title, words(self.day)),
            format!("Control: {}", self.control),
            format!("Concerns: {}", self.concerns()),
            format!("Prepared by {}. {}.", self.by, self.kind.shows),
            "Harrow & Finch is an example company. Nothing here is real.".to_owned(),
        ];
        self.filed("pdf", pdf(&self.title(), &lines))
    }

    fn record(&self) -> Paper {
        let text = format!(
            "{}\n\nDay         {}\nDone by     {}\nConcerns    {}\nShows       {}\nResult      As expected. Differences: none.\n",
            self.title(),
            self.day,
            self.by,
            self.concerns(),
            self.kind.shows
        );
        self.filed("txt", text.into_bytes())
    }

    fn listing(&self) -> Paper {
        let mut csv = String::from("line,subject,setting or entry,value,as of\n");
        let firm = ["Harrow & Finch"];
        let subjects: &[&str] = if self.subjects.is_empty() { &firm } else { &self.subjects };
        let values = ["in place", "reviewed", "unchanged"];
        let rows = subjects.iter().flat_map(|subject| values.map(|value| (*subject, value)));
        for (line, (subject, value)) in (1..).zip(rows) {
            let _ = writeln!(csv, "{line},{subject},{} {line},{value},{}", self.kind.id, self.day);
        }
        Paper { stamp: "console.northgate.example", ..self.filed("csv", csv.into_bytes()) }
    }

    fn log(&self) -> Paper {
        let mut log = String::new();
        for hour in 0..24 {
            let count = 400 + (self.turn * 131 + hour * 977) % 2_600;
            let _ = writeln!(log, "{}T{hour:02}:00:00Z count={count} missing=0 chain=whole", self.day);
        }
        Paper { stamp: "Log store", ..self.filed("log", log.into_bytes()) }
    }

    fn filed(&self, ending: &str, bytes: Vec<u8>) -> Paper {
        let name = format!("{}-{}-{}.{ending}", self.kind.id, self.day, self.turn);
        Paper { file: Some((name, bytes)), ..self.piece(Form::File) }
    }

    fn concerns(&self) -> String {
        if self.subjects.is_empty() { "the whole firm".to_owned() } else { self.subjects.join(", ") }
    }
}

/// “3 March 2026”.
pub(crate) fn words(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

fn month(day: Date) -> String {
    day.strftime("%B %Y").to_string()
}

/// A page of text as PDF 1.4: one font, one page, and a table of where each object begins.
pub(crate) fn pdf(title: &str, lines: &[String]) -> Vec<u8> {
    let mut text = format!("BT /F1 18 Tf 64 760 Td ({}) Tj /F1 11 Tf 0 -18 Td", escaped(title));
    for line in lines {
        let _ = write!(text, " 0 -18 Td ({}) Tj", escaped(line));
    }
    text.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let table = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in &places {
        let _ = writeln!(file, "{place:010} 00000 n ");
    }
    let _ = write!(file, "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

/// Plain letters only: the font of the page knows no others.
fn escaped(text: &str) -> String {
    let plain = text.chars().map(|letter| match letter {
        'á' => 'a',
        letter if letter.is_ascii() => letter,
        _ => '-',
    });
    plain.flat_map(|letter| matches!(letter, '(' | ')' | '\\').then_some('\\').into_iter().chain([letter])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_pdf_whose_table_finds_its_objects() {
        let bytes = pdf("A (title)", &["Tomás & others".to_owned()]);
        let text = String::from_utf8(bytes).unwrap();
        let (_, start) = text.rsplit_once("startxref\n").unwrap();
        let table: usize = start.lines().next().unwrap().parse().unwrap();
        assert!(text[table..].starts_with("xref"));
        for (number, line) in (1..).zip(text[table..].lines().skip(3).take(4)) {
            let place: usize = line[..10].parse().unwrap();
            assert!(text[place..].starts_with(&format!("{number} 0 obj")));
        }
    }
}
