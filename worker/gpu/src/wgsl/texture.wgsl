// The twin of scene/texture.rs. Texels are read and filtered here rather than by the card's sampler, whose
// arithmetic is its own.

const WRAP_REPEAT: u32 = 0u;
const WRAP_MIRROR: u32 = 1u;
const WRAP_CLAMP: u32 = 2u;
const FILTER_NEAREST: u32 = 16u;

struct Texture {
    texels: u32,
    width: u32,
    height: u32,
    // Wrap modes of u (bits 0 and 1) and v (bits 2 and 3), and the filter.
    sampling: u32,
    decode: u32,
}

// A positive float to an integer, saturating.
fn to_u32(value: f32) -> u32 {
    if value >= 4294967296.0f {
        return NONE;
    }
    return u32(value);
}

fn wrapped(wrap: u32, at: f32, size: u32) -> u32 {
    let last = size - 1u;
    if wrap == WRAP_CLAMP {
        return min(to_u32(max(at, 0.0f)), last);
    }
    if wrap == WRAP_REPEAT {
        let around = f32(size);
        let inside = at - floor_of(at / around) * around;
        return min(to_u32(max(inside, 0.0f)), last);
    }
    let period = 2.0f * f32(size);
    let inside = to_u32(max(at - floor_of(at / period) * period, 0.0f));
    if inside > last {
        let top = 2u * size - 1u;
        return min(select(top - inside, 0u, inside > top), last);
    }
    return inside;
}

fn texel(texture: Texture, x: u32, y: u32) -> vec4f {
    let bytes = word(texture.texels, y * texture.width + x);
    return vec4f(
        wordf(texture.decode, bytes & 255u),
        wordf(texture.decode, (bytes >> 8u) & 255u),
        wordf(texture.decode, (bytes >> 16u) & 255u),
        f32(bytes >> 24u) * (1.0f / 255.0f),
    );
}

fn texture_sample(index: u32, uv: vec2f) -> vec4f {
    let at = uniforms.textures + index * TEXTURE;
    let a = quad(at);
    let texture = Texture(a.x, a.y, a.z, a.w, quad(at + 1u).x);
    let wrap_u = texture.sampling & 3u;
    let wrap_v = (texture.sampling >> 2u) & 3u;
    if (texture.sampling & FILTER_NEAREST) != 0u {
        let x = wrapped(wrap_u, floor_of(uv.x * f32(texture.width)), texture.width);
        let y = wrapped(wrap_v, floor_of(uv.y * f32(texture.height)), texture.height);
        return texel(texture, x, y);
    }
    let x = uv.x * f32(texture.width) - 0.5f;
    let y = uv.y * f32(texture.height) - 0.5f;
    let left = floor_of(x);
    let top = floor_of(y);
    let fx = x - left;
    let fy = y - top;
    let x0 = wrapped(wrap_u, left, texture.width);
    let x1 = wrapped(wrap_u, left + 1.0f, texture.width);
    let y0 = wrapped(wrap_v, top, texture.height);
    let y1 = wrapped(wrap_v, top + 1.0f, texture.height);
    let upper = texel(texture, x0, y0) * (1.0f - fx) + texel(texture, x1, y0) * fx;
    let lower = texel(texture, x0, y1) * (1.0f - fx) + texel(texture, x1, y1) * fx;
    return upper * (1.0f - fy) + lower * fy;
}
