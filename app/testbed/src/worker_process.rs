//! A worker as a process of its own, which can be killed without warning.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rayment_client::wallet;

use crate::{ProviderKeys, Testbed};

/// A running worker process; dropped, it is killed.
pub struct WorkerProcess {
    child: Child,
}

impl WorkerProcess {
    /// Starts `rayment-worker` with the provider's keys, as a provider would.
    pub fn start(testbed: &Testbed, keys: &ProviderKeys) -> Self {
        let folder = testbed.folder.join("keys").join(&keys.name);
        std::fs::create_dir_all(&folder).unwrap();
        let own = folder.join("wallet.json");
        if !own.exists() {
            wallet::create(&own, &keys.wallet).unwrap();
        }
        let log = File::options().create(true).append(true).open(folder.join("log")).unwrap();
        let config = testbed.worker_config(keys);
        let child = Command::new(binary("rayment-worker"))
            .env("SOLANA_PRIVATE_KEY", keys.operator.to_base58_string())
            .env("SOLANA_WALLET", own)
            .args(["--rpc-url", &config.rpc_url, "--ws-url", &config.ws_url, "--hub", &config.hub_url])
            .args(["--market", &config.market.to_string(), "--name", &config.name, "--threads", "1"])
            .args(["--payout", &config.payout.to_string()])
            // Trying it takes seconds at every start.
            .arg("--no-blender")
            .arg("--data-dir")
            .arg(&config.data_dir)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child }
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A binary of the workspace, as fresh as the tests. The selection is that of the test command, so
/// there it has nothing to do.
fn binary(name: &str) -> PathBuf {
    let mut cargo = Command::new("cargo");
    // What cargo tells the test that runs would be told to this cargo as well: some build scripts (ring's) ask to be
    // run again when it changes, and with them everything above would be built again.
    for told in std::env::vars_os().map(|(name, _)| name) {
        let told_name = told.to_string_lossy();
        if told_name.starts_with("CARGO_PKG_") || told_name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&told);
        }
    }
    let built = cargo.args(["test", "--quiet", "--locked", "--workspace", "--no-run"]).output().unwrap();
    assert!(built.status.success(), "{name}: {}", String::from_utf8_lossy(&built.stderr));
    // The test runs from target/<profile>/deps.
    let deps = std::env::current_exe().unwrap();
    deps.parent().and_then(Path::parent).unwrap().join(name)
}
