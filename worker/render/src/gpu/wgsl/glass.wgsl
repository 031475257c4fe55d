// The twin of glass.rs.

const LEAST_BEND: f32 = 1e-3f;

struct Glass {
    alpha: f32,
    eta: f32,
    is_thin: bool,
    is_pane: bool,
    straight: vec3f,
    grazing: f32,
    bare: f32,
    gain: f32,
    tint: vec3f,
}

// A value (cosine included) and the density of having drawn it.
struct Scattering {
    value: vec3f,
    density: f32,
}

struct GlassDraw {
    wi: vec3f,
    found: bool,
    scattering: Scattering,
}

fn glass_of(surface: Surface, wo: vec3f, alpha: f32, eta: f32, share: f32) -> Glass {
    let is_thin = (surface.flags & THIN) != 0u || abs(eta - 1.0f) < LEAST_BEND;
    let root = (eta - 1.0f) / (eta + 1.0f);
    let bare = select(root * root, 1.0f, (surface.flags & MIRROR) != 0u);
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
        min(surface.specular_color * bare, vec3f(1.0f)) * surface.specular,
        surface.specular,
        bare,
        share / max(kept, 1e-3f),
        surface.base,
    );
}

// Reflectance of a facet, and the cosine behind it as the fourth.
fn glass_facet(glass: Glass, cosine: f32) -> vec4f {
    var eta = glass.eta;
    if glass.is_thin {
        eta = max(glass.eta, 1.0f / glass.eta);
    }
    let found = fresnel(cosine, eta);
    if found.y <= 0.0f || glass.bare >= 1.0f {
        return vec4f(1.0f, 1.0f, 1.0f, 0.0f);
    }
    let rise = clamp((found.x - glass.bare) / (1.0f - glass.bare), 0.0f, 1.0f);
    return vec4f(glass.straight * (1.0f - rise) + vec3f(glass.grazing * rise), found.y);
}

// Whether a draw reflects.
fn glass_chance(glass: Glass, reflected: vec3f) -> f32 {
    if glass.is_pane {
        return 1.0f;
    }
    return clamp(luminance(reflected), 0.0f, 1.0f);
}

fn glass_straight_through(glass: Glass, wo: vec3f) -> vec3f {
    let reflected = glass_facet(glass, wo.z).xyz;
    return glass.tint * max(1.0f - max_component(reflected), 0.0f);
}

// Which of the three ways light takes, and by which facet: one function, so that its code is there once.
const REFLECTED: u32 = 0u;
const SPREAD: u32 = 1u;
const REFRACTED: u32 = 2u;

// `wi` is mirrored to the front where it is spread.
fn glass_by(glass: Glass, wo: vec3f, wi: vec3f, half: vec3f, way: u32) -> Scattering {
    let front = dot3(wo, half);
    let back = dot3(wi, half);
    if way == REFRACTED && (front <= 0.0f || back >= 0.0f) {
        return Scattering(vec3f(0.0f), 0.0f);
    }
    let reflected = glass_facet(glass, front).xyz;
    let lo = lambda(wo, glass.alpha);
    let li = lambda(wi, glass.alpha);
    let density = facet_density(half, glass.alpha);
    let chance = glass_chance(glass, reflected);
    var facets = density / (4.0f * wo.z);
    if way == REFLECTED {
        return Scattering(reflected * (glass.gain * facets / (1.0f + lo + li)), chance * facets / (1.0f + lo));
    }
    if way == REFRACTED {
        let sum = back + front / glass.eta;
        let turn = -back / (sum * sum);
        facets = density * front / wo.z * turn;
    }
    let through = glass.tint * (max(1.0f - max_component(reflected), 0.0f) * glass.gain);
    return Scattering(through * (facets / (1.0f + lo + li)), (1.0f - chance) * facets / (1.0f + lo));
}

fn glass_evaluate(glass: Glass, wo: vec3f, wi: vec3f) -> Scattering {
    var way = REFLECTED;
    var other = wi;
    var half = wo + wi;
    if !(wi.z > 0.0f) {
        if wi.z >= 0.0f || glass.is_pane {
            return Scattering(vec3f(0.0f), 0.0f);
        }
        if glass.is_thin {
            way = SPREAD;
            other = vec3f(wi.x, wi.y, -wi.z);
            half = wo + other;
        } else {
            way = REFRACTED;
            half = wo + wi * glass.eta;
        }
    }
    half = normalized(half);
    if way == REFRACTED && half.z < 0.0f {
        half = -half;
    }
    return glass_by(glass, wo, other, half, way);
}

fn glass_draw(glass: Glass, wo: vec3f, u: vec2f, choice: f32) -> GlassDraw {
    let half = visible_facet(wo, glass.alpha, disk(u));
    let facet = glass_facet(glass, dot3(wo, half));
    let mirror = mirrored(wo, half);
    var way = REFRACTED;
    var other = mirror;
    var wi = mirror;
    var found = mirror.z > 0.0f;
    if choice < glass_chance(glass, facet.xyz) {
        way = REFLECTED;
    } else if glass.is_thin {
        way = SPREAD;
        wi = vec3f(mirror.x, mirror.y, -mirror.z);
    } else {
        wi = refracted(wo, half, glass.eta, facet.w);
        other = wi;
        found = wi.z < 0.0f;
    }
    return GlassDraw(wi, found, glass_by(glass, wo, other, half, way));
}
