//! The arrows between our crates, read off what cargo resolves, and what the rules must never reach for.
#![cfg(test)]

use serde_json::Value;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn cargo(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(root()).args(args).output().unwrap();
    assert!(output.status.success(), "cargo {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The names of all packages that are compiled into this one.
fn built_from(package: &str, more: &[&str]) -> BTreeSet<String> {
    let args = [&["tree", "--locked", "--package", package, "--edges", "normal", "--prefix", "none"], more].concat();
    let names: BTreeSet<String> =
        cargo(&args).lines().filter_map(|line| Some(line.split_whitespace().next()?.to_owned())).collect();
    assert!(names.contains(package), "cargo tree answered without {package}: {names:?}");
    names
}

fn assert_none(package: &str, built_from: &BTreeSet<String>, strangers: &[&str]) {
    let met: Vec<_> = strangers.iter().filter(|stranger| built_from.contains(**stranger)).collect();
    assert!(met.is_empty(), "{package} is built from {met:?}");
}

#[test]
fn the_rules_know_nobody_and_do_no_io() {
    let domain = built_from("domain", &[]);
    assert_none("domain", &domain, &["app", "client", "server", "store", "xtask"]);
    assert_none(
        "domain",
        &domain,
        &["async-trait", "axum", "futures", "hyper", "leptos", "mio", "reqwest", "sqlx", "tokio"],
    );
    assert_none("domain", &domain, &["chrono", "fastrand", "getrandom", "rand", "rand_core", "time"]);
}

#[test]
fn the_rules_do_not_reach_for_the_world_through_std() {
    const WORLD: [&str; 8] =
        ["std::fs", "std::net", "std::env", "std::process", "std::thread", "std::time", "async fn", ".await"];
    let mut folders = vec![root().join("app/domain/src")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                read += 1;
                let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
                let met: Vec<_> = WORLD.iter().filter(|word| text.contains(**word)).collect();
                assert!(met.is_empty(), "{} says {met:?}", entry.path().display());
            }
        }
    }
    assert!(read > 0, "app/domain/src is empty");
}

#[test]
fn only_the_store_speaks_sql() {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"])).unwrap();
    let normal = |dependency: &&Value| dependency["kind"].is_null();
    let speaks = |package: &&Value| {
        let mut dependencies = package["dependencies"].as_array().unwrap().iter().filter(normal);
        dependencies.any(|dependency| dependency["name"].as_str().unwrap().starts_with("sqlx"))
    };
    let speakers: Vec<&Value> =
        metadata["packages"].as_array().unwrap().iter().filter(speaks).map(|package| &package["name"]).collect();
    assert_eq!(speakers, ["store"]);
}

#[test]
fn the_store_knows_no_page_and_no_http() {
    let store = built_from("store", &[]);
    assert_none("store", &store, &["app", "server", "leptos", "leptos_axum", "axum", "axum-core", "hyper", "http"]);
    assert_none("store", &store, &["tower", "tower-http", "tower-sessions", "tower-sessions-core"]);
}

#[test]
fn the_story_is_told_through_the_store_alone() {
    let story = built_from("story", &[]);
    assert!(story.contains("store"), "the story is told into a store");
    assert_none("story", &story, &["app", "server", "leptos", "axum", "axum-core", "hyper", "http", "tower"]);
}

#[test]
fn the_browser_gets_no_store() {
    let client = built_from("client", &["--target", "wasm32-unknown-unknown"]);
    assert!(client.contains("domain"), "browser and server share the rules");
    assert_none("client", &client, &["store", "story", "sqlx", "sqlx-core", "tokio", "axum", "leptos_axum", "server"]);
}

/// Faults on purpose are a feature that nothing but tests asks for.
#[test]
fn no_fault_is_built_into_what_is_shipped() {
    for (name, line) in
        [("server/Cargo.toml", "faults = [\"store/faults\"]"), ("server/store/Cargo.toml", "faults = []")]
    {
        let manifest = std::fs::read_to_string(format!("{}/../{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(manifest.contains(line) && !manifest.contains("default ="), "{name}");
        let shipped = manifest.split("[dev-dependencies]").next().unwrap();
        assert_eq!(shipped.matches("\"faults\"").count(), 0, "{name}: only tests ask for it");
    }
}
