//! The native twin: who is paid, from which account.

use rayment_client::chain_key;
use rayment_core::{
    channel::Closed,
    money::{Holding, Transfers},
    provider::{ProviderCommand, ProviderSigner},
};
use rayment_tests::vm::*;
use solana_pubkey::Pubkey;

use super::mirror::{Mirror, PROVIDERS, Taken, provider_code};

/// Of the system program: a wallet has too little.
const POOR: u32 = 1;

impl Mirror {
    pub fn moves(&mut self, from: Pubkey, to: Pubkey, lamports: u64) -> Taken {
        let left = self.lamports[&from].checked_sub(lamports).ok_or(POOR)?;
        self.lamports.insert(from, left);
        *self.lamports.entry(to).or_default() += lamports;
        Ok(())
    }

    pub fn pays(&mut self, transfers: &Transfers, channel: Pubkey, payer: Pubkey, provider: usize) -> Taken {
        let account = PROVIDERS[provider].address();
        for payment in transfers.iter().filter(|payment| payment.amount > 0) {
            let of = |holding| match holding {
                Holding::Deposit => channel,
                Holding::Client => payer,
                Holding::Balance | Holding::Fees => account,
                other => panic!("a channel pays no {other:?}"),
            };
            // What a wallet can't take comes with the rent.
            if payment.to == Holding::Client && self.lamports[&payer] + payment.amount < self.wallet_rent {
                continue;
            }
            self.ways.insert(format!("{:?} to {:?}", payment.from, payment.to));
            self.moves(of(payment.from), of(payment.to), payment.amount)?;
        }
        let earnings = transfers.amount(Holding::Deposit, Holding::Balance);
        if earnings > 0 && self.has_left[provider] {
            self.ways.insert("a provider that came back is paid".into());
        }
        match &mut self.providers[provider] {
            Some(state) => state.earn(transfers).map_err(provider_code),
            None => Ok(()),
        }
    }

    pub fn closes(&mut self, channel: Pubkey, payer: Pubkey, closed: &Closed) -> Taken {
        let known = self.channels.get_mut(&channel).expect("it is there");
        let lender = chain_key(&known.state.take().expect("it is open").rent_payer);
        self.moves(channel, lender, closed.rent)?;
        let left = self.lamports[&channel];
        let can_take = left == 0 || self.lamports[&payer] + left >= self.wallet_rent;
        self.moves(channel, if can_take { payer } else { lender }, left)?;
        let how = match (can_take, lender == payer) {
            (false, _) => "closed with what the payer could not take",
            (true, true) => "closed to a payer that lent",
            (true, false) => "closed to its lender",
        };
        self.ways.insert(how.into());
        Ok(())
    }

    pub fn changes(&mut self, provider: usize, signer: ProviderSigner, command: ProviderCommand) -> Taken {
        let state = self.providers[provider].expect("it is there");
        let Provider { wallet, payout, .. } = PROVIDERS[provider];
        let account = PROVIDERS[provider].address();
        let step = state.step(signer, command).map_err(provider_code)?;
        for payment in step.transfers.iter() {
            let to = if payment.to == Holding::Payout { payout } else { TREASURY };
            self.moves(account, to.key(), payment.amount)?;
        }
        self.providers[provider] = step.next.continues();
        if self.providers[provider].is_none() {
            self.has_left[provider] = true;
            self.moves(account, wallet.key(), self.lamports[&account])?;
        }
        Ok(())
    }
}
