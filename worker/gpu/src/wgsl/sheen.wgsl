// The twin of sheen.rs.

const MIN_SHEEN_ROUGHNESS: f32 = 0.07f;
const SHEEN_PDF: f32 = 0.5f * INV_PI;

struct Sheen {
    color: vec3f,
    inverse_alpha: f32,
}

fn sheen_reflectance(cosine: f32, roughness: f32) -> f32 {
    let part = (roughness - MIN_SHEEN_ROUGHNESS) * (1.0f / (1.0f - MIN_SHEEN_ROUGHNESS));
    let x = cell(cosine, SHEEN_COSINES);
    let y = cell(part, SHEEN_ROUGHNESSES);
    let at = u32(y.x) * SHEEN_COSINES + u32(x.x);
    let base_transmittance = at + SHEEN_COSINES;
    let upper = wordf(uniforms.sheen_table, at) * (1.0f - x.y) + wordf(uniforms.sheen_table, at + 1u) * x.y;
    let lower = wordf(uniforms.sheen_table, base_transmittance) * (1.0f - x.y) + wordf(uniforms.sheen_table, base_transmittance + 1u) * x.y;
    return upper * (1.0f - y.y) + lower * y.y;
}

// The sheen, and its directional albedo for `wo`.
struct SheenAlbedo {
    sheen: Sheen,
    albedo: vec3f,
}

fn sheen_new(tinted: vec3f, roughness: f32, wo: vec3f) -> SheenAlbedo {
    let all = sheen_reflectance(wo.z, roughness);
    let color = min(tinted, vec3f(1.0f)) * (1.0f / max(all, 1.0f));
    let kept = clamp(roughness, MIN_SHEEN_ROUGHNESS, 1.0f);
    return SheenAlbedo(Sheen(color, 1.0f / (kept * kept)), color * all);
}

fn sheen_evaluate(sheen: Sheen, wo: vec3f, wi: vec3f) -> vec3f {
    if wi.z <= 0.0f {
        return sheen.color * 0.0f;
    }
    let half = normalized(wo + wi);
    let sine_squared = max(1.0f - half.z * half.z, 0.0f);
    let power = exp_of(ln_of(sine_squared) * (sheen.inverse_alpha * 0.5f));
    let charlie_d = (2.0f + sheen.inverse_alpha) * power * (0.5f * INV_PI);
    return sheen.color * (charlie_d * wi.z / max(4.0f * (wo.z + wi.z - wo.z * wi.z), 1e-4f));
}

fn sheen_sample(u: vec2f) -> vec3f {
    let at = concentric_disk(u);
    let squared = at.x * at.x + at.y * at.y;
    let spread = sqrt(max(2.0f - squared, 0.0f));
    return vec3f(at.x * spread, at.y * spread, 1.0f - squared);
}
