//! FBX 7.4 documents: one tree of elements, written as text or in binary.

use super::{Seed, png};

pub struct Element {
    name: String,
    values: Vec<Value>,
    children: Vec<Element>,
}

#[derive(Clone)]
pub enum Value {
    I(i64),
    F(f64),
    S(String),
    Is(Vec<i32>),
    Ls(Vec<i64>),
    Fs(Vec<f64>),
    Raw(Vec<u8>),
}

use Value::{F, Fs, I, Is, Ls, Raw, S};

pub fn e(name: &str, values: Vec<Value>, children: Vec<Element>) -> Element {
    Element { name: name.to_owned(), values, children }
}

fn s(text: &str) -> Value {
    S(text.to_owned())
}

fn p(name: &str, kind: &str, values: Vec<Value>) -> Element {
    let mut all = vec![s(name), s(kind), s(""), s("A")];
    all.extend(values);
    e("P", all, vec![])
}

fn properties(list: Vec<Element>) -> Element {
    e("Properties70", vec![], list)
}

pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for is_binary in [false, true] {
        let write = |root: Vec<Element>| if is_binary { binary(&root) } else { ascii(&root).into_bytes() };
        seeds.push(Seed::new("plain", "a.fbx", write(plain())));
        let lit = Seed::new("textured and lit", "a.fbx", write(textured(false)));
        seeds.push(lit.with("textures/wood.png", png(false)).with("n.png", png(true)));
        seeds.push(Seed::new("embedded", "a.fbx", write(textured(true))).with("n.png", png(true)));
        seeds.push(Seed::new("skinned, blended and animated", "a.fbx", write(moved())));
    }
    seeds
}

fn name(own: &str, class: &str) -> Value {
    S(format!("{own}\0\u{1}{class}"))
}

fn head() -> Vec<Element> {
    let settings = vec![
        p("UpAxis", "int", vec![I(2)]),
        p("UpAxisSign", "int", vec![I(1)]),
        p("FrontAxis", "int", vec![I(1)]),
        p("FrontAxisSign", "int", vec![I(-1)]),
        p("CoordAxis", "int", vec![I(0)]),
        p("CoordAxisSign", "int", vec![I(1)]),
        p("UnitScaleFactor", "double", vec![F(1.0)]),
        p("TimeMode", "enum", vec![I(11)]),
    ];
    vec![
        e(
            "FBXHeaderExtension",
            vec![],
            vec![e("FBXHeaderVersion", vec![I(1003)], vec![]), e("FBXVersion", vec![I(7400)], vec![])],
        ),
        e("GlobalSettings", vec![], vec![e("Version", vec![I(1000)], vec![]), properties(settings)]),
    ]
}

fn whole(objects: Vec<Element>, links: &[(&str, i64, i64, &str)]) -> Vec<Element> {
    let link = |&(kind, from, to, name): &(&str, i64, i64, &str)| {
        let mut values = vec![s(kind), I(from), I(to)];
        if kind == "OP" {
            values.push(s(name));
        }
        e("C", values, vec![])
    };
    let mut root = head();
    root.push(e("Objects", vec![], objects));
    root.push(e("Connections", vec![], links.iter().map(link).collect()));
    root
}

fn geometry(id: i64) -> Element {
    let layer = |kind: &str| {
        e("LayerElement", vec![], vec![e("Type", vec![s(kind)], vec![]), e("TypedIndex", vec![I(0)], vec![])])
    };
    let mapped = |kind: &str, mapping: &str, reference: &str, mut inside: Vec<Element>| {
        let mut children = vec![e("Version", vec![I(101)], vec![]), e("Name", vec![s("")], vec![])];
        children.push(e("MappingInformationType", vec![s(mapping)], vec![]));
        children.push(e("ReferenceInformationType", vec![s(reference)], vec![]));
        children.append(&mut inside);
        e(kind, vec![I(0)], children)
    };
    let uvs = vec![
        e("UV", vec![Fs(vec![0., 0., 1., 0., 1., 1., 0., 1.])], vec![]),
        e("UVIndex", vec![Is(vec![0, 1, 2, 3, 0, 1, 2])], vec![]),
    ];
    e(
        "Geometry",
        vec![I(id), name("quad", "Geometry"), s("Mesh")],
        vec![
            e(
                "Vertices",
                vec![Fs(vec![0., 0., 0., 100., 0., 0., 100., 100., 0., 0., 100., 0., 50., 50., 100.])],
                vec![],
            ),
            e("PolygonVertexIndex", vec![Is(vec![0, 1, 2, -4, 0, 1, -5])], vec![]),
            e("GeometryVersion", vec![I(124)], vec![]),
            mapped(
                "LayerElementNormal",
                "ByPolygonVertex",
                "Direct",
                vec![e("Normals", vec![Fs([0., 0., 1.].repeat(7))], vec![])],
            ),
            mapped("LayerElementUV", "ByPolygonVertex", "IndexToDirect", uvs),
            mapped(
                "LayerElementMaterial",
                "ByPolygon",
                "IndexToDirect",
                vec![e("Materials", vec![Is(vec![0, 0])], vec![])],
            ),
            e(
                "Layer",
                vec![I(0)],
                vec![
                    e("Version", vec![I(100)], vec![]),
                    layer("LayerElementNormal"),
                    layer("LayerElementUV"),
                    layer("LayerElementMaterial"),
                ],
            ),
        ],
    )
}

fn model(id: i64, own: &str, class: &str, list: Vec<Element>) -> Element {
    e("Model", vec![I(id), name(own, "Model"), s(class)], vec![e("Version", vec![I(232)], vec![]), properties(list)])
}

fn plain() -> Vec<Element> {
    let moved = vec![
        p("Lcl Translation", "Lcl Translation", vec![F(10.), F(0.), F(0.)]),
        p("Lcl Rotation", "Lcl Rotation", vec![F(0.), F(30.), F(0.)]),
        p("RotationPivot", "Vector3D", vec![F(1.), F(2.), F(3.)]),
        p("GeometricTranslation", "Vector3D", vec![F(0.), F(0.), F(5.)]),
    ];
    let objects = vec![geometry(1), model(2, "first", "Mesh", moved), model(3, "second", "Mesh", vec![])];
    whole(objects, &[("OO", 2, 0, ""), ("OO", 3, 2, ""), ("OO", 1, 2, ""), ("OO", 1, 3, "")])
}

fn textured(is_embedded: bool) -> Vec<Element> {
    let phong = vec![
        p("DiffuseColor", "Color", vec![F(0.8), F(0.4), F(0.2)]),
        p("SpecularColor", "Color", vec![F(0.5), F(0.5), F(0.5)]),
        p("ShininessExponent", "Number", vec![F(40.)]),
        p("EmissiveColor", "Color", vec![F(0.), F(0.), F(0.)]),
        p("Opacity", "Number", vec![F(0.9)]),
    ];
    let file = |id: i64, path: &str| {
        e(
            "Texture",
            vec![I(id), name("wood", "Texture"), s("")],
            vec![
                e("Type", vec![s("TextureVideoClip")], vec![]),
                e("FileName", vec![s(path)], vec![]),
                e("RelativeFilename", vec![s(path)], vec![]),
                properties(vec![p("Scaling", "Vector", vec![F(2.), F(2.), F(1.)])]),
            ],
        )
    };
    let mut clip = vec![e("Type", vec![s("Clip")], vec![]), e("FileName", vec![s("C:\\me\\wood.png")], vec![])];
    if is_embedded {
        clip.push(e("Content", vec![Raw(png(false))], vec![]));
    }
    let light = vec![
        p("LightType", "enum", vec![I(2)]),
        p("Intensity", "Number", vec![F(1000.)]),
        p("DecayType", "enum", vec![I(2)]),
        p("OuterAngle", "Number", vec![F(50.)]),
    ];
    let objects = vec![
        geometry(1),
        model(2, "first", "Mesh", vec![]),
        e(
            "Material",
            vec![I(3), name("paint", "Material"), s("")],
            vec![e("ShadingModel", vec![s("phong")], vec![]), properties(phong)],
        ),
        file(4, "C:\\me\\wood.png"),
        file(5, "n.png"),
        e("Video", vec![I(6), name("wood", "Video"), s("Clip")], clip),
        e("NodeAttribute", vec![I(7), name("lamp", "NodeAttribute"), s("Light")], vec![properties(light)]),
        model(
            8,
            "lamp",
            "Light",
            vec![
                p("Lcl Translation", "Lcl Translation", vec![F(50.), F(50.), F(300.)]),
                p("Lcl Rotation", "Lcl Rotation", vec![F(90.), F(0.), F(0.)]),
            ],
        ),
        e(
            "NodeAttribute",
            vec![I(9), name("eye", "NodeAttribute"), s("Camera")],
            vec![properties(vec![p("FieldOfView", "Number", vec![F(40.)])])],
        ),
        model(
            10,
            "main camera",
            "Camera",
            vec![
                p("Lcl Translation", "Lcl Translation", vec![F(-250.), F(50.), F(20.)]),
                p("Lcl Rotation", "Lcl Rotation", vec![F(0.), F(-5.), F(0.)]),
            ],
        ),
    ];
    whole(
        objects,
        &[
            ("OO", 2, 0, ""),
            ("OO", 8, 0, ""),
            ("OO", 10, 0, ""),
            ("OO", 1, 2, ""),
            ("OO", 3, 2, ""),
            ("OP", 4, 3, "DiffuseColor"),
            ("OP", 5, 3, "NormalMap"),
            ("OO", 6, 4, ""),
            ("OO", 7, 8, ""),
            ("OO", 9, 10, ""),
        ],
    )
}

/// A second of the file's time.
const SECOND: i64 = 46_186_158_000;

fn moved() -> Vec<Element> {
    let one = Fs(vec![1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 1.]);
    let cluster = |id: i64, indices: Vec<i32>| {
        let weights = vec![1.0; indices.len()];
        e(
            "Deformer",
            vec![I(id), name("cluster", "SubDeformer"), s("Cluster")],
            vec![
                e("Version", vec![I(100)], vec![]),
                e("Indexes", vec![Is(indices)], vec![]),
                e("Weights", vec![Fs(weights)], vec![]),
                e("Transform", vec![one.clone()], vec![]),
                e("TransformLink", vec![one.clone()], vec![]),
            ],
        )
    };
    let curve = |id: i64, values: Vec<f64>| {
        e(
            "AnimationCurve",
            vec![I(id), name("", "AnimCurve"), s("")],
            vec![
                e("Default", vec![F(0.)], vec![]),
                e("KeyVer", vec![I(4008)], vec![]),
                e("KeyTime", vec![Ls(vec![0, SECOND / 2, SECOND])], vec![]),
                e("KeyValueFloat", vec![Fs(values)], vec![]),
                e("KeyAttrFlags", vec![Is(vec![4])], vec![]),
                e("KeyAttrDataFloat", vec![Fs(vec![0., 0., 0., 0.])], vec![]),
                e("KeyAttrRefCount", vec![Is(vec![3])], vec![]),
            ],
        )
    };
    let curve_node = |id: i64, own: &str, list| {
        e("AnimationCurveNode", vec![I(id), name(own, "AnimCurveNode"), s("")], vec![properties(list)])
    };
    let objects = vec![
        geometry(1),
        model(2, "body", "Mesh", vec![]),
        model(3, "hip", "LimbNode", vec![]),
        model(4, "knee", "LimbNode", vec![p("Lcl Translation", "Lcl Translation", vec![F(0.), F(50.), F(0.)])]),
        e("Deformer", vec![I(5), name("skin", "Deformer"), s("Skin")], vec![e("Version", vec![I(101)], vec![])]),
        cluster(6, vec![0, 1]),
        cluster(7, vec![1, 2]),
        e("Deformer", vec![I(8), name("blend", "Deformer"), s("BlendShape")], vec![e("Version", vec![I(100)], vec![])]),
        e(
            "Deformer",
            vec![I(9), name("smile", "SubDeformer"), s("BlendShapeChannel")],
            vec![
                e("Version", vec![I(100)], vec![]),
                e("DeformPercent", vec![F(50.)], vec![]),
                e("FullWeights", vec![Fs(vec![100.])], vec![]),
            ],
        ),
        e(
            "Geometry",
            vec![I(10), name("smile", "Geometry"), s("Shape")],
            vec![
                e("Version", vec![I(100)], vec![]),
                e("Indexes", vec![Is(vec![2, 3])], vec![]),
                e("Vertices", vec![Fs(vec![0., 0., 10., 0., 0., 10.])], vec![]),
            ],
        ),
        e(
            "AnimationStack",
            vec![I(11), name("take", "AnimStack"), s("")],
            vec![properties(vec![p("LocalStop", "KTime", vec![I(SECOND)])])],
        ),
        e("AnimationLayer", vec![I(12), name("base", "AnimLayer"), s("")], vec![]),
        curve_node(
            13,
            "R",
            vec![p("d|X", "Number", vec![F(0.)]), p("d|Y", "Number", vec![F(0.)]), p("d|Z", "Number", vec![F(0.)])],
        ),
        curve(14, vec![0., 45., 90.]),
        curve_node(15, "DeformPercent", vec![p("d|DeformPercent", "Number", vec![F(50.)])]),
        curve(16, vec![0., 100., 0.]),
    ];
    whole(
        objects,
        &[
            ("OO", 2, 0, ""),
            ("OO", 3, 0, ""),
            ("OO", 4, 3, ""),
            ("OO", 1, 2, ""),
            ("OO", 5, 1, ""),
            ("OO", 6, 5, ""),
            ("OO", 7, 5, ""),
            ("OO", 3, 6, ""),
            ("OO", 4, 7, ""),
            ("OO", 8, 1, ""),
            ("OO", 9, 8, ""),
            ("OO", 10, 9, ""),
            ("OO", 12, 11, ""),
            ("OO", 13, 12, ""),
            ("OO", 15, 12, ""),
            ("OP", 13, 4, "Lcl Rotation"),
            ("OP", 14, 13, "d|X"),
            ("OP", 15, 9, "DeformPercent"),
            ("OP", 16, 15, "d|DeformPercent"),
        ],
    )
}

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
