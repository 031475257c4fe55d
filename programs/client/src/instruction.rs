//! One function per instruction of the program.

use anchor_lang::{Discriminator, ToAccountMetas};
use borsh::BorshSerialize;
use rayment_core::{
    job::{Evidence, FailReason, Offer},
    market::Params,
    money::Terms,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::{
    Job, Market, PROGRAM_ID, Provider, address, chain_key,
    rayment::client::{accounts, args},
};

/// The system program.
pub const SYSTEM: Pubkey = Pubkey::new_from_array([0; 32]);
/// The sysvar of recent slot hashes.
pub const SLOT_HASHES: Pubkey = Pubkey::from_str_const("SysvarS1otHashes111111111111111111111111111");

/// What a provider states on chain about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Registration {
    /// The worker's hot key.
    pub operator: [u8; 32],
    /// Where earnings go.
    pub payout: [u8; 32],
    /// SHA-256 of the JSON that describes the machine.
    pub profile: [u8; 32],
    pub terms: Terms,
    /// Jobs it works on at a time.
    pub slots: u16,
}

fn build<A: Discriminator>(accounts: impl ToAccountMetas, args: &impl BorshSerialize) -> Instruction {
    let mut data = A::DISCRIMINATOR.to_vec();
    // Writing to memory cannot fail.
    data.extend(borsh::to_vec(args).unwrap_or_default());
    Instruction { program_id: PROGRAM_ID, accounts: accounts.to_account_metas(None), data }
}

pub fn market_init(creator: &Pubkey, id: u16, keeper: &Pubkey, treasury: &Pubkey, params: &Params) -> Instruction {
    let market = address::market(creator, id);
    let accounts =
        accounts::MarketInit { creator: *creator, market, params: address::params(&market, 0), system_program: SYSTEM };
    build::<args::MarketInit>(accounts, &(id, keeper.to_bytes(), treasury.to_bytes(), *params))
}

/// Replaces what is given; a new authority signs too. `market` must be fresh: new parameters take its
/// next version.
pub fn market_update(
    market: &Market,
    authority: Option<&Pubkey>,
    keeper: Option<&Pubkey>,
    params: Option<&Params>,
) -> Instruction {
    let version = params.map(|_| address::params(&market.address, market.params.saturating_add(1)));
    let accounts = accounts::MarketUpdate {
        authority: market.authority,
        market: market.address,
        params: version,
        new_authority: authority.copied(),
        system_program: SYSTEM,
    };
    let args = (keeper.map(|key| key.to_bytes()), params.copied());
    build::<args::MarketUpdate>(accounts, &args)
}

pub fn provider_register(market: &Pubkey, wallet: &Pubkey, registration: &Registration) -> Instruction {
    let accounts = accounts::ProviderRegister {
        authority: *wallet,
        market: *market,
        provider: address::provider(market, wallet),
        system_program: SYSTEM,
    };
    build::<args::ProviderRegister>(accounts, registration)
}

/// Changes what is given. Operator and payout take the authority's signature.
pub fn provider_update(
    signer: &Pubkey,
    provider: &Pubkey,
    operator: Option<&Pubkey>,
    payout: Option<&Pubkey>,
    profile: Option<[u8; 32]>,
    slots: Option<u16>,
) -> Instruction {
    let args = (operator.map(|key| key.to_bytes()), payout.map(|key| key.to_bytes()), profile, slots);
    build::<args::ProviderUpdate>(accounts::ProviderUpdate { signer: *signer, provider: *provider }, &args)
}

pub fn provider_price(signer: &Pubkey, provider: &Pubkey, terms: &Terms) -> Instruction {
    build::<args::ProviderPrice>(accounts::ProviderPrice { signer: *signer, provider: *provider }, terms)
}

pub fn provider_pause(signer: &Pubkey, provider: &Pubkey, paused: bool) -> Instruction {
    build::<args::ProviderPause>(accounts::ProviderPause { signer: *signer, provider: *provider }, &paused)
}

/// Retires; with no job left it also pays what is owed and, if that could be paid, closes the account.
pub fn provider_retire(provider: &Provider, market: &Market) -> Instruction {
    let accounts = accounts::ProviderRetire {
        signer: provider.wallet(),
        provider: provider.address,
        market: market.address,
        payout: chain_key(&provider.state.payout),
        treasury: (provider.state.fees > 0).then_some(market.treasury),
    };
    build::<args::ProviderRetire>(accounts, &())
}

/// Pays `amount` of the balance, or all of it, to the payout wallet.
pub fn provider_withdraw(signer: &Pubkey, provider: &Provider, amount: Option<u64>) -> Instruction {
    let payout = chain_key(&provider.state.payout);
    let accounts = accounts::ProviderWithdraw { signer: *signer, provider: provider.address, payout };
    build::<args::ProviderWithdraw>(accounts, &amount)
}

pub fn provider_sweep(provider: &Pubkey, market: &Market) -> Instruction {
    let accounts = accounts::ProviderSweep { provider: *provider, market: market.address, treasury: market.treasury };
    build::<args::ProviderSweep>(accounts, &())
}

pub fn client_open(market: &Pubkey, wallet: &Pubkey) -> Instruction {
    let client = address::client(market, wallet);
    let accounts = accounts::ClientOpen { wallet: *wallet, market: *market, client, system_program: SYSTEM };
    build::<args::ClientOpen>(accounts, &())
}

/// Posts the job with the client's next id.
pub fn job_post(market: &Pubkey, wallet: &Pubkey, id: u64, offer: &Offer) -> Instruction {
    let accounts = accounts::JobPost {
        wallet: *wallet,
        market: *market,
        params: address::params(market, offer.expect.params),
        client: address::client(market, wallet),
        job: address::job(market, wallet, id),
        system_program: SYSTEM,
    };
    build::<args::JobPost>(accounts, offer)
}

pub fn job_assign(keeper: &Pubkey, job: &Job, provider: &Pubkey, unchecked: bool) -> Instruction {
    let accounts = accounts::JobAssign {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: address::provider(&job.market(), provider),
    };
    build::<args::JobAssign>(accounts, &unchecked)
}

/// `provider` is the provider's wallet, `operator` the key that signs.
pub fn job_claim(operator: &Pubkey, provider: &Pubkey, job: &Job) -> Instruction {
    let accounts = accounts::JobClaim {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
        system_program: SYSTEM,
    };
    build::<args::JobClaim>(accounts, &job.state.attempt)
}

pub fn job_start(operator: &Pubkey, provider: &Pubkey, job: &Job) -> Instruction {
    let accounts = accounts::JobStart {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
    };
    build::<args::JobStart>(accounts, &job.state.attempt)
}

/// `attempt` is the one that was worked on, which the job may have left behind.
pub fn job_deliver(
    operator: &Pubkey,
    provider: &Pubkey,
    job: &Job,
    attempt: u8,
    (root, frames, ms): ([u8; 32], u32, u64),
) -> Instruction {
    let accounts = accounts::JobDeliver {
        operator: *operator,
        provider: address::provider(&job.market(), provider),
        params: job.params(),
        job: job.address,
    };
    build::<args::JobDeliver>(accounts, &(attempt, root, frames, ms))
}

pub fn job_seal(job: &Job) -> Instruction {
    let accounts = accounts::JobSeal { params: job.params(), job: job.address, slot_hashes: SLOT_HASHES };
    build::<args::JobSeal>(accounts, &())
}

pub fn job_accept(keeper: &Pubkey, job: &Job) -> Instruction {
    let accounts = accounts::JobAccept {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
    };
    build::<args::JobAccept>(accounts, &job.state.attempt)
}

pub fn job_reject(keeper: &Pubkey, job: &Job, evidence: &Evidence) -> Instruction {
    let accounts = accounts::JobReject {
        keeper: *keeper,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
        client: job.client(),
    };
    build::<args::JobReject>(accounts, &(job.state.attempt, evidence))
}

pub fn job_approve(job: &Job) -> Instruction {
    let accounts = accounts::JobApprove { client: job.client(), params: job.params(), job: job.address };
    build::<args::JobApprove>(accounts, &job.state.attempt)
}

pub fn job_dispute(job: &Job) -> Instruction {
    let accounts = accounts::JobDispute { client: job.client(), params: job.params(), job: job.address };
    build::<args::JobDispute>(accounts, &job.state.attempt)
}

pub fn job_cancel(job: &Job) -> Instruction {
    let accounts = accounts::JobCancel { client: job.client(), params: job.params(), job: job.address };
    build::<args::JobCancel>(accounts, &())
}

pub fn job_settle(job: &Job) -> Instruction {
    let accounts = accounts::JobSettle {
        params: job.params(),
        job: job.address,
        provider: held_by(job).unwrap_or_default(),
        client: job.client(),
    };
    build::<args::JobSettle>(accounts, &())
}

/// The operator gives the job back; or the keeper, where nobody holds it, confirms a broken spec.
pub fn job_fail(signer: &Pubkey, job: &Job, reason: FailReason) -> Instruction {
    let accounts = accounts::JobFail {
        signer: *signer,
        market: job.market(),
        params: job.params(),
        job: job.address,
        provider: held_by(job),
        client: job.client(),
    };
    build::<args::JobFail>(accounts, &(job.state.attempt, reason))
}

pub fn job_expire(job: &Job) -> Instruction {
    let accounts =
        accounts::JobExpire { params: job.params(), job: job.address, provider: held_by(job), client: job.client() };
    build::<args::JobExpire>(accounts, &())
}

/// The account of the provider that holds the job.
fn held_by(job: &Job) -> Option<Pubkey> {
    job.provider().map(|wallet| address::provider(&job.market(), &wallet))
}
