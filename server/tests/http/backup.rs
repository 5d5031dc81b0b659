//! Backup and restore: everything, on either engine, from one into the other; and what is not whole is refused.

use crate::program::{Serving, fails, plumbline, says};
use domain::evidence::{Form, Ruling};
use jiff::civil::date;
use server::archive::{self, Archive, Manifest};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use store::testing::{Firm, firms, pair, sqlite_in, statement, unopened};
use store::{PairRuling, Store};
use zip::{ZipArchive, ZipWriter};

/// A firm with something of everything, a file of evidence among it.
async fn filled(firm: &Firm) {
    let store = firm.store();
    let (_, no) = firm.system("Scorer – “credit” العربية", Some(firm.manager.person)).await;
    let mut incoming = firm.f.files().incoming().await.unwrap();
    incoming.write(b"encrypted: yes\r\n\x00").await.unwrap();
    let file = incoming.finish("export.txt").await.unwrap();
    let sha256 = domain::trail::hex(&file.sha256);
    let pairs = [pair("TSK-AC-07-1", no)];
    let draft = domain::evidence::EvidenceDraft {
        form: Form::File,
        statement: String::new(),
        ..statement("config-export", date(2026, 11, 21))
    };
    let id = store.submit(&firm.manager, draft, Some(file), &pairs).await.unwrap();
    let ruling = PairRuling { pair: pairs[0].clone(), ruling: Ruling::Supports, reason: String::new() };
    store.rule(&firm.reviewer, id, &[ruling], Some(&sha256)).await.unwrap();
    let task = "TSK-AC-07-1".parse().unwrap();
    store.discuss_task(&firm.manager, &task, "Line one\nline two, é, \u{1f4a1}").await.unwrap();
    // Somebody came and was erased again: words that are gone.
    let gone = firm.f.person("Bo Lind", domain::people::Role::Engineer, false).await.person;
    store.deactivate(&firm.manager, gone).await.unwrap();
    store.erase(&firm.manager, gone).await.unwrap();
}

async fn report(store: &Store) -> serde_json::Value {
    let at = store.trail(i64::MAX, 1).await.unwrap()[0].at;
    app::readiness::report(store, at, at, &domain::instant::Utc).await.unwrap().json
}

#[tokio::test]
async fn what_was_backed_up_is_restored_whole_on_either_engine() {
    for firm in firms(&["AIG-AC-07", "AIG-GV-02"]).await {
        filled(&firm).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("first.zip");
        let first =
            archive::write(firm.store(), &firm.f.files(), &file).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((first.files.len(), first.trail.seq), (1, firm.store().verify_trail().await.unwrap().entries));
        for place in unopened().await {
            let way = format!("{} to {}", firm.f.engine, place.engine);
            let files = store::Files::of(&place.data);
            let archive = Archive::open(&file).unwrap_or_else(|error| panic!("{way}: {error}"));
            let restored = archive::restore(archive, &place.address, &files).await;
            let restored = restored.unwrap_or_else(|error| panic!("{way}: {error}"));
            assert_eq!(report(&restored).await, report(firm.store()).await, "{way}");
            assert!(restored.verify_trail().await.unwrap().faults.is_empty(), "{way}");
            assert!(
                restored.check_derived(1).await.unwrap().is_empty()
                    && restored.check_faces().await.unwrap().is_empty()
                    && restored.check_tally().await.unwrap() == 0
            );
            let found = restored.check_files(&files).await.unwrap();
            assert!(
                found.named == 1 && found.missing.is_empty() && found.altered.is_empty() && found.unnamed.is_empty()
            );
            let again = folder.path().join(format!("{}.zip", place.engine));
            let again =
                archive::write(&restored, &files, &again).await.unwrap_or_else(|error| panic!("{way}: {error}"));
            let sorted = |manifest: &Manifest| {
                let mut tables = manifest.tables.clone();
                tables.sort_by(|a, b| a.name.cmp(&b.name));
                tables
            };
            assert_eq!(
                (again.trail.clone(), sorted(&again)),
                (first.trail.clone(), sorted(&first)),
                "{way}: the same rows"
            );
            // It goes on from there.
            firm.f.world.forward(1);
            let second = Archive::open(&file).unwrap_or_else(|error| panic!("{error}"));
            assert!(
                archive::restore(second, &place.address, &files).await.is_err(),
                "{way}: not into what is not empty"
            );
        }
    }
}

/// The archive with one part changed: `None` takes it out.
fn changed(from: &Path, name: &str, change: impl Fn(Vec<u8>) -> Option<Vec<u8>>) -> PathBuf {
    let to = from.with_file_name(format!("changed-{}.zip", name.replace('/', "-")));
    let mut archive = ZipArchive::new(std::fs::File::open(from).unwrap()).unwrap();
    let mut zip = ZipWriter::new(std::fs::File::create(&to).unwrap());
    let mut hit = false;
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).unwrap();
        let at = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let bytes = if at.starts_with(name) {
            hit = true;
            change(bytes)
        } else {
            Some(bytes)
        };
        if let Some(bytes) = bytes {
            zip.start_file(at, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
    }
    assert!(hit, "{name}");
    zip.finish().unwrap();
    to
}

/// Where the middle of a part lies.
fn within(archive: &Path, name: &str) -> usize {
    let mut archive = ZipArchive::new(std::fs::File::open(archive).unwrap()).unwrap();
    let part = archive.by_name(name).unwrap();
    usize::try_from(part.data_start().unwrap() + part.compressed_size() / 2).unwrap()
}

#[tokio::test]
async fn a_backup_beside_the_serving_program_is_whole_and_a_broken_one_is_refused() {
    let data = tempfile::tempdir().unwrap();
    let firm = Firm::begin(sqlite_in(data.path()).await).await;
    firm.adopt(&["AIG-AC-07"]).await;
    filled(&firm).await;
    drop(firm);
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("plumbline.zip");
    let serving = Serving::start(&mut plumbline(data.path()));
    let backed = says(plumbline(data.path()).arg("backup").arg(&file), "");
    assert!(backed.status.success(), "{}", String::from_utf8_lossy(&backed.stderr));
    assert!(says(plumbline(data.path()).arg("check"), "").status.success(), "a live database is checked too");
    assert!(serving.stop());
    let again = fails(&says(plumbline(data.path()).arg("backup").arg(&file), ""));
    assert!(again.contains("is there already. A backup overwrites nothing."), "{again}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "for its owner alone");
    }
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 1, "nothing temporary stays");

    let into = tempfile::tempdir().unwrap();
    let restore = |from: &Path| says(plumbline(into.path()).arg("restore").arg(from), "");
    let bytes = std::fs::read(&file).unwrap();
    let cut = out.path().join("cut.zip");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let mut flipped = bytes.clone();
    // In the midst of a part; a bit of a header that nobody reads would harm nothing.
    let midst = within(&file, "tables/event.jsonl");
    flipped[midst] ^= 0x10;
    let damaged = out.path().join("damaged.zip");
    std::fs::write(&damaged, flipped).unwrap();
    let words = out.path().join("words.zip");
    std::fs::write(&words, "no archive").unwrap();
    let newer = |manifest: Vec<u8>| {
        let mut manifest: Manifest = serde_json::from_slice(&manifest).unwrap();
        manifest.migrations.push("9999_tomorrow".to_owned());
        Some(serde_json::to_vec(&manifest).unwrap())
    };
    let other = |_| Some(b"other bytes".to_vec());
    let cases = [
        (cut, "damaged or cut short"),
        (damaged, "damaged"),
        (words, "damaged or cut short"),
        (out.path().join("nowhere.zip"), "Cannot read"),
        (changed(&file, "files/", |_| None), "The archive lacks files/"),
        (changed(&file, "tables/event.jsonl", |_| None), "The archive lacks tables/event.jsonl"),
        (changed(&file, "tables/fact.jsonl", other), "tables/fact.jsonl in the archive is not what the manifest says"),
        (changed(&file, "manifest.json", newer), "A newer Plumbline"),
    ];
    for (archive, sentence) in &cases {
        let line = fails(&restore(archive));
        assert!(line.contains(sentence), "{}: {line}", archive.display());
        assert_eq!(std::fs::read_dir(into.path()).unwrap().count(), 0, "{line}: nothing was written");
    }
    let whole = restore(&file);
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stderr));
    assert!(fails(&restore(&file)).contains("Restore into an empty"));
    let read = |data: &Path, command: &[&str]| says(plumbline(data).args(command), "").stdout;
    for command in
        [&["readiness", "--json", "--at", "2026-11-21"][..], &["trail", "verify", "--json"], &["check", "--json"]]
    {
        assert_eq!(
            String::from_utf8_lossy(&read(into.path(), command)),
            String::from_utf8_lossy(&read(data.path(), command)),
            "{command:?}"
        );
    }
}

#[tokio::test]
async fn a_failed_restoring_takes_back_what_it_wrote_and_nothing_else() {
    let firm = &firms(&["AIG-AC-07", "AIG-GV-02"]).await[0];
    filled(firm).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("first.zip");
    archive::write(firm.store(), &firm.f.files(), &file).await.unwrap_or_else(|error| panic!("{error}"));
    for place in unopened().await {
        let files = store::Files::of(&place.data);
        let stranger = place.data.join("files").join("note.txt");
        std::fs::create_dir_all(place.data.join("files")).unwrap();
        std::fs::write(&stranger, "ours").unwrap();
        let mut archive = Archive::open(&file).unwrap_or_else(|error| panic!("{error}"));
        assert!(!archive.manifest.files.is_empty());
        archive.manifest.trail.leaf = "0".repeat(64);
        let Err(failure) = archive::restore(archive, &place.address, &files).await else { panic!("it was restored") };
        assert!(failure.to_string().contains("does not end as its manifest says"), "{}: {failure}", place.engine);
        assert!(stranger.exists() && files.all().await.unwrap().is_empty(), "{}", place.engine);
        assert_eq!(std::fs::read_dir(place.data.join("files")).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_check_names_what_differs_and_fails() {
    let data = tempfile::tempdir().unwrap();
    let nothing = fails(&says(plumbline(data.path()).arg("check"), ""));
    assert!(nothing.contains("There is no database at"), "{nothing}");
    let firm = Firm::begin(sqlite_in(data.path()).await).await;
    firm.adopt(&["AIG-AC-07"]).await;
    filled(&firm).await;
    let check = || says(plumbline(data.path()).args(["check"]), "");
    let said = |output: &std::process::Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let whole = check();
    assert!(whole.status.success() && said(&whole).starts_with("Everything holds"), "{}", said(&whole));
    let stray = data.path().join("files").join("incoming-1-1");
    std::fs::write(&stray, "half").unwrap();
    let mut incoming = firm.f.files().incoming().await.unwrap();
    incoming.write(b"never submitted").await.unwrap();
    incoming.finish("x").await.unwrap();
    let told = check();
    assert!(told.status.success() && said(&told).contains("1 files are named by no evidence"), "{}", said(&told));

    let sha256 = firm.store().check_files(&firm.f.files()).await.unwrap();
    assert_eq!((sha256.named, sha256.unnamed.len()), (1, 1));
    let named =
        firm.f.files().all().await.unwrap().into_iter().find(|sha256_| !sha256.unnamed.contains(sha256_)).unwrap();
    let path = data.path().join("files").join(&named[..2]).join(&named[2..4]).join(&named);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, "forged").unwrap();
    let altered = check();
    assert!(!altered.status.success() && said(&altered).contains(&format!("{named} of evidence is not what it was")));
    std::fs::remove_file(&path).unwrap();
    let missing = check();
    assert!(!missing.status.success() && said(&missing).contains(&format!("{named} of evidence is not there")));
    let out = data.path().join("out.zip");
    assert!(fails(&says(plumbline(data.path()).arg("backup").arg(&out), "")).contains("is not there"));
    assert!(!out.exists());
    std::fs::write(&path, bytes).unwrap();
    assert!(check().status.success());

    let breaks = [
        ("UPDATE finding SET state = 4 WHERE state = 2", "is not what the facts say"),
        ("UPDATE face SET cells = zeroblob(61)", "The cells of the programme SOC 2 are not what the facts say"),
        ("DROP TRIGGER event_never_changes; UPDATE event SET body = x'7b7d' WHERE seq = 3", "Entry 3 of the trail"),
    ];
    for (sql, sentence) in breaks {
        firm.f.sql(sql).await.unwrap();
        let broken = check();
        assert!(!broken.status.success() && said(&broken).contains(sentence), "{sql}: {}", said(&broken));
    }
    let json: serde_json::Value =
        serde_json::from_slice(&says(plumbline(data.path()).args(["check", "--json"]), "").stdout).unwrap();
    assert_eq!(json["holds"], false);
    assert_eq!(json["files"]["unnamed"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    for firm in firms(&[]).await {
        firm.f.sql("INSERT INTO migration (name, hash, at) VALUES ('9999_tomorrow', 'x', 0)").await.unwrap();
        let (address, engine) = (firm.f.address.clone(), firm.f.engine);
        let world = firm.f.world.clone();
        drop(firm.f.store);
        for opened in [Store::open(&address, world.clone()).await, Store::open_to_read(&address, world.clone()).await] {
            let error = opened.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains("A newer Plumbline made this database (9999_tomorrow)"), "{engine}: {error}");
        }
    }
}
