//! A stranger's scene that names other files than its own: keys. An honest client is asked to render it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rayment_sdk::{Connection, Render, Request, render};
use rayment_testbed::small;
use tempfile::TempDir;

use super::habitat::{Habitat, Tally};
use crate::files;

const PATHS: [&str; 3] = [".config/solana/id.json", "notes/id.json", ".hidden.bin"];
const EVERY: Duration = Duration::from_secs(2);
/// Larger files in the hub are somebody's junk.
const LARGEST: u64 = 1_000_000;

/// A home with something like a key in it, and scenes from a stranger.
pub struct Collector {
    home: TempDir,
    connection: Connection,
    stored: PathBuf,
}

impl Collector {
    /// `stored` is where the hub keeps what it is given.
    pub fn new(connection: Connection, stored: PathBuf) -> Self {
        let home = tempfile::tempdir().unwrap();
        for path in PATHS {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, secret()).unwrap();
        }
        Self { home, connection, stored }
    }

    pub async fn collects(self, habitat: Habitat) -> Tally {
        let mut tally = Tally::default();
        while !habitat.is_over() {
            for (number, path) in PATHS.iter().enumerate() {
                let asked = Render {
                    scene: self.scene(number, path),
                    output: self.home.path().join("pictures"),
                    request: Request { picture: small(1, 1), ..Request::default() },
                    connection: self.connection.clone(),
                    ..Render::default()
                };
                let rendered = render(asked).await;
                let refused = rendered.as_ref().err().is_some_and(rayment_sdk::Error::is_refusal);
                assert!(refused, "{path}: {:?}", rendered.err());
                tally.tried("packed somebody's key", rendered);
            }
            habitat.rests(EVERY).await;
        }
        assert_eq!(with_secret(&self.stored), Vec::<PathBuf>::new(), "keys are on the hub");
        tally
    }

    fn scene(&self, number: usize, path: &str) -> PathBuf {
        let scene = self.home.path().join(format!("scene-{number}.gltf"));
        let buffer = format!(r#"{{ "uri": "{path}", "byteLength": {} }}"#, secret().len());
        fs::write(&scene, format!(r#"{{ "asset": {{ "version": "2.0" }}, "buffers": [{buffer}] }}"#)).unwrap();
        scene
    }
}

/// Something that looks like a keypair file.
fn secret() -> String {
    format!("[{}]", ["213"; 64].join(","))
}

/// Files in a folder that have the secret in them.
fn with_secret(folder: &Path) -> Vec<PathBuf> {
    let secret = secret();
    let has = |bytes: Vec<u8>| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
    let is_small = |path: &PathBuf| fs::metadata(path).is_ok_and(|file| file.len() < LARGEST);
    files(folder, "").into_iter().filter(|path| is_small(path) && fs::read(path).is_ok_and(&has)).collect()
}
