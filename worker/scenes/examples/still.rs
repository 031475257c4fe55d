//! Renders one frame of a scene to a PNG:
//! `cargo run -p rayment-scenes --example still -- scene.glb out.png [frame] [WIDTHxHEIGHT] [samples]`;
//! `showcase` as the scene renders the built-in one. With the environment variable RAW set, the picture
//! without denoising is written beside it.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayment_picture::{LinearImage, Look};
use rayment_render::{Cancel, FileError, FileMap, Files, Limits, Prepared, Rect, Scene, Settings};
use rayment_scenes::showcase;

/// The files of a folder.
struct Folder(PathBuf);

impl Files for Folder {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let file = fs::File::open(self.0.join(path))?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit { Err(FileError::TooLarge { limit }) } else { Ok(bytes) }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [scene, out, rest @ ..] = arguments.as_slice() else {
        return Err("expected: still SCENE OUT.png [FRAME] [WIDTHxHEIGHT] [SAMPLES]".into());
    };
    let frame = rest.first().map_or(Ok(1), |frame| frame.parse())?;
    let (width, height) = rest.get(1).and_then(|size| size.split_once('x')).unwrap_or(("640", "360"));
    let samples = rest.get(2).map_or(Ok(showcase::SAMPLES), |samples| samples.parse())?;
    let settings = Settings { width: width.parse()?, height: height.parse()?, samples, ..Settings::default() };

    let start = Instant::now();
    let scene = load(Path::new(scene))?;
    eprintln!("{:?}\nloaded in {:.2?}", scene.stats(), start.elapsed());
    let start = Instant::now();
    let prepared = Prepared::new(&scene, frame, &settings, &Cancel::new())?;
    eprintln!("prepared in {:.2?}", start.elapsed());
    let start = Instant::now();
    let image = std::sync::Mutex::new(LinearImage::new(settings.width, settings.height));
    let tiles = Rect::grid(settings.width, settings.height, 32);
    prepared.tiles(&tiles, &Cancel::new(), |_, tile| {
        let Rect { x, y, width, .. } = tile.rect;
        image.lock().expect("no thread panics while placing").place(x, y, width, &tile.rgb);
    })?;
    eprintln!("rendered in {:.2?}", start.elapsed());
    let start = Instant::now();
    let (image, look) = (image.into_inner()?, Look { exposure: scene.exposure(), ..Look::default() });
    fs::write(out, image.denoised().tone_mapped(&look).to_png())?;
    eprintln!("denoised and written in {:.2?}", start.elapsed());
    if std::env::var_os("RAW").is_some() {
        fs::write(format!("{out}.raw.png"), image.tone_mapped(&look).to_png())?;
    }
    Ok(())
}

fn load(path: &Path) -> Result<Scene, Box<dyn Error>> {
    if path == Path::new("showcase") {
        let mut files = FileMap::new();
        files.insert("showcase.glb", showcase::glb());
        return Ok(rayment_import::load("showcase.glb", &files, &Limits::default())?);
    }
    let folder = path.parent().unwrap_or(Path::new(".")).to_owned();
    let name = path.file_name().ok_or("expected the path of a scene file")?.to_string_lossy();
    Ok(rayment_import::load(&name, &Folder(folder), &Limits::default())?)
}
