use std::borrow::Cow;

use rayment_render::SceneError;

use super::document::{Accessor, Document, Shape};
use super::{entry, place};

/// Reads typed values from the buffers; every offset and length is checked.
pub struct Reader<'a> {
    pub root: &'a Document,
    pub buffers: Vec<Cow<'a, [u8]>>,
    /// Contents of compressed views, by view index.
    pub unpacked: Vec<Option<Vec<u8>>>,
}

/// Location of the elements of an accessor.
struct Layout<'a> {
    bytes: &'a [u8],
    stride: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of(code: u32, what: &str) -> Result<Self, SceneError> {
        match code {
            5120 => Ok(Component::I8),
            5121 => Ok(Component::U8),
            5122 => Ok(Component::I16),
            5123 => Ok(Component::U16),
            5125 => Ok(Component::U32),
            5126 => Ok(Component::F32),
            _ => Err(SceneError::invalid(what, format!("has the unknown componentType {code}"))),
        }
    }

    fn size(self) -> usize {
        match self {
            Component::I8 | Component::U8 => 1,
            Component::I16 | Component::U16 => 2,
            Component::U32 | Component::F32 => 4,
        }
    }

    fn is_unsigned(self) -> bool {
        matches!(self, Component::U8 | Component::U16 | Component::U32)
    }
}

impl Shape {
    /// Components of an element. Matrices of small components have padding between columns; none is read.
    fn width(self) -> usize {
        match self {
            Shape::Scalar => 1,
            Shape::Vec2 => 2,
            Shape::Vec3 => 3,
            Shape::Vec4 | Shape::Mat2 => 4,
            Shape::Mat3 => 9,
            Shape::Mat4 => 16,
        }
    }
}

impl Reader<'_> {
    pub fn accessor(&self, index: usize) -> Result<&Accessor, SceneError> {
        entry(&self.root.accessors, index, "accessors")
    }

    pub fn count(&self, index: usize) -> Result<usize, SceneError> {
        Ok(self.accessor(index)?.count)
    }

    /// Elements of `N` components, all finite. Integers become [0, 1] or [-1, 1] if the accessor is
    /// normalized, and are kept otherwise.
    ///
    /// The caller has checked the count against its limits.
    pub fn numbers<const N: usize>(&self, index: usize) -> Result<Vec<[f32; N]>, SceneError> {
        let accessor = self.accessor(index)?;
        let component = Component::of(accessor.component_type, &named(index))?;
        let size = component.size();
        let read = |bytes: &[u8]| -> [f32; N] {
            std::array::from_fn(|i| number(component, accessor.normalized, &bytes[i * size..]))
        };
        let elements = self.elements(index, component, N, [0.0; N], read)?;
        if elements.iter().flatten().any(|number| !number.is_finite()) {
            return Err(SceneError::invalid(named(index), "holds a number that is not finite"));
        }
        Ok(elements)
    }

    /// Elements of `N` unsigned integers.
    ///
    /// The caller has checked the count against its limits.
    pub fn whole_numbers<const N: usize>(&self, index: usize) -> Result<Vec<[u32; N]>, SceneError> {
        let component = Component::of(self.accessor(index)?.component_type, &named(index))?;
        if !component.is_unsigned() {
            return Err(SceneError::invalid(named(index), "expected unsigned whole numbers"));
        }
        let size = component.size();
        let read = |bytes: &[u8]| -> [u32; N] { std::array::from_fn(|i| whole(component, &bytes[i * size..])) };
        self.elements(index, component, N, [0; N], read)
    }

    fn elements<T: Clone>(
        &self,
        index: usize,
        component: Component,
        width: usize,
        zero: T,
        read: impl Fn(&[u8]) -> T,
    ) -> Result<Vec<T>, SceneError> {
        let accessor = self.accessor(index)?;
        let found = accessor.shape.width();
        if found != width {
            let problem = format!("expected {width} numbers per element, found {found}");
            return Err(SceneError::invalid(named(index), problem));
        }
        let size = component.size() * width;
        let layout = self.layout(index, accessor, size)?;
        let mut elements = match layout {
            Some(Layout { bytes, stride }) => (0..accessor.count).map(|at| read(&bytes[at * stride..])).collect(),
            None => vec![zero; accessor.count],
        };
        self.overlay(index, accessor, size, |at, bytes| elements[at] = read(bytes))?;
        Ok(elements)
    }

    /// `None` for an accessor without a view: all zeros except for its sparse part.
    fn layout(&self, index: usize, accessor: &Accessor, size: usize) -> Result<Option<Layout<'_>>, SceneError> {
        let Some(view) = accessor.buffer_view else { return Ok(None) };
        self.slice(view, accessor.byte_offset, accessor.count, size, &named(index)).map(Some)
    }

    /// `count` elements of `size` bytes from an offset of a buffer view on.
    fn slice(
        &self,
        view: usize,
        start: usize,
        count: usize,
        size: usize,
        what: &str,
    ) -> Result<Layout<'_>, SceneError> {
        let bytes = self.view(view)?;
        let declared = entry(&self.root.buffer_views, view, "bufferViews")?.byte_stride;
        let stride = declared.unwrap_or(size);
        let needed = count.checked_sub(1).and_then(|last| last.checked_mul(stride)?.checked_add(size));
        let needed = if count == 0 { Some(0) } else { needed };
        let end = needed.and_then(|needed| start.checked_add(needed));
        let slice = end.and_then(|end| bytes.get(start..end));
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
        if let Some(Some(bytes)) = self.unpacked.get(index) {
            return Ok(bytes);
        }
        self.slice_of_buffer(view.buffer, view.byte_offset, view.byte_length, &place("bufferViews", index))
    }

    /// `length` bytes of a buffer.
    pub fn slice_of_buffer(&self, buffer: usize, start: usize, length: usize, what: &str) -> Result<&[u8], SceneError> {
        let bytes = entry(&self.buffers, buffer, "buffers")?;
        let slice = start.checked_add(length).and_then(|end| bytes.get(start..end));
        slice.ok_or_else(|| {
            SceneError::invalid(what, format!("reaches beyond the {} bytes of buffers[{buffer}]", bytes.len()))
        })
    }

    /// Passes on the elements that the sparse part of an accessor replaces.
    fn overlay(
        &self,
        index: usize,
        accessor: &Accessor,
        size: usize,
        mut replace: impl FnMut(usize, &[u8]),
    ) -> Result<(), SceneError> {
        let Some(sparse) = &accessor.sparse else { return Ok(()) };
        let what = format!("{}.sparse", named(index));
        let count = sparse.count;
        let component = Component::of(sparse.indices.component_type, &what)?;
        let length = accessor.count;
        if !component.is_unsigned() || count > length {
            return Err(SceneError::invalid(what, format!("expected up to {length} unsigned places, found {count}")));
        }
        let (places, values) = (&sparse.indices, &sparse.values);
        let at = self.slice(places.buffer_view, places.byte_offset, count, component.size(), &what)?;
        let with = self.slice(values.buffer_view, values.byte_offset, count, size, &what)?;
        for i in 0..count {
            let target = whole(component, &at.bytes[i * at.stride..]) as usize;
            if target >= length {
                let problem = format!("replaces element {target} of {length}");
                return Err(SceneError::invalid(what, problem));
            }
            replace(target, &with.bytes[i * with.stride..]);
        }
        Ok(())
    }
}

fn named(index: usize) -> String {
    place("accessors", index)
}

fn number(component: Component, normalized: bool, bytes: &[u8]) -> f32 {
    let (value, scale) = match component {
        Component::F32 => return f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
        Component::I8 => (f32::from(bytes[0] as i8), 127.0),
        Component::I16 => (f32::from(i16::from_le_bytes([bytes[0], bytes[1]])), 32_767.0),
        Component::U8 => (f32::from(bytes[0]), 255.0),
        Component::U16 => (f32::from(u16::from_le_bytes([bytes[0], bytes[1]])), 65_535.0),
        Component::U32 => (whole(component, bytes) as f32, 4_294_967_295.0),
    };
    if normalized { (value / scale).max(-1.0) } else { value }
}

fn whole(component: Component, bytes: &[u8]) -> u32 {
    match component {
        Component::I8 | Component::U8 => u32::from(bytes[0]),
        Component::I16 | Component::U16 => u32::from(u16::from_le_bytes([bytes[0], bytes[1]])),
        Component::U32 | Component::F32 => u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]),
    }
}
