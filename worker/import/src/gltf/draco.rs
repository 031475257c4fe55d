//! KHR_draco_mesh_compression: the triangles and attributes of one primitive, compressed.

use std::collections::HashMap;

use draco_core::{DataType, DecodeLimits, DecoderBuffer, Mesh, MeshDecoder};
use rayment_render::SceneError;

use super::accessor::Reader;
use super::document::Primitive;
use crate::{budget::Budget, image::contained};

/// The decompressed content of a primitive.
pub struct Unpacked {
    pub points: usize,
    pub triangles: Vec<[u32; 3]>,
    pub attributes: HashMap<String, Attribute>,
}

/// Values as they were compressed, `width` per point.
pub struct Attribute {
    width: usize,
    kind: DataType,
    values: Vec<f32>,
}

/// `None` if the primitive is not compressed.
pub fn unpacked(
    reader: &Reader,
    primitive: &Primitive,
    what: &str,
    budget: &mut Budget,
) -> Result<Option<Unpacked>, SceneError> {
    let Some(draco) = primitive.extensions.as_ref().and_then(|all| all.draco.as_ref()) else { return Ok(None) };
    let what = format!("{what}.extensions.KHR_draco_mesh_compression");
    let invalid = |problem: String| SceneError::invalid(&*what, problem);
    let bytes = reader.view(draco.buffer_view)?;
    let mesh = decoded(bytes, budget).map_err(|problem| invalid(format!("does not unpack ({problem})")))?;
    let points = mesh.num_points();
    budget.check_triangles(mesh.num_faces())?;
    let mut attributes = HashMap::new();
    for (name, &id) in &draco.attributes {
        let attribute = u32::try_from(id).ok().and_then(|id| mesh.attribute_by_unique_id(id));
        let attribute = attribute.ok_or_else(|| invalid(format!("has no attribute {id} for {name}")))?;
        let width = usize::from(attribute.num_components());
        if !(1..=4).contains(&width) {
            return Err(invalid(format!("{name} has {width} numbers per point; expected 1 to 4")));
        }
        budget.take_vertices(points)?;
        let values = attribute.read_f32s(points, width);
        attributes.insert(name.clone(), Attribute { width, kind: attribute.data_type(), values });
    }
    let triangles = mesh.faces().iter().map(|face| face.map(|point| point.0)).collect();
    Ok(Some(Unpacked { points, triangles, attributes }))
}

fn decoded(bytes: &[u8], budget: &Budget) -> Result<Mesh, String> {
    let room = budget.room();
    let limits = DecodeLimits::default()
        .with_max_points(room.vertices)
        .with_max_faces(room.triangles)
        .with_max_decoded_bytes(room.bytes);
    contained(|| {
        let mut mesh = Mesh::new();
        let mut buffer = DecoderBuffer::new(bytes).with_limits(limits);
        MeshDecoder::new().decode(&mut buffer, &mut mesh).map(|()| mesh)
    })
}

impl Attribute {
    pub fn numbers<const N: usize>(&self, normalized: bool, what: &str) -> Result<Vec<[f32; N]>, SceneError> {
        self.expect_width(N, what)?;
        let scale = match self.kind {
            DataType::Int8 if normalized => 127.0,
            DataType::Uint8 if normalized => 255.0,
            DataType::Int16 if normalized => 32_767.0,
            DataType::Uint16 if normalized => 65_535.0,
            _ => 1.0,
        };
        if self.values.iter().any(|value| !value.is_finite()) {
            return Err(SceneError::invalid(what, "holds a number that is not finite"));
        }
        let scaled =
            |element: &[f32; N]| element.map(|value| if scale == 1.0 { value } else { (value / scale).max(-1.0) });
        Ok(self.values.as_chunks::<N>().0.iter().map(scaled).collect())
    }

    pub fn whole_numbers<const N: usize>(&self, what: &str) -> Result<Vec<[u32; N]>, SceneError> {
        self.expect_width(N, what)?;
        if self.values.iter().any(|value| !(0.0..16_777_216.0).contains(value)) {
            return Err(SceneError::invalid(what, "expected unsigned whole numbers"));
        }
        Ok(self.values.as_chunks::<N>().0.iter().map(|element| element.map(|value| value as u32)).collect())
    }

    fn expect_width(&self, width: usize, what: &str) -> Result<(), SceneError> {
        if self.width != width {
            let problem = format!("expected {width} numbers per element, found {}", self.width);
            return Err(SceneError::invalid(what, problem));
        }
        Ok(())
    }
}
