use std::path::{Component, Path};

use rayment_render::Cancel;
use serde::Deserialize;
use serde_json::{Value, json};

use super::session::{Options, Session};
use super::{BlenderError, Folder, Install};

/// A file that a scene needs besides its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// Relative to the scene's folder, with forward slashes, where it lies in it; else as the scene
    /// names it.
    pub path: String,
    /// `image`, `sequence`, `tiled`, `clip`, `library`, `cache`, `font`, `sound`, `volume` or `other`.
    pub kind: String,
}

/// Every file that a scene names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// In the scene's folder: to be packed with it.
    pub found: Vec<Dependency>,
    /// Within the folder, and not there.
    pub missing: Vec<Dependency>,
    /// Beyond the folder: by an absolute path, or by one that leaves it. They can't be packed as they
    /// are: `File > External Data > Pack Resources` puts them into the scene, or they are moved.
    pub outside: Vec<Dependency>,
}

impl Dependencies {
    /// Whether the scene can be packed as it is.
    pub fn is_whole(&self) -> bool {
        self.missing.is_empty() && self.outside.is_empty()
    }
}

/// Lists what the scene at `path` names, with everything that lies in its folder visible to Blender:
/// all of a sequence, all tiles of a picture, all files of a cache. Files packed into the scene, its
/// scripts and its video sequencer need nothing.
pub fn dependencies(
    install: &Install,
    path: &Path,
    options: &Options,
    cancel: &Cancel,
) -> Result<Dependencies, BlenderError> {
    let expected = || BlenderError::Scene(format!("expected a file at {}", path.display()));
    let main = path.file_name().and_then(|name| name.to_str()).ok_or_else(expected)?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = Folder::at(parent)?;
    if !folder.path().join(main).is_file() {
        return Err(expected());
    }
    let session = Session::open(install, &folder, main, options, cancel)?;
    let (answer, root) = session.ask(&json!({ "do": "needs" }), "the list of files", cancel)?;
    sorted(&answer, &root)
}

#[derive(Deserialize)]
struct Need {
    path: String,
    stored: String,
    kind: String,
    there: bool,
}

fn sorted(answer: &Value, root: &Path) -> Result<Dependencies, BlenderError> {
    let needs: Vec<Need> =
        Deserialize::deserialize(&answer["needs"]).map_err(|error| BlenderError::Garbled(error.to_string()))?;
    let mut all = Dependencies::default();
    for Need { path, stored, kind, there } in needs {
        match inside(Path::new(&path), root) {
            Some(path) if there => all.found.push(Dependency { path, kind }),
            Some(path) => all.missing.push(Dependency { path, kind }),
            None => all.outside.push(Dependency { path: stored, kind }),
        }
    }
    Ok(all)
}

/// A path as it is written within `root`, or `None` where it leads out of it.
fn inside(path: &Path, root: &Path) -> Option<String> {
    let rest = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = rest
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_what_is_there_from_what_is_not_and_from_what_is_elsewhere() {
        let need = |path: &str, there| json!({ "path": path, "stored": "//x", "kind": "image", "there": there });
        let answer = json!({ "needs": [
            need("/scene/a/b.png", true), need("/scene/c.png", false), need("/home/d.png", true), need("/scene", true),
            need("/scene/../e", true),
        ]});
        let all = sorted(&answer, Path::new("/scene")).unwrap();
        let paths = |list: &[Dependency]| list.iter().map(|one| one.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&all.found), ["a/b.png"]);
        assert_eq!(paths(&all.missing), ["c.png"]);
        assert_eq!(paths(&all.outside), ["//x", "//x", "//x"]);
        assert!(!all.is_whole() && Dependencies::default().is_whole());
    }
}
