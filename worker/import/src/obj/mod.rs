//! Wavefront OBJ with its MTL libraries, to a [`Scene`]. y is up and a unit is taken as a meter; a file
//! without libraries gets one grey material.

mod document;
mod material;
mod mesh;
mod mtl;

use std::collections::HashMap;

use document::Document;
use glam::DMat4;
use material::Maps;
use rayment_render::{
    Files, Limits, Scene, SceneError,
    files::located,
    scene::{Local, Material, Node, Notes, Parts, Sky},
};

use super::budget::Budget;
use super::format::Format;
use super::text::{decoded, excerpt, without_comment};
use super::textures::Textures;
use super::{Reference, opened, phong, place, udim};

/// See [`crate::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let mut budget = Budget::new(limits);
    let bytes = opened(Format::Obj, main, files, &mut budget)?;
    let mut document = Document::parse(&decoded(&bytes, &mut budget)?, &mut budget)?;
    if document.faces.is_empty() {
        refuse_what_has_no_face(&document)?;
    }
    let mut textures = Textures::new(main, files);
    let (materials, places) = materials(&mut document, main, files, &mut textures, &mut budget)?;
    let unnamed = materials.len() - 1;
    let material = |named: u32| places.get(named as usize).copied().unwrap_or(unnamed);
    let meshes = mesh::meshes(&mut document, material, &mut budget)?;
    let node = |mesh| Node { mesh: Some(mesh), ..Node::at(Local::Matrix(DMat4::IDENTITY)) };
    let mut parts = Parts {
        nodes: (0..meshes.len()).map(node).collect(),
        meshes,
        materials,
        textures: textures.list,
        sky: Some(Sky::default()),
        notes: std::mem::take(&mut document.notes),
        ..Parts::default()
    };
    textures.tiles.part(&mut parts, &mut budget)?;
    parts.assemble(limits, budget.bytes_read())
}

/// Says what the file has instead of faces, where that is known.
fn refuse_what_has_no_face(document: &Document) -> Result<(), SceneError> {
    if document.free_form.count > 0 {
        let feature = "a file of free-form surfaces alone (turn them into polygons)";
        return Err(SceneError::unsupported(format!("line {}", document.free_form.line), feature));
    }
    if document.short_faces.count > 0 {
        let problem = "expected a face of three or more corners, found fewer in every face";
        return Err(SceneError::invalid(format!("line {}", document.short_faces.line), problem));
    }
    Ok(())
}

/// The materials that faces use, the last one for faces that name none, and the index of each name.
fn materials(
    document: &mut Document,
    main: &str,
    files: &dyn Files,
    textures: &mut Textures,
    budget: &mut Budget,
) -> Result<(Vec<Material>, Vec<usize>), SceneError> {
    let mut known = HashMap::new();
    for library in &document.libraries {
        let path = located(files, main, main, library)?;
        let bytes = budget.read(files, &path)?;
        for mtl in mtl::parse(&decoded(&bytes, budget)?, &path, budget, &mut document.notes)? {
            let short = without_comment(&mtl.name).trim_end().to_owned();
            if !short.is_empty() && short != mtl.name {
                known.entry(short).or_insert_with(|| (path.clone(), mtl.clone()));
            }
            known.entry(mtl.name.clone()).or_insert((path.clone(), mtl));
        }
        budget.check_materials(known.len())?;
    }
    let (mut materials, mut places) = (Vec::new(), Vec::new());
    for name in &document.materials {
        // A name may hold a `#`, or a comment may follow it.
        if let Some((library, mtl)) = known.get(name).or_else(|| known.get(without_comment(name).trim_end())) {
            let notes = &mut document.notes;
            let read = |textures: &mut Textures, budget: &mut Budget| {
                material::imported(mtl, &mut Maps { textures, budget, library, notes })
            };
            places.push(materials.len());
            materials.push(udim::material(textures, materials.len(), budget, read)?);
        } else if known.is_empty() || matches!(name.as_str(), "" | "None" | "(null)") {
            places.push(usize::MAX);
        } else {
            let problem = "is used by faces, but no library has it; add it or the file that has it";
            return Err(SceneError::invalid(format!("the material {:?}", excerpt(name)), problem));
        }
    }
    let last = materials.len();
    places.iter_mut().filter(|place| **place == usize::MAX).for_each(|place| *place = last);
    materials.push(phong::unnamed());
    Ok((materials, places))
}

/// The libraries that a main file names.
pub fn references(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    let libraries = document::libraries(&decoded(bytes, budget)?);
    Ok(libraries.into_iter().enumerate().map(|(i, name)| Reference::new(name, place("mtllib", i))).collect())
}

/// The images that a library names.
pub fn library_references(bytes: &[u8], path: &str, budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    let materials = mtl::parse(&decoded(bytes, budget)?, path, budget, &mut Notes::default())?;
    let named = |mtl: &mtl::Mtl| {
        let by = format!("material {:?}", excerpt(&mtl.name));
        mtl.maps().map(move |map| Reference::new(map.file.clone(), by.clone())).collect::<Vec<_>>()
    };
    Ok(materials.iter().flat_map(named).collect())
}
