//! Pictures as people get them: files and videos.

mod files;
mod video;

/// The tiles of a frame, row by row: x, y, width and height.
fn grid(width: u32, height: u32, size: u32) -> impl Iterator<Item = [u32; 4]> {
    let rows = (0..height).step_by(size as usize);
    rows.flat_map(move |y| {
        (0..width).step_by(size as usize).map(move |x| [x, y, size.min(width - x), size.min(height - y)])
    })
}
