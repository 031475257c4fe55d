//! A client's way through the house: pack, quote, post, follow, collect.
//!
//! Each part stands alone, so that whatever was begun can be gone on with from the chain and the
//! hub: nothing is kept here that they do not know.

pub mod collect;
pub mod develop;
pub mod engine;
pub mod estimate;
pub mod follow;
pub mod pack;
pub mod parts;
pub mod post;
pub mod previews;
pub mod verify;

use std::{collections::BTreeMap, path::PathBuf, time::Instant};

use rayment_client::{
    Provider,
    order::split::{self, Cut, Sharing},
    order::{Candidate, Quote, quote},
    profile::Profile,
};
use rayment_core::{job::Chunk, provider::Status};
use rayment_spec::{Devices, Spec};
use solana_pubkey::Pubkey;
use tokio::task::block_in_place;

use crate::{
    args::{Picture, Shot},
    failure::refused,
    session::Session,
};

use collect::Album;
pub use collect::FrameFile;
pub use follow::{End, Event};
pub use pack::Packed;
pub use parts::{FramePart, Missing, Parts};
pub use post::{Posted, PostedJob};

/// A profile is a page of text; more is not read.
const PROFILE_BYTES: u64 = 1 << 20;

/// What a client wants.
#[derive(Clone, Debug)]
pub struct Request {
    pub picture: Picture,
    pub shot: Shot,
    pub devices: Devices,
    pub frames_per_job: u32,
    /// Whether jobs may share a frame.
    pub sharing: Sharing,
    /// The ceilings let in the cheapest so many providers.
    pub providers: usize,
    /// Lamports that may be locked at the most.
    pub max_price: Option<u64>,
    /// Let the keeper's acceptance pay at once.
    pub at_once: bool,
    pub hours: u32,
    /// Delivered tiles to re-render here.
    pub verify: u32,
    pub out: PathBuf,
    /// Render a little of the scene here, to say what the order will take.
    pub probe: bool,
    /// An order that was begun before, to go on with.
    pub resume: Option<u64>,
}

/// A scene that is in the hub, with what rendering it would cost.
pub struct Offered {
    pub spec: Spec,
    pub chunks: Vec<Chunk>,
    pub quote: Quote,
    /// What probes of the scene say, by provider; empty where none were asked for.
    pub likely: BTreeMap<String, estimate::Likely>,
}

/// An order from its payment to its pictures.
pub struct Rendered {
    pub posted: Posted,
    pub ends: BTreeMap<Pubkey, End>,
    pub frames: Vec<FrameFile>,
    /// Of all frames, where that was asked for.
    pub film: Option<PathBuf>,
    /// What no job brought of frames of which others brought a part.
    pub missing: Vec<Missing>,
    /// Tiles that were rendered again here and found equal.
    pub verified_tiles: u64,
    pub first_pixel_secs: Option<f64>,
    pub settled_secs: f64,
}

/// Uploads the scene and its spec, and works out what it would cost.
///
/// The hub could answer that too, but then its word would decide what the wallet locks: here the
/// prices come from the chain, and the machines from profiles whose hashes stand there.
pub async fn offer(session: &Session, packed: &Packed, request: &Request) -> anyhow::Result<Offered> {
    let spec = packed.spec(request)?;
    for bytes in packed.files.values() {
        session.hub.put(bytes).await?;
    }
    session.hub.put(&spec.encode()).await?;
    let profiles = profiles(session).await?;
    let candidates: Vec<_> = profiles
        .iter()
        .map(|(provider, profile)| Candidate { wallet: provider.wallet(), terms: provider.state.terms, profile })
        .collect();
    let params = (&session.params.values, session.params.version);
    let cut = match request.resume {
        Some(order) => as_before(session, &spec, order, request.frames_per_job).await?,
        None => split::cut(&spec, request.frames_per_job, request.sharing, params, (&candidates, request.providers)),
    };
    let mut chunks = split::split(&spec, cut);
    if request.resume.is_none() {
        Parts::of(&request.out, &spec).leave_out(&mut chunks)?;
    }
    let Some(quote) = quote(&spec, &chunks, params, &candidates, request.providers) else {
        return refused(nobody(&spec, &profiles));
    };
    let likely = match request.probe {
        true => block_in_place(|| estimate::likely(packed, &spec, &chunks, params.0, &profiles))?,
        false => BTreeMap::new(),
    };
    Ok(Offered { spec, chunks, quote, likely })
}

/// The cut of an order that was begun: other providers may be there now, but its jobs stay as they are.
async fn as_before(session: &Session, spec: &Spec, order: u64, frames_per_job: u32) -> anyhow::Result<Cut> {
    let begun = post::order_offers(session, order).await?;
    let whole = spec.grid().tiles();
    if begun.iter().all(|(_, offer)| offer.chunk.tiles == whole) {
        return Ok(Cut::frames(frames_per_job));
    }
    let fits = |cut: &Cut| {
        let chunks = split::split(spec, *cut);
        begun.iter().all(|(_, offer)| chunks.contains(&offer.chunk))
    };
    let cut = (2..=spec.grid().rows()).map(Cut::parts).find(fits);
    cut.map_or_else(|| refused(format!("order {order} is for another size of picture: give the same one")), Ok)
}

/// Every active provider whose description the hub has, with it.
async fn profiles(session: &Session) -> anyhow::Result<Vec<(Provider, Profile)>> {
    let mut found = Vec::new();
    for provider in session.chain.providers(&session.market.address).await? {
        if provider.state.status != Status::Active {
            continue;
        }
        // Who cannot be looked up cannot be counted on; the others still can.
        let Ok(bytes) = session.hub.fetch(&provider.state.profile, PROFILE_BYTES).await else { continue };
        found.extend(Profile::decode(&bytes).map(|profile| (provider, profile)));
    }
    Ok(found)
}

/// Why nobody can take the order.
fn nobody(spec: &Spec, profiles: &[(Provider, Profile)]) -> String {
    if profiles.is_empty() {
        return "no provider is active in this market: try again later, or another market".to_owned();
    }
    let reasons = profiles.iter().map(|(provider, profile)| {
        let why = profile.cannot_render(spec).unwrap_or_else(|| "its prices leave 64 bits".to_owned());
        format!("{}: {why}", provider.wallet())
    });
    format!("no provider can render this: {}", reasons.collect::<Vec<_>>().join("; "))
}

/// Pays, waits until every job has ended, and fetches the pictures of those that were paid.
pub async fn run(
    session: &Session,
    packed: &Packed,
    offered: &Offered,
    request: &Request,
    on_event: &mut dyn FnMut(Event),
) -> anyhow::Result<Rendered> {
    develop::prepare(&request.out, &offered.spec.output)?;
    let paid_at = Instant::now();
    let posted = post::post(session, offered, request, on_event).await?;
    on_event(Event::Posted(posted.clone()));
    let mut first_pixel_secs = None;
    let ends = follow::follow(session, &posted.addresses(), Some(&request.out), &mut |event| {
        if matches!(&event, Event::Progress { done, .. } if *done > 0) {
            first_pixel_secs.get_or_insert_with(|| paid_at.elapsed().as_secs_f64());
        }
        on_event(event);
    })
    .await?;
    let settled_secs = paid_at.elapsed().as_secs_f64();
    let files = packed.file_map();
    let album = Album::new(&offered.spec, &request.out, &files, request.picture.finish.denoise.clone())?;
    let (mut all, mut frames) = (Vec::new(), Vec::new());
    // Everything is written before anything is verified: what was paid for is the client's.
    for end in ends.values().filter(|end| end.history.is_paid()) {
        let fetched = collect::fetch(&session.hub, &offered.spec, &end.history).await?;
        frames.extend(album.take(&fetched)?);
        if request.verify > 0 {
            all.push(fetched);
        }
    }
    let (joined, missing) = album.join()?;
    frames.extend(joined);
    frames.sort_by_key(|frame| frame.index);
    let film = album.film(&frames)?;
    let (share, mut verified_tiles) = (verify::share(request.verify, all.len()), 0);
    for fetched in &all {
        verified_tiles += verify::verify(&offered.spec, &files, fetched, share).await?;
    }
    Ok(Rendered { posted, ends, frames, film, missing, verified_tiles, first_pixel_secs, settled_secs })
}
