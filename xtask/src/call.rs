//! Other programs: every call that works for long is shown as it is made, and a failure names it.

use crate::house;
use anyhow::{Context, Result, ensure};
use std::process::{Command, Stdio};

/// A program, called from the repository's root.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(house::root());
    command
}

/// The cargo that runs us, building into the repository's own `target`, where the server looks for its site.
pub fn cargo() -> Command {
    let mut command = program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.env_remove("CARGO_TARGET_DIR");
    command
}

/// Shows the call, lets the program speak for itself, and fails when it does.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("  $ {line}");
    let status = command.status().with_context(|| format!("`{line}` did not start"))?;
    ensure!(status.success(), "`{line}` failed: {status}");
    Ok(())
}

/// What the program prints, if it succeeds.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Is there a program of this name?
pub fn there(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|folder| folder.join(name).is_file()))
}

/// The call as a person would type it, without the path of the program or of the repository.
fn line(command: &Command) -> String {
    let root = format!("{}/", house::root().display());
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.to_string_lossy().replace(&root, "")).collect();
    let words = words.join(" ");
    words.strip_prefix(&command.get_program().to_string_lossy().into_owned()).map_or(words.clone(), |rest| {
        let name = std::path::Path::new(command.get_program()).file_name().unwrap_or_default();
        format!("{}{rest}", name.to_string_lossy())
    })
}
