//! Small scenes of every format, made by code: what the corpus loads and what fuzzing starts from.
#![allow(dead_code, reason = "each user takes its own part")]

pub mod dae;
pub mod fbx;
pub mod gltf;
pub mod obj;
pub mod stl;

use std::collections::BTreeMap;

use rayment_render::FileMap;

/// A scene with its files.
#[derive(Debug, Clone)]
pub struct Seed {
    pub name: &'static str,
    pub main: &'static str,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Seed {
    pub fn new(name: &'static str, main: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, main, files: BTreeMap::from([(main.to_owned(), bytes.into())]) }
    }

    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }

    pub fn map(&self) -> FileMap {
        let mut map = FileMap::new();
        for (path, bytes) in &self.files {
            map.insert(path.clone(), bytes.clone());
        }
        map
    }
}

pub const FORMATS: [&str; 5] = ["gltf", "obj", "stl", "fbx", "dae"];

pub fn of(format: &str) -> Vec<Seed> {
    match format {
        "gltf" => gltf::seeds(),
        "obj" => obj::seeds(),
        "stl" => stl::seeds(),
        "fbx" => fbx::seeds(),
        "dae" => dae::seeds(),
        _ => Vec::new(),
    }
}

/// A picture of 4x4 pixels: grey from the left to the right, or bluish as normal maps are.
pub fn png(is_normal_map: bool) -> Vec<u8> {
    let pixel = |x: u32| {
        if is_normal_map { [128, 128, 255, 255] } else { [(x * 60) as u8, (x * 60) as u8, (x * 60) as u8, 255] }
    };
    let image = image::RgbaImage::from_fn(4, 4, |x, _| image::Rgba(pixel(x)));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("it is written");
    bytes.into_inner()
}

/// A PNG whose header promises 60,000 x 60,000 pixels, in 100 bytes.
pub fn bomb() -> Vec<u8> {
    let mut bytes = png(false);
    bytes[16..20].copy_from_slice(&60_000u32.to_be_bytes());
    bytes[20..24].copy_from_slice(&60_000u32.to_be_bytes());
    let crc = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0u32, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}
