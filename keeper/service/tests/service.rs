//! Files that appear whole, folders that one process holds, keys from files.

use std::{
    fs::{self, TryLockError},
    path::Path,
};

use rayment_client::wallet;
use rayment_service::{
    files::{FolderLock, UNFINISHED, write_atomically, write_parts_atomically},
    key,
};
use solana_keypair::Keypair;
use solana_signer::Signer;
use tempfile::TempDir;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_file_is_replaced_as_a_whole() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("1.frame");
    write_atomically(&path, b"old").unwrap();
    write_parts_atomically(&path, &[b"ne", b"w"]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["1.frame"]);
}

#[test]
fn a_failed_write_leaves_the_old_file_and_no_other() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("kept");
    // A folder that is not empty cannot be replaced by a file.
    fs::create_dir_all(path.join("inside")).unwrap();
    write_atomically(&path, b"new").unwrap_err();
    assert_eq!(names(folder.path()), ["kept"]);
}

#[test]
fn what_was_cut_off_is_overwritten_by_the_next_try() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("kept");
    fs::write(folder.path().join(format!("kept{UNFINISHED}")), "a longer rest of the last try").unwrap();
    write_atomically(&path, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["kept"]);
}

#[test]
fn a_folder_has_one_holder_at_a_time() {
    let folder = TempDir::new().unwrap();
    let held = FolderLock::take(folder.path()).unwrap();
    assert!(matches!(FolderLock::take(folder.path()), Err(TryLockError::WouldBlock)));
    drop(held);
    FolderLock::take(folder.path()).unwrap();
    let nowhere = folder.path().join("nowhere");
    assert!(matches!(FolderLock::take(&nowhere), Err(TryLockError::Error(_))));
}

#[test]
fn a_key_comes_from_the_file_that_is_named() {
    let folder = TempDir::new().unwrap();
    let (path, own) = (folder.path().join("own.json"), Keypair::new());
    wallet::create(&path, &own).unwrap();
    assert_eq!(key::find(Some(&path)).unwrap().unwrap().pubkey(), own.pubkey());
    let error = key::find(Some(&folder.path().join("other.json"))).unwrap_err().to_string();
    assert!(error.contains("other.json"), "{error}");
}

#[test]
fn a_private_key_is_never_shown() {
    let secret = "5J3mBbAH58CpQ3Y5RNJpUKPE62SQ5tfcvU2JpbnkeyhfsYB1Jcn";
    let error = format!("{:#}", key::parse(secret).unwrap_err());
    assert!(error.contains(key::PRIVATE_KEY) && !error.contains(secret), "{error}");
}
