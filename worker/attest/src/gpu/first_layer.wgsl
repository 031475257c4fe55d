@group(0) @binding(1) var<storage, read_write> written: array<vec4<u32>>;

fn sum(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
    let low = a.x + b.x;
    return vec2<u32>(low, a.y + b.y + select(0u, 1u, low < a.x));
}

@compute @workgroup_size(64)
fn first_layer(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= step.count {
        return;
    }
    let place = sum(step.first, vec2<u32>(id.x, 0u));
    let tail = vec4<u32>(swapped(place.x), swapped(place.y), 0x80000000u, 0u);
    written[step.to + id.x] = compress(step.seed_low, step.seed_high, tail, vec4<u32>(0u, 0u, 0u, 320u));
}
