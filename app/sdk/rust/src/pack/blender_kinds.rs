//! What a file that a `.blend` names has to be, by what Blender uses it for. Blender itself would open anything, and
//! show a picture that is none in pink.

use rayment_import::{Kind, text_kind};

const BLENDS: [&[u8]; 3] = [b"BLENDER", b"\x28\xb5\x2f\xfd", b"\x1f\x8b"];
/// TrueType, OpenType, collections, Type 1.
const FONTS: [&[u8]; 7] =
    [b"\0\x01\0\0", b"true\0", b"OTTO\0", b"ttcf\0", b"%!PS-AdobeFont", b"%!FontType1", b"\x80\x01"];
/// OpenVDB, and Alembic in its two forms: what a sequence may be of beside pictures.
const VOLUMES: [&[u8]; 3] = [b" BDV", b"Ogawa", b"\x89HDF"];
/// AVI, Matroska, Ogg, MPEG, FLV.
const FILMS: [&[u8]; 5] = [b"RIFF", b"\x1a\x45\xdf\xa3", b"OggS", b"\0\0\x01\xba", b"FLV"];
/// What stands behind a length in MP4 and MOV.
const ATOMS: [&[u8]; 5] = [b"ftyp", b"moov", b"mdat", b"wide", b"free"];
/// Data in text that says what it is: USD, light distributions, compiled shaders.
const TEXTS: [&[u8]; 3] = [b"#usda", b"IES", b"OpenShadingLanguage"];

/// Refuses a file at `path` that is not of its kind, one of [`rayment_blender::Dependency::kind`]; what is in it is
/// never told.
pub(super) fn check(kind: &str, path: &str, bytes: &[u8]) -> Result<(), String> {
    let begins = |magics: &[&[u8]]| magics.iter().any(|magic| bytes.starts_with(magic));
    let is_picture = || Kind::Image.check(path, "", bytes).is_ok();
    let is_film = || begins(&FILMS) || bytes.get(4..8).is_some_and(|atom| ATOMS.contains(&atom));
    let (expected, is_that) = match kind {
        "image" | "tiled" | "clip" => ("a picture or a film", is_picture() || is_film()),
        "sequence" => ("a picture, a volume or a cache", is_picture() || begins(&VOLUMES)),
        "library" => ("a .blend file", begins(&BLENDS)),
        "font" => ("a font", begins(&FONTS)),
        "volume" => ("a volume in OpenVDB", begins(&VOLUMES)),
        // Simulations, sounds, measured lights and whatever else: of all of that, little is text.
        _ => ("data", text_kind(bytes).is_none() || begins(&TEXTS) || is_bake(path, bytes)),
    };
    if is_that {
        return Ok(());
    }
    let found = text_kind(bytes).unwrap_or("something else");
    Err(format!(
        "{path:?} as its {kind}; expected {expected}, found {found}: it stays here; if it belongs to the scene, File > \
         External Data > Pack Resources in Blender puts it in there"
    ))
}

/// What a bake of geometry nodes holds, listed in JSON.
fn is_bake(path: &str, bytes: &[u8]) -> bool {
    let is_listed = path.rsplit('/').nth(1) == Some("meta") && path.ends_with(".json");
    is_listed && std::str::from_utf8(bytes).is_ok_and(|text| text.contains("\"version\"") && text.contains("\"items\""))
}

#[cfg(test)]
mod tests {
    use rayment_picture::{LinearImage, Look};

    use super::*;

    #[test]
    fn every_kind_begins_as_it_does() {
        let png = LinearImage::new(1, 1).tone_mapped(&Look::default()).to_png();
        let cases: [(&str, &str, &[u8]); 14] = [
            ("image", "a.png", &png),
            ("tiled", "a.1001.exr", b"\x76\x2f\x31\x01"),
            ("clip", "a.mp4", b"\0\0\0\x20ftypisom"),
            ("sequence", "a_0001.png", &png),
            ("sequence", "smoke_0001.vdb", b" BDV"),
            ("library", "a.blend", b"BLENDER-v405"),
            ("font", "a.otf", b"OTTO\0\x0b"),
            ("volume", "a.vdb", b" BDV"),
            ("sound", "a.wav", b"RIFF"),
            ("cache", "a.abc", b"Ogawa"),
            ("cache", "a.usda", b"#usda 1.0 and what comes then"),
            ("cache", "b/meta/1.json", b"{ \"version\": 3, \"items\": {} }"),
            ("cache", "blendcache_a/a.bphys", b""),
            ("other", "lamp.ies", b"IESNA:LM-63-2002 and what comes then"),
        ];
        for (kind, path, bytes) in cases {
            assert_eq!(check(kind, path, bytes), Ok(()), "{kind} {path}");
        }
    }

    #[test]
    fn no_kind_is_a_key() {
        let key = format!("[{}]", ["7"; 64].join(","));
        let kinds =
            ["image", "sequence", "tiled", "clip", "library", "cache", "font", "sound", "volume", "other", "a new one"];
        for kind in kinds {
            for path in ["notes/id.json", "meta/id.json"] {
                let said = check(kind, path, key.as_bytes()).expect_err(kind);
                assert!(said.contains(path) && said.contains("a JSON document") && !said.contains("7,7"), "{said}");
            }
        }
        let account = b"{ \"type\": \"service_account\", \"private_key\": \"none\" }";
        assert!(check("cache", "meta/account.json", account).is_err());
    }
}
