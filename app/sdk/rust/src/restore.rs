//! What an order did not need goes back to its client.

use rayment_client::{ChainError, Order, Sent, instructions::order_return, order::OrderQuote};
use rayment_core::layout;

use crate::{Event, Placed, Session};

/// Returns what is left of an order whose jobs have all ended, unless that has been done. A failure keeps nobody from
/// the pictures: the money stays the client's, and the market's keeper returns it too.
pub(crate) async fn restore(session: &Session, placed: &mut Placed, on_event: &mut (dyn FnMut(Event) + Send)) {
    let returned = async {
        let Some(order) = session.chain.order(&placed.order).await? else { return Ok(None) };
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

/// Returns what the order does not need; `None` where that is nothing.
///
/// # Errors
/// Where the program refuses, or the node does not answer.
pub async fn give_back(session: &Session, order: &Order, cancel: bool) -> Result<Option<Sent>, ChainError> {
    let now = session.chain.clock().await?.unix_timestamp;
    let (rent, state) = (session.chain.rent(layout::order::SPACE).await?, &order.state);
    let undrawn = if cancel { 0 } else { state.undrawn(now) };
    let is_closing = state.is_done(now) && now >= state.quote.draw_until;
    let is_free = order.lamports > rent.saturating_add(undrawn).saturating_add(state.head.lent);
    if !is_closing && !cancel && !is_free {
        return Ok(None);
    }
    let call = order_return(&session.address(), &state.quote, true, cancel);
    session.chain.send(&session.wallet, &[], &[call]).await.map(Some)
}

/// Returns what lies at the address of a quote that was never written down, or whose order is closed.
///
/// # Errors
/// Where the program refuses, or the node does not answer.
pub async fn give_back_unwritten(session: &Session, quote: &OrderQuote) -> Result<Sent, ChainError> {
    let call = order_return(&session.address(), quote, false, false);
    session.chain.send(&session.wallet, &[], &[call]).await
}
