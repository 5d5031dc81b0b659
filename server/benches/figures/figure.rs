//! A figure beside its limit.

/// What was measured, and what it may be at most, or has to be at least.
#[derive(Clone, Debug)]
pub struct Figure {
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    pub limit: Option<Limit>,
    pub note: String,
}

#[derive(Clone, Copy, Debug)]
pub enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

impl Figure {
    pub fn new(what: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, limit: None, note: String::new() }
    }

    pub fn at_most(self, limit: f64) -> Self {
        Self { limit: Some(Limit::AtMost(limit)), ..self }
    }

    pub fn at_least(self, limit: f64) -> Self {
        Self { limit: Some(Limit::AtLeast(limit)), ..self }
    }

    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Share of the limit that is used; above 1 it is missed.
    pub fn ratio(&self) -> Option<f64> {
        match self.limit? {
            Limit::AtMost(limit) => Some(self.value / limit),
            Limit::AtLeast(limit) => Some(limit / self.value),
        }
    }

    pub fn holds(&self) -> Option<bool> {
        self.ratio().map(|ratio| ratio <= 1.0)
    }

    /// A row of the report: the share of the limit first.
    pub fn row(&self) -> String {
        let limit = match self.limit {
            Some(Limit::AtMost(limit)) => format!("≤ {}", amount(limit, self.unit)),
            Some(Limit::AtLeast(limit)) => format!("≥ {}", amount(limit, self.unit)),
            None => "–".to_owned(),
        };
        let ratio = self.ratio().map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let holds = self.holds().map_or("–", |holds| if holds { "holds" } else { "**missed**" });
        format!("| {ratio} | {} | {} | {limit} | {holds} | {} |", self.what, amount(self.value, self.unit), self.note)
    }
}

fn amount(value: f64, unit: &str) -> String {
    let value = match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ if value.fract() == 0.0 => format!("{value:.0}"),
        _ => format!("{value:.2}"),
    };
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}
