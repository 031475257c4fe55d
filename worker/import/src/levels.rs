//! Levels of detail that only names tell: files of other formats than FBX have no groups of them.

use std::collections::{BTreeMap, BTreeSet};

use rayment_render::scene::Notes;

use crate::text::excerpt;

/// Notes drawn nodes whose names say that they are levels of one thing, like `tree_LOD0` and `tree_LOD1`.
pub fn note<'a>(drawn: impl Iterator<Item = &'a str>, notes: &mut Notes) {
    let mut levels: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (stem, level) in drawn.filter_map(parted) {
        levels.entry(stem).or_default().insert(level);
    }
    for (stem, levels) in levels.iter().filter(|(_, levels)| levels.len() > 1) {
        let what = "are named as levels of detail, and drawn one over the other";
        notes.add(format!("{} nodes called {:?} with LOD {what}: leave one", levels.len(), excerpt(stem)));
    }
}

/// The name without its level, and the level.
fn parted(name: &str) -> Option<(String, u32)> {
    let stem = name.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let level = name[stem.len()..].parse().ok()?;
    let stem = stem.trim_end_matches(['_', '-', '.', ' ']).to_ascii_lowercase();
    let stem = stem.strip_suffix("lod")?.trim_end_matches(['_', '-', '.', ' ']);
    (!stem.is_empty()).then(|| (stem.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_levels_from_other_names() {
        for (name, expected) in [
            ("tree_LOD0", Some(("tree", 0))),
            ("Tree.lod_12", Some(("tree", 12))),
            ("tree LOD", None),
            ("LOD1", None),
            ("cube.001", None),
            ("melody2", None),
        ] {
            let found = parted(name);
            assert_eq!(found.as_ref().map(|(stem, level)| (stem.as_str(), *level)), expected, "{name}");
        }
        let mut notes = Notes::default();
        note(["a_LOD0", "a_LOD1", "b_LOD0", "b_LOD0"].into_iter(), &mut notes);
        assert_eq!(notes.into_lines().len(), 1);
    }
}
