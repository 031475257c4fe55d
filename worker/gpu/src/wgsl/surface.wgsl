// The twin of surface.rs.

const ALPHA_OPAQUE: u32 = 0u;
const ALPHA_MASK: u32 = 1u;
const DOUBLE_SIDED: u32 = 4u;
const UNLIT: u32 = 8u;
const EMISSIVE: u32 = 16u;
const SECOND_SET: u32 = 1u;
const TRANSFORMED: u32 = 2u;
// Greatest roughness of a THIN_SPECULAR surface.
const THIN_SPECULAR_ROUGHNESS: f32 = 0.1f;

// Indices of the maps of a material.
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

// Texels of the maps of the current material at the current point.
var<private> texels: array<vec4f, 12>;

// What every surface needs; the rest of a material is read where it is needed.
struct Material {
    at: u32,
    base: vec3f,
    opacity: f32,
    emission: vec3f,
    cutoff: f32,
    flags: u32,
    modes: u32,
    // A bit for each map that is there.
    maps: u32,
}

fn material_at(index: u32) -> Material {
    let at = uniforms.materials + index * MATERIAL;
    let q0 = quadf(at);
    let q2 = quadf(at + 2u);
    let q3 = quad(at + 3u);
    return Material(at, q0.xyz, q0.w, q2.xyz, q2.w, q3.x, q3.y, q3.z);
}

fn has_map(material: Material, map: u32) -> bool {
    return (material.maps & (1u << map)) != 0u;
}

// Reads those of the wanted maps that are there: in one loop, so that the code exists once.
fn read_maps(material: Material, triangle: Triangle, at: SurfacePoint, wanted: u32) {
    var left = material.maps & wanted;
    while left != 0u {
        let map = firstTrailingBit(left);
        left = left & (left - 1u);
        let record = material.at + MAPS + map * 2u;
        let q0 = quad(record);
        var uv = at.uv;
        if (q0.y & SECOND_SET) != 0u {
            uv = second_uv(triangle, at);
        }
        if (q0.y & TRANSFORMED) != 0u {
            let q1 = quadf(record + 1u);
            let a = vec3f(bitcast<vec2f>(q0.zw), q1.x);
            uv = vec2f(a.x * uv.x + a.y * uv.y + a.z, q1.y * uv.x + q1.z * uv.y + q1.w);
        }
        texels[map] = texture_sample(q0.x, uv);
    }
}

// Base color, and alpha in w; the base map has been read.
fn base_color(material: Material, triangle: Triangle, at: SurfacePoint) -> vec4f {
    var color = vec4f(material.base, material.opacity);
    if has_map(material, MAP_BASE) {
        color = color * texels[MAP_BASE];
    }
    return color * vertex_color(triangle, at);
}

// The emission map has been read.
fn emission_of(material: Material) -> vec3f {
    if has_map(material, MAP_EMISSION) {
        return material.emission * texels[MAP_EMISSION].xyz;
    }
    return material.emission;
}

fn mapped_normal(triangle: Triangle, at: SurfacePoint, world: WorldPoint, read: vec3f, scale: f32) -> vec3f {
    let normal = world.shading_normal;
    let texel = read * 2.0f - vec3f(1.0f);
    let tangent_and_handedness = tangent_of(triangle, at, world);
    let projected = tangent_and_handedness.xyz - normal * dot3(normal, tangent_and_handedness.xyz);
    var tangent: vec3f;
    if dot3(projected, projected) > 1e-12f {
        tangent = normalized(projected);
    } else {
        tangent = coordinate_system(normal).tangent;
    }
    let bitangent = cross3(normal, tangent) * tangent_and_handedness.w;
    return normalized(tangent * (texel.x * scale) + bitangent * (texel.y * scale) + normal * texel.z);
}

// The surface that a ray has hit, with its material evaluated there.
struct Surface {
    point: vec3f,
    geometric: vec3f,
    shading: vec3f,
    base: vec3f,
    metallic: f32,
    roughness: f32,
    f0: vec3f,
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

// A shading normal on the side that the ray came from; one that faces away cannot be used, the geometric
// normal always can.
fn face_forward(normal: vec3f, front: bool, direction: vec3f, geometric: vec3f) -> vec3f {
    let n = select(-normal, normal, front);
    if dot3(n, direction) > -1e-4f || !is_finite3(n) {
        return geometric;
    }
    return n;
}

fn surface_at(triangle: Triangle, hit: Hit, ray: Ray) -> Surface {
    let material = material_at(triangle.material);
    let at = surface_point(triangle, hit.u, hit.v);
    let world = world_point(triangle, at, hit.instance, ray.time);
    read_maps(material, triangle, at, EVERY_MAP);
    let q1 = quadf(material.at + 1u);
    let q4 = quadf(material.at + 4u);
    let front = dot3(world.geometric_normal, ray.direction) < 0.0f;
    var surface: Surface;
    surface.point = world.point;
    surface.front = front;
    surface.geometric = select(-world.geometric_normal, world.geometric_normal, front);
    var mapped = world.shading_normal;
    if has_map(material, MAP_NORMAL) {
        mapped = mapped_normal(triangle, at, world, texels[MAP_NORMAL].xyz, q1.w);
    }
    surface.shading = face_forward(mapped, front, ray.direction, surface.geometric);
    surface.base = base_color(material, triangle, at).xyz;
    surface.roughness = q1.y;
    surface.metallic = q1.x;
    if has_map(material, MAP_METALLIC_ROUGHNESS) {
        surface.metallic = surface.metallic * texels[MAP_METALLIC_ROUGHNESS].z;
        surface.roughness = surface.roughness * texels[MAP_METALLIC_ROUGHNESS].y;
    }
    surface.unlit = (material.modes & UNLIT) != 0u;
    if surface.unlit {
        surface.emission = surface.base;
    } else if (front || (material.modes & DOUBLE_SIDED) != 0u) && (material.modes & EMISSIVE) != 0u {
        surface.emission = emission_of(material);
    }
    surface.f0 = q4.xyz;
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
            var own = world.shading_normal;
            if has_map(material, MAP_CLEARCOAT_NORMAL) {
                let scale = bitcast<f32>(quad(material.at + 3u).w);
                own = mapped_normal(triangle, at, world, texels[MAP_CLEARCOAT_NORMAL].xyz, scale);
            }
            surface.coat_normal = face_forward(own, front, ray.direction, surface.geometric);
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
    (*surface).f0 = min(color * dielectric, vec3f(1.0f)) * strength;
}

fn add_layers(surface: ptr<function, Surface>, material: Material) {
    let q9 = quadf(material.at + 9u);
    var absent = 0u;
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
            absent = absent | GLASS | THIN_SPECULAR | HAS_INTERIOR;
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
            absent = absent | COAT;
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
            absent = absent | SHEEN;
        }
    }
    (*surface).flags = (*surface).flags & ~absent;
}

fn offset(p: f32, n: f32) -> f32 {
    let steps = i32(n * 256.0f);
    if abs(p) < 1.0f / 32.0f {
        return p + n * (1.0f / 65536.0f);
    }
    return bitcast<f32>(bitcast<i32>(p) + select(steps, -steps, p < 0.0f));
}

fn offset_ray_origin(point: vec3f, normal: vec3f) -> vec3f {
    return vec3f(offset(point.x, normal.x), offset(point.y, normal.y), offset(point.z, normal.z));
}
