//! From a scene file to pictures on disk: all steps in one call, or all that follow the quote.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Instant,
};

use rayment_client::history::JobHistory;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use tokio::task::block_in_place;

use crate::{
    Coin, Connection, EngineChoice, Error, Event, FrameFile, Missing, Money, Packed, Placed, Quoted, Request, Session,
    begun::jobs_of,
    collect::{self, OutputFolder},
    drawing::Drawing,
    follow, output, place, quote, restore, verify,
};

/// What [`render`] is asked for. Set `scene`, `output` and `on_progress`; the rest has defaults.
pub struct Render<'a> {
    /// A `.glb`, `.gltf`, `.obj`, `.stl`, `.fbx`, `.dae` or `.blend` file; files that it names go with it.
    pub scene: PathBuf,
    /// Folder for the pictures, made if missing.
    pub output: PathBuf,
    /// Called with everything that happens to the order.
    pub on_progress: Box<dyn FnMut(Event) + Send + 'a>,
    pub engine: EngineChoice,
    pub request: Request,
    pub connection: Connection,
}

impl Default for Render<'_> {
    fn default() -> Self {
        Self {
            scene: PathBuf::new(),
            output: PathBuf::from("rayment-out"),
            on_progress: Box::new(|_| ()),
            engine: EngineChoice::default(),
            request: Request::default(),
            connection: Connection::default(),
        }
    }
}

/// What came of [`render`].
pub struct Receipt {
    /// What was spent on rendering, fee included; network fees and rent are not in it.
    pub cost: Money,
    /// The order's first job, of as many as [`Rendered::placed`] has; `None` where every frame was in the
    /// folder already.
    pub job: Option<Pubkey>,
    /// The transaction that paid the order and drew it.
    pub tx: Option<Signature>,
    /// The pictures, and how every job ended.
    pub rendered: Rendered,
}

/// Renders a scene on the market: packs it, quotes it, uploads it, pays, waits, and writes the pictures. Calling it
/// accepts the quote, within [`Request::max_price`]. Must be called on Tokio's runtime with several threads.
///
/// # Errors
/// Mostly [`Error::Refused`], before anything is paid. Jobs that nobody finished are not an error:
/// they are [`Rendered::missing`] or absent from [`Rendered::frames`], and their money is back.
pub async fn render(asked: Render<'_>) -> Result<Receipt, Error> {
    let Render { scene, output, mut on_progress, engine, request, connection } = asked;
    let packed = block_in_place(|| Packed::read(&scene, engine))?;
    let session = Session::open(&connection).await?;
    let quoted = quote(&session, &packed, &request, &output).await?;
    let rendered = buy(&session, &packed, &quoted, &request, &output, &mut *on_progress).await?;
    let job = rendered.placed.jobs.first().map(|job| job.address);
    let tx = job.and_then(|job| Some(rendered.ends.get(&job)?.past.first()?.signature));
    Ok(Receipt { cost: rendered.cost(), job, tx, rendered })
}

/// An order from its payment to its pictures.
pub struct Rendered {
    pub placed: Placed,
    /// What it was paid in.
    pub coin: Coin,
    /// How every job that was drawn has ended.
    pub ends: BTreeMap<Pubkey, JobHistory>,
    pub frames: Vec<FrameFile>,
    /// Of all frames, where that was asked for.
    pub film: Option<PathBuf>,
    /// Tiles that no job delivered, of frames that were delivered in part.
    pub missing: Vec<Missing>,
    /// Tiles that were rendered again here and found equal.
    pub verified_tiles: u64,
    pub first_pixel_secs: Option<f64>,
    pub settled_secs: f64,
}

impl Rendered {
    /// What providers and the market got.
    pub fn cost(&self) -> Money {
        let ends = self.ends.values().filter_map(|end| end.closed.as_ref());
        self.coin.money(ends.map(|closed| closed.earnings.saturating_add(closed.fee)).fold(0, u64::saturating_add))
    }

    /// What came back of what was locked.
    pub fn refund(&self) -> Money {
        let ends = self.ends.values().filter_map(|end| end.closed.as_ref());
        self.coin.money(ends.map(|closed| closed.refund).fold(0, u64::saturating_add))
    }
}

/// Accepts the quote: uploads the scene, pays, waits until every job has ended, and writes the pictures of those that
/// were paid into `output`.
///
/// # Errors
/// Refusals before anything is uploaded or paid; whatever fails later. What was paid for is fetched by asking for
/// the same with [`Request::resume`].
pub async fn buy(
    session: &Session,
    packed: &Packed,
    quoted: &Quoted,
    request: &Request,
    output: &Path,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<Rendered, Error> {
    output::prepare(output, &quoted.spec.output)?;
    let paid_at = Instant::now();
    let mut placed = place::place(session, packed, quoted, request, on_event).await?;
    on_event(Event::Placed(Box::new(placed.clone())));
    let jobs = jobs_of(session, &quoted.spec, &placed.quote).await?;
    let mut first_pixel_secs = None;
    let drawing = Drawing::new(placed.quote, jobs);
    let ends = follow::follow(session, (&placed.addresses(), Some(drawing)), Some(output), &mut |event| {
        if matches!(&event, Event::Progress { done, .. } if *done > 0) {
            first_pixel_secs.get_or_insert_with(|| paid_at.elapsed().as_secs_f64());
        }
        on_event(event);
    })
    .await?;
    let settled_secs = paid_at.elapsed().as_secs_f64();
    restore::restore(session, &mut placed, on_event).await;
    let files = packed.file_map();
    let folder = OutputFolder::new(&quoted.spec, output, &files, request.picture.finish.denoise.clone())?;
    let (mut all, mut frames) = (Vec::new(), Vec::new());
    // Everything is written before anything is verified: what was paid for is the client's.
    for end in ends.values().filter(|end| end.is_paid()) {
        let fetched = collect::fetch(&session.hub, &quoted.spec, end).await?;
        frames.extend(folder.add(&fetched)?);
        if request.verify > 0 {
            all.push(fetched);
        }
    }
    let (joined, missing) = folder.join()?;
    frames.extend(joined);
    frames.sort_by_key(|frame| frame.index);
    let film = folder.film(&frames)?;
    let (share, mut verified_tiles) = (verify::share(request.verify, all.len()), 0);
    for fetched in &all {
        verified_tiles += verify::verify(&quoted.spec, &files, fetched, share).await?;
    }
    let coin = quoted.coin;
    Ok(Rendered { placed, coin, ends, frames, film, missing, verified_tiles, first_pixel_secs, settled_secs })
}
