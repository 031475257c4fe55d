//! The files of a scene, as people and scripts are shown them.

use rayment_core::{Native, Sha256};
use rayment_render::printable;
use rayment_sdk::Packed;
use rayment_spec::hex32;
use serde::Serialize;

use crate::progress::counted;

#[derive(Serialize)]
pub struct FileView {
    path: String,
    bytes: u64,
    sha256: String,
    /// Where it lies, if that is not in the scene's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
}

/// Every file that an order of the scene uploads.
pub fn listed(packed: &Packed) -> Vec<FileView> {
    let file = |(path, bytes): (&String, &Vec<u8>)| FileView {
        path: path.clone(),
        bytes: bytes.len() as u64,
        sha256: hex32::encode(&Native::hash(&[bytes])),
        outside: packed.outside.iter().find(|one| one.path == *path).map(|one| one.file.display().to_string()),
    };
    packed.files.iter().map(file).collect()
}

/// Sizes and names, a file a line. Names are a stranger's.
pub fn text(files: &[FileView]) -> String {
    let line = |file: &FileView| {
        let place = file.outside.as_ref().map(|place| format!(", outside the scene's folder: {place}"));
        format!("{:>14}  {}\n", file.bytes, printable(&format!("{}{}", file.path, place.unwrap_or_default())))
    };
    files.iter().map(line).collect()
}

/// How many, and how large together.
pub fn sum(files: &[FileView]) -> String {
    format!("{}, {} bytes", counted(files.len(), "file"), bytes(files))
}

pub fn bytes(files: &[FileView]) -> u64 {
    files.iter().map(|file| file.bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_size_the_name_and_where_it_lies() {
        let file = |path: &str, outside: Option<&str>| FileView {
            path: path.to_owned(),
            bytes: 1_234,
            sha256: String::new(),
            outside: outside.map(str::to_owned),
        };
        let files = [file("a.glb", None), file("\u{1b}[2Jb.bin", Some("/home/me/b.bin"))];
        let expected =
            "          1234  a.glb\n          1234  \u{fffd}[2Jb.bin, outside the scene's folder: /home/me/b.bin\n";
        assert_eq!(text(&files), expected);
        assert_eq!(sum(&files), "2 files, 2468 bytes");
    }
}
