//! A crowd on the embedded ledger: how many jobs and channels it carries at a time, and whether every base unit is
//! found again. Nobody but the ledger runs: what daemons would send is sent here, many wallets at once. Nothing is
//! rendered.

mod books;
mod channels;
mod jobs;
mod people;
mod sending;

use std::time::{Duration, Instant};

use rayment_client::JobFilter;

use books::{ASSETS, Books, Count, Kept};
use channels::Channels;
use jobs::{Orders, REJECTED};
use people::{Crowd, Size};

/// What the vouchers of each round are for, one round after the other.
const VOUCHERS: [u64; 3] = [1_500_000, 4_000_001, 6_543_211];
/// Longer than any order may be open.
const TWO_DAYS: u64 = 2 * 86_400;

#[tokio::test(flavor = "multi_thread")]
async fn a_small_crowd_finds_every_base_unit_again() {
    let size = Size { clients: 12, providers: 5, jobs: 10, drawn_at_once: 5, channels: 6 };
    comes_and_goes(size).await;
}

#[ignore = "minutes of both cores: a measurement for tests/BENCHMARKS.md"]
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_ten_thousand_jobs_and_a_thousand_channels() {
    let size = Size { clients: 100, providers: 50, jobs: 100, drawn_at_once: 10, channels: 10 };
    comes_and_goes(size).await;
}

/// Everybody comes, buys, works and leaves, and then all is counted.
async fn comes_and_goes(size: Size) {
    let mut crowd = Crowd::gather(size).await;
    let before = Count::take(&crowd.chain, &crowd.owners, crowd.mints()).await;
    let (memory, begun) = (resident(), Instant::now());
    crowd.register().await;
    let channels = Channels::open(&mut crowd).await;
    let mut orders = Orders::paid(&mut crowd).await;
    let mut waves = 0;
    while orders.wave(&mut crowd).await {
        if let Some(cumulative) = VOUCHERS.get(waves) {
            channels.redeem(&crowd, *cumulative).await;
        }
        waves += 1;
        let (sent, secs) = (crowd.send.so_far().transactions, begun.elapsed().as_secs_f64());
        println!("wave {waves}: {sent} transactions in {secs:.1} s so far, {} MB", resident());
    }
    assert!(waves >= VOUCHERS.len(), "every voucher was redeemed");
    channels.leave(&mut crowd).await;
    crowd.advance(TWO_DAYS);
    channels.expire(&mut crowd).await;
    orders.close(&mut crowd).await;
    crowd.pay_out().await;
    let took = begun.elapsed();
    nothing_is_open(&crowd).await;
    let after = Count::take(&crowd.chain, &crowd.owners, crowd.mints()).await;
    let kept = Kept { books: crowd.books.clone(), sent: crowd.send.so_far() };
    after.check(&before, (&crowd.owners, crowd.mints()), &kept).unwrap();
    notices_one_unit(&crowd, (&before, &after), &kept);
    adds_up(&crowd, &before, &after).await;
    print(&crowd, channels.count(), took, [memory, resident()]);
}

async fn nothing_is_open(crowd: &Crowd) {
    let (chain, market) = (&crowd.chain, crowd.market.address);
    let jobs = chain.jobs(&JobFilter::default()).await.unwrap().len();
    let orders = chain.orders(&market, None).await.unwrap().len();
    let channels = chain.channels(&Default::default()).await.unwrap().len();
    assert_eq!((jobs, orders, channels), (0, 0, 0), "jobs, orders and channels that are left");
    let ended: u32 = ["accepted", "answered", "cancelled", "expired"].iter().map(|ending| crowd.ended(ending)).sum();
    assert_eq!(ended, crowd.size.jobs * crowd.size.clients as u32, "every job has ended once");
}

/// One base unit elsewhere, or one signature more, and it is noticed.
fn notices_one_unit(crowd: &Crowd, (before, after): (&Count, &Count), kept: &Kept) {
    let check = |kept: &Kept| after.check(before, (&crowd.owners, crowd.mints()), kept).unwrap_err();
    for asset in 0..ASSETS {
        let (client, provider) = (crowd.buyers(asset).next().unwrap(), crowd.sellers()[0]);
        let mut wrong = kept.clone();
        wrong.books.forfeits(asset, (provider, client), 1);
        let error = check(&wrong);
        assert!(error.contains(" of client ") && error.contains(" instead of "), "{error}");
    }
    let mut wrong = kept.clone();
    wrong.sent.signatures += 1;
    assert!(check(&wrong).starts_with("all lamports"), "a signature that nobody sent");
}

/// What was paid is what providers earned, the market's fees, and what came back; by what lies there now, not by what
/// was written down.
async fn adds_up(crowd: &Crowd, before: &Count, after: &Count) {
    let (books, sent) = (&crowd.books, crowd.send.so_far());
    let gains = |asset: usize, wallets: &[_]| -> i128 {
        let owners = crowd.owners.iter().filter(|owner| wallets.contains(&owner.wallet));
        owners.map(|owner| after.gained(before, owner, crowd.mints()[asset], &sent)).sum()
    };
    for asset in 0..ASSETS {
        let wallets: Vec<_> = crowd.buyers(asset).collect();
        let returned = i128::from(books.paid[asset]) + gains(asset, &wallets);
        let (earned, market) = (gains(asset, &crowd.sellers()), gains(asset, &[crowd.market.treasury]));
        assert_eq!(i128::from(books.paid[asset]), earned + market + returned, "asset {asset}");
        // The bonds that clients lost by disputes went to providers and market, those of providers to clients.
        let to_both = books.earned[asset] + books.fees[asset] + books.disputes[asset];
        assert_eq!(earned + market, i128::from(to_both) - i128::from(books.forfeits[asset]), "asset {asset}");
        assert!(books.earned[asset] > 0 && books.fees[asset] > 0 && returned > 0);
    }
    let providers = crowd.chain.providers(&crowd.market.address).await.unwrap();
    let earned: u64 = providers.iter().map(|provider| provider.state.earned).sum();
    assert_eq!(earned, books.earned[0], "lamports that the program says providers have earned");
    let paid: u32 = providers.iter().map(|provider| provider.state.paid_jobs).sum();
    assert_eq!(paid, crowd.ended("accepted") + crowd.ended("answered"));
    let failed: u32 = providers.iter().map(|provider| provider.state.failed_jobs).sum();
    assert_eq!(failed, crowd.ended(REJECTED) + crowd.ended("expired"));
}

fn print(crowd: &Crowd, channels: usize, took: Duration, [before, after]: [u64; 2]) {
    let (sent, secs) = (crowd.send.so_far(), took.as_secs_f64());
    let jobs: Vec<_> = crowd.endings.iter().map(|(ending, count)| format!("{count} {ending}")).collect();
    println!("| jobs | {} |", jobs.join(", "));
    println!("| channels | {channels}, {} vouchers each |", VOUCHERS.len());
    println!("| transactions, signatures | {}, {} |", sent.transactions, sent.signatures);
    println!("| compute units, as simulated | {} |", sent.units);
    println!("| seconds, transactions a second | {secs:.1}, {:.1} |", sent.transactions as f64 / secs);
    println!("| resident memory before and after | {before} MB, {after} MB |");
    println!("| network fees | {} lamports |", sent.fees());
    println!("| rent locked at the most | {} lamports |", crowd.most_rent);
    for (asset, name) in ["SOL", "the SPL token", "the Token-2022 token"].iter().enumerate() {
        let Books { paid, earned, fees, disputes, forfeits, .. } = &crowd.books;
        let (paid, earned, fees) = (paid[asset], earned[asset], fees[asset]);
        let (disputes, forfeits) = (disputes[asset], forfeits[asset]);
        print!("| {name}: locked, earned, fees, bonds that clients and that providers lost ");
        println!("| {paid}, {earned}, {fees}, {disputes}, {forfeits} |");
    }
}

/// Resident memory of this process, which the ledger runs in, in megabytes.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("Linux says so");
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1_024
}
