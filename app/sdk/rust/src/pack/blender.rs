//! Scenes that Blender opens: it lists their files, and says what is in them.

use std::path::Path;

use rayment_engine::OpenScene;
use rayment_picture::Look;
use rayment_render::{Cancel, Limits};

use super::{
    Packed, blender_kinds,
    files::{Gathered, file_map, gathered, read_all},
    megabytes, unusable,
};
use crate::{Error, engine::LocalBlender};

impl Packed {
    /// Blender opens the scene and lists its files; files of other formats are found by the built-in readers.
    pub(super) fn by_blender(
        path: &Path,
        name: &str,
        (local, options): (LocalBlender, rayment_blender::Options),
    ) -> Result<(Self, OpenScene), Error> {
        let cancel = Cancel::new();
        let cannot = |source| Error::Pack { scene: path.to_owned(), source };
        let Gathered { files, outside } = if name.to_lowercase().ends_with(".blend") {
            let needs = rayment_blender::dependencies(&local.install, path, &options, &cancel).map_err(cannot)?;
            let lost = needs.missing.iter().map(|one| format!("{} ({}, not there)", one.path, one.kind));
            let outside = needs.outside.iter().map(|one| format!("{} ({}, outside its folder)", one.path, one.kind));
            let lost: Vec<_> = lost.chain(outside).collect();
            if !lost.is_empty() {
                return Err(unusable(format!(
                    "{} needs files that cannot be packed: {}; in Blender, File > External Data > Pack Resources puts \
                     them into the scene",
                    path.display(),
                    lost.join(", ")
                )));
            }
            let paths = needs.found.iter().map(|one| one.path.clone()).chain([name.to_owned()]);
            let read = read_all(path, name, paths)?;
            for one in needs.found.iter().filter(|one| one.path != name) {
                let bytes = read.files.get(&one.path).map_or(&[][..], Vec::as_slice);
                blender_kinds::check(&one.kind, &one.path, bytes)
                    .map_err(|why| unusable(format!("{} names {why}", path.display())))?;
            }
            read
        } else {
            gathered(path, name)?
        };
        let map = file_map(&files);
        let paths = files.keys().map(String::as_str);
        let limit = Limits::default().total_bytes;
        let laid_out = rayment_blender::Folder::filled(local.folder(), &map, paths, limit, &cancel).map_err(cannot)?;
        let session =
            rayment_blender::Session::open(&local.install, &laid_out, name, &options, &cancel).map_err(cannot)?;
        let info = session.info();
        if !info.unbaked.is_empty() {
            let unbaked = info.unbaked.join(", ");
            return Err(unusable(format!("bake these simulations, and pack their caches: {unbaked}")));
        }
        let megabytes = megabytes(&files);
        let about = format!(
            "Blender {} file, frames {} to {}, {} cameras, {megabytes} MB",
            info.made_by,
            info.first,
            info.last,
            info.cameras.len()
        );
        let (frames_per_second, cameras, notes) = (info.fps, info.cameras.clone(), info.notes.clone());
        let (scene, look, named) = (name.to_owned(), Look::default(), local.engine(options.engine));
        let blender = Some(local);
        let packed =
            Self { scene, files, outside, engine: named, look, frames_per_second, cameras, about, notes, blender };
        Ok((packed, OpenScene::Blender(session)))
    }
}
