//! FBX, binary and ASCII, through the library ufbx, to a [`Scene`]: in meters and y up, geometric transforms
//! and pivots resolved, animation baked to keys at the frame rate of the file.
//!
//! Values pass through f32: the last bits, in which the sine of one C library differs from that of another,
//! are lost there, so that a scene is the same everywhere.

mod animation;
mod area;
mod blender;
mod left_out;
mod material;
mod mesh;
mod node;
mod nurbs;
mod visibility;

use rayment_render::{
    Files, Limits, Scene, SceneError,
    scene::{Notes, Parts, Sky},
};
use ufbx::{AllocatorOpts, ErrorType, IndexErrorHandling, LoadOpts, SceneRoot};

use super::budget::Budget;
use super::format::Format;
use super::textures::Textures;
use super::{Reference, levels, opened};

/// See [`crate::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let mut budget = Budget::new(limits);
    let bytes = opened(Format::Fbx, main, files, &mut budget)?;
    let fbx = parsed(&bytes, options(&budget, false), &mut budget)?;
    let mut notes = Notes::default();
    let mut textures = Textures::new(main, files);
    let tree = node::tree(&fbx, &mut budget)?;
    let visibility = visibility::Visibility::new(&fbx, &tree, &mut notes);
    let materials = material::materials(&fbx, &mut textures, &mut budget, &mut notes)?;
    let mut parts = Parts { materials, frames_per_second: rate(&fbx), ..Parts::default() };
    (parts.lights, parts.cameras) = (node::lights(&fbx, &mut budget, &mut notes)?, node::cameras(&fbx, &tree)?);
    parts.nodes = tree.nodes(&fbx, &visibility.is_drawn)?;
    let mut meshes = mesh::Meshes::new(&fbx, &tree, &mut budget, &mut notes);
    let is_drawn = |(index, _): &(usize, &usize)| visibility.is_drawn[*index];
    for (index, &place) in tree.order.iter().enumerate().filter(is_drawn) {
        meshes.attach(&fbx.nodes[place], index, &mut parts.nodes)?;
    }
    (parts.meshes, parts.skins) = meshes.finish();
    let rate = parts.frames_per_second;
    parts.tracks = animation::tracks(&fbx, &tree, &parts.nodes, rate, &mut budget, &mut notes)?;
    parts.tracks.extend(visibility.tracks(&fbx, &tree, rate, &mut budget, &mut notes)?);
    let has_mesh = |(index, _): &(usize, &usize)| parts.nodes[*index].mesh.is_some();
    let names =
        tree.order.iter().enumerate().filter(has_mesh).map(|(_, &number)| fbx.nodes[number].element.name.as_ref());
    levels::note(names, &mut notes);
    left_out::note(&fbx, &tree, &visibility.is_drawn, &mut notes);
    let is_lit = parts.nodes.iter().any(|node| node.light.is_some());
    parts.sky = (!is_lit).then(Sky::default);
    parts.textures = textures.list;
    parts.notes = notes;
    area::rectangles(&fbx, &tree, &mut parts, &mut budget)?;
    textures.tiles.part(&mut parts, &mut budget)?;
    parts.assemble(limits, budget.bytes_read())
}

/// The images that a main file names and does not embed.
pub fn references(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    let fbx = parsed(bytes, options(budget, true), budget)?;
    let mut references = Vec::new();
    for texture in &fbx.textures {
        if texture.content.is_empty() && texture.has_file {
            let name = material::names(texture).next().unwrap_or_default();
            references.push(Reference::new(name, format!("texture {:?}", texture.element.name.as_ref())));
        }
    }
    Ok(references)
}

fn options(budget: &Budget, names_only: bool) -> LoadOpts<'static> {
    let memory = || AllocatorOpts { memory_limit: budget.bytes_left() as usize, ..AllocatorOpts::default() };
    LoadOpts {
        temp_allocator: memory(),
        result_allocator: memory(),
        ignore_geometry: names_only,
        ignore_animation: names_only,
        file_format: ufbx::FileFormat::Fbx,
        index_error_handling: IndexErrorHandling::NoIndex,
        use_blender_pbr_material: true,
        generate_missing_normals: true,
        normalize_normals: true,
        clean_skin_weights: true,
        node_depth_limit: 1024,
        geometry_transform_handling: ufbx::GeometryTransformHandling::HelperNodes,
        inherit_mode_handling: ufbx::InheritModeHandling::HelperNodes,
        target_axes: ufbx::axes_right_handed_y_up(),
        target_camera_axes: ufbx::axes_right_handed_y_up(),
        target_light_axes: ufbx::axes_right_handed_y_up(),
        target_unit_meters: 1.0,
        ..LoadOpts::default()
    }
}

fn parsed(bytes: &[u8], options: LoadOpts, budget: &mut Budget) -> Result<SceneRoot, SceneError> {
    let limit = budget.bytes_left();
    let fbx = ufbx::load_memory(bytes, options).map_err(|error| match error.type_ {
        ErrorType::MemoryLimit | ErrorType::AllocationLimit | ErrorType::OutOfMemory => {
            SceneError::TooLarge { what: "bytes (or more) of decoded FBX", found: limit.saturating_add(1), limit }
        }
        ErrorType::UnsupportedVersion => {
            SceneError::unsupported("the FBX file", "its version (expected FBX 6.1 to 7.7)")
        }
        _ => {
            let (problem, detail) = (error.description.as_ref().to_lowercase(), error.info());
            // The reader gives no more than that for a polygon with a vertex that is not there.
            let detail = if detail.is_empty() { "it is damaged, or a polygon names a lost vertex" } else { detail };
            let problem = format!("{problem}: {detail}");
            SceneError::invalid("the FBX file", problem)
        }
    })?;
    budget.take_bytes(fbx.metadata.result_memory_used)?;
    Ok(fbx)
}

fn is_by_blender(fbx: &ufbx::Scene) -> bool {
    matches!(fbx.metadata.exporter, ufbx::Exporter::BlenderBinary | ufbx::Exporter::BlenderAscii)
}

fn rate(fbx: &ufbx::Scene) -> f64 {
    let rate = fbx.settings.frames_per_second;
    if (1.0..=240.0).contains(&rate) { rate } else { 24.0 }
}

/// A number of the file as the scene keeps it.
fn narrow(number: f64, place: impl Fn() -> String) -> Result<f32, SceneError> {
    let narrow = number as f32;
    if narrow.is_finite() { Ok(narrow) } else { Err(SceneError::invalid(place(), "holds a number that is not finite")) }
}

/// The name of an element in errors.
fn named(kind: &str, element: &ufbx::Element) -> String {
    format!("{kind} {:?}", super::text::excerpt(&element.name))
}
