//! Rays without shading, to measure traversal alone: each is followed to its hit, and from there in a random
//! direction. The "picture" has the mean distance in its first channel and the mean number of rays in its
//! second.

use rayon::prelude::*;

use super::alpha_test::AlphaTest;
use super::bvh::{Ray, Stack};
use super::film::{FrameContext, PairwiseSum};
use super::surface::offset_ray_origin;
use super::surface_point::SurfacePoint;
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::math::{Frame, V3, concentric_disk, v3};
use crate::rng::{Sampler, pair};
use crate::tile::Rect;

/// The means of every pixel of a rectangle, over as many camera rays as the settings have samples.
pub fn random_walks(context: &FrameContext, rect: Rect, bounces: u32, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
    let mut rgb = vec![0.0; rect.pixels() * 3];
    let stride = (rect.width as usize * 3).max(1);
    rgb.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::default();
        for (column, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            cancel.check()?;
            let (x, y) = (rect.x + column as u32, rect.y + row as u32);
            let mut sum = PairwiseSum::default();
            for sample in 0..context.settings.samples {
                let sampler = Sampler::new(context.key, x, y, sample);
                let found = walk(context, context.camera_ray(x, y, &sampler), &sampler, bounces, &mut stack);
                sum.add(if found.is_finite() { found } else { V3::ZERO });
            }
            *pixel = sum.mean().to_array();
        }
        Ok(())
    })?;
    Ok(rgb)
}

fn walk(context: &FrameContext, ray: Ray, sampler: &Sampler, bounces: u32, stack: &mut Stack) -> V3 {
    let world = context.world;
    let (mut ray, mut distance, mut rays) = (ray, 0.0, 0.0);
    for bounce in 0..=bounces {
        let mut filter = AlphaTest { world, sampler, ray: bounce * 4 };
        rays += 1.0;
        let Some(hit) = world.bvh.intersect(&ray, f32::MAX, &mut filter, stack) else { break };
        distance += hit.distance;
        let at = SurfacePoint::new(world, &world.triangles[hit.triangle as usize], hit.u, hit.v);
        let in_world = at.to_world(&hit, ray.time);
        let normal = if in_world.geometric_normal.dot(ray.direction) < 0.0 {
            in_world.geometric_normal
        } else {
            -in_world.geometric_normal
        };
        let (x, y) = concentric_disk(sampler.pair(pair::FIRST + bounce * pair::PER_BOUNCE + pair::SCATTER));
        let direction = Frame::new(normal).to_world(v3(x, y, (1.0 - x * x - y * y).max(0.0).sqrt()));
        ray = Ray { origin: offset_ray_origin(in_world.point, normal), direction, time: ray.time };
    }
    v3(distance, rays, 0.0)
}
