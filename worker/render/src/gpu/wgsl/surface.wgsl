// The twin of surface.rs.

const ALPHA_OPAQUE: u32 = 0u;
const ALPHA_MASK: u32 = 1u;
const DOUBLE_SIDED: u32 = 4u;
const UNLIT: u32 = 8u;
const SHINES: u32 = 16u;
const SECOND_SET: u32 = 1u;
const MOVED: u32 = 2u;
// A sheet at most this rough is a THIN_SPECULAR.
const THIN_SPECULAR_ROUGHNESS: f32 = 0.1f;

// Places of a material's maps.
const MAP_BASE: u32 = 0u;
const MAP_METALLIC_ROUGHNESS: u32 = 1u;
const MAP_NORMAL: u32 = 2u;
const MAP_EMISSION: u32 = 3u;
const MAP_SPECULAR: u32 = 4u;
const MAP_SPECULAR_COLOR: u32 = 5u;
const MAP_TRANSMISSION: u32 = 6u;
const MAP_CLEARCOAT: u32 = 7u;
const MAP_CLEARCOAT_ROUGHNESS: u32 = 8u;
const MAP_CLEARCOAT_NORMAL: u32 = 9u;
const MAP_SHEEN: u32 = 10u;
const MAP_SHEEN_ROUGHNESS: u32 = 11u;
const EVERY_MAP: u32 = 0xfffu;

// What the maps of the material at hand say at the point at hand.
var<private> texels: array<vec4f, 12>;

// What every surface has; the rest of a material is read where it is needed.
struct Material {
    at: u32,
    base: vec3f,
    opacity: f32,
    emission: vec3f,
    cutoff: f32,
    flags: u32,
    traits: u32,
    // A bit for each map that is there.
    maps: u32,
}

fn material_at(index: u32) -> Material {
    let at = head.materials + index * MATERIAL;
    let q0 = quadf(at);
    let q2 = quadf(at + 2u);
    let q3 = quad(at + 3u);
    return Material(at, q0.xyz, q0.w, q2.xyz, q2.w, q3.x, q3.y, q3.z);
}

fn has_map(material: Material, map: u32) -> bool {
    return (material.maps & (1u << map)) != 0u;
}

// Reads those of the wanted maps that there are: one loop, so that the code is there once.
fn read_maps(material: Material, triangle: Triangle, at: Spot, wanted: u32) {
    var left = material.maps & wanted;
    while left != 0u {
        let map = firstTrailingBit(left);
        left = left & (left - 1u);
        let place = material.at + MAPS + map * 2u;
        let q0 = quad(place);
        var uv = at.uv;
        if (q0.y & SECOND_SET) != 0u {
            uv = second_uv(triangle, at);
        }
        if (q0.y & MOVED) != 0u {
            let q1 = quadf(place + 1u);
            let a = vec3f(bitcast<vec2f>(q0.zw), q1.x);
            uv = vec2f(a.x * uv.x + a.y * uv.y + a.z, q1.y * uv.x + q1.z * uv.y + q1.w);
        }
        texels[map] = texture_sample(q0.x, uv);
    }
}

// Colour, and alpha as the fourth; the base map has been read.
fn base_color(material: Material, triangle: Triangle, at: Spot) -> vec4f {
    var color = vec4f(material.base, material.opacity);
    if has_map(material, MAP_BASE) {
        color = color * texels[MAP_BASE];
    }
    return color * tint(triangle, at);
}

// The emission map has been read.
fn emission_of(material: Material) -> vec3f {
    if has_map(material, MAP_EMISSION) {
        return material.emission * texels[MAP_EMISSION].xyz;
    }
    return material.emission;
}

fn bent_normal(triangle: Triangle, at: Spot, placed: Placed, read: vec3f, scale: f32) -> vec3f {
    let normal = placed.smooth_normal;
    let texel = read * 2.0f - vec3f(1.0f);
    let drawn = tangent_at(triangle, at, placed);
    let straight = drawn.xyz - normal * dot3(normal, drawn.xyz);
    var tangent: vec3f;
    if dot3(straight, straight) > 1e-12f {
        tangent = normalized(straight);
    } else {
        tangent = basis(normal).tangent;
    }
    let bitangent = cross3(normal, tangent) * drawn.w;
    return normalized(tangent * (texel.x * scale) + bitangent * (texel.y * scale) + normal * texel.z);
}

// What a ray has met.
struct Surface {
    point: vec3f,
    geometric: vec3f,
    shading: vec3f,
    base: vec3f,
    metallic: f32,
    roughness: f32,
    straight: vec3f,
    specular: f32,
    emission: vec3f,
    unlit: bool,
    flags: u32,
    front: bool,
    material: u32,
    transmission: f32,
    specular_color: vec3f,
    clearcoat: f32,
    clearcoat_roughness: f32,
    coat_normal: vec3f,
    sheen: vec3f,
    sheen_roughness: f32,
}

// A normal turned to the side that the ray came from; one seen from behind can't be shaded, the
// triangle's own always can.
fn towards(normal: vec3f, front: bool, direction: vec3f, geometric: vec3f) -> vec3f {
    let n = select(-normal, normal, front);
    if dot3(n, direction) > -1e-4f || !is_finite3(n) {
        return geometric;
    }
    return n;
}

fn surface_at(triangle: Triangle, hit: Hit, ray: Ray) -> Surface {
    let material = material_at(triangle.material);
    let at = spot_at(triangle, hit.u, hit.v);
    let placed = placed_at(triangle, at, hit.instance, ray.time);
    read_maps(material, triangle, at, EVERY_MAP);
    let q1 = quadf(material.at + 1u);
    let q4 = quadf(material.at + 4u);
    let front = dot3(placed.facing, ray.direction) < 0.0f;
    var surface: Surface;
    surface.point = placed.point;
    surface.front = front;
    surface.geometric = select(-placed.facing, placed.facing, front);
    var bent = placed.smooth_normal;
    if has_map(material, MAP_NORMAL) {
        bent = bent_normal(triangle, at, placed, texels[MAP_NORMAL].xyz, q1.w);
    }
    surface.shading = towards(bent, front, ray.direction, surface.geometric);
    surface.base = base_color(material, triangle, at).xyz;
    surface.roughness = q1.y;
    surface.metallic = q1.x;
    if has_map(material, MAP_METALLIC_ROUGHNESS) {
        surface.metallic = surface.metallic * texels[MAP_METALLIC_ROUGHNESS].z;
        surface.roughness = surface.roughness * texels[MAP_METALLIC_ROUGHNESS].y;
    }
    surface.unlit = (material.traits & UNLIT) != 0u;
    if surface.unlit {
        surface.emission = surface.base;
    } else if (front || (material.traits & DOUBLE_SIDED) != 0u) && (material.traits & SHINES) != 0u {
        surface.emission = emission_of(material);
    }
    surface.straight = q4.xyz;
    surface.specular = q1.z;
    surface.flags = material.flags;
    surface.material = triangle.material;
    let specular_maps = (1u << MAP_SPECULAR) | (1u << MAP_SPECULAR_COLOR);
    if (material.maps & specular_maps) != 0u || (material.flags & GLASS) != 0u {
        add_specular(&surface, material, q4.w);
    }
    if (material.flags & LAYERED) != 0u {
        add_layers(&surface, material);
        if (surface.flags & COAT) != 0u {
            var own = placed.smooth_normal;
            if has_map(material, MAP_CLEARCOAT_NORMAL) {
                let scale = bitcast<f32>(quad(material.at + 3u).w);
                own = bent_normal(triangle, at, placed, texels[MAP_CLEARCOAT_NORMAL].xyz, scale);
            }
            surface.coat_normal = towards(own, front, ray.direction, surface.geometric);
        }
    }
    return surface;
}

fn add_specular(surface: ptr<function, Surface>, material: Material, dielectric: f32) {
    var strength = (*surface).specular;
    var color = quadf(material.at + 5u).xyz;
    if has_map(material, MAP_SPECULAR) {
        strength = strength * texels[MAP_SPECULAR].w;
    }
    if has_map(material, MAP_SPECULAR_COLOR) {
        color = color * texels[MAP_SPECULAR_COLOR].xyz;
    }
    (*surface).specular = strength;
    (*surface).specular_color = color;
    (*surface).straight = min(color * dielectric, vec3f(1.0f)) * strength;
}

fn add_layers(surface: ptr<function, Surface>, material: Material) {
    let q9 = quadf(material.at + 9u);
    var gone = 0u;
    if ((*surface).flags & GLASS) != 0u {
        var transmission = q9.y;
        if has_map(material, MAP_TRANSMISSION) {
            transmission = transmission * texels[MAP_TRANSMISSION].x;
        }
        (*surface).transmission = transmission;
        if (*surface).roughness <= THIN_SPECULAR_ROUGHNESS && ((*surface).flags & THIN) != 0u {
            (*surface).flags = (*surface).flags | THIN_SPECULAR;
        }
        if !(transmission > 0.0f) {
            gone = gone | GLASS | THIN_SPECULAR | HAS_INTERIOR;
        }
    }
    if ((*surface).flags & COAT) != 0u {
        var clearcoat = quadf(material.at + 5u).w;
        if has_map(material, MAP_CLEARCOAT) {
            clearcoat = clearcoat * texels[MAP_CLEARCOAT].x;
        }
        var roughness = q9.x;
        if has_map(material, MAP_CLEARCOAT_ROUGHNESS) {
            roughness = roughness * texels[MAP_CLEARCOAT_ROUGHNESS].y;
        }
        (*surface).clearcoat = clearcoat;
        (*surface).clearcoat_roughness = roughness;
        if !(clearcoat > 0.0f) {
            gone = gone | COAT;
        }
    }
    if ((*surface).flags & SHEEN) != 0u {
        let q6 = quadf(material.at + 6u);
        var sheen = q6.xyz;
        if has_map(material, MAP_SHEEN) {
            sheen = sheen * texels[MAP_SHEEN].xyz;
        }
        var roughness = q6.w;
        if has_map(material, MAP_SHEEN_ROUGHNESS) {
            roughness = roughness * texels[MAP_SHEEN_ROUGHNESS].w;
        }
        (*surface).sheen = sheen;
        (*surface).sheen_roughness = roughness;
        if is_black(sheen) {
            gone = gone | SHEEN;
        }
    }
    (*surface).flags = (*surface).flags & ~gone;
}

fn lift(p: f32, n: f32) -> f32 {
    let steps = i32(n * 256.0f);
    if abs(p) < 1.0f / 32.0f {
        return p + n * (1.0f / 65536.0f);
    }
    return bitcast<f32>(bitcast<i32>(p) + select(steps, -steps, p < 0.0f));
}

fn lifted(point: vec3f, normal: vec3f) -> vec3f {
    return vec3f(lift(point.x, normal.x), lift(point.y, normal.y), lift(point.z, normal.z));
}
