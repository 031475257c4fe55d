//! Files from strangers.

use std::fs;
use std::time::{Duration, Instant};

use rayment_blender::{BlenderError, Limits, Options, Progress, Sandbox, SandboxError};
use rayment_render::{Cancel, Settings};

use crate::support::{Made, bits, install, options, sandbox, says, small, whole};

#[test]
fn scripts_and_drivers_of_a_file_do_not_run() {
    let made = Made::new("hostile");
    let session = made.open("scene.blend").unwrap();
    whole(&session, 2, &small());
    drop(session);
    let again = made.open("scene.blend").unwrap();
    assert_eq!(again.info().last, 12);
    assert!(says(again.info(), "do not run"), "{:?}", again.info().notes);
    // Where scripts are on, the trap snaps.
    made.run("trust");
    let mark: u32 = fs::read_to_string(made.file("mark")).unwrap().parse().unwrap();
    assert!(mark > 1_000, "{mark}");
}

#[test]
fn nothing_gets_out_of_the_sandbox() {
    sandbox().prove(install()).unwrap();
}

#[test]
fn nothing_gets_out_of_the_second_best_sandbox_either() {
    match Sandbox::landlock() {
        Ok(sandbox) => sandbox.prove(install()).unwrap(),
        Err(why) => assert!(why.to_string().contains("Landlock"), "{why}"),
    }
}

#[test]
fn the_proof_finds_the_holes_of_no_sandbox() {
    let found = Sandbox::off().prove(install()).unwrap_err();
    let BlenderError::Sandbox(SandboxError::Leaks { holes, .. }) = &found else { panic!("{found}") };
    for hole in ["read another file", "write to another folder", "change the scene", "connect", "start a process"] {
        assert!(holes.contains(hole), "{hole} in {holes}");
    }
}

#[test]
fn a_scene_beyond_its_memory_is_ended_and_says_so() {
    let made = Made::new("greedy");
    let limits = Limits { memory: 700 << 20, ..Limits::default() };
    let session = made.open_with("scene.blend", &Options { limits, ..options() }).unwrap();
    let found = session.frame(1, &small()).unwrap().whole(&Cancel::new()).unwrap_err();
    assert!(matches!(found, BlenderError::Memory { limit_mb: 734 }), "{found}");
}

#[test]
fn a_scene_beyond_its_time_is_ended_and_says_so() {
    let made = Made::new("plain");
    let limits = Limits { region: Duration::from_millis(300), ..Limits::default() };
    let session = made.open_with("scene.blend", &Options { limits, ..options() }).unwrap();
    let endless = Settings { width: 2_000, height: 2_000, samples: 65_536, ..small() };
    let found = session.frame(1, &endless).unwrap().whole(&Cancel::new()).unwrap_err();
    assert!(matches!(found, BlenderError::Time { .. }), "{found}");
}

#[test]
fn a_hung_process_is_ended() {
    let made = Made::new("plain");
    let limits = Limits { silence: Duration::from_millis(1), ..Limits::default() };
    // A small scene may open between two looks; a sample of a large picture takes longer than that.
    let endless = Settings { width: 2_000, height: 2_000, samples: 65_536, ..small() };
    let opened = made.open_with("scene.blend", &Options { limits, ..options() });
    let found = opened.and_then(|session| session.frame(1, &endless)?.whole(&Cancel::new()).map(drop)).unwrap_err();
    assert!(matches!(found, BlenderError::Hung { .. }), "{found}");
}

#[test]
fn a_cancelled_render_ends_at_once_and_the_next_one_opens_the_scene_again() {
    let made = Made::new("plain");
    let session = made.open("scene.blend").unwrap();
    let frame = whole(&session, 3, &small());
    let (cancel, at) = (Cancel::new(), std::sync::OnceLock::new());
    let on_progress = |_: Progress| {
        cancel.cancel();
        // The first sign counts.
        at.get_or_init(Instant::now);
    };
    let endless = Settings { samples: 65_536, ..small() };
    let found = session.frame(3, &endless).unwrap().watched(&on_progress).whole(&cancel).unwrap_err();
    let took = at.get().expect("it was rendering").elapsed();
    assert!(matches!(found, BlenderError::Cancelled(_)), "{found}");
    // Some 30 ms; the rest is for a machine that has much else to do.
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(bits(&whole(&session, 3, &small())) == bits(&frame));
}

#[test]
fn damaged_files_are_refused_in_words() {
    let made = Made::new("broken");
    assert!(made.open("scene.blend").is_ok());
    let files = [
        "short.blend",
        "header.blend",
        "empty.blend",
        "noise.blend",
        "mixed.blend",
        "future.blend",
        "wrong.obj",
        "wrong.glb",
        "wrong.fbx",
        "wrong.dae",
        "what.xyz",
        "none.blend",
    ];
    for name in files {
        let Err(found) = made.open(name) else { panic!("{name} was taken") };
        let said = found.to_string();
        assert!(matches!(found, BlenderError::Scene(_) | BlenderError::Ended { .. }), "{name}: {said}");
        assert!(said.len() > 40 && !said.contains("Traceback"), "{name}: {said}");
    }
    // Half of it may pass for a few triangles: then that is what is drawn.
    if let Err(found) = made.open("wrong.stl") {
        assert!(matches!(found, BlenderError::Scene(_)), "{found}");
    }
    let future = made.open("future.blend").unwrap_err().to_string();
    assert!(future.contains("5.9"), "{future}");
    assert!(made.open("../scene.blend").unwrap_err().to_string().contains("relative path"));
}
