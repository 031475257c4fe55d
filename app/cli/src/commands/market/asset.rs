//! `rayment market asset …`: the tokens that a market takes.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    Asset, Chain, Market,
    instructions::asset_set,
    money::sol,
    rule_key,
    token::{TOKEN_2022, Weight},
};
use rayment_core::asset::{AssetState, Listing, Mint};
use rayment_sdk::{Coin, Money, TokenRefusal, token::Listed};
use serde::Serialize;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use crate::{
    args::{Amount, AssetVerb, Where},
    commands,
    failure::refused,
    when::lasting,
};

/// The extensions of Token-2022 that a market takes, by their numbers.
const EXTENSIONS: [(u8, &str); 12] = [
    (1, "TransferFeeConfig"),
    (3, "MintCloseAuthority"),
    (4, "ConfidentialTransferMint"),
    (6, "DefaultAccountState"),
    (10, "InterestBearingConfig"),
    (18, "MetadataPointer"),
    (19, "TokenMetadata"),
    (20, "GroupPointer"),
    (21, "TokenGroup"),
    (22, "GroupMemberPointer"),
    (23, "TokenGroupMember"),
    (25, "ScaledUiAmount"),
];

#[derive(Serialize)]
struct View {
    mint: String,
    token_program: String,
    decimals: u8,
    /// Lamports that a whole token weighs, when that was said (unix seconds), how long ago, and whether it counts.
    rate_lamports: u64,
    rate_at: i64,
    rate_age_secs: i64,
    rate_counts: bool,
    /// The largest deposit that the keeper's word alone pays at once.
    at_once_max: Money,
    /// Of its mint, when it was listed.
    extensions: Vec<String>,
}

pub async fn run(verb: AssetVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        AssetVerb::List { at } => {
            let at = at.meaning();
            let chain = at.chain();
            let market = at.find_market(&chain).await?;
            let now = chain.clock().await?.unix_timestamp;
            let mut views: Vec<_> = chain.assets(&market.address).await?.iter().filter_map(|a| view(a, now)).collect();
            views.sort_by(|a, b| a.mint.cmp(&b.mint));
            commands::show(json, &BTreeMap::from([("assets", &views)]), || table(&views))
        }
        AssetVerb::Set { mint, rate, at_once, at } => {
            let (chain, wallet, market) = authority(&at).await?;
            let listing = Listing { rate, at_once_max: at_once_max(&chain, &market, (&mint, rate), at_once).await? };
            let set = asset_set(&wallet.pubkey(), &market.address, &mint, Some(listing));
            chain.send(&wallet, &[], &[set]).await?;
            let now = chain.clock().await?.unix_timestamp;
            let Some(view) = chain.asset(&market.address, &mint).await?.and_then(|asset| view(&asset, now)) else {
                return refused(format!("the node does not show {mint} among the market's tokens yet: ask it again"));
            };
            commands::show(json, &view, || table(std::slice::from_ref(&view)))
        }
        AssetVerb::Unset { mint, at } => {
            let (chain, wallet, market) = authority(&at).await?;
            if chain.asset(&market.address, &mint).await?.is_none() {
                return Err(rayment_sdk::Error::from(TokenRefusal::NotListed(mint)).into());
            }
            let unset = asset_set(&wallet.pubkey(), &market.address, &mint, None);
            let sent = chain.send(&wallet, &[], &[unset]).await?;
            let done = serde_json::json!({ "mint": mint.to_string(), "signature": sent.signature.to_string() });
            commands::show(json, &done, || {
                format!("{mint} is taken no more; what is open in it goes on\nsignature {}", sent.signature)
            })
        }
    }
}

async fn authority(at: &Where) -> anyhow::Result<(Chain, Keypair, Market)> {
    let at = at.meaning();
    let (chain, wallet) = (at.chain(), at.wallet()?);
    let market = at.find_market(&chain).await?;
    if market.authority != wallet.pubkey() {
        return refused(format!(
            "only the market's authority {} says which tokens it takes: give its --keypair",
            market.authority
        ));
    }
    Ok((chain, wallet, market))
}

/// As it was typed, as it stands, or what weighs as much as the ceiling in SOL.
async fn at_once_max(
    chain: &Chain,
    market: &Market,
    (mint, rate): (&Pubkey, u64),
    typed: Option<Amount>,
) -> anyhow::Result<u64> {
    let Some((token, decimals)) = chain.token(mint).await? else {
        return Err(rayment_sdk::Error::from(TokenRefusal::NotMint(*mint)).into());
    };
    let coin = Coin { token: Some(token), decimals };
    if let Some(typed) = typed {
        return Ok(typed.of(coin)?);
    }
    if let Some(listed) = chain.asset(&market.address, mint).await? {
        return Ok(listed.state.at_once_max);
    }
    let params = chain.params(&market.address, market.version.params).await?.values;
    // As it will stand there, a moment after it was said.
    let key = rule_key(mint);
    let said = Listing { rate, at_once_max: 0 };
    let asset = AssetState::list((key, key), (Mint { decimals, extensions: 0 }, 0), said, 0);
    Ok(Weight::of(&asset, 0).map_or(0, |weight| weight.units(params.at_once_max)))
}

fn view(asset: &Asset, now: i64) -> Option<View> {
    let listed = Listed::of(asset)?;
    let (coin, state) = (listed.coin(), asset.state);
    Some(View {
        mint: asset.mint().to_string(),
        token_program: listed.token.program.to_string(),
        decimals: coin.decimals,
        rate_lamports: state.rate,
        rate_at: state.rate_at,
        rate_age_secs: now.saturating_sub(state.rate_at).max(0),
        rate_counts: listed.weight(now).is_some(),
        at_once_max: coin.money(state.at_once_max),
        extensions: extensions(state.extensions),
    })
}

/// Their names; a number where this release knows none.
fn extensions(bits: u64) -> Vec<String> {
    let name = |number: u8| {
        let known = EXTENSIONS.iter().find(|(known, _)| *known == number);
        known.map_or_else(|| format!("extension {number}"), |(_, name)| (*name).to_owned())
    };
    (0..64).filter(|number| bits & (1 << number) != 0).map(name).collect()
}

fn table(views: &[View]) -> String {
    if views.is_empty() {
        return "this market takes SOL alone".to_owned();
    }
    let mut table = Table::new();
    let header = ["mint", "program", "decimals", "a token weighs", "said", "paid at once", "extensions"];
    table.load_preset(UTF8_FULL_CONDENSED).set_header(header);
    for view in views {
        let program = if view.token_program == TOKEN_2022.to_string() { "Token-2022" } else { "Token" };
        let ago = lasting(u64::try_from(view.rate_age_secs).unwrap_or(0));
        let said = match (view.rate_counts, view.rate_lamports) {
            (true, _) => format!("{ago} ago"),
            (false, 0) => "nothing".to_owned(),
            (false, _) => format!("{ago} ago: counts no more"),
        };
        table.add_row([
            view.mint.clone(),
            program.to_owned(),
            view.decimals.to_string(),
            sol(view.rate_lamports),
            said,
            format!("up to {}", view.at_once_max),
            view.extensions.join(", "),
        ]);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_told_by_their_names() {
        assert_eq!(extensions(0), [""; 0]);
        assert_eq!(extensions(1 << 18 | 1 << 19 | 1 << 1), ["TransferFeeConfig", "MetadataPointer", "TokenMetadata"]);
        assert_eq!(extensions(1 << 40), ["extension 40"]);
    }
}
