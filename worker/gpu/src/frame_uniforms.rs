//! What the kernels of a frame are given besides the scene.

use rayment_render::{Prepared, math::V3, scene::View, trace::World};

use super::pipelines::Kernel;
use super::record::{FrameUniforms, SceneOffsets};

pub struct FrameSetup {
    pub uniforms: FrameUniforms,
    /// Six vectors for each view of the camera.
    pub views: Vec<[[f32; 4]; 6]>,
    pub kernel: Kernel,
}

impl FrameSetup {
    pub fn new(prepared: &Prepared, offsets: SceneOffsets) -> Self {
        let (views, key, settings) = (&prepared.views().0, prepared.key(), prepared.settings());
        let first = &views[0];
        let mut uniforms = FrameUniforms {
            key: [key.0, key.1],
            width: settings.width as f32,
            height: settings.height as f32,
            max_bounces: settings.max_bounces,
            is_blurred: u32::from(prepared.is_blurred()),
            view_count: views.len() as u32,
            orthographic: u32::from(first.orthographic),
            aperture: first.lens.aperture,
            focus: first.lens.focus,
            offsets,
            ..FrameUniforms::default()
        };
        add_lights(&mut uniforms, prepared.world());
        let views = views.iter().map(vectors).collect();
        Self { uniforms, views, kernel: Kernel::Paths }
    }

    /// For rays without shading, with this many bounces.
    pub fn of_rays(self, bounces: u32) -> Self {
        Self { uniforms: FrameUniforms { max_bounces: bounces, ..self.uniforms }, kernel: Kernel::Rays, ..self }
    }
}

fn vectors(view: &View) -> [[f32; 4]; 6] {
    [view.origin, view.right, view.up, view.forward, view.lens_right, view.lens_up].map(quad)
}

fn quad(v: V3) -> [f32; 4] {
    [v.x, v.y, v.z, 0.0]
}

fn add_lights(uniforms: &mut FrameUniforms, world: &World) {
    let World { lights, environment, .. } = world;
    uniforms.shadow_roulette_below = lights.shadow_roulette_below;
    uniforms.zenith = environment.zenith.to_array();
    uniforms.horizon = environment.horizon.to_array();
    uniforms.ground = environment.ground.to_array();
    uniforms.environment_rotation = environment.distribution.as_ref().map_or(0.0, |distribution| distribution.rotation);
    if let Some(map) = &environment.map {
        uniforms.environment_map_strength = map.strength;
        uniforms.environment_map_rotation = map.rotation;
    }
    if let Some(sun) = &environment.sun {
        uniforms.has_sun = 1;
        uniforms.sun_direction = sun.direction.to_array();
        uniforms.sun_cap_height = sun.cap_height;
        uniforms.sun_radiance = sun.radiance.to_array();
        uniforms.sun_pdf = sun.pdf;
        uniforms.sun_glow = sun.glow.to_array();
        uniforms.sun_pmf = lights.distant_distribution.pmf(0);
        uniforms.sun_tangent = quad(sun.tangent);
        uniforms.sun_bitangent = quad(sun.bitangent);
    }
}
