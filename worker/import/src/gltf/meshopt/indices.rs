//! Modes 1 and 2: triangle indices by recently used edges and vertices, and any other indices by their
//! differences.

/// The last 16 that were pushed, the newest first.
struct Fifo<T> {
    entries: [Option<T>; 16],
    newest: usize,
}

impl<T: Copy> Fifo<T> {
    fn new() -> Self {
        Self { entries: [None; 16], newest: 0 }
    }

    fn push(&mut self, entry: T) {
        self.newest = (self.newest + 1) % 16;
        self.entries[self.newest] = Some(entry);
    }

    fn at(&self, age: usize) -> Option<T> {
        self.entries[(self.newest + 16 - age) % 16]
    }
}

struct Stream<'a> {
    bytes: &'a [u8],
}

impl Stream<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }

    /// One to five bytes of seven bits each, the lowest first.
    fn number(&mut self) -> Option<u32> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }
}

fn unzigzag(value: u32) -> u32 {
    if value & 1 != 0 { !(value >> 1) } else { value >> 1 }
}

fn write(bytes: &mut Vec<u8>, index: u32, stride: usize) {
    bytes.extend_from_slice(&index.to_le_bytes()[..stride]);
}

/// Triangles, three indices each. `None` if the stream is truncated.
pub fn triangles(packed: &[u8], count: usize, stride: usize) -> Option<Vec<u8>> {
    let (&0xe1, rest) = packed.split_first()? else { return None };
    let (codes, rest) = rest.split_at_checked(count / 3)?;
    let (data, table) = rest.split_at_checked(rest.len().checked_sub(16)?)?;
    let mut decoder = Decoder {
        data: Stream { bytes: data },
        table: table.first_chunk()?,
        next: 0,
        last: 0,
        edges: Fifo::new(),
        vertices: Fifo::new(),
    };
    let mut bytes = Vec::with_capacity(count * stride);
    for &code in codes {
        for index in decoder.triangle(code)? {
            write(&mut bytes, index, stride);
        }
    }
    decoder.data.bytes.is_empty().then_some(bytes)
}

struct Decoder<'a> {
    data: Stream<'a>,
    table: &'a [u8; 16],
    next: u32,
    last: u32,
    edges: Fifo<[u32; 2]>,
    vertices: Fifo<u32>,
}

impl Decoder<'_> {
    fn triangle(&mut self, code: u8) -> Option<[u32; 3]> {
        let (high, low) = (usize::from(code >> 4), usize::from(code & 15));
        match high {
            15 => self.apart(low),
            _ => self.along(high, low),
        }
    }

    /// Across a recently used edge.
    fn along(&mut self, edge: usize, third: usize) -> Option<[u32; 3]> {
        let [a, b] = self.edges.at(edge)?;
        let c = match third {
            0 => self.fresh(),
            1..=12 => self.vertices.at(third)?,
            13 => self.beside(u32::MAX),
            14 => self.beside(1),
            _ => self.explicit()?,
        };
        self.edges.push([c, b]);
        self.edges.push([a, c]);
        if !(1..=12).contains(&third) {
            self.vertices.push(c);
        }
        Some([a, b, c])
    }

    /// Without a shared edge.
    fn apart(&mut self, low: usize) -> Option<[u32; 3]> {
        let kinds = if low < 14 { self.table[low] } else { self.data.byte()? };
        let (second, third) = (kinds >> 4, kinds & 15);
        if low < 14 && (second == 15 || third == 15) {
            return None;
        }
        if low >= 14 && kinds == 0 {
            self.next = 0;
        }
        let a = if low == 15 { self.explicit()? } else { self.fresh() };
        let b = self.corner(second)?;
        let c = self.corner(third)?;
        self.edges.push([b, a]);
        self.edges.push([c, b]);
        self.edges.push([a, c]);
        self.vertices.push(a);
        for (kind, vertex) in [(second, b), (third, c)] {
            if kind == 0 || kind == 15 {
                self.vertices.push(vertex);
            }
        }
        Some([a, b, c])
    }

    fn corner(&mut self, kind: u8) -> Option<u32> {
        match kind {
            0 => Some(self.fresh()),
            15 => self.explicit(),
            age => self.vertices.at(usize::from(age) - 1),
        }
    }

    /// The next vertex that no triangle has used.
    fn fresh(&mut self) -> u32 {
        let vertex = self.next;
        self.next = vertex.wrapping_add(1);
        vertex
    }

    fn beside(&mut self, step: u32) -> u32 {
        self.last = self.last.wrapping_add(step);
        self.last
    }

    fn explicit(&mut self) -> Option<u32> {
        let delta = unzigzag(self.data.number()?);
        Some(self.beside(delta))
    }
}

/// Indices of any kind. `None` if the stream is truncated.
pub fn sequence(packed: &[u8], count: usize, stride: usize) -> Option<Vec<u8>> {
    let (&0xd1, rest) = packed.split_first()? else { return None };
    let data = rest.get(..rest.len().checked_sub(4)?)?;
    // Each index takes a byte or more.
    if data.len() < count {
        return None;
    }
    let mut stream = Stream { bytes: data };
    let mut last = [0u32; 2];
    let mut bytes = Vec::with_capacity(count * stride);
    for _ in 0..count {
        let value = stream.number()?;
        let baseline = &mut last[(value & 1) as usize];
        *baseline = baseline.wrapping_add(unzigzag(value >> 1));
        write(&mut bytes, *baseline, stride);
    }
    stream.bytes.is_empty().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: Vec<u8>) -> Vec<u32> {
        bytes.as_chunks::<2>().0.iter().map(|pair| u32::from(u16::from_le_bytes(*pair))).collect()
    }

    #[test]
    fn triangles_follow_their_edges() {
        // Three fresh vertices; across the newest edge to a fresh one; across the same edge again
        // with the vertex before the newest; an explicit triangle.
        let codes = [0xf0, 0x00, 0x02, 0xff];
        let data = [0xff, 14, 2, 2];
        let mut packed = vec![0xe1];
        packed.extend(codes);
        packed.extend(data);
        packed.extend([0; 16]);
        let decoded = triangles(&packed, 12, 2).expect("it is whole");
        assert_eq!(numbers(decoded), [0, 1, 2, 0, 2, 3, 0, 3, 1, 7, 8, 9]);
        for cut in 0..packed.len() {
            assert!(triangles(&packed[..cut], 12, 2).is_none(), "cut at {cut}");
        }
        // An edge that was never pushed.
        packed[1] = 0x00;
        assert!(triangles(&packed, 12, 2).is_none());
    }

    #[test]
    fn sequences_follow_two_baselines() {
        // +1, +1 on the first, +100 on the second, -1 on the first.
        let packed = [0xd1, 4, 4, 0x91, 0x03, 2, 0, 0, 0, 0];
        let decoded = sequence(&packed, 4, 4).expect("it is whole");
        assert_eq!(decoded, [1u32, 2, 100, 1].map(u32::to_le_bytes).concat());
        assert!(sequence(&packed, 5, 4).is_none());
        assert!(sequence(&packed[..9], 4, 4).is_none());
        assert!(sequence(&[0xd1, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], 1, 4).is_none());
    }
}
