//! EXT_meshopt_compression and its successor KHR_meshopt_compression: compressed buffer views. Implements the
//! bitstream of the latter (appendices A and B), which covers both.

mod attributes;
mod filter;
mod indices;

use rayment_render::SceneError;

use super::accessor::Reader;
use super::document::BufferView;
use super::extension::{Meshopt, MeshoptFilter, MeshoptMode};
use crate::budget::Budget;

impl BufferView {
    pub fn meshopt(&self) -> Option<&Meshopt> {
        self.extensions.as_ref().and_then(|all| all.meshopt.as_ref())
    }
}

/// The bytes of every compressed view, by the view's number.
pub fn unpacked(reader: &Reader, budget: &mut Budget) -> Result<Vec<Option<Vec<u8>>>, SceneError> {
    let views = reader.root.buffer_views.iter().enumerate();
    views
        .map(|(index, view)| view.meshopt().map(|meshopt| unpack(reader, view, meshopt, index, budget)).transpose())
        .collect()
}

fn unpack(
    reader: &Reader,
    view: &BufferView,
    meshopt: &Meshopt,
    index: usize,
    budget: &mut Budget,
) -> Result<Vec<u8>, SceneError> {
    let what = format!("bufferViews[{index}].extensions.EXT_meshopt_compression");
    let invalid = |problem: &str| SceneError::invalid(&*what, problem);
    check(view, meshopt).map_err(invalid)?;
    let packed = reader.slice_of_buffer(meshopt.buffer, meshopt.byte_offset, meshopt.byte_length, &what)?;
    // Even a run of equal values takes a bit or more per value.
    let (count, stride) = (meshopt.count, meshopt.byte_stride);
    budget.take_bytes(count.saturating_mul(stride))?;
    let decoded = match meshopt.mode {
        MeshoptMode::Attributes => attributes::decode(packed, count, stride),
        MeshoptMode::Triangles => indices::triangles(packed, count, stride),
        MeshoptMode::Indices => indices::sequence(packed, count, stride),
    };
    let mut bytes = decoded.ok_or_else(|| invalid("does not unpack: it is damaged or cut off"))?;
    match meshopt.filter {
        MeshoptFilter::None => {}
        MeshoptFilter::Octahedral => filter::octahedral(&mut bytes, stride),
        MeshoptFilter::Quaternion => filter::quaternion(&mut bytes),
        MeshoptFilter::Exponential => filter::exponential(&mut bytes),
        MeshoptFilter::Color => filter::color(&mut bytes, stride),
    }
    Ok(bytes)
}

/// The constraints of the specification between mode, stride and filter.
fn check(view: &BufferView, meshopt: &Meshopt) -> Result<(), &'static str> {
    let (count, stride) = (meshopt.count, meshopt.byte_stride);
    let is_attributes = meshopt.mode == MeshoptMode::Attributes;
    if is_attributes && (stride % 4 != 0 || !(4..=256).contains(&stride)) {
        return Err("expected a byteStride of 4 to 256 that four divides");
    }
    if !is_attributes && stride != 2 && stride != 4 {
        return Err("expected a byteStride of 2 or 4 for indices");
    }
    if meshopt.mode == MeshoptMode::Triangles && count % 3 != 0 {
        return Err("expected a count that three divides for triangles");
    }
    let fits = match meshopt.filter {
        MeshoptFilter::None => true,
        MeshoptFilter::Octahedral | MeshoptFilter::Color => is_attributes && (stride == 4 || stride == 8),
        MeshoptFilter::Quaternion => is_attributes && stride == 8,
        MeshoptFilter::Exponential => is_attributes,
    };
    if !fits {
        return Err("has a filter that does not fit its mode and byteStride");
    }
    if count.checked_mul(stride) != Some(view.byte_length) {
        return Err("expected count x byteStride bytes in the view");
    }
    Ok(())
}
