//! The program `plumbline`.

fn main() -> std::process::ExitCode {
    server::cli::main()
}
