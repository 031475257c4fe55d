/// What a file says about how it was made. Nothing in it changes from one run to the next (no date, no
/// machine), so that the same picture has the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Metadata {
    /// Addresses of the jobs that rendered it.
    pub jobs: Vec<String>,
    /// Hash of the spec, in hexadecimal.
    pub spec: Option<String>,
    /// Name and version of the engine, and the hash of its build.
    pub engine: Option<String>,
    pub build: Option<String>,
    /// Frame number; `None` for a video.
    pub frame: Option<u32>,
    /// Anything else, by name.
    pub notes: Vec<(String, String)>,
}

/// Longer values are cut: an image file is no place for endless lists.
const LONGEST: usize = 4096;

impl Metadata {
    /// Names and values, the same for every format. Names are ASCII.
    pub(super) fn entries(&self) -> Vec<(String, String)> {
        let mut entries = vec![("Software".to_owned(), format!("Rayment {}", env!("CARGO_PKG_VERSION")))];
        let mut add = |name: &str, value: Option<String>| {
            entries.extend(value.map(|value| (name.to_owned(), plain(&value))));
        };
        add("Rayment engine", self.engine.clone());
        add("Rayment build", self.build.clone());
        add("Rayment spec", self.spec.clone());
        add("Rayment jobs", (!self.jobs.is_empty()).then(|| self.jobs.join(" ")));
        add("Rayment frame", self.frame.map(|frame| frame.to_string()));
        for (name, value) in &self.notes {
            let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
            add(&format!("Rayment {name}"), Some(value.clone()));
        }
        entries
    }

    /// One line for each entry.
    pub(super) fn text(&self) -> String {
        let lines = self.entries().into_iter().map(|(name, value)| format!("{name}: {value}"));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn with_note(mut self, name: &str, value: impl ToString) -> Self {
        self.notes.push((name.to_owned(), value.to_string()));
        self
    }
}

/// One line of limited length.
fn plain(value: &str) -> String {
    let clean = value.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_single_lines_of_bounded_length() {
        let metadata = Metadata {
            jobs: vec!["x".repeat(3000), "y".repeat(3000)],
            engine: Some("a\0b\nc".into()),
            ..Metadata::default()
        };
        let text = metadata.with_note("view\u{e9}\n", "agx").text();
        assert!(text.contains("Rayment engine: a b c\n") && text.ends_with("Rayment view: agx"), "{text}");
        assert!(text.lines().all(|line| line.len() < LONGEST + 60));
        assert!(!text.contains('\0'));
    }
}
