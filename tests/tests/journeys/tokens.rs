//! What is paid in tokens of both programs: every base unit is found again, and who can't be paid holds up nobody.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rayment_client::{
    Order, Outcome as ChainOutcome, address,
    events::Event,
    instructions::{
        Encoded, NewChannel, Registration, channel_open, job_approve, job_cancel, order_pay, provider_register,
        token_pay,
    },
    order::{Jobs, OrderQuote},
    rayment::error::RaymentError,
};
use rayment_core::{
    job::{Outcome, Phase},
    layout,
    money::Terms,
};
use rayment_sdk::{
    Coin, Error, Quoted, Refusal, Request, Session, TokenRefusal,
    begun::Begun,
    channel::{self, By, Found, Kind, Standing, Wanted},
    collect,
    drawing::Drawing,
    follow,
    owed::Owed,
    place, restore,
};
use rayment_testbed::{Issued, Order as PlacedOrder, ProviderKeys, Testbed, small};
use rayment_worker::channels::{self as serve, Action, Against, Counting, Policy, Redeemer, Vouchers};
use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

/// Lamports that a whole token weighs.
const RATE: u64 = 5_100_000;
/// Whole tokens that a client and an operator are given.
const GIVEN: u64 = 1_000;
/// How the first token program is told that a token account has another owner, whose key follows.
const SET_OWNER: [u8; 3] = [6, 2, 1];

fn whole(of: &Issued) -> u64 {
    10u64.pow(of.decimals.into())
}

/// 0.2 of a token a frame, 0.02 a second, 2 a gigabyte.
fn terms(of: &Issued) -> Terms {
    let one = whole(of);
    Terms { per_frame: one / 5, per_second: one / 50, per_gb: 2 * one, minimum: 0 }
}

/// One of the first token program, and one of Token-2022 with an extension.
async fn tokens(testbed: &Testbed) -> [Issued; 2] {
    [testbed.issue(6).await, testbed.issue_2022(9).await]
}

/// The market takes it, the provider sells for it, client and operator have some.
async fn set_up(testbed: &Testbed, of: &Issued, keys: &ProviderKeys) {
    testbed.lists(of, RATE).await;
    testbed.sells_for(keys, of, terms(of)).await;
    for wallet in [testbed.client.pubkey(), keys.operator.pubkey()] {
        testbed.gives(of, &wallet, GIVEN * whole(of)).await;
    }
}

async fn written(testbed: &Testbed, order: &Pubkey) -> Order {
    testbed.chain.order(order).await.unwrap().expect("it is written down")
}

fn token_refusal(error: &Error) -> &TokenRefusal {
    match error.refusal() {
        Some(Refusal::Token(refusal)) => refusal,
        _ => panic!("another refusal: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_in_a_token_is_paid_by_one_signature_and_every_base_unit_is_found_again() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.start_provider("one", 1_000_000).await;
    for of in tokens(&testbed).await {
        set_up(&testbed, &of, &keys).await;
        let out = tempfile::tempdir().unwrap();
        let (client, operator) = (testbed.client.pubkey(), keys.operator.pubkey());
        let (quoted, rendered) = testbed.buys_in(&of, small(1, 3), out.path()).await;
        assert_eq!((quoted.coin.mint(), rendered.frames.len()), (Some(of.token.mint), 3));
        assert_eq!(quoted.quote.lines[0].terms, terms(&of), "what it asks in this token");

        // One signature: the payment and the first job are in the same transaction.
        let paid: Vec<_> = rendered.placed.signatures.iter().filter(|line| line.step == "pay").collect();
        let past = testbed.chain.past(paid[0].signature.parse().unwrap()).await.unwrap().unwrap();
        let first = rendered.placed.jobs[0].address;
        let draws = |event: &Event| matches!(event, Event::OrderDrawn(drawn) if drawn.job == Some(first));
        assert!(paid.len() == 1 && past.events.iter().any(draws));

        let closed = rendered.ends.values().map(|end| end.closed.expect("it has ended"));
        let (earned, fees) = closed.fold((0, 0), |(earned, fees), end| (earned + end.earnings, fees + end.fee));
        assert!(rendered.ends.values().all(|end| end.outcome() == Some(Outcome::Paid)) && earned > 0 && fees > 0);
        assert_eq!((rendered.cost().units, rendered.cost().coin), (earned + fees, quoted.coin));
        let given = GIVEN * whole(&of);
        assert_eq!(testbed.has(&of, &client).await, given - earned - fees, "the rest is back");
        assert_eq!(testbed.has(&of, &rendered.placed.order).await, 0);
        let (balance, in_fees, vault) = testbed.purse(&keys, &of).await;
        assert_eq!((in_fees, vault), (fees, balance + fees));
        // Bonds came out of the operator's account, and back into the purse.
        let bonds = given - testbed.has(&of, &operator).await;
        assert_eq!(balance, earned + bonds);
        assert_eq!(testbed.has(&of, &client).await + testbed.has(&of, &operator).await + vault, 2 * given);
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_paid_holds_up_nobody_and_names_another_account() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.start_provider("frozen", 1_000_000).await;
    let of = testbed.issue_2022(6).await;
    set_up(&testbed, &of, &keys).await;
    // The client approves by hand, so that the purse can be frozen in time.
    let order = testbed.places_in(&of, small(1, 1), false).await.unwrap();
    let (session, job) = (&order.session, order.placed.jobs[0].address);
    let accepted = |job: &rayment_client::Job| matches!(job.state.phase, Phase::Accepted { .. });
    let held = testbed.until(&job, "the keeper accepts it", accepted).await;
    let provider = address::provider(&testbed.market.address, &keys.wallet.pubkey());
    testbed.freezes(&of, &address::vault(&address::purse(&provider, &of.token.mint)), true).await;
    session.chain.send(&session.wallet, &[], &[job_approve(&held)]).await.unwrap();

    // It is over for the client: the pictures are its own, and so is what is left.
    let ends = follow::follow(session, (&[job], None), None, &mut |_| ()).await.unwrap();
    let closed = ends[&job].closed.unwrap();
    assert_eq!(ends[&job].outcome(), Some(Outcome::Paid));
    assert_eq!(collect::fetch(&session.hub, &order.quoted.spec, &ends[&job]).await.unwrap().bodies.len(), 1);
    restore::give_back(session, &written(&testbed, &order.placed.order).await, false).await.unwrap();
    let given = GIVEN * whole(&of);
    assert_eq!(testbed.has(&of, &session.address()).await, given - closed.earnings - closed.fee);

    let owed = Owed::read(session, &job).await.unwrap();
    let bond = owed.earnings.units - closed.earnings;
    assert_eq!((owed.fee.units, owed.refund.units), (closed.fee, 0));
    assert_eq!(given - testbed.has(&of, &keys.operator.pubkey()).await, bond, "the bond waits beside the earnings");
    let payout = keys.payout.pubkey();
    let refused = owed.clear(session, Some(payout)).await.unwrap_err();
    assert_eq!(token_refusal(&refused), &TokenRefusal::NotOwed(session.address()));
    let seller = testbed.session_of(&keys.wallet).unwrap();
    owed.clear(&seller, Some(payout)).await.unwrap();
    assert!(testbed.chain.job(&job).await.unwrap().is_none(), "nothing is owed any more: it is closed");
    assert_eq!(testbed.has(&of, &payout).await, closed.earnings + bond);
    assert_eq!(testbed.has(&of, &testbed.treasury.pubkey()).await, closed.fee, "the purse can't take the fee either");
    let again = Owed::read(session, &job).await.unwrap_err();
    assert!(matches!(again.refusal(), Some(Refusal::NoJob(_))), "{again}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_paid_or_would_not_be_drawn_is_refused_before_anything_is_paid() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue(6).await;
    let (mint, client) = (of.token.mint, testbed.client.pubkey());
    let asked = async || testbed.places_in(&of, small(1, 1), true).await.err().expect("it is refused");
    assert_eq!(token_refusal(&asked().await), &TokenRefusal::NotListed(mint));
    testbed.lists(&of, RATE).await;
    let nobody = asked().await;
    assert!(nobody.to_string().contains("no active provider of this market asks a price in the token"), "{nobody}");
    testbed.sells_for(&keys, &of, terms(&of)).await;
    assert!(matches!(token_refusal(&asked().await), TokenRefusal::BalanceTooLow { has, .. } if *has == 0));
    testbed.gives(&of, &client, GIVEN * whole(&of)).await;
    testbed.freezes(&of, &of.token.account(&client), true).await;
    assert_eq!(token_refusal(&asked().await), &TokenRefusal::Frozen(of.token.account(&client)));
    testbed.freezes(&of, &of.token.account(&client), false).await;
    let placed = testbed.places_in(&of, small(1, 1), true).await.unwrap();
    assert_eq!(written(&testbed, &placed.placed.order).await.state.head.next, 1);
    let (account, owner) = (of.token.account(&client), keys.payout.pubkey());
    let accounts = vec![AccountMeta::new(account, false), AccountMeta::new_readonly(client, true)];
    let data = [&SET_OWNER[..], owner.as_ref()].concat();
    let moves = Encoded { program_id: of.token.program, accounts, data };
    testbed.chain.send(&testbed.client, &[], &[moves]).await.unwrap();
    assert_eq!(token_refusal(&asked().await), &TokenRefusal::OtherOwner { account, wallet: client, owner });
    testbed.ledger.advance(Duration::from_secs(86_400)).unwrap();
    assert_eq!(token_refusal(&asked().await), &TokenRefusal::OldRate(mint));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_too_large_for_one_transaction_is_written_down_first_and_comes_back_whole() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue_2022(6).await;
    set_up(&testbed, &of, &keys).await;
    let given = GIVEN * whole(&of);
    for (jobs, steps) in [(128, &["pay"][..]), (129, &["write", "pay"])] {
        let order = testbed.places_in(&of, small(1, jobs), true).await.unwrap();
        let done: Vec<_> = order.placed.signatures.iter().map(|line| line.step.as_str()).collect();
        assert_eq!(done, steps, "{jobs} jobs");
        comes_back_whole(&testbed, &of, &order, given).await;
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_lands_after_it_was_believed_lost_is_the_only_one() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue(6).await;
    set_up(&testbed, &of, &keys).await;
    for jobs in [128, 129] {
        let PlacedOrder { session, packed, quoted, placed, request } =
            testbed.places_in(&of, small(1, jobs), true).await.unwrap();
        let left = testbed.has(&of, &session.address()).await;
        // As who looked before it landed.
        let list = placed.jobs.iter().map(|job| (job.chunk, job.deposit)).collect();
        let begun = Begun { quote: placed.quote, jobs: Jobs::new(list).unwrap(), is_paid: false };
        let late = Quoted { begun: Some(begun), ..quoted };
        let places = async |request: &Request| place::place(&session, &packed, &late, request, &mut |_| ()).await;
        places(&request).await.unwrap();
        assert_eq!(testbed.has(&of, &session.address()).await, left, "{jobs} jobs");
        assert_eq!(written(&testbed, &placed.order).await.state.head.next, 1);
        // What is allowed in SOL says nothing of tokens, and what is asked for in another token is another order.
        let in_sol = Request { token: None, max_price: Some(u64::MAX), ..request.clone() };
        for asked in [in_sol, Request { token: Some(placed.order), ..request }] {
            let refused = places(&asked).await.unwrap_err();
            let (order, is_in) = (placed.order, Some(of.token.mint));
            assert_eq!(token_refusal(&refused), &TokenRefusal::OtherCoin { order, is_in, asked: asked.token });
        }
    }
    testbed.shut_down().await.unwrap();
}

/// An order of which one job is drawn is cancelled, and then that job: the client has as much as before.
async fn comes_back_whole(testbed: &Testbed, of: &Issued, order: &PlacedOrder, given: u64) {
    let (session, placed) = (&order.session, &order.placed);
    let now = async || written(testbed, &placed.order).await;
    assert_eq!(now().await.state.head.next, 1);
    assert_eq!(testbed.has(of, &placed.order).await, placed.deposit() - placed.jobs[0].deposit);
    restore::give_back(session, &now().await, true).await.unwrap().expect("what is not drawn");
    assert_eq!(testbed.has(of, &session.address()).await, given - placed.jobs[0].deposit);
    let job = testbed.chain.job(&placed.jobs[0].address).await.unwrap().unwrap();
    let payee = testbed.chain.payee(&job).await.unwrap();
    session.chain.send(&session.wallet, &[], &[job_cancel(&job, payee)]).await.unwrap();
    restore::give_back(session, &now().await, false).await.unwrap().expect("the job's");
    assert_eq!(testbed.has(of, &session.address()).await, given);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_in_a_token_are_drawn_from_here_where_nobody_else_does_and_not_out_of_a_frozen_account() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue(6).await;
    set_up(&testbed, &of, &keys).await;
    let first = testbed.places_in(&of, small(1, 4), true).await.unwrap();
    let session = &first.session;
    // As where some of the pictures are in the folder already: nobody else has such a list.
    let mut rest = first.quoted;
    rest.chunks.remove(1);
    rest.cut = None;
    let placed = place::place(session, &first.packed, &rest, &first.request, &mut |_| ()).await.unwrap();
    let list = placed.jobs.iter().map(|job| (job.chunk, job.deposit)).collect();
    let mut drawing = Drawing::new(placed.quote, Jobs::new(list).unwrap());
    let now = testbed.chain.clock().await.unwrap().unix_timestamp;
    let mut draws = async || {
        drawing.goes_on(session, &written(&testbed, &placed.order).await, now).await.unwrap();
        written(&testbed, &placed.order).await.state.head.next
    };
    let account = of.token.account(&placed.order);
    testbed.freezes(&of, &account, true).await;
    assert_eq!(draws().await, 1);
    let refused = restore::give_back(session, &written(&testbed, &placed.order).await, true).await.unwrap_err();
    assert_eq!(token_refusal(&refused), &TokenRefusal::Frozen(account));
    testbed.freezes(&of, &account, false).await;
    assert_eq!(draws().await, 2, "as far as the rent of accounts and vaults goes");
    assert_eq!(draws().await, 2);
    let (job, vault) = (testbed.chain.rent(layout::job::SPACE).await.unwrap(), testbed.chain.rent(165).await.unwrap());
    for (rent, drawn) in [(job, 2), (vault, 3)] {
        let pay = order_pay(&session.address(), &placed.order, rent);
        session.chain.send(&session.wallet, &[], &[pay]).await.unwrap();
        assert_eq!(draws().await, drawn, "a job's account and its vault");
    }
    assert_eq!(testbed.has(&of, &placed.order).await, 0, "all is locked in jobs");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_at_an_address_without_an_account_come_back_to_the_client_alone() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue_2022(9).await;
    set_up(&testbed, &of, &keys).await;
    let order = testbed.places_in(&of, small(1, 1), true).await.unwrap();
    let session = &order.session;
    let other = OrderQuote { salt: 1, ..order.placed.quote };
    let address = address::order(&other);
    testbed.gives(&of, &address, 7 * whole(&of)).await;
    let before = testbed.has(&of, &session.address()).await;
    let stranger = testbed.session_of(&keys.wallet).unwrap();
    let early = restore::give_back_unwritten(&stranger, &other).await.unwrap_err();
    assert!(matches!(&early, Error::Chain(error) if error.is(RaymentError::StillDrawing)), "{early}");
    restore::give_back_unwritten(session, &other).await.unwrap();
    assert_eq!(testbed.has(&of, &session.address()).await, before + 7 * whole(&of));
    assert_eq!(testbed.chain.balance(&of.token.account(&address)).await.unwrap(), 0, "its rent, too");
    testbed.shut_down().await.unwrap();
}

/// A provider that no worker renders for.
async fn serving(testbed: &mut Testbed) -> ProviderKeys {
    let keys = testbed.add_provider_at("serving", 1_000_000);
    let registration = Registration {
        operator: keys.operator.pubkey().to_bytes(),
        payout: keys.payout.pubkey().to_bytes(),
        profile: [0; 32],
        terms: keys.terms,
        slots: 1,
        budget: 0,
    };
    let register = provider_register(&testbed.market.address, &keys.wallet.pubkey(), &registration);
    testbed.chain.send(&keys.wallet, &[], &[register]).await.unwrap();
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_in_a_token_is_spent_by_its_vouchers_and_the_rest_comes_back() {
    let mut testbed = Testbed::for_test().await;
    let keys = serving(&mut testbed).await;
    let (payer, seller) = (testbed.session().unwrap(), testbed.session_of(&keys.operator).unwrap());
    for of in tokens(&testbed).await {
        testbed.lists(&of, RATE).await;
        let (one, mint) = (whole(&of), of.token.mint);
        testbed.gives(&of, &payer.address(), 100 * one).await;
        let wanted = Wanted { token: Some(mint.to_bytes()), ..Wanted::new(&keys.wallet.pubkey(), Kind::Llm, 21 * one) };
        let refused = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap_err();
        assert_eq!(token_refusal(&refused), &TokenRefusal::NoPurse { provider: keys.wallet.pubkey(), mint });
        testbed.sells_for(&keys, &of, terms(&of)).await;
        let wanted = Wanted { decimals: Some(of.decimals), ..wanted };
        let misread = Wanted { decimals: Some(of.decimals + 3), ..wanted.clone() };
        let refused = channel::open(&payer, &misread, false, &mut |_| ()).await.unwrap_err();
        let (read, found) = (of.decimals + 3, of.decimals);
        assert_eq!(token_refusal(&refused), &TokenRefusal::OtherDecimals { mint, read, found });
        let opened = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap();
        // Had the node lied of its decimals, the token program would have known.
        let new = NewChannel { salt: 1, ..opened.kept.new };
        let vault = address::vault(&new.address(&payer.market.address));
        let lied = token_pay(&payer.address(), &of.token, &vault, (0, read));
        payer.chain.send(&payer.wallet, &[], &[channel_open(&payer.market, &new), lied]).await.unwrap_err();
        assert_eq!(testbed.has(&of, &payer.address()).await, 79 * one, "one deposit");
        let same = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap();
        assert!(same.sent.is_none() && same.channel.address == opened.channel.address, "nothing is paid twice");
        let found = async |of: &Session| Found::read(of, &opened.channel.address).await.unwrap();
        found(&payer).await.top_up(&payer, 21 * one).await.unwrap();
        let now = found(&payer).await;
        assert_eq!((now.coin, now.channel.state.deposit), (coin(&of), 42 * one));
        assert_eq!(Standing::of(&now.channel, now.fee_bps, now.now).most, 40 * one);
        let too_much = now.voucher(&payer, 41 * one, 0).unwrap_err().to_string();
        assert!(too_much.contains(&format!("41 {}", coin(&of))), "{too_much}");
        let voucher = now.voucher(&payer, 10 * one, 0).unwrap();
        let done = found(&seller).await.redeem(&seller, By::Voucher(voucher)).await.unwrap();
        assert_eq!((done.earnings, done.fee), (10 * one, one / 2));
        assert_eq!(testbed.purse(&keys, &of).await, (10 * one, one / 2, 10 * one + one / 2));
        found(&seller).await.end(&seller).await.unwrap();
        assert_eq!(
            testbed.has(&of, &payer.address()).await,
            100 * one - 10 * one - one / 2,
            "the rest is back at once"
        );
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_takes_vouchers_in_tokens_and_redeems_them_together() {
    let mut testbed = Testbed::for_test().await;
    let keys = serving(&mut testbed).await;
    let payer = testbed.session().unwrap();
    let provider = address::provider(&testbed.market.address, &keys.wallet.pubkey());
    let redeemer = Redeemer {
        chain: testbed.chain.clone(),
        market: testbed.market.address,
        provider,
        operator: keys.operator.clone(),
        policy: Policy::DEFAULT,
    };
    for of in tokens(&testbed).await {
        testbed.lists(&of, RATE).await;
        testbed.sells_for(&keys, &of, terms(&of)).await;
        let (one, mint) = (whole(&of), of.token.mint);
        testbed.gives(&of, &payer.address(), 100 * one).await;
        let folder = tempfile::tempdir().unwrap();
        let vouchers = Arc::new(Vouchers::open(folder.path()).unwrap());
        let asked = serve::Wanted {
            provider,
            kind: 1,
            subject: None,
            mint,
            rate: 0,
            close_secs: 900,
            least_secs: serve::Wanted::LEAST_SECS,
            counting: Counting::Lasting,
        };
        let mut open = BTreeSet::new();
        for deposit in [21 * one, 42 * one] {
            let wanted =
                Wanted { token: Some(mint.to_bytes()), ..Wanted::new(&keys.wallet.pubkey(), Kind::Llm, deposit) };
            let opened = channel::open(&payer, &wanted, false, &mut |_| ()).await.unwrap().channel.address;
            let found = Found::read(&payer, &opened).await.unwrap();
            let voucher = found.voucher(&payer, 5 * one, 0).unwrap();
            let against = Against { channel: &found.channel, fee_bps: found.fee_bps, wanted: &asked, now: found.now };
            let word = (&voucher.signed.voucher.to_bytes()[..], &voucher.signature.into());
            assert_eq!(vouchers.accept(&against, word).unwrap().credit.amount, 5 * one);
            let in_sol = serve::Wanted { mint: Default::default(), ..asked };
            let refused = vouchers.accept(&Against { wanted: &in_sol, ..against }, word).unwrap_err();
            assert!(refused.to_string().contains("takes SOL"), "{refused}");
            open.insert(opened);
        }
        // Both are worth many fees: one transaction, and nothing is left to redeem.
        let done = redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap();
        let signatures: BTreeSet<_> = done.iter().map(|(action, outcome)| sent(action, outcome)).collect();
        assert_eq!((done.len(), signatures.len()), (2, 1), "{done:?}");
        assert_eq!(testbed.purse(&keys, &of).await, (10 * one, one / 2, 10 * one + one / 2));
        assert!(redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap().is_empty());
        // They are served no more: the rest is the payer's at once.
        let done = redeemer.tick(&vouchers, &open).await.unwrap();
        done.iter().for_each(|(action, outcome)| drop(sent(action, outcome)));
        assert_eq!(done.len(), 2, "{done:?}");
        assert_eq!(testbed.has(&of, &payer.address()).await, 100 * one - 10 * one - one / 2);
    }
    testbed.shut_down().await.unwrap();
}

/// The transaction that did it.
fn sent(action: &Action, outcome: &ChainOutcome) -> String {
    match outcome {
        ChainOutcome::Done(sent) => sent.signature.to_string(),
        other => panic!("{action:?}: {other:?}"),
    }
}

fn coin(of: &Issued) -> Coin {
    Coin { token: Some(of.token), decimals: of.decimals }
}
