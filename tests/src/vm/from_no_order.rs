//! How releases before orders were asked for a job: a wallet opened a counter, and posted under its next number.
//! Today's program knows neither any more, so their bytes stand here.

use rayment_client::{PROGRAM_ID, address, instructions::SYSTEM};
use rayment_core::job::Offer;
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

use super::World;

pub const CLIENT_OPEN: [u8; 8] = [82, 30, 215, 133, 180, 34, 163, 53];
pub const JOB_POST: [u8; 8] = [150, 134, 184, 149, 229, 59, 220, 161];

/// Discriminator, layout and bump, market and wallet.
const NEXT_ID: usize = 8 + 2 + 32 + 32;

/// The account of a wallet's counter.
pub fn counter(wallet: &Pubkey) -> Pubkey {
    let market = World::market_address();
    Pubkey::find_program_address(&[b"client", market.as_ref(), wallet.as_ref()], &PROGRAM_ID).0
}

/// The number of a wallet's next job.
pub fn next_id(world: &World, wallet: &Pubkey) -> u64 {
    let data = world.account(&counter(wallet)).expect("the wallet has opened its counter").data;
    u64::from_le_bytes(data[NEXT_ID..][..8].try_into().expect("eight bytes"))
}

pub fn client_open(wallet: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new(*wallet, true),
        AccountMeta::new_readonly(World::market_address(), false),
        AccountMeta::new(counter(wallet), false),
        AccountMeta::new_readonly(SYSTEM, false),
    ];
    Instruction { program_id: PROGRAM_ID, accounts, data: CLIENT_OPEN.to_vec() }
}

pub fn job_post(wallet: &Pubkey, id: u64, offer: &Offer) -> Instruction {
    let market = World::market_address();
    let accounts = vec![
        AccountMeta::new(*wallet, true),
        AccountMeta::new_readonly(market, false),
        AccountMeta::new_readonly(address::params(&market, offer.expect.params), false),
        AccountMeta::new(counter(wallet), false),
        AccountMeta::new(address::job_from_no_order(&market, wallet, id), false),
        AccountMeta::new_readonly(SYSTEM, false),
    ];
    let mut data = JOB_POST.to_vec();
    borsh::to_writer(&mut data, offer).expect("memory can be written to");
    // Whether an offer is in tokens stands at its end only since then.
    assert_eq!(data.pop(), Some(0), "it is in SOL");
    Instruction { program_id: PROGRAM_ID, accounts, data }
}
