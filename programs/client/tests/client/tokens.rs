//! Tokens: assets, purses and offers, what is paid in them, and which accounts that takes.

use rayment_client::{
    Asset, Channel, Instruction, Job, Offer, PROGRAM_ID, Payee, Purse, Token,
    accounts::Payment,
    address,
    chain::fits,
    chain_key,
    instructions::*,
    order::Jobs,
    rule_key,
    token::{ASSOCIATED_TOKEN, TOKEN, TOKEN_2022},
};
use rayment_core::{
    asset::{self, AssetState, Listing},
    channel::{ChannelState, Steer, Voucher},
    job::{Chunk, FailReason, Phase},
    money::Terms,
    provider::{OfferState, OfferTerms, PurseState, RENDER},
};
use solana_pubkey::Pubkey;

use crate::{
    channels,
    instructions::{decoded, evidence, job, jobs, key, market, open, order, provider, quote, running},
};

const MINT: Pubkey = Pubkey::new_from_array([50; 32]);
/// One of each program.
pub const TOKENS: [Token; 2] = [Token { mint: MINT, program: TOKEN }, Token { mint: MINT, program: TOKEN_2022 }];
const TERMS: Terms = Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: (1 << 60) + 5 };
pub const OWED: Phase =
    Phase::Owed { provider: rayment_core::Pubkey([6; 32]), earnings: (1 << 60) + 1, fee: 2, client: 3 };

pub fn asset() -> Asset {
    let state = AssetState {
        market: rule_key(&key(1)),
        mint: rule_key(&MINT),
        token_program: asset::TOKEN_2022,
        decimals: 6,
        extensions: (1 << 40) + 9,
        rate: (1 << 60) + 11,
        rate_at: -12,
        at_once_max: 13,
    };
    Asset { address: address::asset(&key(1), &MINT), state }
}

pub fn purse() -> Purse {
    let state = PurseState {
        provider: rule_key(&key(10)),
        mint: rule_key(&MINT),
        balance: (1 << 60) + 1,
        fees: 2,
        earned: 3,
        budget: 4,
    };
    Purse { address: address::purse(&key(10), &MINT), state }
}

pub fn offer() -> Offer {
    let state = OfferState {
        provider: rule_key(&key(10)),
        kind: 3,
        class: 300,
        mint: rule_key(&MINT),
        terms: TERMS,
        manifest: [51; 32],
        slots: 7,
        since: -8,
    };
    Offer { address: address::offer(&key(10), &OfferOf { kind: 3, class: 300, mint: MINT }), state }
}

/// One in SOL and one in a token.
pub fn offer_of() -> [(OfferOf, Pubkey); 2] {
    [OfferOf::default(), OfferOf { kind: 6, class: 258, mint: MINT }].map(|of| (of, address::offer(&key(10), &of)))
}

fn new_channel(token: Token) -> NewChannel {
    NewChannel { token: Some(token), ..channels::new_channel() }
}

/// The same channel in a token, of a provider with a purse.
pub fn channel(token: Token) -> Channel {
    let new = new_channel(token);
    let sol = channels::channel();
    let (slot, hash) = new.slot;
    let mint = rule_key(&token.mint);
    let seed = rayment_core::channel::seed::<rayment_core::Native>(new.salt, (slot, &hash), &mint, &new.terms.signer);
    let state = ChannelState { mint, seed, ..sol.state };
    Channel { address: new.address(&key(1)), payment: Some(Payment { token, has_purse: true, held: 0 }), state, ..sol }
}

/// By a voucher.
pub fn redeemed(token: Token) -> [Encoded; 2] {
    let channel = channel(token);
    let (signed, signature) = channels::signed(Voucher { channel: rule_key(&channel.address), ..channels::voucher() });
    channel_redeem(&key(1), &channel, &Redeemed::Voucher(&signed, &signature)).try_into().unwrap()
}

fn owed() -> Job {
    job(OWED)
}

fn payee(token: Token) -> Payee {
    Payee { address: order(), token: Some(token) }
}

/// Every builder that knows tokens, with one.
pub fn every_one() -> Vec<Encoded> {
    let [_, token] = TOKENS;
    let (market, provider, open, running, payee) = (market(), provider(), open(), running(), payee(token));
    let (wallet, operator) = (provider.wallet(), chain_key(&provider.state.operator));
    let listing = Listing { rate: 7, at_once_max: (1 << 60) + 8 };
    let terms = OfferTerms { terms: TERMS, manifest: [51; 32], slots: 7 };
    let [(sol, _), (in_tokens, _)] = offer_of();
    let mut all = vec![
        asset_set(&market.authority, &market.address, &token.mint, Some(listing)),
        asset_set(&market.authority, &market.address, &token.mint, None),
        purse_open(&operator, &provider, &token),
        purse_budget(&wallet, &provider.address, &token.mint, 9),
        purse_withdraw(&operator, &provider, &token, Some(10), false),
        purse_withdraw(&operator, &provider, &token, None, true),
        purse_sweep(&provider.address, &market, &token),
        offer_set(&operator, &provider, &sol, Some(terms)),
        offer_set(&operator, &provider, &in_tokens, Some(terms)),
        offer_set(&operator, &provider, &in_tokens, None),
        order_draw_in((&key(12), true), &quote(), true, Some((0, &jobs().draw(0).unwrap())), &token),
        order_draw_in((&key(12), false), &quote(), true, None, &token),
        order_return_in(&key(12), &quote(), true, false, &token),
        job_assign_by(&market.keeper, &open, &wallet, (2, Some(&token)), true),
        job_claim_by(&operator, &wallet, &open, (2, Some(&token))),
        job_claim_by(&operator, &wallet, &open, (2, None)),
        job_reject(&market.keeper, (&running, payee), &evidence()),
        job_dispute_with(&running, &token),
        job_cancel(&open, payee),
        job_settle(&running, payee),
        job_fail(&operator, (&running, payee), FailReason::Worker),
        job_expire(&running, payee),
        channel_open(&market, &new_channel(token)),
        channel_steer(&key(31), &market.address, &channel(token), Steer::Close),
        redeemed(token)[1].clone(),
    ];
    let by = [Clearing::Usual, Clearing::Provider { account: key(60) }, Clearing::Client { account: key(61) }];
    all.extend(by.map(|clearing| job_clear(&owed(), &payee, &market, true, clearing).unwrap()));
    all
}

#[test]
fn addresses_are_made_of_what_the_protocol_says() {
    let found = |seeds: &[&[u8]]| Pubkey::find_program_address(seeds, &PROGRAM_ID).0;
    assert_eq!(address::vault(&key(7)), found(&[b"vault", &[7; 32]]));
    assert_eq!(address::asset(&key(1), &MINT), found(&[b"asset", &[1; 32], &[50; 32]]));
    assert_eq!(address::purse(&key(10), &MINT), found(&[b"purse", &[10; 32], &[50; 32]]));
    let of = OfferOf { kind: 6, class: 258, mint: MINT };
    assert_eq!(address::offer(&key(10), &of), found(&[b"offer", &[10; 32], &[6], &[2, 1], &[50; 32]]));
    for token in TOKENS {
        let seeds: [&[u8]; 3] = [&[31; 32], token.program.as_ref(), &[50; 32]];
        assert_eq!(token.account(&key(31)), Pubkey::find_program_address(&seeds, &ASSOCIATED_TOKEN).0);
    }
}

#[test]
fn a_token_is_of_one_of_the_two_programs_and_of_no_other() {
    assert_eq!(Token::new(MINT, TOKEN), Some(TOKENS[0]));
    assert_eq!(Token::new(MINT, TOKEN_2022), Some(TOKENS[1]));
    assert_eq!(Token::new(MINT, ASSOCIATED_TOKEN), None);
    assert_eq!([asset::TOKEN, asset::TOKEN_2022].map(|number| Token::numbered(MINT, number)), TOKENS.map(Some));
    assert_eq!(Token::numbered(MINT, 2), None);
    assert_eq!(asset().token(), Some(TOKENS[1]));
}

/// So a voucher for one is none for the other.
#[test]
fn another_mint_is_another_channel() {
    let [of, other] = [MINT, key(51)].map(|mint| new_channel(Token { mint, program: TOKEN }).address(&key(1)));
    assert!(of != other && of != channels::channel().address);
}

#[test]
fn an_opening_in_tokens_names_asset_purse_and_both_token_accounts() {
    let [token, _] = TOKENS;
    let new = new_channel(token);
    let Some(Instruction::ChannelOpen { accounts, .. }) = decoded(&channel_open(&market(), &new)) else {
        panic!("an opening")
    };
    assert_eq!(accounts.asset, Some(address::asset(&key(1), &MINT)));
    assert_eq!(accounts.purse, Some(address::purse(&accounts.provider, &MINT)));
    assert_eq!(accounts.from_tokens, Some(token.account(&new.payer)));
    assert_eq!(accounts.vault, Some(address::vault(&new.address(&key(1)))));
    assert_eq!((accounts.mint, accounts.token_program), (Some(MINT), Some(TOKEN)));
}

#[test]
fn a_channel_whose_provider_has_no_purse_names_none() {
    let [token, _] = TOKENS;
    let channel = Channel { payment: Some(Payment { token, has_purse: false, held: 0 }), ..channel(token) };
    let redeem = channel_redeem(&key(1), &channel, &Redeemed::Nothing).remove(0);
    let Some(Instruction::ChannelRedeem { accounts, .. }) = decoded(&redeem) else { panic!("a redemption") };
    assert_eq!((accounts.purse, accounts.purse_vault), (None, None));
    assert_eq!(accounts.vault, Some(address::vault(&channel.address)));
    assert_eq!(accounts.other_tokens, Some(token.account(&channel.payer())));
}

/// The program refuses tokens where lamports are paid, so what is in SOL names none.
#[test]
fn what_is_in_sol_names_no_token_account() {
    let all = [
        job_settle(&running(), order()),
        channel_steer(&key(31), &key(1), &channels::channel(), Steer::Close),
        order_draw(&key(12), &quote(), true, None, false),
        order_return(&key(12), &quote(), true, false),
    ];
    for encoded in all {
        let written = encoded.accounts.iter().any(|meta| meta.pubkey == TOKEN || meta.pubkey == MINT);
        assert!(!written, "{encoded:?}");
    }
}

#[test]
fn a_claim_is_by_the_offer_of_the_jobs_token_and_its_bond_out_of_purse_and_operators_account() {
    let [_, token] = TOKENS;
    let (operator, wallet) = (key(7), key(6));
    let Some(Instruction::JobClaim { accounts, .. }) =
        decoded(&job_claim_by(&operator, &wallet, &open(), (2, Some(&token))))
    else {
        panic!("a claim")
    };
    let of = OfferOf { kind: RENDER, class: 2, mint: MINT };
    assert_eq!(accounts.offer, Some(address::offer(&accounts.provider, &of)));
    let purse = address::purse(&accounts.provider, &MINT);
    assert_eq!((accounts.purse, accounts.purse_vault), (Some(purse), Some(address::vault(&purse))));
    assert_eq!(accounts.other_tokens, Some(token.account(&operator)));
    assert_eq!((accounts.vault, accounts.mint), (Some(address::vault(&open().address)), Some(MINT)));
}

#[test]
fn what_is_owed_goes_where_it_always_would_or_where_its_owner_says() {
    let [token, _] = TOKENS;
    let clear = |has_purse, clearing| {
        let encoded = job_clear(&owed(), &payee(token), &market(), has_purse, clearing).expect("owed");
        let Some(Instruction::JobClear { accounts }) = decoded(&encoded) else { panic!("a clearing") };
        accounts
    };
    let purse = address::purse(&address::provider(&key(1), &key(6)), &MINT);
    let usual = clear(true, Clearing::Usual);
    assert_eq!((usual.owner, usual.purse), (None, Some(purse)));
    assert_eq!(usual.provider_tokens, Some(address::vault(&purse)));
    assert_eq!(usual.order_tokens, Some(token.account(&order())));
    assert_eq!(usual.treasury_tokens, Some(token.account(&market().treasury)));
    let gone = clear(false, Clearing::Usual);
    assert_eq!((gone.purse, gone.provider_tokens), (None, None));
    let provider = clear(true, Clearing::Provider { account: key(60) });
    assert_eq!((provider.owner, provider.purse, provider.provider_tokens), (Some(key(6)), None, Some(key(60))));
    let client = clear(true, Clearing::Client { account: key(61) });
    assert_eq!((client.owner, client.order_tokens), (Some(key(11)), Some(key(61))));
}

#[test]
fn what_owes_nothing_or_is_in_sol_is_not_cleared() {
    let [token, _] = TOKENS;
    assert!(job_clear(&running(), &payee(token), &market(), true, Clearing::Usual).is_none());
    assert!(job_clear(&owed(), &order().into(), &market(), true, Clearing::Usual).is_none());
}

#[test]
fn a_purse_pays_its_owner_and_closes_only_where_that_is_said() {
    let [token, _] = TOKENS;
    let withdraw = |closes| {
        let encoded = purse_withdraw(&key(7), &provider(), &token, None, closes);
        let Some(Instruction::PurseWithdraw { accounts, .. }) = decoded(&encoded) else { panic!("a withdrawal") };
        accounts
    };
    assert_eq!(withdraw(false).payout_tokens, Some(token.account(&key(8))));
    assert_eq!([false, true].map(|closes| withdraw(closes).close_to), [None, Some(key(6))]);
}

/// The wallet signs once for all of it: the order's account of the token, tokens and rent, the quote and its first job.
#[test]
fn a_payment_in_tokens_and_the_first_job_share_a_transaction_in_orders_that_are_not_too_large() {
    let fitting = |jobs: u32| {
        let chunk = |frame| Chunk { frame, frames: 1, step: 1, tile: 0, tiles: 6 };
        let jobs = Jobs::new((1..=jobs).map(|frame| (chunk(frame), 1)).collect()).unwrap();
        let first = jobs.draw(0).unwrap();
        let wallet = key(11);
        let at = |token: &Token| {
            let pay = [
                token_account_create(&wallet, &order(), token),
                token_pay(&wallet, token, &token.account(&order()), (1, 6)),
                order_pay(&wallet, &order(), 1),
                order_draw_in((&wallet, false), &quote(), true, Some((0, &first)), token),
            ];
            fits(&wallet, &pay)
        };
        TOKENS.iter().all(at)
    };
    let most = (0..14).map(|depth| 1 << depth).take_while(|jobs| fitting(*jobs)).last();
    assert_eq!(most, Some(128));
}
