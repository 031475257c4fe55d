//! The hashes of the proof: SHA-256 cut to 16 bytes. Every message but those of seeds is short enough for one
//! block, so its padding is written once and only the message changes.

use std::slice;

use sha2::block_api::compress256;

/// A label, or a node of a tree.
pub type Node = [u8; 16];
pub(crate) type Block = [u8; 64];

/// The first hash value of SHA-256 (FIPS 180-4, section 5.3.3).
pub(crate) const INITIAL: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// Layers above the first.
pub(crate) const LAYERS: u8 = 6;

/// Runs the compression function once, with the processor's own instructions where it has them.
pub(crate) fn compress(block: &Block) -> Node {
    let mut state = INITIAL;
    compress256(&mut state, slice::from_ref(block));
    let mut node = [0; 16];
    for (bytes, word) in node.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    node
}

/// A block whose message of that many bytes is yet to be written.
const fn padded(length: u8) -> Block {
    let mut block = [0; 64];
    block[length as usize] = 0x80;
    let bits = (length as u16 * 8).to_be_bytes();
    block[62] = bits[0];
    block[63] = bits[1];
    block
}

/// The block of a first layer's label: the seed, then the place.
pub(crate) fn first_block(seed: &[u8; 32]) -> Block {
    let mut block = padded(40);
    block[..32].copy_from_slice(seed);
    block
}

pub(crate) fn write_first(block: &mut Block, place: u64) {
    block[32..40].copy_from_slice(&place.to_le_bytes());
}

/// The block of a label of a later layer: three labels, then the number of the layer.
pub(crate) fn later_block(layer: u8) -> Block {
    let mut block = padded(49);
    block[48] = layer;
    block
}

pub(crate) fn write_later(block: &mut Block, [own, first, second]: [&Node; 3]) {
    block[..16].copy_from_slice(own);
    block[16..32].copy_from_slice(first);
    block[32..48].copy_from_slice(second);
}

/// The leaf over a label.
pub(crate) fn leaf(label: &Node) -> Node {
    let mut block = padded(17);
    block[1..17].copy_from_slice(label);
    compress(&block)
}

/// The node over two others.
pub(crate) fn node(left: &Node, right: &Node) -> Node {
    let mut block = padded(33);
    block[0] = 1;
    block[1..17].copy_from_slice(left);
    block[17..33].copy_from_slice(right);
    compress(&block)
}
