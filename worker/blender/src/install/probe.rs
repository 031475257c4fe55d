use std::time::Duration;

use rayment_render::Cancel;
use serde_json::{Value, json};

use super::Install;
use crate::{
    BlenderError, Device, Limits, Sandbox,
    process::{Patience, Process},
    sandbox::Room,
    script,
};

const TIME: Duration = Duration::from_secs(300);

impl Install {
    /// What Cycles can compute on here, the fastest first, the processor last.
    pub fn devices(&self, sandbox: &Sandbox) -> Result<Vec<Device>, BlenderError> {
        let answer = self.once(sandbox, "about")?;
        let words = answer["devices"].as_array().into_iter().flatten();
        Ok(words.filter_map(|word| word.as_str()?.parse().ok()).collect())
    }

    /// What EEVEE draws with here, or `None` where it has nothing to draw with. It is tried with a small
    /// picture: without a graphics card that takes some seconds.
    pub fn graphics(&self, sandbox: &Sandbox) -> Result<Option<String>, BlenderError> {
        match self.once(sandbox, "graphics") {
            Ok(answer) => Ok(answer["renderer"].as_str().map(str::to_owned)),
            // It does not tell that it has none: it dies.
            Err(BlenderError::NoGraphics | BlenderError::Ended { .. } | BlenderError::Scene(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn once(&self, sandbox: &Sandbox, what: &str) -> Result<Value, BlenderError> {
        let limits = Limits::default();
        let room = Room { programs: self.programs(), scene: None, limits: &limits, gpu: true };
        let cancel = Cancel::new();
        let mut process = Process::start(sandbox.launch(&self.words(script::SERVE), &room)?, &limits, &cancel)?;
        let patience = Patience { what: "looking for devices", limit: TIME, silence: TIME, cancel: &cancel };
        Ok(process.ask(&json!({ "do": what }), &patience, 0, &mut |_| {})?.0)
    }
}
