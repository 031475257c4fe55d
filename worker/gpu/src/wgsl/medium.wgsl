// The twin of medium.rs.

const MAX_NESTED_MEDIA: u32 = 4u;

struct Medium {
    absorption: vec3f,
    scattering: vec3f,
    anisotropy: f32,
    ior: f32,
}

// The media around a point, by material, in the order they were entered.
struct Media {
    count: u32,
    materials: vec4u,
}

fn medium_at(material: u32) -> Medium {
    let at = uniforms.materials + material * MATERIAL;
    let q7 = quadf(at + 7u);
    let q8 = quadf(at + 8u);
    return Medium(q7.xyz, q8.xyz, q7.w, q8.w);
}

// Enters through a front face, leaves through a back face.
fn media_crossed(media: Media, material: u32, front: bool) -> Media {
    var found = media;
    if front {
        if found.count < MAX_NESTED_MEDIA {
            found.materials[found.count] = material;
            found.count = found.count + 1u;
        }
        return found;
    }
    var at = found.count;
    while at > 0u {
        at = at - 1u;
        if found.materials[at] == material {
            found.count = found.count - 1u;
            while at < found.count {
                found.materials[at] = found.materials[at + 1u];
                at = at + 1u;
            }
            break;
        }
    }
    return found;
}

// The index of refraction of the surroundings.
fn media_ior(media: Media) -> f32 {
    if media.count == 0u {
        return 1.0f;
    }
    return medium_at(media.materials[media.count - 1u]).ior;
}

// All of them as one medium.
fn media_combined(media: Media) -> Medium {
    var sum = Medium(vec3f(0.0f), vec3f(0.0f), 0.0f, 1.0f);
    var turned = 0.0f;
    var weight = 0.0f;
    for (var at = 0u; at < media.count; at = at + 1u) {
        let medium = medium_at(media.materials[at]);
        sum.absorption = sum.absorption + medium.absorption;
        sum.scattering = sum.scattering + medium.scattering;
        let strength = luminance(medium.scattering);
        turned = turned + medium.anisotropy * strength;
        weight = weight + strength;
    }
    if weight > 0.0f {
        sum.anisotropy = turned / weight;
    }
    return sum;
}

fn beer_lambert(extinction: f32, distance: f32) -> f32 {
    if extinction > 0.0f {
        return exp_of(-(extinction * distance));
    }
    return 1.0f;
}

// Beer-Lambert transmittance over a distance.
fn transmittance(extinction: vec3f, distance: f32) -> vec3f {
    return vec3f(beer_lambert(extinction.x, distance), beer_lambert(extinction.y, distance), beer_lambert(extinction.z, distance));
}

// How a free flight through a medium ends.
struct FreeFlight {
    scattered: bool,
    distance: f32,
    weight: vec3f,
}

fn sample_free_flight(medium: Medium, distance: f32, u: vec2f) -> FreeFlight {
    let extinction = medium.absorption + medium.scattering;
    var end = distance;
    var scattered = false;
    let scatters = !is_black(medium.scattering);
    if scatters {
        let channel = min(u32(u.x * 3.0f), 2u);
        let own = extinction[channel];
        var free = GREATEST;
        if own > 0.0f {
            free = -ln_of(1.0f - u.y) / own;
        }
        scattered = free < distance;
        end = select(distance, free, scattered);
    }
    let left = transmittance(extinction, end);
    if !scatters {
        return FreeFlight(false, distance, left);
    }
    let pdfs = select(left, extinction * left, scattered);
    let pdf = (pdfs.x + pdfs.y + pdfs.z) * (1.0f / 3.0f);
    if scattered {
        return FreeFlight(true, end, medium.scattering * left * (1.0f / max(pdf, 1e-30f)));
    }
    return FreeFlight(false, distance, left * (1.0f / max(pdf, 1e-30f)));
}

// The Henyey-Greenstein phase function, which is also the pdf of `sample_phase`.
fn phase(medium: Medium, cosine: f32) -> f32 {
    let g = medium.anisotropy;
    let d = max(1.0f + g * g - 2.0f * g * cosine, 1e-9f);
    return 0.25f * INV_PI * (1.0f - g * g) / (d * sqrt(d));
}

fn sample_phase(medium: Medium, direction: vec3f, u: vec2f) -> vec3f {
    let g = medium.anisotropy;
    var cosine: f32;
    if abs(g) < 1e-3f {
        cosine = 1.0f - 2.0f * u.x;
    } else {
        let ratio = (1.0f - g * g) / (1.0f + g - 2.0f * g * u.x);
        cosine = clamp((1.0f + g * g - ratio * ratio) / (2.0f * g), -1.0f, 1.0f);
    }
    let across = sqrt(max(1.0f - cosine * cosine, 0.0f));
    let turn = sin_cos_turns(u.y);
    let frame = coordinate_system(direction);
    return normalized(direction * cosine + frame.tangent * (across * turn.y) + frame.bitangent * (across * turn.x));
}
