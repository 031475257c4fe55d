//! One delivered tile against our own render of it.

use rayment_render::{Cancel, Rect, Tile, tolerance};
use rayment_spec::{Devices, Spec};

use crate::{ENGINE, EngineError, PreparedFrame};

/// What counts as the same picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every bit: within one class of devices.
    Bits,
    /// Every pixel within the protocol's tolerance: across classes. That bits differ can be shown to
    /// anyone; that the pictures differ is only the checker's word.
    Tolerance,
}

/// How a delivered tile compares with our own.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    SameBits,
    WithinTolerance,
    /// Another picture: this is ours.
    Differs(Tile),
    /// The bits differ, and nothing tells how sure a pixel is: the frame has too few samples, or its
    /// engine doesn't report their variance.
    Inconclusive,
}

impl Rule {
    /// The rule for deliveries of a spec, rendered on our own class of devices or perhaps on another.
    pub fn of(spec: &Spec, is_same_class: bool) -> Self {
        match (spec.devices, is_same_class) {
            (Devices::Cpu, _) | (Devices::Any, true) => Self::Bits,
            (Devices::Any, false) => Self::Tolerance,
        }
    }

    /// Whether a tile whose bits differ from ours is thereby proven wrong. That takes a spec that allows a single
    /// class of devices, since which one rendered is the provider's word, and an engine of which one build is one
    /// kernel. Cycles chooses among its kernels by the processor's instruction set: on an older processor an honest
    /// delivery of the same build has other bits.
    pub fn is_proof(spec: &Spec) -> bool {
        spec.devices == Devices::Cpu && spec.engine.name == ENGINE
    }
}

impl PreparedFrame<'_> {
    /// Renders a tile and compares it with `delivered`: its pixels row by row, as little-endian f32 RGB.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn compare(
        &self,
        rect: Rect,
        delivered: &[u8],
        rule: Rule,
        cancel: &Cancel,
    ) -> Result<Comparison, EngineError> {
        if rule == Rule::Bits {
            let ours = self.tile(rect, cancel)?;
            let is_same = ours.to_bytes() == delivered;
            return Ok(if is_same { Comparison::SameBits } else { Comparison::Differs(ours) });
        }
        let Some(ours) = self.tile_with_variance(rect, cancel)? else {
            let is_same = self.tile(rect, cancel)?.to_bytes() == delivered;
            return Ok(if is_same { Comparison::SameBits } else { Comparison::Inconclusive });
        };
        Ok(if ours.tile.to_bytes() == delivered {
            Comparison::SameBits
        } else if tolerance::agree(&ours, delivered) {
            Comparison::WithinTolerance
        } else {
            Comparison::Differs(ours.tile)
        })
    }
}
