//! Elements as text and in binary.

use super::{Element, Value};
use Value::{F, Fs, I, Is, Ls, Raw, S};

pub fn ascii(root: &[Element]) -> String {
    let mut text = "; FBX 7.4.0 project file\n; made by code\n\n".to_owned();
    for element in root {
        write_ascii(element, 0, &mut text);
    }
    text
}

fn write_ascii(element: &Element, depth: usize, text: &mut String) {
    use base64::Engine as _;
    let indent = "\t".repeat(depth);
    let list = |items: &[String]| format!("*{} {{\n{indent}\ta: {}\n{indent}}}", items.len(), items.join(","));
    let value = |value: &Value| match value {
        I(number) => number.to_string(),
        F(number) => format!("{number:?}"),
        S(words) => match words.split_once("\0\u{1}") {
            Some((own, class)) => format!("\"{class}::{own}\""),
            None => format!("\"{words}\""),
        },
        Is(items) => list(&items.iter().map(i32::to_string).collect::<Vec<_>>()),
        Ls(items) => list(&items.iter().map(i64::to_string).collect::<Vec<_>>()),
        Fs(items) => list(&items.iter().map(|number| format!("{number:?}")).collect::<Vec<_>>()),
        Raw(bytes) => format!(",\n\"{}\"", base64::engine::general_purpose::STANDARD.encode(bytes)),
    };
    let values: Vec<String> = element.values.iter().map(value).collect();
    *text += &format!("{indent}{}: {}", element.name, values.join(", "));
    if !element.children.is_empty() || element.values.is_empty() {
        *text += " {\n";
        for child in &element.children {
            write_ascii(child, depth + 1, text);
        }
        *text += &format!("{indent}}}");
    }
    text.push('\n');
}

pub fn binary(root: &[Element]) -> Vec<u8> {
    let mut bytes = b"Kaydara FBX Binary  \0\x1a\0".to_vec();
    bytes.extend(7400u32.to_le_bytes());
    for element in root {
        write_binary(element, &mut bytes);
    }
    bytes.extend([0u8; 13]);
    // The foot that ends every file.
    bytes.extend([0xfa, 0xbc, 0xab, 0x09, 0xd0, 0xc8, 0xd4, 0x66, 0xb1, 0x76, 0xfb, 0x83, 0x1c, 0xf7, 0x26, 0x7e]);
    bytes.extend([0u8; 4]);
    bytes.extend(7400u32.to_le_bytes());
    bytes.extend([0u8; 120]);
    bytes.extend([0xf8, 0x5a, 0x8c, 0x6a, 0xde, 0xf5, 0xd9, 0x7e, 0xec, 0xe9, 0x0c, 0xe3, 0x75, 0x8f, 0x29, 0x0b]);
    bytes
}

fn write_binary(element: &Element, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    bytes.extend([0u8; 12]);
    bytes.push(element.name.len() as u8);
    bytes.extend(element.name.as_bytes());
    let first = bytes.len();
    for value in &element.values {
        write_value(value, bytes);
    }
    let length = (bytes.len() - first) as u32;
    if !element.children.is_empty() || element.values.is_empty() {
        for child in &element.children {
            write_binary(child, bytes);
        }
        bytes.extend([0u8; 13]);
    }
    let end = bytes.len() as u32;
    bytes[start..start + 4].copy_from_slice(&end.to_le_bytes());
    bytes[start + 4..start + 8].copy_from_slice(&(element.values.len() as u32).to_le_bytes());
    bytes[start + 8..start + 12].copy_from_slice(&length.to_le_bytes());
}

fn write_value(value: &Value, bytes: &mut Vec<u8>) {
    let mut put = |kind: u8, count: Option<usize>, content: Vec<u8>| {
        bytes.push(kind);
        if let Some(count) = count {
            bytes.extend((count as u32).to_le_bytes());
            if kind.is_ascii_lowercase() {
                bytes.extend(0u32.to_le_bytes());
                bytes.extend((content.len() as u32).to_le_bytes());
            }
        }
        bytes.extend(content);
    };
    match value {
        I(number) => put(b'L', None, number.to_le_bytes().to_vec()),
        F(number) => put(b'D', None, number.to_le_bytes().to_vec()),
        S(words) => put(b'S', Some(words.len()), words.clone().into_bytes()),
        Raw(content) => put(b'R', Some(content.len()), content.clone()),
        Is(items) => put(b'i', Some(items.len()), items.iter().flat_map(|item| item.to_le_bytes()).collect()),
        Ls(items) => put(b'l', Some(items.len()), items.iter().flat_map(|item| item.to_le_bytes()).collect()),
        Fs(items) => put(b'd', Some(items.len()), items.iter().flat_map(|item| item.to_le_bytes()).collect()),
    }
}
