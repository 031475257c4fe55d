// The twin of film.rs and of scene/camera.rs.

const FILTER_RADIUS: f32 = 0.9f;

struct View {
    origin: vec3f,
    right: vec3f,
    up: vec3f,
    forward: vec3f,
    lens_right: vec3f,
    lens_up: vec3f,
}

fn view_at(index: u32) -> View {
    let at = index * 6u;
    return View(
        views[at].xyz,
        views[at + 1u].xyz,
        views[at + 2u].xyz,
        views[at + 3u].xyz,
        views[at + 4u].xyz,
        views[at + 5u].xyz,
    );
}

fn tent(u: f32) -> f32 {
    if u < 0.5f {
        return (sqrt(2.0f * u) - 1.0f) * FILTER_RADIUS;
    }
    return (1.0f - sqrt(2.0f - 2.0f * u)) * FILTER_RADIUS;
}

// The camera ray of a sample.
fn camera_ray(x: u32, y: u32, seq: Sampler) -> Ray {
    let jitter = pair(seq, PAIR_PIXEL);
    let px = f32(x) + 0.5f + tent(jitter.x);
    let py = f32(y) + 0.5f + tent(jitter.y);
    var time = 0.0f;
    if uniforms.is_blurred != 0u {
        time = pair(seq, PAIR_TIME).x;
    }
    let across = 2.0f * px / uniforms.width - 1.0f;
    let above = 1.0f - 2.0f * py / uniforms.height;
    var view = view_at(0u);
    if uniforms.view_count > 1u {
        let key = time_segment(time, uniforms.view_count);
        let a = view_at(u32(key.x));
        let b = view_at(u32(key.x) + 1u);
        let t = key.y;
        view = View(
            lerp3(a.origin, b.origin, t),
            lerp3(a.right, b.right, t),
            lerp3(a.up, b.up, t),
            lerp3(a.forward, b.forward, t),
            lerp3(a.lens_right, b.lens_right, t),
            lerp3(a.lens_up, b.lens_up, t),
        );
    }
    var ray = ray_of(view, across, above, seq);
    if uniforms.view_count > 1u {
        // Of a view between two, parallel rays are a little off length one.
        ray.direction = normalized(ray.direction);
    }
    ray.time = time;
    return ray;
}

fn ray_of(view: View, across: f32, above: f32, seq: Sampler) -> Ray {
    if uniforms.orthographic != 0u {
        return Ray(view.origin + view.right * across + view.up * above, view.forward, 0.0f);
    }
    let through = view.forward + view.right * across + view.up * above;
    if uniforms.aperture <= 0.0f {
        return Ray(view.origin, normalized(through), 0.0f);
    }
    let at = concentric_disk(pair(seq, PAIR_LENS));
    let shift = view.lens_right * (at.x * uniforms.aperture) + view.lens_up * (at.y * uniforms.aperture);
    return Ray(view.origin + shift, normalized(through * uniforms.focus - shift), 0.0f);
}
