//! What a stranger's scene may take from its user's disk.
#![cfg(unix)]

use std::{fs, os::unix::fs::symlink, path::Path, process::Output};

use assert_cmd::Command;
use serde_json::Value;

const SCENE: &str = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl wood\nf 1 2 3\n";

fn rayment(verb: &str, scene: &Path, more: &[&str]) -> Output {
    Command::cargo_bin("rayment").unwrap().args([verb, "--json"]).arg(scene).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `home/scene/a.obj` with a library that a link takes from `home/shared`.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for folder in ["scene", "shared", ".config/solana"] {
        fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    fs::write(home.path().join("scene/a.obj"), SCENE).unwrap();
    fs::write(home.path().join("shared/a.mtl"), "newmtl wood\nKd 0.5 0.3 0.1\n").unwrap();
    fs::write(home.path().join(".config/solana/id.json"), format!("[{}]", ["7"; 64].join(","))).unwrap();
    symlink("../shared/a.mtl", home.path().join("scene/a.mtl")).unwrap();
    home
}

#[test]
fn a_scene_that_names_keys_is_refused_by_every_verb() {
    let home = home();
    let scene = home.path().join("downloaded.gltf");
    let buffers = r#""buffers": [{ "uri": ".config/solana/id.json", "byteLength": 100 }]"#;
    fs::write(&scene, format!(r#"{{ "asset": {{ "version": "2.0" }}, {buffers} }}"#)).unwrap();
    let flags: [(&str, &[&str]); 4] = [
        ("pack", &["--allow-outside"]),
        ("render", &["--allow-outside", "--quote"]),
        ("render", &["--allow-outside", "--yes"]),
        ("preview", &[]),
    ];
    for (verb, more) in flags {
        let output = rayment(verb, &scene, more);
        assert_eq!(output.status.code(), Some(1), "{verb}: {}", said(&output));
        assert!(output.stdout.is_empty() && said(&output).contains("\".config/solana/id.json\", which is hidden"));
        assert!(!said(&output).contains("7,7"), "{verb}");
    }
}

#[test]
fn files_from_outside_take_a_flag_where_nobody_can_be_asked() {
    let home = home();
    let scene = home.path().join("scene/a.obj");
    let place = home.path().canonicalize().unwrap().join("shared/a.mtl").display().to_string();
    for verb in ["pack", "render"] {
        let output = rayment(verb, &scene, &[]);
        assert_eq!(output.status.code(), Some(1), "{verb}: {}", said(&output));
        for expected in ["from outside its own folder", "\"a.mtl\"", &place, "27 bytes", "--allow-outside"] {
            assert!(said(&output).contains(expected), "{verb}, {expected}: {}", said(&output));
        }
    }
    let output = rayment("pack", &scene, &["--allow-outside"]);
    assert!(output.status.success(), "{}", said(&output));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = |at: usize| (found["files"][at]["path"].as_str(), found["files"][at]["outside"].as_str());
    assert_eq!((file(0), file(1)), ((Some("a.mtl"), Some(place.as_str())), (Some("a.obj"), None)));
    // A preview stays on this machine.
    let out = home.path().join("out").display().to_string();
    let output = rayment("preview", &scene, &["--size", "8x8", "--samples", "1", "--out", &out]);
    assert!(output.status.success(), "{}", said(&output));
}
