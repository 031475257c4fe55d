// The twin of path.rs. A lane follows one path at a time and traces one ray per round: the next ray of its
// path, or one of up to three shadow rays.

const ROULETTE_FROM: u32 = 3u;
const MAX_PASSES: u32 = 64u;
const MAX_PASS_PROBABILITY: f32 = 0.98f;
const FREE_FLIGHT_KEY: u32 = 0x51ed270bu;
const PASS_KEY: u32 = 0x2c1b3c6du;
// Light samples of a vertex, in the order they are added, and the numbers of their shadow rays.
const TO_DISTANT: u32 = 0u;
const TO_ENVIRONMENT: u32 = 1u;
const TO_LOCAL: u32 = 2u;
const LIGHTS: u32 = 3u;
const RAY_NUMBERS: vec3u = vec3u(1u, 3u, 2u);

// A shadow ray that waits to be traced, and the light it may add.
struct ShadowRay {
    origin: vec3f,
    distance: f32,
    direction: vec3f,
    medium_count: u32,
    light: vec3f,
    // Extinction of the media at its origin.
    extinction: vec3f,
}

var<private> shadow_rays: array<ShadowRay, 3>;

struct Path {
    seq: Sampler,
    radiance: vec3f,
    throughput: vec3f,
    // Pdf (solid angle) of the last sampled direction; negative for a camera ray.
    pdf: f32,
    bounce: u32,
    ray: Ray,
    is_alive: bool,
    // A bit for each waiting shadow ray.
    queued_rays: u32,
    // Where the path last scattered, and the distance since then through surfaces that were passed.
    previous_vertex: vec3f,
    passed_distance: f32,
    passes: u32,
    media: Media,
}

fn path_new(ray: Ray, seq: Sampler) -> Path {
    let media = Media(0u, vec4u(0u));
    return Path(seq, vec3f(0.0f), vec3f(1.0f), -1.0f, 0u, ray, true, 0u, ray.origin, 0.0f, 0u, media);
}

fn is_done(path: ptr<function, Path>) -> bool {
    return !(*path).is_alive && (*path).queued_rays == 0u;
}

// Traces one ray of the path and handles its hit.
fn advance(path: ptr<function, Path>) {
    let is_shadow = (*path).queued_rays != 0u;
    var ray = (*path).ray;
    var t_max = GREATEST;
    var ray_number = (*path).bounce * 4u;
    var which = 0u;
    if is_shadow {
        which = firstTrailingBit((*path).queued_rays);
        let queued = shadow_rays[which];
        ray.origin = queued.origin;
        ray.direction = queued.direction;
        // Ends just before an emissive triangle, which must not occlude itself.
        t_max = queued.distance * 0.9999f;
        shadow_state = ShadowState(vec3f(1.0f), vec3f(0.0f), queued.extinction, i32(queued.medium_count));
        // Its number is that of the bounce before.
        ray_number = ray_number - 4u + RAY_NUMBERS[which];
    }
    let hit = trace(ray, t_max, is_shadow, (*path).seq, ray_number);
    if is_shadow {
        if hit.triangle == NONE {
            (*path).radiance = (*path).radiance + shadow_rays[which].light * shadow_transmittance(shadow_rays[which].distance);
        }
        (*path).queued_rays = (*path).queued_rays & ((*path).queued_rays - 1u);
        return;
    }
    extend(path, hit);
}

// Extends the path by what its ray has hit.
fn extend(path: ptr<function, Path>, hit: Hit) {
    let ray = (*path).ray;
    let bounce = (*path).bounce;
    var vertex: Vertex;
    vertex.in_medium = false;
    if (*path).media.count > 0u {
        vertex.medium = media_combined((*path).media);
        let flight = sample_medium(path, vertex.medium, hit);
        (*path).throughput = (*path).throughput * flight.weight;
        vertex.in_medium = flight.scattered;
        vertex.origin = ray.origin + ray.direction * flight.distance;
    }
    if !vertex.in_medium {
        if hit.triangle == NONE {
            add_environment(path, ray.direction);
            (*path).is_alive = false;
            return;
        }
        let triangle = triangle_at(hit.triangle);
        let surface = surface_at(triangle, hit, ray);
        // The camera looks through the backs of one-sided surfaces.
        if (*path).pdf < 0.0f && !surface.front && (surface.flags & ONE_SIDED) != 0u {
            pass_on(path, surface, hit);
            (*path).is_alive = (*path).passes <= MAX_PASSES;
            return;
        }
        add_emission(path, triangle, surface, hit);
        vertex.surface = surface;
        vertex.frame = coordinate_system(surface.shading);
        let is_glass = (surface.flags & GLASS) != 0u;
        let eta = select(1.0f, eta_of(path, surface), is_glass);
        vertex.bsdf = bsdf_new(surface, to_local(vertex.frame, -ray.direction), vertex.frame, eta);
        if (surface.flags & (INTERFACE | THIN_SPECULAR)) != 0u {
            if pass_straight(path, surface, vertex.bsdf, hit) {
                (*path).is_alive = (*path).passes <= MAX_PASSES;
                return;
            }
        }
        if surface.unlit {
            (*path).is_alive = false;
            return;
        }
        vertex.origin = offset_ray_origin(surface.point, surface.geometric);
        vertex.behind = (*path).media;
        if (surface.flags & HAS_INTERIOR) != 0u {
            vertex.behind = media_crossed((*path).media, surface.material, surface.front);
        }
    }
    if bounce == uniforms.max_bounces {
        (*path).is_alive = false;
        return;
    }
    scatter(path, vertex);
    (*path).bounce = bounce + 1u;
}

fn power_heuristic(own: f32, other: f32) -> f32 {
    let ratio = other / own;
    return 1.0f / (1.0f + ratio * ratio);
}

// The weight of light found by a scattered ray that light sampling could have found with the pdf `other`.
fn mis_weight(path: ptr<function, Path>, other: f32) -> f32 {
    if (*path).pdf < 0.0f {
        return 1.0f;
    }
    return power_heuristic((*path).pdf, other);
}

fn add_environment(path: ptr<function, Path>, direction: vec3f) {
    var light = environment_radiance(direction);
    if uniforms.environment_rows != 0u {
        light = light * mis_weight(path, environment_pdf(direction));
    }
    if uniforms.has_sun != 0u && sun_contains(direction) {
        light = light + uniforms.sun_radiance * mis_weight(path, uniforms.sun_pdf * uniforms.sun_pmf);
    }
    (*path).radiance = (*path).radiance + (*path).throughput * light;
}

fn add_emission(path: ptr<function, Path>, triangle: Triangle, surface: Surface, hit: Hit) {
    if is_black(surface.emission) {
        return;
    }
    let distance = (*path).passed_distance + hit.distance;
    let other = triangle_pdf(triangle, hit, (*path).previous_vertex, (*path).ray, distance);
    (*path).radiance = (*path).radiance + (*path).throughput * surface.emission * mis_weight(path, other);
}

// Samples a free flight through the surrounding media, up to the hit.
fn sample_medium(path: ptr<function, Path>, medium: Medium, hit: Hit) -> FreeFlight {
    let bounce = (*path).bounce;
    var u: vec2f;
    if (*path).passes == 0u {
        u = pair((*path).seq, PAIR_FIRST + bounce * PAIRS_PER_BOUNCE + PAIR_FREE_FLIGHT);
    } else {
        let passes = (*path).passes * 2u;
        let first = keyed((*path).seq, bounce * 4u, FREE_FLIGHT_KEY ^ hash(passes));
        u = vec2f(first, keyed((*path).seq, bounce * 4u, FREE_FLIGHT_KEY ^ hash(passes + 1u)));
    }
    return sample_free_flight(medium, hit.distance, u);
}

// Passes straight through the interface of a medium or, with a probability, thin smooth glass.
fn pass_straight(path: ptr<function, Path>, surface: Surface, bsdf: Bsdf, hit: Hit) -> bool {
    if (surface.flags & INTERFACE) != 0u {
        (*path).throughput = (*path).throughput * surface.base;
        (*path).media = media_crossed((*path).media, surface.material, surface.front);
    } else {
        let through = bsdf_specular_transmittance(bsdf, surface);
        let probability = min(max_component(through), MAX_PASS_PROBABILITY);
        let key = PASS_KEY ^ hash(hit.triangle ^ hash(hit.instance));
        if keyed((*path).seq, (*path).bounce * 4u, key) >= probability {
            (*path).throughput = (*path).throughput * (1.0f / (1.0f - probability));
            return false;
        }
        (*path).throughput = (*path).throughput * (through * (1.0f / probability));
    }
    pass_on(path, surface, hit);
    if is_black((*path).throughput) {
        (*path).passes = MAX_PASSES + 1u;
    }
    return true;
}

// Goes on from behind the surface.
fn pass_on(path: ptr<function, Path>, surface: Surface, hit: Hit) {
    (*path).passes = (*path).passes + 1u;
    (*path).passed_distance = (*path).passed_distance + hit.distance;
    (*path).ray.origin = offset_ray_origin(surface.point, -surface.geometric);
}

// Relative index of refraction: behind the surface over in front.
fn eta_of(path: ptr<function, Path>, surface: Surface) -> f32 {
    let own = medium_at(surface.material).ior;
    if (surface.flags & THIN) != 0u {
        return own;
    }
    if surface.front {
        return own / media_ior((*path).media);
    }
    return media_ior(media_crossed((*path).media, surface.material, false)) / own;
}
