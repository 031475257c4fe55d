use std::cmp::Reverse;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayment_render::{Cancel, Prepared, Rect, Settings, Tile};

use super::device::Device;
use super::device_worker::{DeviceWorker, TileRequest};
use super::error::GpuError;
use super::film::Film;
use super::frame_uniforms::FrameSetup;
use super::previews::{Preview, Previews};
use super::queue::Queue;
use super::slices::Capacity;
use super::tile_assembler::TileAssembler;
use super::upload::UploadedScene;

/// Renders frames on one or more devices. They should be of one class: pixels and blocks of samples go to
/// whichever device is free, so that devices of several classes would make bits depend on timing.
pub struct Renderer {
    devices: Vec<Device>,
    /// The scene in the memory of each device, kept for the next frame.
    scenes: Mutex<Vec<Option<Arc<UploadedScene>>>>,
    /// Replaces the default of each device.
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

    /// Uploads a frame to the devices. A scene in which only the camera moves is uploaded once.
    ///
    /// # Errors
    /// If no device accepts it: the reason of the first one. Devices that do not accept it are left out.
    pub fn prepare(&self, prepared: &Prepared) -> Result<Frame, GpuError> {
        self.prepare_for(prepared, None)
    }

    /// Like [`Renderer::prepare`], for rays without shading: see [`Prepared::rays`].
    pub fn prepare_rays(&self, prepared: &Prepared, bounces: u32) -> Result<Frame, GpuError> {
        self.prepare_for(prepared, Some(bounces))
    }

    fn prepare_for(&self, prepared: &Prepared, ray_bounces: Option<u32>) -> Result<Frame, GpuError> {
        let (mut workers, mut left_out) = (Vec::new(), Vec::new());
        for (index, device) in self.devices.iter().enumerate() {
            match self.worker(index, device, prepared, ray_bounces) {
                Ok(worker) => workers.push(worker),
                Err(error) => left_out.push(error),
            }
        }
        if workers.is_empty() {
            return Err(left_out.swap_remove(0));
        }
        Ok(Frame { workers, left_out, prepared: prepared.clone(), previews: Previews::default() })
    }

    fn worker(
        &self,
        index: usize,
        device: &Device,
        prepared: &Prepared,
        ray_bounces: Option<u32>,
    ) -> Result<DeviceWorker, GpuError> {
        device.check()?;
        let usual = if device.is_software() { Capacity::SOFTWARE } else { Capacity::CARD };
        let capacity = self.capacity.unwrap_or(usual);
        let mut scenes = locked(&self.scenes);
        let uploaded = match &scenes[index] {
            Some(uploaded) if uploaded.is_of(prepared.world()) => uploaded.clone(),
            _ => {
                // The old scene is freed before the new one is allocated.
                scenes[index] = None;
                Arc::new(UploadedScene::new(device, prepared.world(), Film::bytes(capacity))?)
            }
        };
        scenes[index] = Some(uploaded.clone());
        let paths = FrameSetup::new(prepared, uploaded.offsets);
        let uniforms = match ray_bounces {
            Some(bounces) => paths.of_rays(bounces),
            None => paths,
        };
        let film = Film::new(device, uploaded.clone(), &uniforms, capacity)?;
        Ok(DeviceWorker { device: device.clone(), film, capacity })
    }
}

/// A frame on its devices, rendered tile by tile like a [`Prepared`] one.
pub struct Frame {
    workers: Vec<DeviceWorker>,
    left_out: Vec<GpuError>,
    prepared: Prepared,
    previews: Previews,
}

impl Frame {
    pub fn settings(&self) -> &Settings {
        self.prepared.settings()
    }

    /// Why some devices of the renderer take no part.
    pub fn left_out(&self) -> &[GpuError] {
        &self.left_out
    }

    /// Renders one rectangle.
    ///
    /// # Panics
    /// If the rectangle exceeds the frame: an error of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, GpuError> {
        let found = Mutex::new(None);
        self.tiles(&[rect], cancel, |_, tile| *locked(&found) = Some(tile))?;
        let tile = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(tile.unwrap_or(Tile { rect, rgb: Vec::new() }))
    }

    /// Renders many tiles. `on_tile` gets each with its index in `rects`, in the order in which they
    /// finish, from several threads. A device that is lost leaves its work to the others.
    ///
    /// # Errors
    /// If the render was cancelled (within a tenth of a second) or the last device was lost. Tiles that
    /// were handed out before stay valid.
    pub fn tiles(&self, rects: &[Rect], cancel: &Cancel, on_tile: impl Fn(usize, Tile) + Sync) -> Result<(), GpuError> {
        rects.iter().for_each(|&rect| self.prepared.check(rect));
        let mut working: Vec<&DeviceWorker> =
            self.workers.iter().filter(|worker| worker.device.check().is_ok()).collect();
        let Some(smallest) = working.iter().map(|worker| worker.capacity.pixels).min() else {
            return self.workers[0].device.check();
        };
        let queue = Queue::new(rects, self.prepared.settings().samples, smallest as usize, working.len());
        let assembler = TileAssembler::new(rects, queue.blocks(), &on_tile);
        loop {
            let mut ends = self.work(&working, &queue, &assembler, cancel).into_iter();
            cancel.check()?;
            if queue.is_empty() {
                return Ok(());
            }
            // A device was lost when the others had already run out of work: they continue with
            // its blocks.
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

    /// Lets devices work until the queue is empty, and returns how each has ended.
    fn work(
        &self,
        workers: &[&DeviceWorker],
        queue: &Queue,
        assembler: &TileAssembler,
        cancel: &Cancel,
    ) -> Vec<Result<(), GpuError>> {
        let work = |worker: &DeviceWorker| {
            let participant = self.previews.enter();
            worker.work(&TileRequest {
                queue,
                cancel,
                done: &|block, sums| assembler.place(block, sums),
                preview_wanted: &|| participant.is_requested(),
                preview: &|under_way| participant.answer(assembler.so_far(under_way)),
            })
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = workers.iter().map(|worker| scope.spawn(|| work(worker))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
        })
    }

    /// The unfinished rectangles as they are. Those that are finished were handed out already. Empty if
    /// nothing is being rendered.
    pub fn preview(&self) -> Vec<Preview> {
        let mut shown = self.previews.request();
        // Each device shows the finished blocks of a rectangle and its own unfinished ones.
        shown.sort_by_key(|preview| (preview.tile.rect.y, preview.tile.rect.x, Reverse(preview.samples)));
        shown.dedup_by_key(|preview| preview.tile.rect);
        shown
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let devices: Vec<_> = self.workers.iter().map(|worker| &worker.device).collect();
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

    use rayment_render::{FileMap, Limits};
    use rayment_scenes::showcase;

    use super::super::queue::SampleBlock;
    use super::*;

    fn prepared(settings: &Settings) -> Prepared {
        let mut files = FileMap::new();
        files.insert("small.glb", showcase::small_glb());
        let scene = rayment_import::load("small.glb", &files, &Limits::default()).expect("it loads");
        Prepared::new(&scene, 7, settings, &Cancel::new()).expect("it renders")
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
            for (pixels, slice_samples, lanes) in
                [(64, 64, 1), (200, 3000, 1 << 20), (2000, 100, 7), (1 << 16, 1 << 16, 64)]
            {
                let capacity = Capacity { pixels, slice_samples, lanes, first_slice_samples: 64 };
                let renderer = Renderer { capacity: Some(capacity), ..crate::tests::renderer() };
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
        let capacity = Capacity { pixels: 64, slice_samples: 1 << 16, lanes: 1 << 12, first_slice_samples: 1 << 12 };
        let renderer = Renderer { capacity: Some(capacity), ..crate::tests::renderer() };
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
        let shared = crate::tests::renderer().devices()[0].clone();
        let frame = Renderer::new(vec![shared.clone(), shared]).and_then(|pair| pair.prepare(&prepared));
        let frame = frame.expect("it fits");
        let rects = [whole(&settings)];
        let queue = Queue::new(&rects, settings.samples, 1 << 16, 2);
        let tile = Mutex::new(None);
        let on_tile = |_, found| *locked(&tile) = Some(found);
        let assembler = TileAssembler::new(&rects, queue.blocks(), &on_tile);
        // Neither continues before both have work.
        let deadline = Instant::now() + Duration::from_secs(60);
        let busy = AtomicUsize::new(0);
        let blocks: Vec<Mutex<Vec<u32>>> = frame.workers.iter().map(|_| Mutex::default()).collect();
        std::thread::scope(|scope| {
            for (worker, blocks) in frame.workers.iter().zip(&blocks) {
                let (queue, assembler, busy, cancel) = (&queue, &assembler, &busy, Cancel::new());
                scope.spawn(move || {
                    let began = OnceLock::new();
                    let wait = || {
                        began.get_or_init(|| busy.fetch_add(1, Ordering::AcqRel));
                        while busy.load(Ordering::Acquire) < 2 && Instant::now() < deadline {
                            std::thread::yield_now();
                        }
                        false
                    };
                    let done = |block: SampleBlock, sums| {
                        locked(blocks).push(block.index);
                        assembler.place(block, sums);
                    };
                    worker.work(&TileRequest {
                        queue,
                        cancel: &cancel,
                        done: &done,
                        preview_wanted: &wait,
                        preview: &|_| (),
                    })
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
