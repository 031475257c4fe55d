//! What somebody asks for, and the transaction that asks.

use rayment_client::instructions::{self, NewChannel};
use rayment_core::channel::Steer;
use rayment_tests::vm::{channels::Paper, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::mirror::PROVIDERS;

/// What somebody asks for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// At an address that somebody gives something to before.
    Open {
        new: Box<NewChannel>,
        gift: u64,
    },
    Steer {
        by: Actor,
        channel: Pubkey,
        command: Steer,
    },
    Voucher {
        channel: Pubkey,
        paper: Box<Paper>,
    },
    Acknowledge {
        by: Actor,
        channel: Pubkey,
        cumulative: u64,
    },
    Due {
        channel: Pubkey,
    },
    /// Outside of the program: to a channel's address, or to a wallet.
    Pay {
        from: Actor,
        to: Pubkey,
        lamports: u64,
    },
    Register {
        provider: usize,
    },
    PauseProvider {
        provider: usize,
        paused: bool,
    },
    Withdraw {
        provider: usize,
    },
    Sweep {
        provider: usize,
    },
    Retire {
        provider: usize,
    },
    PauseMarket {
        secs: u32,
    },
}

impl Asked {
    /// Each command to steer counts.
    pub const KINDS: usize = 16;

    pub fn name(&self) -> String {
        let told = match self {
            Asked::Steer { command, .. } => format!("{command:?}"),
            other => format!("{other:?}"),
        };
        told.split(' ').next().unwrap_or_default().to_owned()
    }

    /// The transaction that asks for it.
    pub fn instructions(&self, world: &World) -> Vec<Instruction> {
        let market = world.market_state();
        let account = |provider: &usize| world.provider(PROVIDERS[*provider]);
        match self {
            Asked::Open { new, gift } => {
                let opening = instructions::channel_open(&market, new);
                let given = (*gift > 0).then(|| world::transfer(DONOR, &new.address(&market.address), *gift));
                given.into_iter().chain([opening]).collect()
            }
            Asked::Steer { by, channel, command } => vec![world.steer(*by, *channel, *command)],
            Asked::Voucher { channel, paper } => world.redeem(*channel, paper).to_vec(),
            Asked::Acknowledge { by, channel, cumulative } => {
                let word = instructions::Redeemed::Ack { signer: by.key(), cumulative: *cumulative };
                instructions::channel_redeem(&market.address, &world.channel(*channel), &word)
            }
            Asked::Due { channel } => vec![world.due(*channel)],
            Asked::Pay { from, to, lamports } => vec![world::transfer(*from, to, *lamports)],
            Asked::Register { provider } => {
                let Provider { wallet, .. } = PROVIDERS[*provider];
                let registration = PROVIDERS[*provider].registration();
                vec![instructions::provider_register(&market.address, &wallet.key(), &registration)]
            }
            Asked::PauseProvider { provider, paused } => {
                let operator = PROVIDERS[*provider].operator.key();
                vec![instructions::provider_pause(&operator, &PROVIDERS[*provider].address(), *paused)]
            }
            Asked::Withdraw { provider } => {
                let operator = PROVIDERS[*provider].operator.key();
                vec![instructions::provider_withdraw(&operator, &account(provider), None)]
            }
            Asked::Sweep { provider } => {
                vec![instructions::provider_sweep(Some(&PROVIDERS[*provider].address()), &market)]
            }
            Asked::Retire { provider } => vec![instructions::provider_retire(&account(provider), &market)],
            Asked::PauseMarket { secs } => vec![instructions::market_pause(&market, *secs)],
        }
    }
}
