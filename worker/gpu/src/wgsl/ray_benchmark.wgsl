// The twin of ray_benchmark.rs: rays without shading.

fn walk(first: Ray, seq: Sampler) -> vec3f {
    var ray = first;
    var far = 0.0f;
    var rays = 0.0f;
    for (var bounce = 0u; bounce <= uniforms.max_bounces; bounce = bounce + 1u) {
        rays = rays + 1.0f;
        let hit = trace(ray, GREATEST, false, seq, bounce * 4u);
        if hit.triangle == NONE {
            break;
        }
        far = far + hit.distance;
        let triangle = triangle_at(hit.triangle);
        let world = world_point(triangle, surface_point(triangle, hit.u, hit.v), hit.instance, ray.time);
        let front = dot3(world.geometric_normal, ray.direction) < 0.0f;
        let normal = select(-world.geometric_normal, world.geometric_normal, front);
        let spread = concentric_disk(pair(seq, PAIR_FIRST + bounce * PAIRS_PER_BOUNCE + PAIR_SCATTER));
        let up = sqrt(max(1.0f - spread.x * spread.x - spread.y * spread.y, 0.0f));
        ray.origin = offset_ray_origin(world.point, normal);
        ray.direction = to_world(coordinate_system(normal), vec3f(spread, up));
    }
    return vec3f(far, rays, 0.0f);
}
