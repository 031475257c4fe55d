//! A scene with every file it needs, checked before money is spent.

use std::{collections::BTreeMap, fs::File as Opened, io, io::Read, path::Path};

use anyhow::Context;
use rayment_core::{Native, Sha256};
use rayment_engine::OpenScene;
use rayment_render::{
    Cancel, ENGINE, FileError, FileMap, Files, Limits, Scene, SceneError, Settings, Stats, blender, picture::Look,
    showcase, tolerance::LEAST_SAMPLES,
};
use rayment_spec::{Devices, File, Spec, VERSION};

use super::{
    Request, develop,
    engine::{self, LocalBlender},
};
use crate::{
    args::{EngineChoice, Finish, Shot, Size},
    failure::refused,
};

/// A scene and the files it names, by their paths, for one engine.
pub struct Packed {
    pub scene: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub engine: rayment_spec::Engine,
    pub look: Look,
    pub frames_per_second: f64,
    /// Names of its cameras; those without one are empty.
    pub cameras: Vec<String>,
    /// What is in it, in a few words.
    pub about: String,
    /// What of it will not show as its maker may expect.
    pub notes: Vec<String>,
    /// Where the engine is Blender: the one that listed its files.
    pub blender: Option<LocalBlender>,
}

impl Packed {
    /// Reads a scene and every file that it needs, and loads it as a worker would.
    pub fn read(path: &Path, choice: EngineChoice) -> anyhow::Result<Self> {
        Ok(Self::opened(path, choice, |_| Ok(blender::Device::Cpu))?.0)
    }

    /// The same, with the scene as it was opened, for what nobody checks: by Cycles on the device that is
    /// wanted, else on the fastest. Where that is by Blender, it lasts as long as the pack.
    pub fn open(
        path: &Path,
        choice: EngineChoice,
        device: Option<blender::Device>,
    ) -> anyhow::Result<(Self, OpenScene)> {
        Self::opened(path, choice, |local| local.device(device))
    }

    fn opened(
        path: &Path,
        choice: EngineChoice,
        device: impl Fn(&LocalBlender) -> anyhow::Result<blender::Device>,
    ) -> anyhow::Result<(Self, OpenScene)> {
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name else { return refused(format!("{} has no usable file name", path.display())) };
        match std::fs::metadata(path) {
            Err(error) => return refused(format!("cannot read the scene {}: {error}", path.display())),
            Ok(found) if found.is_dir() => {
                return refused(format!("{} is a folder: give the scene file in it", path.display()));
            }
            Ok(_) => {}
        }
        match engine::chosen(choice, name) {
            Some(engine) => {
                let local = LocalBlender::find()?;
                let device = if engine == blender::Engine::Cycles { device(&local)? } else { blender::Device::Cpu };
                let options = blender::Options { device, ..local.options(engine) };
                Self::by_blender(path, name, (local, options))
            }
            None => Self::built_in(name.to_owned(), gathered(path, name)?),
        }
    }

    /// The scene that comes with Rayment, made by code.
    pub fn showcase() -> anyhow::Result<Self> {
        let name = "showcase.glb".to_owned();
        Self::check(name.clone(), BTreeMap::from([(name, showcase::glb())]))
    }

    /// Files for the built-in engine.
    pub fn check(scene: String, files: BTreeMap<String, Vec<u8>>) -> anyhow::Result<Self> {
        Ok(Self::built_in(scene, files)?.0)
    }

    fn built_in(scene: String, files: BTreeMap<String, Vec<u8>>) -> anyhow::Result<(Self, OpenScene)> {
        let loaded = Scene::load(&scene, &file_map(&files), &Limits::default());
        let loaded = loaded.or_else(|error| refused(format!("{scene} cannot be rendered: {error}")))?;
        let (stats, look) = (loaded.stats(), loaded.look());
        let packed = Self {
            about: said(stats, &files),
            notes: loaded.notes().to_vec(),
            frames_per_second: stats.frames_per_second,
            cameras: loaded.cameras(),
            engine: engine::built_in(),
            blender: None,
            scene,
            files,
            look,
        };
        Ok((packed, OpenScene::BuiltIn(loaded)))
    }

    /// Blender opens the scene and lists its files; formats that are not its own are packed as ever.
    fn by_blender(
        path: &Path,
        name: &str,
        (local, options): (LocalBlender, blender::Options),
    ) -> anyhow::Result<(Self, OpenScene)> {
        let cancel = Cancel::new();
        let cannot = || format!("{} cannot be packed", path.display());
        let files = if name.to_lowercase().ends_with(".blend") {
            let needs = blender::dependencies(&local.install, path, &options, &cancel).with_context(cannot)?;
            let lost = needs.missing.iter().map(|one| format!("{} ({}, not there)", one.path, one.kind));
            let outside = needs.outside.iter().map(|one| format!("{} ({}, outside its folder)", one.path, one.kind));
            let lost: Vec<_> = lost.chain(outside).collect();
            if !lost.is_empty() {
                return refused(format!(
                    "{} needs files that cannot be packed: {}; in Blender, File > External Data > Pack Resources puts \
                     them into the scene",
                    path.display(),
                    lost.join(", ")
                ));
            }
            let paths = needs.found.into_iter().map(|one| one.path).chain([name.to_owned()]);
            read_all(&Folder(path.parent().unwrap_or(Path::new("."))), paths)?
        } else {
            gathered(path, name)?
        };
        let map = file_map(&files);
        let paths = files.keys().map(String::as_str);
        let laid_out = blender::Folder::filled(local.folder(), &map, paths, Limits::default().total_bytes)?;
        let session =
            blender::Session::open(&local.install, &laid_out, name, &options, &cancel).with_context(cannot)?;
        let info = session.info();
        if !info.unbaked.is_empty() {
            return refused(format!("bake these simulations, and pack their caches: {}", info.unbaked.join(", ")));
        }
        let megabytes = bytes(&files).div_ceil(1_000_000);
        let about = format!(
            "Blender {} file, frames {} to {}, {} cameras, {megabytes} MB",
            info.made_by,
            info.first,
            info.last,
            info.cameras.len()
        );
        let (frames_per_second, cameras, notes) = (info.fps, info.cameras.clone(), info.notes.clone());
        let (scene, look, named) = (name.to_owned(), Look::default(), local.engine(options.engine));
        let blender = Some(local);
        let packed = Self { scene, files, engine: named, look, frames_per_second, cameras, about, notes, blender };
        Ok((packed, OpenScene::Blender(session)))
    }

    pub fn file_map(&self) -> FileMap {
        file_map(&self.files)
    }

    /// The spec of an order for this scene.
    pub fn spec(&self, request: &Request) -> anyhow::Result<Spec> {
        let Request { picture, shot, devices, .. } = request;
        // What no engine takes must not be paid for.
        let settings = self.settings(&picture.finish, picture.samples, shot)?;
        let file = |(path, bytes): (&String, &Vec<u8>)| File {
            path: path.clone(),
            sha256: Native::hash(&[bytes]),
            bytes: bytes.len() as u64,
        };
        let spec = Spec {
            version: VERSION,
            scene: self.scene.clone(),
            files: self.files.iter().map(file).collect(),
            frames: picture.frames.0.clone(),
            width: settings.width,
            height: settings.height,
            samples: settings.samples,
            bounces: settings.max_bounces,
            seed: settings.seed,
            camera: settings.camera,
            engine: self.engine.clone(),
            devices: *devices,
            output: self.output(&picture.finish)?,
        };
        spec.check().or_else(|error| refused(error.to_string()))?;
        // Nobody could tell whether what another class of devices delivers is the picture.
        if spec.devices == Devices::Any && self.engine.name != ENGINE {
            return refused(format!("{} is compared bit by bit only: take --devices cpu", self.engine.name));
        }
        if spec.devices == Devices::Any && spec.samples < LEAST_SAMPLES {
            return refused(format!(
                "--devices any takes {LEAST_SAMPLES} samples a pixel or more, found {}: fewer do not tell noise from \
                 other work",
                spec.samples
            ));
        }
        Ok(spec)
    }

    /// What files are made of it.
    pub fn output(&self, finish: &Finish) -> anyhow::Result<rayment_spec::Output> {
        if finish.layers && self.engine.name != ENGINE {
            return refused(format!("{} tells nothing for layers: leave --layers out", self.engine.name));
        }
        develop::output(finish, self.look, self.frames_per_second)
    }

    /// What the engine is told of a frame.
    pub fn settings(&self, finish: &Finish, samples: u32, shot: &Shot) -> anyhow::Result<Settings> {
        let Size { width, height } = finish.size;
        let Shot { camera, bounces, seed } = *shot;
        let is_built_in = self.engine.name == ENGINE;
        // Blender takes no bounces for the file's own.
        let max_bounces = bounces.unwrap_or(if is_built_in { BOUNCES } else { 0 });
        let settings = Settings { width, height, samples, seed, max_bounces, camera };
        let checked = Settings { max_bounces: if is_built_in { max_bounces } else { max_bounces.max(1) }, ..settings };
        checked.check().or_else(|error| refused(error.to_string()))?;
        // Where there is none, the engine looks from a place of its own.
        if camera as usize >= self.cameras.len().max(1) {
            return refused(self.no_camera(camera));
        }
        Ok(settings)
    }

    fn no_camera(&self, asked: u32) -> String {
        let name = |(number, name): (usize, &String)| match name.as_str() {
            "" => number.to_string(),
            name => format!("{number} ({name})"),
        };
        let cameras: Vec<_> = self.cameras.iter().enumerate().map(name).collect();
        let found = if cameras.is_empty() { "none of its own: leave --camera out".into() } else { cameras.join(", ") };
        format!("{} has no camera {asked}; its cameras: {found}", self.scene)
    }
}

/// Longest light path of the built-in engine, where nobody says otherwise.
const BOUNCES: u32 = 6;

fn bytes(files: &BTreeMap<String, Vec<u8>>) -> u64 {
    files.values().map(|file| file.len() as u64).sum()
}

fn said(stats: &Stats, files: &BTreeMap<String, Vec<u8>>) -> String {
    let megabytes = bytes(files).div_ceil(1_000_000);
    format!("{} triangles, {} textures, {megabytes} MB", stats.triangles, stats.textures)
}

/// The scene with every file that it names, by the built-in engine's readers.
fn gathered(path: &Path, name: &str) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let folder = Folder(path.parent().unwrap_or(Path::new(".")));
    let pack = rayment_render::pack(name, &folder, &Limits::default());
    let pack = pack.or_else(|error| match error {
        SceneError::File { path: lost, source } if lost == name => refused(format!("{} {source}", path.display())),
        error => refused(format!("{}: {error}", path.display())),
    })?;
    if !pack.missing.is_empty() {
        let missing: Vec<_> = pack.missing.iter().map(ToString::to_string).collect();
        return refused(format!("{} needs files that are not there: {}", path.display(), missing.join(", ")));
    }
    Ok(pack.files)
}

fn read_all(folder: &Folder, paths: impl Iterator<Item = String>) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let mut left = Limits::default().total_bytes;
    let mut files = BTreeMap::new();
    for path in paths {
        let bytes = folder.read(&path, left).or_else(|error| refused(format!("{path} {error}")))?;
        left = left.saturating_sub(bytes.len() as u64);
        files.insert(path, bytes);
    }
    Ok(files)
}

fn file_map(files: &BTreeMap<String, Vec<u8>>) -> FileMap {
    let mut map = FileMap::new();
    for (path, bytes) in files {
        map.insert(path.clone(), bytes.clone());
    }
    map
}

/// The files of a folder. What is packed goes to strangers, and the scene may come from one: a link out of
/// the folder, to somebody's keys, is not followed.
struct Folder<'a>(&'a Path);

impl Files for Folder<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
                FileError::Missing
            }
            _ => FileError::Io(error),
        };
        let folder = if self.0.as_os_str().is_empty() { Path::new(".") } else { self.0 };
        let folder = folder.canonicalize().map_err(failed)?;
        let path = folder.join(path).canonicalize().map_err(failed)?;
        if !path.starts_with(&folder) {
            return Err(io::Error::other("it is a link out of the scene's folder; copy the file there").into());
        }
        if !path.is_file() {
            return Err(io::Error::other("it is not an ordinary file").into());
        }
        let file = Opened::open(path).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit { Err(FileError::TooLarge { limit }) } else { Ok(bytes) }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Verb};

    fn finish(more: &[&str]) -> Finish {
        let words = [&["rayment", "preview", "x.glb"], more].concat();
        match Cli::parse_from(words).verb {
            Verb::Preview(args) => args.finish,
            _ => unreachable!("it is a preview"),
        }
    }

    fn packed() -> Packed {
        Packed::check("small.glb".into(), BTreeMap::from([("small.glb".into(), showcase::small_glb())]))
            .expect("a scene")
    }

    #[test]
    fn layers_come_from_the_engine_that_knows_them() {
        let finish = finish(&["--layers", "--format", "exr"]);
        let packed = packed();
        assert!(packed.output(&finish).is_ok());
        let engine = rayment_spec::Engine { name: "blender-cycles/4.5.3".into(), build: [0; 32] };
        let error = Packed { engine, ..packed }.output(&finish).expect_err("it has none");
        assert!(error.to_string().contains("leave --layers out"));
    }

    #[test]
    fn a_camera_that_is_not_there_is_refused_with_those_that_are() {
        let shot = |camera| Shot { camera, ..Shot::default() };
        let (finish, named) = (finish(&[]), Packed { cameras: vec!["Front".into(), String::new()], ..packed() });
        assert_eq!(named.settings(&finish, 1, &shot(1)).expect("the second").camera, 1);
        let error = named.settings(&finish, 1, &shot(2)).expect_err("there are two");
        assert_eq!(error.to_string(), "small.glb has no camera 2; its cameras: 0 (Front), 1");
        let none = Packed { cameras: Vec::new(), ..named };
        assert!(none.settings(&finish, 1, &shot(0)).is_ok(), "the engine looks from a place of its own");
        assert!(none.settings(&finish, 1, &shot(1)).is_err());
    }

    #[test]
    fn names_a_scene_once_that_is_not_there_or_of_no_known_format() {
        let folder = tempfile::tempdir().expect("there is room");
        let said = |name: &str| {
            let path = folder.path().join(name);
            gathered(&path, name).expect_err(name).to_string()
        };
        assert!(said("nothing.glb").ends_with("nothing.glb is not there"), "{}", said("nothing.glb"));
        let unknown = said("nothing.xyz");
        assert!(unknown.matches("nothing.xyz").count() == 1 && unknown.contains(".blend"), "{unknown}");
    }

    #[cfg(unix)]
    #[test]
    fn refuses_links_out_of_the_scenes_folder() {
        let outer = tempfile::tempdir().expect("there is room");
        let inner = outer.path().join("scene");
        std::fs::create_dir(&inner).expect("there is room");
        std::fs::write(outer.path().join("key"), "secret").expect("there is room");
        std::fs::write(inner.join("a.bin"), "bytes").expect("there is room");
        for (link, target) in [("out.bin", "../key"), ("in.bin", "a.bin"), ("up", "..")] {
            std::os::unix::fs::symlink(target, inner.join(link)).expect("links can be made");
        }
        let folder = Folder(&inner);
        assert_eq!(folder.read("in.bin", 100).expect("it lies inside"), b"bytes");
        for path in ["out.bin", "up/key", "up"] {
            let error = folder.read(path, 100).expect_err(path).to_string();
            assert!(error.contains("a link out of"), "{path}: {error}");
        }
        for path in ["gone.bin", "gone/a.bin", "a.bin/b"] {
            assert!(matches!(folder.read(path, 100), Err(FileError::Missing)), "{path}");
        }
        let scene = r#"{ "asset": { "version": "2.0" }, "buffers": [{ "uri": "out.bin", "byteLength": 6 }] }"#;
        std::fs::write(inner.join("a.gltf"), scene).expect("there is room");
        let error = gathered(&inner.join("a.gltf"), "a.gltf").expect_err("its buffer is a link").to_string();
        assert!(error.contains("out.bin") && error.contains("a link out of"), "{error}");
    }
}
