//! The native twin: orders.

use rayment_client::{address, rule_key};
use rayment_core::{
    Native,
    market::Params,
    order::{Funds, Left, MarketVersion, OrderError, OrderState, Written},
};
use rayment_tests::vm::*;
use solana_pubkey::Pubkey;

use super::mirror::{Holders, Mirror, MirrorJob, MirrorOrder, SPONSOR, Taken, job_code};
use crate::idl::error_code as code;

fn order_code(error: OrderError) -> u32 {
    match error {
        OrderError::Job(error) => job_code(error),
        other => code(&format!("{other:?}")),
    }
}

impl Mirror {
    /// Notes an order that somebody may pay for.
    pub fn offers(&mut self, purchase: Purchase) -> Pubkey {
        let address = purchase.address();
        self.lamports.entry(address).or_default();
        self.orders.insert(address, MirrorOrder { purchase, state: None });
        address
    }

    pub fn draw(&mut self, order: Pubkey, with_quote: bool, index: Option<u32>, lends: bool) -> Taken {
        let MirrorOrder { purchase, state } = self.orders[&order].clone();
        let Purchase { quote, .. } = &purchase;
        let client = rayment_client::chain_key(&quote.client);
        let funds = |mirror: &Self| Funds {
            held: mirror.lamports[&order],
            order_rent: mirror.order_rent,
            job_rent: mirror.job_rent,
            lender: lends.then_some(quote.sponsor),
            tokens: None,
        };
        let mut state = match state {
            Some(state) if with_quote || index.is_some() => state,
            None if with_quote => {
                let Written { order: state, transfers } =
                    OrderState::write(*quote, &rule_key(&World::market_address()), &funds(self), self.now)
                        .map_err(order_code)?;
                self.pays(&transfers, &Holders { job: None, order, client, provider: None })?;
                state
            }
            _ => return Err(code("QuoteMissing")),
        };
        if let Some(index) = index {
            let version = MarketVersion { params: 0, since: 0, paused_until: 0 };
            let market = (&version, &Params::DEFAULT, 0);
            let drawn = state
                .draw::<Native>(&rule_key(&order), &purchase.draw(index), market, &funds(self), self.now)
                .map_err(order_code)?;
            let job = address::job(&order, drawn.index);
            self.lamports.insert(job, 0);
            self.pays(&drawn.transfers, &Holders { job: Some(job), order, client, provider: None })?;
            self.jobs.insert(job, Some(MirrorJob { state: drawn.job, order, render: PICTURE }));
            state = drawn.order;
        }
        self.orders.get_mut(&order).expect("it was bought").state = Some(state);
        Ok(())
    }

    pub fn returns(&mut self, by: Actor, order: Pubkey, cancel: bool) -> Taken {
        let MirrorOrder { purchase: Purchase { quote, .. }, state } = self.orders[&order].clone();
        let client = rayment_client::chain_key(&quote.client);
        let takes = |wallet: &Pubkey| self.wallet_rent.saturating_sub(self.lamports[wallet]);
        let left = Left {
            signer: Some(rule_key(&by.key())),
            held: self.lamports[&order],
            order_rent: self.order_rent,
            client_takes: takes(&client),
            sponsor_takes: quote.lender().map_or(0, |_| takes(&SPONSOR.key())),
        };
        let between = Holders { job: None, order, client, provider: None };
        let Some(state) = state else {
            if cancel {
                return Err(code("NothingToDraw"));
            }
            let transfers = quote.give_back(&left, self.now).map_err(order_code)?;
            return self.pays(&transfers, &between);
        };
        let step = state.give_back(cancel, &left, self.now).map_err(order_code)?;
        self.pays(&step.transfers, &between)?;
        let next = step.next.continues();
        if next.is_none() {
            self.moves(order, client, self.lamports[&order])?;
        }
        self.orders.get_mut(&order).expect("it was bought").state = next;
        Ok(())
    }
}
