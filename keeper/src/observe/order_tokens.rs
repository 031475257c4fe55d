//! What orders in tokens hold. An order may wait for its payment for long: it is looked at again when its account has
//! changed, else less and less often.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use rayment_client::{Chain, ChainError, Order, Token};
use solana_pubkey::Pubkey;

use super::token_accounts::{account_of, many};
use crate::tokens::OrderTokens;

/// Pause before the tokens of an order that has not changed are read again, doubled up to the longest.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_LAST: Duration = Duration::from_secs(60);

#[derive(Default)]
pub(super) struct OrderAccounts(BTreeMap<Pubkey, Looked>);

struct Looked {
    order: Order,
    tokens: OrderTokens,
    again: Instant,
    pause: Duration,
}

impl OrderAccounts {
    /// Reads what is due of these orders, and forgets the rest.
    pub async fn look(&mut self, chain: &Chain, orders: &[(Order, Token)], now: Instant) -> Result<(), ChainError> {
        let known: BTreeMap<_, _> = orders.iter().map(|(order, token)| (order.address, (order, token))).collect();
        self.0.retain(|address, _| known.contains_key(address));
        let is_due = |(order, _): &&(&Order, &Token)| {
            self.0.get(&order.address).is_none_or(|looked| looked.order != **order || now >= looked.again)
        };
        let due: Vec<_> = known.values().filter(is_due).copied().collect();
        let places =
            due.iter().flat_map(|(order, token)| [order.address, order.client()].map(|key| token.account(&key)));
        let read = many(chain, &places.collect::<Vec<_>>()).await?;
        for ((order, token), read) in due.into_iter().zip(read.chunks(2)) {
            let [own, clients] = read else { continue };
            let client = &order.state.quote.client;
            let can = account_of(clients, token).filter(|account| account.is_of(client));
            let client_takes = can.is_some_and(|account| account.can_take(&account.mint));
            let tokens = OrderTokens { token: *token, account: account_of(own, token), client_takes };
            let before = self.0.get(&order.address).filter(|looked| (looked.order, looked.tokens) == (*order, tokens));
            let pause = before.map_or(PAUSE_FIRST, |looked| (looked.pause * 2).min(PAUSE_LAST));
            self.0.insert(order.address, Looked { order: *order, tokens, again: now + pause, pause });
        }
        Ok(())
    }

    pub fn get(&self, order: &Pubkey) -> Option<OrderTokens> {
        self.0.get(order).map(|looked| looked.tokens)
    }

    pub fn all(&self) -> BTreeMap<Pubkey, OrderTokens> {
        self.0.iter().map(|(address, looked)| (*address, looked.tokens)).collect()
    }
}
