// Comes behind first_layer.wgsl, and behind `label`, which reads the layer before.

// The 64-bit product of two words.
fn product(a: u32, b: u32) -> vec2<u32> {
    let a0 = a & 0xffffu;
    let a1 = a >> 16u;
    let b0 = b & 0xffffu;
    let b1 = b >> 16u;
    let low = a0 * b0;
    let middle = a1 * b0 + (low >> 16u);
    let other = a0 * b1 + (middle & 0xffffu);
    return vec2<u32>(a * b, a1 * b1 + (middle >> 16u) + (other >> 16u));
}

// The upper 64 of 128 bits of a product: `scaled` of the Rust twin.
fn scaled(value: vec2<u32>, count: vec2<u32>) -> vec2<u32> {
    let cross = sum(product(value.y, count.x), vec2<u32>(product(value.x, count.x).y, 0u));
    let other = sum(product(value.x, count.y), vec2<u32>(cross.x, 0u));
    return sum(sum(product(value.y, count.y), vec2<u32>(cross.y, 0u)), vec2<u32>(other.y, 0u));
}

@compute @workgroup_size(64)
fn next_layer(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= step.count {
        return;
    }
    let own = label(sum(step.first, vec2<u32>(id.x, 0u)));
    let one = label(scaled(vec2<u32>(swapped(own.x), swapped(own.y)), step.labels));
    let two = label(scaled(vec2<u32>(swapped(own.z), swapped(own.w)), step.labels));
    let tail = vec4<u32>((step.layer << 24u) | 0x800000u, 0u, 0u, 392u);
    written[step.to + id.x] = compress(own, one, two, tail);
}
