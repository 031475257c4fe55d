//! Vouchers become money on a real ledger, to the lamport.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rayment_client::{
    Chain, Channel, Outcome, PROGRAM_ELF, PROGRAM_ID, address as addresses,
    instructions::{self, NewChannel, Registration},
    rule_key,
};
use rayment_core::{
    channel::{ChannelPhase, ChannelTerms},
    market::Params,
    money::Terms,
    proof::challenge::SlotHashes,
};
use rayment_localnet::{Config, Localnet, Program};
use rayment_worker::channels::{Action, Policy, Redeemer, Vouchers, Wanted};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use tempfile::tempdir;

use super::story::*;

const SOL: u64 = 1_000_000_000;
const COUNT: u64 = 5;

/// A market with one provider, and somebody who pays.
pub struct Ledger {
    pub ledger: Localnet,
    pub chain: Chain,
    pub market: Pubkey,
    wallet: Keypair,
    pub operator: Arc<Keypair>,
    payer: Keypair,
}

impl Ledger {
    pub async fn start() -> Self {
        let [wallet, operator, payer, treasury] = std::array::from_fn(|_| Keypair::new());
        let program = Program { id: PROGRAM_ID, elf: PROGRAM_ELF.into(), authority: wallet.pubkey() };
        let funded = [&wallet, &operator, &payer].map(|key| (key.pubkey(), 10 * SOL)).to_vec();
        let config = Config { program: Some(program), funded, ..Config::default() };
        let ledger = tokio::task::spawn_blocking(|| Localnet::start(config)).await.unwrap().unwrap();
        let chain = Chain::connect(&ledger.rpc_url(), &ledger.ws_url());
        let (own, market) = (wallet.pubkey(), addresses::market(&wallet.pubkey(), 0));
        let registration = Registration {
            operator: operator.pubkey().to_bytes(),
            payout: own.to_bytes(),
            profile: [0; 32],
            terms: Terms::default(),
            slots: 1,
            budget: 0,
        };
        let init = instructions::market_init(&own, 0, &own, &treasury.pubkey(), &Params::DEFAULT);
        let register = instructions::provider_register(&market, &own, &registration);
        chain.send(&wallet, &[], &[init]).await.unwrap();
        chain.send(&wallet, &[], &[register]).await.unwrap();
        Self { ledger, chain, market, wallet, operator: Arc::new(operator), payer }
    }

    pub fn provider(&self) -> Pubkey {
        addresses::provider(&self.market, &self.wallet.pubkey())
    }

    pub async fn opens(&self, salt: u64) -> Channel {
        let new = self.wish(salt).await;
        self.opened(&new).await
    }

    pub async fn opened(&self, new: &NewChannel) -> Channel {
        let market = self.chain.market(&self.market).await.unwrap();
        self.chain.send(&self.payer, &[], &[instructions::channel_open(&market, new)]).await.unwrap();
        self.channel(&new.address(&self.market)).await
    }

    /// A channel that is not open yet.
    pub async fn wish(&self, salt: u64) -> NewChannel {
        let clock = self.chain.clock().await.unwrap();
        let hashes = self.chain.slot_hashes().await.unwrap();
        let slot = clock.slot - 2;
        let terms = ChannelTerms {
            params: 0,
            fee_bps: FEE_BPS,
            kind: 1,
            signer: channel(1).state.signer,
            subject: [5; 32],
            ssh: [0; 32],
            ssh_hashed: false,
            rate: 0,
            close_secs: 900,
            expires_at: clock.unix_timestamp + DAY,
        };
        NewChannel {
            token: None,
            payer: self.payer.pubkey(),
            rent_payer: None,
            provider: self.wallet.pubkey(),
            terms,
            salt,
            slot: (slot, SlotHashes(&hashes).hash_of(slot).unwrap()),
            deposit: DEPOSIT,
        }
    }

    pub async fn channel(&self, address: &Pubkey) -> Channel {
        self.chain.channel(address).await.unwrap().unwrap()
    }

    /// Lamports that the provider's account holds for it, and in fees for its market.
    async fn earned(&self) -> (u64, u64) {
        let provider = self.chain.provider(&self.market, &self.wallet.pubkey()).await.unwrap().unwrap();
        (provider.state.balance, provider.state.fees)
    }

    pub fn redeemer(&self) -> Redeemer {
        Redeemer {
            chain: self.chain.clone(),
            market: self.market,
            provider: self.provider(),
            operator: Arc::clone(&self.operator),
            policy: Policy::DEFAULT,
        }
    }
}

/// All of it went through.
fn done(outcomes: &[(Action, Outcome)]) -> Vec<(&'static str, Pubkey)> {
    let ok = |(action, outcome): &(Action, Outcome)| {
        assert!(matches!(outcome, Outcome::Done(_)), "{action:?}: {outcome:?}");
        (action.name(), action.channel())
    };
    outcomes.iter().map(ok).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn vouchers_are_redeemed_together_and_the_rest_goes_back() {
    let ledger = Ledger::start().await;
    let (folder, redeemer) = (tempdir().unwrap(), ledger.redeemer());
    let vouchers = Arc::new(Vouchers::open(folder.path()).unwrap());
    let wanted = Wanted { provider: ledger.provider(), ..wanted() };
    let had = ledger.chain.balance(&ledger.payer.pubkey()).await.unwrap();
    let mut channels = Vec::new();
    for salt in 0..COUNT {
        channels.push(ledger.opens(salt).await);
    }
    let now = ledger.chain.clock().await.unwrap().unix_timestamp;
    // Of strangers' channels not even the parameters are read: here that would fail.
    let lost = Redeemer { market: address(9), ..ledger.redeemer() };
    assert!(lost.tick(&vouchers, &BTreeSet::new()).await.unwrap().is_empty());
    let mut expected = (0, 0);
    for (number, channel) in (1..).zip(&channels) {
        for cumulative in [number * 100, number * 2_000_000] {
            brings_word(&vouchers, (channel, &wanted, now), &word(channel, cumulative, 0)).unwrap();
        }
        expected = (expected.0 + number * 2_000_000, expected.1 + number * 100_000);
    }

    lost.tick(&vouchers, &BTreeSet::new()).await.unwrap_err();

    // A crash in between changes nothing.
    drop(vouchers);
    let vouchers = Arc::new(Vouchers::open(folder.path()).unwrap());
    let outcomes = redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap();
    assert_eq!(done(&outcomes).len(), channels.len());
    let signatures = outcomes.iter().filter_map(|(_, outcome)| match outcome {
        Outcome::Done(sent) => Some(sent.signature),
        Outcome::Transient(_) | Outcome::Refused(_) | Outcome::Fatal(_) => None,
    });
    let signatures: BTreeSet<_> = signatures.collect();
    assert_eq!(signatures.len(), 2, "three fit into one transaction");
    assert_eq!(ledger.earned().await, expected);
    assert!(redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap().is_empty(), "there is nothing left to collect");

    // Little more is served, and then no more: all channels end, and their payer has the rest.
    for channel in &channels {
        let cumulative = ledger.channel(&channel.address).await.state.voucher + 21;
        brings_word(&vouchers, (channel, &wanted, now), &word(channel, cumulative, 0)).unwrap();
        expected = (expected.0 + 21, expected.1 + 1);
    }
    let over = channels.iter().map(|channel| channel.address).collect();
    assert!(redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap().is_empty(), "it would not pay its own fee");
    let outcomes = redeemer.tick(&vouchers, &over).await.unwrap();
    assert_eq!(done(&outcomes).len(), channels.len());
    assert_eq!(ledger.earned().await, expected);
    for channel in &channels {
        let phase = ledger.channel(&channel.address).await.state.phase;
        assert_eq!(phase, ChannelPhase::Ended);
    }

    // Their addresses are spent some minutes later: the accounts close, and the rent goes back too.
    ledger.ledger.advance(Duration::from_secs(120)).unwrap();
    let outcomes = redeemer.tick(&vouchers, &over).await.unwrap();
    assert_eq!(done(&outcomes).len(), channels.len());
    for channel in &channels {
        assert_eq!(ledger.chain.channel(&channel.address).await.unwrap(), None);
    }
    let has = ledger.chain.balance(&ledger.payer.pubkey()).await.unwrap();
    let network: u64 = had - has - expected.0 - expected.1;
    let fees = COUNT * 5_000;
    assert!((fees..fees + COUNT * 1_000).contains(&network), "{network} beside what was served");
    // Vouchers stay for a day from when their channels were first found missing.
    for (advance, left) in [(0, COUNT), (86_000, COUNT), (400, 0)] {
        ledger.ledger.advance(Duration::from_secs(advance)).unwrap();
        assert!(redeemer.tick(&vouchers, &over).await.unwrap().is_empty());
        assert_eq!(vouchers.all().len() as u64, left, "after {advance} s more");
    }
    let state = ledger.chain.provider(&ledger.market, &ledger.wallet.pubkey()).await.unwrap().unwrap().state;
    assert_eq!((state.earned, state.authority), (expected.0, rule_key(&ledger.wallet.pubkey())));
    tokio::task::spawn_blocking(move || ledger.ledger.stop()).await.unwrap().unwrap();
}
