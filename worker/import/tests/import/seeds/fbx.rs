//! FBX 7.4 documents: one tree of elements, written as text or in binary.

mod writer;

use super::{Seed, png};
pub use writer::{ascii, binary};

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
        seeds.push(Seed::new("area lights", "a.fbx", write(shining())));
        seeds.push(Seed::new("tiles", "a.fbx", write(tiled())).with("textures/skin.1001.png", png(false)));
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

/// A rectangle of 2 x 2 metres in a file of centimetres, one without an area, and a sphere.
pub fn shining() -> Vec<Element> {
    let light = |id: i64, shape: i64| {
        let list = vec![
            p("LightType", "enum", vec![I(3)]),
            p("Intensity", "Number", vec![F(50_000.)]),
            p("DecayType", "enum", vec![I(2)]),
            p("AreaLightShape", "enum", vec![I(shape)]),
        ];
        e("NodeAttribute", vec![I(id), name("lamp", "NodeAttribute"), s("Light")], vec![properties(list)])
    };
    let above = |id: i64, size: f64| {
        let list = vec![
            p("Lcl Translation", "Lcl Translation", vec![F(50.), F(50.), F(300.)]),
            p("Lcl Rotation", "Lcl Rotation", vec![F(90.), F(0.), F(0.)]),
            p("Lcl Scaling", "Lcl Scaling", vec![F(size), F(size), F(size)]),
        ];
        model(id, "lamp", "Light", list)
    };
    let objects = vec![
        geometry(1),
        model(2, "floor", "Mesh", vec![]),
        light(3, 0),
        light(4, 1),
        above(5, 100.),
        above(6, 0.),
        above(7, 100.),
    ];
    let links = [(2, 0), (5, 0), (6, 0), (7, 0), (1, 2), (3, 5), (3, 6), (4, 7)];
    whole(objects, &links.map(|(from, to)| ("OO", from, to, "")))
}

fn tiled() -> Vec<Element> {
    let paint = vec![e("ShadingModel", vec![s("phong")], vec![]), properties(vec![])];
    let file = ["FileName", "RelativeFilename"].map(|key| e(key, vec![s("textures\\skin.<UDIM>.png")], vec![]));
    let objects = vec![
        geometry(1),
        model(2, "body", "Mesh", vec![]),
        e("Material", vec![I(3), name("paint", "Material"), s("")], paint),
        e("Texture", vec![I(4), name("skin", "Texture"), s("")], file.into()),
    ];
    whole(objects, &[("OO", 2, 0, ""), ("OO", 1, 2, ""), ("OO", 3, 2, ""), ("OP", 4, 3, "DiffuseColor")])
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
