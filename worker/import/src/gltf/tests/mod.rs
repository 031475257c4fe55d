//! What the reader makes of small files, field by field.

mod hostile;
mod materials;
mod meshes;
mod motions;
mod packed;
mod wishes;

#[path = "../../../tests/import/support.rs"]
mod support;

use rayment_render::{Limits, Scene, SceneError};
use serde_json::{Value, json};
use support::Draft;

const TRIANGLE: [[f32; 3]; 3] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];

/// One triangle on `nodes[0]`, of `materials[0]`.
fn draft() -> Draft {
    let mut draft = Draft::new();
    let material = draft.material(0.5, 0.0, 0.5);
    draft.triangles(&TRIANGLE, material);
    draft
}

fn primitive(draft: &mut Draft) -> &mut Value {
    &mut draft.document["meshes"][0]["primitives"][0]
}

fn refusal(draft: &Draft) -> SceneError {
    draft.try_load().expect_err("it is refused")
}

/// Refused, with these words in the message.
fn assert_refused(draft: &Draft, words: &str) {
    let message = refusal(draft).to_string();
    assert!(message.contains(words), "expected {words:?} in {message:?}");
}

fn assert_noted(scene: &Scene, words: &str) {
    assert!(scene.notes().iter().any(|note| note.contains(words)), "expected {words:?} in {:?}", scene.notes());
}

fn numbers(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}
