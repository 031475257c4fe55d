//! What people see while they wait: bars on a terminal, lines elsewhere, always on standard error.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use indicatif::{HumanDuration, MultiProgress, ProgressBar, ProgressStyle};
use rayment_core::job::Chunk;
use rayment_sdk::{Event, Placed, follow::consequence};
use solana_pubkey::Pubkey;

const PASS: &str = "  {prefix:<24} {bar:28.cyan/blue} {percent:>3} %  {msg}";
/// Bars that fit a terminal: of more jobs, those that have ended go.
const FITTING: usize = 24;
const BAR: &str = "  {prefix:<24} {bar:28.cyan/blue} {pos:>4}/{len} tiles  {msg}";

/// A report in the making.
pub struct Report {
    bars: Option<MultiProgress>,
    started: Instant,
    /// One bar per job, by its address.
    jobs: BTreeMap<Pubkey, Line>,
    names: BTreeMap<Pubkey, String>,
}

struct Line {
    label: String,
    tiles: u64,
    bar: Option<ProgressBar>,
}

impl Report {
    /// Bars where standard error is a terminal. `names` are what providers are called, by wallet.
    pub fn new(names: BTreeMap<Pubkey, String>) -> Self {
        let bars = console::user_attended_stderr().then(MultiProgress::new);
        Self { bars, started: Instant::now(), jobs: BTreeMap::new(), names }
    }

    /// The same clock, with names of providers.
    pub fn naming(&self, names: BTreeMap<Pubkey, String>) -> Self {
        Self { started: self.started, ..Self::new(names) }
    }

    /// Prints a line with the time since the start.
    pub fn say(&self, text: &str) {
        let line = format!("{:>6.1} s  {text}", self.started.elapsed().as_secs_f64());
        match &self.bars {
            // Lines are printed above the bars, so that they do not tear them.
            Some(bars) => drop(bars.println(line)),
            None => eprintln!("{line}"),
        }
    }

    /// A pass over the picture, of so many pixels. Shown on a terminal only.
    pub fn pass(&self, label: &str, pixels: usize) -> Pass {
        let shown = |bars: &MultiProgress| bars.add(styled(PASS, pixels as u64, label));
        Pass(self.bars.as_ref().map(shown))
    }

    /// Shows what happened to an order.
    pub fn show(&mut self, event: &Event) {
        match event {
            Event::Order(_) => {}
            Event::Uploading { files, bytes } => {
                self.say(&format!(
                    "uploading {} of {bytes} bytes, as far as the hub lacks them",
                    counted(*files, "file")
                ));
            }
            Event::Trouble(what) => self.say(what),
            Event::Waits { job, why } => {
                let label = self.jobs.get(job).map_or_else(|| job.to_string(), |line| line.label.clone());
                self.say(&format!("{label} waits: {why}"));
            }
            Event::Placed(placed) => {
                for job in &placed.jobs {
                    let chunk = &job.chunk;
                    let label = label(placed, chunk);
                    let tiles = u64::from(chunk.tiles) * u64::from(chunk.frames);
                    self.jobs.insert(job.address, Line { label, tiles, bar: None });
                }
            }
            Event::NotMade { jobs } => {
                self.say(&format!("{} of the order will not be drawn: their money comes back", counted(*jobs, "job")))
            }
            Event::Phase { job, phase } => {
                self.begins(&job.address);
                let who = job.provider().or_else(|| reserved(job)).map(|wallet| self.name(&wallet));
                let by = who.map(|who| format!(" by {who}")).unwrap_or_default();
                let then = consequence(&job.state).map(|then| format!(", {then}")).unwrap_or_default();
                self.note(&job.address, &format!("{phase}{by}{then}"));
            }
            Event::Progress { job, done, .. } => {
                if let Some(bar) = self.jobs.get(job).and_then(|line| line.bar.as_ref()) {
                    bar.set_position(u64::from(*done));
                }
            }
            Event::Preview { frame, path } => self.say(&format!("frame {frame}: a first look at {}", path.display())),
            Event::Ended { job } => {
                self.note(job, "closed");
                let is_long = self.jobs.len() > FITTING;
                if let Some(bar) = self.jobs.get(job).and_then(|line| line.bar.as_ref()) {
                    match is_long {
                        true => bar.finish_and_clear(),
                        false => bar.finish(),
                    }
                }
            }
        }
    }

    /// A bar for a job that was made: an order may have thousands that are still to be.
    fn begins(&mut self, job: &Pubkey) {
        let (Some(bars), Some(line)) = (&self.bars, self.jobs.get_mut(job)) else { return };
        if line.bar.is_none() {
            line.bar = Some(bars.add(styled(BAR, line.tiles, &line.label)));
        }
    }

    fn note(&self, job: &Pubkey, text: &str) {
        match self.jobs.get(job) {
            Some(Line { bar: Some(bar), .. }) => bar.set_message(text.to_owned()),
            Some(Line { label, bar: None, .. }) => self.say(&format!("{label}: {text}")),
            None => self.say(&format!("{job}: {text}")),
        }
    }

    fn name(&self, wallet: &Pubkey) -> String {
        self.names.get(wallet).cloned().unwrap_or_else(|| wallet.to_string())
    }
}

/// The bar of one pass over a picture; it disappears when it is dropped.
pub struct Pass(Option<ProgressBar>);

impl Pass {
    /// So many more pixels are done.
    pub fn advance(&self, pixels: usize) {
        self.reach(|bar| bar.inc(pixels as u64));
    }

    /// So many pixels are done by now.
    pub fn set(&self, pixels: usize) {
        self.reach(|bar| bar.set_position(pixels as u64));
    }

    fn reach(&self, change: impl Fn(&ProgressBar)) {
        let Some(bar) = &self.0 else { return };
        change(bar);
        let left = bar.eta();
        if bar.position() > 0 && !left.is_zero() {
            bar.set_message(format!("{} left of this pass", HumanDuration(left)));
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// What a job is of: frames, or with others that share it some tiles of one.
fn label(placed: &Placed, chunk: &Chunk) -> String {
    let frames: Vec<_> = chunk.frame_numbers().map(|frame| frame.to_string()).collect();
    let shared = placed.jobs.iter().any(|other| other.chunk.frame == chunk.frame && other.chunk != *chunk);
    let of = format!("frame {}", frames.join(","));
    if !shared && chunk.tile == 0 {
        return of;
    }
    format!("{of} tiles {}-{}", chunk.tile, chunk.tile.saturating_add(chunk.tiles).saturating_sub(1))
}

fn reserved(job: &rayment_client::Job) -> Option<Pubkey> {
    match &job.state.phase {
        rayment_core::job::Phase::Open { reserved: Some(held), .. } => Some(rayment_client::chain_key(&held.provider)),
        _ => None,
    }
}

/// How many of a thing, in words.
pub fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn styled(template: &str, length: u64, label: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    // Templates are constants; should one ever not parse, a plain bar does.
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_prefix(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
