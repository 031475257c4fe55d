use rayment_render::SceneError;

/// The name of a place in the file, for errors.
pub fn place(kind: &str, index: usize) -> String {
    format!("{kind}[{index}]")
}

/// An entry of the document that another one refers to. Validation has checked it; this keeps a gap in the
/// validation from becoming a panic.
pub fn entry<'a, T>(list: &'a [T], index: usize, kind: &str) -> Result<&'a T, SceneError> {
    list.get(index)
        .ok_or_else(|| SceneError::invalid(place(kind, index), format!("is named, but there are only {}", list.len())))
}
