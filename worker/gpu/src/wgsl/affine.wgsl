// The twin of affine.rs, and of the instance transforms of bvh.rs.

struct Affine {
    x: vec3f,
    y: vec3f,
    z: vec3f,
    translation: vec3f,
}

struct InstanceTransform {
    to_world: Affine,
    to_object: Affine,
    // -1 if it mirrors, else 1.
    handedness: f32,
}

fn affine_at(at: u32) -> Affine {
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    return Affine(q0.xyz, vec3f(q0.w, q1.xy), vec3f(q1.zw, q2.x), q2.yzw);
}

fn affine_vector(map: Affine, v: vec3f) -> vec3f {
    return map.x * v.x + map.y * v.y + map.z * v.z;
}

fn affine_point(map: Affine, p: vec3f) -> vec3f {
    return affine_vector(map, p) + map.translation;
}

fn affine_covector(map: Affine, n: vec3f) -> vec3f {
    return vec3f(dot3(map.x, n), dot3(map.y, n), dot3(map.z, n));
}

fn affine_inverse(map: Affine) -> Affine {
    let yz = cross3(map.y, map.z);
    let scale = 1.0f / dot3(map.x, yz);
    let a = yz * scale;
    let b = cross3(map.z, map.x) * scale;
    let c = cross3(map.x, map.y) * scale;
    let back = Affine(vec3f(a.x, b.x, c.x), vec3f(a.y, b.y, c.y), vec3f(a.z, b.z, c.z), vec3f(0.0f));
    return Affine(back.x, back.y, back.z, -affine_vector(back, map.translation));
}

fn affine_lerp(a: Affine, b: Affine, t: f32) -> Affine {
    return Affine(lerp3(a.x, b.x, t), lerp3(a.y, b.y, t), lerp3(a.z, b.z, t), lerp3(a.translation, b.translation, t));
}

// From a moving instance's space to world space, at a time.
fn moving_to_world(motion: u32, time: f32) -> Affine {
    let key = time_segment(time, POSES);
    let at = uniforms.motions + (motion + u32(key.x)) * AFFINE;
    return affine_lerp(affine_at(at), affine_at(at + AFFINE), key.y);
}

fn instance_transform(instance: u32, time: f32) -> InstanceTransform {
    let at = uniforms.instances + instance * INSTANCE_QUADS;
    let facts = quad(at);
    let handedness = bitcast<f32>(facts.w);
    if facts.z == NONE {
        return InstanceTransform(affine_at(at + 1u), affine_at(at + 4u), handedness);
    }
    let to_world = moving_to_world(facts.z, time);
    return InstanceTransform(to_world, affine_inverse(to_world), handedness);
}

// From world space to an instance's space, at a time.
fn world_to_instance(instance: u32, time: f32) -> Affine {
    let at = uniforms.instances + instance * INSTANCE_QUADS;
    let motion = quad(at).z;
    if motion == NONE {
        return affine_at(at + 4u);
    }
    return affine_inverse(moving_to_world(motion, time));
}
