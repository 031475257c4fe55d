//! What a file that a scene names has to be. The scene may come from a stranger, and what is packed goes to others:
//! whoever calls somebody's keys a picture must not get them packed.

use rayment_render::{Limits, SceneError, printable, scene::Notes};

use crate::budget::Budget;
use crate::image::{decode, decode_hdr};
use crate::text::{Lines, decoded};

/// What a scene reads a file as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Geometry and animation of glTF.
    Buffer,
    /// A texture of any format that some engine reads.
    Image,
    /// A picture of light all around.
    Environment,
    /// Materials of OBJ.
    Library,
}

/// Endings of the media type `application/gltf-buffer`, as glTF 2.0 registers it.
const BUFFERS: [&str; 3] = ["bin", "glbin", "glbuf"];

/// How pictures begin that the built-in engine does not read: TIFF, GIF, Photoshop, KTX, DDS, OpenEXR, Radiance,
/// JPEG 2000 (two), IRIS (two), DPX (two), Cineon. Other engines do, and a scene may name them where nobody looks.
const OTHER_PICTURES: [&[u8]; 18] = [
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"GIF87a",
    b"GIF89a",
    b"8BPS",
    b"\xabKTX ",
    b"DDS ",
    b"\x76\x2f\x31\x01",
    b"#?RADIANCE",
    b"#?RGBE",
    b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"\x01\xda\0",
    b"\x01\xda\x01",
    b"SDPX",
    b"XPDS",
    b"\x80\x2a\x5f\xd7",
];

/// Text that is shorter than any key is let through.
const SHORTEST_TEXT: usize = 16;

impl Kind {
    /// Refuses what is something else. `by` says where the file at `path` is named.
    ///
    /// # Errors
    /// [`SceneError::Format`] and [`SceneError::Image`]; what is in the file is never told.
    pub fn check(self, path: &str, by: &str, bytes: &[u8]) -> Result<(), SceneError> {
        let what = format!("{path:?}, named by {}", printable(by)).chars().take(300).collect::<String>();
        match self {
            Self::Buffer => buffer(path, what, bytes),
            Self::Image if OTHER_PICTURES.iter().any(|magic| bytes.starts_with(magic)) => Ok(()),
            Self::Image => by_header(|budget| decode(bytes, &what, budget).map(drop)),
            Self::Environment => by_header(|budget| decode_hdr(bytes, &what, budget, &mut Notes::default()).map(drop)),
            Self::Library => library(what, bytes),
        }
    }
}

fn buffer(path: &str, what: String, bytes: &[u8]) -> Result<(), SceneError> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let expected = format!("a buffer of glTF as {what}");
    if !ending.is_some_and(|ending| BUFFERS.contains(&ending.as_str())) {
        let found = "a name that does not end in .bin, .glbin or .glbuf".to_owned();
        let advice = "if it is a buffer, name it so in the folder and in the scene".to_owned();
        return Err(SceneError::Format { expected, found, advice });
    }
    match text_kind(bytes) {
        None => Ok(()),
        Some(found) => {
            let advice = "it stays here: buffers hold geometry, which is never text".to_owned();
            Err(SceneError::Format { expected, found: found.to_owned(), advice })
        }
    }
}

fn library(what: String, bytes: &[u8]) -> Result<(), SceneError> {
    let text = decoded(bytes, &mut Budget::new(&Limits::default()))?;
    let first = Lines::continued(&text).find(|(_, line)| !matches!(line.trim().chars().next(), None | Some('#')));
    let is_material =
        |line: &str| line.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("newmtl"));
    if first.is_none_or(|(_, line)| is_material(&line)) {
        return Ok(());
    }
    Err(SceneError::Format {
        expected: format!("materials of OBJ as {what}"),
        found: "a first statement other than newmtl".to_owned(),
        advice: "it stays here: name the .mtl file of the scene".to_owned(),
    })
}

/// Whether the header is one that is read: there is no room for a single pixel, so nothing behind it is decoded.
fn by_header(read: impl FnOnce(&mut Budget) -> Result<(), SceneError>) -> Result<(), SceneError> {
    let limits = Limits { image_pixels: 0, ..Limits::default() };
    match read(&mut Budget::new(&limits)) {
        Err(SceneError::TooLarge { .. }) => Ok(()),
        other => other,
    }
}

/// What kind of text a file is, if it is text from its first byte to its last, as keys, passwords and settings are.
pub fn text_kind(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.trim_ascii_start().starts_with(with);
    if begins(b"-----BEGIN ") {
        return Some("a PEM file, as keys are");
    }
    let is_control = |sign: char| sign.is_control() && !matches!(sign, '\t' | '\n' | '\r');
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains(is_control))?;
    if text.len() < SHORTEST_TEXT {
        return None;
    }
    Some(if begins(b"[") || begins(b"{") { "a JSON document" } else { "a text file" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kind: Kind, path: &str, bytes: &[u8]) -> String {
        kind.check(path, "a.gltf: x", bytes).expect_err("it is refused").to_string()
    }

    /// 64 numbers, as the Solana CLI writes a key. Nobody's.
    fn key() -> String {
        format!("[{}]", [7; 64].map(|number: u8| number.to_string()).join(","))
    }

    #[test]
    fn a_buffer_is_binary_and_named_like_one() {
        let good: [(&str, &[u8]); 4] =
            [("a.bin", &[0, 0, 128, 63]), ("b/A.GLBIN", b"{\0\0\0"), ("c.glbuf", b""), ("d.bin", b"abc")];
        for (path, bytes) in good {
            assert!(Kind::Buffer.check(path, "", bytes).is_ok(), "{path}");
        }
        for path in ["wallet.dat", "id.json", "bin", "a.bin.txt", "a.bin/key"] {
            let said = said(Kind::Buffer, path, &[0; 64]);
            assert!(said.contains(path) && said.contains("does not end in .bin"), "{said}");
        }
        let (json, pem) = (key(), [b"-----BEGIN OPENSSH PRIVATE KEY-----\n".as_slice(), &[0, 159, 146, 150]].concat());
        let bad: [(&[u8], &str); 4] = [
            (json.as_bytes(), "a JSON document"),
            (b"\n{ \"private_key\": \"none\" }", "a JSON document"),
            (&pem, "a PEM file"),
            ("correct horse battery staple, zürich".as_bytes(), "a text file"),
        ];
        for (bytes, expected) in bad {
            let said = said(Kind::Buffer, "a.bin", bytes);
            assert!(said.contains(expected) && said.contains("named by a.gltf: x"), "{said}");
            assert!(!said.contains("horse") && !said.contains("7,7"), "{said}");
        }
    }

    #[test]
    fn a_picture_begins_as_one() {
        for magic in OTHER_PICTURES {
            assert!(Kind::Image.check("a.png", "", &[magic, &[0; 64]].concat()).is_ok());
        }
        for bytes in [key().as_bytes(), b"", b"-----BEGIN PRIVATE KEY-----", b"BM is how it begins", b"P4ssword=1234"] {
            let image = Kind::Image.check("a.png", "", bytes);
            assert!(matches!(image, Err(SceneError::Image { .. })), "{image:?}");
            let environment = Kind::Environment.check("a.hdr", "", bytes);
            assert!(matches!(environment, Err(SceneError::Image { .. })), "{environment:?}");
        }
    }

    #[test]
    fn a_library_begins_with_a_material() {
        let utf16: Vec<u8> = "\u{feff}newmtl é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in
            [&b""[..], b"# Material Count: 0\n", b"\xef\xbb\xbf# by hand\r\n\r\n  NEWMTL a\nKd 1 1 1\n", &utf16]
        {
            assert!(Kind::Library.check("a.mtl", "", bytes).is_ok(), "{bytes:?}");
        }
        for bytes in [key().as_bytes(), b"password", b"newmtls\n", b"# x\n[default]\naws_access_key_id = none\n"] {
            let said = said(Kind::Library, "a.mtl", bytes);
            assert!(said.contains("newmtl") && !said.contains("password") && !said.contains("aws"), "{said}");
        }
    }
}
