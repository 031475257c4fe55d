//! What no layer small enough for a test would show: places beyond 32 bits.

use rayment_gpu::{Device, Kind, devices};

use super::cuts::Shards;
use super::kernels::{NEXT_LAYER, READ, UNIFORM, WRITE, bind, layout, module, pipeline, split};

/// Reads (value, count), writes (scaled, shard, place in the shard).
const KERNEL: &str = "
@group(1) @binding(0) var<storage, read> given: array<vec4<u32>>;
fn label(place: vec2<u32>) -> vec4<u32> { return given[place.x]; }
@compute @workgroup_size(64)
fn scale(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&given) {
        let place = scaled(given[id.x].xy, given[id.x].zw);
        written[id.x] = vec4<u32>(place, shard_of(place), at_of(place));
    }
}";

/// Numbers at the edges of 16 and 32 bits, and some in between.
fn numbers() -> Vec<u64> {
    let edges = [0, 1, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, 0xffff_0000_ffff, u64::MAX - 1, u64::MAX];
    let between = (1..40u64).map(|number| number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    edges.into_iter().chain(between).collect()
}

#[test]
fn places_of_64_bits_are_those_of_the_processor() {
    let info = devices().into_iter().find(|info| info.kind == Kind::Software).expect("lavapipe is installed");
    let device = Device::open(&info).expect("it opens");
    // Up to 2^42 labels: more than any card holds.
    let counts = numbers().into_iter().map(|count| count >> 22);
    let pairs: Vec<_> = counts.flat_map(|count| numbers().into_iter().map(move |value| (value, count))).collect();
    let shards = Shards { room: 1 << 42, shift: 27 };
    let expected = pairs.iter().map(|&(value, count)| {
        let place = ((u128::from(value) * u128::from(count)) >> 64) as u64;
        let (shard, at) = shards.at(place);
        [place as u32, (place >> 32) as u32, shard as u32, at]
    });
    assert_eq!(scaled(&device, &pairs, shards.shift), expected.collect::<Vec<_>>());
}

fn scaled(device: &Device, pairs: &[(u64, u64)], shift: u32) -> Vec<[u32; 4]> {
    let (raw, queue) = device.raw();
    let size = pairs.len() as u64 * 16;
    let buffer =
        |usage| raw.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false });
    let given = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST);
    let written = buffer(wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC);
    let copy = buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
    let module = module(raw, &[NEXT_LAYER, &split(shift), KERNEL]);
    // The step's binding is not used by this kernel.
    let unused = buffer(wgpu::BufferUsages::UNIFORM);
    let (first, second) = (layout(raw, &[UNIFORM, WRITE]), layout(raw, &[READ]));
    let pipeline = pipeline(raw, &module, "scale", &[&first, &second]);
    let bytes: Vec<u8> =
        pairs.iter().flat_map(|(value, count)| [value.to_le_bytes(), count.to_le_bytes()]).flatten().collect();
    queue.write_buffer(&given, 0, &bytes);
    let mut encoder = raw.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
    let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
    pass.set_pipeline(&pipeline);
    pass.set_bind_group(0, &bind(raw, &first, &[&unused, &written]), &[]);
    pass.set_bind_group(1, &bind(raw, &second, &[&given]), &[]);
    pass.dispatch_workgroups(pairs.len().div_ceil(64) as u32, 1, 1);
    drop(pass);
    encoder.copy_buffer_to_buffer(&written, 0, &copy, 0, size);
    let submission = queue.submit([encoder.finish()]);
    copy.map_async(wgpu::MapMode::Read, 0..size, |mapped| mapped.expect("it maps"));
    device.wait(&submission).expect("it runs");
    let view = copy.get_mapped_range(0..size).expect("it is mapped");
    let quads = view.as_chunks::<4>().0.as_chunks::<4>().0;
    quads.iter().map(|quad| quad.map(u32::from_le_bytes)).collect()
}
