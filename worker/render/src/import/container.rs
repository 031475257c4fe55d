use std::borrow::Cow;

use base64::Engine as _;
use gltf::json::{Path, Root, validation::Validate};

use super::budget::Budget;
use super::place;
use crate::error::SceneError;
use crate::files::{Files, beside, relative_path};

const MAGIC: &[u8] = b"glTF";
/// Required extensions that the readers here handle by themselves.
const OWN_EXTENSIONS: [&str; 1] = ["KHR_mesh_quantization"];

/// The document of a `.gltf` or `.glb`, valid throughout, and the binary chunk of the latter.
pub struct Container<'a> {
    pub root: Root,
    pub bin: Option<&'a [u8]>,
}

impl<'a> Container<'a> {
    pub fn parse(main: &'a [u8]) -> Result<Self, SceneError> {
        let (json, bin) = if main.starts_with(MAGIC) { chunks(main)? } else { (main, None) };
        let mut root: Root = serde_json::from_slice(json).map_err(|error| not_gltf(main, &error))?;
        if !root.asset.version.starts_with("2.") {
            let found = format!("glTF {}", root.asset.version.chars().take(20).collect::<String>());
            return Err(SceneError::NotGltf { found });
        }
        root.extensions_required.retain(|name| !OWN_EXTENSIONS.contains(&name.as_str()));
        validate(&root)?;
        Ok(Self { root, bin })
    }
}

fn not_gltf(main: &[u8], error: &serde_json::Error) -> SceneError {
    if main.starts_with(MAGIC) || main.trim_ascii_start().starts_with(b"{") {
        return SceneError::invalid("the glTF document", error.to_string());
    }
    let found = match main {
        [] => "an empty file".to_owned(),
        _ => format!("a file that begins with {:?}", String::from_utf8_lossy(&main[..main.len().min(8)])),
    };
    SceneError::NotGltf { found }
}

/// The JSON and the first binary chunk of a GLB.
fn chunks(main: &[u8]) -> Result<(&[u8], Option<&[u8]>), SceneError> {
    let word = |at: usize| -> Option<usize> {
        let bytes = main.get(at..at + 4)?;
        Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize)
    };
    let truncated = |what: &str| {
        let problem = format!("{what} reaches beyond the file's {} bytes: it is cut off", main.len());
        SceneError::invalid("the GLB container", problem)
    };
    let (version, length) = (word(4).ok_or(truncated("the header"))?, word(8).ok_or(truncated("the header"))?);
    if version != 2 {
        return Err(SceneError::NotGltf { found: format!("GLB version {version}") });
    }
    if length > main.len() {
        return Err(truncated("the stated length"));
    }
    let chunk = |at: usize, kind: &[u8; 4]| -> Result<&[u8], SceneError> {
        let size = word(at).ok_or(truncated("a chunk"))?;
        let name = main.get(at + 4..at + 8).ok_or(truncated("a chunk"))?;
        if name != kind {
            let problem = format!("expected the chunk {:?}", String::from_utf8_lossy(kind));
            return Err(SceneError::invalid("the GLB container", problem));
        }
        let end = (at + 8).checked_add(size).filter(|&end| end <= length);
        end.and_then(|end| main.get(at + 8..end)).ok_or(truncated("a chunk"))
    };
    let json = chunk(12, b"JSON")?;
    let next = 20 + json.len().next_multiple_of(4);
    let bin = if next + 8 <= length { Some(chunk(next, b"BIN\0")?) } else { None };
    Ok((json, bin))
}

/// The validation behind looks positions up before it has checked that they are there.
fn check_attributes(root: &Root) -> Result<(), SceneError> {
    for (index, mesh) in root.meshes.iter().enumerate() {
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            if primitive.attributes.values().any(|accessor| accessor.value() >= root.accessors.len()) {
                let what = format!("meshes[{index}].primitives[{number}].attributes");
                let problem = format!("names an accessor beyond the {} there are", root.accessors.len());
                return Err(SceneError::invalid(what, problem));
            }
        }
    }
    Ok(())
}

fn validate(root: &Root) -> Result<(), SceneError> {
    check_attributes(root)?;
    let mut first = None;
    root.validate(root, Path::new, &mut |path, error| {
        let place = path().to_string();
        // Bounds of positions are a courtesy to other readers; this one measures.
        let is_unused = place.ends_with(".min") || place.ends_with(".max");
        if !is_unused {
            first.get_or_insert((place, error));
        }
    });
    match first {
        None => Ok(()),
        Some((place, gltf::json::validation::Error::Unsupported)) => {
            let feature = place.split('"').nth(1).unwrap_or("a required extension").to_owned();
            Err(SceneError::unsupported(place, format!("the extension {feature}")))
        }
        Some((place, error)) => Err(SceneError::invalid(place, error.to_string())),
    }
}

/// The bytes of every buffer, each at least as long as the document says.
pub fn buffers<'a>(
    root: &Root,
    bin: Option<&'a [u8]>,
    main: &str,
    files: &dyn Files,
    budget: &mut Budget,
) -> Result<Vec<Cow<'a, [u8]>>, SceneError> {
    let mut buffers = Vec::new();
    for (index, buffer) in root.buffers.iter().enumerate() {
        let bytes = match (&buffer.uri, bin) {
            (Some(uri), _) => Cow::Owned(fetch(uri, main, files, budget, &place("buffers", index))?),
            (None, Some(bin)) if index == 0 => Cow::Borrowed(bin),
            (None, _) => {
                return Err(SceneError::invalid(place("buffers", index), "has neither a uri nor a binary chunk"));
            }
        };
        if (bytes.len() as u64) < buffer.byte_length.0 {
            let problem = format!("expected {} bytes, found {}", buffer.byte_length.0, bytes.len());
            return Err(SceneError::invalid(place("buffers", index), problem));
        }
        buffers.push(bytes);
    }
    Ok(buffers)
}

/// What a URI of the document stands for.
pub fn fetch(
    uri: &str,
    main: &str,
    files: &dyn Files,
    budget: &mut Budget,
    place: &str,
) -> Result<Vec<u8>, SceneError> {
    let Some(data) = uri.strip_prefix("data:") else {
        return budget.read(files, &beside(main, &relative_path(uri)?));
    };
    let Some((_, encoded)) = data.split_once(";base64,") else {
        return Err(SceneError::invalid(place, "expected a data URI in base64"));
    };
    budget.take_bytes(encoded.len() / 4 * 3)?;
    base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .map_err(|error| SceneError::invalid(place, format!("the data URI is not base64: {error}")))
}
