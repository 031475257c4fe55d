//! What a test's client buys.

use std::{collections::BTreeMap, path::Path};

use rayment_client::{
    instructions::{order_draw, order_pay},
    order::{Jobs, split::Sharing},
};
use rayment_core::layout;
use rayment_picture::Denoiser;
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect};
use rayment_scenes::showcase;
use rayment_sdk::{
    EngineChoice, Error, Finish, Packed, Picture, Placed, Quoted, Rendered, Request, Session, Shot, Size, begun::Begun,
    buy, place, quote,
};
use rayment_spec::{Frames, Spec};
use solana_signer::Signer as _;

use crate::{Issued, Testbed};

/// The folder of orders that leave nothing on the disk.
const NO_FOLDER: &str = "";

/// A picture that any machine renders in no time.
pub fn small(first: u32, last: u32) -> Picture {
    let frames = vec![Frames { first, last, step: 1 }];
    // Without denoising it can be compared with the renderer's own pixels.
    let finish = Finish { size: Size { width: 96, height: 64 }, denoise: Denoiser::Off, ..Finish::default() };
    Picture { frames, samples: 2, finish }
}

/// A still that takes a machine some seconds: 5 x 4 tiles.
pub fn still(samples: u32) -> Picture {
    let small = small(1, 1);
    Picture { samples, finish: Finish { size: Size { width: 160, height: 128 }, ..small.finish }, ..small }
}

/// The tiles of a frame of the small scene as an honest worker delivers them, one after the other.
pub fn expected_tiles(spec: &Spec, frame: u32) -> Vec<u8> {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    let scene = rayment_import::load("small.glb", &files, &Limits::default()).unwrap();
    let prepared = Prepared::new(&scene, frame, &rayment_engine::settings(spec), &Cancel::new()).unwrap();
    let tile = |rect: &Rect| prepared.tile(*rect, &Cancel::new()).unwrap().to_bytes();
    Rect::grid(spec.width, spec.height, spec.grid().edge()).iter().flat_map(tile).collect()
}

/// An order that was placed.
pub struct Order {
    pub session: Session,
    pub packed: Packed,
    pub quoted: Quoted,
    pub placed: Placed,
    /// What asks for the same pictures and goes on with the order.
    pub request: Request,
}

impl Testbed {
    /// Orders the small scene: how many frames, and how many of them in a job.
    pub async fn order(&self, picture: Picture, frames_per_job: u32) -> Order {
        self.order_with(picture, frames_per_job, true).await
    }

    /// The same, choosing whether the keeper's acceptance pays at once.
    pub async fn order_with(&self, picture: Picture, frames_per_job: u32, at_once: bool) -> Order {
        let packed = small_scene();
        self.order_packed(packed, picture, frames_per_job, at_once).await
    }

    /// Orders a scene whose file is cut off in the middle, which no client that checks its scene does.
    pub async fn order_broken(&self) -> Order {
        let whole = showcase::small_glb();
        let mut packed = small_scene();
        packed.files.insert("small.glb".into(), whole[..whole.len() / 2].to_vec());
        self.order_packed(packed, small(1, 1), 1, true).await
    }

    /// Orders the small scene with one more file, which nothing in it refers to.
    pub async fn order_beside(&self, path: &str, content: &[u8]) -> Order {
        let mut packed = small_scene();
        packed.files.insert(path.to_owned(), content.to_vec());
        self.order_packed(packed, small(1, 1), 1, true).await
    }

    /// Pays an order and stops, as a crash would.
    pub async fn order_begun(&self, (picture, sharing): (Picture, Sharing), output: &Path) -> Order {
        let packed = small_scene();
        let session = self.session().unwrap();
        let request = Request { sharing, verify: 10, ..request(picture, 1, true) };
        let mut quoted = quote(&session, &packed, &request, output).await.unwrap();
        let placed = place::place(&session, &packed, &quoted, &request, &mut |_| ()).await.unwrap();
        quoted.begun = Some(Begun::read(&session, &quoted.spec, placed.order).await.unwrap());
        Order { session, packed, quoted, placed, request: Request { again: false, ..request } }
    }

    /// Buys the small scene with each frame shared among all providers, from the quote to the pictures.
    pub async fn buys_shared(&self, picture: Picture, output: &Path) -> (Quoted, Rendered) {
        let packed = small_scene();
        let session = self.session().unwrap();
        let request = Request { sharing: Sharing::Tiles, verify: 6, ..request(picture, 1, true) };
        let quoted = quote(&session, &packed, &request, output).await.unwrap();
        let rendered = buy(&session, &packed, &quoted, &request, output, &mut |_| ()).await.unwrap();
        (quoted, rendered)
    }

    /// Buys the small scene in a token, from the quote to the pictures.
    pub async fn buys_in(&self, of: &Issued, picture: Picture, output: &Path) -> (Quoted, Rendered) {
        let (packed, session) = (small_scene(), self.session().unwrap());
        let request = Request { token: Some(of.token.mint), ..request(picture, 1, true) };
        let quoted = quote(&session, &packed, &request, output).await.unwrap();
        let rendered = buy(&session, &packed, &quoted, &request, output, &mut |_| ()).await.unwrap();
        (quoted, rendered)
    }

    /// Quotes the small scene in a token and pays it, a frame a job; nothing more is drawn than the payment draws.
    ///
    /// # Errors
    /// As quoting and placing refuse it.
    pub async fn places_in(&self, of: &Issued, picture: Picture, at_once: bool) -> Result<Order, Error> {
        let (packed, session) = (small_scene(), self.session().unwrap());
        let request = Request { token: Some(of.token.mint), ..request(picture, 1, at_once) };
        let quoted = quote(&session, &packed, &request, Path::new(NO_FOLDER)).await?;
        let placed = place::place(&session, &packed, &quoted, &request, &mut |_| ()).await?;
        Ok(Order { session, packed, quoted, placed, request: Request { again: false, ..request } })
    }

    /// Buys an animation in Blender's own format, from packing it to the pictures; some delivered tiles
    /// are rendered again here. The market's daemons have the Blender that the scene was packed with.
    pub async fn buys_blend(&mut self, scene: &Path, picture: Picture, output: &Path) -> Rendered {
        let packed = Packed::read(scene, EngineChoice::Auto).unwrap();
        self.engines = packed.blender.as_ref().expect("Blender packs its own files").engines();
        self.start_keeper();
        self.start_provider("one", 1_000_000).await;
        self.start_provider("two", 1_000_000).await;
        let session = self.session().unwrap();
        let shot = Shot { camera: 0, bounces: None, seed: 7 };
        let request = Request { shot, verify: 2, ..request(picture, 1, true) };
        let quoted = quote(&session, &packed, &request, output).await.unwrap();
        buy(&session, &packed, &quoted, &request, output, &mut |_| ()).await.unwrap()
    }

    async fn order_packed(&self, packed: Packed, picture: Picture, frames_per_job: u32, at_once: bool) -> Order {
        let session = self.session().unwrap();
        let request = request(picture, frames_per_job, at_once);
        let quoted = quote(&session, &packed, &request, Path::new(NO_FOLDER)).await.unwrap();
        let placed = place::place(&session, &packed, &quoted, &request, &mut |_| ()).await.unwrap();
        draws_all(&session, &placed).await;
        Order { session, packed, quoted, placed, request: Request { again: false, ..request } }
    }

    /// Jobs that were made of the client's orders so far.
    pub async fn jobs_made(&self) -> u32 {
        let orders = self.chain.orders(&self.market.address, Some(&self.client.pubkey())).await.unwrap();
        orders.iter().map(|order| order.state.head.next).sum()
    }
}

/// Makes all jobs of an order that was placed, with their rent, so that a test need not wait for who does.
async fn draws_all(session: &Session, placed: &Placed) {
    let (wallet, list) = (session.address(), placed.jobs.iter().map(|job| (job.chunk, job.deposit)).collect());
    let jobs = Jobs::new(list).unwrap();
    let rent = session.chain.rent(layout::job::SPACE).await.unwrap();
    for index in 1..jobs.count() {
        let draw = jobs.draw(index).unwrap();
        let calls = [
            order_pay(&wallet, &placed.order, rent),
            order_draw(&wallet, &placed.quote, false, Some((index, &draw)), false),
        ];
        // A keeper may have been faster.
        let sent = session.chain.send(&session.wallet, &[], &calls).await;
        let order = session.chain.order(&placed.order).await.unwrap().unwrap();
        assert!(sent.is_ok() || order.state.head.next > index, "{sent:?}");
    }
}

fn small_scene() -> Packed {
    let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
    Packed::check("small.glb".into(), files).unwrap()
}

fn request(picture: Picture, frames_per_job: u32, at_once: bool) -> Request {
    Request {
        picture,
        shot: Shot { camera: 0, bounces: Some(4), seed: 7 },
        frames_per_job,
        sharing: Sharing::Frames,
        at_once,
        probe: false,
        // Many tests order the same pictures, to see what becomes of the order.
        again: true,
        ..Request::default()
    }
}
