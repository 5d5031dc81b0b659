//! Other programs: every call that works for long is shown as it is made, and a failure names it.

use crate::house;
use anyhow::{Context, Result, ensure};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A program, called from the repository's root, and told nothing of the `cargo run` that runs us: build scripts that
/// look at such variables (ring's) would build anew whenever `cargo build` and `cargo xtask build` take turns.
pub fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(house::root());
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|start| name.starts_with(start)) {
            command.env_remove(&variable);
        }
    }
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

/// Where the program of this name lies.
pub fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

pub fn there(name: &str) -> bool {
    find(name).is_some()
}

/// The call as a person would type it in the repository's root.
fn line(command: &Command) -> String {
    let root = format!("{}/", house::root().display());
    let program = Path::new(command.get_program());
    let program = program.strip_prefix(&root).unwrap_or_else(|_| program.file_name().map_or(program, Path::new));
    let args = command.get_args().map(|arg| arg.to_string_lossy().replace(&root, ""));
    std::iter::once(program.display().to_string()).chain(args).collect::<Vec<_>>().join(" ")
}
