use crate::seeds::Seed;

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

const NUMBERS: [&str; 18] = [
    "0",
    "-1",
    "1",
    "-0",
    "1e38",
    "-1e38",
    "1e39",
    "1e-45",
    "nan",
    "inf",
    "2147483647",
    "-2147483648",
    "4294967295",
    "18446744073709551616",
    "65536",
    "0.5",
    "999999999",
    "1e",
];
const WORDS: [&str; 12] =
    ["", "#", "../x", "/etc/passwd", "C:\\x.png", "a.obj", "a.gltf", "\0", "\u{feff}", "<", "{", "\"\\"];
const INTEGERS: [u32; 14] =
    [0, 1, 2, 3, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff, 0x7fc0_0000];

/// A changed copy of a seed.
pub fn changed(pool: &[Seed], random: &mut Random) -> Seed {
    let mut seed = pool[random.below(pool.len())].clone();
    for _ in 0..1 + random.below(4) {
        let main = random.below(4) != 0;
        let at = random.below(seed.files.len());
        let path = if main { seed.main.to_owned() } else { seed.files.keys().nth(at).cloned().unwrap_or_default() };
        let other = &pool[random.below(pool.len())];
        let donor = other.files.get(&path).or(other.files.get(other.main)).cloned().unwrap_or_default();
        match random.below(40) {
            0 => {
                seed.files.remove(&path);
            }
            1 => {
                let bytes = donor;
                seed.files.insert(path, bytes);
            }
            _ => {
                if let Some(bytes) = seed.files.get_mut(&path) {
                    change(bytes, &donor, random);
                    bytes.truncate(1 << 20);
                }
            }
        }
    }
    seed
}

fn change(bytes: &mut Vec<u8>, donor: &[u8], random: &mut Random) {
    if bytes.is_empty() {
        return bytes.extend(donor);
    }
    let is_text = !bytes.iter().take(4096).any(|&byte| byte == 0);
    if is_text && random.below(8) != 0 { text(bytes, donor, random) } else { binary(bytes, donor, random) }
}

fn binary(bytes: &mut Vec<u8>, donor: &[u8], random: &mut Random) {
    let at = random.below(bytes.len());
    match random.below(8) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << random.below(8),
        2 => bytes[at] = random.next() as u8,
        3 => {
            let end = (at + 1 + random.below(64)).min(bytes.len());
            bytes.drain(at..end);
        }
        4 => {
            let piece = slice(donor, random, 256).to_vec();
            bytes.splice(at..at, piece);
        }
        5 => {
            let float = [f32::NAN, f32::INFINITY, f32::MAX, -0.0, 1e30][random.below(5)].to_le_bytes();
            put(bytes, at & !3, &float);
        }
        6 => put(bytes, at & !1, &INTEGERS[random.below(INTEGERS.len())].to_le_bytes()[..2]),
        _ => put(
            bytes,
            if random.below(2) == 0 { at & !3 } else { at },
            &INTEGERS[random.below(INTEGERS.len())].to_le_bytes(),
        ),
    }
}

fn put(bytes: &mut [u8], at: usize, piece: &[u8]) {
    for (to, from) in bytes.iter_mut().skip(at).zip(piece) {
        *to = *from;
    }
}

fn slice<'a>(bytes: &'a [u8], random: &mut Random, most: usize) -> &'a [u8] {
    let start = random.below(bytes.len());
    let end = (start + random.below(most)).min(bytes.len());
    &bytes[start..end]
}

/// Changes words, numbers, lines and tags.
fn text(bytes: &mut Vec<u8>, donor: &[u8], random: &mut Random) {
    let (start, end) = piece(bytes, random, |byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'e'));
    let (from, to) = piece(bytes, random, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    match random.below(10) {
        0..=3 => {
            bytes.splice(start..end, NUMBERS[random.below(NUMBERS.len())].bytes());
        }
        4 => {
            bytes.splice(from..to, WORDS[random.below(WORDS.len())].bytes());
        }
        5 => {
            // A word from elsewhere: references to what exists, and cycles.
            let (a, b) = piece(donor, random, |byte| byte.is_ascii_alphanumeric());
            bytes.splice(from..to, donor[a..b].iter().copied());
        }
        6 => {
            let (a, b) = piece(bytes, random, |byte| !matches!(byte, b'\n' | b'>' | b'}'));
            let copy = bytes[a..b].to_vec();
            bytes.splice(a..a, copy);
        }
        7 => {
            let (a, b) = piece(bytes, random, |byte| !matches!(byte, b'\n' | b'>' | b'}'));
            bytes.drain(a..b);
        }
        8 => {
            let (a, b) = piece(donor, random, |byte| !matches!(byte, b'\n' | b'>' | b'}'));
            let copy = donor[a..b].to_vec();
            bytes.splice(start..start, copy);
        }
        _ => {
            let at = random.below(bytes.len());
            let many = 1 + random.below(2000);
            let copy = slice(bytes, random, 40).repeat(many);
            bytes.splice(at..at, copy);
        }
    }
}

/// The run of bytes of a kind around a place, or after it.
fn piece(bytes: &[u8], random: &mut Random, is_part: impl Fn(&u8) -> bool) -> (usize, usize) {
    let at = random.below(bytes.len());
    let Some(first) = bytes[at.min(bytes.len())..].iter().position(&is_part).map(|skip| at + skip) else {
        return (at, at);
    };
    let start = bytes[..first].iter().rposition(|byte| !is_part(byte)).map_or(0, |before| before + 1);
    let end = bytes[first..].iter().position(|byte| !is_part(byte)).map_or(bytes.len(), |length| first + length);
    (start, end)
}
