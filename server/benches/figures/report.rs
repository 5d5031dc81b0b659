//! The report: date, machine, commit, then every figure beside its limit.

use crate::Result;
use crate::clock;
use crate::figure::Figure;
use crate::inventory::Inventory;
use crate::seed::Seeded;
use std::fmt::Write as _;
use std::process::Command;

pub struct Report {
    head: Vec<String>,
    parts: Vec<(String, Vec<Figure>)>,
    remarks: Vec<String>,
}

impl Report {
    pub fn new(inventory: &Inventory, seeded: &Seeded, beside: bool) -> Result<Self> {
        let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("a processor").to_owned();
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let load = load.split(' ').next().unwrap_or_default().to_owned();
        let beside = if beside {
            " Other work ran on the machine meanwhile: times are too long, ratios suffer less."
        } else {
            ""
        };
        let head = vec![
            format!("{}, commit {}, release build.", clock::today(), commit()),
            format!("{cpu}, {cores} cores; load when it began {load}.{beside}"),
            format!("Inventory: {}.", inventory.words()),
            format!("Seeded: {}.", seeded.words()),
        ];
        println!("{}", head.join("\n"));
        Ok(Self { head, parts: Vec::new(), remarks: Vec::new() })
    }

    pub fn part(&mut self, title: &str, figures: Vec<Figure>) {
        println!("\n{title}");
        figures.iter().for_each(|figure| println!("{}", figure.row()));
        self.parts.push((format!("{title} (SQLite)"), figures));
    }

    /// What is reported beside, without being the measure.
    pub fn beside(&mut self, title: &str, figures: Vec<Figure>) {
        figures.iter().for_each(|figure| println!("{}", figure.row()));
        self.parts.push((title.to_owned(), figures));
    }

    pub fn remark(&mut self, remark: &str) {
        self.remarks.push(remark.to_owned());
    }

    pub fn text(&self) -> String {
        let mut text = String::from("# Benchmarks\n\n");
        text.push_str("`cargo xtask bench` measures every figure beside its limit in the same run and writes this page. The first column is the share of the limit that is used: above 1.00 the limit is missed.\n\n");
        for line in &self.head {
            let _ = writeln!(text, "- {line}");
        }
        let limits = self.parts.iter().flat_map(|(_, figures)| figures).filter_map(Figure::holds);
        let (holds, missed) =
            limits.fold((0, 0), |(holds, missed), one| if one { (holds + 1, missed) } else { (holds, missed + 1) });
        let _ = writeln!(text, "\n{holds} limits hold, {missed} are missed.");
        for (title, figures) in &self.parts {
            let _ = writeln!(
                text,
                "\n## {title}\n\n| share | what | measured | limit | | how |\n|---:|---|---:|---:|---|---|"
            );
            for figure in figures {
                let _ = writeln!(text, "{}", figure.row());
            }
        }
        for remark in &self.remarks {
            let _ = writeln!(text, "\n{remark}");
        }
        text
    }
}

fn commit() -> String {
    let asked = |args: &[&str]| {
        let output = Command::new("git").args(args).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let commit = asked(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let dirty = asked(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|changed| !changed.is_empty());
    if dirty { format!("{commit} and changes that are not committed") } else { commit }
}
