//! The graphics cards, as their drivers name them.

use std::{fs, path::Path, sync::mpsc, time::Duration};

use rayment_client::profile::Gpu;
use rayment_gpu::{DeviceInfo, Kind};

/// A driver that takes longer than this to name its cards is left alone.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Names the folder of a desktop session.
#[cfg(target_os = "linux")]
const SESSION: &str = "XDG_RUNTIME_DIR";

/// Every adapter that a driver of this machine offers, real cards first, software ones named as such. A
/// machine without any, or with a driver that fails or hangs, has none.
pub fn gpus() -> Vec<Gpu> {
    let (tell, told) = mpsc::channel();
    // On a thread of its own: a driver that hangs must not stop the worker.
    let asked = std::thread::Builder::new().name("gpu-probe".into()).spawn(move || {
        let _ = tell.send(ask());
    });
    match asked {
        Ok(_) => told.recv_timeout(TIMEOUT).unwrap_or_else(|_| {
            tracing::warn!("the graphics driver did not answer: the profile names no GPU");
            Vec::new()
        }),
        Err(_) => Vec::new(),
    }
}

/// Restarts this program with `XDG_RUNTIME_DIR` set, where it is not: without it, libraries below the drivers
/// complain on standard error whenever the cards are listed. Call it first in `main`: the environment of a
/// running process cannot be changed safely. Returns where there is nothing to do, or where it fails.
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
    rayment_gpu::devices().into_iter().map(described).collect()
}

fn described(device: DeviceInfo) -> Gpu {
    let kind = match device.kind {
        Kind::Discrete => "discrete",
        Kind::Integrated => "integrated",
        Kind::Virtual => "virtual",
        Kind::Software => "software",
        Kind::Other => "other",
    };
    Gpu {
        vram_bytes: vram(Path::new("/sys/bus/pci/devices"), &device.bus),
        name: device.name,
        kind: kind.into(),
        driver: device.driver,
        backend: device.backend,
    }
}

/// Memory of the card, where its driver reports it (AMD's does).
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
