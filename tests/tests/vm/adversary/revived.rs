//! What is closed stays closed, also where somebody pays for it to go on.

use rayment_client::{
    PROGRAM_ID,
    instructions::SYSTEM,
    token::{TOKEN, TOKEN_2022},
};
use rayment_tests::vm::{
    world::{FUNDS, transfer},
    *,
};
use solana_account::ReadableAccount;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::scenes::{Asked, scenes};

/// Accounts of the program and of the token programs that were there before, and are not any more.
fn closed(before: &World, after: &World) -> Vec<Pubkey> {
    let of_programs = [PROGRAM_ID, TOKEN, TOKEN_2022];
    let gone = |address: &Pubkey| !after.exists(address);
    let all = before.snapshot().into_iter();
    let held = all.filter(|(_, account)| of_programs.contains(account.owner()));
    held.map(|(address, _)| address).filter(gone).collect()
}

/// What is asked for, this, and the same once more.
fn twice(asked: &Asked, between: &Instruction) -> Vec<Instruction> {
    let once = asked.before.iter().chain([&asked.instruction]);
    once.clone().chain([between]).chain(once).cloned().collect()
}

#[test]
fn nothing_that_was_closed_is_asked_again() {
    let mut granted = Vec::new();
    let mut seen = 0;
    for scene in scenes() {
        let (mut world, asked) = (scene.set)();
        world.fund(&DONOR.key(), 100 * FUNDS);
        let mut after = world.clone();
        asked.works(&mut after);
        for address in closed(&world, &after) {
            seen += 1;
            // An order without an account gives its client whatever lies at its address: that is its own.
            let is_its_clients = scene.instruction == "order_return";
            let told = format!("{} ({}): {address}", scene.instruction, scene.moment);
            let pays = transfer(DONOR, &address, FUNDS);
            // In one transaction, where the account would outlive its closing.
            if world.clone().sends_all(&twice(&asked, &pays)).is_ok() && !is_its_clients {
                granted.push(format!("{told}, at once"));
            }
            // And later: it is a wallet's then, and empty.
            let mut later = after.clone();
            later.sends(pays).works();
            let account = later.account(&address).expect("it was paid for");
            assert!(account.owner == SYSTEM && account.data.is_empty(), "{told} kept something");
            if asked.sends(&mut later, &asked.instruction).is_ok() && !is_its_clients {
                granted.push(format!("{told}, later"));
            }
        }
    }
    assert!(seen > 20, "{seen} accounts were closed");
    assert!(granted.is_empty(), "granted:\n{}", granted.join("\n"));
}
