// The twins of sky.rs and dome.rs.

// Part of a turn from -z towards +x.
fn azimuth(direction: vec3f) -> f32 {
    return turns(direction.x, -direction.z);
}

// The sun's disk left out.
fn sky_radiance(direction: vec3f) -> vec3f {
    if head.picture_width != 0u {
        return picture_radiance(direction);
    }
    let up = direction.y;
    var gradient: vec3f;
    if up >= 0.0f {
        let low = 1.0f - up;
        let low2 = low * low;
        let low4 = low * low * low * low;
        gradient = lerp3(head.zenith, head.horizon, low4 * low2);
    } else {
        let t = min(up * -12.0f, 1.0f);
        gradient = lerp3(head.horizon, head.ground, t * t * (3.0f - 2.0f * t));
    }
    if head.has_sun != 0u && up > -0.2f {
        gradient = gradient + aureole(direction);
    }
    return gradient;
}

fn picture_texel(x: u32, y: u32) -> vec3f {
    return quadf(head.picture + y * head.picture_width + x).xyz;
}

fn picture_radiance(direction: vec3f) -> vec3f {
    let width = head.picture_width;
    let height = head.picture_height;
    let u = azimuth(direction) + 0.5f - head.picture_turn;
    let across = sqrt(direction.x * direction.x + direction.z * direction.z);
    let v = 2.0f * turns(across, direction.y);
    let x = (u - whole_below(u)) * f32(width) - 0.5f;
    let y = clamp(v * f32(height) - 0.5f, 0.0f, f32(height - 1u));
    let left = whole_below(x);
    let top = whole_below(y);
    let fx = x - left;
    let fy = y - top;
    var x0 = width - 1u;
    if left >= 0.0f {
        x0 = min(u32(left), width - 1u);
    }
    let x1 = select(0u, x0 + 1u, x0 + 1u < width);
    let y0 = u32(top);
    let y1 = min(y0 + 1u, height - 1u);
    let upper = lerp3(picture_texel(x0, y0), picture_texel(x1, y0), fx);
    let lower = lerp3(picture_texel(x0, y1), picture_texel(x1, y1), fx);
    return lerp3(upper, lower, fy) * head.picture_strength;
}

fn aureole(direction: vec3f) -> vec3f {
    let cosine = dot3(direction, head.sun_direction);
    if cosine <= 0.0f {
        return vec3f(0.0f);
    }
    let c4 = cosine * cosine * cosine * cosine;
    let c16 = c4 * c4 * c4 * c4;
    let c64 = c16 * c16 * c16 * c16;
    return head.sun_glow * (0.15f * c4 + 0.35f * c16 + 0.5f * c64);
}

fn sun_direction_to(u: vec2f) -> vec3f {
    let at = disk(u);
    let height = head.sun_height * (at.x * at.x + at.y * at.y);
    let spread = sqrt(head.sun_height * (2.0f - height));
    let centered = head.sun_direction * (1.0f - height);
    return centered + head.sun_tangent * (at.x * spread) + head.sun_bitangent * (at.y * spread);
}

fn sun_contains(direction: vec3f) -> bool {
    let chord = direction - head.sun_direction;
    return dot3(chord, chord) < 2.0f * head.sun_height;
}

// How many of `count` words from `first` on, which rise, are at or below a value.
fn at_or_below(start: u32, first: u32, count: u32, value: f32) -> u32 {
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

// The place of a number in [0, 1) among bounds (as a whole number), and how far it is on the way to the
// next.
fn place_among(start: u32, first: u32, count: u32, u: f32) -> vec2f {
    let index = clamp(at_or_below(start, first, count, u), 1u, count - 1u) - 1u;
    let low = wordf(start, first + index);
    let high = wordf(start, first + index + 1u);
    return vec2f(f32(index), clamp((u - low) / max(high - low, 1e-30f), 0.0f, 1.0f));
}

// A direction to the sky, and its density per steradian as the fourth.
fn dome_draw(u: vec2f) -> vec4f {
    let down = place_among(head.dome_rows, 0u, head.dome_height + 1u, u.x);
    let row = u32(down.x);
    let line = row * (head.dome_columns + 1u);
    let aside = place_among(head.dome_cells, line, head.dome_columns + 1u, u.y);
    let upper = wordf(head.dome_edges, row);
    let lower = wordf(head.dome_edges, row + 1u);
    let y = upper * (1.0f - down.y) + lower * down.y;
    let across = sqrt(max(1.0f - y * y, 0.0f));
    let turn = (aside.x + aside.y) / f32(head.dome_columns) - 0.5f + head.dome_turn;
    let turned = sin_cos_turns(turn - whole_below(turn));
    return vec4f(across * turned.x, y, -(across * turned.y), dome_cell_density(row, u32(aside.x)));
}

fn dome_cell_density(row: u32, column: u32) -> f32 {
    let cell = row * (head.dome_columns + 1u) + column;
    let of_row = wordf(head.dome_rows, row + 1u) - wordf(head.dome_rows, row);
    let share = of_row * (wordf(head.dome_cells, cell + 1u) - wordf(head.dome_cells, cell));
    let height = wordf(head.dome_edges, row) - wordf(head.dome_edges, row + 1u);
    let angle = 2.0f * PI * height / f32(head.dome_columns);
    return share / angle;
}

// The density with which `dome_draw` finds a direction.
fn dome_density(direction: vec3f) -> f32 {
    // Edges fall: as many are above as are not at or below.
    var low = 0u;
    var high = head.dome_height + 1u;
    while low < high {
        let middle = (low + high) / 2u;
        if wordf(head.dome_edges, middle) > direction.y {
            low = middle + 1u;
        } else {
            high = middle;
        }
    }
    let row = clamp(low, 1u, head.dome_height) - 1u;
    let place = azimuth(direction) + 0.5f - head.dome_turn;
    let column = u32((place - whole_below(place)) * f32(head.dome_columns));
    return dome_cell_density(row, min(column, head.dome_columns - 1u));
}
