// The twin of glass.rs.

const MIN_ETA_DIFFERENCE: f32 = 1e-3f;

struct Glass {
    alpha: f32,
    eta: f32,
    is_thin: bool,
    is_thin_specular: bool,
    f0: vec3f,
    f90: f32,
    physical_f0: f32,
    energy_compensation: f32,
    tint: vec3f,
}

// BSDF times cosine, and the pdf of sampling it.
struct BsdfValue {
    value: vec3f,
    pdf: f32,
}

struct GlassSample {
    wi: vec3f,
    found: bool,
    bsdf_value: BsdfValue,
}

fn glass_new(surface: Surface, wo: vec3f, alpha: f32, eta: f32, share: f32) -> Glass {
    let is_thin = (surface.flags & THIN) != 0u || abs(eta - 1.0f) < MIN_ETA_DIFFERENCE;
    let root = (eta - 1.0f) / (eta + 1.0f);
    let physical_f0 = select(root * root, 1.0f, (surface.flags & MIRROR) != 0u);
    var kept: f32;
    if is_thin {
        let facets = reflectance(wo.z, surface.roughness);
        kept = facets.x + facets.y;
    } else {
        kept = boundary(wo.z, surface.roughness, eta);
    }
    return Glass(
        alpha,
        eta,
        is_thin,
        (surface.flags & THIN_SPECULAR) != 0u,
        min(surface.specular_color * physical_f0, vec3f(1.0f)) * surface.specular,
        surface.specular,
        physical_f0,
        share / max(kept, 1e-3f),
        surface.base,
    );
}

// Reflectance of a microfacet, and in w the cosine on the far side.
fn glass_facet_reflectance(glass: Glass, cosine: f32) -> vec4f {
    var eta = glass.eta;
    if glass.is_thin {
        eta = max(glass.eta, 1.0f / glass.eta);
    }
    let found = fr_dielectric(cosine, eta);
    if found.y <= 0.0f || glass.physical_f0 >= 1.0f {
        return vec4f(1.0f, 1.0f, 1.0f, 0.0f);
    }
    let rise = clamp((found.x - glass.physical_f0) / (1.0f - glass.physical_f0), 0.0f, 1.0f);
    return vec4f(glass.f0 * (1.0f - rise) + vec3f(glass.f90 * rise), found.y);
}

// Probability of sampling reflection.
fn glass_reflection_probability(glass: Glass, reflected: vec3f) -> f32 {
    if glass.is_thin_specular {
        return 1.0f;
    }
    return clamp(luminance(reflected), 0.0f, 1.0f);
}

fn glass_specular_transmittance(glass: Glass, wo: vec3f) -> vec3f {
    let reflected = glass_facet_reflectance(glass, wo.z).xyz;
    return glass.tint * max(1.0f - max_component(reflected), 0.0f);
}

// The three ways that light takes. They share one function, so that its code exists once.
const REFLECTED: u32 = 0u;
const THIN_TRANSMITTED: u32 = 1u;
const TRANSMITTED: u32 = 2u;

// `wi` is mirrored to the front for THIN_TRANSMITTED.
fn glass_evaluate_by(glass: Glass, wo: vec3f, wi: vec3f, half: vec3f, way: u32) -> BsdfValue {
    let front = dot3(wo, half);
    let back = dot3(wi, half);
    if way == TRANSMITTED && (front <= 0.0f || back >= 0.0f) {
        return BsdfValue(vec3f(0.0f), 0.0f);
    }
    let reflected = glass_facet_reflectance(glass, front).xyz;
    let lo = lambda(wo, glass.alpha);
    let li = lambda(wi, glass.alpha);
    let pdf = ggx_d(half, glass.alpha);
    let chance = glass_reflection_probability(glass, reflected);
    var facets = pdf / (4.0f * wo.z);
    if way == REFLECTED {
        return BsdfValue(reflected * (glass.energy_compensation * facets / (1.0f + lo + li)), chance * facets / (1.0f + lo));
    }
    if way == TRANSMITTED {
        let sum = back + front / glass.eta;
        let turn = -back / (sum * sum);
        facets = pdf * front / wo.z * turn;
    }
    let through = glass.tint * (max(1.0f - max_component(reflected), 0.0f) * glass.energy_compensation);
    return BsdfValue(through * (facets / (1.0f + lo + li)), (1.0f - chance) * facets / (1.0f + lo));
}

fn glass_evaluate(glass: Glass, wo: vec3f, wi: vec3f) -> BsdfValue {
    var way = REFLECTED;
    var other = wi;
    var half = wo + wi;
    if !(wi.z > 0.0f) {
        if wi.z >= 0.0f || glass.is_thin_specular {
            return BsdfValue(vec3f(0.0f), 0.0f);
        }
        if glass.is_thin {
            way = THIN_TRANSMITTED;
            other = vec3f(wi.x, wi.y, -wi.z);
            half = wo + other;
        } else {
            way = TRANSMITTED;
            half = wo + wi * glass.eta;
        }
    }
    half = normalized(half);
    if way == TRANSMITTED && half.z < 0.0f {
        half = -half;
    }
    return glass_evaluate_by(glass, wo, other, half, way);
}

fn glass_sample(glass: Glass, wo: vec3f, u: vec2f, choice: f32) -> GlassSample {
    let half = sample_visible_normal(wo, glass.alpha, concentric_disk(u));
    let facet = glass_facet_reflectance(glass, dot3(wo, half));
    let mirror = reflect_about(wo, half);
    var way = TRANSMITTED;
    var other = mirror;
    var wi = mirror;
    var found = mirror.z > 0.0f;
    if choice < glass_reflection_probability(glass, facet.xyz) {
        way = REFLECTED;
    } else if glass.is_thin {
        way = THIN_TRANSMITTED;
        wi = vec3f(mirror.x, mirror.y, -mirror.z);
    } else {
        wi = refract_about(wo, half, glass.eta, facet.w);
        other = wi;
        found = wi.z < 0.0f;
    }
    return GlassSample(wi, found, glass_evaluate_by(glass, wo, other, half, way));
}
