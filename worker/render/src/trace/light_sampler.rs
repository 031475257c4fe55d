//! Chooses one of many local lights for a point: first one of a few clusters by power over squared distance,
//! then a light of that cluster by power. Nothing here knows what is in the way: a lamp that is near and behind a
//! wall must not take all samples from one that is far and lights the point. So no cluster is chosen more rarely
//! than by its even part of [`EVEN_SHARE`]; where all are chosen more often than that, nothing changes.
//!
//! Source: PBRT 12.6; Conty Estevez and Kulla, "Importance Sampling of Many Lights with Adaptive Tree
//! Splitting", 2018, whose tree of lights this reduces to one level.

use crate::math::V3;

/// Enough to tell near lights from far ones, few enough to weigh every cluster for each sample.
const MAX_CLUSTERS: usize = 24;
/// Part of the weight that is shared evenly where clusters would get less.
pub const EVEN_SHARE: f32 = 0.25;

/// A light as the sampler sees it.
#[derive(Debug, Clone, Copy)]
pub struct LightPower {
    pub position: V3,
    pub power: f32,
}

#[derive(Debug, Default)]
pub struct LightSampler {
    pub clusters: Vec<Cluster>,
    /// Indices of the lights in the order of the clusters.
    pub order: Vec<u32>,
    /// For each light its cluster, and its probability within that cluster.
    pub light_clusters: Vec<(u32, f32)>,
}

#[derive(Debug)]
pub struct Cluster {
    pub center: V3,
    /// Squared distances below this count as this, which is about the size of the cluster.
    pub min_distance_squared: f32,
    pub power: f32,
    pub first: usize,
    pub members_distribution: DiscreteDistribution,
}

impl LightSampler {
    pub fn new(lights: &[LightPower]) -> Self {
        let total: f64 = lights.iter().map(|light| f64::from(light.power)).sum();
        if total <= 0.0 || !total.is_finite() {
            return Self::default();
        }
        let mut order: Vec<u32> = (0..lights.len() as u32).collect();
        let ranges = split(lights, &mut order);
        let mut light_clusters = vec![(0, 0.0); lights.len()];
        let mut clusters = Vec::with_capacity(ranges.len());
        for (index, range) in ranges.into_iter().enumerate() {
            let members = &order[range.clone()];
            let cluster = Cluster::new(lights, members, range.start);
            for (rank, &light) in members.iter().enumerate() {
                light_clusters[light as usize] = (index as u32, cluster.members_distribution.pmf(rank));
            }
            clusters.push(cluster);
        }
        Self { clusters, order, light_clusters }
    }

    /// A light for a shading point, and its probability.
    #[inline]
    pub fn sample(&self, from: V3, u: f32) -> Option<(usize, f32)> {
        let (weights, total) = self.weights(from);
        if total <= 0.0 {
            return None;
        }
        let mut rest = u * total;
        let mut chosen = 0;
        // Rounding may leave a little at the end, which goes to the last cluster.
        while chosen + 1 < self.clusters.len() && rest >= weights[chosen] {
            rest -= weights[chosen];
            chosen += 1;
        }
        let weight = weights[chosen];
        if weight <= 0.0 {
            return None;
        }
        let cluster = &self.clusters[chosen];
        let (rank, pmf) = cluster.members_distribution.sample((rest / weight).min(0.999_999_9))?;
        Some((self.order[cluster.first + rank] as usize, pmf * (weight / total)))
    }

    /// The probability with which [`LightSampler::sample`] chooses a light.
    #[inline]
    pub fn pmf(&self, from: V3, light: usize) -> f32 {
        let (weights, total) = self.weights(from);
        let Some(&(cluster, pmf)) = self.light_clusters.get(light) else { return 0.0 };
        if total <= 0.0 { 0.0 } else { pmf * (weights[cluster as usize] / total) }
    }

    #[inline]
    fn weights(&self, from: V3) -> ([f32; MAX_CLUSTERS], f32) {
        let mut weights = [0.0; MAX_CLUSTERS];
        let mut total = 0.0;
        for (weight, cluster) in weights.iter_mut().zip(&self.clusters) {
            let distance = (cluster.center - from).length_squared();
            *weight = cluster.power / distance.max(cluster.min_distance_squared);
            total += *weight;
        }
        let least = total * (EVEN_SHARE / self.clusters.len().max(1) as f32);
        total = 0.0;
        for weight in &mut weights[..self.clusters.len()] {
            if *weight > 0.0 {
                *weight = weight.max(least);
            }
            total += *weight;
        }
        (weights, total)
    }

    /// Samples after which every cluster has most likely been chosen.
    pub fn samples_to_try_all(&self) -> u32 {
        match self.clusters.len() {
            0 | 1 => 1,
            // That one is left out all the time then has a probability of e^-8.
            count => (8.0 * count as f32 * (1.0 + EVEN_SHARE) / EVEN_SHARE) as u32,
        }
    }
}

impl Cluster {
    fn new(lights: &[LightPower], members: &[u32], first: usize) -> Self {
        let of = |&light: &u32| lights[light as usize];
        let powers: Vec<f32> = members.iter().map(|light| of(light).power).collect();
        let power: f32 = powers.iter().sum();
        let (low, high) = bounds(lights, members);
        let center = low * 0.5 + high * 0.5;
        let min_distance_squared = ((high - low).length_squared() * 0.25).max(1e-6);
        Self { center, min_distance_squared, power, first, members_distribution: DiscreteDistribution::new(&powers) }
    }
}

fn bounds(lights: &[LightPower], members: &[u32]) -> (V3, V3) {
    let places = members.iter().map(|&light| lights[light as usize].position);
    places.fold((V3::splat(f32::MAX), V3::splat(f32::MIN)), |(low, high), p| (low.min(p), high.max(p)))
}

/// Splits the cluster of the largest power times squared extent in the middle, again and again; the lights of
/// a cluster end up next to each other.
fn split(lights: &[LightPower], order: &mut [u32]) -> Vec<std::ops::Range<usize>> {
    let worth = |order: &[u32]| {
        let (low, high) = bounds(lights, order);
        let power: f32 = order.iter().map(|&light| lights[light as usize].power).sum();
        power * (high - low).length_squared()
    };
    let mut open = vec![(0..order.len(), worth(order))];
    while open.len() < MAX_CLUSTERS {
        let widest = open.iter().enumerate().reduce(|a, b| if b.1.1 > a.1.1 { b } else { a });
        let Some((index, (range, _))) = widest.filter(|(_, (_, worth))| *worth > 0.0) else { break };
        let range = range.clone();
        let members = &mut order[range.clone()];
        let (low, high) = bounds(lights, members);
        let size = high - low;
        let axis = (0..3).fold(0, |best, axis| if size[axis] > size[best] { axis } else { best });
        let middle = low[axis] * 0.5 + high[axis] * 0.5;
        let is_low = |light: &u32| lights[*light as usize].position[axis] <= middle;
        members.sort_by_key(|light| (!is_low(light), *light));
        let cut = members.partition_point(is_low);
        if cut == 0 || cut == members.len() {
            open[index].1 = 0.0;
            continue;
        }
        let (left, right) = (range.start..range.start + cut, range.start + cut..range.end);
        let worths = (worth(&order[left.clone()]), worth(&order[right.clone()]));
        open[index] = (left, worths.0);
        open.push((right, worths.1));
    }
    open.into_iter().map(|(range, _)| range).collect()
}

/// A discrete distribution, sampled by inverting its CDF (PBRT 2.3.1).
#[derive(Debug, Default)]
pub struct DiscreteDistribution {
    /// Cumulative probabilities, from 0 to exactly 1; empty if there is nothing to sample.
    pub cdf: Vec<f32>,
}

impl DiscreteDistribution {
    pub fn new(weights: &[f32]) -> Self {
        let total: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
        if total <= 0.0 || !total.is_finite() {
            return Self { cdf: Vec::new() };
        }
        let mut sum = 0.0;
        let mut cdf: Vec<f32> = Vec::with_capacity(weights.len() + 1);
        cdf.push(0.0);
        for &weight in weights {
            sum += f64::from(weight);
            cdf.push((sum / total) as f32);
        }
        // Rounding of the last sum must not leave a gap at the top.
        if let Some(last) = cdf.last_mut() {
            *last = 1.0;
        }
        Self { cdf }
    }

    /// An index for a number in [0, 1), and its probability.
    #[inline]
    pub fn sample(&self, u: f32) -> Option<(usize, f32)> {
        if self.cdf.is_empty() {
            return None;
        }
        let index = self.cdf.partition_point(|&bound| bound <= u).clamp(1, self.cdf.len() - 1) - 1;
        let pmf = self.pmf(index);
        (pmf > 0.0).then_some((index, pmf))
    }

    #[inline]
    pub fn pmf(&self, index: usize) -> f32 {
        match self.cdf.get(index..index + 2) {
            Some([low, high]) => high - low,
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::v3;

    #[test]
    fn draws_by_weight() {
        let distribution = DiscreteDistribution::new(&[1.0, 0.0, 3.0]);
        let mut counts = [0; 3];
        for i in 0..1000 {
            counts[distribution.sample(i as f32 / 1000.0).unwrap().0] += 1;
        }
        assert_eq!(counts, [250, 0, 750]);
        assert_eq!((distribution.pmf(0), distribution.pmf(1), distribution.pmf(2)), (0.25, 0.0, 0.75));
        assert!(DiscreteDistribution::new(&[]).sample(0.5).is_none());
        assert!(DiscreteDistribution::new(&[0.0]).sample(0.5).is_none());
    }

    fn row_of_lamps() -> Vec<LightPower> {
        (0..100).map(|i| LightPower { position: v3(i as f32, 0.0, 0.0), power: 1.0 + (i % 3) as f32 }).collect()
    }

    #[test]
    fn probabilities_are_those_of_the_draws_and_sum_to_one() {
        let lights = row_of_lamps();
        let sampler = LightSampler::new(&lights);
        let from = v3(20.0, 3.0, 0.0);
        let sum: f32 = (0..lights.len()).map(|light| sampler.pmf(from, light)).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        let mut counts = vec![0.0; lights.len()];
        for i in 0..100_000 {
            let (light, pmf) = sampler.sample(from, i as f32 / 100_000.0).unwrap();
            assert!((pmf - sampler.pmf(from, light)).abs() < 1e-6);
            counts[light] += 1e-5;
        }
        for (light, count) in counts.iter().enumerate() {
            assert!((count - sampler.pmf(from, light)).abs() < 1e-3, "{light}");
        }
        assert!(sampler.pmf(from, 20) > 5.0 * sampler.pmf(from, 89));
    }

    #[test]
    fn a_near_lamp_leaves_samples_to_a_far_one() {
        let lamp = |x: f32, power: f32| LightPower { position: v3(x, 0.0, 0.0), power };
        let sampler = LightSampler::new(&[lamp(0.1, 1e4), lamp(100.0, 1.0), lamp(-50.0, 0.0)]);
        let share = |light: usize| sampler.pmf(V3::ZERO, light);
        // An even part of the share among three, of which one is dark.
        let least = EVEN_SHARE / 3.0;
        assert!((share(1) - least / (1.0 + least)).abs() < 1e-3 && share(2) == 0.0, "{} {}", share(1), share(2));
        assert!((share(0) + share(1) - 1.0).abs() < 1e-6);
        // Of two that are chosen often enough, each is chosen by what it gives.
        let even = LightSampler::new(&[lamp(1.0, 1.0), lamp(-2.0, 1.0)]);
        assert!((even.pmf(V3::ZERO, 0) - 0.8).abs() < 1e-6);
        assert_eq!((even.samples_to_try_all(), LightSampler::new(&[lamp(1.0, 1.0)]).samples_to_try_all()), (80, 1));
    }

    #[test]
    fn lights_in_one_place_and_no_lights_are_fine() {
        let same = vec![LightPower { position: V3::ONE, power: 2.0 }; 5];
        let sampler = LightSampler::new(&same);
        assert!((sampler.sample(V3::ONE, 0.5).unwrap().1 - 0.2).abs() < 1e-6);
        assert!(LightSampler::new(&[]).sample(V3::ZERO, 0.5).is_none());
        assert_eq!(LightSampler::new(&[]).pmf(V3::ZERO, 0), 0.0);
    }
}
