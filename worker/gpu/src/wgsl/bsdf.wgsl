// The twin of bsdf.rs.

// Reflectance of the coat at normal incidence.
const COAT_F0: f32 = 0.04f;

struct Coat {
    has_frame: bool,
    frame: Frame,
    wo: vec3f,
    alpha: f32,
    strength: f32,
    albedo: f32,
}

struct Bsdf {
    wo: vec3f,
    alpha: f32,
    schlick_f0: vec3f,
    schlick_slope: vec3f,
    diffuse: vec3f,
    specular_probability: f32,
    flags: u32,
    // Cumulative probabilities of the lobes: coat, sheen, glass; the rest is the base.
    lobe_cdf: vec3f,
    coat: Coat,
    sheen: Sheen,
    coat_transmittance: f32,
    base_transmittance: f32,
    glass: Glass,
}

struct BsdfSample {
    wi: vec3f,
    weight: vec3f,
    pdf: f32,
    found: bool,
}

fn bsdf_new(surface: Surface, wo: vec3f, frame: Frame, eta: f32) -> Bsdf {
    let kept = reflectance(wo.z, surface.roughness);
    let scale = kept.x;
    let offset = kept.y;
    let lost = 1.0f / max(scale + offset, 1e-4f) - 1.0f;
    let metal = surface.metallic;
    let dielectric = 1.0f - surface.metallic;
    let opaque = dielectric * (1.0f - surface.transmission);
    let f0 = surface.f0;
    let f90 = surface.specular;
    let opaque_gain = vec3f(1.0f) + f0 * lost;
    let metal_gain = vec3f(1.0f) + surface.base * lost;
    var bsdf: Bsdf;
    bsdf.wo = wo;
    bsdf.alpha = roughness_to_alpha(surface.roughness);
    bsdf.schlick_f0 = f0 * opaque_gain * opaque + surface.base * metal_gain * metal;
    bsdf.schlick_slope = (vec3f(f90) - f0) * opaque_gain * opaque + (vec3f(1.0f) - surface.base) * metal_gain * metal;
    let opaque_facets = min(max_component((f0 * scale + vec3f(f90 * offset)) * opaque_gain), 1.0f);
    bsdf.diffuse = surface.base * (opaque * (1.0f - opaque_facets));
    let facets = luminance(bsdf.schlick_f0 * (scale + offset) + bsdf.schlick_slope * offset);
    let base = luminance(bsdf.diffuse);
    bsdf.specular_probability = 1.0f;
    if base > 0.0f {
        bsdf.specular_probability = clamp(facets / (facets + base), 0.08f, 0.95f);
    }
    if (surface.flags & LAYERED) != 0u {
        add_bsdf_layers(&bsdf, surface, frame, eta, facets + base);
    }
    return bsdf;
}

fn add_bsdf_layers(bsdf: ptr<function, Bsdf>, surface: Surface, frame: Frame, eta: f32, rest: f32) {
    let wo = (*bsdf).wo;
    (*bsdf).flags = surface.flags & LAYERED;
    var weights = vec4f(0.0f);
    var coat_transmittance = 1.0f;
    var base_transmittance = 1.0f;
    if (surface.flags & COAT) != 0u {
        let coat = coat_new(surface, wo, frame);
        (*bsdf).coat = coat;
        weights.x = coat.albedo;
        coat_transmittance = max(1.0f - coat.albedo, 0.0f);
        base_transmittance = coat_transmittance;
    }
    if (surface.flags & SHEEN) != 0u {
        let found = sheen_new(surface.sheen, surface.sheen_roughness, wo);
        (*bsdf).sheen = found.sheen;
        weights.y = luminance(found.albedo) * coat_transmittance;
        base_transmittance = base_transmittance * max(1.0f - max_component(found.albedo), 0.0f);
    }
    if (surface.flags & GLASS) != 0u {
        let share = (1.0f - surface.metallic) * surface.transmission;
        // Black glass still reflects.
        weights.z = share * base_transmittance * (0.1f + 0.9f * luminance(surface.base));
        (*bsdf).glass = glass_new(surface, wo, (*bsdf).alpha, eta, share);
    }
    weights.w = rest * base_transmittance;
    let sum = weights.x + weights.y + weights.z + weights.w;
    // No lobe is sampled all too rarely.
    let least = vec4f(0.05f * sum);
    let floored = select(vec4f(0.0f), max(weights, least), weights > vec4f(0.0f));
    let total = floored.x + floored.y + floored.z + floored.w;
    if total > 0.0f {
        let scale = 1.0f / total;
        let a = floored.x * scale;
        let b = floored.y * scale;
        let c = floored.z * scale;
        (*bsdf).lobe_cdf = vec3f(a, a + b, select(1.0f, a + b + c, floored.w > 0.0f));
    }
    (*bsdf).coat_transmittance = coat_transmittance;
    (*bsdf).base_transmittance = base_transmittance;
    (*bsdf).schlick_f0 = (*bsdf).schlick_f0 * base_transmittance;
    (*bsdf).schlick_slope = (*bsdf).schlick_slope * base_transmittance;
    (*bsdf).diffuse = (*bsdf).diffuse * base_transmittance;
}

// Transmittance of thin smooth glass for rays that keep their direction.
fn bsdf_specular_transmittance(bsdf: Bsdf, surface: Surface) -> vec3f {
    let share = (1.0f - surface.metallic) * surface.transmission * bsdf.base_transmittance;
    return glass_specular_transmittance(bsdf.glass, bsdf.wo) * share;
}

fn evaluate_base(bsdf: Bsdf, wi: vec3f) -> BsdfValue {
    let half = normalized(bsdf.wo + wi);
    let facets = ggx_d(half, bsdf.alpha);
    let lo = lambda(bsdf.wo, bsdf.alpha);
    let li = lambda(wi, bsdf.alpha);
    let above = facets / (4.0f * bsdf.wo.z);
    let tinted = bsdf.schlick_f0 + bsdf.schlick_slope * schlick_weight(dot3(bsdf.wo, half));
    let mirror = tinted * (above / (1.0f + lo + li));
    let base = bsdf.diffuse * (INV_PI * wi.z);
    let pdf = bsdf.specular_probability * (above / (1.0f + lo)) + (1.0f - bsdf.specular_probability) * (INV_PI * wi.z);
    return BsdfValue(mirror + base, pdf);
}

fn bsdf_evaluate(bsdf: Bsdf, wi: vec3f) -> BsdfValue {
    var value = vec3f(0.0f);
    var pdf = 0.0f;
    if wi.z > 0.0f {
        let base = evaluate_base(bsdf, wi);
        if bsdf.flags == 0u {
            return base;
        }
        value = base.value;
        pdf = (1.0f - bsdf.lobe_cdf.z) * base.pdf;
        if (bsdf.flags & COAT) != 0u {
            let own = coat_evaluate(bsdf.coat, wi);
            value = value + vec3f(own.x);
            pdf = pdf + bsdf.lobe_cdf.x * own.y;
        }
        if (bsdf.flags & SHEEN) != 0u {
            value = value + sheen_evaluate(bsdf.sheen, bsdf.wo, wi) * bsdf.coat_transmittance;
            pdf = pdf + (bsdf.lobe_cdf.y - bsdf.lobe_cdf.x) * SHEEN_PDF;
        }
    }
    if (bsdf.flags & GLASS) != 0u {
        let own = glass_evaluate(bsdf.glass, bsdf.wo, wi);
        value = value + own.value * bsdf.base_transmittance;
        pdf = pdf + (bsdf.lobe_cdf.z - bsdf.lobe_cdf.y) * own.pdf;
    }
    return BsdfValue(value, pdf);
}

fn sample_base(bsdf: Bsdf, u: vec2f, choice: f32) -> vec3f {
    let spread = concentric_disk(u);
    if choice < bsdf.specular_probability {
        return reflect_about(bsdf.wo, sample_visible_normal(bsdf.wo, bsdf.alpha, spread));
    }
    return vec3f(spread, sqrt(max(1.0f - spread.x * spread.x - spread.y * spread.y, 0.0f)));
}

// A sampled direction. With `is_evaluated` its value and pdf are known; otherwise they are still to be evaluated.
struct DirectionSample {
    wi: vec3f,
    found: bool,
    is_evaluated: bool,
    bsdf_value: BsdfValue,
}

fn bsdf_sample_direction(bsdf: Bsdf, u: vec2f, choice: f32) -> DirectionSample {
    let none = BsdfValue(vec3f(0.0f), 0.0f);
    if bsdf.flags != 0u {
        let lobe_cdf = bsdf.lobe_cdf;
        if choice < lobe_cdf.x {
            return DirectionSample(coat_sample(bsdf.coat, u), true, false, none);
        }
        if choice < lobe_cdf.y {
            return DirectionSample(sheen_sample(u), true, false, none);
        }
        if choice < lobe_cdf.z {
            let sampled = glass_sample(bsdf.glass, bsdf.wo, u, (choice - lobe_cdf.y) / (lobe_cdf.z - lobe_cdf.y));
            // With the microfacet normal that was sampled, not the one recomputed from both
            // directions.
            let is_evaluated = lobe_cdf.z - lobe_cdf.y >= 1.0f;
            let own = BsdfValue(sampled.bsdf_value.value * bsdf.base_transmittance, sampled.bsdf_value.pdf);
            return DirectionSample(sampled.wi, sampled.found, is_evaluated, own);
        }
        return DirectionSample(sample_base(bsdf, u, (choice - lobe_cdf.z) / (1.0f - lobe_cdf.z)), true, false, none);
    }
    return DirectionSample(sample_base(bsdf, u, choice), true, false, none);
}

fn bsdf_sample(wi: vec3f, bsdf_value: BsdfValue) -> BsdfSample {
    if !(bsdf_value.pdf > 0.0f) || !is_finite(bsdf_value.pdf) {
        return BsdfSample(wi, vec3f(0.0f), 0.0f, false);
    }
    return BsdfSample(wi, bsdf_value.value * (1.0f / bsdf_value.pdf), bsdf_value.pdf, true);
}

fn coat_new(surface: Surface, wo: vec3f, base: Frame) -> Coat {
    var coat: Coat;
    coat.wo = wo;
    let own = to_local(base, surface.coat_normal);
    if own.z < 0.999999f {
        let frame = coordinate_system(own);
        let turned = to_local(frame, wo);
        // Where the coat's own normal faces away, the surface's shading normal replaces it.
        if turned.z > 1e-3f {
            coat.has_frame = true;
            coat.frame = frame;
            coat.wo = turned;
        }
    }
    let kept = reflectance(coat.wo.z, surface.clearcoat_roughness);
    let gain = 1.0f + COAT_F0 * (1.0f / max(kept.x + kept.y, 1e-4f) - 1.0f);
    coat.strength = surface.clearcoat * gain;
    coat.alpha = roughness_to_alpha(surface.clearcoat_roughness);
    coat.albedo = min(coat.strength * (COAT_F0 * kept.x + kept.y), 1.0f);
    return coat;
}

// BRDF times cosine, and pdf.
fn coat_evaluate(coat: Coat, direction: vec3f) -> vec2f {
    var wi = direction;
    if coat.has_frame {
        wi = to_local(coat.frame, direction);
    }
    if wi.z <= 0.0f {
        return vec2f(0.0f);
    }
    let half = normalized(coat.wo + wi);
    let lo = lambda(coat.wo, coat.alpha);
    let li = lambda(wi, coat.alpha);
    let above = ggx_d(half, coat.alpha) / (4.0f * coat.wo.z);
    let risen = COAT_F0 + (1.0f - COAT_F0) * schlick_weight(dot3(coat.wo, half));
    return vec2f(coat.strength * risen * (above / (1.0f + lo + li)), above / (1.0f + lo));
}

fn coat_sample(coat: Coat, u: vec2f) -> vec3f {
    let wi = reflect_about(coat.wo, sample_visible_normal(coat.wo, coat.alpha, concentric_disk(u)));
    if coat.has_frame {
        return to_world(coat.frame, wi);
    }
    return wi;
}
