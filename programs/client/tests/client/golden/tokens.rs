//! What concerns tokens beside the accounts: which programs they are of, where they lie, how long a vault is, and the
//! token programs' own instructions.

use rayment_client::{
    Token,
    address::associated,
    instructions::{Encoded, OfferOf, token_account_create, token_pay},
    token::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022},
};
use rayment_core::asset::Mint;
use serde_json::{Value, json};

use super::{hex, signed::whole};
use crate::{
    instructions::key,
    tokens::{TOKENS, channel, offer_of, redeemed},
};

pub fn all() -> Value {
    let of = |token: Token| {
        let account: [Encoded; 2] = [
            token_account_create(&key(33), &key(31), &token),
            token_pay(&key(31), &token, &key(9), ((1 << 60) + 7, 6)),
        ];
        let of_channel = channel(token);
        json!({
            "mint": token.mint.to_string(),
            "program": token.program.to_string(),
            "account": associated(&key(31), &token).to_string(),
            "instructions": whole(&account),
            "channel": {
                "address": of_channel.address.to_string(),
                "seed": hex(&of_channel.state.seed),
                "redeem": whole(&redeemed(token)),
            },
        })
    };
    // Without an extension, with one that makes no difference, and with the one that keeps fees back.
    let vault = |is_2022: bool| [0, 1 << 18, 1 << 1].map(|extensions| space(is_2022, extensions));
    let programs = [TOKEN, TOKEN_2022, ASSOCIATED_TOKEN].map(|program| program.to_string());
    let offers = offer_of().map(|(of, address)| {
        let OfferOf { kind, class, mint } = of;
        json!({ "kind": kind, "class": class, "mint": mint.to_string(), "address": address.to_string() })
    });
    json!({
        "programs": programs, "offers": offers, "tokens": TOKENS.map(of), "vaults": [vault(false), vault(true)],
    })
}

fn space(is_2022: bool, extensions: u64) -> Value {
    json!({ "extensions": extensions.to_string(), "bytes": Mint { decimals: 6, extensions }.vault_space(is_2022) })
}
