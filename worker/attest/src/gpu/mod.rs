//! Stages on a graphics card, with the bits of the processor's.
//!
//! `cuts` cuts layers into shards, because a card binds only so much memory at a time, and work into dispatches.
//! `kernels` has the pipelines, whose SHA-256 comes from `sha256`; `memory` holds the two layers.
//!
//! A label's parents lie anywhere in the layer before, so a kernel binds all of that layer's shards, and the one
//! shard that it writes. A driver for real cards binds thousands; Metal binds 31 buffers, of gigabytes each. Where a
//! layer needs more than a card binds, [`GraphicsCard::most_labels`] says how many labels it takes.

mod cuts;
mod kernels;
mod memory;
mod sha256;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::mem;

use rayment_gpu::Device;

use self::cuts::{Pairs, Shards};
use self::kernels::{GROUP, bind};
use self::memory::Memory;
use crate::error::AttestError;
use crate::hash::{LAYERS, Node};
use crate::prove::Card;
use crate::tree::{Level, Levels, Place, SLACK};
use crate::watch::Watch;

/// Dispatches that a card has before it while the host prepares the next.
const AHEAD: usize = 3;

/// A graphics card that computes stages. It keeps its two layers, which are nearly all of the card's memory, until
/// it is dropped.
pub struct GraphicsCard {
    device: Device,
    memory: Option<Memory>,
}

impl GraphicsCard {
    /// On an open device: its memory and its shards are what it was opened with.
    pub fn new(device: Device) -> Self {
        Self { device, memory: None }
    }

    /// The most labels that the device takes, by its memory and by how much of it one kernel can bind.
    pub fn most_labels(&self) -> u64 {
        let held = self.device.memory() / (2 * 16);
        let limits = self.device.raw().0.limits();
        // One binding is for the shard that is written.
        let bindings = limits.max_storage_buffers_per_shader_stage.saturating_sub(1);
        let bindings = u64::from(bindings.min(limits.max_bindings_per_bind_group));
        let bound = bindings.saturating_mul(1 << Shards::new(1, self.device.largest_binding()).shift);
        held.min(bound).saturating_sub(SLACK)
    }

    /// Memory for two layers of so many labels, and the kernels for it.
    fn reserve(&mut self, labels: u64) -> Result<&mut Memory, AttestError> {
        let (most, card) = (self.most_labels(), self.name());
        if labels > most {
            return Err(AttestError::TooLarge { card, labels, most });
        }
        let shards = Shards::new(labels, self.device.largest_binding());
        if self.memory.as_ref().is_none_or(|memory| memory.shards != shards) {
            // The old layers go before the new ones come.
            let compiled = self.memory.take().map(Memory::free);
            self.memory = Some(Memory::new(&self.device, shards, compiled)?);
        }
        Ok(self.memory.as_mut().expect("it was just made"))
    }
}

impl Card for GraphicsCard {
    fn name(&self) -> String {
        self.device.info().name.clone()
    }

    fn stage(&mut self, seed: &[u8; 32], labels: u64, watch: &Watch) -> Result<Node, AttestError> {
        let device = self.device.clone();
        let memory = self.reserve(labels)?;
        let mut run = Run { device: &device, memory, watch, step: Step::new(seed, labels), ahead: VecDeque::new() };
        run.layers(labels)?;
        let levels = Levels::over(labels);
        run.tree(labels, &levels)?;
        run.finish()?;
        let root = self.nodes(&[levels.root()])?;
        Ok(root[0])
    }

    fn nodes(&mut self, places: &[Place]) -> Result<Vec<Node>, AttestError> {
        match &self.memory {
            Some(memory) if !places.is_empty() => memory.read(&self.device, places),
            _ => Ok(Vec::new()),
        }
    }
}

/// One stage as it runs.
struct Run<'a> {
    device: &'a Device,
    memory: &'a mut Memory,
    watch: &'a Watch,
    step: Step,
    /// What was submitted, with the labels that it adds.
    ahead: VecDeque<(wgpu::SubmissionIndex, u64)>,
}

impl Run<'_> {
    fn layers(&mut self, labels: u64) -> Result<(), AttestError> {
        for layer in 0..=LAYERS {
            self.step.layer = layer.into();
            if layer > 0 {
                let Memory { labels, tree, .. } = &mut *self.memory;
                mem::swap(labels, tree);
            }
            for part in self.memory.shards.layer(labels) {
                let (shard, to) = self.memory.shards.at(part.first);
                (self.step.first, self.step.count, self.step.to) = (part.first, part.count, to);
                let Memory { kernels, labels, tree, step, .. } = &*self.memory;
                let written = bind(self.device.raw().0, &kernels.written, &[step, &labels.shards[shard]]);
                if layer == 0 {
                    self.submit(&kernels.first_layer.clone(), &[&written], part.count.into())?;
                } else {
                    let before = tree.all.clone();
                    self.submit(&kernels.next_layer.clone(), &[&written, &before], part.count.into())?;
                }
            }
        }
        Ok(())
    }

    fn tree(&mut self, labels: u64, levels: &Levels) -> Result<(), AttestError> {
        let leaves = Level { start: 0, count: labels };
        for pairs in self.memory.shards.level(leaves, levels.first()) {
            self.pairs(pairs, true)?;
        }
        for (below, level) in levels.pairs() {
            for pairs in self.memory.shards.level(below, level) {
                self.pairs(pairs, false)?;
            }
        }
        Ok(())
    }

    fn pairs(&mut self, pairs: Pairs, are_labels: bool) -> Result<(), AttestError> {
        let ((shard, to), (from, below)) = (self.memory.shards.at(pairs.first), self.memory.shards.at(pairs.from));
        (self.step.count, self.step.to) = (pairs.count, to);
        (self.step.below, self.step.below_count) = (below, pairs.children);
        let Memory { kernels, labels, tree, step, .. } = &*self.memory;
        let (written, raw) = (&tree.shards[shard], self.device.raw().0);
        let (pipeline, group) = if are_labels {
            (&kernels.above_labels, bind(raw, &kernels.pairs, &[step, written, &labels.shards[from]]))
        } else if from == shard {
            (&kernels.above_nodes_within, bind(raw, &kernels.written, &[step, written]))
        } else {
            (&kernels.above_nodes, bind(raw, &kernels.pairs, &[step, written, &tree.shards[from]]))
        };
        self.submit(&pipeline.clone(), &[&group], 0)
    }

    /// Submits a dispatch of the present step, and waits until the card has few before it.
    fn submit(
        &mut self,
        pipeline: &wgpu::ComputePipeline,
        groups: &[&wgpu::BindGroup],
        labels: u64,
    ) -> Result<(), AttestError> {
        self.watch.check()?;
        let (device, queue) = self.device.raw();
        queue.write_buffer(&self.memory.step, 0, &self.step.bytes());
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
        pass.set_pipeline(pipeline);
        for (index, group) in (0..).zip(groups) {
            pass.set_bind_group(index, *group, &[]);
        }
        pass.dispatch_workgroups(self.step.count.div_ceil(GROUP), 1, 1);
        drop(pass);
        self.ahead.push_back((queue.submit([encoder.finish()]), labels));
        while self.ahead.len() > AHEAD {
            self.wait()?;
        }
        Ok(())
    }

    /// For the oldest dispatch.
    fn wait(&mut self) -> Result<(), AttestError> {
        if let Some((submission, labels)) = self.ahead.pop_front() {
            self.device.wait(&submission)?;
            self.watch.add(labels);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), AttestError> {
        while !self.ahead.is_empty() {
            self.wait()?;
        }
        self.watch.check()
    }
}

/// What a dispatch is told, as `step.wgsl` lays it out.
#[derive(Debug, Clone, Copy)]
struct Step {
    seed: [u32; 8],
    labels: u64,
    first: u64,
    count: u32,
    to: u32,
    below: u32,
    below_count: u32,
    layer: u32,
}

impl Step {
    /// In bytes; the last words only fill up.
    const SIZE: u64 = 20 * 4;

    fn new(seed: &[u8; 32], labels: u64) -> Self {
        let (words, _) = seed.as_chunks();
        let seed = std::array::from_fn(|word| u32::from_be_bytes(words[word]));
        Self { seed, labels, first: 0, count: 0, to: 0, below: 0, below_count: 0, layer: 0 }
    }

    fn bytes(&self) -> [u8; Self::SIZE as usize] {
        let mut bytes = [0; Self::SIZE as usize];
        let wide = [self.labels, self.first].map(|value| [value as u32, (value >> 32) as u32]);
        let narrow = [self.count, self.to, self.below, self.below_count, self.layer];
        let words = self.seed.iter().chain(wide.as_flattened()).chain(&narrow);
        for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
            *bytes = word.to_le_bytes();
        }
        bytes
    }
}
