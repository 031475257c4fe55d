//! Orders in tokens: drawn out of one account, their rents out of another.

use std::sync::atomic::Ordering;

use rayment_client::{Order, order::OrderQuote};
use rayment_core::{
    asset::TokenAccount,
    money::Terms,
    order::{CLOSE_SECS, OrderHead},
};
use rayment_keeper::{
    Action, ChainAction,
    observe::{Seen, TokenReader},
    tokens::OrderTokens,
};
use solana_pubkey::Pubkey;

use crate::{
    market::{ANNA, CEILINGS, Market, NOON, key},
    node,
    orders::{DRAWING, four_jobs, order_of, quoted},
    tokens::{GOLD, PAR, VAULT_RENT, account_of_market, token},
};

const RENTS: u64 = DRAWING.job_rent + VAULT_RENT;

/// An order's own account of gold with so much in it.
pub fn holding(amount: Option<u64>, client_takes: bool) -> OrderTokens {
    let account = amount.map(|amount| TokenAccount {
        mint: key(GOLD),
        owner: key(1),
        amount,
        is_frozen: false,
        has_delegate: false,
        close_authority: None,
        wants_memo: false,
        is_confidential: false,
    });
    OrderTokens { token: token(GOLD), account, client_takes }
}

/// An order of four jobs in gold, paid whole, with rents for so many; Anna renders for gold.
fn buys(market: &mut Market, salt: u64, rents: u64) -> Pubkey {
    let jobs = four_jobs(market);
    let quote = OrderQuote { mint: key(GOLD), ..quoted(market, &jobs, salt) };
    let order = Order { lamports: DRAWING.order_rent + rents * RENTS, ..order_of(quote, 0) };
    let address = market.holds(order, jobs);
    market.lists(GOLD, PAR);
    market.renders_for(ANNA, GOLD, &[(0, CEILINGS.terms)]);
    market.snapshot.tokens.of_orders.insert(address, holding(Some(quote.total), false));
    address
}

fn one(rents: u64) -> (Market, Pubkey) {
    let mut market = Market::new();
    let order = buys(&mut market, 1, rents);
    (market, order)
}

fn account(market: &mut Market, order: Pubkey) -> &mut TokenAccount {
    let tokens = market.snapshot.tokens.of_orders.get_mut(&order).expect("an order of ours");
    tokens.account.as_mut().expect("it has one")
}

#[test]
fn draws_as_many_as_there_is_rent_for_a_job_and_its_vault() {
    for rents in 0..=3 {
        let (mut market, order) = one(rents);
        let expected: Vec<u32> = (0..u32::try_from(rents).expect("few")).collect();
        let expected = if rents > 0 { vec![(order, expected)] } else { vec![] };
        assert_eq!(market.drawn(), expected);
        market.order(order).lamports -= 1;
        assert_eq!(market.drawn().iter().map(|(_, jobs)| jobs.len() as u64).sum::<u64>(), rents.saturating_sub(1));
    }
}

#[test]
fn draws_only_what_is_paid_to_the_last_unit() {
    let (mut market, order) = one(1);
    assert_eq!(market.drawn(), [(order, vec![0])]);
    account(&mut market, order).amount -= 1;
    assert_eq!(market.drawn(), []);
    account(&mut market, order).amount += 2;
    assert_eq!(market.drawn(), [(order, vec![0])]);
    // Its lamports are no deposit.
    let total = market.order(order).state.quote.total;
    market.order(order).lamports += total;
    account(&mut market, order).amount -= 2;
    assert_eq!(market.drawn(), []);
}

#[test]
fn draws_nothing_out_of_what_is_frozen_or_not_known() {
    let (mut market, order) = one(1);
    account(&mut market, order).is_frozen = true;
    assert_eq!(market.drawn(), []);
    for known in [Some(holding(None, true)), None] {
        let (mut market, order) = one(1);
        market.snapshot.tokens.of_orders.remove(&order);
        market.snapshot.tokens.of_orders.extend(known.map(|known| (order, known)));
        assert_eq!(market.drawn(), []);
    }
}

#[test]
fn draws_only_tokens_that_the_market_takes_and_can_weigh() {
    let (mut market, order) = one(1);
    market.snapshot.tokens.assets.clear();
    assert_eq!(market.drawn(), [], "delisted");
    market.lists(GOLD, 0);
    assert_eq!(market.drawn(), [], "its fee weighs nothing");
    market.lists(GOLD, PAR).rate_at = NOON - 86_400;
    assert_eq!(market.drawn(), [], "nor by what was said yesterday");
    market.lists(GOLD, PAR);
    assert_eq!(market.drawn(), [(order, vec![0])]);
}

#[test]
fn draws_only_where_somebody_renders_for_the_token_at_what_the_client_pays() {
    let (mut market, order) = one(1);
    market.snapshot.tokens.sellers.clear();
    assert_eq!(market.drawn(), [], "her own terms are for SOL");
    let dear = Terms { per_frame: CEILINGS.terms.per_frame + 1, ..CEILINGS.terms };
    market.renders_for(ANNA, GOLD, &[(0, dear)]);
    assert_eq!(market.drawn(), []);
    market.renders_for(ANNA, GOLD, &[(0, dear), (1, CEILINGS.terms)]);
    assert_eq!(market.drawn(), [(order, vec![0])]);
}

/// An order whose four jobs were drawn and have ended, with so many lamports above its rent.
fn done(above: u64, tokens: OrderTokens) -> (Market, Pubkey) {
    let (mut market, order) = one(0);
    let known = market.order(order);
    known.state.head = OrderHead { next: 4, drawn: known.state.quote.total, ..OrderHead::default() };
    known.lamports = DRAWING.order_rent + above;
    market.snapshot.tokens.of_orders.insert(order, tokens);
    (market, order)
}

/// Whether what is planned takes the tokens along.
fn with_tokens(market: &Market) -> Vec<bool> {
    let returns = |action| match action {
        Action::Send(ChainAction::Return { token, .. }) => Some(token.is_some()),
        _ => None,
    };
    market.plans().into_iter().filter_map(returns).collect()
}

#[test]
fn returns_tokens_and_lamports_together() {
    for (above, tokens) in [(DRAWING.wallet_rent, true), (0, true)] {
        let (market, order) = done(above, holding(Some(1), true));
        assert_eq!((market.returned(), with_tokens(&market)), (vec![(order, false)], vec![tokens]));
    }
    let (market, _) = done(0, holding(Some(0), true));
    assert_eq!(market.returned(), [], "nothing is left");
}

#[test]
fn leaves_tokens_until_their_clients_account_takes_them_and_returns_the_lamports_all_the_same() {
    let mut frozen = holding(Some(1), true);
    frozen.account.as_mut().expect("it has one").is_frozen = true;
    for stuck in [holding(Some(1), false), frozen] {
        let (market, order) = done(DRAWING.wallet_rent, stuck);
        assert_eq!((market.returned(), with_tokens(&market)), (vec![(order, false)], vec![false]), "{stuck:?}");
        let (mut market, _) = done(0, stuck);
        assert_eq!(market.returned(), [], "{stuck:?}");
        // The quote that frees them stands in the account.
        market.snapshot.now += CLOSE_SECS * 2;
        assert_eq!(market.returned(), [], "{stuck:?}");
    }
}

#[test]
fn closes_an_order_together_with_its_token_account() {
    for (held, takes_along) in [(Some(1), true), (Some(0), true), (None, false)] {
        let (mut market, order) = done(0, holding(held, true));
        market.snapshot.now += CLOSE_SECS * 2;
        assert_eq!((market.returned(), with_tokens(&market)), (vec![(order, true)], vec![takes_along]), "{held:?}");
    }
    let (mut market, order) = done(DRAWING.wallet_rent, holding(Some(1), true));
    market.snapshot.tokens.of_orders.remove(&order);
    assert_eq!(market.returned(), [], "it is not known what lies there");
}

/// A market in which nothing is paid in tokens costs not one question more.
#[tokio::test]
async fn asks_a_node_about_tokens_only_where_something_is_paid_in_them() {
    let mut market = Market::new();
    market.provider(ANNA, CEILINGS.terms);
    market.posts(1);
    let jobs = four_jobs(&market);
    market.holds(order_of(quoted(&market, &jobs, 1), 4), jobs);
    let (chain, asked) = node::counting().await;
    let mut reader = TokenReader::default();
    for (in_tokens, asks) in [(false, false), (true, true)] {
        if in_tokens {
            buys(&mut market, 2, 1);
        }
        let (snapshot, account) = (&market.snapshot, account_of_market());
        let seen = Seen {
            market: &account,
            jobs: &snapshot.jobs,
            providers: &snapshot.providers,
            orders: &snapshot.orders,
            drawing: snapshot.drawing.as_ref(),
            now: snapshot.now,
        };
        let tokens = reader.read(&chain, seen).await.expect("the node answers");
        assert!(tokens.assets.is_empty() && tokens.sellers.is_empty());
        assert_eq!(asked.load(Ordering::Relaxed) > 0, asks);
    }
}
