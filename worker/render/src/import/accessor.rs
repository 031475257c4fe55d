use std::borrow::Cow;

use gltf::json::accessor::{Accessor, ComponentType, Type};
use gltf::json::validation::Checked;
use gltf::json::{Index, Root};

use super::{entry, place};
use crate::error::SceneError;

/// Reads typed numbers out of the buffers; every offset and length is checked.
pub struct Reader<'a> {
    pub root: &'a Root,
    pub buffers: &'a [Cow<'a, [u8]>],
}

/// Where an accessor's elements lie.
struct Layout<'a> {
    bytes: &'a [u8],
    stride: usize,
}

impl Reader<'_> {
    pub fn count(&self, index: Index<Accessor>) -> Result<usize, SceneError> {
        let count = self.accessor(index)?.count.0;
        usize::try_from(count).map_err(|_| SceneError::invalid(named(index), "has too many elements"))
    }

    /// Elements of `N` numbers, all finite. Integers become [0, 1] or [-1, 1] where the accessor is
    /// normalized, else stay what they are.
    ///
    /// The caller has checked the count against its limits.
    pub fn numbers<const N: usize>(&self, index: Index<Accessor>) -> Result<Vec<[f32; N]>, SceneError> {
        let accessor = self.accessor(index)?;
        let component = self.component(index, accessor)?;
        self.expect_width(index, accessor, N)?;
        let mut elements = vec![[0.0f32; N]; self.count(index)?];
        let size = component.size();
        let read = |bytes: &[u8]| -> [f32; N] {
            std::array::from_fn(|i| number(component, accessor.normalized, &bytes[i * size..]))
        };
        if let Some(layout) = self.layout(index, accessor, size * N)? {
            for (at, element) in elements.iter_mut().enumerate() {
                *element = read(&layout.bytes[at * layout.stride..]);
            }
        }
        self.overlay(index, accessor, size * N, |at, bytes| {
            elements[at] = read(bytes);
        })?;
        if elements.iter().flatten().any(|number| !number.is_finite()) {
            return Err(SceneError::invalid(named(index), "holds a number that is not finite"));
        }
        Ok(elements)
    }

    /// Unsigned whole numbers.
    pub fn indices(&self, index: Index<Accessor>) -> Result<Vec<u32>, SceneError> {
        let accessor = self.accessor(index)?;
        let component = self.component(index, accessor)?;
        self.expect_width(index, accessor, 1)?;
        if !matches!(component, ComponentType::U8 | ComponentType::U16 | ComponentType::U32) {
            return Err(SceneError::invalid(named(index), "expected unsigned integers as indices"));
        }
        let mut elements = vec![0u32; self.count(index)?];
        let size = component.size();
        if let Some(layout) = self.layout(index, accessor, size)? {
            for (at, element) in elements.iter_mut().enumerate() {
                *element = whole(component, &layout.bytes[at * layout.stride..]);
            }
        }
        self.overlay(index, accessor, size, |at, bytes| elements[at] = whole(component, bytes))?;
        Ok(elements)
    }

    fn accessor(&self, index: Index<Accessor>) -> Result<&Accessor, SceneError> {
        entry(&self.root.accessors, index.value(), "accessors")
    }

    fn component(&self, index: Index<Accessor>, accessor: &Accessor) -> Result<ComponentType, SceneError> {
        match accessor.component_type {
            Checked::Valid(component) => Ok(component.0),
            Checked::Invalid => Err(SceneError::invalid(named(index), "has an unknown component type")),
        }
    }

    fn expect_width(&self, index: Index<Accessor>, accessor: &Accessor, width: usize) -> Result<(), SceneError> {
        let found = match accessor.type_ {
            Checked::Valid(Type::Scalar) => 1,
            Checked::Valid(Type::Vec2) => 2,
            Checked::Valid(Type::Vec3) => 3,
            Checked::Valid(Type::Vec4 | Type::Mat2) => 4,
            Checked::Valid(Type::Mat3) => 9,
            Checked::Valid(Type::Mat4) => 16,
            Checked::Invalid => 0,
        };
        if found != width {
            let problem = format!("expected {width} numbers per element, found {found}");
            return Err(SceneError::invalid(named(index), problem));
        }
        Ok(())
    }

    /// `None` for an accessor without a view: all zeros but for its sparse part.
    fn layout(
        &self,
        index: Index<Accessor>,
        accessor: &Accessor,
        size: usize,
    ) -> Result<Option<Layout<'_>>, SceneError> {
        let Some(view) = accessor.buffer_view else { return Ok(None) };
        let offset = accessor.byte_offset.unwrap_or_default().0;
        let count = self.count(index)?;
        self.slice(view.value(), offset, count, size, &named(index)).map(Some)
    }

    /// `count` elements of `size` bytes from an offset of a buffer view on.
    fn slice(&self, view: usize, offset: u64, count: usize, size: usize, what: &str) -> Result<Layout<'_>, SceneError> {
        let bytes = self.view(view)?;
        let declared = entry(&self.root.buffer_views, view, "bufferViews")?.byte_stride;
        let stride = declared.map_or(size, |stride| stride.0);
        let needed = count.checked_sub(1).and_then(|last| last.checked_mul(stride)?.checked_add(size));
        let needed = if count == 0 { Some(0) } else { needed };
        let start = usize::try_from(offset).ok();
        let end = start.zip(needed).and_then(|(start, needed)| start.checked_add(needed));
        let slice = start.zip(end).and_then(|(start, end)| bytes.get(start..end));
        match slice {
            Some(bytes) if stride >= size || count < 2 => Ok(Layout { bytes, stride }),
            Some(_) => Err(SceneError::invalid(what, format!("elements of {size} bytes lie {stride} bytes apart"))),
            None => {
                let problem = format!("{count} elements reach beyond the {} bytes of bufferViews[{view}]", bytes.len());
                Err(SceneError::invalid(what, problem))
            }
        }
    }

    /// The bytes of a buffer view.
    pub fn view(&self, index: usize) -> Result<&[u8], SceneError> {
        let view = entry(&self.root.buffer_views, index, "bufferViews")?;
        let buffer = entry(self.buffers, view.buffer.value(), "buffers")?;
        let start = usize::try_from(view.byte_offset.unwrap_or_default().0).ok();
        let length = usize::try_from(view.byte_length.0).ok();
        let end = start.zip(length).and_then(|(start, length)| start.checked_add(length));
        start.zip(end).and_then(|(start, end)| buffer.get(start..end)).ok_or_else(|| {
            let problem = format!("reaches beyond the {} bytes of its buffer", buffer.len());
            SceneError::invalid(place("bufferViews", index), problem)
        })
    }

    /// Hands on the elements that the sparse part of an accessor replaces.
    fn overlay(
        &self,
        index: Index<Accessor>,
        accessor: &Accessor,
        size: usize,
        mut replace: impl FnMut(usize, &[u8]),
    ) -> Result<(), SceneError> {
        let Some(sparse) = &accessor.sparse else { return Ok(()) };
        let what = format!("{}.sparse", named(index));
        let count = usize::try_from(sparse.count.0).map_err(|_| SceneError::invalid(&*what, "is too long"))?;
        let Checked::Valid(component) = sparse.indices.component_type else {
            return Err(SceneError::invalid(what, "has an unknown index type"));
        };
        let (places, values) = (&sparse.indices, &sparse.values);
        let width = component.0.size();
        let at = self.slice(places.buffer_view.value(), places.byte_offset.0, count, width, &what)?;
        let with = self.slice(values.buffer_view.value(), values.byte_offset.0, count, size, &what)?;
        let length = self.count(index)?;
        for i in 0..count {
            let target = whole(component.0, &at.bytes[i * at.stride..]) as usize;
            if target >= length {
                let problem = format!("replaces element {target} of {length}");
                return Err(SceneError::invalid(what, problem));
            }
            replace(target, &with.bytes[i * with.stride..]);
        }
        Ok(())
    }
}

fn named(index: Index<Accessor>) -> String {
    place("accessors", index.value())
}

fn number(component: ComponentType, normalized: bool, bytes: &[u8]) -> f32 {
    let (value, scale) = match component {
        ComponentType::F32 => return f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
        ComponentType::I8 => (f32::from(bytes[0] as i8), 127.0),
        ComponentType::I16 => (f32::from(i16::from_le_bytes([bytes[0], bytes[1]])), 32_767.0),
        ComponentType::U8 => (f32::from(bytes[0]), 255.0),
        ComponentType::U16 => (f32::from(u16::from_le_bytes([bytes[0], bytes[1]])), 65_535.0),
        ComponentType::U32 => (whole(component, bytes) as f32, 4_294_967_295.0),
    };
    if normalized { (value / scale).max(-1.0) } else { value }
}

fn whole(component: ComponentType, bytes: &[u8]) -> u32 {
    match component {
        ComponentType::U8 => u32::from(bytes[0]),
        ComponentType::U16 => u32::from(u16::from_le_bytes([bytes[0], bytes[1]])),
        _ => u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
    }
}
