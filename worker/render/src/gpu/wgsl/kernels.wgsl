// What is dispatched: `expose` follows paths (and `follow` mere rays), one run of samples of one cell per lane, and writes
// down the light of each; `fold` adds them to their cells in the order of the samples, so that the
// bits are the same however the work is cut. A cell is a pixel with a block of its samples.

// A part of a batch of cells, which are called pixels where that makes no difference.
struct Slice {
    // Pixels of the batch from here on, and how many.
    first_pixel: u32,
    pixels: u32,
    // Counted from the first of each cell's block.
    first_sample: u32,
    samples: u32,
    // Samples of a pixel that one lane takes, one after the other.
    run: u32,
    // Lanes along the first axis of the dispatch.
    row: u32,
}

@group(0) @binding(0) var<uniform> head: Head;
@group(0) @binding(1) var<uniform> slice: Slice;
// Of each cell of the batch: x and y (16 bits each), and the first sample of its block.
@group(0) @binding(2) var<storage, read> cells: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> lights: array<vec4f>;
// Of each cell: light, and the number of samples in it.
@group(0) @binding(4) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(5) var<storage, read> views: array<vec4f>;

fn begin(x: u32, y: u32, index: u32) -> Path {
    let seq = sampler_at(x, y, index);
    return path_along(first_ray(x, y, seq), seq);
}

// What a lane does: samples of a pixel, one after the other; none where the slice has none left for it.
struct Run {
    pixel: u32,
    x: u32,
    y: u32,
    // Index of the slice's first sample.
    first: u32,
    // Samples of the slice from here on, and where they end.
    sample: u32,
    end: u32,
}

fn run_of(id: vec3u) -> Run {
    let lane = id.y * slice.row + id.x;
    // Lanes side by side take pixels side by side.
    let pixel = lane % slice.pixels;
    let run = lane / slice.pixels;
    if run >= (slice.samples + slice.run - 1u) / slice.run {
        return Run(pixel, 0u, 0u, 0u, 0u, 0u);
    }
    let cell = cells[slice.first_pixel + pixel];
    let sample = run * slice.run;
    let end = min(sample + slice.run, slice.samples);
    return Run(pixel, cell.x & 0xffffu, cell.x >> 16u, cell.y + slice.first_sample, sample, end);
}

@compute @workgroup_size(64)
fn expose(@builtin(global_invocation_id) id: vec3u) {
    let run = run_of(id);
    var sample = run.sample;
    if sample == run.end {
        return;
    }
    var path = begin(run.x, run.y, run.first + sample);
    while sample < run.end {
        advance(&path);
        if is_over(&path) {
            lights[sample * slice.pixels + run.pixel] = vec4f(path.light, 0.0f);
            sample = sample + 1u;
            path = begin(run.x, run.y, run.first + sample);
        }
    }
}

@compute @workgroup_size(64)
fn follow(@builtin(global_invocation_id) id: vec3u) {
    let run = run_of(id);
    for (var sample = run.sample; sample < run.end; sample = sample + 1u) {
        let seq = sampler_at(run.x, run.y, run.first + sample);
        lights[sample * slice.pixels + run.pixel] = vec4f(followed(first_ray(run.x, run.y, seq), seq), 0.0f);
    }
}

@compute @workgroup_size(64)
fn fold(@builtin(global_invocation_id) id: vec3u) {
    let pixel = id.y * slice.row + id.x;
    if pixel >= slice.pixels {
        return;
    }
    let before = sums[slice.first_pixel + pixel];
    var sum = before.xyz;
    for (var sample = 0u; sample < slice.samples; sample = sample + 1u) {
        let light = lights[sample * slice.pixels + pixel].xyz;
        // A path that met numbers beyond f32 counts as black rather than spoil its pixel.
        if is_finite3(light) {
            sum = sum + light;
        }
    }
    sums[slice.first_pixel + pixel] = vec4f(sum, before.w + f32(slice.samples));
}
