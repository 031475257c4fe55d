//! What each instruction is made of, in one table that writes and reads.

use anchor_lang::{Discriminator, ToAccountMetas};
use borsh::BorshDeserialize;
use rayment_core::{
    Hash,
    channel::{ChannelTerms, Steer},
    job::FailReason,
    market::Params,
    money::Terms,
    order::{Draw, Quote},
    stake::StakeCommand,
};
use solana_pubkey::Pubkey;

use super::{Earlier, Encoded, Grounds, Registration};
use crate::{
    PROGRAM_ID,
    rayment::client::{accounts, args},
};

/// For each instruction its accounts, in the order of the IDL, and its arguments, as the rules type
/// them.
macro_rules! instructions {
    ($($(#[$doc:meta])* $name:ident [$($account:ident),*] ($($arg:ident: $kind:ty),*))*) => {
        /// An instruction of the program: which accounts it names, and what it asks for.
        #[derive(Clone, Debug)]
        pub enum Instruction {
            $($(#[$doc])* $name { accounts: accounts::$name, $($arg: $kind),* },)*
            /// Of an earlier release.
            Earlier(Earlier),
        }

        impl Instruction {
            /// The names of all instructions, as the IDL's in upper camel case.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];

            /// What the program makes of these accounts and bytes; `None` where it would refuse to read
            /// them. As on chain, accounts and bytes beyond the expected ones are ignored; who signs and
            /// what may be written is not looked at.
            pub fn decode(accounts: &[Pubkey], data: &[u8]) -> Option<Self> {
                $(if let Some(args) = data.strip_prefix(args::$name::DISCRIMINATOR) {
                    let (mut keys, mut _args) = (accounts.iter().copied(), args);
                    return Some(Self::$name {
                        accounts: accounts::$name { $($account: Named::named(keys.next()?)),* },
                        $($arg: BorshDeserialize::deserialize(&mut _args).ok()?),*
                    });
                })*
                Earlier::decode(accounts, data).map(Self::Earlier)
            }

            /// The instruction as a transaction carries it. What only earlier releases know has no bytes any more.
            pub fn encode(&self) -> Encoded {
                match self {
                    Self::Earlier(_) => Encoded { program_id: PROGRAM_ID, accounts: Vec::new(), data: Vec::new() },
                    $(Self::$name { accounts, $($arg),* } => {
                        // Writing to memory cannot fail.
                        let data = [
                            args::$name::DISCRIMINATOR.to_vec(),
                            $(borsh::to_vec($arg).unwrap_or_default()),*
                        ];
                        Encoded { program_id: PROGRAM_ID, accounts: accounts.to_account_metas(None), data: data.concat() }
                    })*
                }
            }
        }
    };
}

instructions! {
    MarketInit [creator, market, params, system_program] (id: u16, keeper: Pubkey, treasury: Pubkey, values: Params)
    MarketUpdate [authority, market, params, new_authority, system_program]
        (keeper: Option<Pubkey>, values: Option<Params>, pause_secs: Option<u32>)
    ProviderRegister [authority, market, provider, system_program] (registration: Registration)
    ProviderUpdate [signer, provider]
        (operator: Option<Pubkey>, payout: Option<Pubkey>, profile: Option<Hash>, slots: Option<u16>,
         budget: Option<u64>)
    ProviderPrice [signer, provider] (terms: Terms)
    ProviderPause [signer, provider] (paused: bool)
    ProviderRetire [signer, provider, market, payout, treasury] ()
    ProviderWithdraw [signer, provider, payout] (amount: Option<u64>)
    ProviderSweep [provider, market, treasury] ()
    OrderDraw [drawer, sponsor, market, params, order, job, system_program] (quote: Option<Quote>, draw: Option<Draw>)
    OrderReturn [signer, order, address, client, sponsor, system_program] (quote: Option<Quote>, cancel: bool)
    JobAssign [keeper, market, params, job, provider] (loads: bool)
    JobClaim [operator, provider, params, job, system_program] (attempt: u8)
    JobStart [operator, provider, params, job] (attempt: u8)
    /// `ms` is render time in milliseconds, `root` that of the tree over all tiles.
    JobDeliver [operator, provider, params, job] (attempt: u8, root: Hash, frames: u32, ms: u64)
    JobSeal [params, job, slot_hashes] ()
    JobAccept [keeper, market, params, job, provider] (attempt: u8, seed: Hash)
    JobReject [keeper, market, params, job, provider, payee, guardian, second_guardian, instructions,
               event_authority, program]
        (attempt: u8, grounds: Grounds)
    JobApprove [client, params, job] (attempt: u8)
    JobDispute [client, params, job, system_program] (attempt: u8)
    JobCancel [client, params, job, payee, event_authority, program] ()
    JobSettle [params, job, provider, payee, event_authority, program] ()
    JobFail [signer, market, params, job, provider, payee, event_authority, program]
        (attempt: u8, reason: FailReason)
    JobExpire [params, job, provider, payee, event_authority, program] ()
    StakeChange [wallet, market, params, client, new_client, provider, guardian, bonded, system_program]
        (command: StakeCommand)
    GuardianEnlist [wallet, authority, market, guardian, system_program] (key: Pubkey)
    GuardianSlash [prover, guardian, market, incinerator, instructions] ()
    ChannelOpen [payer, rent_payer, market, params, provider, channel, slot_hashes, system_program]
        (terms: ChannelTerms, salt: u64, slot: u64, deposit: u64)
    ChannelSteer [signer, channel, params, provider, payer] (command: Steer)
    ChannelRedeem [signer, channel, params, provider, payer, rent_payer, instructions] (ack: Option<u64>)
    AccountMigrate [payer, account, system_program] ()
}

impl Instruction {
    /// The job's account, where the instruction is about a job.
    pub fn job(&self) -> Option<Pubkey> {
        match self {
            Self::OrderDraw { accounts, .. } => accounts.job,
            Self::Earlier(earlier) => earlier.job(),
            Self::JobAssign { accounts, .. } => Some(accounts.job),
            Self::JobClaim { accounts, .. } => Some(accounts.job),
            Self::JobStart { accounts, .. } => Some(accounts.job),
            Self::JobDeliver { accounts, .. } => Some(accounts.job),
            Self::JobSeal { accounts } => Some(accounts.job),
            Self::JobAccept { accounts, .. } => Some(accounts.job),
            Self::JobReject { accounts, .. } => Some(accounts.job),
            Self::JobApprove { accounts, .. } => Some(accounts.job),
            Self::JobDispute { accounts, .. } => Some(accounts.job),
            Self::JobCancel { accounts } => Some(accounts.job),
            Self::JobSettle { accounts } => Some(accounts.job),
            Self::JobFail { accounts, .. } => Some(accounts.job),
            Self::JobExpire { accounts } => Some(accounts.job),
            Self::MarketInit { .. }
            | Self::MarketUpdate { .. }
            | Self::ProviderRegister { .. }
            | Self::ProviderUpdate { .. }
            | Self::ProviderPrice { .. }
            | Self::ProviderPause { .. }
            | Self::ProviderRetire { .. }
            | Self::ProviderWithdraw { .. }
            | Self::ProviderSweep { .. }
            | Self::OrderReturn { .. }
            | Self::StakeChange { .. }
            | Self::GuardianEnlist { .. }
            | Self::GuardianSlash { .. }
            | Self::ChannelOpen { .. }
            | Self::ChannelSteer { .. }
            | Self::ChannelRedeem { .. }
            | Self::AccountMigrate { .. } => None,
        }
    }
}

/// A place for an account: always taken, or left free by naming the program itself.
trait Named {
    fn named(key: Pubkey) -> Self;
}

impl Named for Pubkey {
    fn named(key: Pubkey) -> Self {
        key
    }
}

impl Named for Option<Pubkey> {
    fn named(key: Pubkey) -> Self {
        (key != PROGRAM_ID).then_some(key)
    }
}
