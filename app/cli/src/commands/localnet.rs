//! `rayment localnet`: an embedded ledger that waits for others.

use std::time::Duration;

use rayment_client::{PROGRAM_ELF, PROGRAM_ID, money::SOL};
use rayment_localnet::{Config, Localnet, Program};
use rayment_service::shutdown;
use serde::Serialize;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::args::LocalnetArgs;

#[derive(Serialize)]
struct Addresses {
    rpc_url: String,
    ws_url: String,
    program: String,
}

pub async fn run(args: &LocalnetArgs, json: bool) -> anyhow::Result<()> {
    let authority = args.upgrade_authority.unwrap_or_else(|| Keypair::new().pubkey());
    let config = Config {
        program: Some(Program { id: PROGRAM_ID, elf: PROGRAM_ELF.into(), authority }),
        slot_time: Duration::from_millis(args.slot_ms),
        rpc_port: args.rpc_port,
        ws_port: args.ws_port,
        funded: args.fund.iter().map(|key| (*key, 1_000 * SOL)).collect(),
    };
    let ledger = tokio::task::spawn_blocking(|| Localnet::start(config)).await??;
    let addresses = Addresses { rpc_url: ledger.rpc_url(), ws_url: ledger.ws_url(), program: PROGRAM_ID.to_string() };
    super::show(json, &addresses, || {
        format!(
            "RPC        {}\nWebSocket  {}\nProgram    {}\nThe ledger lives in memory; Ctrl-C ends it.",
            addresses.rpc_url, addresses.ws_url, addresses.program
        )
    })?;
    shutdown::requested().await?;
    tokio::task::spawn_blocking(move || ledger.stop()).await??;
    Ok(())
}
