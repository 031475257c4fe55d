//! A packed scene and a client's request as a spec: what no engine takes is refused before it is paid for.

use rayment_core::{Native, Sha256};
use rayment_engine::ENGINE;
use rayment_render::{Settings, tolerance::LEAST_SAMPLES};
use rayment_spec::{self as spec, Devices, File, Spec, VERSION};

use super::Packed;
use crate::{Error, Finish, Refusal, Request, Shot, Size, output};

/// Longest light path of the built-in engine, where nobody says otherwise.
const BOUNCES: u32 = 6;

impl Packed {
    /// The spec of an order for this scene.
    ///
    /// # Errors
    /// Refusals of what no engine renders, or nobody could check; [`Refusal::Outside`].
    pub fn spec(&self, request: &Request) -> Result<Spec, Error> {
        self.check_outside(request.allow_outside)?;
        let Request { picture, shot, devices, .. } = request;
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
            frames: picture.frames.clone(),
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
        spec.check()?;
        // Else nobody could tell whether what another class of devices delivers is the picture.
        if spec.devices == Devices::Any && self.engine.name != ENGINE {
            return Err(Refusal::BitByBitOnly { engine: self.engine.name.clone() }.into());
        }
        if spec.devices == Devices::Any && spec.samples < LEAST_SAMPLES {
            return Err(Refusal::TooFewSamples { least: LEAST_SAMPLES, found: spec.samples }.into());
        }
        Ok(spec)
    }

    /// What files are made of it.
    ///
    /// # Errors
    /// [`Refusal::NoLayers`] of an engine that knows none; formats that orders do not have.
    pub fn output(&self, finish: &Finish) -> Result<spec::Output, Error> {
        if finish.layers && self.engine.name != ENGINE {
            return Err(Refusal::NoLayers { engine: self.engine.name.clone() }.into());
        }
        output::to_spec(finish, self.look, self.frames_per_second)
    }

    /// What the engine is told of a frame.
    ///
    /// # Errors
    /// Sizes, samples and bounces outside the engine's range; [`Refusal::NoCamera`].
    pub fn settings(&self, finish: &Finish, samples: u32, shot: &Shot) -> Result<Settings, Error> {
        let Size { width, height } = finish.size;
        let Shot { camera, bounces, seed } = *shot;
        let is_built_in = self.engine.name == ENGINE;
        // To Blender, 0 bounces mean the file's own.
        let max_bounces = bounces.unwrap_or(if is_built_in { BOUNCES } else { 0 });
        let settings = Settings { width, height, samples, seed, max_bounces, camera };
        let checked = Settings { max_bounces: if is_built_in { max_bounces } else { max_bounces.max(1) }, ..settings };
        checked.check().map_err(|error| Refusal::Request(error.to_string()))?;
        // Without any, the engine places its own.
        if camera as usize >= self.cameras.len().max(1) {
            let (scene, cameras) = (self.scene.clone(), self.cameras.clone());
            return Err(Refusal::NoCamera { scene, asked: camera, cameras }.into());
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rayment_picture::{Format, ImageFormat};
    use rayment_scenes::showcase;

    use super::*;
    use crate::{Picture, pack::Outside};

    fn packed() -> Packed {
        Packed::check("small.glb".into(), BTreeMap::from([("small.glb".into(), showcase::small_glb())]))
            .expect("a scene")
    }

    #[test]
    fn layers_come_from_the_engine_that_knows_them() {
        let format = Format::Image(ImageFormat::Exr { half: false });
        let finish = Finish { format, layers: true, ..Finish::default() };
        let packed = packed();
        assert!(packed.output(&finish).is_ok());
        let engine = spec::Engine { name: "blender-cycles/4.5.3".into(), build: [0; 32] };
        let error = Packed { engine, ..packed }.output(&finish).expect_err("it has none");
        assert_eq!(error.to_string(), "blender-cycles/4.5.3 has no data for layers");
    }

    #[test]
    fn a_camera_that_is_not_there_is_refused_with_those_that_are() {
        let shot = |camera| Shot { camera, ..Shot::default() };
        let (finish, named) = (Finish::default(), Packed { cameras: vec!["Front".into(), String::new()], ..packed() });
        assert_eq!(named.settings(&finish, 1, &shot(1)).expect("the second").camera, 1);
        let error = named.settings(&finish, 1, &shot(2)).expect_err("there are two");
        assert_eq!(error.to_string(), "small.glb has no camera 2; its cameras: 0 (Front), 1");
        let none = Packed { cameras: Vec::new(), ..named };
        assert!(none.settings(&finish, 1, &shot(0)).is_ok(), "the engine looks from a place of its own");
        assert!(none.settings(&finish, 1, &shot(1)).is_err());
    }

    #[test]
    fn files_from_outside_take_a_yes() {
        let mut packed = packed();
        let path = "wood.png".to_owned();
        packed.outside = vec![Outside { path, file: "/home/me/wood.png".into(), bytes: 1_234 }];
        let error = packed.spec(&Request::default()).expect_err("nobody said yes").to_string();
        for expected in ["outside", "wood.png", "/home/me/wood.png", "1234 bytes"] {
            assert!(error.contains(expected), "{expected}: {error}");
        }
        assert!(packed.spec(&Request { allow_outside: true, ..Request::default() }).is_ok());
    }

    #[test]
    fn any_device_is_refused_where_its_picture_could_not_be_compared() {
        let mut packed = packed();
        let spec = |packed: &Packed, devices, samples| {
            let picture = Picture { samples, ..Picture::default() };
            packed.spec(&Request { devices, picture, ..Request::default() }).map_err(|error| error.to_string())
        };
        assert!(spec(&packed, Devices::Any, 4).is_ok());
        assert!(spec(&packed, Devices::Cpu, 3).is_ok());
        let few = spec(&packed, Devices::Any, 3).expect_err("too few");
        assert!(few.contains("4 samples a pixel or more, found 3"), "{few}");
        packed.engine.name = "blender-cycles/4.5".into();
        let other = spec(&packed, Devices::Any, 4).expect_err("compared bit by bit");
        assert_eq!(other, "blender-cycles/4.5 is compared bit by bit only");
    }
}
