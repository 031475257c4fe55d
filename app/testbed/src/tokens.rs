//! Tokens of a test's market: issued, listed, sold for, frozen. Everything goes through the token programs themselves.

use std::sync::Arc;

use rayment_client::{
    Token, address, chain_key,
    instructions::{Encoded, OfferOf, SYSTEM, asset_set, offer_set, purse_budget, purse_open, token_account_create},
    token::{TOKEN, TOKEN_2022},
};
use rayment_core::{
    asset::Listing,
    money::Terms,
    provider::{OfferTerms, RENDER},
};
use solana_instruction::AccountMeta;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use crate::{ProviderKeys, Testbed};

/// Bytes of a mint, and of one that can keep fees back.
const MINT: usize = 82;
const MINT_WITH_FEES: usize = 278;
/// Numbers of the token programs' instructions.
const INITIALIZE_MINT: u8 = 20;
const TRANSFER_FEE: [u8; 2] = [26, 0];
const MINT_TO: u8 = 7;
const FREEZE: u8 = 10;
const THAW: u8 = 11;
/// The system program's number for making an account.
const CREATE: u32 = 0;

/// A token, and who may make more of it and freeze accounts of it.
#[derive(Clone)]
pub struct Issued {
    pub token: Token,
    pub decimals: u8,
    pub issuer: Arc<Keypair>,
}

impl Testbed {
    /// A token of the first token program.
    pub async fn issue(&self, decimals: u8) -> Issued {
        self.issued(TOKEN, decimals, MINT, Vec::new()).await
    }

    /// A token of Token-2022 whose mint could keep fees back, keeps none, and has nobody who may change that.
    pub async fn issue_2022(&self, decimals: u8) -> Issued {
        // No authority over fees, none over what is kept back, no share, no most.
        let data = [&TRANSFER_FEE[..], &[0, 0], &[0; 2], &[0; 8]].concat();
        self.issued(TOKEN_2022, decimals, MINT_WITH_FEES, vec![data]).await
    }

    async fn issued(&self, program: Pubkey, decimals: u8, space: usize, extensions: Vec<Vec<u8>>) -> Issued {
        let (mint, issuer) = (Keypair::new(), self.operator.clone());
        let rent = self.chain.rent(space).await.unwrap();
        let (key, own) = (mint.pubkey(), [AccountMeta::new(mint.pubkey(), false)]);
        let size = u64::try_from(space).unwrap();
        let data = [&CREATE.to_le_bytes()[..], &rent.to_le_bytes(), &size.to_le_bytes(), program.as_ref()].concat();
        let accounts = vec![AccountMeta::new(issuer.pubkey(), true), AccountMeta::new(key, true)];
        let mut calls = vec![Encoded { program_id: SYSTEM, accounts, data }];
        let may = [issuer.pubkey().as_ref(), &[1], issuer.pubkey().as_ref()].concat();
        let initialized = [&[INITIALIZE_MINT, decimals], may.as_slice()].concat();
        let steps = extensions.into_iter().chain([initialized]);
        calls.extend(steps.map(|data| Encoded { program_id: program, accounts: own.to_vec(), data }));
        self.chain.send(&issuer, &[&mint], &calls).await.unwrap();
        Issued { token: Token::new(key, program).unwrap(), decimals, issuer }
    }

    /// Makes so much of a token for a wallet.
    pub async fn gives(&self, of: &Issued, wallet: &Pubkey, units: u64) {
        let issuer = of.issuer.pubkey();
        let accounts = vec![
            AccountMeta::new(of.token.mint, false),
            AccountMeta::new(of.token.account(wallet), false),
            AccountMeta::new_readonly(issuer, true),
        ];
        let data = [&[MINT_TO], units.to_le_bytes().as_slice()].concat();
        let made = token_account_create(&issuer, wallet, &of.token);
        let mint = Encoded { program_id: of.token.program, accounts, data };
        self.chain.send(&of.issuer, &[], &[made, mint]).await.unwrap();
    }

    /// Has the issuer freeze a token account, or free it again.
    pub async fn freezes(&self, of: &Issued, account: &Pubkey, is_frozen: bool) {
        let accounts = vec![
            AccountMeta::new(*account, false),
            AccountMeta::new_readonly(of.token.mint, false),
            AccountMeta::new_readonly(of.issuer.pubkey(), true),
        ];
        let data = vec![if is_frozen { FREEZE } else { THAW }];
        let call = Encoded { program_id: of.token.program, accounts, data };
        self.chain.send(&of.issuer, &[], &[call]).await.unwrap();
    }

    /// The market takes it: a whole one weighs so many lamports, and deposits of any size are paid at once.
    pub async fn lists(&self, of: &Issued, rate: u64) {
        let listing = Some(Listing { rate, at_once_max: u64::MAX });
        let set = asset_set(&self.operator.pubkey(), &self.market.address, &of.token.mint, listing);
        self.chain.send(&self.operator, &[], &[set]).await.unwrap();
    }

    /// A registered provider is paid in it at these prices, and bonds out of what its operator is given of it.
    pub async fn sells_for(&self, keys: &ProviderKeys, of: &Issued, terms: Terms) {
        let wallet = keys.wallet.pubkey();
        let provider = self.chain.provider(&self.market.address, &wallet).await.unwrap().expect("it is registered");
        let offer = OfferOf { kind: RENDER, class: 0, mint: of.token.mint };
        let asked = OfferTerms { terms, manifest: [0; 32], slots: 1 };
        let calls = [
            purse_open(&wallet, &provider, &of.token),
            purse_budget(&wallet, &provider.address, &of.token.mint, u64::MAX),
            offer_set(&wallet, &provider, &offer, Some(asked)),
        ];
        self.chain.send(&keys.wallet, &[], &calls).await.unwrap();
    }

    /// Base units in a wallet's own account, or in an order's.
    pub async fn has(&self, of: &Issued, wallet: &Pubkey) -> u64 {
        self.in_account(&of.token.account(wallet)).await
    }

    /// Balance and fees of a provider's purse, and what lies in its vault.
    pub async fn purse(&self, keys: &ProviderKeys, of: &Issued) -> (u64, u64, u64) {
        let account = address::provider(&self.market.address, &keys.wallet.pubkey());
        let purse = self.chain.purse(&account, &of.token.mint).await.unwrap().expect("it is open");
        assert_eq!(chain_key(&purse.state.mint), of.token.mint);
        (purse.state.balance, purse.state.fees, self.in_account(&address::vault(&purse.address)).await)
    }

    async fn in_account(&self, account: &Pubkey) -> u64 {
        self.chain.token_account(account).await.unwrap().map_or(0, |(_, account)| account.amount)
    }
}
