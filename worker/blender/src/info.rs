use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

/// Which of Blender's renderers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    Cycles,
    Eevee,
}

impl Engine {
    /// As the script calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cycles => "cycles",
            Self::Eevee => "eevee",
        }
    }
}

/// What Cycles computes on. The processor is the device whose bits can be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Device {
    Cpu,
    Cuda,
    Optix,
    Hip,
    Metal,
    OneApi,
}

impl Device {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Cpu, "CPU"),
        (Self::Cuda, "CUDA"),
        (Self::Optix, "OPTIX"),
        (Self::Hip, "HIP"),
        (Self::Metal, "METAL"),
        (Self::OneApi, "ONEAPI"),
    ];

    /// As Blender calls it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(device, _)| *device == self).map_or("CPU", |(_, word)| word)
    }

    pub fn is_gpu(self) -> bool {
        self != Self::Cpu
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.iter().find(|(_, word)| word.eq_ignore_ascii_case(text));
        known.map(|(device, _)| *device).ok_or_else(|| {
            let words: Vec<_> = Self::ALL.iter().map(|(_, word)| word.to_lowercase()).collect();
            format!("expected one of {}, found {text:?}", words.join(", "))
        })
    }
}

/// What is in an open scene.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Info {
    /// Frames of the animation, as Blender counts them.
    pub first: u32,
    pub last: u32,
    pub step: u32,
    pub fps: f64,
    /// The picture the file asks for, in pixels.
    pub width: u32,
    pub height: u32,
    /// Samples per pixel the file asks for.
    pub samples: u32,
    /// The renderer the file asks for: `cycles`, `eevee` or another one by its own name.
    pub engine: String,
    /// The scene's own camera first (camera 0, with its timeline markers), then the others by name.
    pub cameras: Vec<String>,
    /// Files that the scene names and that are not in its folder, as it names them. Blender renders
    /// without them: a missing picture is a flat magenta.
    pub missing: Vec<String>,
    /// Simulations that are not baked: a frame by itself would not show what the animation shows.
    pub unbaked: Vec<String>,
    /// What an artist may miss in the picture, in words.
    pub notes: Vec<String>,
    /// The Blender that saved the file, like `4.5`; of an import, the one that reads it.
    pub made_by: String,
}

impl Info {
    /// The place of a camera by its name.
    pub fn camera(&self, name: &str) -> Option<u32> {
        self.cameras.iter().position(|own| own == name).map(|at| at as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_one_word_each() {
        for (device, word) in Device::ALL {
            assert_eq!(word.to_lowercase().parse::<Device>(), Ok(device));
            assert_eq!(device.to_string(), word);
        }
        assert!("abacus".parse::<Device>().unwrap_err().contains("optix"));
        assert!(Device::Optix.is_gpu() && !Device::Cpu.is_gpu());
    }
}
