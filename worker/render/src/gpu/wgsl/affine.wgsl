// The twin of affine.rs, and of how bvh.rs places instances.

struct Affine {
    x: vec3f,
    y: vec3f,
    z: vec3f,
    place: vec3f,
}

struct Placement {
    to_world: Affine,
    to_object: Affine,
    // -1 where it is mirrored, else 1.
    side: f32,
}

fn affine_at(at: u32) -> Affine {
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    return Affine(q0.xyz, vec3f(q0.w, q1.xy), vec3f(q1.zw, q2.x), q2.yzw);
}

fn along(map: Affine, v: vec3f) -> vec3f {
    return map.x * v.x + map.y * v.y + map.z * v.z;
}

fn onto(map: Affine, p: vec3f) -> vec3f {
    return along(map, p) + map.place;
}

fn covector(map: Affine, n: vec3f) -> vec3f {
    return vec3f(dot3(map.x, n), dot3(map.y, n), dot3(map.z, n));
}

fn affine_inverse(map: Affine) -> Affine {
    let yz = cross3(map.y, map.z);
    let scale = 1.0f / dot3(map.x, yz);
    let a = yz * scale;
    let b = cross3(map.z, map.x) * scale;
    let c = cross3(map.x, map.y) * scale;
    let back = Affine(vec3f(a.x, b.x, c.x), vec3f(a.y, b.y, c.y), vec3f(a.z, b.z, c.z), vec3f(0.0f));
    return Affine(back.x, back.y, back.z, -along(back, map.place));
}

fn affine_lerp(a: Affine, b: Affine, t: f32) -> Affine {
    return Affine(lerp3(a.x, b.x, t), lerp3(a.y, b.y, t), lerp3(a.z, b.z, t), lerp3(a.place, b.place, t));
}

// From an instance's space to the world, at a time; it moves.
fn moved_place(motion: u32, time: f32) -> Affine {
    let key = between(time, POSES);
    let at = head.motions + (motion + u32(key.x)) * AFFINE;
    return affine_lerp(affine_at(at), affine_at(at + AFFINE), key.y);
}

fn placement_of(instance: u32, time: f32) -> Placement {
    let at = head.instances + instance * INSTANCE_QUADS;
    let facts = quad(at);
    let side = bitcast<f32>(facts.w);
    if facts.z == NONE {
        return Placement(affine_at(at + 1u), affine_at(at + 4u), side);
    }
    let to_world = moved_place(facts.z, time);
    return Placement(to_world, affine_inverse(to_world), side);
}

// What takes a ray into an instance's space.
fn entrance(instance: u32, time: f32) -> Affine {
    let at = head.instances + instance * INSTANCE_QUADS;
    let motion = quad(at).z;
    if motion == NONE {
        return affine_at(at + 4u);
    }
    return affine_inverse(moved_place(motion, time));
}
