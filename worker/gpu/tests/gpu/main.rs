//! The twin for graphics cards against the tracer: the same bits on software Vulkan.

mod cases;
mod classes;
#[path = "../../../import/tests/import/support.rs"]
mod support;

use std::sync::{Mutex, OnceLock};

use rayment_gpu::{Device, DeviceInfo, GpuError, Kind, Renderer, devices};
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings, Tile};
use rayment_scenes::showcase;

const SETTINGS: Settings = Settings { width: 80, height: 45, samples: 4, seed: 11, max_bounces: 5, camera: 0 };

/// Software Vulkan, which these tests are about: bits of real cards are their own.
fn software() -> DeviceInfo {
    let found = devices();
    let software = found.iter().find(|info| info.kind == Kind::Software);
    software.cloned().unwrap_or_else(|| {
        panic!("expected a software Vulkan adapter, found {found:?}; install Debian's mesa-vulkan-drivers (lavapipe)")
    })
}

/// On a device that the tests of this file share: compiling its kernels is what takes long.
fn renderer() -> Renderer {
    static SHARED: OnceLock<Device> = OnceLock::new();
    let device = SHARED.get_or_init(|| Device::open(&software()).expect("it opens"));
    Renderer::new(vec![device.clone()]).expect("one device")
}

fn showcase_scene() -> Scene {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    rayment_import::load("small.glb", &files, &Limits::default()).expect("the showcase loads")
}

/// Where two pictures differ in a bit: how often, and the first place with both values.
fn difference(expected: &Tile, found: &Tile) -> Option<String> {
    assert_eq!((expected.rect, expected.rgb.len()), (found.rect, found.rgb.len()));
    let differ = |index: &usize| expected.rgb[*index].to_bits() != found.rgb[*index].to_bits();
    let places: Vec<usize> = (0..expected.rgb.len()).filter(differ).collect();
    let &first = places.first()?;
    let (pixel, width) = (first / 3, expected.rect.width as usize);
    Some(format!(
        "{} of {} values differ, first at x {} y {}: {} expected, {} found",
        places.len(),
        expected.rgb.len(),
        pixel % width,
        pixel / width,
        expected.rgb[first],
        found.rgb[first]
    ))
}

fn whole(renderer: &Renderer, prepared: &Prepared) -> Tile {
    let frame = renderer.prepare(prepared).expect("it fits");
    let Settings { width, height, .. } = *prepared.settings();
    frame.tile(Rect::new(0, 0, width, height), &Cancel::new()).expect("it renders")
}

fn assert_same_bits(renderer: &Renderer, prepared: &Prepared) {
    let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
    if let Some(difference) = difference(&expected, &whole(renderer, prepared)) {
        panic!("{difference}");
    }
}

#[test]
fn the_showcase_has_the_bits_of_the_tracer() {
    let renderer = renderer();
    let scene = showcase_scene();
    for frame in [7, 60] {
        assert_same_bits(&renderer, &Prepared::new(&scene, frame, &SETTINGS, &Cancel::new()).expect("it renders"));
    }
}

#[test]
fn every_feature_has_the_bits_of_the_tracer() {
    let renderer = renderer();
    let settings = Settings { width: 32, height: 24, ..SETTINGS };
    let mut wrong = Vec::new();
    for (name, draft) in cases::all() {
        let prepared = Prepared::new(&draft.load(), 0, &settings, &Cancel::new()).expect("it renders");
        let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
        assert!(expected.rgb.iter().any(|&value| value > 0.0), "{name} shows nothing");
        wrong.extend(difference(&expected, &whole(&renderer, &prepared)).map(|what| format!("{name}: {what}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The frame put together from tiles.
fn in_tiles(renderer: &Renderer, prepared: &Prepared, size: u32) -> Tile {
    let Settings { width, height, .. } = *prepared.settings();
    let rects = Rect::grid(width, height, size);
    let values = Rect::new(0, 0, width, height).pixels() * 3;
    let image = Mutex::new(vec![0.0; values]);
    let frame = renderer.prepare(prepared).expect("it fits");
    let place = |index: usize, tile: Tile| {
        assert_eq!(tile.rect, rects[index]);
        let mut image = image.lock().expect("no panic while placing");
        for (line, y) in tile.rgb.chunks_exact(tile.rect.width as usize * 3).zip(tile.rect.y..) {
            let to = (y * width + tile.rect.x) as usize * 3;
            image[to..to + line.len()].copy_from_slice(line);
        }
    };
    frame.tiles(&rects, &Cancel::new(), place).expect("it renders");
    Tile { rect: Rect::new(0, 0, width, height), rgb: image.into_inner().expect("whole") }
}

#[test]
fn tiles_shards_and_several_devices_do_not_change_bits() {
    let scene = showcase_scene();
    // The scene takes more than one shard on the first of two devices.
    let sharded = Device::open_within(&software(), u64::MAX, 1 << 22).expect("it opens");
    let pair = Renderer::new(vec![sharded, renderer().devices()[0].clone()]).expect("two devices");
    let prepared = Prepared::new(&scene, 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
    assert_eq!(difference(&expected, &in_tiles(&pair, &prepared, 16)), None);
    assert_eq!(difference(&expected, &in_tiles(&pair, &prepared, 1000)), None);
    let several_blocks = Settings { width: 36, height: 20, samples: 150, ..SETTINGS };
    let small = Prepared::new(&scene, 7, &several_blocks, &Cancel::new()).expect("it renders");
    let whole = small.whole(&Cancel::new()).expect("nobody cancels");
    assert_eq!(difference(&whole, &in_tiles(&pair, &small, 16)), None);
    assert_eq!(difference(&whole, &in_tiles(&pair, &small, 1000)), None);
    // One of them is lost, first in the middle of a render: the other renders on.
    lose_the_first(&pair, &scene);
    assert_eq!(difference(&expected, &in_tiles(&pair, &prepared, 32)), None);
}

/// Closes the first of two devices while both are at the samples of one small still.
fn lose_the_first(pair: &Renderer, scene: &Scene) {
    let settings = Settings { width: 48, height: 27, samples: 1000, ..SETTINGS };
    let prepared = Prepared::new(scene, 7, &settings, &Cancel::new()).expect("it renders");
    let expected = prepared.whole(&Cancel::new()).expect("nobody cancels");
    let frame = pair.prepare(&prepared).expect("it fits");
    let whole = expected.rect;
    std::thread::scope(|scope| {
        let render = scope.spawn(|| frame.tile(whole, &Cancel::new()));
        // Finished blocks and those under way are seen as one picture.
        let look = || (render.is_finished(), frame.preview().pop().filter(|preview| preview.samples > 64));
        let (_, preview) =
            std::iter::repeat_with(look).find(|(is_over, seen)| *is_over || seen.is_some()).expect("endless");
        let preview = preview.expect("it is seen before it is over");
        assert_eq!(preview.tile.rect, whole);
        assert!(preview.samples < 1000, "{} samples", preview.samples);
        let brightness = |tile: &Tile| tile.rgb.iter().sum::<f32>();
        assert!((brightness(&preview.tile) / brightness(&expected) - 1.0).abs() < 0.1);
        pair.devices()[0].close();
        let found = render.join().expect("no panic").expect("the other renders on");
        assert_eq!(difference(&expected, &found), None);
    });
}

#[test]
fn refuses_what_does_not_fit_before_it_allocates() {
    let prepared = Prepared::new(&showcase_scene(), 7, &SETTINGS, &Cancel::new()).expect("it renders");
    // As many shards of a KiB as may be bound, and a card with less memory than a film takes.
    for (memory, shard) in [(u64::MAX, 1 << 10), (1 << 20, u64::MAX)] {
        let device = Device::open_within(&software(), memory, shard).expect("it opens");
        let renderer = Renderer::new(vec![device.clone()]).expect("one device");
        let error = renderer.prepare(&prepared).map(|_| ()).expect_err("it is refused");
        assert!(matches!(error, GpuError::TooLarge { needed, limit, .. } if needed > limit), "{error}");
        assert_eq!(device.check(), Ok(()));
    }
    assert_eq!(Renderer::new(Vec::new()).map(|_| ()).expect_err("nothing to render on"), GpuError::NoAdapter);
}

#[test]
fn a_lost_device_is_an_error_and_can_be_opened_again() {
    let prepared = Prepared::new(&showcase_scene(), 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let renderer = Renderer::new(vec![Device::open(&software()).expect("it opens")]).expect("one device");
    let frame = renderer.prepare(&prepared).expect("it fits");
    renderer.devices()[0].close();
    let rect = Rect::new(0, 0, 8, 8);
    let lost = frame.tile(rect, &Cancel::new()).expect_err("there is no device");
    assert!(matches!(lost, GpuError::Lost { .. }), "{lost}");
    assert!(matches!(renderer.prepare(&prepared).map(|_| ()), Err(GpuError::Lost { .. })));
    let again = self::renderer().prepare(&prepared).expect("it fits");
    assert_eq!(again.tile(rect, &Cancel::new()), Ok(prepared.tile(rect, &Cancel::new()).expect("nobody cancels")));
}

#[test]
fn a_render_under_way_is_seen_cancelled_and_lost() {
    let settings = Settings { samples: 65_536, ..SETTINGS };
    let prepared = Prepared::new(&showcase_scene(), 7, &settings, &Cancel::new()).expect("it renders");
    let renderer = Renderer::new(vec![Device::open(&software()).expect("it opens")]).expect("one device");
    let frame = renderer.prepare(&prepared).expect("it fits");
    assert!(frame.preview().is_empty(), "nothing is being rendered");
    let whole = Rect::new(0, 0, SETTINGS.width, SETTINGS.height);
    let (cancel, again) = (Cancel::new(), Cancel::new());
    std::thread::scope(|scope| {
        let render = scope.spawn(|| frame.tile(whole, &cancel));
        let seen = || frame.preview().into_iter().find(|preview| preview.samples > 0);
        let preview = std::iter::repeat_with(seen).flatten().next().expect("it goes on until it is seen");
        assert_eq!(preview.tile.rect, whole);
        assert!(preview.tile.rgb.iter().sum::<f32>() > 0.0);
        cancel.cancel();
        assert!(matches!(render.join().expect("no panic"), Err(GpuError::Cancelled(_))));

        let render = scope.spawn(|| frame.tile(whole, &again));
        renderer.devices()[0].close();
        assert!(matches!(render.join().expect("no panic"), Err(GpuError::Lost { .. })));
    });
}

#[test]
fn software_devices_share_the_class_of_the_processor() {
    let info = software();
    assert_eq!(info.class(), "cpu");
    assert_eq!(Device::open(&info).expect("it opens").class(), "cpu");
    assert!(!info.name.is_empty() && info.backend == "vulkan");
}
