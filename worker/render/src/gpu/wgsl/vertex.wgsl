// The twin of path.rs where a path scatters: on a surface or within a medium.

struct Vertex {
    in_medium: bool,
    medium: Medium,
    surface: Surface,
    frame: Basis,
    bsdf: Bsdf,
    // Where rays begin that leave to the front.
    origin: vec3f,
    // What is behind the surface.
    behind: Media,
}

// Notes direct light down and goes on in a drawn direction. Lights and the path's own direction are
// evaluated in one loop, so that the code is there once.
fn meet(path: ptr<function, Path>, vertex: Vertex) {
    let seq = (*path).seq;
    let first = PAIR_FIRST + (*path).bounce * PAIRS_PER_BOUNCE;
    let decided = pair(seq, first + PAIR_LOBE);
    let own_pair = pair(seq, first + PAIR_SCATTER);
    for (var which = 0u; which <= LIGHTS; which = which + 1u) {
        if which < LIGHTS {
            var chance = -1.0f;
            let incoming = drawn_light(path, vertex.origin, which, first, &chance);
            if incoming.found {
                let lit = evaluated(path, vertex, incoming);
                note(path, vertex, which, incoming, lit, chance);
            }
        } else {
            leave(path, vertex, own_pair, decided);
        }
    }
}

fn drawn_light(
    path: ptr<function, Path>,
    origin: vec3f,
    which: u32,
    first: u32,
    chance: ptr<function, f32>,
) -> Incoming {
    let seq = (*path).seq;
    let time = (*path).ray.time;
    if which == TO_DISTANT {
        var choice = 0.0f;
        // Bounds are one more than lights.
        if head.distant_count > 2u {
            choice = pair(seq, first + PAIR_DISTANT_LIGHT).x;
        }
        return distant_light(time, choice, pair(seq, first + PAIR_SUN));
    }
    if which == TO_SKY {
        if head.dome_height == 0u {
            return nothing();
        }
        return sky_light(pair(seq, first + PAIR_ENVIRONMENT));
    }
    let choice = pair(seq, first + PAIR_LOCAL_LIGHT);
    *chance = choice.y;
    return local_light(origin, time, choice.x, pair(seq, first + PAIR_AREA_LIGHT));
}

// Light that may arrive from a direction.
struct Lit {
    light: vec3f,
    // It comes from behind the surface.
    behind: bool,
}

fn evaluated(path: ptr<function, Path>, vertex: Vertex, incoming: Incoming) -> Lit {
    if vertex.in_medium {
        let value = phase(vertex.medium, dot3((*path).ray.direction, incoming.direction));
        var weight = 1.0f;
        if incoming.density >= 0.0f {
            weight = power_heuristic(incoming.density, value);
        }
        return Lit((*path).throughput * incoming.light * (value * weight), false);
    }
    let surface = vertex.surface;
    let side = dot3(incoming.direction, surface.geometric);
    let behind = side <= 0.0f;
    if behind && (surface.flags & GLASS) == 0u {
        return Lit(vec3f(0.0f), behind);
    }
    let wi = to_local(vertex.frame, incoming.direction);
    if (side > 0.0f) != (wi.z > 0.0f) {
        return Lit(vec3f(0.0f), behind);
    }
    let scattering = bsdf_evaluate(vertex.bsdf, wi);
    var weight = 1.0f;
    if incoming.density >= 0.0f {
        weight = power_heuristic(incoming.density, scattering.density);
    }
    var light = (*path).throughput * scattering.value * incoming.light * weight;
    if !behind && (surface.flags & NORMAL_MAPPED) != 0u {
        light = light * softened(surface, incoming.direction);
    }
    return Lit(light, behind);
}

// Keeps light for its shadow ray. With a chance (not below zero), light too faint to matter much is
// looked after less often, and counts more.
fn note(path: ptr<function, Path>, vertex: Vertex, which: u32, incoming: Incoming, lit: Lit, chance: f32) {
    var light = lit.light;
    if is_black(light) || !is_finite3(light) {
        return;
    }
    let strength = max_component(light);
    if chance >= 0.0f && strength < head.faint {
        if chance * head.faint >= strength {
            return;
        }
        light = light * (head.faint / strength);
    }
    var origin = vertex.origin;
    var media = (*path).media;
    if lit.behind {
        origin = lifted(vertex.surface.point, -vertex.surface.geometric);
        media = vertex.behind;
    }
    var extinction = vec3f(0.0f);
    if media.count > 0u {
        let sum = media_sum(media);
        extinction = sum.absorption + sum.scattering;
    }
    pending[which] = Pending(origin, incoming.distance, incoming.direction, media.count, light, extinction);
    (*path).waiting = (*path).waiting | (1u << which);
}

// Goes on in a drawn direction, if at all.
fn leave(path: ptr<function, Path>, vertex: Vertex, u: vec2f, decided: vec2f) {
    (*path).goes_on = false;
    let direction = (*path).ray.direction;
    var origin = vertex.origin;
    var next: vec3f;
    var density: f32;
    if vertex.in_medium {
        next = phase_draw(vertex.medium, direction, u);
        density = phase(vertex.medium, dot3(direction, next));
    } else {
        let surface = vertex.surface;
        let drawn = bsdf_draw(vertex.bsdf, u, decided.x);
        if !drawn.found {
            return;
        }
        var scattering = drawn.scattering;
        if !drawn.settled {
            scattering = bsdf_evaluate(vertex.bsdf, drawn.wi);
        }
        let scatter = weighed(drawn.wi, scattering);
        if !scatter.drawn {
            return;
        }
        next = to_world(vertex.frame, scatter.wi);
        density = scatter.density;
        let goes_through = scatter.wi.z < 0.0f;
        let side = dot3(next, surface.geometric);
        if (goes_through && side >= 0.0f) || (!goes_through && side <= 0.0f) {
            return;
        }
        (*path).throughput = (*path).throughput * scatter.weight;
        if goes_through {
            origin = lifted(surface.point, -surface.geometric);
            (*path).media = vertex.behind;
        } else if (surface.flags & NORMAL_MAPPED) != 0u {
            (*path).throughput = (*path).throughput * softened(surface, next);
        }
    }
    (*path).density = density;
    (*path).start = origin;
    (*path).passed = 0.0f;
    let strength = max_component((*path).throughput);
    if strength <= 0.0f {
        return;
    }
    if (*path).bounce + 1u >= ROULETTE_FROM && strength < 1.0f {
        if decided.y >= strength {
            return;
        }
        (*path).throughput = (*path).throughput * (1.0f / strength);
    }
    (*path).ray = Ray(origin, next, (*path).ray.time);
    (*path).goes_on = true;
}

// Where a normal map leans away from its triangle, light would end in a hard edge: this lets it fade.
fn softened(surface: Surface, wi: vec3f) -> f32 {
    let flattened = dot3(surface.geometric, wi);
    let bent = dot3(surface.shading, wi);
    let lean = dot3(surface.geometric, surface.shading);
    let g = flattened / max(bent * lean, 1e-6f);
    if g >= 1.0f {
        return 1.0f;
    }
    return max(g * (1.0f + g - g * g), 0.0f);
}
