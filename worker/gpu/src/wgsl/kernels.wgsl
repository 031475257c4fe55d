// The kernels: `trace_paths` traces paths (and `trace_rays` rays without shading), one run of samples of one
// cell per lane, and writes down the radiance of each sample; `sum_samples` adds them to their cells in the
// order of the samples, so that the bits do not depend on how the work is cut. A cell is a pixel with a block
// of its samples.

// A part of a batch of cells, which are called pixels where the difference does not matter.
struct Slice {
    // First pixel within the batch, and number of pixels.
    first_pixel: u32,
    pixels: u32,
    // Counted from the first sample of each block.
    first_sample: u32,
    samples: u32,
    // Samples of a pixel that one lane traces, one after the other.
    run: u32,
    // Lanes along the first axis of the dispatch.
    row: u32,
}

@group(0) @binding(0) var<uniform> uniforms: FrameUniforms;
@group(0) @binding(1) var<uniform> slice: Slice;
// Of each cell of the batch: x and y (16 bits each), and the first sample of its block.
@group(0) @binding(2) var<storage, read> cells: array<vec2u>;
@group(0) @binding(3) var<storage, read_write> radiances: array<vec4f>;
// Of each cell: summed radiance, and the number of samples.
@group(0) @binding(4) var<storage, read_write> sums: array<vec4f>;
@group(0) @binding(5) var<storage, read> views: array<vec4f>;

fn begin(x: u32, y: u32, index: u32) -> Path {
    let seq = sampler_at(x, y, index);
    return path_new(camera_ray(x, y, seq), seq);
}

// The work of a lane: samples of a pixel, one after the other; none if the slice has none left for it.
struct Run {
    pixel: u32,
    x: u32,
    y: u32,
    // Index of the first sample of the slice.
    first: u32,
    // Samples of the slice from here on, and their end.
    sample: u32,
    end: u32,
}

fn run_of(id: vec3u) -> Run {
    let lane = id.y * slice.row + id.x;
    // Neighboring lanes take neighboring pixels.
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
fn trace_paths(@builtin(global_invocation_id) id: vec3u) {
    let run = run_of(id);
    var sample = run.sample;
    if sample == run.end {
        return;
    }
    var path = begin(run.x, run.y, run.first + sample);
    while sample < run.end {
        advance(&path);
        if is_done(&path) {
            radiances[sample * slice.pixels + run.pixel] = vec4f(path.radiance, 0.0f);
            sample = sample + 1u;
            path = begin(run.x, run.y, run.first + sample);
        }
    }
}

@compute @workgroup_size(64)
fn trace_rays(@builtin(global_invocation_id) id: vec3u) {
    let run = run_of(id);
    for (var sample = run.sample; sample < run.end; sample = sample + 1u) {
        let seq = sampler_at(run.x, run.y, run.first + sample);
        radiances[sample * slice.pixels + run.pixel] = vec4f(walk(camera_ray(run.x, run.y, seq), seq), 0.0f);
    }
}

@compute @workgroup_size(64)
fn sum_samples(@builtin(global_invocation_id) id: vec3u) {
    let pixel = id.y * slice.row + id.x;
    if pixel >= slice.pixels {
        return;
    }
    let before = sums[slice.first_pixel + pixel];
    var sum = before.xyz;
    for (var sample = 0u; sample < slice.samples; sample = sample + 1u) {
        let light = radiances[sample * slice.pixels + pixel].xyz;
        // A path that is not finite counts as black, so that it does not spoil its pixel.
        if is_finite3(light) {
            sum = sum + light;
        }
    }
    sums[slice.first_pixel + pixel] = vec4f(sum, before.w + f32(slice.samples));
}
