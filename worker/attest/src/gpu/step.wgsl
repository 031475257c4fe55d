// What one dispatch does. Labels and nodes lie in memory as SHA-256 sees them: four big-endian words.
struct Step {
    seed_low: vec4<u32>,
    seed_high: vec4<u32>,
    // Labels of a layer: low word, high word.
    labels: vec2<u32>,
    // The place of the first label to write, likewise.
    first: vec2<u32>,
    // How many labels or nodes to write.
    count: u32,
    // Where the first goes in its shard.
    to: u32,
    // Trees: where the first node's children lie in their shard, and how many children there are for this step.
    below: u32,
    below_count: u32,
    // The number of the layer, from 1.
    layer: u32,
}

@group(0) @binding(0) var<uniform> step: Step;

fn swapped(word: u32) -> u32 {
    return (word << 24u) | ((word & 0xff00u) << 8u) | ((word >> 8u) & 0xff00u) | (word >> 24u);
}
