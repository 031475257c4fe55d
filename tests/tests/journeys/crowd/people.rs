//! Who there is: a market that takes SOL and two tokens, its keeper, clients with one order each, providers.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use rayment_client::{
    Chain, Market, MarketParams, Token, address,
    instructions::{
        OfferOf, Registration, Staked, offer_set, provider_register, provider_sweep, provider_withdraw, purse_budget,
        purse_open, purse_sweep, purse_withdraw, stake_change, token_account_create,
    },
    token::TOKEN_2022,
};
use rayment_core::{
    asset::Mint,
    layout,
    money::Terms,
    provider::{OfferTerms, RENDER},
    stake::StakeCommand,
};
use rayment_testbed::{Issued, ProviderKeys, Testbed};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;
use tokio::task::JoinSet;

use super::{
    books::{ASSETS, Books, Mints, Owner},
    sending::Sender,
};

/// So short that what is sent is soon confirmed, and a blockhash lives for 15 s.
const SLOT: Duration = Duration::from_millis(100);
const SOL: u64 = 1_000_000_000;
/// Base units of each token that a client and an operator start with.
const TOKENS: u64 = 100_000_000_000;
/// Lamports that a whole token weighs.
const RATE: u64 = 5_100_000;

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub clients: usize,
    pub providers: usize,
    /// Of each client's order, and how many of them are drawn at a time.
    pub jobs: u32,
    pub drawn_at_once: u32,
    /// Channels of each client.
    pub channels: usize,
}

/// A client: its wallet, the key that signs its vouchers, and what it pays in.
pub struct Client {
    pub key: Arc<Keypair>,
    pub session: Keypair,
    pub asset: usize,
}

/// A provider, and its account in the market.
pub struct Provider {
    pub keys: ProviderKeys,
    pub account: Pubkey,
}

/// Lamports of rent.
#[derive(Clone, Copy, Debug)]
pub struct Rents {
    pub order: u64,
    pub job: u64,
    pub channel: u64,
    /// Of a vault or an order's token account, by asset; nothing for SOL.
    pub vaults: [u64; ASSETS],
}

impl Rents {
    async fn read(chain: &Chain, tokens: &[Option<Issued>; ASSETS]) -> Self {
        let rent = async |space: usize| chain.rent(space).await.unwrap();
        let mut vaults = [0; ASSETS];
        for (vault, token) in vaults.iter_mut().zip(tokens.iter().map(|of| of.as_ref().map(|of| of.token))) {
            let Some(token) = token else { continue };
            let mint = Mint::read(&chain.rpc().get_account_data(&token.mint).await.unwrap()).unwrap();
            *vault = rent(mint.vault_space(token.program == TOKEN_2022)).await;
        }
        let (order, job) = (rent(layout::order::SPACE).await, rent(layout::job::SPACE).await);
        Self { order, job, channel: rent(layout::channel::SPACE).await, vaults }
    }
}

/// All of them, and what was done so far.
pub struct Crowd {
    pub size: Size,
    pub chain: Chain,
    pub market: Market,
    pub params: MarketParams,
    pub keeper: Arc<Keypair>,
    pub clients: Vec<Client>,
    pub providers: Vec<Provider>,
    /// None for SOL.
    pub tokens: [Option<Issued>; ASSETS],
    pub owners: Vec<Owner>,
    pub send: Sender,
    pub books: Books,
    /// Jobs by how they ended.
    pub endings: BTreeMap<&'static str, u32>,
    pub rents: Rents,
    /// Lamports of rent in channels at the moment, and in orders, jobs, vaults and channels at the most.
    pub rent_of_channels: u64,
    pub most_rent: u64,
    /// Moves the clock of the ledger.
    advance: Box<dyn Fn(Duration) + Send + Sync>,
}

impl Crowd {
    /// Opens the market, issues the tokens and funds everybody. Nobody but the ledger runs.
    pub async fn gather(size: Size) -> Self {
        let mut testbed = Testbed::start(SLOT).await.unwrap();
        let tokens = [None, Some(testbed.issue(6).await), Some(testbed.issue_2022(6).await)];
        for of in tokens.iter().flatten() {
            testbed.lists(of, RATE).await;
        }
        let client = |number: usize| {
            let (key, session) = (Arc::new(Keypair::new()), Keypair::new());
            testbed.ledger.fund(key.pubkey(), 100 * SOL).unwrap();
            Client { key, session, asset: number % ASSETS }
        };
        let clients: Vec<_> = (0..size.clients).map(client).collect();
        let provider = |number: usize| {
            let terms = Terms { per_frame: 600_000 + 8_000 * number as u64, ..prices() };
            let keys = testbed.add_provider(&format!("provider {number}"), terms).unwrap();
            let account = address::provider(&testbed.market.address, &keys.wallet.pubkey());
            Provider { keys, account }
        };
        let providers: Vec<_> = (0..size.providers).map(provider).collect();
        let testbed = gives_tokens(testbed, &tokens, &clients, &providers).await;
        let owners = owners(&testbed, &tokens, &clients, &providers);
        let (chain, market, params) = (testbed.chain.clone(), testbed.market, testbed.params);
        let keeper = testbed.keeper.clone();
        let Testbed { ledger, hub, .. } = testbed;
        // It is the ledger alone that is measured.
        hub.stop().await;
        let advance = Box::new(move |by| ledger.advance(by).unwrap());
        let send = Sender::new(chain.clone());
        let (books, endings) = (Books::default(), BTreeMap::new());
        let rents = Rents::read(&chain, &tokens).await;
        Self {
            size,
            chain,
            market,
            params,
            keeper,
            clients,
            providers,
            tokens,
            owners,
            send,
            books,
            endings,
            rents,
            rent_of_channels: 0,
            most_rent: 0,
            advance,
        }
    }

    pub fn advance(&self, secs: u64) {
        (self.advance)(Duration::from_secs(secs));
    }

    pub async fn now(&self) -> i64 {
        self.chain.clock().await.unwrap().unix_timestamp
    }

    pub fn token(&self, asset: usize) -> Option<Token> {
        self.tokens[asset].as_ref().map(|of| of.token)
    }

    pub fn mints(&self) -> Mints {
        [0, 1, 2].map(|asset| self.token(asset).map(|token| token.mint))
    }

    /// Wallets of the clients that pay in this asset.
    pub fn buyers(&self, asset: usize) -> impl Iterator<Item = Pubkey> {
        self.clients.iter().filter(move |client| client.asset == asset).map(|client| client.key.pubkey())
    }

    /// Wallets of all providers.
    pub fn sellers(&self) -> Vec<Pubkey> {
        self.providers.iter().map(|provider| provider.keys.wallet.pubkey()).collect()
    }

    /// How many jobs ended so.
    pub fn ended(&self, ending: &str) -> u32 {
        self.endings.get(ending).copied().unwrap_or(0)
    }

    /// The provider with this account or this wallet.
    pub fn provider(&self, key: &Pubkey) -> &Provider {
        let is = |provider: &&Provider| provider.account == *key || provider.keys.wallet.pubkey() == *key;
        self.providers.iter().find(is).expect("one of the crowd")
    }

    /// Every provider registers with its stake, opens its purses and says what it asks.
    pub async fn register(&self) {
        let market = &self.market;
        let registers = self.providers.iter().map(|Provider { keys, .. }| {
            let wallet = keys.wallet.pubkey();
            let registration = Registration {
                operator: keys.operator.pubkey().to_bytes(),
                payout: keys.payout.pubkey().to_bytes(),
                profile: [0; 32],
                terms: keys.terms,
                slots: u16::MAX,
                budget: u64::MAX,
            };
            let lock = StakeCommand::Lock { amount: self.params.values.stake_provider };
            let register = provider_register(&market.address, &wallet, &registration);
            (keys.wallet.clone(), vec![register, stake_change(&wallet, market, Staked::Provider, lock)])
        });
        self.send.all("providers register", registers).await;
        let mut opens = Vec::new();
        for found in self.chain.providers(&market.address).await.unwrap() {
            let keys = &self.provider(&found.address).keys;
            let wallet = keys.wallet.pubkey();
            let asked = OfferTerms { terms: keys.terms, manifest: [0; 32], slots: u16::MAX };
            for token in self.tokens.iter().flatten().map(|of| of.token) {
                let calls = vec![
                    purse_open(&wallet, &found, &token),
                    purse_budget(&wallet, &found.address, &token.mint, u64::MAX),
                    offer_set(&wallet, &found, &rendering(&token), Some(asked)),
                ];
                opens.push((keys.wallet.clone(), calls));
            }
        }
        self.send.all("providers open purses", opens).await;
    }

    /// Every provider takes what it has earned, the market its fees, and the purses close.
    pub async fn pay_out(&self) {
        let (market, keeper) = (&self.market, &self.keeper);
        let found = self.chain.providers(&market.address).await.unwrap();
        let mut sweeps = Vec::new();
        for account in found.iter().map(|provider| provider.address) {
            sweeps.push((keeper.clone(), vec![provider_sweep(Some(&account), market)]));
            let purses = self.tokens.iter().flatten().map(|of| purse_sweep(&account, market, &of.token));
            sweeps.extend(purses.map(|sweep| (keeper.clone(), vec![sweep])));
        }
        self.send.all("fees are swept", sweeps).await;
        let mut withdrawals = Vec::new();
        for provider in &found {
            let keys = &self.provider(&provider.address).keys;
            let (wallet, payout) = (keys.wallet.pubkey(), keys.payout.pubkey());
            withdrawals.push((keys.wallet.clone(), vec![provider_withdraw(&wallet, provider, None)]));
            for token in self.tokens.iter().flatten().map(|of| of.token) {
                let calls = vec![
                    token_account_create(&wallet, &payout, &token),
                    purse_withdraw(&wallet, provider, &token, None, true),
                    offer_set(&wallet, provider, &rendering(&token), None),
                ];
                withdrawals.push((keys.wallet.clone(), calls));
            }
        }
        self.send.all("providers are paid", withdrawals).await;
    }
}

/// What the market's providers ask about, in base units of any asset.
fn prices() -> Terms {
    Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 }
}

fn rendering(token: &Token) -> OfferOf {
    OfferOf { kind: RENDER, class: 0, mint: token.mint }
}

/// Clients get what they pay in, operators what they bond, and the treasury its accounts.
async fn gives_tokens(
    testbed: Testbed,
    tokens: &[Option<Issued>; ASSETS],
    clients: &[Client],
    providers: &[Provider],
) -> Testbed {
    let mut wanted = Vec::new();
    for of in tokens.iter().flatten() {
        wanted.push((of.clone(), testbed.treasury.pubkey(), 0));
        wanted.extend(providers.iter().map(|provider| (of.clone(), provider.keys.operator.pubkey(), TOKENS)));
    }
    for client in clients {
        wanted.extend(tokens[client.asset].iter().map(|of| (of.clone(), client.key.pubkey(), TOKENS)));
    }
    let (testbed, mut running) = (Arc::new(testbed), JoinSet::new());
    for (of, wallet, units) in wanted {
        let testbed = testbed.clone();
        running.spawn(async move { testbed.gives(&of, &wallet, units).await });
    }
    while let Some(given) = running.join_next().await {
        given.unwrap();
    }
    Arc::into_inner(testbed).expect("nobody else holds it")
}

/// Everybody with every address that is theirs.
fn owners(
    testbed: &Testbed,
    tokens: &[Option<Issued>; ASSETS],
    clients: &[Client],
    providers: &[Provider],
) -> Vec<Owner> {
    let accounts = |wallet: Pubkey| tokens.iter().flatten().map(move |of| of.token.account(&wallet));
    let owner = |name: String, wallets: &[Pubkey], others: &[Pubkey]| {
        let addresses = wallets.iter().flat_map(|wallet| accounts(*wallet).chain([*wallet]));
        Owner { name, wallet: wallets[0], addresses: addresses.chain(others.iter().copied()).collect() }
    };
    let others = [("keeper", &testbed.keeper), ("treasury", &testbed.treasury), ("issuer", &testbed.operator)];
    let mut all: Vec<_> = others.iter().map(|(name, key)| owner((*name).to_owned(), &[key.pubkey()], &[])).collect();
    let client = |(number, client): (usize, &Client)| owner(format!("client {number}"), &[client.key.pubkey()], &[]);
    all.extend(clients.iter().enumerate().map(client));
    all.extend(providers.iter().map(|Provider { keys, account }| {
        let wallets = [keys.wallet.pubkey(), keys.operator.pubkey(), keys.payout.pubkey()];
        owner(keys.name.clone(), &wallets, &[*account])
    }));
    all
}
