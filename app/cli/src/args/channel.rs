//! `rayment channel …`

use std::path::PathBuf;

use clap::{Args, Subcommand};
use rayment_sdk::{
    Coin, Error,
    channel::{Kind, VouchersBy, Wanted},
};
use solana_pubkey::Pubkey;

use super::{
    Where,
    values::{Amount, parse_address, parse_amount, parse_hash},
};

const HOUR: i64 = 3_600;

#[derive(Args, Debug)]
pub struct OpenArgs {
    /// The provider's wallet
    #[arg(value_name = "PROVIDER", value_parser = parse_address)]
    pub provider: Pubkey,
    /// What is bought: render, llm, tts, stt, embed, rental or function
    #[arg(long, value_name = "KIND")]
    pub kind: Kind,
    /// What it is in: a token that the market takes and the provider has a purse for [default: SOL]
    #[arg(long, value_name = "MINT", value_parser = parse_address)]
    pub token: Option<Pubkey>,
    /// SOL or tokens to pay in; what is not earned comes back. The market's fee is paid from it, on top of what is
    /// earned
    #[arg(long, value_name = "AMOUNT", value_parser = parse_amount)]
    pub deposit: Amount,
    /// What an hour costs at the most while it runs; 0 pays what vouchers say, however long that takes
    #[arg(long, value_name = "AMOUNT", value_parser = parse_amount, default_value = "0")]
    pub rate: Amount,
    /// Hours until it ends
    #[arg(long, default_value_t = 168, value_parser = clap::value_parser!(u32).range(1..=8_784))]
    pub hours: u32,
    /// Seconds that vouchers still count once it closes: 900 to 2592000 [default: the market's]
    #[arg(long, value_name = "SECONDS")]
    pub close_secs: Option<u32>,
    /// The hash of the provider's offer, or of the model's manifest
    #[arg(long, value_name = "SHA256", value_parser = parse_hash)]
    pub subject: Option<[u8; 32]>,
    /// Public key file of OpenSSH that a rented machine lets in
    #[arg(long, value_name = "FILE")]
    pub ssh_key: Option<PathBuf>,
    /// Pay without asking [default: ask, where somebody sits at a terminal]
    #[arg(long)]
    pub yes: bool,
    /// Open another one, though one for the same was opened from here and is not used
    #[arg(long)]
    pub again: bool,
    #[command(flatten)]
    pub at: Where,
}

impl OpenArgs {
    /// Without the SSH key, which is read from its file.
    pub fn meaning(&self, coin: Coin) -> Result<Wanted, Error> {
        Ok(Wanted {
            provider: self.provider.to_bytes(),
            kind: self.kind,
            subject: self.subject.unwrap_or_default(),
            ssh: None,
            token: coin.mint().map(|mint| mint.to_bytes()),
            decimals: coin.mint().map(|_| coin.decimals),
            rate: self.rate.of(coin)?,
            deposit: self.deposit.of(coin)?,
            close_secs: self.close_secs,
            lifetime_secs: Some(i64::from(self.hours) * HOUR),
            vouchers_by: VouchersBy::SessionKey,
        })
    }
}

#[derive(Args, Debug)]
pub struct OneChannel {
    /// Its address
    #[arg(value_parser = parse_address)]
    pub channel: Pubkey,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Subcommand, Debug)]
pub enum ChannelVerb {
    /// Open a channel to a provider: pay a deposit in, and keep a session key here that signs vouchers
    Open(OpenArgs),
    /// Channels of your wallet: on the ledger, and kept here
    List {
        /// Those that pay your wallet as a provider instead
        #[arg(long)]
        provider: bool,
        #[command(flatten)]
        at: Where,
    },
    /// One channel: what is earned, owed and left, until when, and by which key
    Show(OneChannel),
    /// Let its time stand still; vouchers still count. Payer or provider
    Pause(OneChannel),
    /// Let its time go on. The payer
    Resume(OneChannel),
    /// Let it live longer. The payer
    Extend {
        #[command(flatten)]
        channel: OneChannel,
        /// Hours from now until it ends
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=8_784))]
        hours: u32,
    },
    /// Add to its deposit
    Topup {
        #[command(flatten)]
        channel: OneChannel,
        /// How much to add, in what it is in
        #[arg(long, value_name = "AMOUNT", value_parser = parse_amount)]
        amount: Amount,
    },
    /// Close it: as its payer, vouchers count for a while more; as its provider, everybody is paid at once
    Close(OneChannel),
    /// Have it pay what it owes, end it when that is due, and close it. Anyone may
    Redeem {
        #[command(flatten)]
        channel: OneChannel,
        /// File with a voucher, as `rayment channel voucher` prints it; - reads standard input [default: none, so that
        /// it pays what time has made due]
        #[arg(value_name = "VOUCHER")]
        voucher: Option<PathBuf>,
        /// As its payer, acknowledge what is owed in all, without the fee
        #[arg(long, value_name = "AMOUNT", value_parser = parse_amount, conflicts_with = "voucher")]
        ack: Option<Amount>,
    },
    /// Sign a voucher for all that is owed so far, and print it for whoever redeems it
    Voucher {
        #[command(flatten)]
        channel: OneChannel,
        /// What is owed since the channel was opened, without the fee
        #[arg(long, value_name = "AMOUNT", value_parser = parse_amount)]
        amount: Amount,
        /// Seconds that it counts [default: always]. Providers take such a one only where they have agreed to it
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
        valid_secs: Option<u32>,
    },
}
