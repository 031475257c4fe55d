use super::Rgb8;

/// A contact sheet: pictures in rows of this many columns, with a gap between and around them. Every cell is as
/// large as the largest picture, and smaller ones are centered. Empty for no pictures.
pub fn contact_sheet(pictures: &[&Rgb8], columns: usize, gap: u32, background: [u8; 3]) -> Rgb8 {
    let columns = columns.clamp(1, pictures.len().max(1));
    let rows = pictures.len().div_ceil(columns);
    let cell = |side: fn(&Rgb8) -> u32| pictures.iter().map(|picture| side(picture)).max().unwrap_or(0);
    let (cell_width, cell_height) = (cell(|picture| picture.width), cell(|picture| picture.height));
    let length = |cells: usize, cell: u32| {
        let cells = u32::try_from(cells).unwrap_or(u32::MAX);
        if cells == 0 { 0 } else { cells.saturating_mul(cell.saturating_add(gap)).saturating_add(gap) }
    };
    let (width, height) = (length(columns.min(pictures.len()), cell_width), length(rows, cell_height));
    let mut sheet = Rgb8 { width, height, pixels: background.repeat(width as usize * height as usize) };
    for (index, picture) in pictures.iter().enumerate() {
        let (column, row) = ((index % columns) as u32, (index / columns) as u32);
        let left = gap + column * (cell_width + gap) + (cell_width - picture.width) / 2;
        let top = gap + row * (cell_height + gap) + (cell_height - picture.height) / 2;
        let stride = picture.width as usize * 3;
        for (y, line) in picture.pixels.chunks_exact(stride.max(1)).enumerate() {
            let to = ((top as usize + y) * width as usize + left as usize) * 3;
            sheet.pixels[to..to + stride].copy_from_slice(line);
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(width: u32, height: u32, byte: u8) -> Rgb8 {
        Rgb8 { width, height, pixels: vec![byte; width as usize * height as usize * 3] }
    }

    #[test]
    fn pictures_stand_in_the_middle_of_equal_cells() {
        let (large, small) = (plain(4, 4, 200), plain(2, 2, 100));
        let sheet = contact_sheet(&[&large, &small, &large], 2, 1, [9; 3]);
        assert_eq!((sheet.width, sheet.height), (11, 11));
        let at = |x: usize, y: usize| sheet.pixels[(y * 11 + x) * 3];
        assert_eq!((at(0, 0), at(1, 1), at(4, 4), at(5, 5)), (9, 200, 200, 9));
        assert_eq!((at(6, 1), at(7, 2), at(8, 3), at(9, 4)), (9, 100, 100, 9));
        assert_eq!((at(1, 6), at(6, 6)), (200, 9));
    }

    #[test]
    fn none_make_an_empty_sheet() {
        assert_eq!(contact_sheet(&[], 3, 5, [0; 3]), plain(0, 0, 0));
        assert_eq!(contact_sheet(&[&plain(1, 1, 7)], 0, 0, [0; 3]), plain(1, 1, 7));
    }
}
