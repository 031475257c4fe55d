use rayment_blender::Shot;
use rayment_render::{Cancel, Prepared, Rect, Settings, Tile, VariedTile, tolerance};

#[cfg(feature = "gpu")]
use crate::CardFrame;
use crate::EngineError;

/// One frame of an open scene, ready to be rendered.
pub enum PreparedFrame<'a> {
    BuiltIn(Prepared),
    #[cfg(feature = "gpu")]
    OnCards(CardFrame),
    Blender(Shot<'a>),
}

impl PreparedFrame<'_> {
    pub fn settings(&self) -> &Settings {
        match self {
            Self::BuiltIn(prepared) => prepared.settings(),
            #[cfg(feature = "gpu")]
            Self::OnCards(cards) => cards.prepared().settings(),
            Self::Blender(shot) => shot.settings(),
        }
    }

    /// Renders one rectangle: the same bits as that part of the whole frame.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, EngineError> {
        Ok(match self {
            Self::BuiltIn(prepared) => prepared.tile(rect, cancel)?,
            #[cfg(feature = "gpu")]
            Self::OnCards(cards) => cards.tile(rect, cancel)?,
            Self::Blender(shot) => shot.tile(rect, cancel)?,
        })
    }

    /// The same with the variance of every value, which a comparison across device classes needs;
    /// `None` from an engine that doesn't tell it, and of so few samples that it would tell nothing.
    pub fn tile_with_variance(&self, rect: Rect, cancel: &Cancel) -> Result<Option<VariedTile>, EngineError> {
        if self.settings().samples < tolerance::LEAST_SAMPLES {
            return Ok(None);
        }
        match self {
            Self::BuiltIn(prepared) => Ok(Some(prepared.tile_with_variance(rect, cancel)?)),
            #[cfg(feature = "gpu")]
            Self::OnCards(cards) => Ok(Some(cards.prepared().tile_with_variance(rect, cancel)?)),
            Self::Blender(_) => Ok(None),
        }
    }

    /// Renders many tiles; `on_tile` gets each with its place in `rects`, in any order, perhaps from
    /// several threads.
    pub fn tiles(
        &self,
        rects: &[Rect],
        cancel: &Cancel,
        on_tile: impl Fn(usize, Tile) + Sync,
    ) -> Result<(), EngineError> {
        match self {
            Self::BuiltIn(prepared) => prepared.tiles(rects, cancel, on_tile)?,
            #[cfg(feature = "gpu")]
            Self::OnCards(cards) => cards.tiles(rects, cancel, on_tile)?,
            Self::Blender(shot) => shot.tiles(rects, cancel, on_tile)?,
        }
        Ok(())
    }

    /// The whole frame as one tile.
    pub fn whole(&self, cancel: &Cancel) -> Result<Tile, EngineError> {
        let Settings { width, height, .. } = *self.settings();
        self.tile(Rect::new(0, 0, width, height), cancel)
    }
}
