// The twin of sheen.rs.

const LEAST_SHEEN_ROUGHNESS: f32 = 0.07f;
const SHEEN_DENSITY: f32 = 0.5f * INV_PI;

struct Sheen {
    color: vec3f,
    sharpness: f32,
}

fn sheen_reflectance(cosine: f32, roughness: f32) -> f32 {
    let part = (roughness - LEAST_SHEEN_ROUGHNESS) * (1.0f / (1.0f - LEAST_SHEEN_ROUGHNESS));
    let x = cell(cosine, SHEEN_COSINES);
    let y = cell(part, SHEEN_ROUGHNESSES);
    let at = u32(y.x) * SHEEN_COSINES + u32(x.x);
    let below = at + SHEEN_COSINES;
    let upper = wordf(head.sheens, at) * (1.0f - x.y) + wordf(head.sheens, at + 1u) * x.y;
    let lower = wordf(head.sheens, below) * (1.0f - x.y) + wordf(head.sheens, below + 1u) * x.y;
    return upper * (1.0f - y.y) + lower * y.y;
}

// The sheen; how much of what comes it reflects to `wo` is its colour times the second.
struct SheenFound {
    sheen: Sheen,
    albedo: vec3f,
}

fn sheen_of(tinted: vec3f, roughness: f32, wo: vec3f) -> SheenFound {
    let all = sheen_reflectance(wo.z, roughness);
    let color = min(tinted, vec3f(1.0f)) * (1.0f / max(all, 1.0f));
    let kept = clamp(roughness, LEAST_SHEEN_ROUGHNESS, 1.0f);
    return SheenFound(Sheen(color, 1.0f / (kept * kept)), color * all);
}

fn sheen_evaluate(sheen: Sheen, wo: vec3f, wi: vec3f) -> vec3f {
    if wi.z <= 0.0f {
        return sheen.color * 0.0f;
    }
    let half = normalized(wo + wi);
    let sine_squared = max(1.0f - half.z * half.z, 0.0f);
    let power = exp_of(ln_of(sine_squared) * (sheen.sharpness * 0.5f));
    let fibers = (2.0f + sheen.sharpness) * power * (0.5f * INV_PI);
    return sheen.color * (fibers * wi.z / max(4.0f * (wo.z + wi.z - wo.z * wi.z), 1e-4f));
}

fn sheen_draw(u: vec2f) -> vec3f {
    let at = disk(u);
    let squared = at.x * at.x + at.y * at.y;
    let spread = sqrt(max(2.0f - squared, 0.0f));
    return vec3f(at.x * spread, at.y * spread, 1.0f - squared);
}
