//! Draws one of many local lights, those that matter at a place more often: first one of a few
//! clusters by power over squared distance, then one of its lights by power.

use crate::math::V3;

/// Enough to tell near lamps from far ones, few enough to weigh all of them for every draw.
const MOST: usize = 24;

/// A light to be drawn.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    pub place: V3,
    pub power: f32,
}

#[derive(Debug, Default)]
pub struct Clusters {
    pub clusters: Vec<Cluster>,
    /// Items in the order of the clusters.
    pub order: Vec<u32>,
    /// Of each item: its cluster, and its share of that cluster's draws.
    pub shares: Vec<(u32, f32)>,
}

#[derive(Debug)]
pub struct Cluster {
    pub center: V3,
    /// Squared distance below which nearness no longer counts: about the size of the cluster.
    pub blur: f32,
    pub power: f32,
    pub first: usize,
    pub draw: Draw,
}

impl Clusters {
    pub fn new(items: &[Item]) -> Self {
        let total: f64 = items.iter().map(|item| f64::from(item.power)).sum();
        if total <= 0.0 || !total.is_finite() {
            return Self::default();
        }
        let mut order: Vec<u32> = (0..items.len() as u32).collect();
        let ranges = split(items, &mut order);
        let mut shares = vec![(0, 0.0); items.len()];
        let mut clusters = Vec::with_capacity(ranges.len());
        for (index, range) in ranges.into_iter().enumerate() {
            let members = &order[range.clone()];
            let cluster = Cluster::new(items, members, range.start);
            for (place, &item) in members.iter().enumerate() {
                shares[item as usize] = (index as u32, cluster.draw.share(place));
            }
            clusters.push(cluster);
        }
        Self { clusters, order, shares }
    }

    /// An item for a place, and the probability of it.
    #[inline]
    pub fn pick(&self, from: V3, choice: f32) -> Option<(usize, f32)> {
        let (weights, total) = self.weights(from);
        if total <= 0.0 {
            return None;
        }
        let mut rest = choice * total;
        let mut chosen = 0;
        // Rounding may leave a little at the end: the last cluster takes it.
        while chosen + 1 < self.clusters.len() && rest >= weights[chosen] {
            rest -= weights[chosen];
            chosen += 1;
        }
        let weight = weights[chosen];
        if weight <= 0.0 {
            return None;
        }
        let cluster = &self.clusters[chosen];
        let (place, share) = cluster.draw.pick((rest / weight).min(0.999_999_9))?;
        Some((self.order[cluster.first + place] as usize, share * (weight / total)))
    }

    /// The probability with which [`Clusters::pick`] finds an item.
    #[inline]
    pub fn probability(&self, from: V3, item: usize) -> f32 {
        let (weights, total) = self.weights(from);
        let Some(&(cluster, share)) = self.shares.get(item) else { return 0.0 };
        if total <= 0.0 { 0.0 } else { share * (weights[cluster as usize] / total) }
    }

    #[inline]
    fn weights(&self, from: V3) -> ([f32; MOST], f32) {
        let mut weights = [0.0; MOST];
        let mut total = 0.0;
        for (weight, cluster) in weights.iter_mut().zip(&self.clusters) {
            let distance = (cluster.center - from).length_squared();
            *weight = cluster.power / distance.max(cluster.blur);
            total += *weight;
        }
        (weights, total)
    }
}

impl Cluster {
    fn new(items: &[Item], members: &[u32], first: usize) -> Self {
        let of = |&item: &u32| items[item as usize];
        let powers: Vec<f32> = members.iter().map(|item| of(item).power).collect();
        let power: f32 = powers.iter().sum();
        let (low, high) = bounds(items, members);
        let center = low * 0.5 + high * 0.5;
        let blur = ((high - low).length_squared() * 0.25).max(1e-6);
        Self { center, blur, power, first, draw: Draw::new(&powers) }
    }
}

fn bounds(items: &[Item], members: &[u32]) -> (V3, V3) {
    let places = members.iter().map(|&item| items[item as usize].place);
    places.fold((V3::splat(f32::MAX), V3::splat(f32::MIN)), |(low, high), p| (low.min(p), high.max(p)))
}

/// Halves, again and again, the cluster that is widest for its power; members of a cluster end up
/// next to each other.
fn split(items: &[Item], order: &mut [u32]) -> Vec<std::ops::Range<usize>> {
    let worth = |order: &[u32]| {
        let (low, high) = bounds(items, order);
        let power: f32 = order.iter().map(|&item| items[item as usize].power).sum();
        power * (high - low).length_squared()
    };
    let mut open = vec![(0..order.len(), worth(order))];
    while open.len() < MOST {
        let widest = open.iter().enumerate().reduce(|a, b| if b.1.1 > a.1.1 { b } else { a });
        let Some((index, (range, _))) = widest.filter(|(_, (_, worth))| *worth > 0.0) else { break };
        let range = range.clone();
        let members = &mut order[range.clone()];
        let (low, high) = bounds(items, members);
        let size = high - low;
        let axis = (0..3).fold(0, |best, axis| if size[axis] > size[best] { axis } else { best });
        let middle = low[axis] * 0.5 + high[axis] * 0.5;
        let is_low = |item: &u32| items[*item as usize].place[axis] <= middle;
        members.sort_by_key(|item| (!is_low(item), *item));
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

/// Draws indices by weight.
#[derive(Debug, Default)]
pub struct Draw {
    /// Running sums, from 0 to exactly 1; empty where there is nothing to draw.
    pub bounds: Vec<f32>,
}

impl Draw {
    pub fn new(weights: &[f32]) -> Self {
        let total: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
        if total <= 0.0 || !total.is_finite() {
            return Self { bounds: Vec::new() };
        }
        let mut sum = 0.0;
        let mut bounds: Vec<f32> = Vec::with_capacity(weights.len() + 1);
        bounds.push(0.0);
        for &weight in weights {
            sum += f64::from(weight);
            bounds.push((sum / total) as f32);
        }
        // Rounding of the last sum must not leave a gap at the top.
        if let Some(last) = bounds.last_mut() {
            *last = 1.0;
        }
        Self { bounds }
    }

    /// An index for a number in [0, 1), and its share.
    #[inline]
    pub fn pick(&self, u: f32) -> Option<(usize, f32)> {
        if self.bounds.is_empty() {
            return None;
        }
        let index = self.bounds.partition_point(|&bound| bound <= u).clamp(1, self.bounds.len() - 1) - 1;
        let share = self.share(index);
        (share > 0.0).then_some((index, share))
    }

    #[inline]
    pub fn share(&self, index: usize) -> f32 {
        match self.bounds.get(index..index + 2) {
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
        let draw = Draw::new(&[1.0, 0.0, 3.0]);
        let mut counts = [0; 3];
        for i in 0..1000 {
            counts[draw.pick(i as f32 / 1000.0).unwrap().0] += 1;
        }
        assert_eq!(counts, [250, 0, 750]);
        assert_eq!((draw.share(0), draw.share(1), draw.share(2)), (0.25, 0.0, 0.75));
        assert!(Draw::new(&[]).pick(0.5).is_none());
        assert!(Draw::new(&[0.0]).pick(0.5).is_none());
    }

    fn row_of_lamps() -> Vec<Item> {
        (0..100).map(|i| Item { place: v3(i as f32, 0.0, 0.0), power: 1.0 + (i % 3) as f32 }).collect()
    }

    #[test]
    fn probabilities_are_those_of_the_draws_and_sum_to_one() {
        let items = row_of_lamps();
        let clusters = Clusters::new(&items);
        let from = v3(20.0, 3.0, 0.0);
        let sum: f32 = (0..items.len()).map(|item| clusters.probability(from, item)).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        let mut counts = vec![0.0; items.len()];
        for i in 0..100_000 {
            let (item, probability) = clusters.pick(from, i as f32 / 100_000.0).unwrap();
            assert!((probability - clusters.probability(from, item)).abs() < 1e-6);
            counts[item] += 1e-5;
        }
        for (item, count) in counts.iter().enumerate() {
            assert!((count - clusters.probability(from, item)).abs() < 1e-3, "{item}");
        }
        assert!(clusters.probability(from, 20) > 5.0 * clusters.probability(from, 89));
    }

    #[test]
    fn lights_in_one_place_and_no_lights_are_fine() {
        let same = vec![Item { place: V3::ONE, power: 2.0 }; 5];
        let clusters = Clusters::new(&same);
        assert!((clusters.pick(V3::ONE, 0.5).unwrap().1 - 0.2).abs() < 1e-6);
        assert!(Clusters::new(&[]).pick(V3::ZERO, 0.5).is_none());
        assert_eq!(Clusters::new(&[]).probability(V3::ZERO, 0), 0.0);
    }
}
