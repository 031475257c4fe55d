// The twin of alpha_test.rs: which hits let rays through without scattering them.

// What a shadow ray accumulates on its way.
struct ShadowState {
    tint: vec3f,
    optical_depth: vec3f,
    extinction: vec3f,
    medium_count: i32,
}

var<private> shadow_state: ShadowState;

// Transmittance along the shadow ray up to a distance.
fn shadow_transmittance(distance: f32) -> vec3f {
    var optical_depth = shadow_state.optical_depth;
    if shadow_state.medium_count > 0 {
        optical_depth = optical_depth + shadow_state.extinction * distance;
    }
    if is_black(optical_depth) {
        return shadow_state.tint;
    }
    return shadow_state.tint * transmittance(max(optical_depth, vec3f(0.0f)), 1.0f);
}

// Whether a triangle that is not opaque stops this ray.
fn accepts(hit: Hit, ray: Ray, shadow: bool, seq: Sampler, ray_number: u32) -> bool {
    let triangle = triangle_at(hit.triangle);
    let material = material_at(triangle.material);
    let kind = material.modes & 3u;
    if kind != ALPHA_OPAQUE {
        let at = surface_point(triangle, hit.u, hit.v);
        read_maps(material, triangle, at, 1u << MAP_BASE);
        let alpha = base_color(material, triangle, at).w;
        if kind == ALPHA_MASK {
            if !(alpha >= material.cutoff) {
                return false;
            }
        } else if !(keyed(seq, ray_number, hash(hit.triangle ^ hash(hit.instance))) < alpha) {
            return false;
        }
    }
    let is_sheet = (material.flags & (GLASS | THIN)) == (GLASS | THIN);
    if shadow && (is_sheet || (material.flags & INTERFACE) != 0u) {
        return !passes_straight(triangle, hit, ray);
    }
    return true;
}

fn passes_straight(triangle: Triangle, hit: Hit, ray: Ray) -> bool {
    let surface = surface_at(triangle, hit, ray);
    let medium = medium_at(triangle.material);
    if (surface.flags & INTERFACE) != 0u {
        let extinction = medium.absorption + medium.scattering;
        let sign = select(-1.0f, 1.0f, surface.front);
        shadow_state.tint = shadow_state.tint * surface.base;
        shadow_state.optical_depth = shadow_state.optical_depth + extinction * (-sign * hit.distance);
        shadow_state.extinction = shadow_state.extinction + extinction * sign;
        shadow_state.medium_count = shadow_state.medium_count + i32(sign);
        return true;
    }
    if (surface.flags & THIN_SPECULAR) == 0u {
        return false;
    }
    let frame = coordinate_system(surface.shading);
    let bsdf = bsdf_new(surface, to_local(frame, -ray.direction), frame, medium.ior);
    shadow_state.tint = shadow_state.tint * bsdf_specular_transmittance(bsdf, surface);
    return !is_black(shadow_state.tint);
}
