//! What a frame's kernels are told besides the scene.

use super::program::Work;
use super::record::{Head, Places};
use crate::frame::Prepared;
use crate::math::V3;
use crate::scene::View;
use crate::trace::World;

pub struct FrameHead {
    pub head: Head,
    /// Six vectors of each of the camera's views.
    pub views: Vec<[[f32; 4]; 6]>,
    pub work: Work,
}

impl FrameHead {
    pub fn new(prepared: &Prepared, places: Places) -> Self {
        let Prepared { world, view, is_blurred, key, settings, .. } = prepared;
        let first = &view.0[0];
        let mut head = Head {
            key: [key.0, key.1],
            width: settings.width as f32,
            height: settings.height as f32,
            max_bounces: settings.max_bounces,
            is_blurred: u32::from(*is_blurred),
            view_count: view.0.len() as u32,
            orthographic: u32::from(first.orthographic),
            aperture: first.lens.aperture,
            focus: first.lens.focus,
            places,
            ..Head::default()
        };
        add_lights(&mut head, world);
        let views = view.0.iter().map(vectors).collect();
        Self { head, views, work: Work::Paths }
    }

    /// Mere rays, with so many bounces.
    pub fn of_rays(self, bounces: u32) -> Self {
        Self { head: Head { max_bounces: bounces, ..self.head }, work: Work::Rays, ..self }
    }
}

fn vectors(view: &View) -> [[f32; 4]; 6] {
    [view.origin, view.right, view.up, view.forward, view.lens_right, view.lens_up].map(quad)
}

fn quad(v: V3) -> [f32; 4] {
    [v.x, v.y, v.z, 0.0]
}

fn add_lights(head: &mut Head, world: &World) {
    let World { lights, environment, .. } = world;
    head.faint = lights.shadow_roulette_below;
    head.zenith = environment.zenith.to_array();
    head.horizon = environment.horizon.to_array();
    head.ground = environment.ground.to_array();
    head.dome_turn = environment.distribution.as_ref().map_or(0.0, |distribution| distribution.rotation);
    if let Some(map) = &environment.map {
        head.picture_strength = map.strength;
        head.picture_turn = map.rotation;
    }
    if let Some(sun) = &environment.sun {
        head.has_sun = 1;
        head.sun_direction = sun.direction.to_array();
        head.sun_height = sun.cap_height;
        head.sun_radiance = sun.radiance.to_array();
        head.sun_density = sun.pdf;
        head.sun_glow = sun.glow.to_array();
        head.sun_share = lights.distant_distribution.pmf(0);
        head.sun_tangent = quad(sun.tangent);
        head.sun_bitangent = quad(sun.bitangent);
    }
}
