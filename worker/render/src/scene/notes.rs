use crate::error::printable;

/// What a reader left out or replaced, in words for whoever made the scene: each once, in the order
/// it was met.
#[derive(Debug, Default)]
pub struct Notes(Vec<String>);

impl Notes {
    /// A scene with more than these is noted enough.
    const MOST: usize = 100;
    const LONGEST: usize = 300;

    pub fn add(&mut self, note: impl AsRef<str>) {
        if self.0.len() == Self::MOST {
            return;
        }
        let note: String = printable(note.as_ref()).chars().take(Self::LONGEST).collect();
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }

    pub fn into_lines(self) -> Vec<String> {
        self.0
    }
}
