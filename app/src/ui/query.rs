//! A view's address: filters, sort and page live in the URL, so that it can be sent to a colleague.
use std::fmt::Write as _;

const PAGE: &str = "page";

/// A path and its parameters, in order. A key may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    path: String,
    pairs: Vec<(String, String)>,
}

/// The most parameters of a view: each of the 61 criteria of a programme, and its filters.
const MOST: usize = 100;

impl Query {
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: Vec::new() }
    }

    /// Of parameters that are already decoded, as the router gives them. Empty values are left out, and what comes
    /// after as many as any view has: a page repeats them in each of its links.
    pub fn of<K: Into<String>, V: Into<String>>(
        path: impl Into<String>,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let pairs = pairs.into_iter().map(|(key, value)| (key.into(), value.into()));
        Self { path: path.into(), pairs: pairs.filter(|(_, value)| !value.is_empty()).take(MOST).collect() }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// The same view with one parameter set. All but turning the page begins again at the first page.
    #[must_use]
    pub fn with(&self, key: &str, value: impl Into<String>) -> Self {
        let mut query = self.without(key);
        query.pairs.push((key.to_owned(), value.into()));
        query
    }

    /// The same view without a parameter, in all its values.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        self.keep(|k, _| k != key)
    }

    /// The same view without one value of a parameter.
    #[must_use]
    pub fn without_value(&self, key: &str, value: &str) -> Self {
        self.keep(|k, v| k != key || v != value)
    }

    /// The same view at another page; the first is not written.
    #[must_use]
    pub fn page(&self, page: u32) -> Self {
        let mut query = self.without(PAGE);
        if page > 1 {
            query.pairs.push((PAGE.to_owned(), page.to_string()));
        }
        query
    }

    pub fn href(&self) -> String {
        let mut href = self.path.clone();
        for (i, (key, value)) in self.pairs.iter().enumerate() {
            href.push(if i == 0 { '?' } else { '&' });
            encode(key, &mut href);
            href.push('=');
            encode(value, &mut href);
        }
        href
    }

    fn keep(&self, wanted: impl Fn(&str, &str) -> bool) -> Self {
        let pairs = self.pairs.iter().filter(|(k, v)| k != PAGE && wanted(k, v)).cloned().collect();
        Self { path: self.path.clone(), pairs }
    }
}

fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => into.push(char::from(byte)),
            b' ' => into.push('+'),
            other => _ = write!(into, "%{other:02X}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_an_address() {
        let view = Query::of("/systems", [("q", "R & D"), ("trait", "agentic"), ("stage", ""), ("page", "3")]);
        assert_eq!(view.href(), "/systems?q=R+%26+D&trait=agentic&page=3");
        assert_eq!(view.page(4).href(), "/systems?q=R+%26+D&trait=agentic&page=4");
        assert_eq!(view.page(1).href(), "/systems?q=R+%26+D&trait=agentic");
        assert_eq!(view.with("sort", "gaps").href(), "/systems?q=R+%26+D&trait=agentic&sort=gaps");
        assert_eq!(view.without("q").href(), "/systems?trait=agentic");
    }

    #[test]
    fn one_value_of_many_can_go() {
        let view = Query::of("/tasks", [("owner", "é"), ("owner", "b")]);
        assert_eq!(view.without_value("owner", "b").href(), "/tasks?owner=%C3%A9");
        assert_eq!(Query::new("/tasks").href(), "/tasks");
    }
}
