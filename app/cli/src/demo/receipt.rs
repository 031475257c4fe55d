//! The receipt: who was paid what, and the proof that nothing is missing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    chain::Past,
    events::Event,
    history::{JobHistory, steps},
    money::{change, sol},
};
use rayment_core::job::Acceptance;
use rayment_sdk::{FrameFile, FramePart, Quoted, Rendered};
use rayment_testbed::Testbed;
use serde::Serialize;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer;

use super::{
    balances::{self, Balances},
    running::Running,
};

/// Everything the demo can prove, in lamports and seconds.
#[derive(Clone, Debug, Serialize)]
pub struct Receipt {
    pub order: String,
    pub spec: String,
    pub scene: String,
    pub size: [u32; 2],
    pub samples: u32,
    pub jobs: Vec<JobLine>,
    pub providers: Vec<ProviderLine>,
    pub quote_lamports: u64,
    pub deposit_lamports: u64,
    pub fee_lamports: u64,
    pub refund_lamports: u64,
    /// Rent of the jobs and of the order…
    pub rent_paid_lamports: u64,
    /// …of which the order's comes back once its time to draw is over.
    pub rent_returned_lamports: u64,
    /// Of all transactions after the quote, whoever paid them.
    pub network_fees_lamports: u64,
    /// Of these, what the client paid.
    pub client_network_fees_lamports: u64,
    pub treasury: String,
    pub client: String,
    pub transactions: Vec<TransactionLine>,
    pub frames: Vec<FrameLine>,
    /// Tiles the keeper rendered again before it accepted.
    pub verified_tiles: u64,
    pub seconds_to_first_pixel: f64,
    pub seconds_to_settlement: f64,
    pub balances: BeforeAfter,
    /// What the wallets and accounts in `balances` are.
    pub names: BTreeMap<String, String>,
    /// With `--keep-running`: where everything is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<Running>,
}

#[derive(Clone, Debug, Serialize)]
pub struct JobLine {
    pub job: String,
    pub provider: String,
    pub paid_lamports: u64,
    pub fee_lamports: u64,
    pub refund_lamports: u64,
    pub frames: Vec<u32>,
    /// Tiles of each frame: the first, and how many.
    pub tile: u32,
    pub tiles: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct ProviderLine {
    pub wallet: String,
    pub name: String,
    pub paid_lamports: u64,
    pub frames: Vec<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TransactionLine {
    pub step: String,
    pub signature: String,
    pub compute_units: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct FrameLine {
    pub index: u32,
    pub path: String,
    /// Of the PNG file.
    pub sha256: String,
    /// Wallets of those who rendered its tiles, from the first to the last.
    pub providers: Vec<String>,
    /// Billed render time of its jobs, shared by the frames of each.
    pub seconds: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct BeforeAfter {
    pub before: BTreeMap<String, u64>,
    pub after: BTreeMap<String, u64>,
}

impl Receipt {
    /// Reads the balances and draws up the receipt.
    pub async fn draw(
        testbed: &Testbed,
        quoted: &Quoted,
        rendered: &Rendered,
        before: Balances,
        names: &BTreeMap<Pubkey, String>,
    ) -> anyhow::Result<Self> {
        let after = Balances::read(testbed, Some(rendered.placed.order)).await?;
        let mut past = balances::transactions(testbed).await?;
        // What happened since is in no balance.
        past.retain(|signature, _| after.past.contains(signature));
        let new: Vec<&Past> = past.values().filter(|past| !before.past.contains(&past.signature)).collect();
        let histories: Vec<&JobHistory> = rendered.ends.values().collect();
        let jobs: Vec<JobLine> = histories.iter().map(|history| job_line(history)).collect();
        let sum = |part: fn(&JobLine) -> u64| jobs.iter().map(part).sum::<u64>();
        let returned: u64 = histories.iter().filter_map(|history| Some(history.closed.as_ref()?.returned)).sum();
        // Its rent comes back once its time to draw is over.
        let order_rent = delta(&before, &after, &rendered.placed.order);
        Ok(Self {
            order: rendered.placed.order.to_string(),
            spec: rayment_spec::hex32::encode(&quoted.spec.hash()),
            scene: quoted.spec.scene.clone(),
            size: [quoted.spec.width, quoted.spec.height],
            samples: quoted.spec.samples,
            providers: providers(&jobs, names),
            quote_lamports: quoted.quote.estimate,
            deposit_lamports: rendered.placed.deposit(),
            fee_lamports: sum(|job| job.fee_lamports),
            refund_lamports: sum(|job| job.refund_lamports),
            rent_paid_lamports: returned + order_rent,
            rent_returned_lamports: returned,
            network_fees_lamports: new.iter().map(|past| past.fee).sum(),
            client_network_fees_lamports: client_fees(&new, rendered),
            treasury: testbed.treasury.pubkey().to_string(),
            client: testbed.client.pubkey().to_string(),
            transactions: transactions(&past, &new),
            frames: rendered.frames.iter().map(|frame| frame_line(frame, &rendered.ends)).collect(),
            verified_tiles: histories.iter().map(|history| checked_tiles(testbed, history)).sum::<u64>()
                + rendered.verified_tiles,
            seconds_to_first_pixel: rendered.first_pixel_secs.unwrap_or(rendered.settled_secs),
            seconds_to_settlement: rendered.settled_secs,
            running: None,
            names: named_wallets(testbed, rendered),
            balances: BeforeAfter { before: named(&before), after: named(&after) },
            jobs,
        })
    }

    /// What does not add up, if anything: in total, and for the client alone.
    pub fn imbalance(&self) -> Option<String> {
        let total = |side: &BTreeMap<String, u64>| side.values().sum::<u64>();
        let (before, after) = (total(&self.balances.before), total(&self.balances.after));
        if before != after + self.network_fees_lamports {
            return Some(format!(
                "all wallets held {before} lamports before and {after} after, with {} of network fees between",
                self.network_fees_lamports
            ));
        }
        let paid: u64 = self.jobs.iter().map(|job| job.paid_lamports).sum();
        if self.deposit_lamports != paid + self.fee_lamports + self.refund_lamports {
            return Some(format!(
                "{} lamports were deposited; {paid} paid, {} fee and {} refund came out",
                self.deposit_lamports, self.fee_lamports, self.refund_lamports
            ));
        }
        let (had, has) = (self.balances.before.get(&self.client)?, self.balances.after.get(&self.client)?);
        let rent = self.rent_paid_lamports - self.rent_returned_lamports;
        let spent = paid + self.fee_lamports + rent + self.client_network_fees_lamports;
        (*had != has + spent).then(|| format!("the client had {had} lamports, has {has}, and spent {spent}"))
    }

    /// The receipt as people read it.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut table = Table::new();
        table
            .load_preset(UTF8_FULL_CONDENSED)
            .set_header(["job", "frames", "tiles", "provider", "paid", "fee", "refund"]);
        for job in &self.jobs {
            let frames: Vec<_> = job.frames.iter().map(u32::to_string).collect();
            table.add_row([
                short(&job.job),
                frames.join(","),
                format!("{}..{}", job.tile, (job.tile + job.tiles).saturating_sub(1)),
                self.names
                    .get(&job.provider)
                    .map_or_else(|| short(&job.provider), |name| name.trim_end_matches("-wallet").to_owned()),
                sol(job.paid_lamports),
                sol(job.fee_lamports),
                sol(job.refund_lamports),
            ]);
        }
        let _ = writeln!(text, "{table}");
        let mut wallets = Table::new();
        wallets.load_preset(UTF8_FULL_CONDENSED).set_header(["whose", "address", "before", "after", "change"]);
        let mut rows: Vec<_> = self.balances.after.iter().collect();
        rows.sort_by_key(|(wallet, _)| self.names.get(*wallet));
        for (wallet, after) in rows {
            let before = self.balances.before.get(wallet).copied().unwrap_or(0);
            let name = self.names.get(wallet).cloned().unwrap_or_default();
            wallets.add_row([name, short(wallet), sol(before), sol(*after), change(before, *after)]);
        }
        let _ = writeln!(text, "{wallets}");
        for (label, value) in self.facts() {
            let _ = writeln!(text, "{label:<22} {value}");
        }
        text
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let paid: u64 = self.jobs.iter().map(|job| job.paid_lamports).sum();
        vec![
            ("deposited", sol(self.deposit_lamports)),
            ("paid to providers", sol(paid)),
            ("market fee", sol(self.fee_lamports)),
            ("refunded", sol(self.refund_lamports)),
            ("rent paid, returned", format!("{}, {}", sol(self.rent_paid_lamports), sol(self.rent_returned_lamports))),
            ("network fees", sol(self.network_fees_lamports)),
            ("checked tiles", format!("{} rendered again, bit for bit equal", self.verified_tiles)),
            ("first pixel", format!("{:.1} s after payment", self.seconds_to_first_pixel)),
            ("settlement", format!("{:.1} s after payment", self.seconds_to_settlement)),
            ("transactions", format!("{} (signatures with --json)", self.transactions.len())),
        ]
    }
}

fn short(key: &str) -> String {
    key.get(..8).map_or_else(|| key.to_owned(), |head| format!("{head}…"))
}

/// What every address of the receipt is.
fn named_wallets(testbed: &Testbed, rendered: &Rendered) -> BTreeMap<String, String> {
    let mut names: BTreeMap<_, _> =
        testbed.wallets().iter().map(|(key, name)| (key.to_string(), name.clone())).collect();
    names.insert(rendered.placed.order.to_string(), "order".to_owned());
    names
}

fn delta(before: &Balances, after: &Balances, address: &Pubkey) -> u64 {
    let at = |balances: &Balances| balances.lamports.get(address).copied().unwrap_or(0);
    at(after).saturating_sub(at(before))
}

fn named(balances: &Balances) -> BTreeMap<String, u64> {
    balances.lamports.iter().map(|(key, lamports)| (key.to_string(), *lamports)).collect()
}

fn job_line(history: &JobHistory) -> JobLine {
    let closed = history.closed.as_ref();
    let frames = history.delivered.as_ref().map_or(0, |delivered| delivered.frames as usize);
    JobLine {
        job: history.job.to_string(),
        provider: closed.and_then(|closed| closed.provider).map(|key| key.to_string()).unwrap_or_default(),
        paid_lamports: closed.map_or(0, |closed| closed.earnings),
        fee_lamports: closed.map_or(0, |closed| closed.fee),
        refund_lamports: closed.map_or(0, |closed| closed.refund),
        frames: history.offer.chunk.frame_numbers().take(frames).collect(),
        tile: history.offer.chunk.tile,
        tiles: history.offer.chunk.tiles,
    }
}

fn providers(jobs: &[JobLine], names: &BTreeMap<Pubkey, String>) -> Vec<ProviderLine> {
    let line = |(wallet, name): (&Pubkey, &String)| {
        let wallet = wallet.to_string();
        let own: Vec<&JobLine> = jobs.iter().filter(|job| job.provider == wallet).collect();
        ProviderLine {
            name: name.clone(),
            paid_lamports: own.iter().map(|job| job.paid_lamports).sum(),
            frames: own
                .iter()
                .flat_map(|job| job.frames.iter().copied())
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            wallet,
        }
    };
    names.iter().map(line).collect()
}

/// Tiles that the challenge of a job picked: the keeper accepts only when all of them are equal.
fn checked_tiles(testbed: &Testbed, history: &JobHistory) -> u64 {
    let accepted = |event: &Event| match event {
        Event::JobAccepted(event) => matches!(event.how.into(), Acceptance::Keeper | Acceptance::Answered),
        _ => false,
    };
    let by_keeper = history.past.iter().flat_map(|past| &past.events).any(accepted);
    let frames = history.delivered.as_ref().map_or(0, |delivered| delivered.frames);
    let missed = |event: &&Event| matches!(event, Event::JobSealed(event) if event.missed);
    let rounds = history.past.iter().flat_map(|past| &past.events).filter(missed).count();
    let round = u8::try_from(rounds).unwrap_or(u8::MAX);
    let least = testbed.params.values.challenge_tiles;
    let challenge =
        rayment_core::proof::challenge::Challenge::new([0; 32], frames, history.offer.chunk.tiles, least, round);
    if by_keeper { challenge.count } else { 0 }
}

/// Fees of the transactions that the client signed: its posts.
fn client_fees(new: &[&Past], rendered: &Rendered) -> u64 {
    let own: BTreeSet<&str> = rendered.placed.signatures.iter().map(|line| line.signature.as_str()).collect();
    new.iter().filter(|past| own.contains(past.signature.to_string().as_str())).map(|past| past.fee).sum()
}

/// All transactions, oldest first; those before the quote are the setup.
fn transactions(past: &BTreeMap<Signature, Past>, new: &[&Past]) -> Vec<TransactionLine> {
    let new: BTreeSet<Signature> = new.iter().map(|past| past.signature).collect();
    let mut all: Vec<&Past> = past.values().collect();
    all.sort_by_key(|past| past.slot);
    let line = |past: &&Past| {
        let steps = steps(past).join("+");
        let step = match (new.contains(&past.signature), steps.is_empty()) {
            (true, false) => steps,
            (true, true) => "other".to_owned(),
            (false, _) => format!("setup {steps}"),
        };
        TransactionLine { step, signature: past.signature.to_string(), compute_units: past.compute_units }
    };
    all.iter().map(line).collect()
}

fn frame_line(frame: &FrameFile, ends: &BTreeMap<Pubkey, JobHistory>) -> FrameLine {
    let of_job = |part: &FramePart| {
        let delivered = ends.get(&part.job).and_then(|end| end.delivered.as_ref());
        delivered.map_or(0.0, |delivered| delivered.ms as f64 / 1_000.0 / f64::from(delivered.frames.max(1)))
    };
    FrameLine {
        index: frame.index,
        path: frame.path.display().to_string(),
        sha256: frame.sha256.clone(),
        providers: frame.parts.iter().map(|part| part.provider.to_string()).collect(),
        seconds: frame.parts.iter().map(of_job).sum(),
    }
}
