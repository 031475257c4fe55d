// The twin of path.rs at a vertex: on a surface or in a medium.

struct Vertex {
    in_medium: bool,
    medium: Medium,
    surface: Surface,
    frame: Frame,
    bsdf: Bsdf,
    // Origin of rays that leave to the front.
    origin: vec3f,
    // The media behind the surface.
    behind: Media,
}

// Samples the lights, queues their shadow rays and samples the next direction. Light samples and the next
// direction are evaluated in one loop, so that the code exists once.
fn scatter(path: ptr<function, Path>, vertex: Vertex) {
    let seq = (*path).seq;
    let first = PAIR_FIRST + (*path).bounce * PAIRS_PER_BOUNCE;
    let lobe_and_roulette = pair(seq, first + PAIR_LOBE);
    let direction_u = pair(seq, first + PAIR_SCATTER);
    for (var which = 0u; which <= LIGHTS; which = which + 1u) {
        if which < LIGHTS {
            var roulette = -1.0f;
            let light_sample = sample_light(path, vertex.origin, which, first, &roulette);
            if light_sample.found {
                let direct = direct_light(path, vertex, light_sample);
                queue_shadow_ray(path, vertex, which, light_sample, direct, roulette);
            }
        } else {
            sample_next_direction(path, vertex, direction_u, lobe_and_roulette);
        }
    }
}

fn sample_light(
    path: ptr<function, Path>,
    origin: vec3f,
    which: u32,
    first: u32,
    roulette: ptr<function, f32>,
) -> LightSample {
    let seq = (*path).seq;
    let time = (*path).ray.time;
    if which == TO_DISTANT {
        var choice = 0.0f;
        // A CDF has one entry more than there are lights.
        if uniforms.distant_count > 2u {
            choice = pair(seq, first + PAIR_DISTANT_LIGHT).x;
        }
        return sample_distant(time, choice, pair(seq, first + PAIR_SUN));
    }
    if which == TO_ENVIRONMENT {
        if uniforms.environment_rows == 0u {
            return no_light();
        }
        return sample_environment(pair(seq, first + PAIR_ENVIRONMENT));
    }
    let choice = pair(seq, first + PAIR_LOCAL_LIGHT);
    *roulette = choice.y;
    return sample_local(origin, time, choice.x, pair(seq, first + PAIR_AREA_LIGHT));
}

// Light that arrives from a direction.
struct DirectLight {
    light: vec3f,
    // It arrives from behind the surface.
    behind: bool,
}

fn direct_light(path: ptr<function, Path>, vertex: Vertex, light_sample: LightSample) -> DirectLight {
    if vertex.in_medium {
        let value = phase(vertex.medium, dot3((*path).ray.direction, light_sample.direction));
        var mis_weight = 1.0f;
        if light_sample.pdf >= 0.0f {
            mis_weight = power_heuristic(light_sample.pdf, value);
        }
        return DirectLight((*path).throughput * light_sample.weight * (value * mis_weight), false);
    }
    let surface = vertex.surface;
    let side = dot3(light_sample.direction, surface.geometric);
    let behind = side <= 0.0f;
    if behind && (surface.flags & GLASS) == 0u {
        return DirectLight(vec3f(0.0f), behind);
    }
    let wi = to_local(vertex.frame, light_sample.direction);
    if (side > 0.0f) != (wi.z > 0.0f) {
        return DirectLight(vec3f(0.0f), behind);
    }
    let bsdf_value = bsdf_evaluate(vertex.bsdf, wi);
    var mis_weight = 1.0f;
    if light_sample.pdf >= 0.0f {
        mis_weight = power_heuristic(light_sample.pdf, bsdf_value.pdf);
    }
    var light = (*path).throughput * bsdf_value.value * light_sample.weight * mis_weight;
    if !behind && (surface.flags & NORMAL_MAPPED) != 0u {
        light = light * shadow_terminator(surface, light_sample.direction);
    }
    return DirectLight(light, behind);
}

// Queues a shadow ray for light. With `roulette` (not negative) light below the threshold is traced with a
// probability only, and weighted up.
fn queue_shadow_ray(path: ptr<function, Path>, vertex: Vertex, which: u32, light_sample: LightSample, direct: DirectLight, roulette: f32) {
    var light = direct.light;
    if is_black(light) || !is_finite3(light) {
        return;
    }
    let strength = max_component(light);
    if roulette >= 0.0f && strength < uniforms.shadow_roulette_below {
        if roulette * uniforms.shadow_roulette_below >= strength {
            return;
        }
        light = light * (uniforms.shadow_roulette_below / strength);
    }
    var origin = vertex.origin;
    var media = (*path).media;
    if direct.behind {
        origin = offset_ray_origin(vertex.surface.point, -vertex.surface.geometric);
        media = vertex.behind;
    }
    var extinction = vec3f(0.0f);
    if media.count > 0u {
        let sum = media_combined(media);
        extinction = sum.absorption + sum.scattering;
    }
    shadow_rays[which] = ShadowRay(origin, light_sample.distance, light_sample.direction, media.count, light, extinction);
    (*path).queued_rays = (*path).queued_rays | (1u << which);
}

// Samples the next direction and applies Russian roulette; ends the path if there is none.
fn sample_next_direction(path: ptr<function, Path>, vertex: Vertex, u: vec2f, lobe_and_roulette: vec2f) {
    (*path).is_alive = false;
    let direction = (*path).ray.direction;
    var origin = vertex.origin;
    var next: vec3f;
    var pdf: f32;
    if vertex.in_medium {
        next = sample_phase(vertex.medium, direction, u);
        pdf = phase(vertex.medium, dot3(direction, next));
    } else {
        let surface = vertex.surface;
        let sampled = bsdf_sample_direction(vertex.bsdf, u, lobe_and_roulette.x);
        if !sampled.found {
            return;
        }
        var bsdf_value = sampled.bsdf_value;
        if !sampled.is_evaluated {
            bsdf_value = bsdf_evaluate(vertex.bsdf, sampled.wi);
        }
        let sample = bsdf_sample(sampled.wi, bsdf_value);
        if !sample.found {
            return;
        }
        next = to_world(vertex.frame, sample.wi);
        pdf = sample.pdf;
        let goes_through = sample.wi.z < 0.0f;
        let side = dot3(next, surface.geometric);
        if (goes_through && side >= 0.0f) || (!goes_through && side <= 0.0f) {
            return;
        }
        (*path).throughput = (*path).throughput * sample.weight;
        if goes_through {
            origin = offset_ray_origin(surface.point, -surface.geometric);
            (*path).media = vertex.behind;
        } else if (surface.flags & NORMAL_MAPPED) != 0u {
            (*path).throughput = (*path).throughput * shadow_terminator(surface, next);
        }
    }
    (*path).pdf = pdf;
    (*path).previous_vertex = origin;
    (*path).passed_distance = 0.0f;
    let strength = max_component((*path).throughput);
    if strength <= 0.0f {
        return;
    }
    if (*path).bounce + 1u >= ROULETTE_FROM && strength < 1.0f {
        if lobe_and_roulette.y >= strength {
            return;
        }
        (*path).throughput = (*path).throughput * (1.0f / strength);
    }
    (*path).ray = Ray(origin, next, (*path).ray.time);
    (*path).is_alive = true;
}

// Smooths the shadow terminator of normal maps.
fn shadow_terminator(surface: Surface, wi: vec3f) -> f32 {
    let flattened = dot3(surface.geometric, wi);
    let mapped = dot3(surface.shading, wi);
    let lean = dot3(surface.geometric, surface.shading);
    let g = flattened / max(mapped * lean, 1e-6f);
    if g >= 1.0f {
        return 1.0f;
    }
    return max(g * (1.0f + g - g * g), 0.0f);
}
