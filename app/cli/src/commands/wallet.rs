//! `rayment wallet …`: a key, its file, and what it holds.

use std::{
    io::Read,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context;
use rayment_client::{Chain, ChainError, money::sol, wallet};
use rayment_sdk::Connection;
use serde_json::json;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{args::WalletVerb, failure::refused};

/// A keypair file is shorter, and so is any key.
const KEY_BYTES: u64 = 4_096;
/// How long an airdrop is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(200);

pub async fn run(verb: WalletVerb, is_json: bool) -> anyhow::Result<()> {
    match verb {
        WalletVerb::New { at } => write(&at.meaning(), || Ok(Keypair::new()), is_json),
        WalletVerb::Import { at } => write(&at.meaning(), read, is_json),
        WalletVerb::Export { at } => {
            let secret = at.meaning().wallet()?.to_base58_string();
            super::show(is_json, &json!({ "private_key": secret }), || secret.clone())
        }
        WalletVerb::Show { at } => {
            let address = at.meaning().wallet()?.pubkey().to_string();
            super::show(is_json, &json!({ "address": address }), || address.clone())
        }
        WalletVerb::Balance { address, at } => {
            let at = at.meaning();
            let address = match address {
                Some(address) => address,
                None => at.wallet()?.pubkey(),
            };
            balance(&at.chain(), &address, is_json).await
        }
        WalletVerb::Airdrop { amount, at } => {
            let at = at.meaning();
            airdrop(&at.chain(), &at.wallet()?.pubkey(), amount, is_json).await
        }
    }
}

/// Writes a new file, and never over another.
fn write(at: &Connection, key: impl FnOnce() -> anyhow::Result<Keypair>, is_json: bool) -> anyhow::Result<()> {
    let file = at.wallet_file();
    if file.exists() {
        let file = file.display();
        return refused(format!("a key is there already, in {file}: name another file by --keypair"));
    }
    let key = key()?;
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    wallet::create(&file, &key)?;
    let (address, file) = (key.pubkey().to_string(), file.display().to_string());
    super::show(is_json, &json!({ "address": address, "file": file }), || {
        format!("{address}\nits key lies in {file}: keep a copy, nobody else has one")
    })
}

/// A key from standard input, in either of the forms there are.
fn read() -> anyhow::Result<Keypair> {
    let mut text = String::new();
    std::io::stdin().take(KEY_BYTES).read_to_string(&mut text).context("cannot read standard input")?;
    let text = text.trim();
    let numbers = serde_json::from_str::<Vec<u8>>(text).ok();
    let key = match numbers {
        Some(numbers) => Keypair::try_from(numbers.as_slice()).ok(),
        None => wallet::parse(text).ok(),
    };
    match key {
        Some(key) => Ok(key),
        None => refused("standard input holds no key: give 64 bytes in base58, or the 64 numbers of a keypair file"),
    }
}

async fn balance(chain: &Chain, address: &Pubkey, is_json: bool) -> anyhow::Result<()> {
    let lamports = chain.balance(address).await?;
    let said = json!({ "address": address.to_string(), "lamports": lamports });
    super::show(is_json, &said, || sol(lamports))
}

async fn airdrop(chain: &Chain, to: &Pubkey, amount: u64, is_json: bool) -> anyhow::Result<()> {
    let before = chain.balance(to).await?;
    if let Err(error) = chain.rpc().request_airdrop(to, amount).await {
        return refused(format!(
            "this node gives nothing away ({}): on devnet too it gives little and not often",
            ChainError::from(error)
        ));
    }
    let deadline = Instant::now() + PATIENCE;
    while chain.balance(to).await? < before.saturating_add(amount) {
        anyhow::ensure!(Instant::now() < deadline, "nothing has arrived within {} s", PATIENCE.as_secs());
        tokio::time::sleep(PAUSE).await;
    }
    balance(chain, to, is_json).await
}
