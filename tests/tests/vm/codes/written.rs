//! How arguments are written: a client that knows the IDL and nothing else writes the same bytes.

use borsh::BorshSerialize;
use rayment_client::{
    chain_key,
    instructions::{self, ProviderUpdate, order_draw, order_return},
    order::Cut,
    rayment::{client::args, types},
};
use rayment_core::{
    Native, Sha256,
    job::{Ceilings, Chunk, Evidence, FailReason},
    market::Params,
    money::Terms,
    order::Draw,
};
use rayment_tests::vm::{phases::*, roles::*, *};
use solana_instruction::Instruction;

use crate::idl;

/// What a client writes that knows the IDL and nothing else.
pub fn assert_written(instruction: Instruction, name: &str, args: &impl BorshSerialize) {
    let mut expected = idl::discriminator(idl::named("instructions", name));
    args.serialize(&mut expected).expect("memory can be written to");
    assert_eq!(instruction.data, expected, "{name}");
}

fn terms(terms: Terms) -> types::Terms {
    let Terms { per_frame, per_second, per_gb, minimum } = terms;
    types::Terms { per_frame, per_second, per_gb, minimum }
}

fn params() -> types::Params {
    let Params {
        fee_bps,
        bond_bps,
        bond_min,
        at_once_max,
        reserve_secs,
        open_secs,
        start_secs,
        deliver_secs,
        verdict_secs,
        approval_secs,
        dispute_secs,
        cancel_secs,
        lifetime_secs,
        challenge_slots,
        challenge_tiles,
        dispute_bps,
        hold_bps,
        stake_client,
        stake_provider,
        stake_guardian,
        keeper_bond_min,
        unlock_secs,
        grace_secs,
        close_secs,
        second_check,
        guardian_secs,
    } = Params::DEFAULT;
    types::Params {
        fee_bps,
        bond_bps,
        bond_min,
        at_once_max,
        reserve_secs,
        open_secs,
        start_secs,
        deliver_secs,
        verdict_secs,
        approval_secs,
        dispute_secs,
        cancel_secs,
        lifetime_secs,
        challenge_slots,
        challenge_tiles,
        dispute_bps,
        hold_bps,
        stake_client,
        stake_provider,
        stake_guardian,
        keeper_bond_min,
        unlock_secs,
        grace_secs,
        close_secs,
        second_check,
        guardian_secs,
    }
}

fn chunk(chunk: Chunk) -> types::Chunk {
    let Chunk { frame, frames, step, tile, tiles } = chunk;
    types::Chunk { frame, frames, step, tile, tiles }
}

fn written_quote(purchase: &Purchase) -> types::Quote {
    let quote = &purchase.quote;
    let Ceilings { terms: most, ms_per_frame } = quote.ceilings;
    types::Quote {
        version: quote.version,
        market: chain_key(&quote.market),
        client: chain_key(&quote.client),
        spec: quote.spec,
        mint: chain_key(&quote.mint),
        sponsor: chain_key(&quote.sponsor),
        params: quote.params,
        fee_bps: quote.fee_bps,
        jobs: quote.jobs,
        root: quote.root,
        cut: types::Cut { frames: quote.cut.frames, parts: quote.cut.parts },
        total: quote.total,
        ceilings: types::Ceilings { terms: terms(most), ms_per_frame },
        bytes: quote.bytes,
        at_once_max: quote.at_once_max,
        draw_until: quote.draw_until,
        expires_at: quote.expires_at,
        flags: quote.flags,
        salt: quote.salt,
    }
}

/// Every field is unlike every other, so that none can stand in another's place.
fn telling_purchase() -> Purchase {
    Purchase::of_jobs(CLIENT, 3).sponsored_by(DONOR).with(|quote| {
        (quote.mint, quote.cut) = (rayment_core::Pubkey([3; 32]), Cut { frames: 4, parts: 5 });
        (quote.draw_until, quote.at_once_max, quote.salt) = (6 << 40, 7 << 40, 8 << 40);
        (quote.params, quote.flags) = (9, 3);
    })
}

#[test]
fn an_order_is_written_as_the_idl_says() {
    let purchase = telling_purchase();
    let Draw { chunk: of_job, deposit, path } = purchase.draw(1);
    let (quote, written) = (purchase.quote, written_quote(&purchase));
    let draw = Draw { chunk: of_job, deposit, path: path.clone() };
    let job = types::Draw { chunk: chunk(of_job), deposit, path };
    let (drawer, both) = (CLIENT.key(), args::OrderDraw { quote: Some(written), job: Some(job.clone()) });
    assert_written(order_draw(&drawer, &quote, true, Some((1, &draw)), true), "order_draw", &both);
    let alone = args::OrderDraw { quote: Some(written), job: None };
    assert_written(order_draw(&drawer, &quote, true, None, false), "order_draw", &alone);
    let later = args::OrderDraw { quote: None, job: Some(job) };
    assert_written(order_draw(&drawer, &quote, false, Some((1, &draw)), false), "order_draw", &later);
    let returned = args::OrderReturn { quote: None, cancel: true };
    assert_written(order_return(&drawer, &quote, true, true), "order_return", &returned);
    let unwritten = args::OrderReturn { quote: Some(written), cancel: false };
    assert_written(order_return(&drawer, &quote, false, false), "order_return", &unwritten);
}

/// The bytes that an address is derived from are those that a wallet shows.
#[test]
fn a_quote_has_its_size_and_its_hash() {
    let quote = telling_purchase().quote;
    let bytes = borsh::to_vec(&quote).expect("memory can be written to");
    assert_eq!(bytes.len(), 298);
    let hash = Native::hash(&[b"rayment:order:1", &bytes]);
    assert_eq!(quote.hash::<Native>(), hash);
    let address = solana_pubkey::Pubkey::find_program_address(&[b"order", &hash], &rayment_client::PROGRAM_ID).0;
    assert_eq!(rayment_client::address::order(&quote), address);
}

#[test]
fn a_market_is_written_as_the_idl_says() {
    let world = World::market();
    let (market, opener) = (world.market_state(), OPENER.key());
    let (keeper, treasury) = (KEEPER.key(), TREASURY.key());
    let init = instructions::market_init(&opener, 0x0201, &keeper, &treasury, &Params::DEFAULT);
    assert_written(init, "market_init", &args::MarketInit { id: 0x0201, keeper, treasury, params: params() });
    let update = instructions::market_update(&market, Some(&opener), Some(&keeper), Some(&Params::DEFAULT));
    let all = args::MarketUpdate { keeper: Some(keeper), params: Some(params()), pause_secs: None };
    assert_written(update, "market_update", &all);
    let nothing = args::MarketUpdate { keeper: None, params: None, pause_secs: None };
    assert_written(instructions::market_update(&market, None, None, None), "market_update", &nothing);
    let pause = args::MarketUpdate { keeper: None, params: None, pause_secs: Some(7) };
    assert_written(instructions::market_pause(&market, 7), "market_update", &pause);
}

#[test]
fn a_provider_is_written_as_the_idl_says() {
    let world = World::market();
    let (market, anna, address) = (world.market_state(), world.provider(ANNA), ANNA.address());
    let (wallet, operator, payout) = (ANNA.wallet.key(), ANNA.operator.key(), ANNA.payout.key());
    let register = instructions::provider_register(&market.address, &wallet, &ANNA.registration());
    let budget = u64::MAX;
    let registration =
        types::Registration { operator, payout, profile: [7; 32], terms: terms(TERMS), slots: 4, budget };
    assert_written(register, "provider_register", &args::ProviderRegister { registration });
    let (operator_key, payout_key, profile, slots, budget) =
        (Some(operator), Some(payout), Some([8; 32]), Some(9), Some(10));
    let update = ProviderUpdate { operator: operator_key, payout: payout_key, profile, slots, budget };
    let account = types::ProviderUpdate::Account { operator: operator_key, payout: payout_key, profile, slots, budget };
    let changed = |update| args::ProviderChange { update };
    assert_written(instructions::provider_update(&wallet, &address, &update), "provider_change", &changed(account));
    let price = instructions::provider_price(&operator, &address, &TERMS);
    let priced = changed(types::ProviderUpdate::Price { terms: terms(TERMS) });
    assert_written(price, "provider_change", &priced);
    let pause = instructions::provider_pause(&operator, &address, true);
    assert_written(pause, "provider_change", &changed(types::ProviderUpdate::Pause { paused: true }));
    let withdraw = instructions::provider_withdraw(&operator, &anna, Some(5));
    assert_written(withdraw, "provider_withdraw", &args::ProviderWithdraw { amount: Some(5) });
    assert_written(instructions::provider_retire(&anna, &market), "provider_retire", &args::ProviderRetire {});
    assert_written(instructions::provider_sweep(Some(&address), &market), "provider_sweep", &args::ProviderSweep {});
}

#[test]
fn a_job_at_work_is_written_as_the_idl_says() {
    let (world, at) = claimed();
    let job = world.job(at);
    let (wallet, operator, keeper) = (ANNA.wallet.key(), ANNA.operator.key(), KEEPER.key());
    let payee = world.payee(&job);
    let assign = instructions::job_assign(&keeper, &job, &wallet, true);
    assert_written(assign, "job_assign", &args::JobAssign { loads: true });
    assert_written(instructions::job_claim(&operator, &wallet, &job), "job_claim", &args::JobClaim { attempt: 0 });
    assert_written(instructions::job_start(&operator, &wallet, &job), "job_start", &args::JobStart { attempt: 0 });
    let deliver = instructions::job_deliver(&operator, &wallet, &job, 2, ([4; 32], 5, 6));
    let delivery = args::JobDeliver { attempt: 2, root: [4; 32], frames: 5, ms: 6 };
    assert_written(deliver, "job_deliver", &delivery);
    assert_written(instructions::job_seal(&job), "job_seal", &args::JobSeal {});
    for (reason, written) in [
        (FailReason::Spec, types::FailReason::Spec),
        (FailReason::Worker, types::FailReason::Worker),
        (FailReason::Missing, types::FailReason::Missing),
        (FailReason::Unlike, types::FailReason::Unlike),
        (FailReason::Broken, types::FailReason::Broken),
        (FailReason::Loads, types::FailReason::Loads),
    ] {
        let fail = instructions::job_fail(&operator, (&job, &payee), reason);
        assert_written(fail, "job_fail", &args::JobFail { attempt: 0, reason: written });
    }
    assert_written(instructions::job_expire(&job, payee), "job_expire", &args::JobExpire {});
    assert_written(instructions::job_cancel(&job, payee), "job_cancel", &args::JobCancel {});
}

#[test]
fn a_verdict_is_written_as_the_idl_says() {
    let (world, at) = sealed_noise();
    let (job, keeper) = (world.job(at), KEEPER.key());
    let payee = world.payee(&job);
    let accept = instructions::job_accept(&keeper, &job, [5; 32]);
    assert_written(accept, "job_accept", &args::JobAccept { attempt: 0, seed: [5; 32] });
    let evidence = against(&world, at, picked(&world, at), true);
    let Evidence { frame, tile, leaf, path, checker_pixels } = evidence.clone();
    let written = types::Grounds::Evidence(types::Evidence { frame, tile, leaf, path, checker_pixels });
    let reject = instructions::job_reject(&keeper, (&job, &payee), &evidence);
    assert_written(reject, "job_reject", &args::JobReject { attempt: 0, grounds: written });
    assert_written(instructions::job_approve(&job), "job_approve", &args::JobApprove { attempt: 0 });
    assert_written(instructions::job_dispute(&job), "job_dispute", &args::JobDispute { attempt: 0 });
    assert_written(instructions::job_settle(&job, payee), "job_settle", &args::JobSettle {});
    let migrate = instructions::account_migrate(&keeper, &at);
    assert_written(migrate, "account_migrate", &args::AccountMigrate {});
}
