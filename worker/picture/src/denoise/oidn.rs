//! Open Image Denoise, as the program `oidnDenoise` that comes with it. A C++ library has no place in a
//! process that holds keys and reads the scenes of strangers; a separate program may crash.

use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use super::super::cancel::check;
use super::super::{Guides, LinearImage, PictureError};

/// The path of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidn {
    program: PathBuf,
}

/// Environment variable with the path of the program if it is not on the search path.
const VARIABLE: &str = "RAYMENT_OIDN";
const NAME: &str = if cfg!(windows) { "oidnDenoise.exe" } else { "oidnDenoise" };
/// Interval between checks whether it has exited.
const LOOK: Duration = Duration::from_millis(5);

impl Oidn {
    /// Looks at the path in `RAYMENT_OIDN`, then along the search path.
    pub fn find() -> Option<Self> {
        let named = env::var_os(VARIABLE).map(PathBuf::from);
        let listed = env::var_os("PATH").unwrap_or_default();
        let on_path = env::split_paths(&listed).map(|folder| folder.join(NAME));
        named.into_iter().chain(on_path).find(|path| path.is_file()).map(|program| Self { program })
    }

    #[cfg(test)]
    pub fn at(program: PathBuf) -> Self {
        Self { program }
    }

    pub fn run(
        &self,
        light: &LinearImage,
        guides: Option<&Guides>,
        cancel: &AtomicBool,
    ) -> Result<LinearImage, PictureError> {
        let folder = tempfile::tempdir().map_err(PictureError::io("make a folder for oidnDenoise"))?;
        let file = |name: &str| folder.path().join(name);
        let keep = |name: &str, rgb: &[f32]| {
            let bytes = to_pfm(light.width, light.height, rgb);
            fs::write(file(name), bytes).map_err(PictureError::io("write for oidnDenoise"))
        };
        let mut command = Command::new(&self.program);
        // The processor gives the same bits every time; graphics cards do not guarantee that.
        command.args(["--device", "cpu", "--filter", "RT"]);
        keep("light.pfm", &light.rgb)?;
        command.arg("--hdr").arg(file("light.pfm"));
        if let Some(guides) = guides {
            keep("albedo.pfm", &guides.albedo)?;
            keep("normal.pfm", &guides.normal)?;
            command.arg("--alb").arg(file("albedo.pfm")).arg("--nrm").arg(file("normal.pfm"));
        }
        command.arg("--output").arg(file("result.pfm"));
        finish(command, cancel)?;
        let bytes = fs::read(file("result.pfm")).map_err(PictureError::io("read what oidnDenoise wrote"))?;
        from_pfm(light.width, light.height, &bytes).ok_or_else(|| PictureError::Encode {
            format: "PFM",
            problem: "oidnDenoise wrote no picture of the same size; reinstall it or leave it out".into(),
        })
    }
}

/// Runs a program to its end, or kills it when cancelled.
fn finish(mut command: Command, cancel: &AtomicBool) -> Result<(), PictureError> {
    let failed = |source| PictureError::Io { what: "run oidnDenoise".into(), source };
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(failed)?;
    loop {
        match child.try_wait().map_err(failed)? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(failed(io::Error::other(format!("it ended with {status}")))),
            None => thread::sleep(LOOK),
        }
        if let Err(cancelled) = check(cancel) {
            // If it has just exited there is nothing to kill.
            let _ = child.kill();
            let _ = child.wait();
            return Err(cancelled);
        }
    }
}

/// A portable float map: little-endian, lines from the bottom up.
fn to_pfm(width: u32, height: u32, rgb: &[f32]) -> Vec<u8> {
    let mut bytes = format!("PF\n{width} {height}\n-1.0\n").into_bytes();
    bytes.reserve(rgb.len() * 4);
    for line in rgb.rchunks_exact((width as usize * 3).max(1)) {
        bytes.extend(line.iter().flat_map(|value| if value.is_finite() { *value } else { 0.0 }.to_le_bytes()));
    }
    bytes
}

fn from_pfm(width: u32, height: u32, bytes: &[u8]) -> Option<LinearImage> {
    let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
    let header = [parts.next()?, parts.next()?, parts.next()?].map(|line| String::from_utf8_lossy(line).into_owned());
    let scale: f32 = header[2].trim().parse().ok()?;
    let body = parts.next()?;
    let size = header[1].split_whitespace().map(|side| side.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let length = width as usize * height as usize * 12;
    if header[0] != "PF" || size != [width, height] || body.len() != length || scale >= 0.0 {
        return None;
    }
    let lines = body.rchunks_exact((width as usize * 12).max(1));
    let values = lines.flat_map(|line| line.as_chunks::<4>().0);
    let rgb = values.map(|value| f32::from_le_bytes(*value)).map(|value| if value.is_finite() { value } else { 0.0 });
    Some(LinearImage { width, height, rgb: rgb.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn float_maps_come_back() {
        let image = LinearImage { width: 3, height: 2, rgb: (0..18).map(|i| i as f32 - 4.5).collect() };
        let bytes = to_pfm(3, 2, &image.rgb);
        assert_eq!(from_pfm(3, 2, &bytes).unwrap(), image);
        for wrong in [&bytes[..bytes.len() - 1], &bytes[1..], b"PF\n3 2\n-1.0", b""] {
            assert!(from_pfm(3, 2, wrong).is_none());
        }
        assert!(from_pfm(2, 3, &bytes).is_none());
    }

    #[test]
    fn a_program_that_fails_is_an_error() {
        let image = LinearImage::new(4, 4);
        for program in ["/bin/false", "/bin/true", "/nowhere/oidnDenoise"] {
            let result = Oidn::at(program.into()).run(&image, None, &AtomicBool::new(false));
            assert!(matches!(result, Err(PictureError::Io { .. })), "{program}");
        }
    }

    #[test]
    fn a_cancelled_program_ends() {
        let mut command = Command::new("sleep");
        command.arg("60");
        assert!(matches!(finish(command, &AtomicBool::new(true)), Err(PictureError::Cancelled)));
    }
}
