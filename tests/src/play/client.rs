//! The client of a play.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rayment_cli::{
    args::{FrameList, Picture, Size},
    render::{self, Offered, Packed, Posted, Request},
    session::Session,
};
use rayment_core::spec::Frames;
use rayment_render::showcase;

use super::Play;

/// A picture that any machine renders in no time.
pub fn small(first: u32, last: u32) -> Picture {
    let frames = FrameList(vec![Frames { first, last, step: 1 }]);
    Picture { frames, size: Size { width: 96, height: 64 }, samples: 2 }
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
    pub async fn order_begun(&self, picture: Picture, posted: usize, out: &Path) -> (Order, Request) {
        let files = BTreeMap::from([("small.glb".to_owned(), showcase::small_glb())]);
        let packed = Packed::check("small.glb".into(), files).unwrap();
        let session = self.stage.session().unwrap();
        let request = Request { verify: 10, out: out.to_owned(), ..request(picture, 1, true) };
        let mut offered = render::offer(&session, &packed, &request).await.unwrap();
        let all = offered.chunks.clone();
        offered.chunks.truncate(posted);
        let posted = render::post::post(&session, &offered, &request, &mut |_| ()).await.unwrap();
        offered.chunks = all;
        let resume = Some(posted.order);
        (Order { session, packed, offered, posted }, Request { resume, ..request })
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
        bounces: 4,
        seed: 7,
        frames_per_job,
        providers: 8,
        max_price: None,
        at_once,
        hours: 24,
        verify: 0,
        out: PathBuf::new(),
        resume: None,
    }
}
