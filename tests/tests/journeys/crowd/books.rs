//! What everybody must own at the end, written down by the rules while it happens, and what everybody does own.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{
    Chain, PROGRAM_ID,
    token::{TOKEN, TOKEN_2022},
};
use rayment_core::{asset::TokenAccount, money::Bill};
use solana_pubkey::Pubkey;

use super::sending::Sendings;

/// Assets of the crowd: SOL, a token of each program.
pub const ASSETS: usize = 3;

/// None for SOL.
pub type Mints = [Option<Pubkey>; ASSETS];

/// Somebody's wallets, by one of them.
#[derive(Clone, Debug)]
pub struct Owner {
    pub name: String,
    pub wallet: Pubkey,
    /// Every address whose lamports are this one's, the wallet included.
    pub addresses: Vec<Pubkey>,
}

/// Base units that changed hands, by asset.
#[derive(Clone, Debug, Default)]
pub struct Books {
    /// By wallet; less than nothing was paid.
    flows: BTreeMap<(Pubkey, usize), i128>,
    /// Locked in orders and channels.
    pub paid: [u64; ASSETS],
    /// By providers, for work.
    pub earned: [u64; ASSETS],
    /// The market's, on that.
    pub fees: [u64; ASSETS],
    /// Bonds of disputes that their clients lost: to providers and market.
    pub disputes: [u64; ASSETS],
    /// Bonds that providers lost to clients.
    pub forfeits: [u64; ASSETS],
}

impl Books {
    fn moves(&mut self, asset: usize, (from, to): (Pubkey, Pubkey), units: u64) {
        *self.flows.entry((from, asset)).or_default() -= i128::from(units);
        *self.flows.entry((to, asset)).or_default() += i128::from(units);
    }

    /// A client pays a provider for work, and the market's fee.
    pub fn earns(&mut self, asset: usize, (client, provider, treasury): (Pubkey, Pubkey, Pubkey), bill: Bill) {
        self.moves(asset, (client, provider), bill.subtotal);
        self.moves(asset, (client, treasury), bill.fee);
        self.earned[asset] += bill.subtotal;
        self.fees[asset] += bill.fee;
    }

    /// A client was wrong to object: half of its bond to the provider, the rest to the market.
    pub fn loses_dispute(&mut self, asset: usize, (client, provider, treasury): (Pubkey, Pubkey, Pubkey), bond: u64) {
        self.moves(asset, (client, provider), bond / 2);
        self.moves(asset, (client, treasury), bond - bond / 2);
        self.disputes[asset] += bond;
    }

    /// A provider loses its bond to the client.
    pub fn forfeits(&mut self, asset: usize, (provider, client): (Pubkey, Pubkey), bond: u64) {
        self.moves(asset, (provider, client), bond);
        self.forfeits[asset] += bond;
    }

    fn flow(&self, wallet: Pubkey, asset: usize) -> i128 {
        self.flows.get(&(wallet, asset)).copied().unwrap_or(0)
    }
}

/// What was written down: who has to have what, and what the network took.
#[derive(Clone, Debug)]
pub struct Kept {
    pub books: Books,
    pub sent: Sendings,
}

/// All that lies anywhere, at one moment.
pub struct Count {
    /// Lamports of all wallets, accounts of the program and accounts of the token programs.
    lamports: BTreeMap<Pubkey, u64>,
    tokens: Vec<TokenAccount>,
    /// What the mints say.
    supplies: [u64; ASSETS],
}

impl Count {
    /// Reads everything; `mints` are those of the tokens, the first of which is no SOL.
    pub async fn take(chain: &Chain, owners: &[Owner], mints: Mints) -> Self {
        let wallets: Vec<_> = owners.iter().flat_map(|owner| owner.addresses.iter().copied()).collect();
        let held = chain.balances(&wallets).await.unwrap();
        let mut count =
            Self { lamports: wallets.into_iter().zip(held).collect(), tokens: Vec::new(), supplies: [0; ASSETS] };
        for program in [PROGRAM_ID, TOKEN, TOKEN_2022] {
            for (address, account) in chain.rpc().get_program_accounts(&program).await.unwrap() {
                count.lamports.insert(address, account.lamports);
                if program == PROGRAM_ID {
                    continue;
                }
                if let Some(asset) = mints.iter().position(|mint| *mint == Some(address)) {
                    let supply = account.data[36..44].try_into().expect("eight bytes");
                    count.supplies[asset] = u64::from_le_bytes(supply);
                } else {
                    count.tokens.extend(TokenAccount::read(&account.data));
                }
            }
        }
        count
    }

    fn sum(&self) -> u64 {
        self.lamports.values().sum()
    }

    /// Lamports of an owner.
    fn of(&self, owner: &Owner) -> u64 {
        owner.addresses.iter().filter_map(|address| self.lamports.get(address)).sum()
    }

    /// Base units of an owner in all its accounts of a mint.
    fn tokens_of(&self, owner: &Owner, mint: &Pubkey) -> u64 {
        let own: BTreeSet<_> = owner.addresses.iter().map(|address| address.to_bytes()).collect();
        let theirs = self.tokens.iter().filter(|account| own.contains(&account.owner.0));
        theirs.filter(|account| account.mint.0 == mint.to_bytes()).map(|account| account.amount).sum()
    }

    /// Why not every base unit is where the books say, since `before`.
    ///
    /// # Errors
    /// The first account of which something else is true, and what.
    pub fn check(&self, before: &Self, (owners, mints): (&[Owner], Mints), kept: &Kept) -> Result<(), String> {
        for owner in owners {
            let Kept { books, sent } = kept;
            let expected = i128::from(before.of(owner)) + books.flow(owner.wallet, 0) - i128::from(sent.fees_of(owner));
            same(format!("lamports of {}", owner.name), self.of(owner).into(), expected)?;
            for (asset, mint) in mints.iter().enumerate() {
                let Some(mint) = mint else { continue };
                let expected = i128::from(before.tokens_of(owner, mint)) + books.flow(owner.wallet, asset);
                same(format!("asset {asset} of {}", owner.name), self.tokens_of(owner, mint).into(), expected)?;
            }
        }
        let expected = i128::from(before.sum()) - i128::from(kept.sent.fees());
        same("all lamports but the network's fees".to_owned(), self.sum().into(), expected)?;
        self.check_tokens(before, (owners, mints))
    }

    /// Why not all tokens lie in somebody's own accounts, as many as there were.
    fn check_tokens(&self, before: &Self, (owners, mints): (&[Owner], Mints)) -> Result<(), String> {
        let wallets: BTreeSet<_> = owners.iter().flat_map(|owner| &owner.addresses).map(|key| key.to_bytes()).collect();
        let astray = self.tokens.iter().filter(|account| !wallets.contains(&account.owner.0)).count();
        same("vaults, and token accounts of orders".to_owned(), astray as i128, 0)?;
        for (asset, mint) in mints.iter().enumerate() {
            let Some(mint) = mint else { continue };
            let held = self.tokens.iter().filter(|account| account.mint.0 == mint.to_bytes());
            let held: u64 = held.map(|account| account.amount).sum();
            same(format!("all of asset {asset}"), held.into(), self.supplies[asset].into())?;
            same(format!("the supply of asset {asset}"), self.supplies[asset].into(), before.supplies[asset].into())?;
        }
        Ok(())
    }

    /// What an owner has more of SOL, or of a mint, than `before`; what it paid to the network is its own still.
    pub fn gained(&self, before: &Self, owner: &Owner, mint: Option<Pubkey>, sent: &Sendings) -> i128 {
        match mint {
            Some(mint) => i128::from(self.tokens_of(owner, &mint)) - i128::from(before.tokens_of(owner, &mint)),
            None => i128::from(self.of(owner)) + i128::from(sent.fees_of(owner)) - i128::from(before.of(owner)),
        }
    }
}

fn same(what: String, found: i128, expected: i128) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found} instead of {expected}")) }
}
