// The twin of gate.rs: what lets rays through without scattering them.

// What a shadow ray has gathered on its way.
struct Shade {
    tint: vec3f,
    depth: vec3f,
    extinction: vec3f,
    inside: i32,
}

var<private> shade: Shade;

// What is left of the light after a distance.
fn shade_left(distance: f32) -> vec3f {
    var depth = shade.depth;
    if shade.inside > 0 {
        depth = depth + shade.extinction * distance;
    }
    if is_black(depth) {
        return shade.tint;
    }
    return shade.tint * transmittance(max(depth, vec3f(0.0f)), 1.0f);
}

// Whether a triangle that may let rays through stops this one.
fn stops(hit: Hit, ray: Ray, shadow: bool, seq: Sampler, gate: u32) -> bool {
    let triangle = triangle_at(hit.triangle);
    let material = material_at(triangle.material);
    let kind = material.traits & 3u;
    if kind != ALPHA_OPAQUE {
        let at = spot_at(triangle, hit.u, hit.v);
        read_maps(material, triangle, at, 1u << MAP_BASE);
        let alpha = base_color(material, triangle, at).w;
        if kind == ALPHA_MASK {
            if !(alpha >= material.cutoff) {
                return false;
            }
        } else if !(keyed(seq, gate, hash(hit.triangle ^ hash(hit.instance))) < alpha) {
            return false;
        }
    }
    let is_sheet = (material.flags & (GLASS | THIN)) == (GLASS | THIN);
    if shadow && (is_sheet || (material.flags & INTERFACE) != 0u) {
        return !passes(triangle, hit, ray);
    }
    return true;
}

fn passes(triangle: Triangle, hit: Hit, ray: Ray) -> bool {
    let surface = surface_at(triangle, hit, ray);
    let medium = medium_at(triangle.material);
    if (surface.flags & INTERFACE) != 0u {
        let extinction = medium.absorption + medium.scattering;
        let side = select(-1.0f, 1.0f, surface.front);
        shade.tint = shade.tint * surface.base;
        shade.depth = shade.depth + extinction * (-side * hit.distance);
        shade.extinction = shade.extinction + extinction * side;
        shade.inside = shade.inside + i32(side);
        return true;
    }
    if (surface.flags & THIN_SPECULAR) == 0u {
        return false;
    }
    let frame = basis(surface.shading);
    let bsdf = bsdf_of(surface, to_local(frame, -ray.direction), frame, medium.ior);
    shade.tint = shade.tint * straight_through(bsdf, surface);
    return !is_black(shade.tint);
}
