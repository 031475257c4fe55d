use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use rayment_render::Cancel;
use serde_json::json;

use super::launch::{ENVIRONMENT, FOLDERS};
use super::{Kind, Room, Sandbox, SandboxError};
use crate::{
    BlenderError, Limits,
    install::Install,
    process::{Patience, Process},
    script,
};

const TIME: Duration = Duration::from_secs(60);

impl Sandbox {
    /// Tries from inside what a hostile file would try, and refuses a sandbox that lets it.
    ///
    /// # Errors
    /// [`SandboxError::Leaks`] with what is possible. Without a sandbox, that is nearly everything.
    pub fn prove(&self, install: &Install) -> Result<(), BlenderError> {
        let holes = self.holes(install)?;
        if holes.is_empty() {
            return Ok(());
        }
        Err(SandboxError::Leaks { sandbox: self.name(), holes: holes.join(", ") }.into())
    }

    /// What can be done from inside.
    fn holes(&self, install: &Install) -> Result<Vec<String>, BlenderError> {
        let failed = || BlenderError::io("the trial of the sandbox");
        let secret = tempfile::tempdir().map_err(failed())?;
        let scene = tempfile::tempdir().map_err(failed())?;
        fs::write(secret.path().join("key"), "secret").map_err(failed())?;
        let server = TcpListener::bind(("127.0.0.1", 0)).map_err(failed())?;
        let port = server.local_addr().map_err(failed())?.port();

        let limits = Limits::default();
        let room = Room { programs: install.programs(), scene: Some(scene.path()), limits: &limits, gpu: false };
        let launch = self.launch(&install.words(script::PROVE), &room)?;
        let inside = launch.scene.clone();
        let cancel = Cancel::new();
        let mut process = Process::start(launch, &limits, &cancel)?;
        let environment: Vec<_> = ENVIRONMENT.iter().map(|(name, _)| *name).chain(FOLDERS).collect();
        let request = json!({
            "do": "prove",
            "secret": secret.path().join("key"),
            "scene": inside,
            "port": port,
            "environment": environment,
            "parent": std::process::id(),
        });
        let patience = Patience { what: "a trial of the sandbox", limit: TIME, silence: TIME, cancel: &cancel };
        let (answer, _) = process.ask(&request, &patience, 0, &mut |_| {})?;
        let worked = answer["worked"].as_array().cloned().unwrap_or_default();
        let mut holes: Vec<String> = worked.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
        if self.0 == Kind::Landlock {
            // It keeps a process from leaving, not from having children; they are in there with it.
            holes.retain(|hole| hole != "start a process");
        }
        Ok(holes)
    }
}
