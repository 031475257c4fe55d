//! Mode 0: elements as differences from the one before, byte by byte, in groups of 16.

const VERSION_0: u8 = 0xa0;
const VERSION_1: u8 = 0xa1;
const GROUP: usize = 16;

/// How many bits the differences of a group take, by the two bits of its header: 0 for none at all,
/// 8 for bytes as they are.
const VERSION_0_BITS: [usize; 4] = [0, 2, 4, 8];
const CONTROL_BITS: [[usize; 4]; 2] = [[0, 1, 2, 4], [1, 2, 4, 8]];

/// `None` if the stream is truncated.
pub fn decode(packed: &[u8], count: usize, stride: usize) -> Option<Vec<u8>> {
    let (&version, rest) = packed.split_first()?;
    let (modes, shortest_tail) = match version {
        VERSION_0 => (0, 32),
        VERSION_1 => (stride / 4, 24),
        _ => return None,
    };
    let (blocks, tail) = rest.split_at_checked(rest.len().checked_sub((stride + modes).max(shortest_tail))?)?;
    let (baseline, modes) = tail[tail.len() - stride - modes..].split_at(stride);
    let mut stream = Stream { bytes: blocks, version };
    let mut last = baseline.to_vec();
    let mut elements = vec![0; count * stride];
    let per_block = ((8192 / stride) & !(GROUP - 1)).min(256);
    for block in elements.chunks_mut(per_block * stride) {
        stream.block(block, stride, modes, &mut last)?;
    }
    stream.bytes.is_empty().then_some(elements)
}

struct Stream<'a> {
    bytes: &'a [u8],
    version: u8,
}

impl<'a> Stream<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn block(&mut self, block: &mut [u8], stride: usize, modes: &[u8], last: &mut [u8]) -> Option<()> {
        let count = block.len() / stride;
        let groups = count.div_ceil(GROUP);
        let control = if self.version == VERSION_1 { self.take(stride / 4)? } else { &[] };
        // The differences of the four bytes of a channel, one after the other.
        let mut deltas = [const { [0u8; 256] }; 4];
        for channel in 0..stride / 4 {
            for (byte, deltas) in deltas.iter_mut().enumerate() {
                let control = control.get(channel).map(|control| control >> (2 * byte) & 3);
                self.data(&mut deltas[..groups * GROUP], control)?;
            }
            let mode = modes.get(channel).copied().unwrap_or(0);
            let at = channel * 4;
            let last = last.get_mut(at..at + 4)?;
            for element in 0..count {
                let delta = [0, 1, 2, 3].map(|byte: usize| deltas[byte][element]);
                let value = restored([last[0], last[1], last[2], last[3]], delta, mode)?;
                last.copy_from_slice(&value);
                block[element * stride + at..][..4].copy_from_slice(&value);
            }
        }
        Some(())
    }

    /// The differences of one byte of all the elements of a block.
    fn data(&mut self, deltas: &mut [u8], control: Option<u8>) -> Option<()> {
        let bits = match control {
            None => VERSION_0_BITS,
            Some(2) => {
                deltas.fill(0);
                return Some(());
            }
            Some(3) => return self.literal(deltas),
            Some(control) => CONTROL_BITS[usize::from(control & 1)],
        };
        let groups = deltas.len() / GROUP;
        let header = self.take(groups.div_ceil(4))?;
        for (number, group) in deltas.as_chunks_mut::<GROUP>().0.iter_mut().enumerate() {
            let kind = header[number / 4] >> (2 * (number % 4)) & 3;
            self.group(group, bits[usize::from(kind)])?;
        }
        Some(())
    }

    /// Uncompressed bytes; the padding of the last group is written too.
    fn literal(&mut self, deltas: &mut [u8]) -> Option<()> {
        deltas.copy_from_slice(self.take(deltas.len())?);
        Some(())
    }

    fn group(&mut self, group: &mut [u8; GROUP], bits: usize) -> Option<()> {
        match bits {
            0 => group.fill(0),
            8 => group.copy_from_slice(self.take(GROUP)?),
            _ => {
                let packed = self.take(2 * bits)?;
                let sentinel = (1u8 << bits) - 1;
                let per_byte = 8 / bits;
                for (at, delta) in group.iter_mut().enumerate() {
                    let place = at % per_byte;
                    // Single bits begin at the low end, wider ones at the high end.
                    let place = if bits == 1 { place } else { per_byte - 1 - place };
                    let value = packed[at / per_byte] >> (place * bits) & sentinel;
                    *delta = if value == sentinel { self.take(1)?[0] } else { value };
                }
            }
        }
        Some(())
    }
}

/// The four bytes of a channel from those before and their differences.
fn restored(last: [u8; 4], delta: [u8; 4], mode: u8) -> Option<[u8; 4]> {
    let rotation = u32::from(mode >> 4);
    match mode & 15 {
        0 if rotation == 0 => {
            let unzigzag = |v: u8| if v & 1 != 0 { !(v >> 1) } else { v >> 1 };
            Some([0, 1, 2, 3].map(|i: usize| last[i].wrapping_add(unzigzag(delta[i]))))
        }
        1 if rotation == 0 => {
            let unzigzag = |v: u16| if v & 1 != 0 { !(v >> 1) } else { v >> 1 };
            let half = |i: usize| {
                let delta = unzigzag(u16::from_le_bytes([delta[i], delta[i + 1]]));
                u16::from_le_bytes([last[i], last[i + 1]]).wrapping_add(delta).to_le_bytes()
            };
            let ([a, b], [c, d]) = (half(0), half(2));
            Some([a, b, c, d])
        }
        2 => Some((u32::from_le_bytes(last) ^ u32::from_le_bytes(delta).rotate_left(rotation)).to_le_bytes()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacks_the_example_of_the_specification() {
        let bytes = [0x17, 0x5f, 0xf0, 0xbc, 0x77, 0xa9, 0x21, 0x00, 0x34, 0xb5];
        let mut stream = Stream { bytes: &bytes, version: VERSION_0 };
        let mut group = [0; GROUP];
        stream.group(&mut group, 4).expect("it is whole");
        let deltas = group.map(|v| if v & 1 != 0 { !(v >> 1) as i8 } else { (v >> 1) as i8 });
        assert_eq!(deltas, [-1, -4, -3, 26, -91, 0, -6, 6, -4, -4, 5, -5, 1, -1, 0, 0]);
        assert!(stream.bytes.is_empty());
    }

    /// Elements written in the plainest way the format has: all differences as bytes.
    fn packed(elements: &[[u8; 4]], version: u8, mode: u8) -> Vec<u8> {
        let mut bytes = vec![version];
        let (mut last, groups) = (elements[0], elements.len().div_ceil(GROUP));
        if version == VERSION_1 {
            bytes.push(0b11_11_11_11);
        }
        let zigzag8 = |v: u8| if v & 0x80 != 0 { !(v << 1) } else { v << 1 };
        let zigzag16 = |v: u16| if v & 0x8000 != 0 { !(v << 1) } else { v << 1 };
        let mut deltas = Vec::new();
        for element in elements {
            let half = |i: usize| {
                let word = |bytes: &[u8; 4]| u16::from_le_bytes([bytes[i], bytes[i + 1]]);
                zigzag16(word(element).wrapping_sub(word(&last))).to_le_bytes()
            };
            deltas.push(match mode & 15 {
                0 => [0, 1, 2, 3].map(|i: usize| zigzag8(element[i].wrapping_sub(last[i]))),
                1 => [half(0)[0], half(0)[1], half(2)[0], half(2)[1]],
                _ => {
                    let change = u32::from_le_bytes(*element) ^ u32::from_le_bytes(last);
                    change.rotate_right(u32::from(mode >> 4)).to_le_bytes()
                }
            });
            last = *element;
        }
        deltas.resize(groups * GROUP, [0; 4]);
        for byte in 0..4 {
            if version == VERSION_0 {
                bytes.extend(vec![0xff; groups.div_ceil(4)]);
            }
            bytes.extend(deltas.iter().map(|delta| delta[byte]));
        }
        let tail = if version == VERSION_0 { 28 } else { 19 };
        bytes.extend(vec![0; tail]);
        bytes.extend(elements[0]);
        if version == VERSION_1 {
            bytes.push(mode);
        }
        bytes
    }

    #[test]
    fn every_mode_restores_what_was_packed() {
        let elements: Vec<[u8; 4]> = (0..70u32).map(|i| (i * 0x0123_4567).to_le_bytes()).collect();
        for (version, mode) in [(VERSION_0, 0), (VERSION_1, 0), (VERSION_1, 1), (VERSION_1, 2), (VERSION_1, 0x72)] {
            let bytes = packed(&elements, version, mode);
            let decoded = decode(&bytes, elements.len(), 4).expect("it is whole");
            assert_eq!(decoded, elements.concat(), "version {version:x}, mode {mode:x}");
            for cut in 0..bytes.len() {
                assert!(decode(&bytes[..cut], elements.len(), 4).is_none(), "cut at {cut}");
            }
        }
    }

    #[test]
    fn narrow_groups_unpack_with_and_without_sentinels() {
        // One bit each: 16 ones are 16 sentinels, followed by their bytes.
        let mut bytes = vec![0xff, 0xff];
        bytes.extend(1..=16);
        let mut stream = Stream { bytes: &bytes, version: VERSION_1 };
        let mut group = [0; GROUP];
        stream.group(&mut group, 1).expect("it is whole");
        assert_eq!(group, std::array::from_fn(|i| i as u8 + 1));
        let mut stream = Stream { bytes: &[0b00_01_10_00, 0, 0, 0b11_00_00_01, 9], version: VERSION_1 };
        stream.group(&mut group, 2).expect("it is whole");
        assert_eq!(group, [0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 1]);
    }

    #[test]
    fn refuses_unknown_versions_and_modes() {
        let elements = [[1, 2, 3, 4]; 3];
        assert!(decode(&packed(&elements, VERSION_1, 3), 3, 4).is_none());
        assert!(decode(&packed(&elements, VERSION_1, 0x10), 3, 4).is_none());
        let mut other = packed(&elements, VERSION_0, 0);
        other[0] = 0xa2;
        assert!(decode(&other, 3, 4).is_none());
    }
}
