//! A process that is killed while it takes vouchers, again and again, at instants that nobody chose.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use rayment_client::rule_key;
use rayment_worker::channels::{Kept, Vouchers};
use tempfile::tempdir;

use super::story::*;

/// Where the process that is killed finds its folder.
const FOLDER: &str = "RAYMENT_TEST_VOUCHERS";
const SAID: &str = "accepted ";

/// The process itself: this test is started again as one of its own, and takes vouchers until it is killed.
#[test]
fn takes_vouchers_where_it_is_told_to() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let vouchers = Vouchers::open(Path::new(&folder)).unwrap();
    let ours = channel(1);
    let last = vouchers.highest(&ours.address).map_or(0, |held| held.cumulative());
    for next in last + 1..CAP {
        brings(&vouchers, &ours, &wanted(), next).unwrap();
        let mut out = std::io::stdout();
        writeln!(out, "{SAID}{next}").and_then(|()| out.flush()).unwrap();
    }
}

fn started(folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "channels::killed::takes_vouchers_where_it_is_told_to", "--nocapture"]);
    let mut child = command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

/// Amounts that it said were accepted.
fn said(line: &str) -> Option<u64> {
    line.split_once(SAID)?.1.trim().parse().ok()
}

#[test]
fn loses_no_voucher_that_was_accepted() {
    let folder = tempdir().unwrap();
    let ours = channel(1);
    let mut before = 0;
    for more in [1, 7, 2, 23, 40, 3] {
        let (mut child, out) = started(folder.path());
        let mut lines = out.lines().map_while(Result::ok);
        let mut last = lines.by_ref().filter_map(|line| said(&line)).nth(more).expect("it takes vouchers");
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died, and had not been read.
        last = lines.filter_map(|line| said(&line)).last().unwrap_or(last);
        let vouchers = Vouchers::open(folder.path()).unwrap();
        let kept = vouchers.highest(&ours.address).unwrap();
        assert!(kept.cumulative() >= last && kept.cumulative() <= last + 1, "{last} was accepted, {kept:?} is kept");
        assert_eq!(kept, held(&ours, kept.cumulative(), 0, T0), "it can be redeemed");
        assert!(last > before, "it went on from where it was");
        before = kept.cumulative();
    }
}

/// All that can lie in the folder after a crash: a file that was not finished, beside the one before it.
#[test]
fn an_unfinished_file_is_no_voucher() {
    let folder = tempdir().unwrap();
    let (ours, other) = (channel(1), channel(2));
    brings(&Vouchers::open(folder.path()).unwrap(), &ours, &wanted(), 10).unwrap();
    let expiring = word(&ours, 11, T0 + 8 * DAY);
    brings_word(&Vouchers::open(folder.path()).unwrap(), (&ours, &wanted(), T0), &expiring).unwrap();
    let whole = folder.path().join(format!("{}.voucher", ours.address));
    let bytes = fs::read(&whole).unwrap();
    for length in [0, 1, 58, bytes.len() - 1, bytes.len()] {
        for channel in [&ours, &other] {
            for ending in ["voucher", "expiring"] {
                let path = folder.path().join(format!("{}.{ending}.part", channel.address));
                fs::write(path, &bytes[..length]).unwrap();
            }
        }
        let vouchers = Vouchers::open(folder.path()).unwrap();
        let both = Kept::default().with(held(&ours, 10, 0, T0)).with(held(&ours, 11, T0 + 8 * DAY, T0));
        assert_eq!(vouchers.all().into_values().collect::<Vec<_>>(), [both]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "the lock, and the vouchers");
    }
}

#[test]
fn what_is_damaged_is_not_redeemed() {
    let folder = tempdir().unwrap();
    let (ours, other) = (channel(1), channel(2));
    brings(&Vouchers::open(folder.path()).unwrap(), &ours, &wanted(), 10).unwrap();
    let path = folder.path().join(format!("{}.voucher", ours.address));
    let bytes = fs::read(&path).unwrap();
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(Vouchers::open(folder.path()).unwrap().all().is_empty(), "byte {place}");
    }
    // One that lies under another's name, and names that are none of ours.
    fs::write(&path, &bytes).unwrap();
    fs::copy(&path, folder.path().join(format!("{}.voucher", other.address))).unwrap();
    fs::write(folder.path().join("notes.voucher"), b"none").unwrap();
    let vouchers = Vouchers::open(folder.path()).unwrap();
    assert_eq!(vouchers.all().into_keys().map(|key| rule_key(&key)).collect::<Vec<_>>(), [rule_key(&ours.address)]);
    brings(&vouchers, &ours, &wanted(), 11).unwrap();
}
