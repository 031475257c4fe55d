//! A piecewise constant distribution of directions on the sphere: rows by height, columns around the y axis.
//! The cells of a row are equally wide; the edges of rows are stored as heights (y), so that finding the row
//! of a direction takes no inverse trigonometric function.
//!
//! Source: PBRT 12.5.2 (`PiecewiseConstant2D`).

use crate::exact;
use crate::math::{PI, V3, atan2_turns, floor, sin_cos_turns, v3};

#[derive(Debug)]
pub struct EnvironmentDistribution {
    pub columns: u32,
    /// Where column 0 begins, in turns to the right of +z seen from above.
    pub rotation: f32,
    /// Heights of the rows' edges, from 1 down to -1.
    pub row_edges: Vec<f32>,
    /// Cumulative probabilities of the rows, from 0 to exactly 1.
    pub marginal_cdf: Vec<f32>,
    /// Cumulative probabilities of the columns within each row, row by row.
    pub conditional_cdf: Vec<f32>,
}

/// Azimuth in turns, from -z towards +x.
#[inline]
pub fn azimuth(direction: V3) -> f32 {
    atan2_turns(direction.x, -direction.z)
}

/// Edges of rows of equal angles, from straight up to straight down.
pub fn row_edges(rows: u32) -> Vec<f32> {
    let edge = |row: u32| exact::sin_cos(f64::from(row) * std::f64::consts::PI / f64::from(rows)).1 as f32;
    let mut row_edges: Vec<f32> = (0..=rows).map(edge).collect();
    // Exactly straight down, so that no direction is below.
    row_edges[rows as usize] = -1.0;
    row_edges
}

impl EnvironmentDistribution {
    /// `luminances` are the means of the cells, row by row. `None` if all are zero, or so even that
    /// scattered rays find the light as well.
    pub fn new(columns: u32, rows: u32, rotation: f32, luminances: &[f32]) -> Option<Self> {
        let row_edges = row_edges(rows);
        let area = |cell: usize| f64::from(row_edges[cell / columns as usize] - row_edges[cell / columns as usize + 1]);
        let (mut sum, mut squares) = (0.0, 0.0);
        for (cell, &luminance) in luminances.iter().enumerate() {
            sum += f64::from(luminance) * area(cell);
            squares += f64::from(luminance) * f64::from(luminance) * area(cell);
        }
        let all = 2.0 * f64::from(columns);
        let contrast = squares * all / (sum * sum);
        if contrast.is_nan() || contrast < MIN_CONTRAST {
            return None;
        }
        // A little everywhere, for light that the cell's mean has missed.
        let mean = sum / all;
        let powers: Vec<f64> = luminances
            .iter()
            .enumerate()
            .map(|(cell, &luminance)| (f64::from(luminance) + 0.01 * mean) * area(cell))
            .collect();
        let lines: Vec<&[f64]> = powers.chunks_exact(columns as usize).collect();
        let totals: Vec<f64> = lines.iter().map(|line| line.iter().sum()).collect();
        let conditional_cdf = lines.iter().flat_map(|line| cumulative(line)).collect();
        Some(Self { columns, rotation, row_edges, marginal_cdf: cumulative(&totals), conditional_cdf })
    }

    /// A direction and its pdf (solid angle).
    #[inline]
    pub fn sample(&self, u: [f32; 2]) -> (V3, f32) {
        let (row, down) = invert_cdf(&self.marginal_cdf, u[0]);
        let line = self.line(row);
        let (column, along) = invert_cdf(line, u[1]);
        let (upper, lower) = (self.row_edges[row], self.row_edges[row + 1]);
        let y = upper * (1.0 - down) + lower * down;
        let across = (1.0 - y * y).max(0.0).sqrt();
        let turn = (column as f32 + along) / self.columns as f32 - 0.5 + self.rotation;
        let (sin, cos) = sin_cos_turns(turn - floor(turn));
        (v3(across * sin, y, -(across * cos)), self.cell_pdf(row, column))
    }

    /// The pdf with which [`EnvironmentDistribution::sample`] samples a direction.
    #[inline]
    pub fn pdf(&self, direction: V3) -> f32 {
        let y = direction.y;
        let row = self.row_edges.partition_point(|&edge| edge > y).clamp(1, self.row_edges.len() - 1) - 1;
        let u = azimuth(direction) + 0.5 - self.rotation;
        let column = ((u - floor(u)) * self.columns as f32) as u32;
        self.cell_pdf(row, column.min(self.columns - 1) as usize)
    }

    fn line(&self, row: usize) -> &[f32] {
        let width = self.columns as usize + 1;
        &self.conditional_cdf[row * width..(row + 1) * width]
    }

    #[inline]
    fn cell_pdf(&self, row: usize, column: usize) -> f32 {
        let line = self.line(row);
        let share = (self.marginal_cdf[row + 1] - self.marginal_cdf[row]) * (line[column + 1] - line[column]);
        let angle = 2.0 * PI * (self.row_edges[row] - self.row_edges[row + 1]) / self.columns as f32;
        share / angle
    }
}

/// Mean square over squared mean below which importance sampling is not worth it.
const MIN_CONTRAST: f64 = 1.5;

/// Cumulative sums, normalized from 0 to exactly 1.
fn cumulative(luminances: &[f64]) -> Vec<f32> {
    let total: f64 = luminances.iter().sum();
    let mut sum = 0.0;
    let mut cdf = vec![0.0f32];
    for luminance in luminances {
        sum += luminance;
        cdf.push((sum / total) as f32);
    }
    // Rounding of the last sum must not leave a gap at the top.
    if let Some(last) = cdf.last_mut() {
        *last = 1.0;
    }
    cdf
}

/// The interval of a CDF that a number in [0, 1) falls into, and the position within the interval.
#[inline]
fn invert_cdf(cdf: &[f32], u: f32) -> (usize, f32) {
    let index = cdf.partition_point(|&value| value <= u).clamp(1, cdf.len() - 1) - 1;
    let (low, high) = (cdf[index], cdf[index + 1]);
    (index, ((u - low) / (high - low).max(1e-30)).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::hash;

    fn table() -> EnvironmentDistribution {
        let luminances: Vec<f32> = (0..12 * 7).map(|cell| [0.1, 0.5, 9.0][cell % 3] * (1 + cell / 12) as f32).collect();
        EnvironmentDistribution::new(12, 7, 0.1, &luminances).unwrap()
    }

    /// Chi-squared test over cells that differ from those of the table.
    #[test]
    fn directions_are_drawn_by_their_density() {
        let distribution = table();
        const BINS: usize = 10;
        let bin = |d: V3| {
            let row = (((1.0 - d.y) * 0.5 * BINS as f32) as usize).min(BINS - 1);
            let column = (((azimuth(d) + 0.5) * BINS as f32) as usize).min(BINS - 1);
            row * BINS + column
        };
        let count = 200_000u32;
        let mut counts = [0.0f64; BINS * BINS];
        // Rounding may move a direction on the edge of a cell into the next one.
        let mut astray = 0;
        for i in 0..count {
            let unit = |seed: u32| (hash(i * 2 + seed) >> 8) as f32 / 16_777_216.0;
            let (direction, pdf) = distribution.sample([unit(0), unit(1)]);
            assert!((direction.length() - 1.0).abs() < 1e-5);
            counts[bin(direction)] += 1.0;
            let again = distribution.pdf(direction);
            astray += u32::from((pdf / again - 1.0).abs() > 1e-4);
        }
        assert!(astray < 50, "{astray}");
        let mut expected = [0.0f64; BINS * BINS];
        const FINE: u32 = 600;
        for i in 0..FINE * FINE {
            let y = 1.0 - 2.0 * ((i / FINE) as f32 + 0.5) / FINE as f32;
            let (sin, cos) = sin_cos_turns(((i % FINE) as f32 + 0.5) / FINE as f32);
            let across = (1.0 - y * y).sqrt();
            let direction = v3(across * sin, y, -across * cos);
            let share = 4.0 * std::f64::consts::PI / f64::from(FINE * FINE);
            expected[bin(direction)] += f64::from(distribution.pdf(direction)) * share * f64::from(count);
        }
        let chi: f64 = counts.iter().zip(&expected).map(|(a, b)| (a - b) * (a - b) / b).sum();
        // 99 degrees of freedom: 149 is exceeded once in a thousand; the integrals over the fine grid
        // are approximate.
        assert!(chi < 175.0, "{chi}");
        assert!((expected.iter().sum::<f64>() / f64::from(count) - 1.0).abs() < 2e-3);
    }

    #[test]
    fn even_and_dark_skies_are_not_drawn() {
        assert!(EnvironmentDistribution::new(8, 8, 0.0, &[0.7; 64]).is_none());
        assert!(EnvironmentDistribution::new(8, 8, 0.0, &[0.0; 64]).is_none());
    }
}
