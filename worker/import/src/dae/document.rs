//! The XML of a document, with limits that the parser lacks.

use std::collections::HashMap;

use rayment_render::SceneError;
use roxmltree::{Document, Node, ParsingOptions};

use crate::{
    budget::Budget,
    text::{excerpt, number},
};

pub type Element<'a> = Node<'a, 'a>;

/// Most attributes of one element: the parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 64;
/// Bytes of memory that the parser may take for one element or attribute.
const BYTES_PER_ITEM: usize = 96;

/// Parses a document. Custom entities are refused along with the document type that declares them.
pub fn parsed<'a>(text: &'a str, budget: &mut Budget) -> Result<Document<'a>, SceneError> {
    let invalid = |problem: String| SceneError::invalid("the COLLADA document", problem);
    let (tags, attributes) = counted(text).map_err(invalid)?;
    budget.take_bytes((2 * tags).saturating_add(attributes).saturating_mul(BYTES_PER_ITEM))?;
    // Text with other line endings is copied.
    budget.take_bytes(text.len())?;
    let nodes_limit = u32::try_from(2 * tags + 16).unwrap_or(u32::MAX);
    let options = ParsingOptions { allow_dtd: false, nodes_limit, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| invalid(error.to_string()))?;
    let root = document.root_element().tag_name().name();
    if root != "COLLADA" {
        return Err(invalid(format!("expected the element COLLADA, found {:?}", excerpt(root))));
    }
    Ok(document)
}

/// Upper bound of the number of tags and attributes.
fn counted(text: &str) -> Result<(usize, usize), String> {
    let (mut tags, mut attributes, mut rest) = (0, 0, text.as_bytes());
    while let Some(start) = rest.iter().position(|&byte| byte == b'<') {
        rest = &rest[start..];
        tags += 1;
        if let Some((_, end)) =
            [("<!--", "-->"), ("<![CDATA[", "]]>")].iter().find(|(s, _)| rest.starts_with(s.as_bytes()))
        {
            let end = end.as_bytes();
            let after = rest.windows(3).position(|window| window == end).map_or(rest.len(), |at| at + 3);
            rest = &rest[after..];
            continue;
        }
        let (mut own, mut quote, mut length) = (0, None, rest.len());
        for (at, &byte) in rest.iter().enumerate() {
            match (quote, byte) {
                (None, b'>') => {
                    length = at + 1;
                    break;
                }
                (None, b'"' | b'\'') => {
                    quote = Some(byte);
                    own += 1;
                }
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        if own > MOST_ATTRIBUTES {
            return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
        attributes += own;
        rest = &rest[length..];
    }
    Ok((tags, attributes))
}

/// Elements by their id.
pub struct Ids<'a>(HashMap<&'a str, Element<'a>>);

impl<'a> Ids<'a> {
    pub fn new(document: &'a Document<'a>) -> Self {
        let mut ids = HashMap::new();
        for element in document.descendants() {
            if let Some(id) = element.attribute("id") {
                ids.entry(id).or_insert(element);
            }
        }
        Self(ids)
    }

    pub fn get(&self, id: &str) -> Option<Element<'a>> {
        self.0.get(id).copied()
    }

    /// The element that an attribute like `url="#id"` names.
    pub fn follow(&self, element: Element<'a>, attribute: &str) -> Result<Element<'a>, SceneError> {
        let url = element.attribute(attribute).ok_or_else(|| invalid(element, format!("has no {attribute}")))?;
        let Some(id) = url.strip_prefix('#') else {
            return Err(SceneError::unsupported(named(element), format!("the other document {:?}", excerpt(url))));
        };
        self.get(id).ok_or_else(|| invalid(element, format!("names {:?}, which is not there", excerpt(url))))
    }
}

pub fn child<'a>(element: Element<'a>, name: &str) -> Option<Element<'a>> {
    element.children().find(|child| child.has_tag_name_anywhere(name))
}

pub fn children<'a>(element: Element<'a>, name: &'static str) -> impl Iterator<Item = Element<'a>> {
    element.children().filter(move |child| child.has_tag_name_anywhere(name))
}

/// A chain of children, each the first of its name.
pub fn path<'a>(element: Element<'a>, names: &[&str]) -> Option<Element<'a>> {
    names.iter().try_fold(element, |element, name| child(element, name))
}

trait Named {
    fn has_tag_name_anywhere(&self, name: &str) -> bool;
}

impl Named for Element<'_> {
    /// In any namespace: the two versions of the format have two.
    fn has_tag_name_anywhere(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

pub fn text<'a>(element: Element<'a>) -> &'a str {
    element.text().unwrap_or_default().trim()
}

/// The name of an element in errors.
pub fn named(element: Element) -> String {
    let name = element.tag_name().name();
    // Not all ancestors: a document may be as deep as it is long.
    let near = &mut element.ancestors().take(64);
    let id = near.find_map(|element| element.attribute("id").or_else(|| element.attribute("name")));
    match id {
        Some(id) => format!("{name} in {:?}", excerpt(id)),
        None => name.to_owned(),
    }
}

pub fn invalid(element: Element, problem: impl Into<String>) -> SceneError {
    SceneError::invalid(named(element), problem)
}

/// All numbers of an element, every one finite.
pub fn floats(element: Element, budget: &mut Budget) -> Result<Vec<f32>, SceneError> {
    let words = || element.text().unwrap_or_default().split_ascii_whitespace();
    budget.take_bytes(words().count().saturating_mul(4))?;
    words()
        .map(|word| {
            number(word).ok_or_else(|| invalid(element, format!("expected a number, found {:?}", excerpt(word))))
        })
        .collect()
}

/// Exactly N numbers.
pub fn exactly<const N: usize>(element: Element) -> Result<[f32; N], SceneError> {
    let mut values = [0.0; N];
    let mut words = element.text().unwrap_or_default().split_ascii_whitespace();
    for value in &mut values {
        *value =
            words.next().and_then(number).ok_or_else(|| invalid(element, format!("expected {N} finite numbers")))?;
    }
    Ok(values)
}

/// A list of numbers with its layout of elements.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub values: Vec<f32>,
    pub stride: usize,
    offset: usize,
    pub count: usize,
}

impl Source {
    pub fn of<'a>(ids: &Ids<'a>, input: Element<'a>, budget: &mut Budget) -> Result<Self, SceneError> {
        Self::read(ids.follow(input, "source")?, budget)
    }

    pub fn read(source: Element, budget: &mut Budget) -> Result<Self, SceneError> {
        let array = child(source, "float_array").ok_or_else(|| invalid(source, "has no float_array"))?;
        let accessor = path(source, &["technique_common", "accessor"]);
        let whole = |name: &str, without: usize| -> Result<usize, SceneError> {
            let value = accessor.and_then(|accessor| accessor.attribute(name));
            value.map_or(Ok(without), |value| {
                value.trim().parse().map_err(|_| invalid(source, format!("has a {name} that is no count")))
            })
        };
        let values = floats(array, budget)?;
        let (stride, offset) = (whole("stride", 1)?, whole("offset", 0)?);
        if stride == 0 || stride > 64 {
            return Err(invalid(source, format!("expected a stride from 1 to 64, found {stride}")));
        }
        let there = values.len().saturating_sub(offset) / stride;
        let count = whole("count", there)?;
        if count > there {
            return Err(invalid(source, format!("states {count} elements, but has numbers for {there} only")));
        }
        Ok(Self { values, stride, offset, count })
    }

    /// The first N numbers of every element; those beyond its stride are `neutral`.
    pub fn elements<const N: usize>(&self, neutral: f32) -> Vec<[f32; N]> {
        let width = self.stride.min(N);
        let element = |at: usize| {
            let start = self.offset + at * self.stride;
            let mut element = [neutral; N];
            element[..width].copy_from_slice(&self.values[start..start + width]);
            element
        };
        (0..self.count).map(element).collect()
    }
}

/// The words of a `Name_array` or `IDREF_array`.
pub fn names<'a>(source: Element<'a>) -> Vec<&'a str> {
    let array = child(source, "Name_array").or_else(|| child(source, "IDREF_array"));
    array.and_then(|array| array.text()).unwrap_or_default().split_ascii_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    fn refusal(text: &str) -> String {
        let limits = Limits::default();
        parsed(text, &mut Budget::new(&limits)).expect_err("it is refused").to_string()
    }

    #[test]
    fn counts_tags_and_attributes_and_passes_over_comments() {
        let text = "<a b='>' c=\"'\"><!-- don't <x y='1'> --><![CDATA[<z w='']]></a>";
        assert_eq!(counted(text), Ok((4, 2)));
    }

    #[test]
    fn refuses_documents_made_to_grow() {
        let laughs = "<!DOCTYPE COLLADA [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><COLLADA>&b;</COLLADA>";
        assert!(refusal(laughs).contains("DTD"), "{}", refusal(laughs));
        let many: String = (0..100).map(|i| format!(" a{i}=''")).collect();
        assert!(refusal(&format!("<COLLADA{many}/>")).contains("attributes"));
        let limits = Limits { total_bytes: 10_000, ..Limits::default() };
        let wide = format!("<COLLADA>{}</COLLADA>", "<a/>".repeat(1000));
        assert!(matches!(parsed(&wide, &mut Budget::new(&limits)), Err(SceneError::TooLarge { .. })));
    }

    #[test]
    fn refuses_what_is_no_collada() {
        for text in ["", "<svg/>", "<COLLADA>", "<COLLADA></x>", "<COLLADA/><COLLADA/>"] {
            refusal(text);
        }
        let deep = format!("{}{}", "<COLLADA>".repeat(100_000), "</COLLADA>".repeat(100_000));
        let limits = Limits::default();
        assert!(parsed(&deep, &mut Budget::new(&limits)).is_ok());
    }
}
