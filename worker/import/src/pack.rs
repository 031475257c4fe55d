use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use rayment_render::{
    Files, Limits, SceneError,
    files::{beside, located, relative_path},
    printable,
};

use crate::budget::Budget;
use crate::format::Format;
use crate::kind::Kind;
use crate::obj::library_references;
use crate::reference::{Reference, references};
use crate::udim;

/// A main file with every file that the scene needs, by path.
#[derive(Debug, Default)]
pub struct Pack {
    pub files: BTreeMap<String, Vec<u8>>,
    /// Files that the scene names and that are missing, sorted, each once.
    pub missing: Vec<Missing>,
}

/// A missing file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    /// The name as it is written in the file that names it.
    pub name: String,
    /// Where it is named first, like `scene.mtl: material "wood"`.
    pub by: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |words: &str| printable(words).chars().take(200).collect::<String>();
        write!(f, "{} (named by {})", short(&self.name), short(&self.by))
    }
}

/// Finds everything that the scene with its main file at `main` needs, transitively: what a client must send
/// with it, and everything that is missing at once.
///
/// # Errors
/// If an existing file cannot be read as its format, is not what the scene reads it as ([`Kind`](crate::Kind)),
/// exceeds the limits or, in glTF, names a path outside of the scene's folder.
pub fn pack(main: &str, files: &dyn Files, limits: &Limits) -> Result<Pack, SceneError> {
    let format = Format::named(main)?;
    let mut budget = Budget::new(limits);
    let bytes = budget.read(files, main)?;
    if format != Format::Gltf {
        format.check(&bytes)?;
    }
    let references = references(format, &bytes, &mut Budget::new(limits))?;
    let (known, tiled) = (BTreeSet::new(), BTreeSet::new());
    let mut packer = Packer { main, files, limits, format, budget, pack: Pack::default(), known, tiled };
    packer.pack.files.insert(main.to_owned(), bytes);
    packer.add(main, references)?;
    let mut missing = packer.pack.missing;
    missing.sort();
    missing.dedup_by(|a, b| a.name == b.name);
    Ok(Pack { missing, files: packer.pack.files })
}

struct Packer<'a> {
    main: &'a str,
    files: &'a dyn Files,
    limits: &'a Limits,
    format: Format,
    budget: Budget<'a>,
    pack: Pack,
    /// Pairs of a file and a name in it that have been resolved.
    known: BTreeSet<(String, String)>,
    /// Pairs of a file and a name in it that stands for numbered tiles.
    tiled: BTreeSet<(String, String)>,
}

impl Packer<'_> {
    fn add(&mut self, referrer: &str, references: Vec<Reference>) -> Result<(), SceneError> {
        for named in references {
            for reference in self.tiles(referrer, named)? {
                self.add_one(referrer, reference)?;
            }
        }
        Ok(())
    }

    /// The existing tiles of a name that stands for numbered tiles; the name itself if there are none.
    fn tiles(&mut self, referrer: &str, named: Reference) -> Result<Vec<Reference>, SceneError> {
        let mut tiles = Vec::new();
        if named.name.contains(udim::UDIM) {
            if !self.tiled.insert((referrer.to_owned(), named.name.clone())) {
                return Ok(Vec::new());
            }
            udim::check(self.tiled.len())?;
            for (_, name) in udim::tiles(&named.name) {
                if self.find(referrer, &name)?.is_some() {
                    tiles.push(Reference { name, ..named.clone() });
                }
            }
        }
        if tiles.is_empty() {
            tiles.push(named);
        }
        Ok(tiles)
    }

    fn add_one(&mut self, referrer: &str, reference: Reference) -> Result<(), SceneError> {
        let Reference { name, by, kind } = reference;
        if !self.known.insert((referrer.to_owned(), name.clone())) {
            return Ok(());
        }
        let Some(path) = self.find(referrer, &name)? else {
            self.pack.missing.push(Missing { name, by: format!("{referrer}: {by}") });
            return Ok(());
        };
        if self.pack.files.contains_key(&path) {
            return Ok(());
        }
        let bytes = self.budget.read(self.files, &path)?;
        kind.check(&path, &format!("{referrer}: {by}"), &bytes)?;
        let deeper = match kind {
            Kind::Library => library_references(&bytes, &path, &mut Budget::new(self.limits))?,
            Kind::Buffer | Kind::Image | Kind::Environment => Vec::new(),
        };
        self.pack.files.insert(path.clone(), bytes);
        self.add(&path, deeper)
    }

    /// The path of a named file; `None` if it does not exist.
    fn find(&self, referrer: &str, name: &str) -> Result<Option<String>, SceneError> {
        if self.format == Format::Gltf {
            let path = beside(self.main, &relative_path(name)?);
            return Ok(rayment_render::files::is_there(self.files, &path).then_some(path));
        }
        Ok(located(self.files, self.main, referrer, name).ok())
    }
}
