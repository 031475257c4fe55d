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

/// Renders frames on one or more devices. They should be of one class: tiles are shared out by who is
/// free, so that among devices of several classes the bits of a tile would be left to chance.
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
    /// finish, from several threads. A device that is lost gives its tiles to the others.
    ///
    /// # Errors
    /// Where the render was cancelled, within a tenth of a second, or the last device was lost.
    /// Tiles that were handed out before stay good.
    pub fn tiles(&self, rects: &[Rect], cancel: &Cancel, on_tile: impl Fn(usize, Tile) + Sync) -> Result<(), GpuError> {
        rects.iter().for_each(|&rect| self.prepared.check(rect));
        let working: Vec<&Seat> = self.seats.iter().filter(|seat| seat.device.check().is_ok()).collect();
        let Some(smallest) = working.iter().map(|seat| seat.capacity.pixels).min() else {
            return self.seats[0].device.check();
        };
        let queue = Queue::new(rects, smallest as usize, working.len());
        let easel = Easel::new(rects, &on_tile);
        let errors = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for seat in &working {
                scope.spawn(|| {
                    let place = self.board.enter();
                    let errand = Errand {
                        queue: &queue,
                        samples: self.prepared.settings.samples,
                        cancel,
                        done: &|part, tile| easel.place(part, tile),
                        is_watched: &|| place.is_asked(),
                        show: &|shown| place.answer(shown),
                    };
                    if let Err(error) = seat.work(&errand) {
                        locked(&errors).push(error);
                    }
                });
            }
        });
        cancel.check()?;
        let errors = errors.into_inner().unwrap_or_else(PoisonError::into_inner);
        match errors.into_iter().next() {
            Some(error) if !queue.is_empty() => self.finish_elsewhere(&queue, cancel, &easel, error),
            _ => Ok(()),
        }
    }

    /// What the devices are at: the rectangles under way with what is to be seen of them so far.
    /// Those that are finished were handed out already. Empty where nothing is being rendered.
    pub fn preview(&self) -> Vec<Preview> {
        self.board.ask()
    }

    /// A device was lost when the others had already run out of work.
    fn finish_elsewhere(&self, queue: &Queue, cancel: &Cancel, easel: &Easel, error: GpuError) -> Result<(), GpuError> {
        for seat in self.seats.iter().filter(|seat| seat.device.check().is_ok()) {
            let errand = Errand {
                queue,
                samples: self.prepared.settings.samples,
                cancel,
                done: &|part, tile| easel.place(part, tile),
                is_watched: &|| false,
                show: &|_| (),
            };
            if seat.work(&errand).is_ok() {
                return Ok(());
            }
        }
        Err(error)
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
    use super::*;
    use crate::{FileMap, Limits, Scene, showcase};

    #[test]
    fn batches_and_slices_of_any_size_have_the_same_bits() {
        let mut files = FileMap::new();
        files.insert("small.glb", showcase::small_glb());
        let scene = Scene::load("small.glb", &files, &Limits::default()).expect("it loads");
        let settings = Settings { width: 40, height: 23, samples: 7, ..Settings::default() };
        let prepared = scene.frame(7, &settings, &Cancel::new()).expect("it renders");
        let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
        let whole = Rect::new(0, 0, settings.width, settings.height);
        for (pixels, lights, lanes) in [(64, 64, 1), (200, 3000, 1 << 20), (2000, 100, 7), (1 << 16, 1 << 16, 64)] {
            let capacity = Capacity { pixels, lights, lanes, first: 64 };
            let renderer = Renderer { capacity: Some(capacity), ..crate::gpu::tests::renderer() };
            let frame = renderer.prepare(&prepared).expect("it fits");
            assert!(frame.tile(whole, &Cancel::new()) == Ok(expected.clone()), "{capacity:?}");
        }
    }
}
