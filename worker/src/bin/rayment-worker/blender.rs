//! `rayment-worker blender`: which Blender there is, and setting the pinned one up.

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use rayment_blender::{Engine, Home, Install, InstallError, Sandbox, Step, Wanted};
use serde_json::{Value, json};

/// Renders .blend files, and formats that the built-in importers refuse, with Blender.
#[derive(Args)]
pub struct BlenderArgs {
    #[command(subcommand)]
    verb: Verb,
    /// An executable of 4.2 or newer [default: the pinned one, else `blender` on the path]
    #[arg(long, global = true, env = "RAYMENT_BLENDER", value_name = "FILE")]
    blender: Option<PathBuf>,
    /// Where the pinned one is set up [default: a folder of the user's]
    #[arg(long, global = true, env = "RAYMENT_BLENDER_HOME", value_name = "FOLDER")]
    home: Option<PathBuf>,
    /// Print what came of it as JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Set up the pinned Blender, unless it is there already
    Install {
        /// A Python 3.11 [default: the first on the path]
        #[arg(long, value_name = "FILE")]
        python: Option<PathBuf>,
    },
    /// Say which Blender would be used, in which sandbox, and on which devices: it is tried
    Status,
    /// List every Blender that could be used
    List,
}

impl BlenderArgs {
    pub fn run(self) -> anyhow::Result<()> {
        let home = self.home.clone().map_or_else(Home::from_env, Home::at);
        let wanted = Wanted { blender: self.blender.clone(), home };
        match &self.verb {
            Verb::Install { python } => {
                let mut steps = Steps::default();
                let made = wanted.home.install(python.as_deref(), &mut |step| steps.show(step));
                steps.end();
                let install = made?;
                self.tell(&about(&install), |_| format!("{} is ready", described(&install)));
            }
            Verb::Status => self.status(&wanted)?,
            Verb::List => self.list(&wanted),
        }
        Ok(())
    }

    fn status(&self, wanted: &Wanted) -> anyhow::Result<()> {
        let install = Install::find(wanted)?;
        let sandbox = Sandbox::detect()?;
        sandbox.prove(&install)?;
        let devices = install.devices(&sandbox)?;
        let graphics = install.graphics(&sandbox)?;
        let mut all = about(&install);
        let words: Vec<_> = devices.iter().map(|device| device.word().to_lowercase()).collect();
        all["sandbox"] = json!(sandbox.name());
        all["devices"] = json!(words);
        all["graphics"] = json!(graphics);
        self.tell(&all, |_| {
            let eevee = graphics.as_deref().unwrap_or("none, so EEVEE can't be used");
            format!(
                "{}\n  build     {}\n  sandbox   {}, proven\n  devices   {}\n  graphics  {eevee}",
                described(&install),
                hex(&install.build()),
                sandbox.name(),
                words.join(", ")
            )
        });
        Ok(())
    }

    fn list(&self, wanted: &Wanted) {
        let all = Install::list(wanted);
        let described = |found: &Result<Install, InstallError>| match found {
            Ok(install) => described(install),
            Err(error) => error.to_string(),
        };
        let entries = all.iter().map(|found| match found {
            Ok(install) => about(install),
            Err(error) => json!({ "error": error.to_string() }),
        });
        self.tell(&entries.collect(), |_| match all.as_slice() {
            [] => InstallError::None.to_string(),
            all => all.iter().map(described).collect::<Vec<_>>().join("\n"),
        });
    }

    fn tell(&self, all: &Value, plain: impl FnOnce(&Value) -> String) {
        if self.json { println!("{all}") } else { println!("{}", plain(all)) }
    }
}

fn about(install: &Install) -> Value {
    json!({
        "kind": install.kind(),
        "version": install.version().to_string(),
        "path": install.path(),
        "build": hex(&install.build()),
        "engines": [install.engine(Engine::Cycles), install.engine(Engine::Eevee)],
    })
}

fn described(install: &Install) -> String {
    format!("Blender {} ({}) at {}", install.version(), install.kind(), install.path().display())
}

fn hex(bytes: &[u8; 32]) -> String {
    rayment_spec::hex32::encode(bytes)
}

/// Shows steps on one line of a terminal, and the main ones elsewhere.
#[derive(Default)]
struct Steps {
    shown: Option<Step>,
}

impl Steps {
    fn show(&mut self, step: Step) {
        let terminal = stderr().is_terminal();
        let quiet = matches!(step, Step::Module(percent) if !terminal && !percent.is_multiple_of(25));
        if quiet || self.shown == Some(step) {
            return;
        }
        let same = matches!((self.shown, step), (Some(Step::Module(_)), Step::Module(_)));
        let before = match (terminal, same, self.shown) {
            (true, true, _) => "\r",
            (true, false, Some(_)) => "\n",
            _ => "",
        };
        let after = if terminal { "" } else { "\n" };
        let _ = write!(stderr(), "{before}{step}{after}");
        let _ = stderr().flush();
        self.shown = Some(step);
    }

    fn end(&mut self) {
        if self.shown.is_some() && stderr().is_terminal() {
            eprintln!();
        }
    }
}
