use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wgpu::{Adapter, AdapterInfo, Backends, DeviceType, Instance, InstanceDescriptor, InstanceFlags};

use super::error::GpuError;
use super::pipelines::{PipelineKey, Pipelines};
use super::rounding::Rounding;

/// A slice takes milliseconds; a card that has not finished one after this time is hung.
const WAIT_TIMEOUT: Duration = Duration::from_secs(60);
/// Software Vulkan compiles its kernels during the first slice, on a machine that may be busy.
const SOFTWARE_WAIT_TIMEOUT: Duration = Duration::from_secs(900);

/// An adapter as its driver names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    pub name: String,
    /// `vulkan`, `metal` or `dx12`.
    pub backend: String,
    pub kind: Kind,
    pub driver: String,
    /// PCI bus address if the driver reports it; otherwise empty.
    pub bus: String,
    /// Index among the adapters of this machine.
    adapter_index: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Discrete,
    Integrated,
    Virtual,
    Other,
    /// A processor instead of a card: for tests; the Rust tracer is faster.
    Software,
}

impl DeviceInfo {
    /// Devices of a class give the same bits; software ones share the processor's.
    pub fn class(&self) -> String {
        match self.kind {
            Kind::Software => "cpu".into(),
            _ => self.own_class(),
        }
    }

    fn own_class(&self) -> String {
        format!("{}/{}/{}", self.backend, self.name, self.driver)
    }
}

/// Every adapter of this machine, real cards first. This can take seconds, and a broken driver may hang: a
/// daemon calls it on a thread of its own.
pub fn devices() -> Vec<DeviceInfo> {
    let mut found: Vec<_> = adapters()
        .iter()
        .enumerate()
        .map(|(adapter_index, adapter)| device_info(adapter_index, &adapter.get_info()))
        .collect();
    found.sort_by_key(|info| (info.kind, info.adapter_index));
    found
}

/// An open device; clones share it.
#[derive(Clone)]
pub struct Device(Arc<Opened>);

struct Opened {
    info: DeviceInfo,
    device: wgpu::Device,
    queue: wgpu::Queue,
    /// Why the device failed, if it did while nobody was waiting for it.
    failure: Arc<Mutex<Option<GpuError>>>,
    cache: Mutex<HashMap<PipelineKey, Arc<Pipelines>>>,
    memory: u64,
    shard: u64,
    rounding: Rounding,
}

impl Device {
    /// Opens a device with everything that its driver allows.
    pub fn open(info: &DeviceInfo) -> Result<Self, GpuError> {
        Self::open_within(info, u64::MAX, u64::MAX)
    }

    /// Opens a device that may use that much `memory` in buffers of at most `shard` bytes: drivers do not
    /// report the memory of a card, so whoever knows it passes it.
    pub fn open_within(info: &DeviceInfo, memory: u64, shard: u64) -> Result<Self, GpuError> {
        let rounding = if info.kind == Kind::Software { Rounding::Strict } else { Rounding::Own };
        Self::opened(info, memory, shard, rounding)
    }

    /// Opens a device with fused multiply-adds, as the compilers of most cards make them: software opened
    /// this way stands in for another class of devices where there is no card.
    pub fn open_fused(info: &DeviceInfo) -> Result<Self, GpuError> {
        Self::opened(info, u64::MAX, u64::MAX, Rounding::Fused)
    }

    fn opened(info: &DeviceInfo, memory: u64, shard: u64, rounding: Rounding) -> Result<Self, GpuError> {
        let failed = |reason: String| GpuError::Open { device: info.name.clone(), reason };
        let adapter = adapters().into_iter().nth(info.adapter_index).ok_or(GpuError::NoAdapter)?;
        if device_info(info.adapter_index, &adapter.get_info()) != *info {
            return Err(failed("it is not where it was".into()));
        }
        let required_features =
            if rounding == Rounding::Fused { wgpu::Features::SHADER_F64 } else { wgpu::Features::empty() };
        let required_limits = adapter.limits();
        let descriptor = wgpu::DeviceDescriptor { required_features, required_limits, ..Default::default() };
        let asked = catch_unwind(AssertUnwindSafe(|| pollster::block_on(adapter.request_device(&descriptor))));
        let (device, queue) =
            asked.map_err(|_| failed("its driver panicked".into()))?.map_err(|error| failed(error.to_string()))?;
        let failure = Arc::new(Mutex::new(None));
        record_failures(&device, &info.name, &failure);
        let cache = Mutex::default();
        Ok(Self(Arc::new(Opened { info: info.clone(), device, queue, failure, cache, memory, shard, rounding })))
    }

    pub fn info(&self) -> &DeviceInfo {
        &self.0.info
    }

    /// Devices of a class give the same bits.
    pub fn class(&self) -> String {
        let info = &self.0.info;
        if self.0.rounding == Rounding::Fused { format!("{}/fused", info.own_class()) } else { info.class() }
    }

    /// Closes the device; work in flight ends with [`GpuError::Lost`].
    pub fn close(&self) {
        self.0.device.destroy();
        self.0
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert_with(|| GpuError::Lost { device: self.0.info.name.clone(), reason: "it was closed".into() });
    }

    /// Refuses a device that has failed.
    pub fn check(&self) -> Result<(), GpuError> {
        match &*self.0.failure.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// For whoever brings kernels of their own, such as the GPU proof.
    pub fn raw(&self) -> (&wgpu::Device, &wgpu::Queue) {
        (&self.0.device, &self.0.queue)
    }

    pub(super) fn rounding(&self) -> Rounding {
        self.0.rounding
    }

    pub(super) fn is_software(&self) -> bool {
        self.0.info.kind == Kind::Software
    }

    /// Bytes that all buffers together may take.
    pub fn memory(&self) -> u64 {
        self.0.memory
    }

    /// Bytes of the largest buffer that a kernel can read.
    pub fn largest_binding(&self) -> u64 {
        let limits = self.0.device.limits();
        limits.max_storage_buffer_binding_size.min(limits.max_buffer_size).min(self.0.shard)
    }

    /// Runs a closure that creates resources on the device, and returns its errors.
    pub fn guarded<T>(&self, create: impl FnOnce(&wgpu::Device) -> T) -> Result<T, GpuError> {
        use wgpu::ErrorFilter::{Internal, OutOfMemory, Validation};
        self.check()?;
        let device = &self.0.device;
        let scopes = [Validation, Internal, OutOfMemory].map(|filter| device.push_error_scope(filter));
        let made = create(device);
        let mut errors: Vec<_> = scopes.into_iter().rev().filter_map(|scope| pollster::block_on(scope.pop())).collect();
        self.check()?;
        match errors.pop() {
            Some(error) => Err(gpu_error(&self.0.info.name, &error)),
            None => Ok(made),
        }
    }

    /// Waits for submitted work.
    pub fn wait(&self, submission: &wgpu::SubmissionIndex) -> Result<(), GpuError> {
        let timeout = if self.is_software() { SOFTWARE_WAIT_TIMEOUT } else { WAIT_TIMEOUT };
        let poll = wgpu::PollType::Wait { submission_index: Some(submission.clone()), timeout: Some(timeout) };
        // wgpu panics if the device is lost during a wait; here that is an error like any other.
        let polled = catch_unwind(AssertUnwindSafe(|| self.0.device.poll(poll)));
        self.check()?;
        let reason = match polled {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(wgpu::PollError::Timeout)) => format!("it did not answer for {} s", timeout.as_secs()),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "its driver gave up".into(),
        };
        let error = GpuError::Lost { device: self.0.info.name.clone(), reason };
        self.0.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error.clone());
        Err(error)
    }

    /// The pipelines for a key, compiled once.
    pub(super) fn pipelines(&self, key: PipelineKey) -> Result<Arc<Pipelines>, GpuError> {
        let mut cache = self.0.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pipelines) = cache.get(&key) {
            return Ok(pipelines.clone());
        }
        let pipelines = Arc::new(self.guarded(|device| Pipelines::new(device, key))?);
        cache.insert(key, pipelines.clone());
        Ok(pipelines)
    }
}

impl std::fmt::Debug for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Device").field(&self.0.info).finish()
    }
}

/// Errors outside of a guarded call mark the device as failed; the default handler of wgpu would panic.
fn record_failures(device: &wgpu::Device, name: &str, failure: &Arc<Mutex<Option<GpuError>>>) {
    let (device_name, ending) = (name.to_owned(), failure.clone());
    device.set_device_lost_callback(move |_, reason| {
        let error = GpuError::Lost { device: device_name.clone(), reason };
        ending.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    });
    let (device_name, ending) = (name.to_owned(), failure.clone());
    device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
        ending.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(gpu_error(&device_name, &error));
    }));
}

fn gpu_error(device: &str, error: &wgpu::Error) -> GpuError {
    let device = device.to_owned();
    match error {
        wgpu::Error::OutOfMemory { source } => GpuError::OutOfMemory { device, reason: source.to_string() },
        other => GpuError::Refused { device, reason: other.to_string() },
    }
}

fn adapters() -> Vec<Adapter> {
    let instance = Instance::new(InstanceDescriptor {
        backends: Backends::PRIMARY,
        // No validation layers: they are for developers, and they print.
        flags: InstanceFlags::empty(),
        ..InstanceDescriptor::new_without_display_handle()
    });
    pollster::block_on(instance.enumerate_adapters(Backends::PRIMARY))
}

fn device_info(adapter_index: usize, info: &AdapterInfo) -> DeviceInfo {
    let driver = [info.driver.trim(), info.driver_info.trim()];
    let driver: Vec<_> = driver.into_iter().filter(|part| !part.is_empty()).collect();
    DeviceInfo {
        name: info.name.clone(),
        backend: format!("{:?}", info.backend).to_lowercase(),
        kind: match info.device_type {
            DeviceType::DiscreteGpu => Kind::Discrete,
            DeviceType::IntegratedGpu => Kind::Integrated,
            DeviceType::VirtualGpu => Kind::Virtual,
            DeviceType::Cpu => Kind::Software,
            DeviceType::Other => Kind::Other,
        },
        driver: driver.join(" "),
        bus: info.device_pci_bus_id.clone(),
        adapter_index,
    }
}
