// What a frame is rendered from. The scene lies in one long array of quads (four words each), cut into
// shards of a binding each; `quad`, which finds one, is written by `program.rs` for their number.
// Records are laid out by `arena.rs`; places are in quads.

fn quadf(at: u32) -> vec4f {
    return bitcast<vec4f>(quad(at));
}

// A word of an array of words that begins at a quad.
fn word(start: u32, index: u32) -> u32 {
    return quad(start + (index >> 2u))[index & 3u];
}

fn wordf(start: u32, index: u32) -> f32 {
    return bitcast<f32>(word(start, index));
}

struct Head {
    key: vec2u,
    // The picture and the camera, whose views lie in `views`.
    width: f32,
    height: f32,
    max_bounces: u32,
    is_blurred: u32,
    view_count: u32,
    orthographic: u32,
    aperture: f32,
    focus: f32,
    // Always zero, which no compiler knows: see `rounding.rs`.
    zero: u32,
    // Light from a local one below which looking for what is in its way is left to chance.
    faint: f32,
    // Where the arrays of the scene begin, and how long those are that are searched.
    root: u32,
    nodes: u32,
    packs: u32,
    moving: u32,
    instances: u32,
    motions: u32,
    triangles: u32,
    attributes: u32,
    triangle_keys: u32,
    materials: u32,
    textures: u32,
    albedo: u32,
    boundaries: u32,
    sheens: u32,
    distants: u32,
    distant_bounds: u32,
    distant_count: u32,
    locals: u32,
    lamps: u32,
    lamp_motions: u32,
    clusters: u32,
    cluster_count: u32,
    cluster_order: u32,
    cluster_bounds: u32,
    shares: u32,
    dome_edges: u32,
    dome_rows: u32,
    dome_cells: u32,
    dome_columns: u32,
    // Rows of the dome; zero: directions to the sky are not drawn.
    dome_height: u32,
    picture: u32,
    // Zero: there is no picture.
    picture_width: u32,
    picture_height: u32,
    has_sun: u32,
    unused: vec2u,
    // The sky.
    zenith: vec3f,
    picture_strength: f32,
    horizon: vec3f,
    picture_turn: f32,
    ground: vec3f,
    dome_turn: f32,
    sun_direction: vec3f,
    sun_height: f32,
    sun_radiance: vec3f,
    sun_density: f32,
    sun_glow: vec3f,
    sun_share: f32,
    sun_tangent: vec3f,
    sun_bitangent: vec3f,
}
