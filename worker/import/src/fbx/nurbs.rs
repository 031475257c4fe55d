//! NURBS surfaces as meshes.

use rayment_render::{SceneError, scene::Notes};
use ufbx::{AllocatorOpts, ElementType, MeshRoot, NurbsSurface, TessellateSurfaceOpts};

use super::named;
use crate::budget::Budget;

/// Quads along each span, unless the file asks for more.
const LEAST: u32 = 8;
const MOST: u32 = 64;

/// The surface that a node draws: its own, or the one that its trims cut pieces from.
pub fn surface<'a>(node: &'a ufbx::Node, notes: &mut Notes) -> Option<&'a NurbsSurface> {
    for attrib in &node.all_attribs {
        if let Some(surface) = ufbx::as_nurbs_surface(attrib) {
            return Some(surface);
        }
        if attrib.type_ != ElementType::NurbsTrimSurface {
            continue;
        }
        let whole = attrib.connections_dst.iter().find_map(|link| ufbx::as_nurbs_surface(&link.src));
        let becomes = if whole.is_some() { "the whole surface is drawn" } else { "it is left out" };
        notes.add(format!("{}: the trims of a NURBS surface cannot be read; {becomes}", named("node", &node.element)));
        if whole.is_some() {
            return whole;
        }
    }
    None
}

/// The mesh of a surface; `None`, with a note, if there is none.
pub fn mesh(surface: &NurbsSurface, budget: &Budget, notes: &mut Notes) -> Result<Option<MeshRoot>, SceneError> {
    let [u, v] = [surface.span_subdivision_u, surface.span_subdivision_v].map(|own| own.clamp(LEAST, MOST) as usize);
    let [rows, columns] = [(&surface.basis_u, u), (&surface.basis_v, v)]
        .map(|(basis, parts)| basis.spans.len().saturating_sub(1).saturating_mul(parts));
    budget.check_triangles(rows.saturating_mul(columns).saturating_mul(2))?;
    let memory = || AllocatorOpts { memory_limit: budget.bytes_left() as usize, ..AllocatorOpts::default() };
    let options = TessellateSurfaceOpts {
        temp_allocator: memory(),
        result_allocator: memory(),
        span_subdivision_u: u,
        span_subdivision_v: v,
        ..TessellateSurfaceOpts::default()
    };
    let place = named("NURBS surface", &surface.element);
    match ufbx::tessellate_nurbs_surface(surface, options) {
        Ok(mesh) => {
            notes.add(format!("{place}: is drawn as a mesh of {} by {} faces", rows, columns));
            Ok(Some(mesh))
        }
        Err(error) => {
            let problem = error.description.as_ref().to_lowercase();
            notes.add(format!("{place}: is left out ({problem}); turn NURBS surfaces into meshes"));
            Ok(None)
        }
    }
}
