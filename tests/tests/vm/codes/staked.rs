//! The same for stakes, guardians and channels.

use rayment_client::{
    chain_key,
    instructions::{self, Redeemed, channel_open, channel_redeem, channel_steer},
    rayment::{client::args, types},
};
use rayment_core::{
    channel::{ChannelTerms, Steer},
    stake::StakeCommand,
};
use rayment_tests::vm::{channels::*, guardians::*, *};

use super::written::assert_written;

#[test]
fn a_stake_is_written_as_the_idl_says() {
    let world = World::guarded(guarded(1));
    let (amount, all) = (0x0807_0605_0403_0201, STAKERS);
    for (command, written) in [
        (StakeCommand::Lock { amount }, types::StakeCommand::Lock { amount }),
        (StakeCommand::Unlock { amount }, types::StakeCommand::Unlock { amount }),
        (StakeCommand::Take, types::StakeCommand::Take),
    ] {
        for staker in all {
            assert_written(staker.asks(&world, command), "stake_change", &args::StakeChange { command: written });
        }
    }
}

#[test]
fn a_guardian_is_written_as_the_idl_says() {
    let (world, job) = sealed_under(guarded(1), &offer(), NOISE);
    let (market, key) = (world.market_state(), GITA.daemon.key());
    let enlist = instructions::guardian_enlist(&GITA.wallet.key(), &market, &key);
    assert_written(enlist, "guardian_enlist", &args::GuardianEnlist { key });
    let (statement, path) = finding(&world, job);
    let [_, slash] = slash(Staker::Keeper, KEEPER.0, STRANGER, [&statement, &statement]);
    assert_written(slash, "guardian_slash", &args::GuardianSlash {});
    for by in [&[GITA][..], &[GITA, HUGO]] {
        let [_, reject] = rejection(&world, Some(KEEPER), job, by);
        let grounds = types::Grounds::Statement { path: path.clone() };
        assert_written(reject, "job_reject", &args::JobReject { attempt: 0, grounds });
    }
}

/// Every field is unlike every other.
const TELLING: ChannelTerms = ChannelTerms {
    params: 0x0201,
    fee_bps: 0x0403,
    kind: 5,
    signer: rayment_core::Pubkey([6; 32]),
    subject: [7; 32],
    ssh: [8; 32],
    ssh_hashed: true,
    rate: 9 << 40,
    close_secs: 10 << 20,
    expires_at: 11 << 40,
};

#[test]
fn a_channel_is_written_as_the_idl_says() {
    let mut world = World::market();
    let new = instructions::NewChannel { salt: 12, deposit: 13, ..CLIENT.proposes(&world, ANNA, TELLING) };
    let ChannelTerms { params, fee_bps, kind, subject, ssh, ssh_hashed, rate, close_secs, expires_at, .. } = TELLING;
    let signer = chain_key(&TELLING.signer);
    let terms =
        types::ChannelTerms { params, fee_bps, kind, signer, subject, ssh, ssh_hashed, rate, close_secs, expires_at };
    let opened = args::ChannelOpen { terms, salt: 12, slot: new.slot.0, deposit: 13 };
    assert_written(channel_open(&world.market_state(), &new), "channel_open", &opened);
    let at = CLIENT.opens(&mut world, ANNA, rental()).works();
    let (market, channel) = (World::market_address(), world.channel(at));
    for (command, written) in [
        (Steer::Pause, types::Steer::Pause),
        (Steer::Resume, types::Steer::Resume),
        (Steer::Extend { expires_at: 14 }, types::Steer::Extend { expires_at: 14 }),
        (Steer::End, types::Steer::End),
        (Steer::Close, types::Steer::Close),
    ] {
        let steer = channel_steer(&CLIENT.key(), &market, &channel, command);
        assert_written(steer, "channel_steer", &args::ChannelSteer { command: written });
    }
    let [_, by_voucher] = world.redeem(at, &SESSION.signs(at, 15));
    assert_written(by_voucher, "channel_redeem", &args::ChannelRedeem { ack: None });
    let ack = Redeemed::Ack { signer: CLIENT.key(), cumulative: 16 };
    let [acknowledged] = channel_redeem(&market, &channel, &ack).try_into().expect("one instruction");
    assert_written(acknowledged, "channel_redeem", &args::ChannelRedeem { ack: Some(16) });
}
