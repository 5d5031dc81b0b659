//! A value that changes at instants and is known at each: what held, from when.

use crate::instant::Instant;

/// A function of time that changes at instants: `(from, value)` in rising order, each value until the next begins.
/// Before the first there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<T>(Vec<(Instant, T)>);

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Timeline<T> {
    /// One value from `from` on.
    #[must_use]
    pub fn since(from: Instant, value: T) -> Self {
        Self(vec![(from, value)])
    }

    /// Goes on with `value` from `from`, which is not before the last change. A change at the same instant replaces.
    pub fn change(&mut self, from: Instant, value: T) {
        if self.0.last().is_some_and(|(last, _)| *last >= from) {
            self.0.pop();
        }
        if self.0.last().is_none_or(|(_, last)| *last != value) {
            self.0.push((from, value));
        }
    }

    /// What holds at `at`.
    #[must_use]
    pub fn at(&self, at: Instant) -> Option<&T> {
        let after = self.0.partition_point(|(from, _)| *from <= at);
        after.checked_sub(1).and_then(|i| self.0.get(i)).map(|(_, value)| value)
    }

    /// What held, one after the other.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, value)| value)
    }

    /// The instants at which it changes.
    pub fn changes(&self) -> impl Iterator<Item = Instant> {
        self.0.iter().map(|(from, _)| *from)
    }
}

impl<T: PartialEq> FromIterator<(Instant, T)> for Timeline<T> {
    fn from_iter<I: IntoIterator<Item = (Instant, T)>>(changes: I) -> Self {
        let mut changes: Vec<_> = changes.into_iter().collect();
        changes.sort_by_key(|(from, _)| *from);
        let mut timeline = Self::default();
        for (from, value) in changes {
            timeline.change(from, value);
        }
        timeline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_from_its_instant_until_the_next() {
        let line: Timeline<char> = [(Instant(5), 'b'), (Instant(1), 'a')].into_iter().collect();
        let at = |t| line.at(Instant(t)).copied();
        assert_eq!([at(0), at(1), at(4), at(5), at(9)], [None, Some('a'), Some('a'), Some('b'), Some('b')]);
    }

    #[test]
    fn what_does_not_change_is_no_change() {
        let line: Timeline<char> =
            [(Instant(1), 'a'), (Instant(2), 'a'), (Instant(3), 'b'), (Instant(3), 'c')].into_iter().collect();
        assert_eq!(line.changes().collect::<Vec<_>>(), [Instant(1), Instant(3)]);
        assert_eq!(line.at(Instant(3)), Some(&'c'));
    }
}
