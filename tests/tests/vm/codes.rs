//! What other clients hard-code: error codes, discriminators, where fields lie, and how arguments
//! are written. All of it is pinned by a snapshot, and held against real bytes.

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
    layout::{self, Field},
    market::Params,
    money::Terms,
    order::Draw,
};
use rayment_tests::vm::{phases::*, roles::*, *};
use serde_json::Value;
use solana_instruction::Instruction;

use crate::idl;

/// Bytes of a type, if it has the same number of them in every state.
fn size(of: &Value) -> Option<usize> {
    match of {
        Value::String(plain) => match plain.as_str() {
            "bool" | "u8" => Some(1),
            "u16" => Some(2),
            "u32" => Some(4),
            "u64" | "i64" => Some(8),
            "pubkey" => Some(32),
            other => panic!("the size of {other} is not known here"),
        },
        Value::Object(shape) if shape.contains_key("array") => {
            Some(size(&of["array"][0])? * of["array"][1].as_u64().expect("a length") as usize)
        }
        Value::Object(shape) if shape.contains_key("defined") => {
            let named = &idl::named("types", of["defined"]["name"].as_str().expect("a name"))["type"];
            let fields = named["fields"].as_array()?;
            fields.iter().map(|field| size(&field["type"])).sum()
        }
        _ => None,
    }
}

/// What accounts consist of, and not of plain fields.
const LOOKED_INTO: [&str; 5] = ["JobState", "ProviderState", "OrderState", "OrderHead", "Quote"];

/// Every field of an account with a fixed place, and that place; structs are looked into.
fn places(of: &'static Value, at: &mut usize, prefix: &str, found: &mut Vec<(String, usize)>) {
    for field in of["type"]["fields"].as_array().expect("fields") {
        let name = format!("{prefix}{}", idl::name(field));
        let inner = field["type"]["defined"]["name"].as_str().map(|name| idl::named("types", name));
        if let Some(inner) = inner.filter(|inner| LOOKED_INTO.contains(&idl::name(inner))) {
            places(inner, at, &format!("{name}."), found);
            continue;
        }
        found.push((name, *at));
        match size(&field["type"]) {
            Some(size) => *at += size,
            None => return,
        }
    }
}

fn places_of(account: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    places(idl::named("types", account), &mut 8, "", &mut found);
    found
}

fn place(account: &str, field: &str) -> usize {
    let all = places_of(account);
    all.iter().find(|(name, _)| name == field).unwrap_or_else(|| panic!("{account} has no {field}")).1
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn codes_discriminators_and_places_are_pinned() {
    let mut told = String::new();
    for name in idl::names("errors") {
        told += &format!("error {} {name}\n", idl::error_code(name));
    }
    for kind in ["instructions", "accounts", "events"] {
        for entry in idl::list(kind) {
            told += &format!("{kind} {} {}\n", hex(&idl::discriminator(entry)), idl::name(entry));
        }
    }
    for account in idl::names("accounts") {
        for (field, at) in places_of(account) {
            told += &format!("{account} {at} {field}\n");
        }
    }
    insta::assert_snapshot!("codes", told);
}

#[test]
fn the_idl_puts_every_field_where_its_table_does() {
    let tables: [(&str, &[Field]); 5] = [
        ("Market", layout::market::FIELDS),
        ("MarketParams", &layout::market_params::FIELDS[..2]),
        ("Order", layout::order::FIELDS),
        ("Provider", layout::provider::FIELDS),
        ("Job", layout::job::FIELDS),
    ];
    for (account, table) in tables {
        let known = places_of(account);
        // Of the rest the IDL alone does not tell where they lie: an enum stands before them.
        let fixed = known.iter().filter(|(name, _)| name != "reserved" && name != "values").skip(2);
        for ((name, at), field) in fixed.zip(table.iter().filter(|field| field.name != "reserved")) {
            assert_eq!((field.name, field.at), (name.as_str(), *at), "{account}");
        }
    }
}

#[test]
fn the_fields_of_a_job_lie_where_the_idl_puts_them() {
    assert_eq!(place("Job", "state.phase"), layout::job::PHASE_TAG.at);
    let phases: [(fn() -> JobWorld, u8); 6] =
        [(open, 0), (claimed, 1), (running, 2), (delivered, 3), (accepted, 4), (disputed, 5)];
    for (reach, tag) in phases {
        let (world, job) = reach();
        let data = world.account(&job).expect("the job").data;
        let read = |field: &str, length: usize| &data[place("Job", field)..][..length];
        assert_eq!(data[..8], idl::discriminator(idl::named("accounts", "Job")));
        assert_eq!(read("state.market", 32), World::market_address().as_ref());
        assert_eq!(read("state.client", 32), CLIENT.key().as_ref());
        assert_eq!(read("state.order", 8), &world.purchases[0].address().to_bytes()[..8]);
        assert_eq!(read("state.deposit", 8), DEPOSIT.to_le_bytes());
        assert_eq!(read("state.phase", 1), [tag]);
        if tag > 0 {
            assert_eq!(read("state.phase", 33)[1..], ANNA.wallet.key().to_bytes(), "the holder follows the tag");
        }
    }
}

#[test]
fn the_fields_of_a_provider_lie_where_the_idl_puts_them() {
    let (world, _) = claimed();
    let data = world.account(&ANNA.address()).expect("the provider").data;
    let read = |field: &str, length: usize| &data[place("Provider", field)..][..length];
    assert_eq!(read("state.market", 32), World::market_address().as_ref());
    assert_eq!(read("state.authority", 32), ANNA.wallet.key().as_ref());
    assert_eq!(read("state.operator", 32), ANNA.operator.key().as_ref());
    assert_eq!(read("state.payout", 32), ANNA.payout.key().as_ref());
}

/// What a client writes that knows the IDL and nothing else.
fn assert_written(instruction: Instruction, name: &str, args: &impl BorshSerialize) {
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
    let changed = args::ProviderUpdate { operator: operator_key, payout: payout_key, profile, slots, budget };
    assert_written(instructions::provider_update(&wallet, &address, &update), "provider_update", &changed);
    let price = instructions::provider_price(&operator, &address, &TERMS);
    assert_written(price, "provider_price", &args::ProviderPrice { terms: terms(TERMS) });
    let pause = instructions::provider_pause(&operator, &address, true);
    assert_written(pause, "provider_pause", &args::ProviderPause { paused: true });
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
    assert_written(instructions::job_expire(&job, &payee), "job_expire", &args::JobExpire {});
    assert_written(instructions::job_cancel(&job, &payee), "job_cancel", &args::JobCancel {});
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
    let written = types::Evidence { frame, tile, leaf, path, checker_pixels };
    let reject = instructions::job_reject(&keeper, (&job, &payee), &evidence);
    assert_written(reject, "job_reject", &args::JobReject { attempt: 0, evidence: written });
    assert_written(instructions::job_approve(&job), "job_approve", &args::JobApprove { attempt: 0 });
    assert_written(instructions::job_dispute(&job), "job_dispute", &args::JobDispute { attempt: 0 });
    assert_written(instructions::job_settle(&job, &payee), "job_settle", &args::JobSettle {});
    let migrate = instructions::account_migrate(&keeper, &at);
    assert_written(migrate, "account_migrate", &args::AccountMigrate {});
}
