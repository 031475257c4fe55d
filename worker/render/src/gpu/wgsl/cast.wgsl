// The twin of cast.rs: rays and nothing else.

fn followed(first: Ray, seq: Sampler) -> vec3f {
    var ray = first;
    var far = 0.0f;
    var rays = 0.0f;
    for (var bounce = 0u; bounce <= head.max_bounces; bounce = bounce + 1u) {
        rays = rays + 1.0f;
        let hit = trace(ray, GREATEST, false, seq, bounce * 4u);
        if hit.triangle == NONE {
            break;
        }
        far = far + hit.distance;
        let triangle = triangle_at(hit.triangle);
        let placed = placed_at(triangle, spot_at(triangle, hit.u, hit.v), hit.instance, ray.time);
        let front = dot3(placed.facing, ray.direction) < 0.0f;
        let normal = select(-placed.facing, placed.facing, front);
        let spread = disk(pair(seq, PAIR_FIRST + bounce * PAIRS_PER_BOUNCE + PAIR_SCATTER));
        let up = sqrt(max(1.0f - spread.x * spread.x - spread.y * spread.y, 0.0f));
        ray.origin = lifted(placed.point, normal);
        ray.direction = to_world(basis(normal), vec3f(spread, up));
    }
    return vec3f(far, rays, 0.0f);
}
