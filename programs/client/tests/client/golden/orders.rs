//! An order as its client sees it before there is an account: quote, hash, addresses, and the tree over its jobs.

use rayment_client::{
    address,
    instructions::order_pay,
    order::{Cut, Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{
    Native,
    job::{Ceilings, Chunk},
    money::Terms,
    order::quote,
    proof::merkle,
};
use serde_json::{Value, json};

use super::{account_metas, hex, meaning::Meaning};
use crate::instructions::key;

/// Five, so that a node moves up alone; each field with a value of its own, and deposits that no double holds.
fn jobs() -> Vec<(Chunk, u64)> {
    let job = |index: u32| {
        let chunk = Chunk { frame: 100 * index, frames: 1 + index, step: 2, tile: 70_000 + index, tiles: 3 + index };
        (chunk, (1 << 60) + u64::from(index))
    };
    (0..5).map(job).collect()
}

pub fn quote() -> OrderQuote {
    let jobs = Jobs::new(jobs()).unwrap();
    let terms = Terms { per_frame: 5, per_second: 6, per_gb: 7, minimum: (1 << 60) + 1 };
    OrderQuote {
        version: quote::VERSION,
        market: rule_key(&key(1)),
        client: rule_key(&key(11)),
        spec: [12; 32],
        mint: Default::default(),
        sponsor: rule_key(&key(14)),
        params: 258,
        fee_bps: 500,
        jobs: jobs.count(),
        root: jobs.root(),
        cut: Cut { frames: 8, parts: 1 },
        total: jobs.total().unwrap(),
        ceilings: Ceilings { terms, ms_per_frame: 9 },
        bytes: (1 << 50) + 10,
        at_once_max: (1 << 51) + 11,
        draw_until: (1 << 40) + 12,
        expires_at: (1 << 41) + 13,
        flags: quote::flag::AT_ONCE | quote::flag::CHECK,
        salt: u64::MAX - 1,
    }
}

pub fn all() -> Value {
    let (quote, list) = (quote(), jobs());
    let jobs = Jobs::new(list.clone()).unwrap();
    assert!(jobs.are_of(&quote));
    let (bytes, order) = (borsh::to_vec(&quote).unwrap(), address::order(&quote));
    let pay = order_pay(&key(12), &order, (1 << 60) + 7);
    // Of the first, the first two, and so on.
    let roots = (1..=list.len()).map(|count| hex(&Jobs::new(list[..count].to_vec()).unwrap().root()));
    let job = |index: u32| {
        let draw = jobs.draw(index).unwrap();
        let leaf = quote::leaf::<Native>(index, &draw.chunk, draw.deposit);
        assert!(merkle::verify::<Native>(&quote.root, quote.jobs.into(), index.into(), &leaf, &draw.path));
        json!({
            "address": address::job(&order, index).to_string(),
            "chunk": draw.chunk.meaning(),
            "deposit": draw.deposit.meaning(),
            "leaf": hex(&leaf),
            "path": draw.path.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
        })
    };
    json!({
        "address": order.to_string(),
        "data": hex(&bytes),
        "hash": hex(&quote.hash::<Native>()),
        "jobs": (0..quote.jobs).map(job).collect::<Vec<_>>(),
        "limits": {
            "accountLent": quote::flag::ACCOUNT_LENT, "atOnce": quote::flag::AT_ONCE, "check": quote::flag::CHECK,
            "jobs": quote::MAX_JOBS, "quoteBytes": quote::SIZE, "version": quote::VERSION,
        },
        "meaning": quote.meaning(),
        "pay": { "program": pay.program_id.to_string(), "accounts": account_metas(&pay), "data": hex(&pay.data) },
        "roots": roots.collect::<Vec<_>>(),
    })
}
