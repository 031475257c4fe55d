//! The same bits, however the work is cut and whoever does it.

use std::sync::Mutex;

use rayment_picture::LinearImage;
use rayment_render::{Cancel, Cancelled, FileMap, Limits, Prepared, Rect, RenderError, Scene, Settings, Tile, Tracer};
use rayment_scenes::showcase;

fn showcase_scene() -> Scene {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    rayment_import::load("small.glb", &files, &Limits::default()).expect("the showcase loads")
}

const SETTINGS: Settings = Settings { width: 80, height: 45, samples: 4, seed: 11, max_bounces: 5, camera: 0 };

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start")
}

fn whole(prepared: &Prepared) -> Vec<u32> {
    let tile = prepared.whole(&Cancel::new()).expect("nobody cancels");
    tile.rgb.iter().map(|value| value.to_bits()).collect()
}

#[test]
fn tiles_alone_equal_the_whole_frame() {
    let prepared = Prepared::new(&showcase_scene(), 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let expected = whole(&prepared);
    for size in [7, 32] {
        let mut image = LinearImage::new(SETTINGS.width, SETTINGS.height);
        for rect in Rect::grid(SETTINGS.width, SETTINGS.height, size).into_iter().rev() {
            image.place(rect.x, rect.y, rect.width, &prepared.tile(rect, &Cancel::new()).expect("nobody cancels").rgb);
        }
        let found: Vec<u32> = image.rgb.iter().map(|value| value.to_bits()).collect();
        assert!(found == expected, "tiles of {size}");
    }
}

#[test]
fn threads_do_not_change_bits() {
    let scene = showcase_scene();
    let prepared = Prepared::new(&scene, 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let one = pool(1).install(|| whole(&prepared));
    assert!(pool(5).install(|| whole(&prepared)) == one);
    let rects = Rect::grid(SETTINGS.width, SETTINGS.height, 16);
    let image = Mutex::new(LinearImage::new(SETTINGS.width, SETTINGS.height));
    let place = |index: usize, tile: Tile| {
        assert_eq!(tile.rect, rects[index]);
        let Rect { x, y, width, .. } = tile.rect;
        image.lock().expect("no panic while placing").place(x, y, width, &tile.rgb);
    };
    pool(3).install(|| prepared.tiles(&rects, &Cancel::new(), place)).expect("nobody cancels");
    let many: Vec<u32> = image.into_inner().expect("whole").rgb.iter().map(|v| v.to_bits()).collect();
    assert!(many == one);
}

#[test]
fn a_frame_redrawn_is_that_frame_with_those_settings() {
    let scene = showcase_scene();
    let small = Settings { width: 16, height: 9, samples: 2, ..SETTINGS };
    let prepared = Prepared::new(&scene, 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let redrawn = prepared.redrawn(16, 9, 2).expect("a size like any other");
    assert!(whole(&redrawn) == whole(&Prepared::new(&scene, 7, &small, &Cancel::new()).expect("it renders")));
    assert_eq!(
        prepared.redrawn(0, 9, 2).err(),
        Some(RenderError::Size { width: 0, height: 9, max: Settings::MAX_SIDE })
    );
}

#[test]
fn adaptive_tiles_come_as_they_do_one_by_one() {
    let prepared = Prepared::new(&showcase_scene(), 7, &SETTINGS, &Cancel::new()).expect("it renders");
    let prepared = prepared.redrawn(16, 9, 64).expect("a size like any other");
    let rects = [Rect::new(3, 1, 5, 1), Rect::new(0, 2, 16, 4)];
    let found = Mutex::new(vec![None, None]);
    let keep = |index: usize, tile| found.lock().expect("no panic while keeping")[index] = Some(tile);
    prepared.adaptive_tiles(&rects, 0.1, &Cancel::new(), keep).expect("nobody cancels");
    let alone = rects.map(|rect| prepared.adaptive_tile(rect, 0.1, &Cancel::new()).ok());
    assert!(found.into_inner().expect("both") == alone);
    let cancel = Cancel::new();
    cancel.cancel();
    assert_eq!(prepared.adaptive_tiles(&rects, 0.1, &cancel, |_, _| {}), Err(Cancelled));
}

#[test]
fn a_scene_loaded_again_renders_the_same_bits() {
    let once = whole(&Prepared::new(&showcase_scene(), 3, &SETTINGS, &Cancel::new()).expect("it renders"));
    let tracer = Tracer::new(showcase_scene());
    tracer.frame(90, &SETTINGS, &Cancel::new()).expect("another frame first");
    assert!(whole(&tracer.frame(3, &SETTINGS, &Cancel::new()).expect("it renders")) == once);
}

/// What every machine has to agree on. A change of the engine or of its showcase that is meant to
/// change pixels changes this number too; nothing else may.
#[test]
fn the_bits_are_the_known_ones() {
    let scene = showcase_scene();
    // The second has more than one block of samples.
    let many = Settings { width: 24, height: 13, samples: 150, ..SETTINGS };
    for (settings, known) in [(SETTINGS, 0x3d0c_b11d_c3fd_9d79), (many, 0xfa3f_f5bc_5c53_83cc)] {
        let bits = whole(&Prepared::new(&scene, 7, &settings, &Cancel::new()).expect("it renders"));
        // FNV-1a over the words.
        let hash = bits
            .iter()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, &word| (hash ^ u64::from(word)).wrapping_mul(0x0000_0100_0000_01b3));
        assert_eq!(hash, known, "found {hash:#018x}");
    }
}

#[test]
fn seed_frame_and_samples_change_bits() {
    let scene = showcase_scene();
    let bits = |frame: u32, settings: Settings| {
        whole(&Prepared::new(&scene, frame, &settings, &Cancel::new()).expect("it renders"))
    };
    let first = bits(7, SETTINGS);
    assert!(bits(7, Settings { seed: 12, ..SETTINGS }) != first);
    assert!(bits(8, SETTINGS) != first);
    assert!(bits(7, Settings { samples: 5, ..SETTINGS }) != first);
    assert!(bits(7, SETTINGS) == first);
}

#[test]
fn variance_comes_with_the_same_bits_and_predicts_the_error() {
    let scene = showcase_scene();
    let cancel = Cancel::new();
    let rect = Rect::new(20, 10, 32, 24);
    let few = Prepared::new(&scene, 7, &Settings { samples: 16, ..SETTINGS }, &Cancel::new()).expect("it renders");
    let varied = few.tile_with_variance(rect, &cancel).expect("nobody cancels");
    assert_eq!(varied.tile, few.tile(rect, &cancel).expect("nobody cancels"));
    let many =
        Prepared::new(&scene, 7, &Settings { samples: 512, seed: 99, ..SETTINGS }, &Cancel::new()).expect("it renders");
    let truth = many.tile(rect, &cancel).expect("nobody cancels");
    let part = Rect::new(24, 14, 5, 2);
    let varied_part = many.tile_with_variance(part, &cancel).expect("nobody cancels").tile;
    assert_eq!(varied_part, many.tile(part, &cancel).expect("nobody cancels"));
    let errors = varied.tile.rgb.iter().zip(&truth.rgb).map(|(a, b)| f64::from((a - b) * (a - b)));
    let ratio = errors.sum::<f64>() / varied.variance.iter().map(|&v| f64::from(v)).sum::<f64>();
    // Stratified samples do better than their spread says, never much worse.
    assert!((0.1..1.4).contains(&ratio), "{ratio}");
}

#[test]
fn cancelled_renders_stop_at_once() {
    let scene = showcase_scene();
    let settings = Settings { width: 640, height: 360, samples: 65_536, ..SETTINGS };
    let prepared = Prepared::new(&scene, 0, &settings, &Cancel::new()).expect("it renders");
    let cancel = Cancel::new();
    let waited = std::thread::scope(|scope| {
        // Threads of its own, so that nobody else's rows are waited for.
        let render = scope.spawn(|| pool(1).install(|| prepared.tile(Rect::new(0, 0, 64, 64), &cancel)));
        // However far it has got: the wait that counts begins with the cancel.
        std::thread::yield_now();
        let start = std::time::Instant::now();
        cancel.cancel();
        assert_eq!(render.join().expect("no panic"), Err(Cancelled));
        start.elapsed()
    });
    assert!(waited.as_millis() < 1000, "{waited:?} on a busy machine; milliseconds on an idle one");
    assert_eq!(prepared.whole(&cancel), Err(Cancelled));
}

#[test]
fn refuses_settings_out_of_range() {
    let scene = showcase_scene();
    let refused = |settings: Settings| Prepared::new(&scene, 0, &settings, &Cancel::new()).expect_err("it is refused");
    assert!(matches!(refused(Settings { width: 0, ..SETTINGS }), RenderError::Size { .. }));
    assert!(matches!(refused(Settings { height: 20_000, ..SETTINGS }), RenderError::Size { .. }));
    assert!(matches!(refused(Settings { samples: 0, ..SETTINGS }), RenderError::Samples { .. }));
    assert!(matches!(refused(Settings { max_bounces: 0, ..SETTINGS }), RenderError::Bounces { .. }));
}

#[test]
fn tile_bytes_go_there_and_back() {
    let prepared = Prepared::new(&showcase_scene(), 0, &SETTINGS, &Cancel::new()).expect("it renders");
    let rect = Rect::new(64, 32, 16, 13);
    let tile = prepared.tile(rect, &Cancel::new()).expect("nobody cancels");
    let bytes = tile.to_bytes();
    assert_eq!(bytes.len(), rect.pixels() * Tile::PIXEL_BYTES);
    assert_eq!(Tile::from_bytes(rect, &bytes).expect("it is a tile"), tile);
    assert!(Tile::from_bytes(rect, &bytes[4..]).is_err());
}
