use rayment_engine::{Engines, OpenRequest, PreparedFrame, Purpose, settings};
use rayment_gpu::{Device, Kind, Renderer, devices};
use rayment_render::{Cancel, tolerance::LEAST_SAMPLES};
use rayment_spec::{Devices, Spec};

use crate::fixture::{files, spec};

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
    let (engines, cancel) = (Engines::built_in().with_cards(renderer()), Cancel::new());
    let is_on_cards = |devices: Devices, samples: u32, purpose: Purpose| {
        let spec = Spec { devices, samples, ..spec() };
        let request = OpenRequest { spec: &spec, files: &files(), threads: 1, purpose };
        let scene = engines.open(&request, &cancel).expect("it opens");
        matches!(scene.frame(7, &settings(&spec), &cancel).expect("it renders"), PreparedFrame::OnCards(_))
    };
    assert!(is_on_cards(Devices::Any, LEAST_SAMPLES, Purpose::Deliver));
    assert!(!is_on_cards(Devices::Any, LEAST_SAMPLES - 1, Purpose::Deliver));
    assert!(!is_on_cards(Devices::Cpu, LEAST_SAMPLES, Purpose::Deliver));
    assert!(!is_on_cards(Devices::Any, LEAST_SAMPLES, Purpose::Check));
}
