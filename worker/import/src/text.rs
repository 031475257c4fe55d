//! Decodes text files of any encoding.

use std::borrow::Cow;

use rayment_render::SceneError;

use super::budget::Budget;

/// The text of a file: UTF-8, UTF-16 with a byte order mark, or else Latin-1.
pub fn decoded<'a>(bytes: &'a [u8], budget: &mut Budget) -> Result<Cow<'a, str>, SceneError> {
    let word: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xff, 0xfe, ..] => Some(u16::from_le_bytes),
        [0xfe, 0xff, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    if let Some(word) = word {
        budget.take_bytes(bytes.len() / 2 * 3)?;
        let words = bytes[2..].as_chunks::<2>().0.iter().map(|&pair| word(pair));
        let text = char::decode_utf16(words).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return Ok(Cow::Owned(text));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    budget.take_bytes(bytes.len() * 2)?;
    Ok(Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()))
}

/// Numbered lines with any line ending.
pub struct Lines<'a> {
    rest: Option<&'a str>,
    number: usize,
    continues: bool,
}

impl<'a> Lines<'a> {
    /// The lines as they are.
    pub fn new(text: &'a str) -> Self {
        Self { rest: Some(text), number: 0, continues: false }
    }

    /// A backslash at the end of a line continues it, unless the line ends in a comment.
    pub fn continued(text: &'a str) -> Self {
        Self { continues: true, ..Self::new(text) }
    }

    fn line(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        self.number += 1;
        let Some(end) = rest.bytes().position(|byte| byte == b'\n' || byte == b'\r') else {
            self.rest = None;
            return Some(rest);
        };
        let width = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        self.rest = Some(&rest[end + width..]);
        Some(&rest[..end])
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, Cow<'a, str>);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.line()?;
        let number = self.number;
        let Some(start) = self.unfinished(line) else { return Some((number, Cow::Borrowed(line))) };
        let mut joined = start.to_owned();
        while let Some(more) = self.line() {
            joined.push(' ');
            match self.unfinished(more) {
                Some(more) => joined.push_str(more),
                None => {
                    joined.push_str(more);
                    break;
                }
            }
        }
        Some((number, Cow::Owned(joined)))
    }
}

impl Lines<'_> {
    /// A line that the next one continues, without its backslash.
    fn unfinished<'b>(&self, line: &'b str) -> Option<&'b str> {
        let start = line.trim_end().strip_suffix('\\').filter(|_| self.continues)?;
        (without_comment(start) == start).then_some(start)
    }
}

/// A line up to the `#` that begins a comment: one at the start of a word. Names may hold one elsewhere.
pub fn without_comment(line: &str) -> &str {
    let begins = |&(at, _): &(usize, &str)| line[..at].chars().next_back().is_none_or(char::is_whitespace);
    line.match_indices('#').find(begins).map_or(line, |(at, _)| &line[..at])
}

/// A finite number.
pub fn number(word: &str) -> Option<f32> {
    word.parse().ok().filter(|number: &f32| number.is_finite())
}

/// An excerpt short enough for an error message.
pub fn excerpt(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    #[test]
    fn reads_every_encoding_and_line_end() {
        let limits = Limits::default();
        let read = |bytes: &[u8]| decoded(bytes, &mut Budget::new(&limits)).expect("it is read").into_owned();
        let utf16: Vec<u8> = "\u{feff}v é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = "\u{feff}v é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in ["v é".as_bytes(), b"v \xe9", b"\xef\xbb\xbfv \xc3\xa9", &utf16, &utf16_big] {
            assert_eq!(read(bytes), "v é");
        }
        let lines = |lines: Lines| lines.map(|(number, line)| (number, line.into_owned())).collect::<Vec<_>>();
        let text = "a\r\nb \\\nc\rd";
        assert_eq!(lines(Lines::continued(text)), [(1, "a".into()), (2, "b  c".into()), (4, "d".into())]);
        assert_eq!(lines(Lines::new(text)).len(), 4);
        assert_eq!(Lines::continued("a\\").count(), 1);
    }

    #[test]
    fn a_comment_ends_with_its_line() {
        for comment in ["# C:\\models\\", "  #\\", "v 1 # C:\\models\\"] {
            assert_eq!(Lines::continued(&format!("{comment}\nb")).count(), 2, "{comment}");
        }
        let joined = Lines::continued("f 1 \\\n2 # three \\\nb").next().expect("a line").1;
        assert_eq!(without_comment(&joined), "f 1  2 ");
        assert_eq!((without_comment("usemtl C#1"), without_comment("# x")), ("usemtl C#1", ""));
    }

    #[test]
    fn refuses_numbers_that_are_none() {
        assert_eq!(number("-1.5e-3"), Some(-1.5e-3));
        for word in ["", "nan", "inf", "1e99", "1,5", "0x1", "1.#QNAN"] {
            assert_eq!(number(word), None, "{word:?}");
        }
    }

    #[test]
    fn refuses_text_that_would_not_fit_when_decoded() {
        let limits = Limits { total_bytes: 4, ..Limits::default() };
        assert!(decoded(b"\xff\xfea\0b\0c\0", &mut Budget::new(&limits)).is_err());
        assert!(decoded(b"abc\xe9", &mut Budget::new(&limits)).is_err());
    }
}
