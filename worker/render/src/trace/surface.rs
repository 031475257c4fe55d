use super::bvh::{Gate, Hit};
use super::world::{NONE, Triangle, World};
use crate::math::{V3, basis, v3};
use crate::rng::{Sampler, hash};
use crate::scene::{Alpha, Map, Material};

/// What a ray has met.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surface {
    pub point: V3,
    /// Unit normals on the side that the ray came from: of the triangle, and of what it stands for.
    pub geometric: V3,
    pub shading: V3,
    pub base: V3,
    pub metallic: f32,
    pub roughness: f32,
    pub dielectric: f32,
    /// Radiance that it sends back along the ray.
    pub emission: V3,
    pub unlit: bool,
}

impl World {
    /// The surface at a hit of a ray that ran along `direction`.
    pub fn surface(&self, hit: &Hit, direction: V3) -> Surface {
        let triangle = &self.triangles[hit.triangle as usize];
        let material = &self.materials[triangle.material as usize];
        let at = Spot::new(self, triangle, hit.u, hit.v);
        let facing = triangle.facing();
        let front = facing.dot(direction) < 0.0;
        let towards = |n: V3| if front { n } else { -n };

        let smooth = at.blend(triangle.normals).normalized();
        let bent = match &material.normal_map {
            Some(map) => self.bent_normal(&at, map, material.normal_scale, smooth),
            None => smooth,
        };
        let geometric = towards(facing);
        let mut shading = towards(bent);
        // A normal that is seen from behind can't be shaded; the triangle's own always can.
        if shading.dot(direction) > -1e-4 || !shading.is_finite() {
            shading = geometric;
        }
        let (base, _) = self.base(&at, material);
        let (metallic, roughness) = self.metal(&at, material);
        let shines = front || material.double_sided;
        let emission = if material.unlit {
            base
        } else if shines && material.shines() {
            self.emission(&at, material)
        } else {
            V3::ZERO
        };
        Surface {
            point: at.blend(triangle.corners),
            geometric,
            shading,
            base,
            metallic,
            roughness,
            dielectric: material.dielectric,
            emission,
            unlit: material.unlit,
        }
    }

    /// Radiance of the front of an emitter at a point of it.
    pub fn emission_at(&self, triangle: &Triangle, u: f32, v: f32) -> V3 {
        let material = &self.materials[triangle.material as usize];
        self.emission(&Spot::new(self, triangle, u, v), material)
    }

    fn emission(&self, at: &Spot, material: &Material) -> V3 {
        match &material.emission_map {
            Some(map) => material.emission * self.sample(map, at).0,
            None => material.emission,
        }
    }

    fn base(&self, at: &Spot, material: &Material) -> (V3, f32) {
        let (mut color, mut alpha) = (material.base, material.opacity);
        if let Some(map) = &material.base_map {
            let (texel, texel_alpha) = self.sample(map, at);
            color *= texel;
            alpha *= texel_alpha;
        }
        let tint = at.color();
        (color * v3(tint[0], tint[1], tint[2]), alpha * tint[3])
    }

    fn metal(&self, at: &Spot, material: &Material) -> (f32, f32) {
        let (mut metallic, mut roughness) = (material.metallic, material.roughness);
        if let Some(map) = &material.metallic_roughness_map {
            let texel = self.sample(map, at).0;
            metallic *= texel.z;
            roughness *= texel.y;
        }
        (metallic, roughness)
    }

    fn bent_normal(&self, at: &Spot, map: &Map, scale: f32, normal: V3) -> V3 {
        let texel = self.sample(map, at).0 * 2.0 - V3::ONE;
        let (tangent, side) = at.tangent();
        let straight = tangent - normal * normal.dot(tangent);
        let tangent = if straight.length_squared() > 1e-12 { straight.normalized() } else { basis(normal).0 };
        let bitangent = normal.cross(tangent) * side;
        (tangent * (texel.x * scale) + bitangent * (texel.y * scale) + normal * texel.z).normalized()
    }

    #[inline]
    fn sample(&self, map: &Map, at: &Spot) -> (V3, f32) {
        let uv = if map.second_set { at.second_uv() } else { at.uv };
        self.textures[map.texture].sample(map.place(uv))
    }
}

/// A point of a triangle.
struct Spot<'a> {
    world: &'a World,
    triangle: &'a Triangle,
    weights: [f32; 3],
    uv: [f32; 2],
}

impl<'a> Spot<'a> {
    #[inline]
    fn new(world: &'a World, triangle: &'a Triangle, u: f32, v: f32) -> Self {
        let weights = [1.0 - u - v, u, v];
        let [a, b, c] = triangle.uv;
        let uv = std::array::from_fn(|i| a[i] * weights[0] + b[i] * weights[1] + c[i] * weights[2]);
        Self { world, triangle, weights, uv }
    }

    #[inline]
    fn blend(&self, [a, b, c]: [V3; 3]) -> V3 {
        a * self.weights[0] + b * self.weights[1] + c * self.weights[2]
    }

    fn mix<const N: usize>(&self, [a, b, c]: &[[f32; N]; 3]) -> [f32; N] {
        std::array::from_fn(|i| a[i] * self.weights[0] + b[i] * self.weights[1] + c[i] * self.weights[2])
    }

    fn color(&self) -> [f32; 4] {
        if self.triangle.extra == NONE {
            return [1.0; 4];
        }
        self.mix(&self.world.extras[self.triangle.extra as usize].color)
    }

    fn second_uv(&self) -> [f32; 2] {
        if self.triangle.extra == NONE {
            return [0.0; 2];
        }
        self.mix(&self.world.extras[self.triangle.extra as usize].uv)
    }

    /// The texture's u direction and the side of its v. The file's own where it has one, else the
    /// triangle's; glTF's green points up while v runs down.
    fn tangent(&self) -> (V3, f32) {
        if self.triangle.extra != NONE
            && let Some(tangents) = &self.world.extras[self.triangle.extra as usize].tangent
        {
            let [x, y, z, w] = self.mix(tangents);
            return (v3(x, y, z).normalized(), if w < 0.0 { -1.0 } else { 1.0 });
        }
        let ([a, b, c], uv) = (self.triangle.corners, self.triangle.uv);
        let (e1, e2) = (b - a, c - a);
        let (du1, dv1) = (uv[1][0] - uv[0][0], uv[1][1] - uv[0][1]);
        let (du2, dv2) = (uv[2][0] - uv[0][0], uv[2][1] - uv[0][1]);
        let area = du1 * dv2 - du2 * dv1;
        let along = e1 * dv2 - e2 * dv1;
        if area < 0.0 { ((-along).normalized(), 1.0) } else { (along.normalized(), -1.0) }
    }
}

/// Lets rays through masked and blended surfaces, by numbers counted from the sample and the triangle.
pub struct AlphaGate<'a> {
    pub world: &'a World,
    pub sampler: &'a Sampler,
    /// Tells the rays of a path apart.
    pub ray: u32,
}

impl Gate for AlphaGate<'_> {
    fn stops(&self, hit: &Hit) -> bool {
        let triangle = &self.world.triangles[hit.triangle as usize];
        let material = &self.world.materials[triangle.material as usize];
        let alpha = || {
            let at = Spot::new(self.world, triangle, hit.u, hit.v);
            self.world.base(&at, material).1
        };
        match material.alpha {
            Alpha::Opaque => true,
            Alpha::Mask(cutoff) => alpha() >= cutoff,
            Alpha::Blend => self.sampler.keyed(self.ray, hash(hit.triangle)) < alpha(),
        }
    }
}

/// A point moved off its surface by a few units in the last place, so that a ray from it does not
/// meet the same surface. Source: Wächter and Binder, "A Fast and Robust Method for Avoiding
/// Self-Intersection", Ray Tracing Gems, 2019.
#[inline]
pub fn lifted(point: V3, normal: V3) -> V3 {
    let lift = |p: f32, n: f32| {
        let steps = (n * 256.0) as i32;
        if p.abs() < 1.0 / 32.0 {
            p + n * (1.0 / 65_536.0)
        } else {
            let bits = p.to_bits() as i32;
            f32::from_bits(bits.wrapping_add(if p < 0.0 { -steps } else { steps }) as u32)
        }
    };
    v3(lift(point.x, normal.x), lift(point.y, normal.y), lift(point.z, normal.z))
}
