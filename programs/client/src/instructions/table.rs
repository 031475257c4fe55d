//! What each instruction is made of, in one table that writes and reads.

use anchor_lang::{Discriminator, ToAccountMetas};
use borsh::BorshDeserialize;
use rayment_core::{
    Hash,
    asset::Listing,
    channel::{ChannelTerms, Steer},
    job::FailReason,
    market::Params,
    order::{Draw, Quote},
    provider::OfferTerms,
    stake::StakeCommand,
};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;

use super::{Earlier, Encoded, Grounds, ProviderChanged, Registration};
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
                    let read = Self::$name {
                        accounts: accounts::$name { $($account: Named::named(keys.next())?),* },
                        $($arg: BorshDeserialize::deserialize(&mut _args).ok()?),*
                    };
                    // A group is there as a whole or not at all.
                    let whole = [$(stringify!($account)),*].len();
                    let is_whole = accounts.len() >= whole || accounts.len().saturating_add(read.token_accounts()) == whole;
                    return is_whole.then_some(read);
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
                        let mut accounts = accounts.to_account_metas(None);
                        leave_out(&mut accounts, self.token_accounts());
                        Encoded { program_id: PROGRAM_ID, accounts, data: data.concat() }
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
    ProviderChange [signer, provider, purse] (update: ProviderChanged)
    ProviderRetire [signer, provider, market, payout, treasury] ()
    ProviderWithdraw [signer, provider, payout] (amount: Option<u64>)
    ProviderSweep [provider, market, treasury] ()
    AssetSet [authority, market, asset, mint, system_program] (listing: Option<Listing>)
    PurseOpen [signer, provider, asset, purse, vault, mint, token_program, system_program] ()
    PurseWithdraw [signer, provider, purse, vault, mint, token_program, payout_tokens, close_to] (amount: Option<u64>)
    PurseSweep [provider, purse, vault, mint, token_program, market, treasury_tokens] ()
    OfferSet [signer, market, provider, asset, offer, system_program]
        (kind: u8, class: u16, mint: Pubkey, terms: Option<OfferTerms>)
    OrderDraw [drawer, sponsor, market, params, order, job, system_program, asset, purse, from_tokens, vault, mint,
               token_program]
        (quote: Option<Quote>, draw: Option<Draw>)
    OrderReturn [signer, order, address, client, sponsor, system_program, from_tokens, to_tokens, mint, token_program]
        (quote: Option<Quote>, cancel: bool)
    JobAssign [keeper, market, params, job, provider, offer, vault] (loads: bool)
    JobClaim [operator, provider, params, job, offer, system_program, vault, mint, token_program, purse, purse_vault,
              other_tokens]
        (attempt: u8)
    JobStart [operator, provider, params, job] (attempt: u8)
    /// `ms` is render time in milliseconds, `root` that of the tree over all tiles.
    JobDeliver [operator, provider, params, job] (attempt: u8, root: Hash, frames: u32, ms: u64)
    JobSeal [params, job, slot_hashes] ()
    JobAccept [keeper, market, params, job, provider] (attempt: u8, seed: Hash)
    JobReject [keeper, market, params, job, provider, payee, guardian, second_guardian, instructions, event_authority,
               program, vault, mint, token_program, purse, purse_vault, other_tokens]
        (attempt: u8, grounds: Grounds)
    JobApprove [client, params, job] (attempt: u8)
    JobDispute [client, params, job, system_program, from_tokens, to_tokens, mint, token_program] (attempt: u8)
    JobCancel [client, params, job, payee, event_authority, program, vault, mint, token_program, purse, purse_vault,
               other_tokens] ()
    JobSettle [params, job, provider, payee, event_authority, program, vault, mint, token_program, purse, purse_vault,
               other_tokens] ()
    JobClear [owner, market, job, order, vault, mint, token_program, provider, purse, provider_tokens,
              treasury_tokens, order_tokens] ()
    JobFail [signer, market, params, job, provider, payee, event_authority, program, vault, mint, token_program,
             purse, purse_vault, other_tokens]
        (attempt: u8, reason: FailReason)
    JobExpire [params, job, provider, payee, event_authority, program, vault, mint, token_program, purse, purse_vault,
               other_tokens] ()
    StakeChange [wallet, market, params, client, new_client, provider, guardian, bonded, system_program]
        (command: StakeCommand)
    GuardianEnlist [wallet, authority, market, guardian, system_program] (key: Pubkey)
    GuardianSlash [prover, guardian, market, incinerator, instructions] ()
    ChannelOpen [payer, rent_payer, market, params, provider, channel, slot_hashes, system_program, asset, purse,
                 from_tokens, vault, mint, token_program]
        (terms: ChannelTerms, salt: u64, slot: u64, deposit: u64)
    ChannelSteer [signer, channel, params, provider, payer, vault, mint, token_program, purse, purse_vault,
                  other_tokens]
        (command: Steer)
    ChannelRedeem [signer, channel, params, provider, payer, rent_payer, instructions, vault, mint, token_program,
                   purse, purse_vault, other_tokens]
        (ack: Option<u64>)
    AccountMigrate [payer, account, system_program] ()
}

/// Leaves out the last `count` accounts where none of them is named.
fn leave_out(accounts: &mut Vec<AccountMeta>, count: usize) {
    let kept = accounts.len().saturating_sub(count);
    if accounts.iter().skip(kept).all(|account| account.pubkey == PROGRAM_ID) {
        accounts.truncate(kept);
    }
}

impl Instruction {
    /// How many token accounts stand at its end, which may be left out together.
    fn token_accounts(&self) -> usize {
        match self {
            Self::OrderDraw { .. }
            | Self::JobClaim { .. }
            | Self::JobReject { .. }
            | Self::JobCancel { .. }
            | Self::JobSettle { .. }
            | Self::JobFail { .. }
            | Self::JobExpire { .. }
            | Self::ChannelOpen { .. }
            | Self::ChannelSteer { .. }
            | Self::ChannelRedeem { .. } => 6,
            Self::OrderReturn { .. } | Self::JobDispute { .. } => 4,
            _ => 0,
        }
    }

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
            Self::JobClear { accounts } => Some(accounts.job),
            Self::JobFail { accounts, .. } => Some(accounts.job),
            Self::JobExpire { accounts } => Some(accounts.job),
            Self::MarketInit { .. }
            | Self::MarketUpdate { .. }
            | Self::ProviderRegister { .. }
            | Self::ProviderChange { .. }
            | Self::ProviderRetire { .. }
            | Self::ProviderWithdraw { .. }
            | Self::ProviderSweep { .. }
            | Self::AssetSet { .. }
            | Self::PurseOpen { .. }
            | Self::PurseWithdraw { .. }
            | Self::PurseSweep { .. }
            | Self::OfferSet { .. }
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

/// A place for an account: always taken, or left free by naming the program itself, or nobody where it is one of the
/// token accounts at the end.
trait Named: Sized {
    /// `None` where it is missing and must not be.
    fn named(key: Option<Pubkey>) -> Option<Self>;
}

impl Named for Pubkey {
    fn named(key: Option<Pubkey>) -> Option<Self> {
        key
    }
}

impl Named for Option<Pubkey> {
    fn named(key: Option<Pubkey>) -> Option<Self> {
        Some(key.filter(|key| *key != PROGRAM_ID))
    }
}
