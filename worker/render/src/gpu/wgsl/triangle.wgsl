// The twins of spot.rs and of how world.rs finds triangles.

struct Triangle {
    a: vec3f,
    b: vec3f,
    c: vec3f,
    normal_a: vec3f,
    normal_b: vec3f,
    normal_c: vec3f,
    uv_a: vec2f,
    uv_b: vec2f,
    uv_c: vec2f,
    material: u32,
    extra: u32,
    emitter: u32,
    moves: u32,
}

// Where a triangle is.
struct Corners {
    a: vec3f,
    b: vec3f,
    c: vec3f,
    normal_a: vec3f,
    normal_b: vec3f,
    normal_c: vec3f,
}

fn triangle_at(index: u32) -> Triangle {
    let at = head.triangles + index * TRIANGLE;
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    let q3 = quadf(at + 3u);
    let q4 = quadf(at + 4u);
    let q5 = quadf(at + 5u);
    let q6 = quad(at + 6u);
    return Triangle(
        q0.xyz,
        vec3f(q0.w, q1.xy),
        vec3f(q1.zw, q2.x),
        q2.yzw,
        q3.xyz,
        vec3f(q3.w, q4.xy),
        q4.zw,
        q5.xy,
        q5.zw,
        q6.x,
        q6.y,
        q6.z,
        q6.w,
    );
}

fn corners_at(at: u32) -> Corners {
    let q0 = quadf(at);
    let q1 = quadf(at + 1u);
    let q2 = quadf(at + 2u);
    let q3 = quadf(at + 3u);
    let q4 = quadf(at + 4u);
    return Corners(q0.xyz, vec3f(q0.w, q1.xy), vec3f(q1.zw, q2.x), q2.yzw, q3.xyz, vec3f(q3.w, q4.xy));
}

// Corners and normals of a triangle at a time, in the space of its mesh.
fn corners_of(triangle: Triangle, time: f32) -> Corners {
    if triangle.moves == NONE {
        return Corners(
            triangle.a, triangle.b, triangle.c, triangle.normal_a, triangle.normal_b, triangle.normal_c,
        );
    }
    let key = between(time, KEYS);
    let at = head.triangle_keys + (triangle.moves * KEYS + u32(key.x)) * CORNERS;
    let a = corners_at(at);
    let b = corners_at(at + CORNERS);
    let t = key.y;
    return Corners(
        lerp3(a.a, b.a, t),
        lerp3(a.b, b.b, t),
        lerp3(a.c, b.c, t),
        lerp3(a.normal_a, b.normal_a, t),
        lerp3(a.normal_b, b.normal_b, t),
        lerp3(a.normal_c, b.normal_c, t),
    );
}

// Twice the area, as a vector along the front's normal.
fn area_vector(at: Corners) -> vec3f {
    return cross3(at.b - at.a, at.c - at.a);
}

// The corners of a triangle in the world and, along its front, twice its area.
struct InWorld {
    a: vec3f,
    b: vec3f,
    c: vec3f,
    twice_area: vec3f,
}

fn corners_in_world(triangle: Triangle, instance: u32, time: f32) -> InWorld {
    var at = corners_of(triangle, time);
    var side = 1.0f;
    if instance != NONE {
        let placement = placement_of(instance, time);
        at.a = onto(placement.to_world, at.a);
        at.b = onto(placement.to_world, at.b);
        at.c = onto(placement.to_world, at.c);
        side = placement.side;
    }
    return InWorld(at.a, at.b, at.c, area_vector(at) * side);
}

// A point of a triangle.
struct Spot {
    weights: vec3f,
    uv: vec2f,
}

fn spot_at(triangle: Triangle, u: f32, v: f32) -> Spot {
    let weights = vec3f(1.0f - u - v, u, v);
    let uv = triangle.uv_a * weights.x + triangle.uv_b * weights.y + triangle.uv_c * weights.z;
    return Spot(weights, uv);
}

fn blend(at: Spot, a: vec3f, b: vec3f, c: vec3f) -> vec3f {
    return a * at.weights.x + b * at.weights.y + c * at.weights.z;
}

fn mix4(at: Spot, a: vec4f, b: vec4f, c: vec4f) -> vec4f {
    return a * at.weights.x + b * at.weights.y + c * at.weights.z;
}

fn tint(triangle: Triangle, at: Spot) -> vec4f {
    if triangle.extra == NONE {
        return vec4f(1.0f);
    }
    let extra = head.attributes + triangle.extra * EXTRA;
    return mix4(at, quadf(extra + 2u), quadf(extra + 3u), quadf(extra + 4u));
}

fn second_uv(triangle: Triangle, at: Spot) -> vec2f {
    if triangle.extra == NONE {
        return vec2f(0.0f);
    }
    let extra = head.attributes + triangle.extra * EXTRA;
    let ab = quadf(extra);
    return ab.xy * at.weights.x + ab.zw * at.weights.y + quadf(extra + 1u).xy * at.weights.z;
}

// A point of a triangle as it is in the world at a time.
struct Placed {
    point: vec3f,
    // Unit normals of the front: of the triangle, and of what it stands for.
    facing: vec3f,
    smooth_normal: vec3f,
    // In the space of its mesh.
    corners: Corners,
    is_instance: bool,
    to_world: Affine,
    side: f32,
}

fn placed_at(triangle: Triangle, at: Spot, instance: u32, time: f32) -> Placed {
    let corners = corners_of(triangle, time);
    var placed: Placed;
    placed.corners = corners;
    placed.point = blend(at, corners.a, corners.b, corners.c);
    placed.facing = normalized(area_vector(corners));
    placed.smooth_normal = normalized(blend(at, corners.normal_a, corners.normal_b, corners.normal_c));
    placed.side = 1.0f;
    if instance != NONE {
        let placement = placement_of(instance, time);
        placed.is_instance = true;
        placed.to_world = placement.to_world;
        placed.side = placement.side;
        placed.point = onto(placement.to_world, placed.point);
        placed.facing = normalized(covector(placement.to_object, placed.facing));
        placed.smooth_normal = normalized(covector(placement.to_object, placed.smooth_normal));
    }
    return placed;
}

// A direction of the mesh's space in the world.
fn turned_along(placed: Placed, direction: vec3f) -> vec3f {
    if placed.is_instance {
        return along(placed.to_world, direction);
    }
    return direction;
}

// The texture's u direction, and the side of its v as the fourth.
fn tangent_at(triangle: Triangle, at: Spot, placed: Placed) -> vec4f {
    if triangle.extra != NONE {
        let extra = head.attributes + triangle.extra * EXTRA;
        if quad(extra + 1u).z != 0u {
            let mixed = mix4(at, quadf(extra + 5u), quadf(extra + 6u), quadf(extra + 7u));
            return vec4f(normalized(turned_along(placed, mixed.xyz)), select(1.0f, -1.0f, mixed.w < 0.0f));
        }
    }
    let e1 = placed.corners.b - placed.corners.a;
    let e2 = placed.corners.c - placed.corners.a;
    let d1 = triangle.uv_b - triangle.uv_a;
    let d2 = triangle.uv_c - triangle.uv_a;
    let area = d1.x * d2.y - d2.x * d1.y;
    let drawn = turned_along(placed, e1 * d2.y - e2 * d1.y);
    if area < 0.0f {
        return vec4f(normalized(-drawn), placed.side);
    }
    return vec4f(normalized(drawn), -placed.side);
}
