// The twins of microfacet.rs and, for reading its tables, of albedo.rs.

const LAST_ROOT: f32 = 0.6f;

// The table cell that a number in [0, 1] falls into (as a float), and the fraction of the way to the next.
fn cell(value: f32, size: u32) -> vec2f {
    let last = f32(size - 1u);
    let x = clamp(value * last, 0.0f, last);
    let x0 = f32(min(u32(x), size - 2u));
    return vec2f(x0, x - x0);
}

fn albedo_cell(row: u32, column: u32) -> vec2f {
    let at = (row * ALBEDO_SIZE + column) * 2u;
    let cells = quadf(uniforms.albedo_table + (at >> 2u));
    return select(cells.xy, cells.zw, (at & 2u) != 0u);
}

// Scale and offset: for reflectance F at normal incidence the albedo is F scale + offset.
fn reflectance(cosine: f32, roughness: f32) -> vec2f {
    let x = cell(cosine, ALBEDO_SIZE);
    let y = cell(roughness, ALBEDO_SIZE);
    let x0 = u32(x.x);
    let y0 = u32(y.x);
    let a = albedo_cell(y0, x0) * (1.0f - x.y) + albedo_cell(y0, x0 + 1u) * x.y;
    let b = albedo_cell(y0 + 1u, x0) * (1.0f - x.y) + albedo_cell(y0 + 1u, x0 + 1u) * x.y;
    let read = a * (1.0f - y.y) + b * y.y;
    return vec2f(read.x - read.y, read.y);
}

fn boundary_plane(start: u32, x: vec2f, y: vec2f) -> f32 {
    let upper = start + u32(y.x) * ALBEDO_SIZE + u32(x.x);
    let lower = upper + ALBEDO_SIZE;
    let a = wordf(uniforms.boundary_table, upper) * (1.0f - x.y) + wordf(uniforms.boundary_table, upper + 1u) * x.y;
    let b = wordf(uniforms.boundary_table, lower) * (1.0f - x.y) + wordf(uniforms.boundary_table, lower + 1u) * x.y;
    return a * (1.0f - y.y) + b * y.y;
}

// Albedo of a rough boundary for a single reflection or refraction.
fn boundary(cosine: f32, roughness: f32, ratio: f32) -> f32 {
    let eta = select(ratio, 1.0f / ratio, ratio < 1.0f);
    let root = (eta - 1.0f) / (eta + 1.0f);
    let x = cell(cosine, ALBEDO_SIZE);
    let y = cell(roughness, BOUNDARY_ROUGHNESSES);
    let z = cell(sqrt(root * (1.0f / LAST_ROOT)), BOUNDARY_ETAS);
    let side = select(0u, BOUNDARY_ETAS, ratio < 1.0f);
    let plane = BOUNDARY_ROUGHNESSES * ALBEDO_SIZE;
    let start = (side + u32(z.x)) * plane;
    return boundary_plane(start, x, y) * (1.0f - z.y) + boundary_plane(start + plane, x, y) * z.y;
}

fn roughness_to_alpha(roughness: f32) -> f32 {
    return max(roughness * roughness, 0.0004f);
}

fn schlick_weight(cosine: f32) -> f32 {
    let m = clamp(1.0f - cosine, 0.0f, 1.0f);
    let m2 = m * m;
    return m2 * m2 * m;
}

// Fresnel reflectance of a smooth dielectric boundary, and the cosine of the refracted direction; 1 and 0 for
// total internal reflection.
fn fr_dielectric(cosine: f32, eta: f32) -> vec2f {
    let sine_squared = max(1.0f - cosine * cosine, 0.0f) / (eta * eta);
    if sine_squared >= 1.0f {
        return vec2f(1.0f, 0.0f);
    }
    let through = sqrt(1.0f - sine_squared);
    let parallel = (eta * cosine - through) / (eta * cosine + through);
    let across = (cosine - eta * through) / (cosine + eta * through);
    return vec2f(0.5f * (parallel * parallel + across * across), through);
}

fn reflect_about(wo: vec3f, facet: vec3f) -> vec3f {
    return facet * (2.0f * dot3(wo, facet)) - wo;
}

fn refract_about(wo: vec3f, facet: vec3f, eta: f32, through: f32) -> vec3f {
    return facet * (dot3(wo, facet) / eta - through) - wo * (1.0f / eta);
}

fn sample_visible_normal(wo: vec3f, alpha: f32, spread: vec2f) -> vec3f {
    let stretched = normalized(vec3f(alpha * wo.x, alpha * wo.y, wo.z));
    let flattened = stretched.x * stretched.x + stretched.y * stretched.y;
    var t1 = vec3f(1.0f, 0.0f, 0.0f);
    if flattened > 0.0f {
        t1 = vec3f(-stretched.y, stretched.x, 0.0f) * (1.0f / sqrt(flattened));
    }
    let t2 = cross3(stretched, t1);
    let s = 0.5f * (1.0f + stretched.z);
    let a = spread.x;
    let b = (1.0f - s) * sqrt(max(1.0f - a * a, 0.0f)) + s * spread.y;
    let c = sqrt(max(1.0f - a * a - b * b, 0.0f));
    let n = t1 * a + t2 * b + stretched * c;
    return normalized(vec3f(alpha * n.x, alpha * n.y, max(n.z, 1e-7f)));
}

fn ggx_d(half: vec3f, alpha: f32) -> f32 {
    let x = half.x / alpha;
    let y = half.y / alpha;
    let length = x * x + y * y + half.z * half.z;
    return 1.0f / (PI * alpha * alpha * length * length);
}

fn lambda(w: vec3f, alpha: f32) -> f32 {
    let slope = (w.x * w.x + w.y * w.y) / (w.z * w.z);
    return 0.5f * (sqrt(1.0f + alpha * alpha * slope) - 1.0f);
}
