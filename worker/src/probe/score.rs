//! How fast this machine renders, measured once per engine.

use std::{fs, path::Path};

use rayment_engine::BUILD;
use rayment_scenes::benchmark;
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};

use crate::{
    error::chained,
    outbox::{make_folder, write_whole},
};

/// A score and what it was measured with: with anything else it is measured again.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Measured {
    build: String,
    cpu: String,
    threads: usize,
    /// Thousand path samples a second.
    score: u64,
}

/// Thousand path samples a second with that many threads, as measured at the first start.
pub fn measured_score(data_dir: &Path, cpu: &str, threads: usize) -> u64 {
    let path = data_dir.join("benchmark.json");
    let build = hex32::encode(&BUILD);
    if let Some(known) =
        read(&path).filter(|known| known.build == build && known.cpu == cpu && known.threads == threads)
    {
        return known.score;
    }
    let score = measure(threads);
    let measured = Measured { build, cpu: cpu.into(), threads, score };
    // Strings and numbers always serialize.
    let bytes = serde_json::to_vec_pretty(&measured).unwrap_or_default();
    if let Err(error) = make_folder(data_dir).and_then(|()| write_whole(&path, &bytes)) {
        tracing::warn!(
            error = chained(&error),
            "cannot store the measured score: it is measured again at the next start"
        );
    }
    score
}

fn measure(threads: usize) -> u64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    // Where no pool can be made, the global one renders.
    let found = pool.map_or_else(|_| benchmark(), |pool| pool.install(benchmark));
    // Small and never negative: rounding is intended.
    (found.kilosamples_per_second.round() as u64).max(1)
}

fn read(path: &Path) -> Option<Measured> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(folder: &Path, measured: &Measured) {
        fs::write(folder.join("benchmark.json"), serde_json::to_vec(measured).unwrap()).unwrap();
    }

    #[test]
    fn a_score_is_measured_once_per_engine_processor_and_threads() {
        let folder = tempfile::tempdir().unwrap();
        let known = Measured { build: hex32::encode(&BUILD), cpu: "this".into(), threads: 1, score: 7_777_777 };
        written(folder.path(), &known);
        assert_eq!(measured_score(folder.path(), "this", 1), 7_777_777);
        written(folder.path(), &Measured { build: "other".into(), ..known });
        let fresh = measured_score(folder.path(), "this", 1);
        assert_ne!(fresh, 7_777_777);
        assert_eq!(measured_score(folder.path(), "this", 1), fresh);
    }

    #[test]
    fn a_broken_record_is_measured_again() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("benchmark.json"), "{").unwrap();
        assert!(measured_score(folder.path(), "this", 1) > 0);
    }
}
