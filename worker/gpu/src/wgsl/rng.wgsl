// The twin of rng.rs.

struct Sampler {
    pixel: u32,
    index: u32,
}

fn hash(value: u32) -> u32 {
    var x = value;
    x = x ^ (x >> 16u);
    x = x * 0x7feb352du;
    x = x ^ (x >> 15u);
    x = x * 0x846ca68bu;
    x = x ^ (x >> 16u);
    return x;
}

fn owen(value: u32, seed: u32) -> u32 {
    var x = value;
    x = x ^ (x * 0x3d20adeau);
    x = x + seed;
    x = x * ((seed >> 16u) | 1u);
    x = x ^ (x * 0x05526c56u);
    x = x ^ (x * 0x53a22864u);
    return x;
}

fn sobol_y(index: u32) -> u32 {
    var x = index;
    x = x ^ ((x & 0xaaaaaaaau) >> 1u);
    x = x ^ ((x & 0xccccccccu) >> 2u);
    x = x ^ ((x & 0xf0f0f0f0u) >> 4u);
    x = x ^ ((x & 0xff00ff00u) >> 8u);
    x = x ^ ((x & 0xffff0000u) >> 16u);
    return x;
}

fn unit(bits: u32) -> f32 {
    return f32(bits >> 8u) * (1.0f / 16777216.0f);
}

fn sampler_at(x: u32, y: u32, index: u32) -> Sampler {
    let row = hash(y ^ uniforms.key.y);
    return Sampler(hash(x ^ hash(row ^ uniforms.key.x)), index);
}

fn pair(seq: Sampler, dimensions: u32) -> vec2f {
    let key = hash(seq.pixel ^ (dimensions * 0x9e3779b9u));
    let index = reverseBits(owen(reverseBits(seq.index), key));
    let x = owen(index, hash(key ^ 0xa511e9b3u));
    let y = owen(sobol_y(index), hash(key ^ 0x63d83595u));
    return vec2f(unit(reverseBits(x)), unit(reverseBits(y)));
}

fn keyed(seq: Sampler, bounce: u32, key: u32) -> f32 {
    return unit(hash(seq.pixel ^ hash(seq.index ^ hash(key ^ hash(bounce ^ 0x5bd1e995u)))));
}
