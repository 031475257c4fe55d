//! The tokens of Rust and of WGSL, as far as telling one program from another takes it.

/// Operators of several signs, the longest first: `a & &b` is not `a && b`.
const OPERATORS: [&str; 26] = [
    "<<=", ">>=", "...", "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=",
    "^=", "&=", "|=", "<<", ">>", "..", "++", "--",
];

/// The tokens of a text, without comments and spaces, and without the commas that formatters put after the last
/// of a list.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            _ if rest.starts_with("//") => {
                rest = rest.find('\n').map_or("", |end| &rest[end..]);
                continue;
            }
            _ if rest.starts_with("/*") => {
                rest = &rest[comment(rest)..];
                continue;
            }
            _ => literal(rest).unwrap_or_else(|| word_or_sign(rest)),
        };
        let (token, after) = rest.split_at(length);
        if matches!(token, ")" | "]" | "}") && found.last() == Some(&",") {
            found.pop();
        }
        found.push(token);
        rest = after;
    }
    found
}

/// Length of a comment in `/* */`, which may hold others.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let rest = &text[at..];
        match rest {
            _ if rest.starts_with("/*") => (depth, at) = (depth + 1, at + 2),
            _ if rest.starts_with("*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += rest.chars().next().map_or(0, char::len_utf8),
        }
        if depth == 0 || at == text.len() {
            return at;
        }
    }
}

/// Length of a string, byte string or character; `None` where the text begins with none.
fn literal(text: &str) -> Option<usize> {
    let prefix = text.len() - text.trim_start_matches(['b', 'c', 'r']).len();
    let quoted = &text[prefix..];
    let hashes = quoted.len() - quoted.trim_start_matches('#').len();
    let is_raw = text[..prefix].ends_with('r');
    if prefix <= 2 && is_raw && quoted[hashes..].starts_with('"') {
        let (open, close) = (prefix + hashes + 1, format!("\"{}", "#".repeat(hashes)));
        return Some(text[open..].find(&close).map_or(text.len(), |end| open + end + close.len()));
    }
    if prefix <= 1 && !is_raw && quoted.starts_with('"') {
        return Some(prefix + escaped(quoted, '"'));
    }
    if prefix <= 1 && !is_raw && quoted.starts_with('\'') {
        // A lifetime has no second quote.
        let mut signs = quoted.chars().skip(1);
        let (first, second) = (signs.next(), signs.next());
        return (first == Some('\\') || second == Some('\'')).then(|| prefix + escaped(quoted, '\''));
    }
    None
}

/// Length of what a quote begins, up to and with the next one that no backslash precedes.
fn escaped(text: &str, quote: char) -> usize {
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            _ if sign == quote => return at + sign.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Length of a word, number, lifetime or operator.
fn word_or_sign(text: &str) -> usize {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    let first = text.chars().next().map_or(0, char::len_utf8);
    if text.starts_with('\'') || text.starts_with(is_part) {
        return text[first..].find(|sign| !is_part(sign)).map_or(text.len(), |end| first + end);
    }
    OPERATORS.iter().find(|operator| text.starts_with(**operator)).map_or(first, |operator| operator.len())
}

/// The tokens without items that only tests have: those marked `#[cfg(test)]`.
pub fn without_tests(tokens: Vec<&str>) -> Vec<&str> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let (mut kept, mut at) = (Vec::with_capacity(tokens.len()), 0);
    while at < tokens.len() {
        if tokens[at..].starts_with(&MARK) {
            at += MARK.len() + item(&tokens[at + MARK.len()..]);
        } else {
            kept.push(tokens[at]);
            at += 1;
        }
    }
    kept
}

/// Tokens of the item that comes first: up to its semicolon, or the end of its braces.
fn item(tokens: &[&str]) -> usize {
    let mut depth = 0i32;
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        let ends = *token == ";" || *token == "}" && tokens.get(at + 1) != Some(&";");
        match depth {
            0 if ends => return at + 1,
            // The last of what the item stands in.
            ..0 => return at,
            _ => {}
        }
    }
    tokens.len()
}
