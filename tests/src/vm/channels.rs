//! Channels: a payer whose session key signs vouchers, a hub that lends the rent, a provider that is paid.

use rayment_client::{
    Channel, Token,
    accounts::Payment,
    address,
    instructions::{NewChannel, Redeemed, SLOT_HASHES, channel_open, channel_redeem, channel_steer},
    rule_key,
};
use rayment_core::{
    Hash,
    channel::{ChannelTerms, Signed, Steer, Voucher},
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use super::{
    Actor, Answer, Client, HUB, Provider, Refused, SESSION, World, actor,
    world::{DAY, NOON},
};

/// Of a channel; beside what it carries for the provider that leaves the market's 5 % on it.
pub const LOCKED: u64 = 10_500_000;
/// The most that a provider earns from it.
pub const CAP: u64 = 10_000_000;
/// An hour; 1,000 a second.
pub const RATE: u64 = 3_600_000;
/// What 90 seconds cost.
pub const GRACE: u64 = 90_000;
/// A day.
pub const CLOSE_SECS: i64 = DAY;
/// So many slots after the one in its address a channel's account may close.
pub const SPENT: u64 = 513;

/// A rental by the hour, for a week from noon on.
pub fn rental() -> ChannelTerms {
    ChannelTerms {
        params: 0,
        fee_bps: 500,
        kind: 5,
        signer: rule_key(&SESSION.key()),
        subject: [0x50; 32],
        ssh: [0x55; 32],
        ssh_hashed: false,
        rate: RATE,
        close_secs: CLOSE_SECS as u32,
        expires_at: NOON + 7 * DAY,
    }
}

/// What vouchers alone pay for: language, voice, functions.
pub fn metered() -> ChannelTerms {
    ChannelTerms { kind: 1, rate: 0, ssh: [0; 32], ..rental() }
}

/// A voucher and its signature, as whoever brings them holds them.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    pub signed: Signed,
    pub signature: [u8; 64],
}

impl Actor {
    /// Signs for all that this channel owes so far.
    pub fn signs(self, channel: Pubkey, cumulative: u64) -> Paper {
        self.signs_until(channel, cumulative, 0)
    }

    /// The same, for as long as it is to count.
    pub fn signs_until(self, channel: Pubkey, cumulative: u64, expires_at: i64) -> Paper {
        let voucher = Voucher { channel: rule_key(&channel), cumulative, expires_at };
        let signature = self.signs_bytes(&voucher.to_bytes());
        Paper { signed: Signed { key: rule_key(&self.key()), voucher }, signature }
    }

    pub fn signs_bytes(self, bytes: &[u8]) -> [u8; 64] {
        actor::keypair(&self.key()).expect("everybody has a key").sign_message(bytes).into()
    }
}

impl Client {
    /// A channel to this provider, in the newest slot, whose rent the hub lends.
    pub fn proposes(self, world: &World, provider: Provider, terms: ChannelTerms) -> NewChannel {
        NewChannel {
            token: None,
            payer: self.key(),
            rent_payer: Some(HUB.key()),
            provider: provider.wallet.key(),
            terms,
            salt: 7,
            slot: world.newest_slot(),
            deposit: LOCKED,
        }
    }

    /// Opens what it proposes; the channel's address comes back.
    pub fn opens(self, world: &mut World, provider: Provider, terms: ChannelTerms) -> Result<Pubkey, Refused> {
        let new = self.proposes(world, provider, terms);
        world.opens_channel(&new)
    }
}

/// Whoever steers signs; what a channel owes anyone can ask for.
impl World {
    /// The newest slot that has a hash, and it.
    pub fn newest_slot(&self) -> (u64, Hash) {
        let data = self.account(&SLOT_HASHES).expect("the sysvar").data;
        let slot = u64::from_le_bytes(data[8..16].try_into().expect("eight bytes"));
        (slot, data[16..48].try_into().expect("32 bytes"))
    }

    pub fn opens_channel(&mut self, new: &NewChannel) -> Result<Pubkey, Refused> {
        let opening = channel_open(&self.market_state(), new);
        self.sends(opening)?;
        Ok(new.address(&Self::market_address()))
    }

    pub fn channel(&self, at: Pubkey) -> Channel {
        let account = self.account(&at).unwrap_or_else(|| panic!("there is no channel {at}"));
        let channel = Channel::decode(at, &account.data).expect("a channel").holding(account.lamports);
        let token = self.token_account(&address::vault(&at)).map(|(token, _)| token);
        let has_purse = |token: &Token| self.exists(&address::purse(&channel.provider(), &token.mint));
        let payment = token.map(|token| Payment { token, has_purse: has_purse(&token), held: 0 });
        Channel { payment, ..channel }
    }

    pub fn steer(&self, by: Actor, channel: Pubkey, command: Steer) -> Instruction {
        channel_steer(&by.key(), &Self::market_address(), &self.channel(channel), command)
    }

    pub fn steers(&mut self, by: Actor, channel: Pubkey, command: Steer) -> Answer {
        self.sends(self.steer(by, channel, command))
    }

    /// What redeems a voucher: the instruction that verifies it, and the one that pays.
    pub fn redeem(&self, channel: Pubkey, paper: &Paper) -> [Instruction; 2] {
        let word = Redeemed::Voucher(&paper.signed, &paper.signature);
        let both = channel_redeem(&Self::market_address(), &self.channel(channel), &word);
        both.try_into().expect("two instructions")
    }

    /// Somebody brings a voucher to a channel.
    pub fn brings(&mut self, channel: Pubkey, paper: &Paper) -> Answer {
        self.sends_all(&self.redeem(channel, paper))
    }

    /// Brings a voucher for this much, which the session key signs.
    pub fn redeems(&mut self, channel: Pubkey, cumulative: u64) -> Answer {
        self.brings(channel, &SESSION.signs(channel, cumulative))
    }

    /// Somebody signs the transaction itself instead of a voucher.
    pub fn acknowledges(&mut self, by: Actor, channel: Pubkey, cumulative: u64) -> Answer {
        let word = Redeemed::Ack { signer: by.key(), cumulative };
        self.sends_all(&channel_redeem(&Self::market_address(), &self.channel(channel), &word))
    }

    /// What is due without anybody's word.
    pub fn due(&self, channel: Pubkey) -> Instruction {
        let one = channel_redeem(&Self::market_address(), &self.channel(channel), &Redeemed::Nothing);
        one.into_iter().next().expect("an instruction")
    }

    pub fn asks_what_is_due(&mut self, channel: Pubkey) -> Answer {
        self.sends(self.due(channel))
    }

    /// Lets so many slots pass that the addresses of all channels so far are spent.
    pub fn spends_addresses(&mut self) {
        self.advance_slots(SPENT);
    }
}

impl Provider {
    /// The account of a provider with this wallet in a market of this creator.
    pub fn address_in(self, creator: Actor) -> Pubkey {
        address::provider(&address::market(&creator.key(), 0), &self.wallet.key())
    }
}
