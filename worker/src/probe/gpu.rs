//! The graphics cards, as their drivers name them.

use std::{fs, path::Path, sync::mpsc, time::Duration};

use rayment_client::profile::Gpu;
use wgpu::{AdapterInfo, Backends, DeviceType, Instance, InstanceDescriptor, InstanceFlags};

/// A driver that takes longer than this to name its cards is left alone.
const PATIENCE: Duration = Duration::from_secs(10);

/// Names the folder of a desktop session.
#[cfg(target_os = "linux")]
const SESSION: &str = "XDG_RUNTIME_DIR";

/// Every adapter that a driver of this machine offers, software ones named as such. A machine
/// without any, or with a driver that fails or hangs, has none.
pub fn gpus() -> Vec<Gpu> {
    let (tell, told) = mpsc::channel();
    // On a thread of its own: whatever a driver does there, the worker goes on.
    let asked = std::thread::Builder::new().name("gpu-probe".into()).spawn(move || {
        let _ = tell.send(ask());
    });
    match asked {
        Ok(_) => told.recv_timeout(PATIENCE).unwrap_or_else(|_| {
            tracing::warn!("the graphics driver did not answer: the profile names no GPU");
            Vec::new()
        }),
        Err(_) => Vec::new(),
    }
}

/// Starts this program anew with a folder of a desktop session named, where none is: without a name,
/// libraries below the drivers complain on standard error, whoever asks for the cards. To be called first
/// thing in `main`; a running process cannot be given the name safely. Comes back where there is nothing to
/// do, and where it fails, which leaves the complaint.
pub fn name_session() {
    #[cfg(target_os = "linux")]
    if std::env::var_os(SESSION).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        use std::os::unix::process::CommandExt;
        let mut args = std::env::args_os();
        let name = args.next().unwrap_or_else(|| program.clone().into());
        let _ = std::process::Command::new(program).arg0(name).args(args).env(SESSION, "/nowhere").exec();
    }
}

fn ask() -> Vec<Gpu> {
    let instance = Instance::new(InstanceDescriptor {
        backends: Backends::PRIMARY,
        // No validation layers: they are for developers, and they talk.
        flags: InstanceFlags::empty(),
        ..InstanceDescriptor::new_without_display_handle()
    });
    let adapters = futures::executor::block_on(instance.enumerate_adapters(Backends::PRIMARY));
    let mut gpus: Vec<_> = adapters.iter().map(|adapter| described(&adapter.get_info())).collect();
    gpus.sort_by(|a, b| (&a.kind, &a.name, &a.backend).cmp(&(&b.kind, &b.name, &b.backend)));
    gpus
}

fn described(info: &AdapterInfo) -> Gpu {
    let driver = [info.driver.trim(), info.driver_info.trim()];
    let driver: Vec<_> = driver.into_iter().filter(|part| !part.is_empty()).collect();
    Gpu {
        name: info.name.clone(),
        kind: kind(info.device_type).into(),
        driver: driver.join(" "),
        backend: format!("{:?}", info.backend).to_lowercase(),
        vram_bytes: vram(Path::new("/sys/bus/pci/devices"), &info.device_pci_bus_id),
    }
}

fn kind(device: DeviceType) -> &'static str {
    match device {
        DeviceType::DiscreteGpu => "discrete",
        DeviceType::IntegratedGpu => "integrated",
        DeviceType::VirtualGpu => "virtual",
        DeviceType::Cpu => "software",
        DeviceType::Other => "other",
    }
}

/// Memory of the card, where its driver writes it down (AMD's does).
fn vram(devices: &Path, pci: &str) -> Option<u64> {
    let is_address = !pci.is_empty() && pci.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
    let text = is_address.then(|| fs::read_to_string(devices.join(pci).join("mem_info_vram_total")).ok())??;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_card_is_fine() {
        // Whatever is in this machine: asking ends, and software is called software.
        for gpu in gpus() {
            assert!(!gpu.name.is_empty());
            assert!(!gpu.name.contains("llvmpipe") || gpu.kind == "software", "{gpu:?}");
        }
    }

    #[test]
    fn reads_memory_only_at_a_bus_address() -> Result<(), std::io::Error> {
        let devices = tempfile::tempdir()?;
        let card = devices.path().join("0000:03:00.0");
        fs::create_dir(&card)?;
        fs::write(card.join("mem_info_vram_total"), "17163091968\n")?;
        fs::write(devices.path().join("mem_info_vram_total"), "1\n")?;
        assert_eq!(vram(devices.path(), "0000:03:00.0"), Some(17_163_091_968));
        assert_eq!(vram(devices.path(), "0000:04:00.0"), None);
        assert_eq!(vram(devices.path(), ""), None);
        assert_eq!(vram(devices.path(), "../devices"), None);
        Ok(())
    }
}
