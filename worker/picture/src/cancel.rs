use std::sync::atomic::{AtomicBool, Ordering};

use super::PictureError;

/// Stops whoever asks once the flag is set.
pub fn check(cancel: &AtomicBool) -> Result<(), PictureError> {
    if cancel.load(Ordering::Relaxed) { Err(PictureError::Cancelled) } else { Ok(()) }
}
