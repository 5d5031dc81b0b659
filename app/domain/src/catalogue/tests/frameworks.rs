use super::*;
use std::collections::BTreeSet;

/// How many rows stand under each number: `GOVERN 1` has seven.
fn expected(series: &[(&str, &[usize])], first: usize) -> BTreeSet<String> {
    let rows = series.iter().flat_map(|(name, counts)| {
        let one = move |(group, count): (usize, &usize)| {
            (first..first + count).map(move |last| format!("{name}{group}.{last}")).collect::<Vec<_>>()
        };
        (1..).zip(counts.iter()).flat_map(one)
    });
    rows.collect()
}

#[test]
fn nist_has_its_72_subcategories() {
    let series: [(&str, &[usize]); 4] = [
        ("GOVERN ", &[7, 3, 2, 3, 2, 2]),
        ("MAP ", &[6, 3, 5, 2, 2]),
        ("MEASURE ", &[3, 13, 3, 3]),
        ("MANAGE ", &[4, 4, 2, 3]),
    ];
    let found: BTreeSet<_> = catalogue().nist.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(found, expected(&series, 1));
    none(catalogue().nist.iter().filter(|row| {
        let under = |name: &str, of: &str, between: &str| name.starts_with(&format!("{of}{between}"));
        !under(row.id.as_str(), row.category, ".") || !under(row.category, row.function, " ")
    }));
}

#[test]
fn iso_has_the_38_controls_of_annex_a() {
    // Numbers run from 2 in every group; A.6 has two levels more.
    let flat: [(&str, usize); 8] = [("2", 3), ("3", 2), ("4", 5), ("5", 4), ("7", 5), ("8", 4), ("9", 3), ("10", 3)];
    let flat = flat.into_iter().flat_map(|(group, count)| (2..2 + count).map(move |n| format!("A.{group}.{n}")));
    let deep = expected(&[("A.6.", &[2, 7])], 2);
    let found: BTreeSet<_> = catalogue().iso_annex.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(found, flat.chain(deep).collect());
}

#[test]
fn every_subcategory_and_every_annex_control_is_supported_by_a_control() {
    let library = catalogue();
    let nist: BTreeSet<_> = library.controls.iter().flat_map(|row| &row.nist).collect();
    none(library.nist.iter().filter(|row| !nist.contains(&row.id)));
    let iso: BTreeSet<_> = library.controls.iter().flat_map(|row| &row.iso).collect();
    none(library.iso_annex.iter().filter(|row| !iso.contains(&row.id)));
}

#[test]
fn the_duties_of_the_eu_act_are_there() {
    let articles = [4, 5, 6].into_iter().chain(8..=27).chain([50, 53, 54, 55, 72, 73]).map(|n| format!("Art.{n}"));
    let wanted = articles.chain((1..=8).map(|n| format!("Annex.III.{n}")));
    none(wanted.filter(|id| catalogue().eu.get(&id.parse().unwrap()).is_none()));
    let kind = |row: &EuProvision| match row.kind {
        EuKind::Tier => "TIER-",
        EuKind::Article => "Art.",
        EuKind::AnnexArea => "Annex.III.",
    };
    none(catalogue().eu.iter().filter(|row| !row.id.as_str().starts_with(kind(row))));
}
