use std::cmp::Reverse;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::board::{Board, Preview};
use super::device::Device;
use super::easel::Easel;
use super::error::GpuError;
use super::film::Film;
use super::head::FrameHead;
use super::pace::Capacity;
use super::seat::{Errand, Seat};
use super::upload::Uploaded;
use super::work::Queue;
use crate::cancel::Cancel;
use crate::frame::{Prepared, Settings};
use crate::tile::{Rect, Tile};

/// Renders frames on one or more devices. They should be of one class: pixels and blocks of their samples
/// are shared out by who is free, so that among devices of several classes bits would be left to chance.
pub struct Renderer {
    devices: Vec<Device>,
    /// Of each device, the scene it has in memory: kept for the next frame.
    scenes: Mutex<Vec<Option<Arc<Uploaded>>>>,
    /// Instead of what suits each device.
    capacity: Option<Capacity>,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.devices.iter().map(Device::info)).finish()
    }
}

impl Renderer {
    pub fn new(devices: Vec<Device>) -> Result<Self, GpuError> {
        if devices.is_empty() {
            return Err(GpuError::NoAdapter);
        }
        let scenes = Mutex::new(devices.iter().map(|_| None).collect());
        Ok(Self { devices, scenes, capacity: None })
    }

    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// Hands a frame to the devices. A scene in which only the camera moves is handed over once.
    ///
    /// # Errors
    /// Where no device takes it; the first one's reason. Devices that do not are left out.
    pub fn prepare(&self, prepared: &Prepared) -> Result<Frame, GpuError> {
        self.prepare_for(prepared, None)
    }

    /// Like [`Renderer::prepare`], for a frame of mere rays: see [`Prepared::rays`].
    pub fn prepare_rays(&self, prepared: &Prepared, bounces: u32) -> Result<Frame, GpuError> {
        self.prepare_for(prepared, Some(bounces))
    }

    fn prepare_for(&self, prepared: &Prepared, ray_bounces: Option<u32>) -> Result<Frame, GpuError> {
        let (mut seats, mut left_out) = (Vec::new(), Vec::new());
        for (place, device) in self.devices.iter().enumerate() {
            match self.seat(place, device, prepared, ray_bounces) {
                Ok(seat) => seats.push(seat),
                Err(error) => left_out.push(error),
            }
        }
        if seats.is_empty() {
            return Err(left_out.swap_remove(0));
        }
        Ok(Frame { seats, left_out, prepared: prepared.clone(), board: Board::default() })
    }

    fn seat(
        &self,
        place: usize,
        device: &Device,
        prepared: &Prepared,
        ray_bounces: Option<u32>,
    ) -> Result<Seat, GpuError> {
        device.check()?;
        let usual = if device.is_software() { Capacity::SOFTWARE } else { Capacity::CARD };
        let capacity = self.capacity.unwrap_or(usual);
        let mut scenes = locked(&self.scenes);
        let uploaded = match &scenes[place] {
            Some(uploaded) if uploaded.is_of(&prepared.world) => uploaded.clone(),
            _ => {
                // The old scene makes room before the new one comes.
                scenes[place] = None;
                Arc::new(Uploaded::new(device, &prepared.world, Film::bytes(capacity))?)
            }
        };
        scenes[place] = Some(uploaded.clone());
        let paths = FrameHead::new(prepared, uploaded.places);
        let head = match ray_bounces {
            Some(bounces) => paths.of_rays(bounces),
            None => paths,
        };
        let film = Film::new(device, uploaded.clone(), &head, capacity)?;
        Ok(Seat { device: device.clone(), film, capacity })
    }
}

/// A frame on its devices, rendered tile by tile like a [`Prepared`] one.
pub struct Frame {
    seats: Vec<Seat>,
    left_out: Vec<GpuError>,
    prepared: Prepared,
    board: Board,
}

impl Frame {
    pub fn settings(&self) -> &Settings {
        self.prepared.settings()
    }

    /// Why devices of the renderer take no part.
    pub fn left_out(&self) -> &[GpuError] {
        &self.left_out
    }

    /// Renders one rectangle.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, GpuError> {
        let found = Mutex::new(None);
        self.tiles(&[rect], cancel, |_, tile| *locked(&found) = Some(tile))?;
        let tile = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(tile.unwrap_or(Tile { rect, rgb: Vec::new() }))
    }

    /// Renders many tiles; `on_tile` gets each with its place in `rects`, in whatever order they
    /// finish, from several threads. A device that is lost gives its work to the others.
    ///
    /// # Errors
    /// Where the render was cancelled, within a tenth of a second, or the last device was lost.
    /// Tiles that were handed out before stay good.
    pub fn tiles(&self, rects: &[Rect], cancel: &Cancel, on_tile: impl Fn(usize, Tile) + Sync) -> Result<(), GpuError> {
        rects.iter().for_each(|&rect| self.prepared.check(rect));
        let mut working: Vec<&Seat> = self.seats.iter().filter(|seat| seat.device.check().is_ok()).collect();
        let Some(smallest) = working.iter().map(|seat| seat.capacity.pixels).min() else {
            return self.seats[0].device.check();
        };
        let queue = Queue::new(rects, self.prepared.settings.samples, smallest as usize, working.len());
        let easel = Easel::new(rects, queue.blocks(), &on_tile);
        loop {
            let mut ends = self.work(&working, &queue, &easel, cancel).into_iter();
            cancel.check()?;
            if queue.is_empty() {
                return Ok(());
            }
            // A device was lost when the others had already run out of work: they go on with its.
            let mut lost = None;
            working.retain(|_| match ends.next() {
                Some(Err(error)) => {
                    lost.get_or_insert(error);
                    false
                }
                _ => true,
            });
            if let (true, Some(error)) = (working.is_empty(), lost) {
                return Err(error);
            }
        }
    }

    /// Lets devices work until there is nothing to draw, and says how each has ended.
    fn work(&self, seats: &[&Seat], queue: &Queue, easel: &Easel, cancel: &Cancel) -> Vec<Result<(), GpuError>> {
        let work = |seat: &Seat| {
            let place = self.board.enter();
            seat.work(&Errand {
                queue,
                cancel,
                done: &|part, sums| easel.place(part, sums),
                is_watched: &|| place.is_asked(),
                show: &|under_way| place.answer(easel.so_far(under_way)),
            })
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = seats.iter().map(|seat| scope.spawn(|| work(seat))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        })
    }

    /// What the devices are at: the rectangles under way with what is to be seen of them so far.
    /// Those that are finished were handed out already. Empty where nothing is being rendered.
    pub fn preview(&self) -> Vec<Preview> {
        let mut shown = self.board.ask();
        // Each device shows what is finished of a rectangle and what it has under way itself.
        shown.sort_by_key(|preview| (preview.tile.rect.y, preview.tile.rect.x, Reverse(preview.samples)));
        shown.dedup_by_key(|preview| preview.tile.rect);
        shown
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let devices: Vec<_> = self.seats.iter().map(|seat| &seat.device).collect();
        f.debug_struct("Frame").field("devices", &devices).field("prepared", &self.prepared).finish_non_exhaustive()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    use super::super::work::Part;
    use super::*;
    use crate::{FileMap, Limits, Scene, showcase};

    fn prepared(settings: &Settings) -> Prepared {
        let mut files = FileMap::new();
        files.insert("small.glb", showcase::small_glb());
        let scene = Scene::load("small.glb", &files, &Limits::default()).expect("it loads");
        scene.frame(7, settings, &Cancel::new()).expect("it renders")
    }

    fn whole(settings: &Settings) -> Rect {
        Rect::new(0, 0, settings.width, settings.height)
    }

    #[test]
    fn batches_and_slices_of_any_size_have_the_same_bits() {
        for (samples, width, height) in [(7, 40, 23), (63, 9, 5), (64, 9, 5), (65, 9, 5), (66, 9, 5), (330, 11, 9)] {
            let settings = Settings { width, height, samples, ..Settings::default() };
            let prepared = prepared(&settings);
            let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
            for (pixels, lights, lanes) in [(64, 64, 1), (200, 3000, 1 << 20), (2000, 100, 7), (1 << 16, 1 << 16, 64)] {
                let capacity = Capacity { pixels, lights, lanes, first: 64 };
                let renderer = Renderer { capacity: Some(capacity), ..crate::gpu::tests::renderer() };
                let frame = renderer.prepare(&prepared).expect("it fits");
                let found = frame.tile(whole(&settings), &Cancel::new());
                let error = found.as_ref().err();
                assert!(found.as_ref() == Ok(&expected), "{samples} samples, {capacity:?}: {error:?}");
            }
        }
    }

    #[test]
    fn a_cancelled_render_can_be_begun_again() {
        let settings = Settings { width: 32, height: 32, samples: 70, ..Settings::default() };
        let prepared = prepared(&settings);
        let capacity = Capacity { pixels: 64, lights: 1 << 16, lanes: 1 << 12, first: 1 << 12 };
        let renderer = Renderer { capacity: Some(capacity), ..crate::gpu::tests::renderer() };
        let frame = renderer.prepare(&prepared).expect("it fits");
        let rects = Rect::grid(settings.width, settings.height, 8);
        for tiles in 1..6 {
            let (cancel, done) = (Cancel::new(), AtomicUsize::new(0));
            let cancelled = frame.tiles(&rects, &cancel, |_, _| {
                if done.fetch_add(1, Ordering::Relaxed) + 1 == tiles {
                    cancel.cancel();
                }
            });
            assert!(matches!(cancelled, Err(GpuError::Cancelled(_))), "{cancelled:?}");
        }
        assert!(frame.tile(whole(&settings), &Cancel::new()).ok() == prepared.whole(&Cancel::new()).ok());
    }

    #[test]
    fn cards_share_the_samples_of_a_small_still() {
        let settings = Settings { width: 16, height: 12, samples: 900, ..Settings::default() };
        let prepared = prepared(&settings);
        let shared = crate::gpu::tests::renderer().devices()[0].clone();
        let frame = Renderer::new(vec![shared.clone(), shared]).and_then(|pair| pair.prepare(&prepared));
        let frame = frame.expect("it fits");
        let rects = [whole(&settings)];
        let queue = Queue::new(&rects, settings.samples, 1 << 16, 2);
        let tile = Mutex::new(None);
        let on_tile = |_, found| *locked(&tile) = Some(found);
        let easel = Easel::new(&rects, queue.blocks(), &on_tile);
        // Neither goes on before both have something to do.
        let deadline = Instant::now() + Duration::from_secs(60);
        let busy = AtomicUsize::new(0);
        let blocks: Vec<Mutex<Vec<u32>>> = frame.seats.iter().map(|_| Mutex::default()).collect();
        std::thread::scope(|scope| {
            for (seat, blocks) in frame.seats.iter().zip(&blocks) {
                let (queue, easel, busy, cancel) = (&queue, &easel, &busy, Cancel::new());
                scope.spawn(move || {
                    let began = OnceLock::new();
                    let wait = || {
                        began.get_or_init(|| busy.fetch_add(1, Ordering::AcqRel));
                        while busy.load(Ordering::Acquire) < 2 && Instant::now() < deadline {
                            std::thread::yield_now();
                        }
                        false
                    };
                    let done = |part: Part, sums| {
                        locked(blocks).push(part.block);
                        easel.place(part, sums);
                    };
                    seat.work(&Errand { queue, cancel: &cancel, done: &done, is_watched: &wait, show: &|_| () })
                });
            }
        });
        let blocks: Vec<Vec<u32>> = blocks.into_iter().map(|blocks| blocks.into_inner().expect("no panic")).collect();
        assert!(blocks.iter().all(|blocks| !blocks.is_empty()), "{blocks:?}");
        let mut all = blocks.concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..15), "{blocks:?}");
        assert!(locked(&tile).take() == prepared.whole(&Cancel::new()).ok());
    }
}
