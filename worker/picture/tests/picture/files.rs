//! Files that people open: read back by other code, byte for byte the same when written again.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use crate::grid;
use exr::prelude::{FlatSamples, read_all_flat_layers_from_file};
use rayment_picture::{
    Delivered, Denoiser, Format, Guides, ImageFormat, LinearImage, Look, Metadata, Output, PictureError, Still, View,
};

/// A gradient with lights on it, and guides.
fn frame(width: u32, height: u32) -> (LinearImage, Guides) {
    let mut image = LinearImage::new(width, height);
    let mut guides = Guides::new(width, height);
    for at in 0..(width * height) as usize {
        let (x, y) = (at as u32 % width, at as u32 / width);
        let light = [x as f32 / width as f32, y as f32 / height as f32, (x * y % 17) as f32 * 0.3];
        image.rgb[at * 3..at * 3 + 3].copy_from_slice(&light);
        guides.albedo[at * 3] = 0.5;
        guides.normal[at * 3 + 2] = -1.0;
        if x > 3 {
            guides.depth[at] = 1.0 + x as f32;
            guides.object[at] = 6;
            guides.material[at] = y;
        }
    }
    (image, guides)
}

fn output(format: ImageFormat) -> Output {
    Output { format, look: Look::default(), denoiser: Denoiser::Off, layers: false }
}

fn metadata() -> Metadata {
    Metadata {
        jobs: vec!["JobOne".into(), "JobTwo".into()],
        spec: Some("ab12".into()),
        engine: Some("rayment-path/1".into()),
        build: Some("cd34".into()),
        frame: Some(7),
        notes: Vec::new(),
    }
}

fn write(output: &Output, path: &Path, image: &LinearImage, guides: Option<&Guides>) -> Result<(), PictureError> {
    output.write(path, &mut Still { light: image, guides }, &metadata(), &AtomicBool::new(false))
}

const IMAGES: [ImageFormat; 5] = [
    ImageFormat::Png,
    ImageFormat::Png16,
    ImageFormat::Jpeg { quality: 90 },
    ImageFormat::Exr { half: false },
    ImageFormat::Exr { half: true },
];

#[test]
fn every_format_says_how_it_was_made_and_has_the_same_bytes_again() {
    let folder = tempfile::tempdir().unwrap();
    let (image, guides) = frame(45, 37);
    for format in IMAGES {
        let output = Output { layers: true, denoiser: Denoiser::BuiltIn, ..output(format) };
        let [once, again] = ["once", "again"].map(|name| {
            let path = folder.path().join(name);
            write(&output, &path, &image, Some(&guides)).unwrap();
            fs::read(path).unwrap()
        });
        assert!(once == again, "{format:?}");
        let text = String::from_utf8_lossy(&once);
        for word in ["Rayment", "JobOne JobTwo", "ab12", "cd34", "rayment-path/1", "rayment-wavelet/1"] {
            assert!(text.contains(word), "{format:?} lacks {word}");
        }
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn png_holds_what_the_screen_shows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    let (image, _) = frame(45, 37);
    for view in View::ALL {
        let look = Look { exposure: 0.7, view };
        write(&Output { look, ..output(ImageFormat::Png) }, &path, &image, None).unwrap();
        let read = image::open(&path).unwrap();
        assert_eq!(read.to_rgb8().into_raw(), image.tone_mapped(&look).pixels, "{view}");
        write(&Output { look, ..output(ImageFormat::Png16) }, &path, &image, None).unwrap();
        let read = image::open(&path).unwrap();
        assert_eq!(read.color(), image::ColorType::Rgb16);
        for (value, light) in read.to_rgb16().into_raw().chunks(3).zip(image.rgb.as_chunks::<3>().0) {
            let shown = look.encoded(*light).map(|value| (value * 65_535.0).round() as u16);
            assert!(value.iter().zip(shown).all(|(a, b)| a.abs_diff(b) <= 1), "{view}: {value:?} {shown:?}");
        }
    }
}

#[test]
fn jpeg_is_near_and_better_quality_is_nearer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpg");
    let (mut image, _) = frame(64, 48);
    image.rgb.as_chunks_mut::<3>().0.iter_mut().for_each(|pixel| pixel[2] = 0.2);
    let wanted = image.tone_mapped(&Look::default()).pixels;
    let [low, high] = [30, 95].map(|quality| {
        write(&output(ImageFormat::Jpeg { quality }), &path, &image, None).unwrap();
        let found = image::open(&path).unwrap().to_rgb8().into_raw();
        let errors = found.iter().zip(&wanted).map(|(a, b)| f64::from(a.abs_diff(*b)));
        errors.sum::<f64>() / wanted.len() as f64
    });
    assert!(high < 1.5 && low > high, "{low} {high}");
}

fn channels(path: &Path) -> Vec<(String, Vec<f32>, bool)> {
    let image = read_all_flat_layers_from_file(path).unwrap();
    assert_eq!(image.layer_data.len(), 1);
    let list = image.layer_data.into_iter().flat_map(|layer| layer.channel_data.list);
    let read = list.map(|channel| {
        let half = matches!(channel.sample_data, FlatSamples::F16(_));
        (channel.name.to_string(), channel.sample_data.values_as_f32().collect(), half)
    });
    read.collect()
}

#[test]
fn exr_holds_linear_light_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.exr");
    let (mut image, _) = frame(45, 37);
    image.rgb[0] = 1e9;
    write(&output(ImageFormat::Exr { half: false }), &path, &image, None).unwrap();
    let found = channels(&path);
    assert_eq!(found.iter().map(|(name, ..)| name.as_str()).collect::<Vec<_>>(), ["B", "G", "R"]);
    for (name, values, half) in &found {
        let channel = "RGB".find(name.as_str()).unwrap();
        let wanted: Vec<f32> = image.rgb.iter().skip(channel).step_by(3).copied().collect();
        assert!(*values == wanted && !half, "{name}");
    }
    write(&output(ImageFormat::Exr { half: true }), &path, &image, None).unwrap();
    let red = channels(&path).pop().unwrap();
    assert!(red.2 && red.1[0] == 65_504.0, "light beyond half is as bright as half can be");
    assert!(red.1.iter().zip(image.rgb.iter().step_by(3)).skip(1).all(|(a, b)| (a - b).abs() <= b * 0.0005));
}

#[test]
fn exr_has_the_layers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.exr");
    let (image, guides) = frame(20, 37);
    for half in [false, true] {
        let output = Output { layers: true, ..output(ImageFormat::Exr { half }) };
        write(&output, &path, &image, Some(&guides)).unwrap();
        let found = channels(&path);
        let at =
            |name: &str, x: usize, y: usize| found.iter().find(|(found, ..)| found == name).expect(name).1[y * 20 + x];
        assert_eq!(found.len(), 12);
        assert_eq!([at("albedo.R", 9, 20), at("normal.Z", 9, 20), at("Z", 9, 20)], [0.5, -1.0, 10.0]);
        // Counted from one; zero where nothing is.
        assert_eq!([at("object.id", 9, 20), at("material.id", 9, 20)], [7.0, 21.0]);
        assert_eq!([at("object.id", 2, 20), at("material.id", 2, 20), at("Z", 2, 20)], [0.0, 0.0, 1e10]);
    }
    let output = Output { layers: true, ..output(ImageFormat::Exr { half: true }) };
    assert!(matches!(write(&output, &path, &image, None), Err(PictureError::NoGuides { .. })));
}

#[test]
fn delivered_tiles_need_not_be_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (tiles, whole) = (folder.path().join("tiles"), folder.path().join("whole.png"));
    let (image, _) = frame(70, 45);
    let mut bytes = Vec::new();
    for [left, top, width, height] in grid(70, 45, 32) {
        for y in top..top + height {
            let from = (y * 70 + left) as usize * 3;
            bytes.extend(image.rgb[from..from + width as usize * 3].iter().flat_map(|value| value.to_le_bytes()));
        }
    }
    fs::write(&tiles, &bytes).unwrap();
    write(&output(ImageFormat::Png), &whole, &image, None).unwrap();
    let expected = fs::read(&whole).unwrap();
    let mut source = Delivered::new(fs::File::open(&tiles).unwrap(), 70, 45, 32).unwrap();
    output(ImageFormat::Png).write(&whole, &mut source, &metadata(), &AtomicBool::new(false)).unwrap();
    assert!(fs::read(&whole).unwrap() == expected);
}

#[test]
fn what_fails_leaves_the_file_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    fs::write(&path, "before").unwrap();
    let (image, _) = frame(8, 8);
    let cancel = AtomicBool::new(true);
    let result =
        output(ImageFormat::Png).write(&path, &mut Still { light: &image, guides: None }, &metadata(), &cancel);
    assert!(matches!(result, Err(PictureError::Cancelled)));
    assert_eq!(fs::read(&path).unwrap(), b"before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let nowhere = folder.path().join("nowhere/a.png");
    assert!(matches!(write(&output(ImageFormat::Png), &nowhere, &image, None), Err(PictureError::Io { .. })));
}

#[test]
fn refuses_sizes_that_a_format_does_not_hold() {
    let folder = tempfile::tempdir().unwrap();
    for (format, width, height) in [
        (ImageFormat::Jpeg { quality: 90 }, 65_536, 1),
        (ImageFormat::Png, 0, 5),
        (ImageFormat::Exr { half: true }, 1, 0),
    ] {
        let image = LinearImage::new(width, height);
        let result = write(&output(format), &folder.path().join("a"), &image, None);
        assert!(matches!(result, Err(PictureError::Size { .. })), "{format:?}");
    }
    for (width, height) in [(1, 1), (1, 40), (3000, 1)] {
        let image = LinearImage::new(width, height);
        for format in IMAGES {
            write(&output(format), &folder.path().join("a"), &image, None).unwrap();
        }
    }
}

#[test]
fn guides_are_put_together_from_parts() {
    let (_, guides) = frame(20, 12);
    let mut whole = Guides::new(20, 12);
    for [left, top, width, height] in grid(20, 12, 8) {
        let pick = |n: usize| -> Vec<usize> {
            let pixels = (top..top + height).flat_map(|y| (left..left + width).map(move |x| (x, y)));
            pixels.flat_map(|(x, y)| (0..n).map(move |i| (y * 20 + x) as usize * n + i)).collect()
        };
        let part = Guides {
            width,
            height,
            albedo: pick(3).into_iter().map(|at| guides.albedo[at]).collect(),
            normal: pick(3).into_iter().map(|at| guides.normal[at]).collect(),
            depth: pick(1).into_iter().map(|at| guides.depth[at]).collect(),
            object: pick(1).into_iter().map(|at| guides.object[at]).collect(),
            material: pick(1).into_iter().map(|at| guides.material[at]).collect(),
        };
        whole.place(left, top, &part);
    }
    assert_eq!(whole, guides);
}

#[test]
fn formats_are_named_and_nothing_else_is() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert!("tiff".parse::<Format>().is_err());
}
