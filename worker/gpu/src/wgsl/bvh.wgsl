// The twin of bvh.rs: four boxes or triangles at a time as vectors, whose lanes are distinguished only in the
// order of their hits. One traversal answers both queries (nearest hit, occlusion), so that lanes of a group
// with different queries stay together.

const LEAF: u32 = 0x80000000u;
const INSTANCE: u32 = 0x40000000u;
const MOVING: u32 = 0x20000000u;
const INDEX: u32 = 0x1fffffffu;
// On the stack below the nodes of an instance: back to world space.
const EXIT_INSTANCE: u32 = 0xffffffffu;
// Marks a triangle of a pack that may let rays through.
const NON_OPAQUE: u32 = 0x80000000u;

var<private> stack_child: array<u32, STACK>;
var<private> stack_entry: array<f32, STACK>;

struct Ray {
    origin: vec3f,
    direction: vec3f,
    time: f32,
}

struct Hit {
    distance: f32,
    triangle: u32,
    // The instance that was hit, or NONE.
    instance: u32,
    u: f32,
    v: f32,
}

fn away_from_zero(d: f32) -> f32 {
    if abs(d) >= 1e-18f {
        return d;
    }
    return select(1e-18f, -1e-18f, d < 0.0f);
}

fn inverse_of(direction: vec3f) -> vec3f {
    let d = vec3f(away_from_zero(direction.x), away_from_zero(direction.y), away_from_zero(direction.z));
    return vec3f(1.0f) / d;
}

// The nearest hit closer than `t_max` or, for a shadow ray, any hit; its triangle is NONE if there is none.
// `ray_number` tells the rays of a path apart.
fn trace(world_ray: Ray, t_max: f32, shadow: bool, seq: Sampler, ray_number: u32) -> Hit {
    var ray = world_ray;
    var inverse = inverse_of(ray.direction);
    var instance = NONE;
    var best = Hit(t_max, NONE, NONE, 0.0f, 0.0f);
    stack_child[0] = uniforms.root;
    stack_entry[0] = 0.0f;
    var depth = 1u;
    while depth > 0u {
        depth = depth - 1u;
        let child = stack_child[depth];
        if !shadow && stack_entry[depth] >= best.distance {
            continue;
        }
        if (child & LEAF) == 0u {
            depth = push_children(child, ray, inverse, best.distance, depth);
            continue;
        }
        if child == EXIT_INSTANCE || (child & INSTANCE) != 0u {
            ray = world_ray;
            instance = NONE;
            if child != EXIT_INSTANCE {
                instance = child & INDEX;
                let enter = world_to_instance(instance, ray.time);
                ray.origin = affine_point(enter, world_ray.origin);
                ray.direction = affine_vector(enter, world_ray.direction);
                // An entry distance below zero is never culled.
                stack_child[depth] = EXIT_INSTANCE;
                stack_entry[depth] = -1.0f;
                stack_child[depth + 1u] = quad(uniforms.instances + instance * INSTANCE_QUADS).x;
                stack_entry[depth + 1u] = -1.0f;
                depth = depth + 2u;
            }
            inverse = inverse_of(ray.direction);
            continue;
        }
        let pack = pack_at(child, ray.time);
        let found = intersect_pack(pack, ray, best.distance);
        for (var lane = 0u; lane < 4u && found.any_hit; lane = lane + 1u) {
            if !found.hits[lane] || found.t[lane] >= best.distance {
                continue;
            }
            let triangle = pack.triangles[lane];
            let hit = Hit(found.t[lane], triangle & ~NON_OPAQUE, instance, found.u[lane], found.v[lane]);
            if (triangle & NON_OPAQUE) == 0u || accepts(hit, world_ray, shadow, seq, ray_number) {
                best = hit;
            }
        }
        if shadow && best.triangle != NONE {
            return best;
        }
    }
    return best;
}

fn push_children(node: u32, ray: Ray, inverse: vec3f, t_max: f32, start: u32) -> u32 {
    let at = uniforms.nodes + node * NODE;
    let back = vec3u(ray.direction < vec3f(0.0f));
    let zero = vec4f(0.0f);
    var near = max(zero, (quadf(at + back.x) - ray.origin.x) * inverse.x);
    var far = min(vec4f(t_max), (quadf(at + 1u - back.x) - ray.origin.x) * inverse.x);
    near = max(near, (quadf(at + 2u + back.y) - ray.origin.y) * inverse.y);
    far = min(far, (quadf(at + 3u - back.y) - ray.origin.y) * inverse.y);
    near = max(near, (quadf(at + 4u + back.z) - ray.origin.z) * inverse.z);
    far = min(far, (quadf(at + 5u - back.z) - ray.origin.z) * inverse.z);
    let children = quad(at + 6u);
    let entered = near <= far * 1.0000004f;
    var depth = start;
    // From the last lane to the first, so that of equally near children the lower lane ends up on top.
    if entered.w {
        depth = push(children.w, near.w, start, depth);
    }
    if entered.z {
        depth = push(children.z, near.z, start, depth);
    }
    if entered.y {
        depth = push(children.y, near.y, start, depth);
    }
    if entered.x {
        depth = push(children.x, near.x, start, depth);
    }
    return depth;
}

fn push(child: u32, entry: f32, start: u32, depth: u32) -> u32 {
    var at = depth;
    while at > start && stack_entry[at - 1u] < entry {
        stack_child[at] = stack_child[at - 1u];
        stack_entry[at] = stack_entry[at - 1u];
        at = at - 1u;
    }
    stack_child[at] = child;
    stack_entry[at] = entry;
    return depth + 1u;
}

// Four triangles, component by component.
struct Pack {
    corner_x: vec4f,
    corner_y: vec4f,
    corner_z: vec4f,
    edge1_x: vec4f,
    edge1_y: vec4f,
    edge1_z: vec4f,
    edge2_x: vec4f,
    edge2_y: vec4f,
    edge2_z: vec4f,
    triangles: vec4u,
}

fn static_pack(at: u32) -> Pack {
    return Pack(
        quadf(at),
        quadf(at + 1u),
        quadf(at + 2u),
        quadf(at + 3u),
        quadf(at + 4u),
        quadf(at + 5u),
        quadf(at + 6u),
        quadf(at + 7u),
        quadf(at + 8u),
        quad(at + 9u),
    );
}

fn pack_at(child: u32, time: f32) -> Pack {
    if (child & MOVING) == 0u {
        return static_pack(uniforms.packs + (child & INDEX) * PACK);
    }
    let key = time_segment(time, KEYS);
    let at = uniforms.moving_packs + ((child & INDEX) * KEYS + u32(key.x)) * PACK;
    let a = static_pack(at);
    let b = static_pack(at + PACK);
    let before = 1.0f - key.y;
    return Pack(
        a.corner_x * before + b.corner_x * key.y,
        a.corner_y * before + b.corner_y * key.y,
        a.corner_z * before + b.corner_z * key.y,
        a.edge1_x * before + b.edge1_x * key.y,
        a.edge1_y * before + b.edge1_y * key.y,
        a.edge1_z * before + b.edge1_z * key.y,
        a.edge2_x * before + b.edge2_x * key.y,
        a.edge2_y * before + b.edge2_y * key.y,
        a.edge2_z * before + b.edge2_z * key.y,
        a.triangles,
    );
}

struct PackHits {
    hits: vec4<bool>,
    any_hit: bool,
    t: vec4f,
    u: vec4f,
    v: vec4f,
}

fn intersect_pack(pack: Pack, ray: Ray, t_max: f32) -> PackHits {
    let d = ray.direction;
    let px = d.y * pack.edge2_z - d.z * pack.edge2_y;
    let py = d.z * pack.edge2_x - d.x * pack.edge2_z;
    let pz = d.x * pack.edge2_y - d.y * pack.edge2_x;
    let determinant = pack.edge1_x * px + pack.edge1_y * py + pack.edge1_z * pz;
    let inverse = vec4f(1.0f) / determinant;
    let sx = ray.origin.x - pack.corner_x;
    let sy = ray.origin.y - pack.corner_y;
    let sz = ray.origin.z - pack.corner_z;
    let u = (sx * px + sy * py + sz * pz) * inverse;
    let qx = sy * pack.edge1_z - sz * pack.edge1_y;
    let qy = sz * pack.edge1_x - sx * pack.edge1_z;
    let qz = sx * pack.edge1_y - sy * pack.edge1_x;
    let v = (d.x * qx + d.y * qy + d.z * qz) * inverse;
    let t = (pack.edge2_x * qx + pack.edge2_y * qy + pack.edge2_z * qz) * inverse;
    let inside = (determinant != vec4f(0.0f)) & (u >= vec4f(0.0f)) & (v >= vec4f(0.0f)) & (u + v <= vec4f(1.0f));
    let hits = inside & (t > vec4f(0.0f)) & (t < vec4f(t_max));
    return PackHits(hits, any(hits), t, u, v);
}
