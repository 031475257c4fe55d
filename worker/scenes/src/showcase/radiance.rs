//! Pictures of all the light around a scene, as the bytes of a Radiance `.hdr` file.

use glam::DVec3;

use super::shape::{TAU, cos, sin};

/// An equirectangular picture: its middle column looks along -z, its top row straight up. `light` gives
/// the radiance that comes from a unit direction.
pub fn hdr(width: usize, light: impl Fn(DVec3) -> [f64; 3]) -> Vec<u8> {
    let height = width / 2;
    let mut file = format!("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {height} +X {width}\n").into_bytes();
    for row in 0..height {
        let polar = (row as f64 + 0.5) / height as f64 * TAU * 0.5;
        let line: Vec<[u8; 4]> = (0..width)
            .map(|column| {
                let turn = ((column as f64 + 0.5) / width as f64 - 0.5) * TAU;
                shared_exponent(light(DVec3::new(sin(turn) * sin(polar), cos(polar), -cos(turn) * sin(polar))))
            })
            .collect();
        file.extend([2, 2, (width >> 8) as u8, width as u8]);
        for channel in 0..4 {
            pack(&line.iter().map(|pixel| pixel[channel]).collect::<Vec<u8>>(), &mut file);
        }
    }
    file
}

/// Ward's encoding: three mantissas and one exponent.
fn shared_exponent(light: [f64; 3]) -> [u8; 4] {
    let most = light.into_iter().fold(0.0, f64::max);
    if most < 1e-30 {
        return [0; 4];
    }
    let mut exponent = 0;
    let mut scale = 1.0;
    while most * scale >= 1.0 {
        scale *= 0.5;
        exponent += 1;
    }
    while most * scale < 0.5 {
        scale *= 2.0;
        exponent -= 1;
    }
    let [r, g, b] = light.map(|value| (value * scale * 256.0).clamp(0.0, 255.0) as u8);
    [r, g, b, (exponent + 128) as u8]
}

/// Run lengths: above 128 a repeated byte, else so many as they are.
fn pack(line: &[u8], file: &mut Vec<u8>) {
    let run = |from: usize| line[from..].iter().take(127).take_while(|&&byte| byte == line[from]).count();
    let mut at = 0;
    while at < line.len() {
        let length = run(at);
        if length >= 4 {
            file.extend([128 + length as u8, line[at]]);
            at += length;
            continue;
        }
        let mut end = at + 1;
        while end < line.len() && end - at < 128 && run(end) < 4 {
            end += 1;
        }
        file.push((end - at) as u8);
        file.extend(&line[at..end]);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_reads_the_light_that_was_painted() {
        let bytes = hdr(64, |d| [1.0 + d.x, 4.0 + 3.0 * d.y, if d.z > 0.0 { 700.0 } else { 0.01 }]);
        let image = image::load_from_memory_with_format(&bytes, image::ImageFormat::Hdr);
        let image = image.expect("it is an hdr file").into_rgb32f();
        assert_eq!(image.dimensions(), (64, 32));
        for (x, y, pixel) in image.enumerate_pixels() {
            let (polar, turn) = ((f64::from(y) + 0.5) / 32.0 * TAU * 0.5, ((f64::from(x) + 0.5) / 64.0 - 0.5) * TAU);
            let blue = if cos(turn) < 0.0 { 700.0 } else { 0.01 };
            let light = [1.0 + sin(turn) * sin(polar), 4.0 + 3.0 * cos(polar), blue];
            let most = light.into_iter().fold(0.0, f64::max);
            for (found, expected) in pixel.0.into_iter().zip(light) {
                assert!((f64::from(found) - expected).abs() <= most / 120.0, "{pixel:?} for {light:?}");
            }
        }
    }
}
