use rayment_engine::{Engines, OpenRequest, PreparedFrame};
use rayment_render::gpu::{Device, Kind, Renderer, devices};
use rayment_render::tolerance::LEAST_SAMPLES;
use rayment_render::{BUILD, Cancel, ENGINE, FileMap, Limits, Settings, showcase};

/// Software Vulkan.
fn renderer() -> Renderer {
    let found = devices();
    let software = found.iter().find(|info| info.kind == Kind::Software).unwrap_or_else(|| {
        panic!("expected a software Vulkan adapter, found {found:?}; install Debian's mesa-vulkan-drivers (lavapipe)")
    });
    Renderer::new(vec![Device::open(software).expect("it opens")]).expect("one device")
}

#[test]
fn cards_render_what_any_device_may_and_only_what_can_be_compared() {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    let (engines, limits, cancel) = (Engines::built_in().with_cards(renderer()), Limits::default(), Cancel::new());
    let is_on_cards = |any_device: bool, samples: u32| {
        let (engine, build, main, paths) = (ENGINE, BUILD, "small.glb", &["small.glb"][..]);
        let request =
            OpenRequest { engine, build, main, files: &files, paths, limits: &limits, threads: 1, any_device };
        let scene = engines.open(&request, &cancel).expect("it opens");
        let settings = Settings { width: 8, height: 8, samples, seed: 11, max_bounces: 5, camera: 0 };
        matches!(scene.frame(7, &settings, &cancel).expect("it renders"), PreparedFrame::OnCards(_))
    };
    assert!(is_on_cards(true, LEAST_SAMPLES));
    assert!(!is_on_cards(true, LEAST_SAMPLES - 1));
    assert!(!is_on_cards(false, LEAST_SAMPLES));
}
