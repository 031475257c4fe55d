use rayment_render::SceneError;

/// Formats of main files that the engine reads itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Gltf,
    Obj,
    Stl,
    Fbx,
    Dae,
}

impl Format {
    const ENDINGS: &str = "a scene whose name ends in .glb, .gltf, .obj, .stl, .fbx or .dae, or in .blend for Blender";

    /// The format by the extension of a file name.
    pub fn named(path: &str) -> Result<Self, SceneError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let refused = |advice: &str| SceneError::Format {
            expected: Self::ENDINGS.to_owned(),
            found: if ending.is_empty() { "no ending".into() } else { format!(".{ending}") },
            advice: advice.to_owned(),
        };
        match ending.as_str() {
            "glb" | "gltf" => Ok(Self::Gltf),
            "obj" => Ok(Self::Obj),
            "stl" => Ok(Self::Stl),
            "fbx" => Ok(Self::Fbx),
            "dae" => Ok(Self::Dae),
            "blend" => Err(refused("render it with the Blender engine")),
            "mtl" => Err(refused("name the .obj file that uses it")),
            _ => Err(refused("export the scene as glTF 2.0")),
        }
    }

    /// Refuses content that is clearly of another format than the name says.
    pub fn check(self, bytes: &[u8]) -> Result<(), SceneError> {
        let Some((found, format)) = looks_like(bytes) else { return Ok(()) };
        // The glTF reader explains best what is wrong with a broken file.
        if format == Some(self) || (self == Self::Gltf && format.is_none()) {
            return Ok(());
        }
        // A binary STL file may start with anything.
        if self == Self::Stl && format.is_none() {
            return Ok(());
        }
        let advice = match format {
            Some(format) => format!("rename it to end in {}", format.ending()),
            None => "export the scene again".to_owned(),
        };
        Err(SceneError::Format { expected: self.name().to_owned(), found: found.to_owned(), advice })
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Gltf => ".glb or .gltf",
            Self::Obj => ".obj",
            Self::Stl => ".stl",
            Self::Fbx => ".fbx",
            Self::Dae => ".dae",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gltf => "glTF 2.0",
            Self::Obj => "Wavefront OBJ",
            Self::Stl => "STL",
            Self::Fbx => "FBX",
            Self::Dae => "COLLADA",
        }
    }
}

/// The format that the first bytes prove.
fn looks_like(bytes: &[u8]) -> Option<(&'static str, Option<Format>)> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    Some(match text {
        _ if bytes.starts_with(b"glTF") => ("a GLB", Some(Format::Gltf)),
        _ if bytes.starts_with(b"Kaydara FBX Binary") => ("an FBX", Some(Format::Fbx)),
        _ if bytes.starts_with(b"BLENDER") => ("a .blend file of Blender", None),
        _ if bytes.starts_with(b"\x28\xb5\x2f\xfd") => ("a compressed file (zstd)", None),
        _ if bytes.starts_with(b"PK\x03\x04") => ("a zip archive", None),
        _ if bytes.starts_with(b"\x1f\x8b") => ("a compressed file (gzip)", None),
        _ if bytes.starts_with(b"\x89PNG") => ("a PNG picture", None),
        _ if bytes.starts_with(b"\xff\xd8\xff") => ("a JPEG picture", None),
        [b'{', ..] => ("a JSON document, as .gltf files are", Some(Format::Gltf)),
        [b';', b' ', b'F', b'B', b'X', ..] => ("an FBX", Some(Format::Fbx)),
        [b'<', ..] => ("an XML document, as .dae files are", Some(Format::Dae)),
        [] => ("an empty file", None),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_by_the_ending_whatever_its_case() {
        assert_eq!(Format::named("a.b/c.GLB").ok(), Some(Format::Gltf));
        assert_eq!(Format::named("x.obj").ok(), Some(Format::Obj));
        for (name, found) in [("folder.obj/scene", "no ending"), ("a.blend", ".blend"), ("a.usd", ".usd")] {
            let error = Format::named(name).expect_err(name).to_string();
            assert!(error.contains(found), "{error}");
        }
    }

    #[test]
    fn refuses_content_of_another_format() {
        for (format, bytes) in [
            (Format::Obj, &b"glTF\x02\0\0\0"[..]),
            (Format::Stl, b"Kaydara FBX Binary  \0"),
            (Format::Fbx, b"<?xml version=\"1.0\"?>"),
            (Format::Dae, b"  { \"asset\": {} }"),
            (Format::Gltf, b"; FBX 7.4.0 project file"),
            (Format::Obj, b"PK\x03\x04"),
            (Format::Fbx, b""),
        ] {
            assert!(matches!(format.check(bytes), Err(SceneError::Format { .. })), "{format:?} {bytes:?}");
        }
        assert!(Format::Obj.check(b"# made by hand\nv 0 0 0\n").is_ok());
        assert!(Format::Stl.check(b"\x89PNG and 80 bytes of header").is_ok());
    }
}
