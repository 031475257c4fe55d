// The twins of lights.rs and light_sampler.rs.

const IS_PUNCTUAL: u32 = 1u;
// Part of the weight of clusters that is shared evenly where they would get less.
const EVEN_SHARE: f32 = 0.25f;

// Light that arrives at a point, if nothing blocks it.
struct LightSample {
    found: bool,
    direction: vec3f,
    distance: f32,
    weight: vec3f,
    // Negative for a delta light, which scattered rays cannot hit.
    pdf: f32,
}

struct DiscreteSample {
    found: bool,
    index: u32,
    pmf: f32,
}

fn no_light() -> LightSample {
    return LightSample(false, vec3f(0.0f), 0.0f, vec3f(0.0f), 0.0f);
}

// An index for a number in [0, 1), and its probability; the CDF starts at word `first` of the array at
// `start`.
fn discrete_sample(start: u32, first: u32, count: u32, u: f32) -> DiscreteSample {
    if count == 0u {
        return DiscreteSample(false, 0u, 0.0f);
    }
    let index = clamp(partition_point(start, first, count, u), 1u, count - 1u) - 1u;
    let pmf = wordf(start, first + index + 1u) - wordf(start, first + index);
    return DiscreteSample(pmf > 0.0f, index, pmf);
}

fn cluster_weight(cluster: u32, position: vec3f) -> f32 {
    let at = uniforms.clusters + cluster * CLUSTER;
    let q0 = quadf(at);
    let to = q0.xyz - position;
    return quadf(at + 1u).x / max(dot3(to, to), q0.w);
}

// The least weight of a cluster, and the sum of all.
struct ClusterWeights {
    least: f32,
    total: f32,
}

fn cluster_weights(position: vec3f) -> ClusterWeights {
    var total = 0.0f;
    for (var i = 0u; i < uniforms.cluster_count; i = i + 1u) {
        total = total + cluster_weight(i, position);
    }
    let least = total * (EVEN_SHARE / f32(max(uniforms.cluster_count, 1u)));
    total = 0.0f;
    for (var i = 0u; i < uniforms.cluster_count; i = i + 1u) {
        total = total + raised(cluster_weight(i, position), least);
    }
    return ClusterWeights(least, total);
}

fn raised(weight: f32, least: f32) -> f32 {
    return select(weight, max(weight, least), weight > 0.0f);
}

fn light_sampler_sample(position: vec3f, choice: f32) -> DiscreteSample {
    let weights = cluster_weights(position);
    let total = weights.total;
    if total <= 0.0f {
        return DiscreteSample(false, 0u, 0.0f);
    }
    var rest = choice * total;
    var chosen = 0u;
    var weight = raised(cluster_weight(0u, position), weights.least);
    while chosen + 1u < uniforms.cluster_count && rest >= weight {
        rest = rest - weight;
        chosen = chosen + 1u;
        weight = raised(cluster_weight(chosen, position), weights.least);
    }
    if weight <= 0.0f {
        return DiscreteSample(false, 0u, 0.0f);
    }
    let at = uniforms.clusters + chosen * CLUSTER + 1u;
    let facts = quad(at);
    let sampled = discrete_sample(uniforms.cluster_cdf, facts.z, facts.w, min(rest / weight, 0.9999999f));
    if !sampled.found {
        return sampled;
    }
    let index = word(uniforms.cluster_order, facts.y + sampled.index);
    return DiscreteSample(true, index, sampled.pmf * (weight / total));
}

fn light_sampler_pmf(position: vec3f, light: u32) -> f32 {
    let weights = cluster_weights(position);
    if weights.total <= 0.0f {
        return 0.0f;
    }
    let cluster = word(uniforms.light_clusters, light * 2u);
    return wordf(uniforms.light_clusters, light * 2u + 1u) * (raised(cluster_weight(cluster, position), weights.least) / weights.total);
}

// A punctual light.
struct PunctualLight {
    position: vec3f,
    axis: vec3f,
    intensity: vec3f,
    range: f32,
    has_cone: bool,
    inner: f32,
    outer: f32,
}

// A light at a time. Between two keys the axis of a turning light is not quite of length one, so it is
// normalized.
fn punctual_light(index: u32, time: f32) -> PunctualLight {
    let at = uniforms.punctual_lights + index * PUNCTUAL_LIGHT;
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    let q3 = quadf(at + 3u);
    var punctual = PunctualLight(q0.xyz, q1.xyz, q2.xyz, q0.w, q2.w != 0.0f, q3.x, q3.y);
    let motion = bitcast<u32>(q1.w);
    if motion != NONE {
        let key = time_segment(time, POSES);
        let before = uniforms.punctual_motions + (motion + u32(key.x)) * PUNCTUAL_MOTION;
        punctual.position = lerp3(quadf(before).xyz, quadf(before + 2u).xyz, key.y);
        punctual.axis = normalized(lerp3(quadf(before + 1u).xyz, quadf(before + 3u).xyz, key.y));
    }
    return punctual;
}

fn sample_distant(time: f32, choice: f32, u: vec2f) -> LightSample {
    let sampled = discrete_sample(uniforms.distant_cdf, 0u, uniforms.distant_count, choice);
    if !sampled.found {
        return no_light();
    }
    let punctual = word(uniforms.distant_lights, sampled.index);
    if punctual == NONE {
        let pdf = uniforms.sun_pdf * sampled.pmf;
        let weight = uniforms.sun_radiance * (1.0f / pdf);
        return LightSample(true, sun_sample_direction(u), GREATEST, weight, pdf);
    }
    let found = punctual_light(punctual, time);
    return LightSample(true, -found.axis, GREATEST, found.intensity * (1.0f / sampled.pmf), -1.0f);
}

fn sample_environment(u: vec2f) -> LightSample {
    let sampled = environment_sample(u);
    if !(sampled.w > 0.0f) {
        return no_light();
    }
    return LightSample(true, sampled.xyz, GREATEST, environment_radiance(sampled.xyz) * (1.0f / sampled.w), sampled.w);
}

fn sample_local(position: vec3f, time: f32, choice: f32, u: vec2f) -> LightSample {
    if uniforms.cluster_count == 0u {
        return no_light();
    }
    let sampled = light_sampler_sample(position, choice);
    if !sampled.found {
        return no_light();
    }
    let local = quad(uniforms.local_lights + sampled.index);
    if local.x != IS_PUNCTUAL {
        return sample_triangle(local.y, local.z, time, sampled.pmf, position, u);
    }
    let punctual = punctual_light(local.y, time);
    var light_sample = sample_punctual(punctual.position, punctual.intensity * (1.0f / sampled.pmf), punctual.range, position);
    if punctual.has_cone && light_sample.found {
        let cosine = -dot3(light_sample.direction, punctual.axis);
        let t = clamp((cosine - punctual.outer) / max(punctual.inner - punctual.outer, 1e-4f), 0.0f, 1.0f);
        light_sample.weight = light_sample.weight * (t * t);
        light_sample.found = t > 0.0f;
    }
    return light_sample;
}

fn sample_punctual(light: vec3f, intensity: vec3f, range: f32, position: vec3f) -> LightSample {
    let to = light - position;
    let squared = dot3(to, to);
    if squared <= 0.0f {
        return no_light();
    }
    let distance = sqrt(squared);
    let x = distance / range;
    let window = clamp(1.0f - x * x * x * x, 0.0f, 1.0f);
    return LightSample(true, to * (1.0f / distance), distance, intensity * (window / squared), -1.0f);
}

fn sample_triangle(index: u32, instance: u32, time: f32, pmf: f32, position: vec3f, u: vec2f) -> LightSample {
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
    let at = world_corners(triangle, instance, time);
    let to = at.a * (1.0f - a - b) + at.b * a + at.c * b - position;
    let squared = dot3(to, to);
    if squared <= 0.0f {
        return no_light();
    }
    let distance = sqrt(squared);
    let direction = to * (1.0f / distance);
    let facing = -dot3(at.twice_area, direction);
    let material = material_at(triangle.material);
    if facing <= 0.0f && (material.modes & DOUBLE_SIDED) == 0u {
        return no_light();
    }
    let pdf = pmf * squared / max(abs(facing) * 0.5f, 1e-20f);
    read_maps(material, triangle, surface_point(triangle, a, b), 1u << MAP_EMISSION);
    let weight = emission_of(material) * (1.0f / pdf);
    return LightSample(true, direction, distance, weight, pdf);
}

// Pdf (solid angle) with which `sample_local` samples, from a position, the point of an emissive triangle
// that a ray has hit at a distance.
fn triangle_pdf(triangle: Triangle, hit: Hit, position: vec3f, ray: Ray, distance: f32) -> f32 {
    if triangle.area_light == NONE {
        return 0.0f;
    }
    var first = 0u;
    if hit.instance != NONE {
        first = quad(uniforms.instances + hit.instance * INSTANCE_QUADS).y;
    }
    let at = world_corners(triangle, hit.instance, ray.time);
    let facing = abs(dot3(at.twice_area, ray.direction) * 0.5f);
    let pmf = light_sampler_pmf(position, first + triangle.area_light);
    return pmf * distance * distance / max(facing, 1e-20f);
}
