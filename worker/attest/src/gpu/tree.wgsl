// BELOW is the array with the children: that of another shard, or `written` itself.
@group(0) @binding(1) var<storage, read_write> written: array<vec4<u32>>;

// Four words behind a byte: the last byte of `before` goes first.
fn behind(before: u32, words: vec4<u32>) -> vec4<u32> {
    return (vec4<u32>(before, words.xyz) << vec4<u32>(24u)) | (words >> vec4<u32>(8u));
}

fn leaf(label: vec4<u32>) -> vec4<u32> {
    let end = vec4<u32>((label.w << 24u) | 0x800000u, 0u, 0u, 0u);
    return compress(behind(0u, label), end, vec4<u32>(0u), vec4<u32>(0u, 0u, 0u, 136u));
}

fn node(left: vec4<u32>, right: vec4<u32>) -> vec4<u32> {
    let end = vec4<u32>((right.w << 24u) | 0x800000u, 0u, 0u, 0u);
    return compress(behind(1u, left), behind(left.w, right), end, vec4<u32>(0u, 0u, 0u, 264u));
}

@compute @workgroup_size(64)
fn above_labels(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= step.count {
        return;
    }
    let child = step.below + 2u * id.x;
    var result = leaf(BELOW[child]);
    if 2u * id.x + 1u < step.below_count {
        result = node(result, leaf(BELOW[child + 1u]));
    }
    written[step.to + id.x] = result;
}

@compute @workgroup_size(64)
fn above_nodes(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= step.count {
        return;
    }
    let child = step.below + 2u * id.x;
    var result = BELOW[child];
    if 2u * id.x + 1u < step.below_count {
        result = node(result, BELOW[child + 1u]);
    }
    written[step.to + id.x] = result;
}
