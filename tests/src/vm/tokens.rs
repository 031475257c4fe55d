//! Tokens of both programs: who holds them, a market that takes them, and providers that work for them.
//!
//! A [`Coin`] is a token by name, as an [`Actor`] is a wallet by name. [`World::taking`] is a market that takes it,
//! with everybody in funds; there an order of [`Client::posts_job_in`] goes on like one in SOL, by the same actions.

use rayment_client::{
    Asset, Offer as OfferAccount, Payee, Purse, Token, address,
    instructions::{self, Clearing, OfferOf, asset_set, offer_set, token_account_create, token_pay},
    token::{TOKEN, TOKEN_2022},
};
use rayment_core::{
    Native, Sha256,
    asset::{Listing, Mint, TokenAccount},
    hash::ZERO,
    job::{Offer, Phase},
    money::Terms,
    provider::OfferTerms,
};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

use super::{
    ANNA, Actor, Answer, BORIS, CLIENT, Client, DONOR, ISSUER, Judged, KEEPER, OPENER, OTHER_CLIENT, PICTURE, Provider,
    Purchase, Refused, Render, TERMS, World, mints, offer,
    phases::{JobWorld, VERDICT_SECS, seal, work_off},
};

/// A token, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Coin {
    pub name: &'static str,
    pub is_2022: bool,
    pub decimals: u8,
}

/// Of the first token program.
pub const DOLLAR: Coin = Coin { name: "dollar", is_2022: false, decimals: 6 };
/// Of Token-2022, with extensions that change nothing.
pub const EURO: Coin = Coin { name: "euro", is_2022: true, decimals: 6 };
/// Another one of each.
pub const OTHER_DOLLAR: Coin = Coin { name: "other dollar", ..DOLLAR };
pub const OTHER_EURO: Coin = Coin { name: "other euro", ..EURO };
pub const COINS: [Coin; 2] = [DOLLAR, EURO];

/// What everybody who needs tokens starts with.
pub const TOKENS: u64 = 1_000_000_000;

/// Calls of the token programs.
const MINT_TO: u8 = 7;
const FREEZE: u8 = 10;
const THAW: u8 = 11;

impl Coin {
    pub fn mint(self) -> Pubkey {
        Pubkey::new_from_array(Native::hash(&[b"rayment-tests mint:", self.name.as_bytes()]))
    }

    pub fn token(self) -> Token {
        Token { mint: self.mint(), program: if self.is_2022 { TOKEN_2022 } else { TOKEN } }
    }

    /// The associated account of a wallet.
    pub fn of(self, wallet: &Pubkey) -> Pubkey {
        self.token().account(wallet)
    }

    /// How long a vault of it is.
    pub fn vault_space(self, world: &World) -> usize {
        let mint = world.account(&self.mint()).expect("there is a mint");
        Mint::read(&mint.data).map_or(0, |mint| mint.vault_space(self.is_2022))
    }

    /// What renders for it are offered by.
    pub fn rendering(self) -> OfferOf {
        OfferOf { mint: self.mint(), ..OfferOf::default() }
    }
}

/// Mints and their accounts. Everybody's rent is paid by [`DONOR`].
impl World {
    /// Makes the coin's mint; of Token-2022 with extensions that change nothing.
    pub fn makes_mint(&mut self, coin: Coin) {
        let harmless = [mints::plain(mints::METADATA_POINTER), mints::plain(mints::MINT_CLOSE_AUTHORITY)];
        self.sets_mint(coin, if coin.is_2022 { &harmless } else { &[] });
    }

    /// Makes a wallet's associated account, where there is none.
    pub fn opens_tokens(&mut self, coin: Coin, wallet: &Pubkey) -> Answer {
        self.sends(token_account_create(&DONOR.key(), wallet, &coin.token()))
    }

    /// Makes so many more base units, and a wallet's account that they go to.
    pub fn issues(&mut self, coin: Coin, wallet: &Pubkey, amount: u64) {
        self.opens_tokens(coin, wallet).works();
        self.gives(coin, &coin.of(wallet), amount);
    }

    /// Makes so many more base units in a token account.
    pub fn gives(&mut self, coin: Coin, account: &Pubkey, amount: u64) {
        let data = [&[MINT_TO], amount.to_le_bytes().as_slice()].concat();
        let accounts = vec![
            AccountMeta::new(coin.mint(), false),
            AccountMeta::new(*account, false),
            AccountMeta::new_readonly(ISSUER.key(), true),
        ];
        self.sends(Instruction { program_id: coin.token().program, accounts, data }).works();
    }

    pub fn freezes(&mut self, coin: Coin, account: &Pubkey) {
        self.holds_up(coin, account, FREEZE);
    }

    pub fn thaws(&mut self, coin: Coin, account: &Pubkey) {
        self.holds_up(coin, account, THAW);
    }

    fn holds_up(&mut self, coin: Coin, account: &Pubkey, call: u8) {
        let accounts = vec![
            AccountMeta::new(*account, false),
            AccountMeta::new_readonly(coin.mint(), false),
            AccountMeta::new_readonly(ISSUER.key(), true),
        ];
        self.sends(Instruction { program_id: coin.token().program, accounts, data: vec![call] }).works();
    }

    /// Pays so many base units out of somebody's own account into a token account.
    pub fn sends_tokens(&mut self, coin: Coin, by: Actor, to: &Pubkey, amount: u64) -> Answer {
        self.sends(token_pay(&by.key(), &coin.token(), to, (amount, coin.decimals)))
    }

    /// Changes bytes of an account, as no instruction would.
    pub fn overwrites(&mut self, address: &Pubkey, at: usize, bytes: &[u8]) {
        let mut account = self.account(address).unwrap_or_else(|| panic!("there is no account {address}"));
        account.data[at..at + bytes.len()].copy_from_slice(bytes);
        self.set_account(address, account);
    }
}

/// Reading.
impl World {
    pub fn token_account(&self, address: &Pubkey) -> Option<(Token, TokenAccount)> {
        let account = self.account(address)?;
        let read = TokenAccount::read(&account.data)?;
        Some((Token::new(Pubkey::new_from_array(read.mint.0), account.owner)?, read))
    }

    /// What lies in a token account, nothing where there is none.
    pub fn tokens(&self, account: &Pubkey) -> u64 {
        self.token_account(account).map_or(0, |(_, account)| account.amount)
    }

    /// What lies in a wallet's associated account.
    pub fn has(&self, coin: Coin, wallet: &Pubkey) -> u64 {
        self.tokens(&coin.of(wallet))
    }

    /// What a job in tokens is in, by its vault; none for SOL.
    pub fn token_of_job(&self, job: &rayment_client::Job) -> Option<Token> {
        if !job.state.is_in_tokens() {
            return None;
        }
        let (token, _) = self.token_account(&address::vault(&job.address)).expect("a job in tokens has its vault");
        Some(token)
    }

    /// Where the money of a job goes back to, and what it is in.
    pub fn paid_back(&self, job: &rayment_client::Job) -> Payee {
        Payee { address: self.payee(job), token: self.token_of_job(job) }
    }

    /// What lies in the vault of a job, a channel or a purse.
    pub fn vault(&self, of: &Pubkey) -> u64 {
        self.tokens(&address::vault(of))
    }

    pub fn purse(&self, provider: Provider, coin: Coin) -> Purse {
        let at = provider.purse(coin);
        Purse::decode(at, &self.account(&at).expect("there is a purse").data).expect("a purse")
    }

    pub fn asset(&self, coin: Coin) -> Asset {
        let at = address::asset(&Self::market_address(), &coin.mint());
        Asset::decode(at, &self.account(&at).expect("the token is listed").data).expect("an asset")
    }

    pub fn offer_of(&self, provider: Provider, of: &OfferOf) -> OfferAccount {
        let at = address::offer(&provider.address(), of);
        OfferAccount::decode(at, &self.account(&at).expect("there is an offer").data).expect("an offer")
    }

    /// Every base unit that there is of a coin lies in some account, and in the vault of each purse and each job as
    /// much as its account says.
    #[track_caller]
    pub fn conserves(&self, coin: Coin) {
        let all = self.snapshot();
        let read = |address: &Pubkey| self.token_account(address).filter(|(token, _)| *token == coin.token());
        let lies = all.keys().filter_map(read).map(|(_, account)| u128::from(account.amount)).sum::<u128>();
        assert_eq!(lies, u128::from(self.supply(coin)), "of all {}", coin.name);
        for address in all.keys() {
            let Some(account) = self.account(address) else { continue };
            if let Ok(purse) = Purse::decode(*address, &account.data)
                && purse.mint() == coin.mint()
            {
                assert!(purse.state.balance + purse.state.fees <= self.vault(address), "what a purse says lies there");
            }
            if let Ok(job) = rayment_client::Job::decode(*address, &account.data)
                && read(&address::vault(address)).is_some()
            {
                let owes = match job.state.phase {
                    Phase::Owed { earnings, fee, client, .. } => earnings + fee + client,
                    _ => job.state.deposit,
                };
                assert!(owes <= self.vault(address), "what a job says lies there");
            }
        }
    }
}

/// What the market's authority says of tokens.
impl World {
    pub fn lists(&mut self, coin: Coin) -> Answer {
        self.lists_at(coin, Listing { rate: 0, at_once_max: 0 })
    }

    pub fn lists_at(&mut self, coin: Coin, listing: Listing) -> Answer {
        self.sends(asset_set(&OPENER.key(), &Self::market_address(), &coin.mint(), Some(listing)))
    }

    pub fn delists(&mut self, coin: Coin) -> Answer {
        self.sends(asset_set(&OPENER.key(), &Self::market_address(), &coin.mint(), None))
    }
}

impl Provider {
    pub fn purse(self, coin: Coin) -> Pubkey {
        address::purse(&self.address(), &coin.mint())
    }

    pub fn opens_purse(self, world: &mut World, coin: Coin) -> Answer {
        let provider = world.provider(self);
        world.sends(instructions::purse_open(&self.operator.key(), &provider, &coin.token()))
    }

    /// Says how much of a purse may go into bonds, by the cold wallet.
    pub fn budgets_purse(self, world: &mut World, coin: Coin, budget: u64) -> Answer {
        world.sends(instructions::purse_budget(&self.wallet.key(), &self.address(), &coin.mint(), budget))
    }

    /// Takes so much of a purse, or all of it; with `closes` the purse closes with it.
    pub fn withdraws_purse(self, world: &mut World, coin: Coin, amount: Option<u64>, closes: bool) -> Answer {
        let (provider, operator) = (world.provider(self), self.operator.key());
        world.sends(instructions::purse_withdraw(&operator, &provider, &coin.token(), amount, closes))
    }

    /// Opens an offer, or says another price.
    pub fn offers(self, world: &mut World, of: &OfferOf, terms: Terms) -> Answer {
        let terms = OfferTerms { terms, manifest: ZERO, slots: 1 };
        let provider = world.provider(self);
        world.sends(offer_set(&self.operator.key(), &provider, of, Some(terms)))
    }

    pub fn closes_offer(self, world: &mut World, of: &OfferOf) -> Answer {
        let provider = world.provider(self);
        world.sends(offer_set(&self.operator.key(), &provider, of, None))
    }

    /// All that it takes to work for a coin: a purse, an offer at the usual prices, and an operator that can pay bonds.
    pub fn works_for(self, world: &mut World, coin: Coin) {
        self.opens_purse(world, coin).works();
        self.offers(world, &coin.rendering(), TERMS).works();
        world.issues(coin, &self.operator.key(), TOKENS);
    }
}

impl Client {
    /// Pays for an order of one job in tokens, and draws it; the job's address comes back.
    pub fn posts_job_in(self, world: &mut World, coin: Coin, offer: &Offer) -> Result<Pubkey, Refused> {
        let purchase = Purchase::of(self, offer, world.purchases.len() as u64).in_token(coin);
        let job = purchase.job(0);
        world.buys(self, &purchase, 1)?;
        world.purchases.push(purchase);
        Ok(job)
    }
}

/// What anyone may do.
impl World {
    /// Moves the fees of a purse to the treasury's account.
    pub fn sweeps_purse(&mut self, provider: Provider, coin: Coin) -> Answer {
        self.sends(instructions::purse_sweep(&provider.address(), &self.market_state(), &coin.token()))
    }

    /// Pays what a job still owes where it always would.
    pub fn clears(&mut self, job: Pubkey) -> Answer {
        self.sends(self.clear(job, true, Clearing::Usual))
    }

    pub fn clear(&self, job: Pubkey, has_purse: bool, clearing: Clearing) -> Instruction {
        let job = self.job(job);
        let (payee, market) = (self.paid_back(&job), self.market_state());
        instructions::job_clear(&job, &payee, &market, has_purse, clearing).expect("the job owes something")
    }
}

/// Worlds in which one job in tokens has come to some phase.
impl World {
    /// A market that takes this coin: Anna and Boris work for it, both clients have some, and the payout wallets and
    /// the treasury can be paid.
    pub fn taking(coin: Coin) -> World {
        let mut world = World::market();
        world.takes(coin);
        world
    }

    /// The same of a market that is open already.
    pub fn takes(&mut self, coin: Coin) {
        self.fund(&DONOR.key(), 10 * super::world::FUNDS);
        self.makes_mint(coin);
        self.lists(coin).works();
        for client in [CLIENT, OTHER_CLIENT] {
            self.issues(coin, &client.key(), TOKENS);
        }
        for provider in [ANNA, BORIS] {
            provider.works_for(self, coin);
            self.opens_tokens(coin, &provider.payout.key()).works();
        }
        self.opens_tokens(coin, &super::TREASURY.key()).works();
    }
}

pub fn posted_in(coin: Coin, offer: &Offer) -> JobWorld {
    let mut world = World::taking(coin);
    let job = CLIENT.posts_job_in(&mut world, coin, offer).works();
    (world, job)
}

pub fn open_in(coin: Coin) -> JobWorld {
    posted_in(coin, &offer())
}

pub fn claimed_in(coin: Coin) -> JobWorld {
    let (mut world, job) = open_in(coin);
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    (world, job)
}

pub fn running_in(coin: Coin) -> JobWorld {
    let (mut world, job) = claimed_in(coin);
    ANNA.starts(&mut world, job).works();
    (world, job)
}

/// Anna has delivered this after 200 seconds, and the tiles to check are picked.
pub fn sealed_in(coin: Coin, offer: &Offer, render: Render) -> JobWorld {
    let (mut world, job) = posted_in(coin, offer);
    work_off(&mut world, job, render);
    seal(&mut world, job);
    (world, job)
}

/// The keeper has accepted the picture, and the client approved it.
pub fn approved_in(coin: Coin) -> JobWorld {
    let (mut world, job) = sealed_in(coin, &offer(), PICTURE);
    KEEPER.accepts(&mut world, job).works();
    CLIENT.approves(&mut world, job).works();
    (world, job)
}

/// The keeper kept silent, the client objects.
pub fn disputed_in(coin: Coin, offer: &Offer, render: Render) -> JobWorld {
    let (mut world, job) = sealed_in(coin, offer, render);
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    (world, job)
}
