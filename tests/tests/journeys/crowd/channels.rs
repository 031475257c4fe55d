//! Channels: opened by every client, redeemed by vouchers, ended in three ways, closed.

use std::{collections::BTreeMap, sync::Arc};

use rayment_client::{
    Channel, ChannelFilter,
    accounts::Payment,
    instructions::{NewChannel, Redeemed, channel_open, channel_redeem, channel_steer},
    rule_key,
};
use rayment_core::{
    channel::{ChannelTerms, Signed, Steer, Voucher},
    money::{Bill, share},
    proof::challenge::SlotHashes,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::people::Crowd;

const DEPOSIT: u64 = 10_500_000;
/// 1,000 a second.
const RATE: u64 = 3_600_000;
const DAY: i64 = 86_400;
/// How long vouchers count after the end.
const CLOSE_SECS: u32 = 900;
/// So many are opened by one slot's hash, which is good for 51 s.
const BY_ONE_SLOT: usize = 200;

/// How a channel ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    ClosedByPayer,
    EndedByProvider,
    Expired,
}

/// What is known of a channel from its opening on.
struct Opened {
    client: usize,
    provider: usize,
    ending: Ending,
}

/// All channels of the crowd.
pub struct Channels(BTreeMap<Pubkey, Opened>);

impl Channels {
    /// Every client opens its channels, to one provider after the other; every other one has a rate.
    pub async fn open(crowd: &mut Crowd) -> Self {
        let (now, mut all) = (crowd.now().await, BTreeMap::new());
        let each = |client: usize| (0..crowd.size.channels).map(move |number| (client, number));
        let wanted: Vec<_> = (0..crowd.clients.len()).flat_map(each).collect();
        for some in wanted.chunks(BY_ONE_SLOT) {
            let (mut opens, slot) = (Vec::new(), newest_slot(crowd).await);
            for (client, number) in some {
                let provider = (7 * client + number) % crowd.providers.len();
                let new = proposal(crowd, (*client, *number, provider), slot, now);
                let ending = [Ending::ClosedByPayer, Ending::EndedByProvider, Ending::Expired][number / 2 % 3];
                let opened = Opened { client: *client, provider, ending };
                all.insert(new.address(&crowd.market.address), opened);
                opens.push((crowd.clients[*client].key.clone(), vec![channel_open(&crowd.market, &new)]));
                crowd.books.paid[crowd.clients[*client].asset] += DEPOSIT;
            }
            crowd.send.all("channels are opened", opens).await;
        }
        assert_eq!(all.len(), wanted.len(), "no two have one address");
        let rents = crowd.rents;
        let rent = |opened: &Opened| rents.channel + rents.vaults[crowd.clients[opened.client].asset];
        crowd.rent_of_channels = all.values().map(rent).sum();
        Self(all)
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Every provider redeems a voucher for this much of each of its channels.
    pub async fn redeem(&self, crowd: &Crowd, cumulative: u64) {
        let channels = self.read(crowd).await;
        let calls = channels.iter().map(|channel| {
            let opened = &self.0[&channel.address];
            let session = &crowd.clients[opened.client].session;
            let voucher = Voucher { channel: rule_key(&channel.address), cumulative, expires_at: 0 };
            let signature = session.sign_message(&voucher.to_bytes()).into();
            let signed = Signed { key: rule_key(&session.pubkey()), voucher };
            let word = Redeemed::Voucher(&signed, &signature);
            (operator(crowd, opened), channel_redeem(&crowd.market.address, channel, &word))
        });
        crowd.send.all("vouchers are redeemed", calls).await;
    }

    /// Payers close some, providers end others; the rest stays open until its time is over.
    pub async fn leave(&self, crowd: &mut Crowd) {
        let channels = self.read(crowd).await;
        let steer = |channel: &Channel| {
            let opened = &self.0[&channel.address];
            let (by, command) = match opened.ending {
                Ending::ClosedByPayer => (crowd.clients[opened.client].key.clone(), Steer::Close),
                Ending::EndedByProvider => (operator(crowd, opened), Steer::End),
                Ending::Expired => return None,
            };
            let call = channel_steer(&by.pubkey(), &crowd.market.address, channel, command);
            Some((by, vec![call]))
        };
        let calls: Vec<_> = channels.iter().filter_map(steer).collect();
        crowd.send.all("channels are left", calls).await;
        crowd.advance(CLOSE_SECS.into());
        self.close(crowd, |ending| ending != Ending::Expired).await;
    }

    /// The time of what is left is over.
    pub async fn expire(&self, crowd: &mut Crowd) {
        self.close(crowd, |_| true).await;
    }

    /// Anyone asks for what time has made due: the last payment, what is left, and the rent. Writes down who has to
    /// get what, by the rules.
    async fn close(&self, crowd: &mut Crowd, closes: impl Fn(Ending) -> bool) {
        let mut channels = self.read(crowd).await;
        channels.retain(|channel| closes(self.0[&channel.address].ending));
        let (now, fee_bps, treasury) = (crowd.now().await, crowd.params.values.fee_bps, crowd.market.treasury);
        let calls = channels.iter().map(|channel| {
            let calls = channel_redeem(&crowd.market.address, channel, &Redeemed::Nothing);
            (crowd.keeper.clone(), calls)
        });
        crowd.send.all("channels are closed", calls).await;
        for channel in &channels {
            let opened = &self.0[&channel.address];
            let client = &crowd.clients[opened.client];
            let provider = crowd.providers[opened.provider].keys.wallet.pubkey();
            // Its time stands still: nothing comes of asking later.
            let subtotal = channel.state.owed(fee_bps, now);
            let bill = Bill { subtotal, fee: share(subtotal, fee_bps).unwrap() };
            let (asset, parties) = (client.asset, (client.key.pubkey(), provider, treasury));
            crowd.books.earns(asset, parties, bill);
            crowd.rent_of_channels -= crowd.rents.channel + crowd.rents.vaults[asset];
        }
    }

    async fn read(&self, crowd: &Crowd) -> Vec<Channel> {
        let mut all = crowd.chain.channels(&ChannelFilter::default()).await.unwrap();
        for channel in &mut all {
            let asset = crowd.clients[self.0[&channel.address].client].asset;
            let pays = |token| Payment { token, has_purse: true, held: channel.state.deposit };
            channel.payment = crowd.token(asset).map(pays);
        }
        all
    }
}

fn operator(crowd: &Crowd, opened: &Opened) -> Arc<Keypair> {
    crowd.providers[opened.provider].keys.operator.clone()
}

fn proposal(
    crowd: &Crowd,
    (client, number, provider): (usize, usize, usize),
    slot: (u64, [u8; 32]),
    now: i64,
) -> NewChannel {
    let has_rate = number.is_multiple_of(2);
    let buyer = &crowd.clients[client];
    let terms = ChannelTerms {
        params: crowd.market.version.params,
        fee_bps: crowd.params.values.fee_bps,
        kind: if has_rate { 5 } else { 1 },
        signer: rule_key(&buyer.session.pubkey()),
        subject: [0x50; 32],
        ssh: [0; 32],
        ssh_hashed: false,
        rate: if has_rate { RATE } else { 0 },
        close_secs: CLOSE_SECS,
        expires_at: now + DAY,
    };
    NewChannel {
        payer: buyer.key.pubkey(),
        rent_payer: None,
        provider: crowd.providers[provider].keys.wallet.pubkey(),
        terms,
        salt: number as u64,
        slot,
        deposit: DEPOSIT,
        token: crowd.token(buyer.asset),
    }
}

/// The newest slot that has a hash, and it.
async fn newest_slot(crowd: &Crowd) -> (u64, [u8; 32]) {
    let (clock, hashes) = (crowd.chain.clock().await.unwrap(), crowd.chain.slot_hashes().await.unwrap());
    let found = (0..=clock.slot).rev().find_map(|slot| Some((slot, SlotHashes(&hashes).hash_of(slot)?)));
    found.expect("some slot has a hash")
}
