// The twins of emitters.rs and clusters.rs.

const IS_LAMP: u32 = 1u;

// Light that may arrive at a point, if nothing is in between.
struct Incoming {
    found: bool,
    direction: vec3f,
    distance: f32,
    light: vec3f,
    // Below zero where a surface can't find the light by itself.
    density: f32,
}

struct Pick {
    found: bool,
    index: u32,
    share: f32,
}

fn nothing() -> Incoming {
    return Incoming(false, vec3f(0.0f), 0.0f, vec3f(0.0f), 0.0f);
}

// An index for a number in [0, 1), and its share; `bounds` is a word of the array at `start`.
fn draw_pick(start: u32, bounds: u32, count: u32, u: f32) -> Pick {
    if count == 0u {
        return Pick(false, 0u, 0.0f);
    }
    let index = clamp(at_or_below(start, bounds, count, u), 1u, count - 1u) - 1u;
    let share = wordf(start, bounds + index + 1u) - wordf(start, bounds + index);
    return Pick(share > 0.0f, index, share);
}

fn cluster_weight(cluster: u32, place: vec3f) -> f32 {
    let at = head.clusters + cluster * CLUSTER;
    let q0 = quadf(at);
    let to = q0.xyz - place;
    return quadf(at + 1u).x / max(dot3(to, to), q0.w);
}

fn cluster_total(place: vec3f) -> f32 {
    var total = 0.0f;
    for (var i = 0u; i < head.cluster_count; i = i + 1u) {
        total = total + cluster_weight(i, place);
    }
    return total;
}

fn cluster_pick(place: vec3f, choice: f32) -> Pick {
    let total = cluster_total(place);
    if total <= 0.0f {
        return Pick(false, 0u, 0.0f);
    }
    var rest = choice * total;
    var chosen = 0u;
    var weight = cluster_weight(0u, place);
    while chosen + 1u < head.cluster_count && rest >= weight {
        rest = rest - weight;
        chosen = chosen + 1u;
        weight = cluster_weight(chosen, place);
    }
    if weight <= 0.0f {
        return Pick(false, 0u, 0.0f);
    }
    let at = head.clusters + chosen * CLUSTER + 1u;
    let facts = quad(at);
    let drawn = draw_pick(head.cluster_bounds, facts.z, facts.w, min(rest / weight, 0.9999999f));
    if !drawn.found {
        return drawn;
    }
    let index = word(head.cluster_order, facts.y + drawn.index);
    return Pick(true, index, drawn.share * (weight / total));
}

fn cluster_probability(place: vec3f, item: u32) -> f32 {
    let total = cluster_total(place);
    if total <= 0.0f {
        return 0.0f;
    }
    let cluster = word(head.shares, item * 2u);
    return wordf(head.shares, item * 2u + 1u) * (cluster_weight(cluster, place) / total);
}

// A punctual light.
struct Lamp {
    place: vec3f,
    axis: vec3f,
    intensity: vec3f,
    range: f32,
    has_cone: bool,
    inner: f32,
    outer: f32,
}

// A lamp where it is at a time; the axis of one that turns is made right.
fn lamp_at(index: u32, time: f32) -> Lamp {
    let at = head.lamps + index * LAMP;
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    let q3 = quadf(at + 3u);
    var lamp = Lamp(q0.xyz, q1.xyz, q2.xyz, q0.w, q2.w != 0.0f, q3.x, q3.y);
    let motion = bitcast<u32>(q1.w);
    if motion != NONE {
        let key = between(time, POSES);
        let before = head.lamp_motions + (motion + u32(key.x)) * LAMP_MOTION;
        lamp.place = lerp3(quadf(before).xyz, quadf(before + 2u).xyz, key.y);
        lamp.axis = normalized(lerp3(quadf(before + 1u).xyz, quadf(before + 3u).xyz, key.y));
    }
    return lamp;
}

fn distant_light(time: f32, choice: f32, u: vec2f) -> Incoming {
    let drawn = draw_pick(head.distant_bounds, 0u, head.distant_count, choice);
    if !drawn.found {
        return nothing();
    }
    let lamp = word(head.distants, drawn.index);
    if lamp == NONE {
        let density = head.sun_density * drawn.share;
        let light = head.sun_radiance * (1.0f / density);
        return Incoming(true, sun_direction_to(u), GREATEST, light, density);
    }
    let found = lamp_at(lamp, time);
    return Incoming(true, -found.axis, GREATEST, found.intensity * (1.0f / drawn.share), -1.0f);
}

fn sky_light(u: vec2f) -> Incoming {
    let drawn = dome_draw(u);
    if !(drawn.w > 0.0f) {
        return nothing();
    }
    return Incoming(true, drawn.xyz, GREATEST, sky_radiance(drawn.xyz) * (1.0f / drawn.w), drawn.w);
}

fn local_light(place: vec3f, time: f32, choice: f32, u: vec2f) -> Incoming {
    if head.cluster_count == 0u {
        return nothing();
    }
    let drawn = cluster_pick(place, choice);
    if !drawn.found {
        return nothing();
    }
    let local = quad(head.locals + drawn.index);
    if local.x != IS_LAMP {
        return from_triangle(local.y, local.z, time, drawn.share, place, u);
    }
    let lamp = lamp_at(local.y, time);
    var incoming = from_point(lamp.place, lamp.intensity * (1.0f / drawn.share), lamp.range, place);
    if lamp.has_cone && incoming.found {
        let cosine = -dot3(incoming.direction, lamp.axis);
        let t = clamp((cosine - lamp.outer) / max(lamp.inner - lamp.outer, 1e-4f), 0.0f, 1.0f);
        incoming.light = incoming.light * (t * t);
        incoming.found = t > 0.0f;
    }
    return incoming;
}

fn from_point(light: vec3f, intensity: vec3f, range: f32, place: vec3f) -> Incoming {
    let to = light - place;
    let squared = dot3(to, to);
    if squared <= 0.0f {
        return nothing();
    }
    let distance = sqrt(squared);
    let x = distance / range;
    let window = clamp(1.0f - x * x * x * x, 0.0f, 1.0f);
    return Incoming(true, to * (1.0f / distance), distance, intensity * (window / squared), -1.0f);
}

fn from_triangle(index: u32, instance: u32, time: f32, share: f32, place: vec3f, u: vec2f) -> Incoming {
    var a: f32;
    var b: f32;
    if u.y > u.x {
        a = u.x * 0.5f;
        b = u.y - a;
    } else {
        b = u.y * 0.5f;
        a = u.x - b;
    }
    let triangle = triangle_at(index);
    let at = corners_in_world(triangle, instance, time);
    let to = at.a * (1.0f - a - b) + at.b * a + at.c * b - place;
    let squared = dot3(to, to);
    if squared <= 0.0f {
        return nothing();
    }
    let distance = sqrt(squared);
    let direction = to * (1.0f / distance);
    let facing = -dot3(at.twice_area, direction);
    let material = material_at(triangle.material);
    if facing <= 0.0f && (material.traits & DOUBLE_SIDED) == 0u {
        return nothing();
    }
    let density = share * squared / max(abs(facing) * 0.5f, 1e-20f);
    read_maps(material, triangle, spot_at(triangle, a, b), 1u << MAP_EMISSION);
    let light = emission_of(material) * (1.0f / density);
    return Incoming(true, direction, distance, light, density);
}

// Density per steradian with which `local_light` finds, from a place, the point of a shining triangle
// that a ray has hit at a distance.
fn triangle_density(triangle: Triangle, hit: Hit, place: vec3f, ray: Ray, distance: f32) -> f32 {
    if triangle.emitter == NONE {
        return 0.0f;
    }
    var first = 0u;
    if hit.instance != NONE {
        first = quad(head.instances + hit.instance * INSTANCE_QUADS).y;
    }
    let at = corners_in_world(triangle, hit.instance, ray.time);
    let facing = abs(dot3(at.twice_area, ray.direction) * 0.5f);
    let probability = cluster_probability(place, first + triangle.emitter);
    return probability * distance * distance / max(facing, 1e-20f);
}
