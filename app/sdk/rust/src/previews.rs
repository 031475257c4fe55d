//! Small pictures of frames while they are rendered, fetched as soon as the hub has them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rayment_hub_client::{HubClient, JobStatus};

/// A frame without a picture yet is asked for again after this.
const RETRY: Duration = Duration::from_millis(500);

/// Fetches one picture of each frame into a folder.
pub struct Previews {
    hub: HubClient,
    folder: PathBuf,
    /// When a frame was last asked for; `None` once its picture is on disk.
    asked: BTreeMap<u32, Option<Instant>>,
}

/// A picture on disk.
pub struct Preview {
    pub frame: u32,
    pub path: PathBuf,
}

impl Previews {
    /// Pictures go into the folder `previews` in `output`.
    pub fn new(hub: HubClient, output: &Path) -> Self {
        Self { hub, folder: output.join("previews"), asked: BTreeMap::new() }
    }

    /// Fetches pictures of the frames that a worker reports. They are only to be looked at: what fails is
    /// tried again later, without an error.
    pub async fn fetch(&mut self, status: &JobStatus) -> Vec<Preview> {
        let mut written = Vec::new();
        for progress in &status.progress {
            let frame = progress.frame;
            let due = match self.asked.get(&frame) {
                None => true,
                Some(asked) => asked.is_some_and(|at| at.elapsed() >= RETRY),
            };
            if !due {
                continue;
            }
            self.asked.insert(frame, Some(Instant::now()));
            let Ok(png) = self.hub.preview(&status.job, status.attempt, frame).await else { continue };
            let path = self.folder.join(format!("frame-{frame:04}.png"));
            if std::fs::create_dir_all(&self.folder).and_then(|()| std::fs::write(&path, png)).is_ok() {
                self.asked.insert(frame, None);
                written.push(Preview { frame, path });
            }
        }
        written
    }
}
