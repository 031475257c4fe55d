// The twin of path.rs. One lane follows one path at a time, one ray per round: the next ray of its path,
// or one of the three that look for what is in the way of a light.

const ROULETTE_FROM: u32 = 3u;
const MOST_PASSES: u32 = 64u;
const MOST_CLEAR: f32 = 0.98f;
const FLIGHT_KEY: u32 = 0x51ed270bu;
const PASS_KEY: u32 = 0x2c1b3c6du;
// Lights that are looked for, in the order they are added, and the numbers of their rays.
const TO_DISTANT: u32 = 0u;
const TO_SKY: u32 = 1u;
const TO_LOCAL: u32 = 2u;
const LIGHTS: u32 = 3u;
const RAY_NUMBERS: vec3u = vec3u(1u, 3u, 2u);

// Light on its way to a vertex, to be added as far as it gets there.
struct Pending {
    origin: vec3f,
    distance: f32,
    direction: vec3f,
    inside: u32,
    light: vec3f,
    // Of the media that the way begins in.
    extinction: vec3f,
}

var<private> pending: array<Pending, 3>;

struct Path {
    seq: Sampler,
    light: vec3f,
    throughput: vec3f,
    // Density per steradian of the last scattered direction; below zero for the camera's.
    density: f32,
    bounce: u32,
    ray: Ray,
    goes_on: bool,
    // A bit for each pending light.
    waiting: u32,
    // Where the path last scattered, and how far it has come since through what does not scatter.
    start: vec3f,
    passed: f32,
    passes: u32,
    media: Media,
}

fn path_along(ray: Ray, seq: Sampler) -> Path {
    let media = Media(0u, vec4u(0u));
    return Path(seq, vec3f(0.0f), vec3f(1.0f), -1.0f, 0u, ray, true, 0u, ray.origin, 0.0f, 0u, media);
}

fn is_over(path: ptr<function, Path>) -> bool {
    return !(*path).goes_on && (*path).waiting == 0u;
}

// Traces one ray of the path and does what follows from it.
fn advance(path: ptr<function, Path>) {
    let is_shadow = (*path).waiting != 0u;
    var ray = (*path).ray;
    var limit = GREATEST;
    var gate = (*path).bounce * 4u;
    var which = 0u;
    if is_shadow {
        which = firstTrailingBit((*path).waiting);
        let waits = pending[which];
        ray.origin = waits.origin;
        ray.direction = waits.direction;
        // Ends short of an emitter, which must not shade itself.
        limit = waits.distance * 0.9999f;
        shade = Shade(vec3f(1.0f), vec3f(0.0f), waits.extinction, i32(waits.inside));
        // Of the bounce before.
        gate = gate - 4u + RAY_NUMBERS[which];
    }
    let hit = trace(ray, limit, is_shadow, (*path).seq, gate);
    if is_shadow {
        if hit.triangle == NONE {
            (*path).light = (*path).light + pending[which].light * shade_left(pending[which].distance);
        }
        (*path).waiting = (*path).waiting & ((*path).waiting - 1u);
        return;
    }
    go(path, hit);
}

// What follows from the next thing that the path meets.
fn go(path: ptr<function, Path>, hit: Hit) {
    let ray = (*path).ray;
    let bounce = (*path).bounce;
    var vertex: Vertex;
    vertex.in_medium = false;
    if (*path).media.count > 0u {
        vertex.medium = media_sum((*path).media);
        let end = fly(path, vertex.medium, hit);
        (*path).throughput = (*path).throughput * end.weight;
        vertex.in_medium = end.scattered;
        vertex.origin = ray.origin + ray.direction * end.distance;
    }
    if !vertex.in_medium {
        if hit.triangle == NONE {
            add_sky(path, ray.direction);
            (*path).goes_on = false;
            return;
        }
        let triangle = triangle_at(hit.triangle);
        let surface = surface_at(triangle, hit, ray);
        add_emission(path, triangle, surface, hit);
        vertex.surface = surface;
        vertex.frame = basis(surface.shading);
        let is_glass = (surface.flags & GLASS) != 0u;
        let eta = select(1.0f, eta_of(path, surface), is_glass);
        vertex.bsdf = bsdf_of(surface, to_local(vertex.frame, -ray.direction), vertex.frame, eta);
        if (surface.flags & (INTERFACE | THIN_SPECULAR)) != 0u {
            if pass_on(path, surface, vertex.bsdf, hit) {
                (*path).goes_on = (*path).passes <= MOST_PASSES;
                return;
            }
        }
        if surface.unlit {
            (*path).goes_on = false;
            return;
        }
        vertex.origin = lifted(surface.point, surface.geometric);
        vertex.behind = (*path).media;
        if (surface.flags & HAS_INTERIOR) != 0u {
            vertex.behind = crossed((*path).media, surface.material, surface.front);
        }
    }
    if bounce == head.max_bounces {
        (*path).goes_on = false;
        return;
    }
    meet(path, vertex);
    (*path).bounce = bounce + 1u;
}

fn power_heuristic(own: f32, other: f32) -> f32 {
    let ratio = other / own;
    return 1.0f / (1.0f + ratio * ratio);
}

// The weight of what a scattered ray has found and a draw of lights could have found as well.
fn share_against(path: ptr<function, Path>, other: f32) -> f32 {
    if (*path).density < 0.0f {
        return 1.0f;
    }
    return power_heuristic((*path).density, other);
}

fn add_sky(path: ptr<function, Path>, direction: vec3f) {
    var light = sky_radiance(direction);
    if head.dome_height != 0u {
        light = light * share_against(path, dome_density(direction));
    }
    if head.has_sun != 0u && sun_contains(direction) {
        light = light + head.sun_radiance * share_against(path, head.sun_density * head.sun_share);
    }
    (*path).light = (*path).light + (*path).throughput * light;
}

fn add_emission(path: ptr<function, Path>, triangle: Triangle, surface: Surface, hit: Hit) {
    if is_black(surface.emission) {
        return;
    }
    let distance = (*path).passed + hit.distance;
    let other = triangle_density(triangle, hit, (*path).start, (*path).ray, distance);
    (*path).light = (*path).light + (*path).throughput * surface.emission * share_against(path, other);
}

// Goes on through the media around, as far as there is nothing to hit.
fn fly(path: ptr<function, Path>, medium: Medium, hit: Hit) -> Flight {
    let bounce = (*path).bounce;
    var u: vec2f;
    if (*path).passes == 0u {
        u = pair((*path).seq, PAIR_FIRST + bounce * PAIRS_PER_BOUNCE + PAIR_FREE_FLIGHT);
    } else {
        let passes = (*path).passes * 2u;
        let first = keyed((*path).seq, bounce * 4u, FLIGHT_KEY ^ hash(passes));
        u = vec2f(first, keyed((*path).seq, bounce * 4u, FLIGHT_KEY ^ hash(passes + 1u)));
    }
    return flight(medium, hit.distance, u);
}

// Goes on straight through the edge of a medium or, by chance, through a clear sheet.
fn pass_on(path: ptr<function, Path>, surface: Surface, bsdf: Bsdf, hit: Hit) -> bool {
    if (surface.flags & INTERFACE) != 0u {
        (*path).throughput = (*path).throughput * surface.base;
        (*path).media = crossed((*path).media, surface.material, surface.front);
    } else {
        let through = straight_through(bsdf, surface);
        let chance = min(max_component(through), MOST_CLEAR);
        let key = PASS_KEY ^ hash(hit.triangle ^ hash(hit.instance));
        if keyed((*path).seq, (*path).bounce * 4u, key) >= chance {
            (*path).throughput = (*path).throughput * (1.0f / (1.0f - chance));
            return false;
        }
        (*path).throughput = (*path).throughput * (through * (1.0f / chance));
    }
    (*path).passes = (*path).passes + 1u;
    (*path).passed = (*path).passed + hit.distance;
    if is_black((*path).throughput) {
        (*path).passes = MOST_PASSES + 1u;
    }
    (*path).ray.origin = lifted(surface.point, -surface.geometric);
    return true;
}

// The index of refraction behind a surface over that before it.
fn eta_of(path: ptr<function, Path>, surface: Surface) -> f32 {
    let own = medium_at(surface.material).ior;
    if (surface.flags & THIN) != 0u {
        return own;
    }
    if surface.front {
        return own / media_ior((*path).media);
    }
    return media_ior(crossed((*path).media, surface.material, false)) / own;
}
