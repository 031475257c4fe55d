// The twins of surface_point.rs and of how world.rs finds triangles.

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
    attributes: u32,
    area_light: u32,
    moves: u32,
}

// Corners and vertex normals of a triangle.
struct Corners {
    a: vec3f,
    b: vec3f,
    c: vec3f,
    normal_a: vec3f,
    normal_b: vec3f,
    normal_c: vec3f,
}

fn triangle_at(index: u32) -> Triangle {
    let at = uniforms.triangles + index * TRIANGLE;
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

// Corners and normals of a triangle at a time, in its mesh's space.
fn corners_of(triangle: Triangle, time: f32) -> Corners {
    if triangle.moves == NONE {
        return Corners(
            triangle.a, triangle.b, triangle.c, triangle.normal_a, triangle.normal_b, triangle.normal_c,
        );
    }
    let key = time_segment(time, KEYS);
    let at = uniforms.triangle_keys + (triangle.moves * KEYS + u32(key.x)) * CORNERS;
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

// Twice the area, as a vector along the normal of the front face.
fn area_vector(at: Corners) -> vec3f {
    return cross3(at.b - at.a, at.c - at.a);
}

// The corners of a triangle in world space, and twice its area along the normal of the front face.
struct WorldCorners {
    a: vec3f,
    b: vec3f,
    c: vec3f,
    twice_area: vec3f,
}

fn world_corners(triangle: Triangle, instance: u32, time: f32) -> WorldCorners {
    var at = corners_of(triangle, time);
    var handedness = 1.0f;
    if instance != NONE {
        let transform = instance_transform(instance, time);
        at.a = affine_point(transform.to_world, at.a);
        at.b = affine_point(transform.to_world, at.b);
        at.c = affine_point(transform.to_world, at.c);
        handedness = transform.handedness;
    }
    return WorldCorners(at.a, at.b, at.c, area_vector(at) * handedness);
}

// A point of a triangle in its mesh's space.
struct SurfacePoint {
    barycentric: vec3f,
    uv: vec2f,
}

fn surface_point(triangle: Triangle, u: f32, v: f32) -> SurfacePoint {
    let barycentric = vec3f(1.0f - u - v, u, v);
    let uv = triangle.uv_a * barycentric.x + triangle.uv_b * barycentric.y + triangle.uv_c * barycentric.z;
    return SurfacePoint(barycentric, uv);
}

fn interpolate(at: SurfacePoint, a: vec3f, b: vec3f, c: vec3f) -> vec3f {
    return a * at.barycentric.x + b * at.barycentric.y + c * at.barycentric.z;
}

fn interpolate4(at: SurfacePoint, a: vec4f, b: vec4f, c: vec4f) -> vec4f {
    return a * at.barycentric.x + b * at.barycentric.y + c * at.barycentric.z;
}

fn vertex_color(triangle: Triangle, at: SurfacePoint) -> vec4f {
    if triangle.attributes == NONE {
        return vec4f(1.0f);
    }
    let attributes = uniforms.attributes + triangle.attributes * ATTRIBUTES;
    return interpolate4(at, quadf(attributes + 2u), quadf(attributes + 3u), quadf(attributes + 4u));
}

fn second_uv(triangle: Triangle, at: SurfacePoint) -> vec2f {
    if triangle.attributes == NONE {
        return vec2f(0.0f);
    }
    let attributes = uniforms.attributes + triangle.attributes * ATTRIBUTES;
    let ab = quadf(attributes);
    return ab.xy * at.barycentric.x + ab.zw * at.barycentric.y + quadf(attributes + 1u).xy * at.barycentric.z;
}

// A point of a triangle in world space.
struct WorldPoint {
    point: vec3f,
    // Unit normals on the front side: that of the triangle, and the interpolated one.
    geometric_normal: vec3f,
    shading_normal: vec3f,
    // In the mesh's space.
    corners: Corners,
    is_instance: bool,
    to_world: Affine,
    handedness: f32,
}

fn world_point(triangle: Triangle, at: SurfacePoint, instance: u32, time: f32) -> WorldPoint {
    let corners = corners_of(triangle, time);
    var world: WorldPoint;
    world.corners = corners;
    world.point = interpolate(at, corners.a, corners.b, corners.c);
    world.geometric_normal = normalized(area_vector(corners));
    world.shading_normal = normalized(interpolate(at, corners.normal_a, corners.normal_b, corners.normal_c));
    world.handedness = 1.0f;
    if instance != NONE {
        let transform = instance_transform(instance, time);
        world.is_instance = true;
        world.to_world = transform.to_world;
        world.handedness = transform.handedness;
        world.point = affine_point(transform.to_world, world.point);
        world.geometric_normal = normalized(affine_covector(transform.to_object, world.geometric_normal));
        world.shading_normal = normalized(affine_covector(transform.to_object, world.shading_normal));
    }
    return world;
}

// Transforms a vector from the mesh's space to world space.
fn vector_to_world(world: WorldPoint, direction: vec3f) -> vec3f {
    if world.is_instance {
        return affine_vector(world.to_world, direction);
    }
    return direction;
}

// The direction of the texture's u, and the handedness of the tangent frame in w.
fn tangent_of(triangle: Triangle, at: SurfacePoint, world: WorldPoint) -> vec4f {
    if triangle.attributes != NONE {
        let attributes = uniforms.attributes + triangle.attributes * ATTRIBUTES;
        if quad(attributes + 1u).z != 0u {
            let mixed = interpolate4(at, quadf(attributes + 5u), quadf(attributes + 6u), quadf(attributes + 7u));
            return vec4f(normalized(vector_to_world(world, mixed.xyz)), select(1.0f, -1.0f, mixed.w < 0.0f));
        }
    }
    let e1 = world.corners.b - world.corners.a;
    let e2 = world.corners.c - world.corners.a;
    let d1 = triangle.uv_b - triangle.uv_a;
    let d2 = triangle.uv_c - triangle.uv_a;
    let area = d1.x * d2.y - d2.x * d1.y;
    let tangent = vector_to_world(world, e1 * d2.y - e2 * d1.y);
    if area < 0.0f {
        return vec4f(normalized(-tangent), world.handedness);
    }
    return vec4f(normalized(tangent), -world.handedness);
}
