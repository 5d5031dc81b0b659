//! The sheets of `style/`, bundled in the order that `style/order.txt` gives: by cascade layer, then by need.

use crate::house;
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeSet, fs};
use walkdir::WalkDir;

/// All sheets as one. `fonts` are pairs of a font's plain path and the hashed one it is served under.
pub fn bundle(fonts: &[(String, String)]) -> Result<String> {
    let style = house::at("style");
    let order = fs::read_to_string(style.join("order.txt")).context("style/order.txt cannot be read")?;
    let mut there = BTreeSet::new();
    for entry in WalkDir::new(&style) {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "css") {
            there.insert(entry.path().strip_prefix(&style)?.display().to_string());
        }
    }
    let mut bundle = String::new();
    for sheet in in_order(&order, &there)? {
        let text = fs::read_to_string(style.join(sheet)).with_context(|| format!("style/{sheet} cannot be read"))?;
        bundle.push_str(&hashed(text, fonts));
    }
    Ok(bundle)
}

/// The sheets in their order: every sheet has its place in it, and every place its sheet.
fn in_order<'a>(order: &'a str, there: &BTreeSet<String>) -> Result<Vec<&'a str>> {
    let listed: Vec<&str> = order.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let forgotten: Vec<_> = there.iter().filter(|sheet| !listed.contains(&sheet.as_str())).collect();
    ensure!(forgotten.is_empty(), "style/order.txt does not name {forgotten:?}");
    Ok(listed)
}

/// Sheets name a font `url("/fonts/NAME")`; the bundle lies in `style/` and names it by its hash.
fn hashed(sheet: String, fonts: &[(String, String)]) -> String {
    fonts.iter().fold(sheet, |sheet, (plain, hashed)| {
        sheet.replace(&format!("url(\"/{plain}\")"), &format!("url(\"../{hashed}\")"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_without_a_place_is_refused_by_name() {
        let there = ["base.css", "stray.css", "tokens.css"].map(String::from).into();
        let refused = in_order("tokens.css\nbase.css\n", &there).unwrap_err();
        assert_eq!(refused.to_string(), r#"style/order.txt does not name ["stray.css"]"#);
    }

    #[test]
    fn fonts_are_named_by_their_hash() {
        let fonts = [("fonts/a.woff2".to_owned(), "fonts/a-1.woff2".to_owned())];
        let bundled = hashed(r#"src: url("/fonts/a.woff2") format("woff2")"#.to_owned(), &fonts);
        assert_eq!(bundled, r#"src: url("../fonts/a-1.woff2") format("woff2")"#);
    }

    #[test]
    fn the_sheets_of_this_repository_bundle_with_every_font_named_by_its_hash() {
        let plain = ["fonts/source-sans-3.woff2", "fonts/source-serif-4-voice.woff2"];
        let bundle = bundle(&plain.map(|font| (font.to_owned(), font.replace(".woff2", "-1.woff2")))).unwrap();
        let first = bundle.lines().find(|line| line.starts_with("@layer")).unwrap();
        assert!(first.ends_with(';'), "the layers are declared before the first of them is filled: {first}");
        assert_eq!(bundle.matches("url(\"../fonts/").count(), bundle.matches(".woff2").count());
    }
}
