//! What is rendered.

use std::cell::RefCell;
use std::sync::Mutex;

use rayment_blender::{BlenderError, Device, Engine, Fault, Options, Progress, Sandbox};
use rayment_render::{Cancel, Rect, RenderError, Settings, Tile};

use crate::support::{Made, bits, install, mean, options, sandbox, says, small, whole};

/// The part of a whole frame.
fn part(whole: &Tile, rect: Rect) -> Vec<u32> {
    let all = bits(whole);
    let row = |y: u32| ((y * whole.rect.width + rect.x) * 3) as usize;
    (rect.y..rect.y + rect.height).flat_map(|y| all[row(y)..row(y) + rect.width as usize * 3].to_vec()).collect()
}

#[test]
fn a_tile_has_the_bits_of_that_part_of_the_frame() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let frame = whole(&session, 5, &small());
    assert!(mean(&frame) > 0.05 && frame.rgb.iter().all(|value| value.is_finite()));
    let shot = session.frame(5, &small()).unwrap();
    let rects = [(0, 0, 32, 32), (95, 63, 1, 1), (37, 11, 53, 7), (0, 0, 96, 16), (0, 0, 1, 64), (64, 32, 32, 32)];
    for (x, y, width, height) in rects {
        let rect = Rect::new(x, y, width, height);
        let tile = shot.tile(rect, &Cancel::new()).unwrap();
        assert_eq!(tile.rect, rect);
        assert!(bits(&tile) == part(&frame, rect), "{rect:?}");
    }
    let grid = Rect::grid(96, 64, 32);
    let seen = RefCell::new(vec![false; grid.len()]);
    let gathered = |at: usize, tile: Tile| {
        assert!(bits(&tile) == part(&frame, grid[at]));
        seen.borrow_mut()[at] = true;
    };
    shot.tiles(&grid, &Cancel::new(), gathered).unwrap();
    assert!(seen.into_inner().into_iter().all(|seen| seen));
}

#[test]
fn threads_history_and_the_sandbox_never_change_the_bits() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let frame = whole(&session, 8, &small());
    // Another frame, another camera and other settings in between leave nothing behind.
    whole(&session, 2, &Settings { camera: 1, samples: 1, max_bounces: 1, seed: 9, width: 50, height: 70 });
    assert!(bits(&whole(&session, 8, &small())) == bits(&frame));
    let one = Options { threads: 1, ..options() };
    assert!(bits(&whole(&made.open_with("scene.blend", &one).unwrap(), 8, &small())) == bits(&frame));
    if let Ok(landlock) = Sandbox::landlock() {
        let session = made.open_with("scene.blend", &Options { sandbox: landlock, ..options() }).unwrap();
        assert!(bits(&whole(&session, 8, &small())) == bits(&frame));
    }
}

#[test]
fn every_setting_reaches_the_picture() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let base = bits(&whole(&session, 1, &small()));
    let others = [
        (2, small()),
        (1, Settings { seed: 8, ..small() }),
        (1, Settings { samples: 5, ..small() }),
        (1, Settings { max_bounces: 1, ..small() }),
        (1, Settings { camera: 1, ..small() }),
    ];
    for (frame, settings) in others {
        let other = bits(&whole(&session, frame, &settings));
        assert!(other.len() == base.len() && other != base, "frame {frame}, {settings:?}");
    }
    let refused = |settings: Settings| session.frame(1, &settings).err().unwrap();
    let camera = refused(Settings { camera: 2, ..small() });
    assert!(matches!(camera, BlenderError::Settings(RenderError::Camera { found: 2, cameras: 2 })));
    assert_eq!(refused(Settings { width: 0, ..small() }).fault(), Fault::Scene);
}

#[test]
fn pixels_are_light_and_no_view_of_it() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let frame = whole(&session, 1, &Settings { samples: 16, ..small() });
    // The sky's brightest pixel is far above what any screen shows.
    let above = whole(&session, 1, &Settings { camera: 1, ..small() });
    assert!(frame.rgb.iter().chain(&above.rgb).any(|value| *value > 1.5));
}

#[test]
fn a_scene_tells_what_is_in_it() {
    let made = Made::new("falling");
    let session = made.open("scene.blend").unwrap();
    let info = session.info();
    assert_eq!((info.first, info.last, info.step, info.fps), (1, 12, 1, 24.0));
    assert_eq!((info.width, info.height, info.samples, info.engine.as_str()), (96, 64, 32, "cycles"));
    assert_eq!(info.cameras, ["Main", "Above"]);
    assert_eq!((info.camera("Above"), info.camera("None")), (Some(1), None));
    assert_eq!(info.missing, Vec::<String>::new());
    assert_eq!(info.unbaked, ["Cube: Cloth"]);
    assert!(says(info, "compositor") && says(info, "view layer"), "{:?}", info.notes);
}

#[test]
fn simulations_made_of_nodes_are_found_in_groups() {
    let made = Made::new("flowing");
    assert_eq!(made.open("scene.blend").unwrap().info().unbaked, ["Cube: Flow (bake it to disk)"]);
}

#[test]
fn camera_0_follows_the_markers_and_the_others_stay() {
    let made = Made::new("cuts");
    let session = made.open("scene.blend").unwrap();
    assert_eq!(session.info().cameras, ["Main", "Above"]);
    let above = Settings { camera: 1, ..small() };
    for (frame, cut) in [(7, true), (5, false), (7, true)] {
        let same = bits(&whole(&session, frame, &small())) == bits(&whole(&session, frame, &above));
        assert_eq!(same, cut, "frame {frame}");
    }
}

#[test]
fn a_render_tells_how_far_it_is() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let seen = Mutex::new(Vec::new());
    let on_progress = |progress: Progress| seen.lock().unwrap().push(progress);
    let shot = session.frame(1, &Settings { samples: 64, ..small() }).unwrap().watched(&on_progress);
    shot.whole(&Cancel::new()).unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(!seen.is_empty() && seen.iter().all(|one| one.of == 64 && one.samples <= 64), "{seen:?}");
}

#[test]
fn eevee_draws_whole_frames_where_there_is_a_graphics_context_and_says_so_where_not() {
    let made = Made::new("simple");
    let eevee = Options { engine: Engine::Eevee, ..options() };
    let session = made.open_with("scene.blend", &eevee).unwrap();
    let settings = Settings { samples: 2, ..small() };
    let first = match session.frame(1, &settings).unwrap().whole(&Cancel::new()) {
        Ok(first) => first,
        Err(error) => {
            assert!(matches!(error, BlenderError::NoGraphics), "{error}");
            assert_eq!(install().graphics(&sandbox()).unwrap(), None);
            return;
        }
    };
    assert!(mean(&first) > 0.02);
    let rect = Rect::new(20, 30, 40, 20);
    let tile = session.frame(1, &settings).unwrap().tile(rect, &Cancel::new()).unwrap();
    assert!(bits(&tile) == part(&first, rect));
}

#[test]
fn a_device_that_is_not_there_is_refused() {
    let devices = install().devices(&sandbox()).unwrap();
    assert_eq!(devices.last(), Some(&Device::Cpu));
    let Some(missing) = [Device::Metal, Device::Cuda].into_iter().find(|device| !devices.contains(device)) else {
        panic!("Metal and CUDA in one machine")
    };
    let made = Made::new("plain");
    let session = made.open_with("scene.blend", &Options { device: missing, ..options() }).unwrap();
    let found = session.frame(1, &small()).unwrap().whole(&Cancel::new()).unwrap_err();
    assert!(matches!(&found, BlenderError::Machine(text) if text.contains(missing.word())), "{found}");
}
