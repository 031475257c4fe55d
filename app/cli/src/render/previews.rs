//! Small pictures of frames while they are rendered, fetched as soon as the hub has them.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rayment_hub_client::{HubClient, JobStatus};

/// A frame of which there was no picture is asked for again after this.
const AGAIN: Duration = Duration::from_millis(500);

/// Fetches one picture of each frame into a folder.
pub(super) struct Previews {
    hub: HubClient,
    folder: PathBuf,
    /// When a frame was last asked for; `None` once its picture is here.
    asked: BTreeMap<u32, Option<Instant>>,
}

/// A picture that has come.
pub(super) struct Shown {
    pub frame: u32,
    pub path: PathBuf,
}

impl Previews {
    pub fn new(hub: HubClient, out: &Path) -> Self {
        Self { hub, folder: out.join("previews"), asked: BTreeMap::new() }
    }

    /// Looks for pictures of the frames that a worker talks of. It is for eyes: what fails is asked for
    /// again, and nobody is told.
    pub async fn look(&mut self, status: &JobStatus) -> Vec<Shown> {
        let mut shown = Vec::new();
        for progress in &status.progress {
            let frame = progress.frame;
            let due = match self.asked.get(&frame) {
                None => true,
                Some(asked) => asked.is_some_and(|at| at.elapsed() >= AGAIN),
            };
            if !due {
                continue;
            }
            self.asked.insert(frame, Some(Instant::now()));
            let Ok(png) = self.hub.preview(&status.job, status.attempt, frame).await else { continue };
            let path = self.folder.join(format!("frame-{frame:04}.png"));
            if std::fs::create_dir_all(&self.folder).and_then(|()| std::fs::write(&path, png)).is_ok() {
                self.asked.insert(frame, None);
                shown.push(Shown { frame, path });
            }
        }
        shown
    }
}
