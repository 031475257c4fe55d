//! What is rendered, in canonical form: one spec, one encoding, one hash.

use std::collections::BTreeSet;

use proptest::{prelude::*, sample::Index};
use rayment_core::{Native, Sha256, proof::tiles::Grid};
use rayment_spec::{
    Container, Depth, Devices, Engine, File, Format, Frames, MAX_BYTES, Output, Spec, SpecError, VERSION, hex32,
};

fn file(path: &str, byte: u8, bytes: u64) -> File {
    File { path: path.into(), sha256: [byte; 32], bytes }
}

fn frames(first: u32, last: u32, step: u8) -> Frames {
    Frames { first, last, step }
}

fn spec() -> Spec {
    Spec {
        version: VERSION,
        scene: "scene.glb".into(),
        files: vec![file("scene.glb", 1, 1_000), file("textures/wood.png", 2, 500)],
        frames: vec![frames(1, 4, 1), frames(10, 20, 5)],
        width: 640,
        height: 360,
        samples: 64,
        bounces: 8,
        seed: 42,
        camera: 1,
        engine: Engine { name: "rayment".into(), build: [3; 32] },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

/// What reading the bytes of `spec` says.
fn refusal(spec: Spec) -> SpecError {
    let error = Spec::decode(&spec.encode()).expect_err("the spec is bad");
    if !matches!(error, SpecError::Encoding) {
        assert_eq!(spec.check(), Err(error.clone()), "reading and checking agree");
    }
    error
}

#[test]
fn what_is_written_is_read_back() {
    assert_eq!(Spec::decode(&spec().encode()), Ok(spec()));
}

#[test]
fn the_hash_is_that_of_the_bytes() {
    assert_eq!(spec().hash(), Native::hash(&[&spec().encode()]));
}

/// Clients in other languages compute this hash too: it changes with the version or not at all.
#[test]
fn the_hash_of_a_spec_is_pinned() {
    let mut bytes = vec![2];
    let text = |bytes: &mut Vec<u8>, text: &str| {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.bytes());
    };
    text(&mut bytes, "scene.glb");
    bytes.extend(2u32.to_le_bytes());
    for (path, byte, size) in [("scene.glb", 1u8, 1_000u64), ("textures/wood.png", 2, 500)] {
        text(&mut bytes, path);
        bytes.extend([byte; 32]);
        bytes.extend(size.to_le_bytes());
    }
    bytes.extend(2u32.to_le_bytes());
    for (first, last, step) in [(1u32, 4u32, 1u8), (10, 20, 5)] {
        bytes.extend(first.to_le_bytes());
        bytes.extend(last.to_le_bytes());
        bytes.push(step);
    }
    for number in [640u32, 360, 64, 8] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(42u64.to_le_bytes());
    bytes.extend(1u32.to_le_bytes());
    text(&mut bytes, "rayment");
    bytes.extend([3; 32]);
    bytes.extend([0, 0, 0]);
    bytes.extend(1_000u32.to_le_bytes());
    assert_eq!(spec().encode(), bytes);
    assert_eq!(hex32::encode(&spec().hash()), "a0473c08cb74fae155c6acfb6a0da2563188adb157b9f02fffd1d10189ae63af");
}

#[test]
fn refuses_bytes_behind_the_spec() {
    let mut bytes = spec().encode();
    bytes.push(0);
    assert_eq!(Spec::decode(&bytes), Err(SpecError::Encoding));
}

#[test]
fn refuses_a_spec_cut_short_anywhere() {
    let bytes = spec().encode();
    for length in 0..bytes.len() {
        assert_eq!(Spec::decode(&bytes[..length]), Err(SpecError::Encoding), "after {length} bytes");
    }
}

#[test]
fn refuses_bytes_that_are_no_spec() {
    let mut bytes = spec().encode();
    let format = bytes.len() - 6;
    bytes[format] = 9;
    assert_eq!(Spec::decode(&bytes), Err(SpecError::Encoding), "a format that does not exist");
    assert_eq!(Spec::decode(&[VERSION, 0xff, 0xff, 0xff, 0xff]), Err(SpecError::Encoding), "a text of 4 GB");
    assert_eq!(Spec::decode(&vec![VERSION; MAX_BYTES + 1]), Err(SpecError::Encoding));
}

#[test]
fn refuses_a_spec_larger_than_anyone_reads() {
    let paths = (0..100_000).map(|number| file(&format!("{number:06}"), 0, 0));
    let files: Vec<_> = paths.collect();
    let large = Spec { scene: "000000".into(), files, ..spec() };
    assert_eq!(large.check(), Ok(()));
    assert!(large.encode().len() > MAX_BYTES);
    assert_eq!(refusal(large), SpecError::Encoding);
}

#[test]
fn refuses_another_version() {
    for version in [0, VERSION + 1, 255] {
        assert_eq!(refusal(Spec { version, ..spec() }), SpecError::Version(version));
    }
    assert_eq!(Spec::decode(&[9]), Err(SpecError::Version(9)), "whatever follows");
}

#[test]
fn refuses_a_picture_without_pixels_or_with_too_many() {
    for (width, height) in [(0, 1), (1, 0), (65_537, 1), (1, 65_537), (u32::MAX, u32::MAX)] {
        assert_eq!(refusal(Spec { width, height, ..spec() }), SpecError::Size { width, height });
    }
    for (width, height) in [(1, 1), (65_536, 65_536)] {
        assert_eq!(Spec { width, height, ..spec() }.check(), Ok(()));
    }
}

#[test]
fn refuses_too_few_or_too_many_samples() {
    for samples in [0, (1 << 20) + 1, u32::MAX] {
        assert_eq!(refusal(Spec { samples, ..spec() }), SpecError::Samples(samples));
    }
    for samples in [1, 1 << 20] {
        assert_eq!(Spec { samples, ..spec() }.check(), Ok(()));
    }
}

#[test]
fn refuses_too_many_bounces() {
    assert_eq!(refusal(Spec { bounces: 65, ..spec() }), SpecError::Bounces(65));
    for bounces in [0, 64] {
        assert_eq!(Spec { bounces, ..spec() }.check(), Ok(()));
    }
}

#[test]
fn refuses_frames_that_are_none_or_not_ascending() {
    for bad in [
        vec![],
        vec![frames(1, 4, 0)],
        vec![frames(4, 1, 1)],
        vec![frames(1, 4, 1), frames(4, 8, 1)],
        vec![frames(5, 8, 1), frames(1, 4, 1)],
        // Ranges that reach into each other, even where no frame is in both.
        vec![frames(1, 9, 2), frames(2, 10, 2)],
    ] {
        assert_eq!(refusal(Spec { frames: bad.clone(), ..spec() }), SpecError::Frames, "{bad:?}");
    }
}

#[test]
fn refuses_every_form_of_the_frames_but_one() {
    for bad in [
        // One range would do.
        vec![frames(1, 2, 1), frames(3, 4, 1)],
        vec![frames(1, 1, 1), frames(2, 4, 1)],
        vec![frames(1, 3, 1), frames(4, 4, 1)],
        vec![frames(1, 1, 1), frames(3, 3, 1), frames(5, 5, 1)],
        vec![frames(1, 1, 1), frames(3, 9, 2)],
        vec![frames(1, 5, 2), frames(7, 9, 1)],
        // A last number that is none of them, and steps of what has no step.
        vec![frames(1, 4, 2)],
        vec![frames(7, 7, 2)],
        // Two at a distance stand alone.
        vec![frames(1, 5, 4)],
    ] {
        assert_eq!(refusal(Spec { frames: bad.clone(), ..spec() }), SpecError::Frames, "{bad:?}");
    }
    for good in [
        vec![frames(1, 1, 1), frames(5, 5, 1)],
        vec![frames(1, 5, 2), frames(6, 8, 1)],
        vec![frames(1, 1, 1), frames(300, 300, 1), frames(599, 599, 1)],
        vec![frames(0, u32::MAX, 255)],
        vec![frames(0, u32::MAX, 1)],
    ] {
        assert_eq!(Spec { frames: good.clone(), ..spec() }.check(), Ok(()), "{good:?}");
    }
}

#[test]
fn refuses_pictures_that_nobody_can_write() {
    let with = |format, exposure| Spec { output: Output { format, exposure, ..Output::PNG }, ..spec() };
    let film = |rate| Format::Video { container: Container::Webm, rate };
    for bad in [
        with(Format::Png, 0),
        with(Format::Png, 1_000_000_001),
        with(Format::Jpeg { quality: 0 }, 1_000),
        with(Format::Jpeg { quality: 101 }, 1_000),
        with(film(0), 1_000),
        with(film(1_000_001), 1_000),
    ] {
        assert_eq!(refusal(bad), SpecError::Output);
    }
    let exr = Format::Exr { depth: Depth::Half, layers: true };
    for good in [with(Format::Jpeg { quality: 1 }, 1), with(exr, 1_000_000_000), with(film(24_000), 1_000)] {
        assert_eq!(Spec::decode(&good.encode()), Ok(good));
    }
}

#[test]
fn refuses_a_scene_that_is_not_among_the_files() {
    let missing = || SpecError::NoScene("other.glb".into());
    assert_eq!(refusal(Spec { scene: "other.glb".into(), ..spec() }), missing());
    assert_eq!(refusal(Spec { scene: "other.glb".into(), files: vec![], ..spec() }), missing());
}

#[test]
fn refuses_every_path_that_leaves_its_folder() {
    for path in [
        "",
        "/etc/passwd",
        "..",
        "../x",
        "a/../../x",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "/",
        "C:/x",
        "C:\\x",
        "a\\..\\b",
        "a:stream",
        "a\0b",
        &"x".repeat(513),
    ] {
        let bad = Spec { scene: path.into(), files: vec![file(path, 1, 1)], ..spec() };
        assert_eq!(refusal(bad), SpecError::Path(path.into()));
    }
}

#[test]
fn takes_every_path_that_stays_inside() {
    for path in ["a", "a/b/c.png", "..a", "a..", "...", ".hidden", "Größe 1/日本.glb", &"x".repeat(512)] {
        let good = Spec { scene: path.into(), files: vec![file(path, 1, 1)], ..spec() };
        assert_eq!(Spec::decode(&good.encode()), Ok(good), "{path}");
    }
}

#[test]
fn refuses_files_out_of_order_or_named_twice() {
    for files in [
        vec![file("scene.glb", 1, 1), file("a.png", 2, 2)],
        vec![file("scene.glb", 1, 1), file("scene.glb", 1, 1)],
        vec![file("scene.glb", 1, 1), file("scene.glb", 2, 2)],
    ] {
        let bad = Spec { files: files.clone(), ..spec() };
        assert_eq!(refusal(bad), SpecError::FilesUnsorted, "{files:?}");
    }
}

#[test]
fn refuses_sizes_that_add_up_beyond_64_bits() {
    let files = vec![file("a", 1, u64::MAX), file("scene.glb", 2, 1)];
    assert_eq!(refusal(Spec { files, ..spec() }), SpecError::Bytes);
}

#[test]
fn every_refusal_says_what_was_expected() {
    for (error, told) in [
        (SpecError::Encoding, "canonical"),
        (SpecError::Version(9), "9 was found"),
        (SpecError::Size { width: 0, height: 7 }, "0x7"),
        (SpecError::Samples(0), "0 were asked for"),
        (SpecError::Bounces(65), "65 were asked for"),
        (SpecError::Frames, "ascending"),
        (SpecError::NoScene("s.glb".into()), "`s.glb`"),
        (SpecError::Output, "1 to 100"),
        (SpecError::Path("../x".into()), "`../x`"),
        (SpecError::FilesUnsorted, "sorted by path"),
        (SpecError::Bytes, "64 bits"),
    ] {
        let message = error.to_string();
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn frame_numbers_come_in_order() {
    let numbers: Vec<_> = spec().frame_numbers().collect();
    assert_eq!(numbers, [1, 2, 3, 4, 10, 15, 20]);
    let last = Spec { frames: vec![frames(u32::MAX - 1, u32::MAX, 1)], ..spec() };
    assert_eq!(last.frame_numbers().collect::<Vec<_>>(), [u32::MAX - 1, u32::MAX]);
}

#[test]
fn refuses_one_content_with_two_sizes() {
    let files = vec![file("a.png", 7, 300), file("b.png", 7, 301), file("scene.glb", 1, 1_000)];
    let found = refusal(Spec { files, ..spec() });
    assert!(matches!(&found, SpecError::TwoSizes { sizes: [300, 301], .. }), "{found}");
    assert!(found.to_string().contains("300 bytes and with 301"), "{found}");
}

#[test]
fn a_file_under_two_names_is_charged_once() {
    let files = vec![file("a.png", 7, 300), file("b.png", 7, 300), file("scene.glb", 1, 1_000)];
    assert_eq!(Spec { files, ..spec() }.bytes(), 1_300);
}

#[test]
fn the_grid_is_that_of_the_picture() {
    assert_eq!(spec().grid(), Grid::new(640, 360));
}

#[test]
fn json_is_a_view_of_it() {
    let json = serde_json::to_value(spec()).unwrap();
    assert_eq!(json["files"][0]["sha256"], "01".repeat(32));
    assert_eq!(json["engine"]["build"], "03".repeat(32));
    assert_eq!(
        (&json["devices"], &json["output"]),
        (&"cpu".into(), &serde_json::json!({ "format": "png", "view": "agx", "exposure": 1_000 }))
    );
    let read: Spec = serde_json::from_value(json).unwrap();
    assert_eq!(read, spec());
    assert_eq!(read.hash(), spec().hash());
}

#[test]
fn refuses_a_hash_that_is_not_64_digits() {
    for text in ["", &"0".repeat(63), &"0".repeat(65), &"g".repeat(64), &"+f".repeat(32), &"é".repeat(32)] {
        assert_eq!(hex32::decode(text), None, "{text}");
        let mut json = serde_json::to_value(spec()).unwrap();
        json["engine"]["build"] = (*text).into();
        let error = serde_json::from_value::<Spec>(json).unwrap_err();
        assert!(error.to_string().contains("64 hexadecimal digits"), "{error}");
    }
    assert_eq!(hex32::decode(&"aB".repeat(32)), Some([0xab; 32]));
}

fn any_spec() -> impl Strategy<Value = Spec> {
    let files = prop::collection::btree_map("[a-z]{1,8}(/[a-z]{1,8}){0,2}", (any::<[u8; 32]>(), 0u64..1 << 50), 1..6);
    let frames = prop::collection::btree_set(0u32..600, 1..40).prop_map(Frames::canonical);
    let numbers = (1u32..=65_536, 1u32..=65_536, 1u32..=1 << 20, 0u32..=64, any::<u64>());
    (files, frames, numbers, "[a-z]{0,12}", any::<[u8; 32]>()).prop_map(|(files, frames, numbers, name, build)| {
        let files: Vec<_> = files.into_iter().map(|(path, (sha256, bytes))| File { path, sha256, bytes }).collect();
        let (width, height, samples, bounces, seed) = numbers;
        Spec {
            scene: files[0].path.clone(),
            files,
            frames,
            width,
            height,
            samples,
            bounces,
            seed,
            engine: Engine { name, build },
            ..spec()
        }
    })
}

/// A few ranges, canonical or not.
fn any_ranges() -> impl Strategy<Value = Vec<Frames>> {
    let range = (0u32..5, 0u32..5, 1u8..4);
    prop::collection::vec(range, 1..4).prop_map(|ranges| {
        let mut next = 0;
        let mut after = |(gap, length, step)| {
            let first = next + gap;
            next = first + length + 1;
            frames(first, first + length, step)
        };
        ranges.into_iter().map(&mut after).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_spec_survives_its_bytes_and_its_json(spec in any_spec()) {
        prop_assert_eq!(Spec::decode(&spec.encode()), Ok(spec.clone()));
        let json = serde_json::to_string(&spec).unwrap();
        prop_assert_eq!(serde_json::from_str::<Spec>(&json).unwrap(), spec);
    }

    /// No two encodings of one spec: what is read is written the same.
    #[test]
    fn what_is_read_is_written_the_same(spec in any_spec(), at in any::<Index>(), byte: u8) {
        let mut bytes = spec.encode();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = Spec::decode(&bytes) {
            prop_assert_eq!(read.encode(), bytes);
        }
    }

    /// Every set of numbers has a form, and it is the only one that is taken.
    #[test]
    fn one_set_of_frames_has_one_form(numbers in prop::collection::btree_set(0u32..60, 1..20), other in any_ranges()) {
        let form = Frames::canonical(numbers.iter().copied());
        let with = |frames: &[Frames]| Spec { frames: frames.to_vec(), ..spec() };
        prop_assert_eq!(with(&form).check(), Ok(()));
        prop_assert_eq!(with(&form).frame_numbers().collect::<BTreeSet<_>>(), numbers);
        let others: Vec<_> = with(&other).frame_numbers().collect();
        prop_assert_eq!(with(&other).check().is_ok(), Frames::canonical(others) == other);
    }

    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 1..300)) {
        bytes[0] = VERSION;
        let _ = Spec::decode(&bytes);
    }
}
