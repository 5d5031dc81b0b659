//! The shortcuts, as one table: the palette obeys it, the page about them lists it.

/// A key after `g`, where it leads, and what that place is called.
pub const PLACES: [(&str, &str, &str); 12] = [
    ("h", "/", "Home"),
    ("r", "/readiness", "Readiness"),
    ("c", "/criteria", "Criteria"),
    ("s", "/systems", "Systems"),
    ("t", "/tasks", "Tasks"),
    ("e", "/evidence", "Evidence"),
    ("q", "/evidence/review", "Review queue"),
    ("p", "/programmes", "Programmes"),
    ("o", "/controls", "Controls"),
    ("d", "/decisions", "Decisions"),
    ("v", "/vendors", "Vendors"),
    ("l", "/trail", "Trail"),
];

/// What else the keyboard does: the keys, each pressed after the other or with it, and what happens.
pub const ELSE: [(&[&str], &str); 5] = [
    (&["/"], "Find, or do something"),
    (&["Ctrl or ⌘", "K"], "The same, even while typing"),
    (&["j"], "Next row of a list"),
    (&["k"], "Row before"),
    (&["?"], "This list"),
];

/// Where the key after `g` leads.
pub fn place(key: &str) -> Option<&'static str> {
    PLACES.iter().find(|(one, ..)| *one == key).map(|(_, href, _)| *href)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_key_leads_to_one_place() {
        let keys: BTreeSet<_> = PLACES.iter().map(|(key, ..)| key).collect();
        assert_eq!(keys.len(), PLACES.len());
        assert!(!keys.contains(&"g"), "g twice leads nowhere");
        assert_eq!(place("c"), Some("/criteria"));
        assert_eq!(place("x"), None);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn each_place_is_in_the_site_map() {
        let there = |href| {
            let lines = crate::routes::FEATURES.iter().copied().flatten();
            lines.into_iter().any(|route| route.path == href && route.method == axum::http::Method::GET)
        };
        for (_, href, name) in PLACES {
            assert!(there(href), "{name}");
        }
    }
}
