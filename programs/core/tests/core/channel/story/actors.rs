//! Who acts, and what they can do.

use rayment_core::{
    Pubkey,
    channel::{Command, Signed, Signer, Steer, Voucher, Word},
};

use super::world::{Answer, CHANNEL, Channel};

/// Somebody with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub key: Pubkey,
    pub signer: Signer,
}

pub const PAULA: Actor = wallet(0xc1);
/// Paula's session key.
pub const SESSION: Actor = wallet(0x5e);
/// Who lent the rent.
pub const HUB: Actor = wallet(0x4b);
pub const ANNA: Actor = provider(0xa1);
pub const BORIS: Actor = provider(0xb2);
pub const STRANGER: Actor = Actor { key: key(0x66), signer: Signer::Anyone };

pub const fn key(byte: u8) -> Pubkey {
    Pubkey([byte; 32])
}

const fn wallet(byte: u8) -> Actor {
    Actor { key: key(byte), signer: Signer::Key(key(byte)) }
}

/// Whoever signs for the provider's account at this address.
const fn provider(byte: u8) -> Actor {
    Actor { key: key(byte), signer: Signer::Provider(key(byte)) }
}

impl Actor {
    pub fn asks(self, channel: &mut Channel, command: Command) -> Answer {
        channel.takes(self.signer, &command)
    }

    pub fn pauses(self, channel: &mut Channel) -> Answer {
        self.asks(channel, Command::Steer(Steer::Pause))
    }

    pub fn resumes(self, channel: &mut Channel) -> Answer {
        self.asks(channel, Command::Steer(Steer::Resume))
    }

    pub fn extends(self, channel: &mut Channel, expires_at: i64) -> Answer {
        self.asks(channel, Command::Steer(Steer::Extend { expires_at }))
    }

    pub fn ends(self, channel: &mut Channel) -> Answer {
        self.asks(channel, Command::Steer(Steer::End))
    }

    pub fn closes(self, channel: &mut Channel) -> Answer {
        self.asks(channel, Command::Steer(Steer::Close))
    }

    /// Asks for what is due, without a word of the payer's.
    pub fn redeems(self, channel: &mut Channel) -> Answer {
        self.asks(channel, Command::Redeem { channel: CHANNEL, word: None })
    }

    /// Brings a voucher over this sum, signed by the session key, that always counts.
    pub fn brings(self, channel: &mut Channel, cumulative: u64) -> Answer {
        self.brings_signed(channel, signed(cumulative))
    }

    pub fn brings_signed(self, channel: &mut Channel, signed: Signed) -> Answer {
        self.asks(channel, Command::Redeem { channel: CHANNEL, word: Some(Word::Voucher(signed)) })
    }

    /// Signs the transaction for this sum.
    pub fn acknowledges(self, channel: &mut Channel, cumulative: u64) -> Answer {
        self.asks(channel, Command::Redeem { channel: CHANNEL, word: Some(Word::Ack(cumulative)) })
    }
}

/// A voucher over this sum, signed by the session key, that always counts.
pub fn signed(cumulative: u64) -> Signed {
    Signed { key: SESSION.key, voucher: Voucher { channel: CHANNEL, cumulative, expires_at: 0 } }
}
