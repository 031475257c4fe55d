//! `rayment market sweep`: fees that wait at providers and in the market's own account go to the treasury.

use rayment_client::{
    Market, Outcome, Provider, Sent, Token,
    instructions::{Encoded, provider_sweep, purse_sweep, token_account_create},
};
use rayment_sdk::{Coin, Money, Session};
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::{args::Where, commands};

/// Calls to a transaction: each names a provider, or a purse and its vault beside it.
const AT_ONCE: usize = 8;

#[derive(Serialize)]
struct Swept {
    treasury: String,
    /// In SOL first, then by mint.
    moved: Vec<Money>,
    /// What no account can take, and why.
    left: Vec<String>,
    signatures: Vec<String>,
}

pub(super) async fn sweep(at: &Where, json: bool) -> anyhow::Result<()> {
    let session = Session::open(&at.meaning()).await?;
    let market = session.market;
    let providers = session.chain.providers(&market.address).await?;
    let mut swept =
        Swept { treasury: market.treasury.to_string(), moved: Vec::new(), left: Vec::new(), signatures: Vec::new() };
    let (fees, calls) = in_sol(&market, &providers);
    let (has, least) = (session.chain.balance(&market.treasury).await?, session.chain.rent(0).await?);
    if fees > 0 && has.saturating_add(fees) < least {
        swept.left.push(format!(
            "{} wait: the treasury {} holds less than the {} that an account needs; send it the rest first",
            Coin::SOL.money(fees),
            market.treasury,
            Coin::SOL.money(least)
        ));
    } else {
        for some in calls.chunks(AT_ONCE) {
            swept.sent(&session.chain.send(&session.wallet, &[], some).await?);
        }
        swept.moved.extend((fees > 0).then(|| Coin::SOL.money(fees)));
    }
    for asset in session.chain.assets(&market.address).await? {
        if let Some(token) = asset.token() {
            let coin = Coin { token: Some(token), decimals: asset.state.decimals };
            in_token(&session, &providers, (token, coin), &mut swept).await?;
        }
    }
    commands::show(json, &swept, || swept.text())
}

/// What waits in SOL, and what moves it.
fn in_sol(market: &Market, providers: &[Provider]) -> (u64, Vec<Encoded>) {
    let owing = providers.iter().filter(|provider| provider.state.fees > 0);
    let mut calls: Vec<_> = owing.clone().map(|of| provider_sweep(Some(&of.address), market)).collect();
    calls.extend((market.dust > 0).then(|| provider_sweep(None, market)));
    let fees = owing.map(|provider| provider.state.fees).fold(market.dust, u64::saturating_add);
    (fees, calls)
}

async fn in_token(
    session: &Session,
    providers: &[Provider],
    (token, coin): (Token, Coin),
    swept: &mut Swept,
) -> anyhow::Result<()> {
    let (mut fees, mut owing) = (0u64, Vec::<Pubkey>::new());
    for provider in providers.iter().filter(|provider| provider.state.purses > 0) {
        let purse = session.chain.purse(&provider.address, &token.mint).await?;
        if let Some(purse) = purse.filter(|purse| purse.state.fees > 0) {
            fees = fees.saturating_add(purse.state.fees);
            owing.push(provider.address);
        }
    }
    if owing.is_empty() {
        return Ok(());
    }
    let treasury = session.market.treasury;
    let create = token_account_create(&session.address(), &treasury, &token);
    let calls: Vec<_> = owing.iter().map(|provider| purse_sweep(provider, &session.market, &token)).collect();
    for some in calls.chunks(AT_ONCE / 2) {
        let all: Vec<_> = std::iter::once(create.clone()).chain(some.iter().cloned()).collect();
        match Outcome::from(session.chain.send(&session.wallet, &[], &all).await) {
            Outcome::Done(sent) => swept.sent(&sent),
            // A frozen account keeps nobody else's fees.
            Outcome::Refused(error) => {
                swept.left.push(format!("{} wait: {error}", coin.money(fees)));
                return Ok(());
            }
            Outcome::Transient(error) | Outcome::Fatal(error) => return Err(error.into()),
        }
    }
    swept.moved.push(coin.money(fees));
    Ok(())
}

impl Swept {
    fn sent(&mut self, sent: &Sent) {
        self.signatures.push(sent.signature.to_string());
    }

    fn text(&self) -> String {
        let moved = self.moved.iter().map(|money| format!("{money} of fees moved to the treasury {}\n", self.treasury));
        let left = self.left.iter().map(|left| format!("{left}\n"));
        let signatures = self.signatures.iter().map(|signature| format!("signature {signature}\n"));
        let all: String = moved.chain(left).chain(signatures).collect();
        if all.is_empty() { "no fees wait in this market\n".to_owned() } else { all }
    }
}
