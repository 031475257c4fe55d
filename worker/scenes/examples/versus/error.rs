//! How far a picture is from its reference.

/// Keeps the darkest pixels from counting without bounds.
const FLOOR: f64 = 1e-2;
/// Share of the pixels left out of the trimmed mean: a few paths of great weight decide the plain one.
const TRIMMED: f64 = 0.001;

/// Relative mean squared errors: per pixel `(a - b)^2 / (b^2 + floor)`, mean over the channels.
#[derive(Debug, Clone, Copy)]
pub struct Errors {
    pub all: f64,
    /// Without the worst pixel of a thousand.
    pub trimmed: f64,
}

/// Of a picture of `samples` against a reference of `reference_samples`; the reference's own noise, which falls
/// with its samples, is taken off.
pub fn relative(picture: &[f32], reference: &[f32], samples: u32, reference_samples: u32) -> Errors {
    let pixels = picture.as_chunks::<3>().0.iter().zip(reference.as_chunks::<3>().0);
    let mut errors: Vec<f64> = pixels
        .map(|(found, expected)| {
            let channels = found.iter().zip(expected).map(|(&found, &expected)| {
                let (found, expected) = (f64::from(found), f64::from(expected));
                (found - expected) * (found - expected) / (expected * expected + FLOOR)
            });
            channels.sum::<f64>() / 3.0
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    let kept = errors.len() - (errors.len() as f64 * TRIMMED).ceil() as usize;
    let mean = |errors: &[f64]| errors.iter().sum::<f64>() / errors.len().max(1) as f64;
    let own = 1.0 / (1.0 + f64::from(samples) / f64::from(reference_samples));
    Errors { all: mean(&errors) * own, trimmed: mean(&errors[..kept]) * own }
}

/// Mean of each channel.
pub fn mean(pixels: &[f32]) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for pixel in pixels.as_chunks::<3>().0 {
        for (sum, &value) in sum.iter_mut().zip(pixel) {
            *sum += f64::from(value);
        }
    }
    sum.map(|sum| sum * 3.0 / pixels.len().max(1) as f64)
}

/// Seconds at an error, between and beyond measured (seconds, error) pairs by a straight line through all their
/// logarithms.
pub fn seconds_at(points: &[(f64, f64)], error: f64) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(seconds, error)| (error.ln(), seconds.ln())).collect();
    let count = logs.len() as f64;
    let (mean_x, mean_y) = logs.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (mut across, mut along) = (0.0, 0.0);
    for (x, y) in logs {
        across += (x - mean_x) * (y - mean_y);
        along += (x - mean_x) * (x - mean_x);
    }
    let slope = if along > 0.0 { across / along } else { -1.0 };
    (mean_y + slope * (error.ln() - mean_x)).exp()
}
