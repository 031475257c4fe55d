//! What an order did not need goes back to its client.

use rayment_client::{
    Order, Sent, Token, address, chain_key,
    instructions::{Encoded, order_return, order_return_in, token_account_create},
    order::OrderQuote,
};
use rayment_core::{asset::TokenAccount, layout};

use crate::{
    Error, Event, Placed, Session, TokenRefusal,
    token::{own_account, token_of},
};

/// Returns what is left of an order whose jobs have all ended, unless that has been done. A failure keeps nobody from
/// the pictures: the money stays the client's, and the market's keeper returns it too.
pub(crate) async fn restore(session: &Session, placed: &mut Placed, on_event: &mut (dyn FnMut(Event) + Send)) {
    let returned = async {
        let Some(order) = session.chain.order(&placed.order).await? else { return Ok::<_, Error>(None) };
        give_back(session, &order, false).await
    };
    match returned.await {
        Ok(Some(sent)) => placed.signed("return", &sent),
        Ok(None) => {}
        Err(error) => on_event(Event::Trouble(format!(
            "what is left of order {} could not be returned yet: {error}; `rayment order return` asks again",
            placed.order
        ))),
    }
}

/// Returns what the order does not need; `None` where that is nothing. Tokens go to the client's own account, which is
/// made where there is none.
///
/// # Errors
/// [`TokenRefusal::Blocked`] where they can't; where the program refuses, or the node does not answer.
pub async fn give_back(session: &Session, order: &Order, cancel: bool) -> Result<Option<Sent>, Error> {
    let now = session.chain.clock().await?.unix_timestamp;
    let (rent, state) = (session.chain.rent(layout::order::SPACE).await?, &order.state);
    let undrawn = if cancel { 0 } else { state.undrawn(now) };
    let in_sol = if state.quote.is_sol() { undrawn } else { 0 };
    let is_closing = state.is_done(now) && now >= state.quote.draw_until;
    let is_free = order.lamports > rent.saturating_add(in_sol).saturating_add(state.head.lent);
    let token = token_of(&session.chain, &state.quote).await?;
    let found = match &token {
        Some(token) => own_account(&session.chain, token, &order.address).await?,
        None => None,
    };
    let tokens = found.map_or(0, |account| account.amount).saturating_sub(undrawn);
    if !is_closing && !cancel && !is_free && tokens == 0 {
        return Ok(None);
    }
    // With the order's account its token account closes, too.
    let token = token.filter(|_| tokens > 0 || (is_closing && found.is_some()));
    let calls = match &token {
        None => vec![order_return(&session.address(), &state.quote, true, cancel)],
        Some(token) => in_tokens(session, &state.quote, (true, cancel), token).await?,
    };
    Ok(session.chain.send(&session.wallet, &[], &calls).await.map(Some)?)
}

/// Returns what lies at the address of a quote that was never written down, or whose order is closed.
///
/// # Errors
/// As [`give_back`].
pub async fn give_back_unwritten(session: &Session, quote: &OrderQuote) -> Result<Sent, Error> {
    let token = token_of(&session.chain, quote).await?;
    let found = match &token {
        Some(token) => own_account(&session.chain, token, &address::order(quote)).await?,
        None => None,
    };
    let calls = match token.filter(|_| found.is_some()) {
        None => vec![order_return(&session.address(), quote, false, false)],
        Some(token) => in_tokens(session, quote, (false, false), &token).await?,
    };
    Ok(session.chain.send(&session.wallet, &[], &calls).await?)
}

/// Returns tokens that the order is not in, and that somebody has paid to its address; `None` where there are none.
/// `is_written` says whether the order has an account.
///
/// # Errors
/// As [`give_back`].
pub async fn give_back_foreign(
    session: &Session,
    quote: &OrderQuote,
    is_written: bool,
    token: &Token,
) -> Result<Option<Sent>, Error> {
    if own_account(&session.chain, token, &address::order(quote)).await?.is_none() {
        return Ok(None);
    }
    let calls = in_tokens(session, quote, (is_written, false), token).await?;
    Ok(Some(session.chain.send(&session.wallet, &[], &calls).await?))
}

/// The calls that return tokens, once it is seen that they can leave and arrive.
async fn in_tokens(
    session: &Session,
    quote: &OrderQuote,
    (is_written, cancel): (bool, bool),
    token: &Token,
) -> Result<Vec<Encoded>, Error> {
    let (order, client) = (address::order(quote), chain_key(&quote.client));
    if own_account(&session.chain, token, &order).await?.is_some_and(|account| account.is_frozen) {
        return Err(TokenRefusal::Frozen(token.account(&order)).into());
    }
    let to = own_account(&session.chain, token, &client).await?;
    let is_blocked = |account: TokenAccount| !account.can_take(&account.mint) || !account.is_of(&quote.client);
    if to.is_some_and(is_blocked) {
        return Err(TokenRefusal::Blocked(token.account(&client)).into());
    }
    let payer = session.address();
    let made = to.is_none().then(|| token_account_create(&payer, &client, token));
    let returns = order_return_in(&payer, quote, is_written, cancel, token);
    Ok(made.into_iter().chain([returns]).collect())
}
