//! Path tracing. `plan` says which meshes are flattened into the world and which are instanced, `deform`
//! moves vertices by skins and morphs, `gather` collects triangles and trees (`binary`, `wide`), `world`
//! holds all of it. `bvh` finds what a ray meets, `gate` what it is let through, `surface` (at a `spot` of a
//! triangle) says what is there, `bsdf` how it scatters (`microfacet`, `glass`, `sheen`), `medium` what is
//! in between; `lights`, `environment` and its `environment_distribution` say where light comes from. `path` adds up one sample and
//! `film` the samples of a pixel; `guide` is what the camera sees first, without light.
//!
//! # Instances and motion
//! - One array of nodes, one of packs: a child is a node, or (marked [`bvh::LEAF`]) a pack, an instance
//!   or a pack of moving triangles. The root's world holds flattened triangles and instances.
//! - Met instances are entered at once: the ray goes on in the instance's space with a direction that
//!   keeps its length there, so that distances stay the world's; a mark on the stack leads back.
//! - `Hit::instance` names the instance, [`world::NONE`] in the world. Points and normals are worked out
//!   in the mesh's space and then placed.
//! - A ray bears a time in [0, 1) of the shutter: first number of [`crate::rng::pair::TIME`], 0 where
//!   nothing blurs. Instances, lamps and cameras are known at [`bvh::POSES`] even times, deforming
//!   triangles at [`bvh::KEYS`]; in between every number is mixed, `a (1 - t) + b t`
//!   ([`bvh::time_segment`]), and an instance's inverse is worked out per ray.
//! - Lights are drawn with weights from the middle of the shutter's time, and lie where the ray's time
//!   puts them.
//!
//! # Materials
//! - [`surface::MaterialConstants`] are worked out once per material; their flags say which lobes it can have, and a
//!   surface's flags which it has here. Without [`surface::LAYERED`] only facets and base are evaluated.
//! - Layers from the top: coat, sheen, then metal, plain and glass side by side. Each lets through one minus
//!   its reflectance for `wo` alone, from tables: [`albedo`] for facets and boundaries, [`sheen`].
//! - Glass reflects by the true Fresnel equations, bent to the material's specular strength and color;
//!   where nothing can get through it reflects all. Its value is divided by what the table of boundaries
//!   says that one bounce keeps.
//! - A path carries basic radiance (radiance over the squared index of refraction): refraction leaves it
//!   as it is.
//! - Directions above the shading normal have to be above the triangle too, those below below; else they
//!   are dropped. With a normal map light fades towards the edge (`path::softened`).
//!
//! # What lets rays through
//! - Alpha: by a number keyed by ray and triangle, inside the traversal.
//! - A pane ([`surface::THIN_SPECULAR`]): thin glass (no volume) of roughness 0.1 at most. What goes through goes
//!   straight. A path passes with the probability of the greatest channel (0.98 at most), by a keyed
//!   number, and then is what it was before: no bounce, the same vertex and density to weigh lights
//!   against, distances added up. Shadow rays are tinted by what goes straight through. Thin glass that is
//!   rougher, and all glass with a volume, stops shadow rays; scattered rays find light behind it.
//! - An edge ([`surface::INTERFACE`]): a volume whose surface is wholly transmissive with an index of one, and no
//!   coat or sheen. Rays go through, tinted by the base color, and change media.
//! - At most 64 passes.
//!
//! # Media
//! - A path knows the up to four media it is in, in the order of entering: in through a front, out through
//!   a back. They add up; bending is by the last entered. Cameras are outside of all.
//! - Free flights are drawn by one of three channels, weighed by all ([`medium::Medium::flight`]): by the pair
//!   `FLIGHT`, and after a pass by keyed numbers. Scattering is a bounce.
//! - Shadow rays add up extinction times distance over the edges they cross, in the order of the tree.
//!
//! # Sky
//! - Pictures and gradients are drawn by a table ([`environment_distribution`]) if the mean square of its cells is at least 1.5
//!   of the squared mean; else only scattered rays find the sky. The sun's disk is a distant light.
//! - Order at a vertex: distant light, sky, local light, then the scattered ray.
//!
//! # Rules for whoever edits this, or writes its twin for another processor
//! - f32 with `+ - * /` and `sqrt` only, in the order written; comparisons, `min`, `max`, `abs`; nothing
//!   fused. Sines, angles, powers and logarithms are short polynomials ([`crate::math`]).
//! - No random state: [`crate::rng`] gives every number from its coordinates.
//! - One tree, one order: children of a node by entry distance, of equals the lower lane; triangles of
//!   a pack by lane; a hit replaces another only if it is strictly nearer.
//! - A pixel's samples are added in their order within blocks, and blocks by pairs ([`film`]); lights of a
//!   path in the order they are met.
//! - Tables (facet, boundary and sheen reflectance, byte decoding, light clusters, domes) are made on the host and handed over.

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

pub use bvh::{POSES, time_segment};
pub use world::World;

#[cfg(test)]
pub mod tests;
