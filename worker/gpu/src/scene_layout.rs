//! Lays a scene out as one array of quads (four words of 32 bits). Offsets are computed from counts alone, so
//! that a scene that does not fit is refused before anything is allocated; then the records are written in
//! order, a piece at a time.

use std::sync::Arc;

use bytemuck::Pod;
use rayment_render::{
    scene::{self, Filter, Wrap},
    trace::{
        World,
        affine::Affine,
        albedo,
        bvh::{self, Bvh},
        environment_distribution::EnvironmentDistribution,
        light_sampler::Cluster,
        lights::Lights,
        sheen,
        world::{Corners, Triangle, VertexAttributes},
    },
};

use super::record::{self, SceneOffsets, quads};
use super::shading_records;

/// Receives the bytes of the array, in order.
pub trait Sink {
    type Error;
    fn put(&mut self, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// The layout of a scene's array, not written yet.
pub struct SceneLayout<'a> {
    world: &'a World,
    pub offsets: SceneOffsets,
    /// Length in quads.
    pub quads: u64,
    /// Greatest number of pending nodes of a traversal.
    pub stack: u32,
    images: Vec<(Arc<scene::Image>, u32)>,
    decodes: Vec<(Arc<[f32; 256]>, u32)>,
}

impl<'a> SceneLayout<'a> {
    /// `None` if offsets do not fit in 32 bits: no card has that much memory.
    pub fn new(world: &'a World) -> Option<Self> {
        let mut end = Cursor(0);
        let World { bvh, lights, environment, .. } = world;
        let sampler = &lights.local_sampler;
        let cdf_words: usize = sampler.clusters.iter().map(|cluster| cluster.members_distribution.cdf.len()).sum();
        let (distribution, map) = (environment.distribution.as_ref(), environment.map.as_ref().map(|map| &map.image));
        let of_distribution = |length: fn(&EnvironmentDistribution) -> usize| distribution.map_or(0, length);
        // In the order of `write`.
        let offsets = SceneOffsets {
            root: bvh.root,
            nodes: end.records::<record::Node>(bvh.nodes.len())?,
            packs: end.records::<record::Pack>(bvh.packs.len())?,
            moving_packs: end.records::<record::MovingPack>(bvh.moving.len())?,
            instances: end.records::<record::Instance>(bvh.instances.len())?,
            motions: end.records::<record::Affine>(bvh.motions.len())?,
            triangles: end.records::<record::Triangle>(world.triangles.len())?,
            attributes: end.records::<record::VertexAttributes>(world.attributes.len())?,
            triangle_keys: end.records::<[record::Corners; bvh::KEYS]>(world.triangle_keys.len())?,
            materials: end.records::<record::Material>(world.materials.len())?,
            textures: end.records::<record::Texture>(world.textures.len())?,
            albedo_table: end.words(albedo::SIZE * albedo::SIZE * 2)?,
            boundary_table: end.words(2 * albedo::BOUNDARY_ETAS * albedo::BOUNDARY_ROUGHNESSES * albedo::SIZE)?,
            sheen_table: end.words(sheen::ROUGHNESSES * sheen::COSINES)?,
            distant_lights: end.words(lights.distant.len())?,
            distant_cdf: end.words(lights.distant_distribution.cdf.len())?,
            distant_count: lights.distant_distribution.cdf.len() as u32,
            local_lights: end.records::<record::LocalLight>(lights.local.len())?,
            punctual_lights: end.records::<record::PunctualLight>(lights.punctual.len())?,
            punctual_motions: end.records::<record::PunctualMotion>(lights.punctual_motions.len())?,
            clusters: end.records::<record::Cluster>(sampler.clusters.len())?,
            cluster_count: sampler.clusters.len() as u32,
            cluster_order: end.words(sampler.order.len())?,
            cluster_cdf: end.words(cdf_words)?,
            light_clusters: end.words(sampler.light_clusters.len() * 2)?,
            environment_row_edges: end.words(of_distribution(|distribution| distribution.row_edges.len()))?,
            environment_marginal_cdf: end.words(of_distribution(|distribution| distribution.marginal_cdf.len()))?,
            environment_conditional_cdf: end
                .words(of_distribution(|distribution| distribution.conditional_cdf.len()))?,
            environment_columns: distribution.map_or(0, |distribution| distribution.columns),
            environment_rows: of_distribution(|distribution| distribution.row_edges.len() - 1) as u32,
            environment_map: end.records::<[f32; 4]>(map.map_or(0, |image| image.pixels.len()))?,
            environment_map_width: map.map_or(0, |image| image.width),
            environment_map_height: map.map_or(0, |image| image.height),
        };
        let (mut images, mut decodes) = (Vec::new(), Vec::new());
        for texture in world.textures.iter() {
            if !images.iter().any(|(image, _)| Arc::ptr_eq(image, &texture.image)) {
                images.push((texture.image.clone(), end.words(texture.image.pixels.len())?));
            }
            if !decodes.iter().any(|(decode, _)| Arc::ptr_eq(decode, &texture.decode)) {
                decodes.push((texture.decode.clone(), end.words(256)?));
            }
        }
        let stack = stack_depth(&world.bvh);
        Some(Self { world, offsets, quads: end.0, stack, images, decodes })
    }

    pub fn write<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let World { bvh, lights, .. } = self.world;
        records(sink, bvh.nodes.iter().map(node))?;
        records(sink, bvh.packs.iter().map(pack))?;
        records(sink, bvh.moving.iter().map(|moving| record::MovingPack { keys: moving.keys.each_ref().map(pack) }))?;
        records(sink, bvh.instances.iter().map(instance))?;
        records(sink, bvh.motions.iter().map(affine))?;
        records(sink, self.world.triangles.iter().map(triangle))?;
        records(sink, self.world.attributes.iter().map(attributes))?;
        records(sink, self.world.triangle_keys.iter().flatten().map(corners))?;
        let materials = self.world.materials.iter().zip(&self.world.material_constants);
        records(sink, materials.map(|(material, constants)| shading_records::material(material, constants)))?;
        records(sink, self.world.textures.iter().map(|texture| self.texture(texture)))?;
        floats(sink, albedo::table().iter().flatten().flatten())?;
        floats(sink, albedo::boundaries().iter().flatten().flatten().flatten())?;
        floats(sink, sheen::table().iter().flatten())?;
        self.write_lights(sink, lights)?;
        self.write_environment(sink)?;
        self.write_textures(sink)
    }

    fn write_lights<S: Sink>(&self, sink: &mut S, lights: &Lights) -> Result<(), S::Error> {
        let sampler = &lights.local_sampler;
        words(sink, lights.distant.iter().map(shading_records::distant))?;
        floats(sink, &lights.distant_distribution.cdf)?;
        records(sink, lights.local.iter().map(shading_records::local))?;
        records(sink, lights.punctual.iter().map(shading_records::punctual))?;
        records(sink, lights.punctual_motions.iter().map(shading_records::punctual_motion))?;
        let mut cdf_words = 0;
        let cluster = |cluster: &Cluster| {
            let count = cluster.members_distribution.cdf.len() as u32;
            cdf_words += count;
            shading_records::cluster(cluster, cdf_words - count)
        };
        records(sink, sampler.clusters.iter().map(cluster))?;
        words(sink, sampler.order.iter().copied())?;
        floats(sink, sampler.clusters.iter().flat_map(|cluster| &cluster.members_distribution.cdf))?;
        words(sink, sampler.light_clusters.iter().flat_map(|&(cluster, share)| [cluster, share.to_bits()]))
    }

    fn write_environment<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let environment = &self.world.environment;
        if let Some(distribution) = &environment.distribution {
            floats(sink, &distribution.row_edges)?;
            floats(sink, &distribution.marginal_cdf)?;
            floats(sink, &distribution.conditional_cdf)?;
        }
        match &environment.map {
            Some(map) => records(sink, map.image.pixels.iter().map(|&[r, g, b]| [r, g, b, 0.0f32])),
            None => Ok(()),
        }
    }

    /// In the order in which [`SceneLayout::new`] found them.
    fn write_textures<S: Sink>(&self, sink: &mut S) -> Result<(), S::Error> {
        let (mut images, mut decodes) = (self.images.iter().peekable(), self.decodes.iter().peekable());
        while images.peek().is_some() || decodes.peek().is_some() {
            let next = |offset: Option<u32>| offset.unwrap_or(u32::MAX);
            let image_place = next(images.peek().map(|(_, offset)| *offset));
            let decode_place = next(decodes.peek().map(|(_, offset)| *offset));
            if image_place < decode_place {
                if let Some((image, _)) = images.next() {
                    words(sink, image.pixels.iter().map(|&pixel| u32::from_le_bytes(pixel)))?;
                }
            } else if let Some((decode, _)) = decodes.next() {
                words(sink, decode.iter().map(|value| value.to_bits()))?;
            }
        }
        Ok(())
    }

    fn texture(&self, texture: &scene::Texture) -> record::Texture {
        let texels = self.images.iter().find(|(image, _)| Arc::ptr_eq(image, &texture.image));
        let decode = self.decodes.iter().find(|(decode, _)| Arc::ptr_eq(decode, &texture.decode));
        let wrap = |wrap: Wrap| match wrap {
            Wrap::Repeat => 0,
            Wrap::Mirror => 1,
            Wrap::Clamp => 2,
        };
        let filter = u32::from(texture.filter == Filter::Nearest) << 4;
        record::Texture {
            texels: texels.map_or(0, |(_, offset)| *offset),
            width: texture.image.width,
            height: texture.image.height,
            sampling: wrap(texture.wrap[0]) | wrap(texture.wrap[1]) << 2 | filter,
            decode: decode.map_or(0, |(_, offset)| *offset),
            unused: [0; 3],
        }
    }
}

/// The end of what is laid out so far, in quads.
struct Cursor(u64);

impl Cursor {
    fn records<T>(&mut self, count: usize) -> Option<u32> {
        self.quads(count as u64 * u64::from(quads::<T>()))
    }

    fn words(&mut self, count: usize) -> Option<u32> {
        self.quads((count as u64).div_ceil(4))
    }

    fn quads(&mut self, count: u64) -> Option<u32> {
        let offset = self.0;
        self.0 += count;
        u32::try_from(self.0).ok()?;
        Some(offset as u32)
    }
}

/// Bytes written at a time.
const PIECE: usize = 1 << 20;

fn records<T: Pod, S: Sink>(sink: &mut S, records: impl Iterator<Item = T>) -> Result<(), S::Error> {
    let mut piece = Vec::with_capacity(PIECE / size_of::<T>());
    for record in records {
        piece.push(record);
        if piece.len() == PIECE / size_of::<T>() {
            sink.put(bytemuck::cast_slice(&piece))?;
            piece.clear();
        }
    }
    sink.put(bytemuck::cast_slice(&piece))
}

/// Words, padded to whole quads.
fn words<S: Sink>(sink: &mut S, mut words: impl Iterator<Item = u32>) -> Result<(), S::Error> {
    let quad = |words: &mut dyn Iterator<Item = u32>| {
        let first = words.next()?;
        Some([first, words.next().unwrap_or(0), words.next().unwrap_or(0), words.next().unwrap_or(0)])
    };
    records(sink, std::iter::from_fn(|| quad(&mut words)))
}

fn floats<'f, S: Sink>(sink: &mut S, values: impl IntoIterator<Item = &'f f32>) -> Result<(), S::Error> {
    words(sink, values.into_iter().map(|value| value.to_bits()))
}

/// How high the stack of a traversal can grow: each node pushes its children, and while one is followed its
/// siblings stay; below the tree of an instance lies a mark. Children come after their parents, and instances
/// contain no instances.
fn stack_depth(bvh: &Bvh) -> u32 {
    let mut need = vec![1u32; bvh.nodes.len()];
    // The first pass covers the trees of instances, the second the top-level tree.
    for _ in 0..2 {
        for (index, node) in bvh.nodes.iter().enumerate().rev() {
            let lanes = (0..4).filter(|&lane| node.bounds[0][0][lane] <= node.bounds[0][1][lane]);
            let (mut others, mut deepest) = (0, 1);
            for child in lanes.map(|lane| node.children[lane]) {
                others += 1;
                deepest = deepest.max(match child {
                    inner if inner & bvh::LEAF == 0 => need[inner as usize],
                    instance if instance & bvh::INSTANCE != 0 => {
                        let instance = (instance & !(bvh::LEAF | bvh::INSTANCE)) as usize;
                        1 + need[bvh.instances[instance].root as usize]
                    }
                    _ => 1,
                });
            }
            need[index] = u32::saturating_sub(others, 1) + deepest;
        }
    }
    need.get(bvh.root as usize).copied().unwrap_or(1)
}

fn node(node: &bvh::Node) -> record::Node {
    record::Node { bounds: node.bounds.map(|axis| axis.map(|bound| bound.to_array())), children: node.children }
}

fn pack(pack: &bvh::Pack) -> record::Pack {
    let arrays = |axes: [glam::Vec4; 3]| axes.map(|axis| axis.to_array());
    let triangle = |lane: usize| pack.triangles[lane] & (u32::MAX >> 1) | (pack.non_opaque >> lane & 1) << 31;
    record::Pack {
        corner: arrays(pack.corner),
        edge1: arrays(pack.edge1),
        edge2: arrays(pack.edge2),
        triangles: std::array::from_fn(triangle),
    }
}

fn instance(instance: &bvh::Instance) -> record::Instance {
    let bvh::Instance { root, first_area_light, motion, handedness, .. } = *instance;
    let (to_world, to_object) = (affine(&instance.to_world), affine(&instance.to_object));
    record::Instance { root, first_area_light, motion, handedness, to_world, to_object }
}

fn affine(map: &Affine) -> record::Affine {
    record::Affine { columns: [map.x, map.y, map.z, map.translation].map(|v| v.to_array()) }
}

fn triangle(triangle: &Triangle) -> record::Triangle {
    let Triangle { uv, material, attributes, area_light, keys, .. } = *triangle;
    let (corners, normals) = (triangle.corners.map(|v| v.to_array()), triangle.normals.map(|v| v.to_array()));
    record::Triangle { corners, normals, uv, material, attributes, area_light, keys }
}

fn corners(at: &Corners) -> record::Corners {
    let (corners, normals) = (at.corners.map(|v| v.to_array()), at.normals.map(|v| v.to_array()));
    record::Corners { corners, normals, unused: [0; 2] }
}

fn attributes(attributes: &VertexAttributes) -> record::VertexAttributes {
    record::VertexAttributes {
        uv: attributes.uv,
        has_tangent: u32::from(attributes.tangent.is_some()),
        unused: 0,
        color: attributes.color,
        tangent: attributes.tangent.unwrap_or_default(),
    }
}
