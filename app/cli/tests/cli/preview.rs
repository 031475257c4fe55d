//! One frame rendered here, as somebody would before an order.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use assert_cmd::{Command, cargo::cargo_bin};
use rayment_picture::Rgb8;
use rayment_scenes::showcase;
use rayment_testbed::animated_blend;
use serde::Deserialize;
use tempfile::TempDir;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Preview {
    file: PathBuf,
    frame: u32,
    width: u32,
    height: u32,
    engine: String,
    device: String,
    samples: Samples,
    noise: Option<f32>,
    order_samples: Option<u32>,
    stopped: bool,
    seconds: f64,
    notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Samples {
    mean: f64,
    most: u32,
    total: u64,
}

/// A folder with a scene in it.
fn scene() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let scene = dir.path().join("small.glb");
    fs::write(&scene, showcase::small_glb()).unwrap();
    (dir, scene)
}

fn preview(scene: &Path, out: &Path, more: &[&str]) -> Output {
    let mut rayment = Command::cargo_bin("rayment").unwrap();
    rayment.env("RAYMENT_BLENDER", "/nowhere/blender");
    rayment.args(["preview", "--json"]).arg(scene).arg("--out").arg(out).args(more).output().unwrap()
}

fn rendered(output: &Output) -> Preview {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_small_picture_comes_first_and_a_whole_one_takes_its_place() {
    let (dir, scene) = scene();
    let out = dir.path().join("out");
    let output = preview(&scene, &out, &["--size", "48x27", "--noise", "0.3", "--samples", "128", "--frame", "7"]);
    let preview = rendered(&output);
    assert_eq!((preview.frame, preview.width, preview.height, preview.stopped), (7, 48, 27, false));
    assert_eq!(preview.file, out.join("preview-0007.png"));
    Rgb8::from_png(&fs::read(&preview.file).unwrap(), 48, 27).expect("the whole picture");
    let said = said(&output);
    let passes: Vec<&str> = said.lines().filter(|line| line.contains("preview-0007.png")).collect();
    assert!(passes.len() > 2 && passes[0].contains("6x4") && passes[1].contains("48x27"), "{said}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1, "nothing else is left there");
}

#[test]
fn pixels_take_what_they_need_and_the_order_is_told() {
    let (dir, scene) = scene();
    let ask =
        |samples| rendered(&preview(&scene, dir.path(), &["--size", "48x27", "--noise", "0.3", "--samples", samples]));
    let free = ask("512");
    assert!(free.samples.mean < 256.0 && free.samples.mean >= 32.0, "{}", free.samples.mean);
    assert_eq!(free.samples.mean, free.samples.total as f64 / (48.0 * 27.0));
    assert!(free.order_samples.unwrap().is_power_of_two() && free.order_samples.unwrap() <= free.samples.most);
    assert_eq!((free.noise, free.engine.as_str()), (Some(0.3), rayment_engine::ENGINE));
    assert!(free.seconds > 0.0 && free.notes.is_empty());
    let short = ask("8");
    assert_eq!((short.samples.most, short.samples.mean, short.order_samples), (8, 8.0, None));
}

#[test]
fn a_file_is_made_as_an_order_would() {
    let (dir, scene) = scene();
    let more = ["--size", "16x9", "--samples", "4", "--bounces", "2", "--view", "standard", "--exposure", "2"];
    for (format, ending, magic) in [("jpeg", "jpg", &b"\xff\xd8"[..]), ("exr-half", "exr", b"\x76\x2f\x31\x01")] {
        let mut more = [&more[..], &["--format", format]].concat();
        more.extend((format == "exr-half").then_some("--layers"));
        let preview = rendered(&preview(&scene, dir.path(), &more));
        assert_eq!(preview.file.extension().unwrap(), ending);
        assert!(fs::read(&preview.file).unwrap().starts_with(magic));
    }
}

#[test]
fn blender_takes_the_same_samples_everywhere() {
    let dir = tempfile::tempdir().unwrap();
    let scene = animated_blend(&dir.path().join("turning.blend"));
    let mut rayment = Command::cargo_bin("rayment").unwrap();
    rayment.args(["preview", "--json", "--size", "48x27", "--samples", "3", "--out"]).args([dir.path(), &scene]);
    let preview = rendered(&rayment.output().unwrap());
    assert!(preview.engine.starts_with("blender-cycles/"), "{}", preview.engine);
    assert_eq!((preview.samples.mean, preview.samples.most, preview.samples.total), (3.0, 3, 3 * 48 * 27));
    assert_eq!((preview.noise, preview.order_samples), (None, None));
    assert!(!preview.device.is_empty());
    // No machine has Apple's and AMD's at once.
    let other = |device| {
        let mut rayment = Command::cargo_bin("rayment").unwrap();
        said(&rayment.args(["preview", "--device", device, "--out"]).args([dir.path(), &scene]).output().unwrap())
    };
    let words = ["metal", "hip"].map(other);
    assert!(words.iter().any(|said| said.contains("here; there are: ") && said.contains("cpu")), "{words:?}");
    Rgb8::from_png(&fs::read(&preview.file).unwrap(), 48, 27).expect("the whole picture");
}

#[test]
fn whoever_stops_it_keeps_the_last_complete_picture() {
    let (dir, scene) = scene();
    let mut child = std::process::Command::new(cargo_bin("rayment"))
        .args(["preview", "--json", "--size", "64x36", "--samples", "65536", "--noise", "0.0001", "--out"])
        .args([dir.path(), &scene])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    assert!(said.lines().map_while(Result::ok).any(|line| line.contains("64x36")), "a whole picture");
    let stop = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(stop.success());
    let preview = rendered(&child.wait_with_output().unwrap());
    assert!(preview.stopped && preview.samples.most < 65_536 && preview.order_samples.is_none());
    Rgb8::from_png(&fs::read(&preview.file).unwrap(), 64, 36).expect("the last complete picture");
}

#[test]
fn what_cannot_be_rendered_is_refused_in_words() {
    let (dir, scene) = scene();
    let obj = dir.path().join("plank.obj");
    fs::write(&obj, "mtllib plank.mtl\nusemtl wood\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/1 3/1\n").unwrap();
    fs::write(dir.path().join("plank.mtl"), "newmtl wood\nmap_Kd oak.png\n").unwrap();
    let blend = dir.path().join("room.blend");
    fs::write(&blend, "BLENDER-v405").unwrap();
    for (scene, more, code, expected) in [
        (&obj, ["--samples", "1"], 1, "oak.png"),
        (&scene, ["--camera", "7"], 1, "has no camera 7; its cameras: 0"),
        (&scene, ["--size", "0x9"], 2, "expected something like 640x360"),
        (&scene, ["--noise", "0"], 2, "from 0.0001 to 1"),
        (&scene, ["--format", "mp4"], 1, "a preview is one picture"),
        (&scene, ["--out", "small.glb/out"], 2, "choose another with --out"),
        (&blend, ["--samples", "1"], 1, "is opened by Blender, on this machine"),
        (&dir.path().join("none.glb"), ["--samples", "1"], 1, "none.glb"),
    ] {
        let mut rayment = Command::cargo_bin("rayment").unwrap();
        rayment.env("RAYMENT_BLENDER", "/nowhere/blender").current_dir(dir.path());
        let output = rayment.arg("preview").arg(scene).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{expected}: {}", said(&output));
        assert!(said(&output).contains(expected), "{expected}: {}", said(&output));
        assert!(output.stdout.is_empty(), "{expected}");
    }
    assert!(!dir.path().join("rayment-out").exists(), "what is refused leaves no folder behind");
}
