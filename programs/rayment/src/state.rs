//! The program's accounts. Each begins with the version of its layout, which `account_migrate` goes by,
//! and keeps its bump. What they mean, and where each field lies, is ruled in `rayment-core`.

use anchor_lang::prelude::*;
use rayment_core::{
    asset::AssetState,
    channel::ChannelState,
    guardian::GuardianState,
    job::JobState,
    market::Params,
    order::OrderState,
    provider::{OfferState, ProviderState, PurseState},
    stake::{ClientState, Stake},
};

/// A market: who runs it, and which parameters new jobs get. Seeds: `market`, creator, id.
#[account]
pub struct Market {
    pub layout: u8,
    pub bump: u8,
    pub id: u16,
    pub creator: Pubkey,
    /// Changes the keeper and the parameters.
    pub authority: Pubkey,
    /// Assigns, accepts and rejects jobs. Not part of any job: it can be replaced under way.
    pub keeper: Pubkey,
    /// Where fees are swept to; fixed for good, so that no job's fee can change its way.
    pub treasury: Pubkey,
    /// Version of the parameters that jobs are posted under.
    pub params: u16,
    /// Since when; for a day those before them still draw jobs.
    pub params_since: i64,
    /// Until then nothing new is opened.
    pub paused_until: i64,
    /// From then on it may be paused again.
    pub pause_ready_at: i64,
    /// What stands for the keeper's word, in lamports; the authority locks and takes it.
    pub keeper_bond: Stake,
    /// Lamports of fees in this account, which the treasury could not take when their provider left.
    pub dust: u64,
    pub spare: [u8; 8],
}

/// One version of a market's parameters, never changed. Seeds: `params`, market, version.
#[account]
pub struct MarketParams {
    pub layout: u8,
    pub bump: u8,
    pub market: Pubkey,
    pub version: u16,
    pub values: Params,
    pub reserved: [u8; 45],
}

/// A provider. Seeds: `provider`, market, wallet.
#[account]
pub struct Provider {
    pub layout: u8,
    pub bump: u8,
    pub state: ProviderState,
    pub reserved: [u8; 29],
}

/// What a provider has earned in one token; the tokens lie in its vault. Seeds: `purse`, provider, mint.
#[account]
pub struct Purse {
    pub layout: u8,
    pub bump: u8,
    pub state: PurseState,
    pub reserved: [u8; 8],
}

/// What a provider asks for one kind of work in one asset. Seeds: `offer`, provider, kind, class, mint.
#[account]
pub struct Offer {
    pub layout: u8,
    pub bump: u8,
    pub state: OfferState,
    pub reserved: [u8; 76],
}

/// A token that a market takes, as long as there is this account. Seeds: `asset`, market, mint.
#[account]
pub struct Asset {
    pub layout: u8,
    pub bump: u8,
    pub state: AssetState,
    pub reserved: [u8; 16],
}

/// A client that has locked a stake. Seeds: `client`, market, wallet.
#[account]
pub struct Client {
    pub layout: u8,
    pub bump: u8,
    pub state: ClientState,
}

/// A guardian. Seeds: `guardian`, market, wallet.
#[account]
pub struct Guardian {
    pub layout: u8,
    pub bump: u8,
    pub state: GuardianState,
    pub reserved: [u8; 16],
}

/// An order: what a client has paid, and what its jobs bring back. Seeds: `order`, the hash of its quote.
#[account]
pub struct Order {
    pub layout: u8,
    pub bump: u8,
    pub state: OrderState,
}

/// A job and its escrow. Seeds: `job`, order, index; of a job from no order `job`, market, wallet, id. It lives for
/// days, so it keeps no reserve: every byte is rent that a client locks.
#[account]
pub struct Job {
    pub layout: u8,
    pub bump: u8,
    pub state: JobState,
}

/// A channel and its deposit. Seeds: `channel`, payer, provider, seed. Like a job it keeps no reserve.
#[account]
pub struct Channel {
    pub layout: u8,
    pub bump: u8,
    pub state: ChannelState,
}

/// Where the fields lie, against Anchor's encoding: the accounts whose structs are this crate's.
/// What is inside a state is compared in `rayment-core`.
#[cfg(test)]
mod tests {
    use rayment_core::layout::{self, Field};

    use super::*;

    /// The names of some fields and their bytes, in the order given.
    macro_rules! fields {
        ($value:expr; $($field:ident)*) => {
            vec![("discriminator", discriminator(&$value)), $((stringify!($field), encoded(&$value.$field))),*]
        };
    }

    fn discriminator<T: Discriminator>(_: &T) -> Vec<u8> {
        T::DISCRIMINATOR.to_vec()
    }

    fn encoded(value: &impl AnchorSerialize) -> Vec<u8> {
        let mut bytes = Vec::new();
        value.serialize(&mut bytes).unwrap();
        bytes
    }

    fn agrees(account: &impl AccountSerialize, table: &[Field], space: usize, fields: Vec<(&str, Vec<u8>)>) {
        let mut data = Vec::new();
        account.try_serialize(&mut data).unwrap();
        assert_eq!(data.len(), space);
        let all = layout::header::FIELDS.iter().chain(table);
        assert_eq!(all.clone().count(), fields.len());
        for (field, (name, bytes)) in all.zip(fields) {
            assert_eq!((field.name, field.of(&data)), (name, Some(bytes.as_slice())));
        }
    }

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    #[test]
    fn a_market_lies_as_its_table_says() {
        let market = Market {
            layout: 1,
            bump: 2,
            id: 3,
            creator: key(4),
            authority: key(5),
            keeper: key(6),
            treasury: key(7),
            params: 8,
            params_since: 12 << 40,
            paused_until: 13 << 40,
            pause_ready_at: 14 << 40,
            keeper_bond: Stake { locked: 9 << 40, unlocking: 15 << 40, unlock_at: 16 << 40 },
            dust: 10 << 40,
            spare: [11; layout::market::SPARE.size],
        };
        let fields = fields!(market; layout bump id creator authority keeper treasury params params_since paused_until
            pause_ready_at keeper_bond dust spare);
        agrees(&market, layout::market::FIELDS, layout::market::SPACE, fields);
    }

    #[test]
    fn parameters_begin_as_their_table_says() {
        let reserved = [5; layout::market_params::RESERVED.size];
        let params = MarketParams { layout: 1, bump: 2, market: key(3), version: 4, values: Params::DEFAULT, reserved };
        let values = encoded(&params.values);
        let (own, rest) = layout::market_params::FIELDS.split_at(2);
        let (of_values, last) = rest.split_at(rest.len() - 1);
        let mut fields = fields!(params; layout bump market version);
        let whole = Field { name: "values", at: of_values[0].at, size: values.len() };
        fields.push(("values", values));
        fields.push(("reserved", encoded(&reserved)));
        agrees(&params, &[own, &[whole], last].concat(), layout::market_params::SPACE, fields);
    }
}
