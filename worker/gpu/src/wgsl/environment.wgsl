// The twins of environment.rs and environment_distribution.rs.

// Azimuth in turns, from -z towards +x.
fn azimuth(direction: vec3f) -> f32 {
    return atan2_turns(direction.x, -direction.z);
}

// Radiance from a direction, without the disk of the sun.
fn environment_radiance(direction: vec3f) -> vec3f {
    if uniforms.environment_map_width != 0u {
        return environment_map_radiance(direction);
    }
    let up = direction.y;
    var gradient: vec3f;
    if up >= 0.0f {
        let low = 1.0f - up;
        let low2 = low * low;
        let low4 = low * low * low * low;
        gradient = lerp3(uniforms.zenith, uniforms.horizon, low4 * low2);
    } else {
        let t = min(up * -12.0f, 1.0f);
        gradient = lerp3(uniforms.horizon, uniforms.ground, t * t * (3.0f - 2.0f * t));
    }
    if uniforms.has_sun != 0u && up > -0.2f {
        gradient = gradient + aureole(direction);
    }
    return gradient;
}

fn environment_map_texel(x: u32, y: u32) -> vec3f {
    return quadf(uniforms.environment_map + y * uniforms.environment_map_width + x).xyz;
}

fn environment_map_radiance(direction: vec3f) -> vec3f {
    let width = uniforms.environment_map_width;
    let height = uniforms.environment_map_height;
    let u = azimuth(direction) + 0.5f - uniforms.environment_map_rotation;
    let across = sqrt(direction.x * direction.x + direction.z * direction.z);
    let v = 2.0f * atan2_turns(across, direction.y);
    let x = (u - floor_of(u)) * f32(width) - 0.5f;
    let y = clamp(v * f32(height) - 0.5f, 0.0f, f32(height - 1u));
    let left = floor_of(x);
    let top = floor_of(y);
    let fx = x - left;
    let fy = y - top;
    var x0 = width - 1u;
    if left >= 0.0f {
        x0 = min(u32(left), width - 1u);
    }
    let x1 = select(0u, x0 + 1u, x0 + 1u < width);
    let y0 = u32(top);
    let y1 = min(y0 + 1u, height - 1u);
    let upper = lerp3(environment_map_texel(x0, y0), environment_map_texel(x1, y0), fx);
    let lower = lerp3(environment_map_texel(x0, y1), environment_map_texel(x1, y1), fx);
    return lerp3(upper, lower, fy) * uniforms.environment_map_strength;
}

fn aureole(direction: vec3f) -> vec3f {
    let cosine = dot3(direction, uniforms.sun_direction);
    if cosine <= 0.0f {
        return vec3f(0.0f);
    }
    let c4 = cosine * cosine * cosine * cosine;
    let c16 = c4 * c4 * c4 * c4;
    let c64 = c16 * c16 * c16 * c16;
    return uniforms.sun_glow * (0.15f * c4 + 0.35f * c16 + 0.5f * c64);
}

fn sun_sample_direction(u: vec2f) -> vec3f {
    let at = concentric_disk(u);
    let height = uniforms.sun_cap_height * (at.x * at.x + at.y * at.y);
    let spread = sqrt(uniforms.sun_cap_height * (2.0f - height));
    let centered = uniforms.sun_direction * (1.0f - height);
    return centered + uniforms.sun_tangent * (at.x * spread) + uniforms.sun_bitangent * (at.y * spread);
}

fn sun_contains(direction: vec3f) -> bool {
    let chord = direction - uniforms.sun_direction;
    return dot3(chord, chord) < 2.0f * uniforms.sun_cap_height;
}

// How many of `count` ascending words from `first` on are at or below a value.
fn partition_point(start: u32, first: u32, count: u32, value: f32) -> u32 {
    var low = 0u;
    var high = count;
    while low < high {
        let middle = (low + high) / 2u;
        if wordf(start, first + middle) <= value {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    return low;
}

// The interval of a CDF that a number in [0, 1) falls into (as a float), and the position within the
// interval.
fn invert_cdf(start: u32, first: u32, count: u32, u: f32) -> vec2f {
    let index = clamp(partition_point(start, first, count, u), 1u, count - 1u) - 1u;
    let low = wordf(start, first + index);
    let high = wordf(start, first + index + 1u);
    return vec2f(f32(index), clamp((u - low) / max(high - low, 1e-30f), 0.0f, 1.0f));
}

// A direction, and in w its pdf (solid angle).
fn environment_sample(u: vec2f) -> vec4f {
    let down = invert_cdf(uniforms.environment_marginal_cdf, 0u, uniforms.environment_rows + 1u, u.x);
    let row = u32(down.x);
    let line = row * (uniforms.environment_columns + 1u);
    let aside = invert_cdf(uniforms.environment_conditional_cdf, line, uniforms.environment_columns + 1u, u.y);
    let upper = wordf(uniforms.environment_row_edges, row);
    let lower = wordf(uniforms.environment_row_edges, row + 1u);
    let y = upper * (1.0f - down.y) + lower * down.y;
    let across = sqrt(max(1.0f - y * y, 0.0f));
    let turn = (aside.x + aside.y) / f32(uniforms.environment_columns) - 0.5f + uniforms.environment_rotation;
    let turned = sin_cos_turns(turn - floor_of(turn));
    return vec4f(across * turned.x, y, -(across * turned.y), environment_cell_pdf(row, u32(aside.x)));
}

fn environment_cell_pdf(row: u32, column: u32) -> f32 {
    let cell = row * (uniforms.environment_columns + 1u) + column;
    let of_row = wordf(uniforms.environment_marginal_cdf, row + 1u) - wordf(uniforms.environment_marginal_cdf, row);
    let share = of_row * (wordf(uniforms.environment_conditional_cdf, cell + 1u) - wordf(uniforms.environment_conditional_cdf, cell));
    let height = wordf(uniforms.environment_row_edges, row) - wordf(uniforms.environment_row_edges, row + 1u);
    let angle = 2.0f * PI * height / f32(uniforms.environment_columns);
    return share / angle;
}

// The pdf with which `environment_sample` samples a direction.
fn environment_pdf(direction: vec3f) -> f32 {
    // Edges descend: this counts those above.
    var low = 0u;
    var high = uniforms.environment_rows + 1u;
    while low < high {
        let middle = (low + high) / 2u;
        if wordf(uniforms.environment_row_edges, middle) > direction.y {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    let row = clamp(low, 1u, uniforms.environment_rows) - 1u;
    let u = azimuth(direction) + 0.5f - uniforms.environment_rotation;
    let column = u32((u - floor_of(u)) * f32(uniforms.environment_columns));
    return environment_cell_pdf(row, min(column, uniforms.environment_columns - 1u));
}
