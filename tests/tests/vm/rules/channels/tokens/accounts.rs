//! Which token accounts are named: those of this channel, its provider and its payer.

use solana_instruction::Instruction;

use super::*;
use RaymentError as E;

/// Two channels, Anna's and one of the same payer with Boris, both with something that is due.
fn two(coin: Coin) -> (World, Pubkey, Pubkey) {
    let (mut world, channel) = opened(coin, metered());
    let new = NewChannel { provider: BORIS.wallet.key(), ..proposal(&world, coin, metered()) };
    let other = world.opens_channel(&new).works();
    (world, channel, other)
}

/// What pays out of a channel: a voucher's redemption, the payer's steering, and the provider's end.
fn payments(world: &World, channel: Pubkey) -> [Vec<Instruction>; 3] {
    [
        world.redeem(channel, &SESSION.signs(channel, 1_000_000)).to_vec(),
        vec![world.steer(CLIENT.0, channel, Steer::Pause)],
        vec![world.steer(ANNA.operator, channel, Steer::End)],
    ]
}

/// The last of them with another account in one place.
fn named(mut all: Vec<Instruction>, from: Pubkey, to: Pubkey) -> Vec<Instruction> {
    let last = all.pop().expect("an instruction");
    all.push(naming(last, from, to));
    all
}

fn lacking(mut all: Vec<Instruction>, accounts: &[Pubkey]) -> Vec<Instruction> {
    let last = all.pop().expect("an instruction");
    all.push(accounts.iter().fold(last, |last, account| without(last, *account)));
    all
}

#[test]
fn refuses_the_vaults_of_others() {
    for coin in COINS {
        let (mut world, channel, other) = two(coin);
        let own = address::vault(&channel);
        let [anna, boris] = [ANNA, BORIS].map(|provider| address::vault(&provider.purse(coin)));
        for payment in payments(&world, channel) {
            for vault in [address::vault(&other), anna, coin.of(&CLIENT.key())] {
                let all = named(payment.clone(), own, vault);
                refused(&mut world, E::WrongVault, |world| world.sends_all(&all));
            }
            for vault in [own, boris, coin.of(&ANNA.payout.key())] {
                let all = named(payment.clone(), anna, vault);
                refused(&mut world, E::WrongVault, |world| world.sends_all(&all));
            }
        }
    }
}

#[test]
fn refuses_the_purses_of_others_and_of_other_tokens() {
    for coin in COINS {
        let (mut world, channel, _) = two(coin);
        let second = if coin == DOLLAR { EURO } else { DOLLAR };
        world.takes(second);
        let own = ANNA.purse(coin);
        for payment in payments(&world, channel) {
            for purse in [BORIS.purse(coin), ANNA.purse(second)] {
                let both = named(payment.clone(), address::vault(&own), address::vault(&purse));
                let all = named(both, own, purse);
                refused(&mut world, E::WrongPurse, |world| world.sends_all(&all));
            }
            // Half a purse is none.
            for half in [own, address::vault(&own)] {
                let all = lacking(payment.clone(), &[half]);
                refused(&mut world, E::TokensMissing, |world| world.sends_all(&all));
            }
        }
    }
}

#[test]
fn refuses_another_mint_or_token_program_and_none_at_all() {
    for coin in COINS {
        let (mut world, channel, _) = two(coin);
        let second = if coin == DOLLAR { EURO } else { DOLLAR };
        world.takes(second);
        for payment in payments(&world, channel) {
            let program = named(payment.clone(), coin.token().program, second.token().program);
            refused(&mut world, E::WrongTokenProgram, |world| world.sends_all(&program));
            let both = named(program, coin.mint(), second.mint());
            refused(&mut world, E::WrongTokenAccount, |world| world.sends_all(&both));
            for account in [address::vault(&channel), coin.mint(), coin.token().program] {
                let all = lacking(payment.clone(), &[account]);
                refused(&mut world, E::TokensMissing, |world| world.sends_all(&all));
            }
        }
    }
}

/// The associated one alone, unless the payer itself signs and names another.
#[test]
fn refuses_another_account_than_the_payers_where_the_payer_does_not_sign() {
    for coin in COINS {
        let (mut world, channel, _) = two(coin);
        let own = coin.of(&CLIENT.key());
        let [redeem, _, end] = payments(&world, channel);
        for payment in [redeem, end] {
            for other in [coin.of(&OTHER_CLIENT.key()), coin.of(&ANNA.payout.key()), STRANGER.key()] {
                let all = named(payment.clone(), own, other);
                refused(&mut world, E::WrongTokenAccount, |world| world.sends_all(&all));
            }
        }
    }
}

#[test]
fn a_channel_in_sol_names_no_token_account() {
    let mut world = World::taking(DOLLAR);
    let in_sol = CLIENT.opens(&mut world, ANNA, metered()).works();
    let in_tokens = world.opens_channel(&proposal(&world, DOLLAR, metered())).works();
    let taken = |of_sol: Instruction, of_tokens: &Instruction| {
        let mut all = of_sol;
        let count = all.accounts.len();
        // What stands behind the accounts that both have.
        all.accounts.extend(of_tokens.accounts[of_tokens.accounts.len().min(count)..].iter().cloned());
        all
    };
    let steer = taken(world.steer(CLIENT.0, in_sol, Steer::Pause), &world.steer(CLIENT.0, in_tokens, Steer::Pause));
    refused(&mut world, E::NotInTokens, |world| world.sends(steer));
    let due = taken(world.due(in_sol), &world.due(in_tokens));
    refused(&mut world, E::NotInTokens, |world| world.sends(due));
    // And one in tokens does.
    let mut bare = world.steer(CLIENT.0, in_tokens, Steer::Pause);
    bare.accounts.truncate(world.steer(CLIENT.0, in_sol, Steer::Pause).accounts.len());
    refused(&mut world, E::TokensMissing, |world| world.sends(bare));
}
