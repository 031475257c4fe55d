// The twin of bsdf.rs.

// Reflectance of the varnish straight on.
const COAT_STRAIGHT: f32 = 0.04f;

struct Coat {
    has_frame: bool,
    frame: Basis,
    wo: vec3f,
    alpha: f32,
    strength: f32,
    albedo: f32,
}

struct Bsdf {
    wo: vec3f,
    alpha: f32,
    straight: vec3f,
    grazing: vec3f,
    diffuse: vec3f,
    facet_share: f32,
    flags: u32,
    // Probabilities: of the coat, of it or the sheen, of one of these or the glass.
    shares: vec3f,
    coat: Coat,
    sheen: Sheen,
    below_coat: f32,
    below: f32,
    glass: Glass,
}

struct Scatter {
    wi: vec3f,
    weight: vec3f,
    density: f32,
    drawn: bool,
}

fn bsdf_of(surface: Surface, wo: vec3f, frame: Basis, eta: f32) -> Bsdf {
    let kept = reflectance(wo.z, surface.roughness);
    let scale = kept.x;
    let offset = kept.y;
    let lost = 1.0f / max(scale + offset, 1e-4f) - 1.0f;
    let metal = surface.metallic;
    let dielectric = 1.0f - surface.metallic;
    let plain = dielectric * (1.0f - surface.transmission);
    let f0 = surface.straight;
    let f90 = surface.specular;
    let plain_gain = vec3f(1.0f) + f0 * lost;
    let metal_gain = vec3f(1.0f) + surface.base * lost;
    var bsdf: Bsdf;
    bsdf.wo = wo;
    bsdf.alpha = alpha_of(surface.roughness);
    bsdf.straight = f0 * plain_gain * plain + surface.base * metal_gain * metal;
    bsdf.grazing = (vec3f(f90) - f0) * plain_gain * plain + (vec3f(1.0f) - surface.base) * metal_gain * metal;
    let plain_facets = min(max_component((f0 * scale + vec3f(f90 * offset)) * plain_gain), 1.0f);
    bsdf.diffuse = surface.base * (plain * (1.0f - plain_facets));
    let facets = luminance(bsdf.straight * (scale + offset) + bsdf.grazing * offset);
    let base = luminance(bsdf.diffuse);
    bsdf.facet_share = 1.0f;
    if base > 0.0f {
        bsdf.facet_share = clamp(facets / (facets + base), 0.08f, 0.95f);
    }
    if (surface.flags & LAYERED) != 0u {
        add_bsdf_layers(&bsdf, surface, frame, eta, facets + base);
    }
    return bsdf;
}

fn add_bsdf_layers(bsdf: ptr<function, Bsdf>, surface: Surface, frame: Basis, eta: f32, rest: f32) {
    let wo = (*bsdf).wo;
    (*bsdf).flags = surface.flags & LAYERED;
    var weights = vec4f(0.0f);
    var below_coat = 1.0f;
    var below = 1.0f;
    if (surface.flags & COAT) != 0u {
        let coat = coat_of(surface, wo, frame);
        (*bsdf).coat = coat;
        weights.x = coat.albedo;
        below_coat = max(1.0f - coat.albedo, 0.0f);
        below = below_coat;
    }
    if (surface.flags & SHEEN) != 0u {
        let found = sheen_of(surface.sheen, surface.sheen_roughness, wo);
        (*bsdf).sheen = found.sheen;
        weights.y = luminance(found.albedo) * below_coat;
        below = below * max(1.0f - max_component(found.albedo), 0.0f);
    }
    if (surface.flags & GLASS) != 0u {
        let share = (1.0f - surface.metallic) * surface.transmission;
        // Black glass still reflects.
        weights.z = share * below * (0.1f + 0.9f * luminance(surface.base));
        (*bsdf).glass = glass_of(surface, wo, (*bsdf).alpha, eta, share);
    }
    weights.w = rest * below;
    let sum = weights.x + weights.y + weights.z + weights.w;
    // Nothing that is there is drawn all too rarely.
    let least = vec4f(0.05f * sum);
    let floored = select(vec4f(0.0f), max(weights, least), weights > vec4f(0.0f));
    let total = floored.x + floored.y + floored.z + floored.w;
    if total > 0.0f {
        let scale = 1.0f / total;
        let a = floored.x * scale;
        let b = floored.y * scale;
        let c = floored.z * scale;
        (*bsdf).shares = vec3f(a, a + b, select(1.0f, a + b + c, floored.w > 0.0f));
    }
    (*bsdf).below_coat = below_coat;
    (*bsdf).below = below;
    (*bsdf).straight = (*bsdf).straight * below;
    (*bsdf).grazing = (*bsdf).grazing * below;
    (*bsdf).diffuse = (*bsdf).diffuse * below;
}

// What goes straight through a clear sheet.
fn straight_through(bsdf: Bsdf, surface: Surface) -> vec3f {
    let share = (1.0f - surface.metallic) * surface.transmission * bsdf.below;
    return glass_straight_through(bsdf.glass, bsdf.wo) * share;
}

fn base_evaluate(bsdf: Bsdf, wi: vec3f) -> Scattering {
    let half = normalized(bsdf.wo + wi);
    let facets = facet_density(half, bsdf.alpha);
    let lo = lambda(bsdf.wo, bsdf.alpha);
    let li = lambda(wi, bsdf.alpha);
    let above = facets / (4.0f * bsdf.wo.z);
    let tinted = bsdf.straight + bsdf.grazing * fresnel_weight(dot3(bsdf.wo, half));
    let mirror = tinted * (above / (1.0f + lo + li));
    let base = bsdf.diffuse * (INV_PI * wi.z);
    let density = bsdf.facet_share * (above / (1.0f + lo)) + (1.0f - bsdf.facet_share) * (INV_PI * wi.z);
    return Scattering(mirror + base, density);
}

fn bsdf_evaluate(bsdf: Bsdf, wi: vec3f) -> Scattering {
    var value = vec3f(0.0f);
    var density = 0.0f;
    if wi.z > 0.0f {
        let base = base_evaluate(bsdf, wi);
        if bsdf.flags == 0u {
            return base;
        }
        value = base.value;
        density = (1.0f - bsdf.shares.z) * base.density;
        if (bsdf.flags & COAT) != 0u {
            let own = coat_evaluate(bsdf.coat, wi);
            value = value + vec3f(own.x);
            density = density + bsdf.shares.x * own.y;
        }
        if (bsdf.flags & SHEEN) != 0u {
            value = value + sheen_evaluate(bsdf.sheen, bsdf.wo, wi) * bsdf.below_coat;
            density = density + (bsdf.shares.y - bsdf.shares.x) * SHEEN_DENSITY;
        }
    }
    if (bsdf.flags & GLASS) != 0u {
        let own = glass_evaluate(bsdf.glass, bsdf.wo, wi);
        value = value + own.value * bsdf.below;
        density = density + (bsdf.shares.z - bsdf.shares.y) * own.density;
    }
    return Scattering(value, density);
}

fn base_draw(bsdf: Bsdf, u: vec2f, choice: f32) -> vec3f {
    let spread = disk(u);
    if choice < bsdf.facet_share {
        return mirrored(bsdf.wo, visible_facet(bsdf.wo, bsdf.alpha, spread));
    }
    return vec3f(spread, sqrt(max(1.0f - spread.x * spread.x - spread.y * spread.y, 0.0f)));
}

// A drawn direction. Where `settled` its value and density are known; else they are to be evaluated.
struct Draw {
    wi: vec3f,
    found: bool,
    settled: bool,
    scattering: Scattering,
}

fn bsdf_draw(bsdf: Bsdf, u: vec2f, choice: f32) -> Draw {
    let none = Scattering(vec3f(0.0f), 0.0f);
    if bsdf.flags != 0u {
        let shares = bsdf.shares;
        if choice < shares.x {
            return Draw(coat_draw(bsdf.coat, u), true, false, none);
        }
        if choice < shares.y {
            return Draw(sheen_draw(u), true, false, none);
        }
        if choice < shares.z {
            let drawn = glass_draw(bsdf.glass, bsdf.wo, u, (choice - shares.y) / (shares.z - shares.y));
            // By the facet that was drawn, not the one that is found again from both directions.
            let settled = shares.z - shares.y >= 1.0f;
            let own = Scattering(drawn.scattering.value * bsdf.below, drawn.scattering.density);
            return Draw(drawn.wi, drawn.found, settled, own);
        }
        return Draw(base_draw(bsdf, u, (choice - shares.z) / (1.0f - shares.z)), true, false, none);
    }
    return Draw(base_draw(bsdf, u, choice), true, false, none);
}

fn weighed(wi: vec3f, scattering: Scattering) -> Scatter {
    if !(scattering.density > 0.0f) || !is_finite(scattering.density) {
        return Scatter(wi, vec3f(0.0f), 0.0f, false);
    }
    return Scatter(wi, scattering.value * (1.0f / scattering.density), scattering.density, true);
}

fn coat_of(surface: Surface, wo: vec3f, base: Basis) -> Coat {
    var coat: Coat;
    coat.wo = wo;
    let own = to_local(base, surface.coat_normal);
    if own.z < 0.999999f {
        let frame = basis(own);
        let turned = to_local(frame, wo);
        // Where the coat's own normal is seen from behind, the surface's stands in.
        if turned.z > 1e-3f {
            coat.has_frame = true;
            coat.frame = frame;
            coat.wo = turned;
        }
    }
    let kept = reflectance(coat.wo.z, surface.clearcoat_roughness);
    let gain = 1.0f + COAT_STRAIGHT * (1.0f / max(kept.x + kept.y, 1e-4f) - 1.0f);
    coat.strength = surface.clearcoat * gain;
    coat.alpha = alpha_of(surface.clearcoat_roughness);
    coat.albedo = min(coat.strength * (COAT_STRAIGHT * kept.x + kept.y), 1.0f);
    return coat;
}

// Value and density.
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
    let above = facet_density(half, coat.alpha) / (4.0f * coat.wo.z);
    let risen = COAT_STRAIGHT + (1.0f - COAT_STRAIGHT) * fresnel_weight(dot3(coat.wo, half));
    return vec2f(coat.strength * risen * (above / (1.0f + lo + li)), above / (1.0f + lo));
}

fn coat_draw(coat: Coat, u: vec2f) -> vec3f {
    let wi = mirrored(coat.wo, visible_facet(coat.wo, coat.alpha, disk(u)));
    if coat.has_frame {
        return to_world(coat.frame, wi);
    }
    return wi;
}
