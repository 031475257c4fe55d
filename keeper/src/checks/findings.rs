//! Findings that outlive the keeper: one small file for each delivery that was judged.

use std::{collections::BTreeMap, fs, io, path::PathBuf};

use rayment_service::files::write_atomically;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use crate::snapshot::{Attempt, Finding};

/// The folder of findings.
pub struct Findings(PathBuf);

#[derive(Serialize, Deserialize)]
struct Record {
    job: String,
    attempt: u8,
    finding: Finding,
}

impl Findings {
    /// Opens the folder, and makes it if it is not there.
    pub fn open(dir: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(&dir)?;
        Ok(Self(dir))
    }

    /// All that are kept. A file that cannot be read is left out: its check is done again.
    pub fn read(&self) -> io::Result<BTreeMap<Attempt, Finding>> {
        let mut all = BTreeMap::new();
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            let record = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Record>(&bytes).ok());
            let Some(record) = record.filter(|_| path.extension().is_some_and(|ending| ending == "json")) else {
                continue;
            };
            if let Ok(job) = record.job.parse::<Pubkey>() {
                all.insert((job, record.attempt), record.finding);
            }
        }
        Ok(all)
    }

    /// Keeps a finding, whole or not at all.
    pub fn keep(&self, attempt: &Attempt, finding: &Finding) -> io::Result<()> {
        let (job, attempt_number) = *attempt;
        let record = Record { job: job.to_string(), attempt: attempt_number, finding: finding.clone() };
        write_atomically(&self.path(attempt), &serde_json::to_vec_pretty(&record)?)
    }

    /// Removes a finding that is no longer needed.
    pub fn forget(&self, attempt: &Attempt) -> io::Result<()> {
        match fs::remove_file(self.path(attempt)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn path(&self, (job, attempt): &Attempt) -> PathBuf {
        self.0.join(format!("{job}-{attempt}.json"))
    }
}
