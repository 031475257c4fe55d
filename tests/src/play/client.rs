//! The client of a play.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rayment_cli::{
    args::{EngineChoice, Finish, FrameList, Picture, Shot, Size},
    render::{self, Offered, Packed, Posted, Rendered, Request},
    session::Session,
};
use rayment_client::order::split::Sharing;
use rayment_render::{
    Cancel, FileMap, Limits, Rect, Scene,
    picture::{Denoiser, Format, ImageFormat},
    showcase,
};
use rayment_spec::{Devices, Frames, Spec};

use super::Play;

/// A picture that any machine renders in no time.
pub fn small(first: u32, last: u32) -> Picture {
    let frames = FrameList(vec![Frames { first, last, step: 1 }]);
    let finish = Finish {
        size: Size { width: 96, height: 64 },
        format: Format::Image(ImageFormat::Png),
        view: None,
        exposure: None,
        // So that it can be compared with what comes out of the renderer.
        denoise: Denoiser::Off,
        layers: false,
    };
    Picture { frames, samples: 2, finish }
}

/// A still that takes a machine some seconds: 5 x 4 tiles.
pub fn still(samples: u32) -> Picture {
    let small = small(1, 1);
    Picture { samples, finish: Finish { size: Size { width: 160, height: 128 }, ..small.finish }, ..small }
}

/// The tiles of a frame of the small scene as they must come, one after the other.
pub fn honest(spec: &Spec, frame: u32) -> Vec<u8> {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    let scene = Scene::load("small.glb", &files, &Limits::default()).unwrap();
    let prepared = scene.frame(frame, &rayment_engine::settings(spec), &Cancel::new()).unwrap();
    let tile = |rect: &Rect| prepared.tile(*rect, &Cancel::new()).unwrap().to_bytes();
    Rect::grid(spec.width, spec.height, spec.grid().edge()).iter().flat_map(tile).collect()
}

/// An order that was posted.
pub struct Order {
    pub session: Session,
    pub packed: Packed,
    pub offered: Offered,
    pub posted: Posted,
}

impl Play {
    /// Posts the small scene: so many frames, so many of them in a job.
    pub async fn order(&self, picture: Picture, frames_per_job: u32) -> Order {
        self.order_with(picture, frames_per_job, true).await
    }

    /// The same, choosing whether the keeper's acceptance pays at once.
    pub async fn order_with(&self, picture: Picture, frames_per_job: u32, at_once: bool) -> Order {
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        let packed = Packed::check("small.glb".into(), files).unwrap();
        self.order_packed(packed, picture, frames_per_job, at_once).await
    }

    /// Posts a scene whose file is cut off in the middle: a client that checks would never do that.
    pub async fn order_broken(&self) -> Order {
        let whole = showcase::small_glb();
        let files = BTreeMap::from([("small.glb".to_owned(), whole.clone())]);
        let mut packed = Packed::check("small.glb".into(), files).unwrap();
        packed.files.insert("small.glb".into(), whole[..whole.len() / 2].to_vec());
        self.order_packed(packed, small(1, 1), 1, true).await
    }

    /// Posts the first `posted` jobs of an order and stops, as a crash would; returns what was begun,
    /// and the request that goes on with it.
    pub async fn order_begun(
        &self,
        (picture, sharing): (Picture, Sharing),
        posted: usize,
        out: &Path,
    ) -> (Order, Request) {
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        let packed = Packed::check("small.glb".into(), files).unwrap();
        let session = self.stage.session().unwrap();
        let request = Request { sharing, verify: 10, out: out.to_owned(), ..request(picture, 1, true) };
        let mut offered = render::offer(&session, &packed, &request).await.unwrap();
        let all = offered.chunks.clone();
        offered.chunks.truncate(posted);
        let posted = render::post::post(&session, &offered, &request, &mut |_| ()).await.unwrap();
        offered.chunks = all;
        let resume = Some(posted.order);
        (Order { session, packed, offered, posted }, Request { resume, ..request })
    }

    /// Buys the small scene with each frame shared among all providers, from the quote to the pictures.
    pub async fn buys_shared(&self, picture: Picture, out: &Path) -> (Offered, Rendered) {
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        let packed = Packed::check("small.glb".into(), files).unwrap();
        let session = self.stage.session().unwrap();
        let request = Request { sharing: Sharing::Tiles, verify: 6, out: out.to_owned(), ..request(picture, 1, true) };
        let offered = render::offer(&session, &packed, &request).await.unwrap();
        let rendered = render::run(&session, &packed, &offered, &request, &mut |_| ()).await.unwrap();
        (offered, rendered)
    }

    /// Buys an animation in Blender's own format, from packing it to the pictures; some delivered tiles
    /// are rendered again here. The market's daemons have the Blender that the scene was packed with.
    pub async fn buys_blend(&mut self, scene: &Path, picture: Picture, out: &Path) -> Rendered {
        let packed = Packed::read(scene, EngineChoice::Auto).unwrap();
        self.stage.engines = packed.blender.as_ref().expect("Blender packs its own files").engines();
        self.stage.start_keeper();
        self.honest("one", 1_000_000).await;
        self.honest("two", 1_000_000).await;
        let session = self.stage.session().unwrap();
        let shot = Shot { camera: 0, bounces: None, seed: 7 };
        let request = Request { shot, verify: 2, out: out.to_owned(), ..request(picture, 1, true) };
        let offered = render::offer(&session, &packed, &request).await.unwrap();
        render::run(&session, &packed, &offered, &request, &mut |_| ()).await.unwrap()
    }

    async fn order_packed(&self, packed: Packed, picture: Picture, frames_per_job: u32, at_once: bool) -> Order {
        let session = self.stage.session().unwrap();
        let request = request(picture, frames_per_job, at_once);
        let offered = render::offer(&session, &packed, &request).await.unwrap();
        let posted = render::post::post(&session, &offered, &request, &mut |_| ()).await.unwrap();
        Order { session, packed, offered, posted }
    }
}

fn request(picture: Picture, frames_per_job: u32, at_once: bool) -> Request {
    Request {
        picture,
        shot: Shot { camera: 0, bounces: Some(4), seed: 7 },
        devices: Devices::Cpu,
        frames_per_job,
        sharing: Sharing::Frames,
        providers: 8,
        max_price: None,
        at_once,
        hours: 24,
        verify: 0,
        out: PathBuf::new(),
        probe: false,
        resume: None,
    }
}
