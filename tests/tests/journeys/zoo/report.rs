//! What came of it all, as a table.

use rayment_core::job::Outcome;

use super::{habitat::Tally, harm::Harm, honest::Receipts};

const HARM: &str = "attempts lost to it, seconds, longest; assignments that lapsed";

/// A liar's books.
pub struct Books {
    pub name: &'static str,
    pub wallets: usize,
    pub start: u64,
    pub end: u64,
    /// Bonds that other liars lost to it.
    pub from_liars: u64,
    pub tally: Tally,
    pub harm: Harm,
}

impl Books {
    /// What it has won of the honest, or lost to them and to the network.
    pub fn won(&self) -> i64 {
        self.end as i64 - self.start as i64 - self.from_liars as i64
    }
}

/// A table for people, and for BENCHMARKS.md.
pub fn table(books: &[Books]) -> String {
    let titles = ["liar", "wallets", "spent", "gained", "tries", "refused", HARM, "what it did"];
    let mut text = format!("| {} |\n{}|\n", titles.join(" | "), "|---".repeat(titles.len()));
    for book in books {
        let (won, tally) = (book.won(), &book.tally);
        let did: Vec<_> = tally.done.iter().map(|(what, times)| format!("{what}: {times}")).collect();
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {}, {} s, {} s; {} | {} |\n",
            book.name,
            book.wallets,
            (-won).max(0),
            won.max(0),
            tally.tries,
            tally.refused,
            book.harm.attempts,
            book.harm.secs,
            book.harm.longest,
            book.harm.lapses,
            did.join("; ")
        );
    }
    text
}

/// What a client got, in a line or two.
pub fn told(name: &str, receipts: &Receipts) -> String {
    let count = |of: Outcome| receipts.ended.iter().filter(|end| end.outcome == of).count();
    let tried: usize = receipts.ended.iter().map(|end| usize::from(end.attempt) + 1).sum();
    format!(
        "{name}: {} of {} frames for {} lamports each, in {:.0} s (median) and {:.0} s (last); {} jobs in {tried} \
         attempts, {} paid, {} refunded, {} split; {} tiles verified; trouble: {:?}",
        receipts.got,
        receipts.wanted,
        price(receipts),
        quantile(receipts, 0.5),
        quantile(receipts, 1.0),
        receipts.ended.len(),
        count(Outcome::Paid),
        count(Outcome::Refunded),
        count(Outcome::Split),
        receipts.verified,
        receipts.trouble,
    )
}

/// Lamports for a frame.
pub fn price(receipts: &Receipts) -> u64 {
    receipts.paid() / (receipts.got.max(1) as u64)
}

/// Seconds that this share of the frames took at most.
pub fn quantile(receipts: &Receipts, share: f64) -> f64 {
    let mut secs = receipts.secs.clone();
    secs.sort_by(f64::total_cmp);
    let last = secs.len().saturating_sub(1);
    secs.get((last as f64 * share) as usize).copied().unwrap_or_default()
}
