//! Where everything is while the demo keeps running.

use std::collections::BTreeMap;

use rayment_client::PROGRAM_ID;
use rayment_testbed::Testbed;
use serde::Serialize;

use crate::args::DemoArgs;

/// Addresses, and everybody's keypair files.
#[derive(Clone, Debug, Serialize)]
pub struct Running {
    pub rpc_url: String,
    pub ws_url: String,
    pub hub_url: String,
    pub program: String,
    pub market: String,
    /// Paths by whose key it is: `client`, `keeper`, `provider-1-operator`…
    pub keypairs: BTreeMap<String, String>,
}

impl Running {
    /// Writes the keypair files beside the pictures.
    pub fn of(args: &DemoArgs, testbed: &Testbed) -> anyhow::Result<Self> {
        // A market's address is new every time, so nothing is ever replaced.
        let folder = args.out.join(format!("keys-{}", testbed.market.address));
        let folder = std::path::absolute(folder)?;
        testbed.write_keys(&folder)?;
        let path = |name: &str| folder.join(format!("{name}.json")).display().to_string();
        Ok(Self {
            rpc_url: testbed.ledger.rpc_url(),
            ws_url: testbed.ledger.ws_url(),
            hub_url: testbed.hub.url(),
            program: PROGRAM_ID.to_string(),
            market: testbed.market.address.to_string(),
            keypairs: testbed.keys().into_iter().map(|(name, _)| (name.clone(), path(&name))).collect(),
        })
    }

    /// Tells people how to go on.
    pub fn say(&self) {
        eprintln!();
        eprintln!("Everything keeps running. In another terminal:");
        eprintln!("  export RAYMENT_RPC_URL={} RAYMENT_WS_URL={}", self.rpc_url, self.ws_url);
        eprintln!("  export RAYMENT_HUB_URL={} RAYMENT_MARKET={}", self.hub_url, self.market);
        if let Some(path) = self.keypairs.get("client") {
            eprintln!("  export RAYMENT_KEYPAIR={path}");
        }
        let command = std::env::current_exe().map_or_else(|_| "rayment".to_owned(), |path| path.display().to_string());
        eprintln!("  {command} job list --all");
        eprintln!("The other keypair files lie beside the client's. Ctrl-C ends it.");
    }
}
