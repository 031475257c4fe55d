use std::borrow::Cow;

use base64::Engine as _;
use rayment_render::{
    Files, SceneError,
    files::{beside, relative_path},
    printable,
};

use super::document::{Buffer, Document};
use super::place;
use crate::budget::Budget;

const MAGIC: &[u8] = b"glTF";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Greatest weight of a document: one for each value, eight for each object or array, which is roughly its
/// memory in hundreds of bytes.
const HEAVIEST_DOCUMENT: u64 = 32 << 20;

/// The document of a `.gltf` or `.glb` and the binary chunk of the latter.
pub struct Container<'a> {
    pub root: Document,
    pub bin: Option<&'a [u8]>,
}

impl<'a> Container<'a> {
    pub fn parse(main: &'a [u8]) -> Result<Self, SceneError> {
        let (json, bin) = if main.starts_with(MAGIC) { chunks(main)? } else { (main, None) };
        let json = json.strip_prefix(BYTE_ORDER_MARK).unwrap_or(json);
        SceneError::within("values in its JSON", weight(json), HEAVIEST_DOCUMENT)?;
        let mut reader = serde_json::Deserializer::from_slice(json);
        let root: Document =
            serde_path_to_error::deserialize(&mut reader).map_err(|error| not_gltf(main, json, error))?;
        reader.end().map_err(|error| SceneError::invalid("the glTF document", error.to_string()))?;
        let needed = root.asset.min_version.as_deref().unwrap_or(&root.asset.version);
        if !root.asset.version.starts_with("2.") || (root.asset.min_version.is_some() && needed != "2.0") {
            let found = format!("glTF {}", printable(needed).chars().take(20).collect::<String>());
            return Err(SceneError::NotGltf { found });
        }
        Ok(Self { root, bin })
    }
}

/// Estimated before the document is parsed, since each value takes many times the memory of its text. Such
/// characters inside strings are counted too, which does no harm.
fn weight(json: &[u8]) -> u64 {
    let weigh = |byte: &u8| match byte {
        b'{' | b'[' => 8,
        b',' => 1,
        _ => 0,
    };
    json.iter().map(weigh).sum()
}

fn not_gltf(main: &[u8], json: &[u8], error: serde_path_to_error::Error<serde_json::Error>) -> SceneError {
    if main.starts_with(MAGIC) || json.trim_ascii_start().starts_with(b"{") {
        let path = error.path();
        let place = if path.iter().next().is_some() { path.to_string() } else { "the glTF document".to_owned() };
        return SceneError::invalid(place, error.into_inner().to_string());
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
    let chunk = |at: usize| -> Result<(&[u8], &[u8]), SceneError> {
        let size = word(at).ok_or(truncated("a chunk"))?;
        let name = main.get(at + 4..at + 8).ok_or(truncated("a chunk"))?;
        let end = (at + 8).checked_add(size).filter(|&end| end <= length);
        let bytes = end.and_then(|end| main.get(at + 8..end)).ok_or(truncated("a chunk"))?;
        Ok((name, bytes))
    };
    let (name, json) = chunk(12)?;
    if name != b"JSON" {
        let problem = format!("expected the chunk \"JSON\", found {:?}", String::from_utf8_lossy(name));
        return Err(SceneError::invalid("the GLB container", problem));
    }
    let next = 20 + json.len().next_multiple_of(4);
    // Chunks of other kinds belong to extensions.
    let bin = if next + 8 <= length { Some(chunk(next)?).filter(|(name, _)| name == b"BIN\0") } else { None };
    Ok((json, bin.map(|(_, bytes)| bytes)))
}

impl Buffer {
    /// Whether its bytes are only a fallback for readers without the compression.
    pub fn is_fallback(&self) -> bool {
        self.extensions.meshopt.as_ref().is_some_and(|meshopt| meshopt.fallback)
    }
}

/// The bytes of every buffer, each at least as long as the document says.
pub fn buffers<'a>(
    root: &Document,
    bin: Option<&'a [u8]>,
    main: &str,
    files: &dyn Files,
    budget: &mut Budget,
) -> Result<Vec<Cow<'a, [u8]>>, SceneError> {
    // A buffer without bytes may be the placeholder for what compressed views unpack to.
    let is_compressed = root.buffer_views.iter().any(|view| view.meshopt().is_some());
    let mut buffers = Vec::new();
    for (index, buffer) in root.buffers.iter().enumerate() {
        let bytes = match (&buffer.uri, bin) {
            _ if buffer.is_fallback() => Cow::Borrowed(&[][..]),
            (Some(uri), _) => Cow::Owned(fetch(uri, main, files, budget, &place("buffers", index))?),
            (None, Some(bin)) if index == 0 => Cow::Borrowed(bin),
            (None, _) if is_compressed => Cow::Borrowed(&[][..]),
            (None, _) => {
                return Err(SceneError::invalid(place("buffers", index), "has neither a uri nor a binary chunk"));
            }
        };
        if bytes.len() < buffer.byte_length && !bytes.is_empty() {
            let problem = format!("expected {} bytes, found {}", buffer.byte_length, bytes.len());
            return Err(SceneError::invalid(place("buffers", index), problem));
        }
        buffers.push(bytes);
    }
    Ok(buffers)
}

/// The content of a URI.
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
