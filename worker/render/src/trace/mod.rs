//! Path tracing with next-event estimation and multiple importance sampling (Pharr, Jakob and Humphreys,
//! "Physically Based Rendering", 4th edition, chapter 13; PBRT below). The names are PBRT's where it has one.
//!
//! `instancing` decides which meshes are flattened into world space and which are instanced, `deform` applies
//! skins and morph targets, `geometry` collects triangles and builds the trees over them (`binary_bvh`,
//! `wide_bvh`), and `world` holds all of it. `bvh` intersects rays, `alpha_test` decides which hits let a ray
//! through, `surface` evaluates the material at a `surface_point`, `bsdf` scatters (`microfacet`, `glass`,
//! `sheen`), and `medium` is what fills closed surfaces. Light comes from `lights` (picked by
//! `light_sampler`) and from the `environment` (importance-sampled by `environment_distribution`). `path`
//! estimates one sample, `film` averages the samples of a pixel, and `aovs` is what the camera sees first,
//! without light.
//!
//! # Instances and motion
//! - There is one array of nodes and one of packs: a child is a node or, marked [`bvh::LEAF`], a pack, an
//!   instance or a pack of moving triangles. The top-level tree holds flattened triangles and instances.
//! - An instance is entered as soon as it is met: the ray is transformed into its space, its direction not
//!   normalized, so that distances stay those of world space; a mark on the stack leads back.
//! - `Hit::instance` names the instance, or is [`world::NONE`] for flattened triangles. Points and normals
//!   are interpolated in the mesh's space and then transformed.
//! - A ray has a time in [0, 1) of the shutter interval: the first number of [`crate::rng::pair::TIME`], or 0
//!   without motion blur. Instances, lights and cameras are known at [`crate::scene::POSES`] evenly spaced times,
//!   deforming triangles at [`bvh::KEYS`]; in between every number is interpolated linearly, `a (1 - t) + b
//!   t` ([`crate::scene::time_segment`]), and an instance's inverse is computed per ray.
//! - Lights are sampled with weights from the middle of the shutter interval, and lie where the ray's time
//!   puts them.
//!
//! # Materials
//! - [`surface::MaterialConstants`] are computed once per material. Their flags say which lobes the material
//!   may have, a surface's flags which lobes it has at this point. Without [`surface::LAYERED`] only the
//!   specular and the diffuse lobe are evaluated.
//! - Layers from the top: coat, sheen, then metal, opaque dielectric and glass side by side. Each layer
//!   transmits one minus its directional albedo for `wo` alone, which is read from tables: [`albedo`] for
//!   microfacets and rough boundaries, [`sheen`].
//! - Glass reflects by the Fresnel equations, scaled to the material's specular strength and color; total
//!   internal reflection stays total. Its value is divided by the albedo of a single scattering event, from
//!   the table of boundaries.
//! - A path carries basic radiance (radiance over the squared index of refraction), which refraction does not
//!   change.
//! - A direction above the shading normal must be above the triangle too, and one below it below; others are
//!   dropped. With a normal map, light fades out towards that edge (`path::shadow_terminator`).
//!
//! # What lets rays through
//! - Alpha: tested inside the traversal against a number keyed by ray and triangle.
//! - Thin glass that is nearly smooth ([`surface::THIN_SPECULAR`]: no volume, roughness at most 0.1)
//!   transmits without changing direction. A path passes with the probability of its largest transmittance
//!   channel (0.98 at most), by a keyed number, and goes on as before: no bounce, the same vertex and pdf for
//!   multiple importance sampling, the distances added up. Shadow rays are attenuated by the transmittance.
//!   Rougher thin glass and all glass with a volume block shadow rays; scattered rays find the light behind
//!   them.
//! - The interface of a medium ([`surface::INTERFACE`]): a volume whose surface is fully transmissive with an
//!   index of one and without coat or sheen. Rays go through, tinted by the base color, and change media.
//! - The back of a one-sided material without transmission, for rays from the camera alone
//!   ([`surface::ONE_SIDED`]): glTF has it culled. It stays solid to light, shadow rays and reflections, as where a
//!   rasterizer draws shadow maps of both sides: a room that one looks into from outside stays a room.
//! - A path passes at most 64 of these.
//!
//! # Media
//! - A path knows up to four media that it is in, in the order they were entered: in through a front face,
//!   out through a back face. Their coefficients add up; the index of refraction is that of the last one
//!   entered. A camera is outside of all media.
//! - The distance to the next scattering event is sampled from one of three color channels, with the pdf of
//!   all three ([`medium::Medium::sample_free_flight`]): by the pair `FREE_FLIGHT`, and after a pass by keyed
//!   numbers. Scattering counts as a bounce.
//! - A shadow ray adds up its optical depth over the interfaces that it crosses, in the order of the
//!   traversal.
//!
//! # Environment
//! - Maps and sky gradients are importance-sampled ([`environment_distribution`]) if the mean square of the
//!   table's cells is at least 1.5 times the squared mean; otherwise only scattered rays find them. The sun's
//!   disk is a distant light.
//! - Order at a vertex: distant light, environment, local light, then the scattered ray.
//!
//! # Rules for whoever edits this, or writes its twin for another processor
//! - f32 with `+ - * /` and `sqrt` only, in the order written; comparisons, `min`, `max`, `abs`; nothing
//!   fused. Sines, angles, powers and logarithms are short polynomials ([`crate::math`]).
//! - No random state: [`crate::rng`] computes every number from its coordinates.
//! - One tree, one order: children of a node by entry distance, equal ones by lane; triangles of a pack by
//!   lane; a hit replaces another only if it is strictly nearer.
//! - A pixel's samples are added in their order within blocks, and blocks by pairs ([`film`]); the lights of
//!   a path in the order they are met.
//! - Tables (albedo of microfacets, boundaries and sheen; byte decoding; light clusters; the environment's
//!   distribution) are computed on the host and handed over.

pub mod affine;
pub mod albedo;
mod alpha_test;
pub mod aovs;
mod binary_bvh;
mod bsdf;
pub mod bvh;
mod deform;
pub mod environment;
pub mod environment_distribution;
pub mod film;
mod geometry;
mod glass;
mod instancing;
pub mod light_sampler;
pub mod lights;
pub mod medium;
mod microfacet;
mod path;
pub mod ray_benchmark;
pub mod sheen;
pub mod surface;
mod surface_point;
mod wide_bvh;
pub mod world;

pub use world::World;

#[cfg(test)]
pub mod tests;
