use rayment_render::{
    Scene,
    math::v3,
    scene::{Alpha, Pose},
};

use super::{loaded, scene};

const BLENDER: &str = "Blender (stable FBX IO) - 4.5.15 LTS - 5.13.1";
/// A second of the file's time.
const SECOND: i64 = 46_186_158_000;

/// An ASCII file in metres and y up.
fn document(creator: &str, objects: &str, links: &[(i64, i64, &str)]) -> String {
    let link = |&(from, to, property): &(i64, i64, &str)| match property {
        "" => format!("C: \"OO\",{from},{to}\n"),
        _ => format!("C: \"OP\",{from},{to}, \"{property}\"\n"),
    };
    let links: String = links.iter().map(link).collect();
    format!(
        "; FBX 7.4.0 project file\nFBXHeaderExtension: {{\nFBXHeaderVersion: 1003\nFBXVersion: 7400\n\
         Creator: \"{creator}\"\n}}\nGlobalSettings: {{\nProperties70: {{\nP: \"UpAxis\", \"int\", \"\", \"\",1\n\
         P: \"FrontAxis\", \"int\", \"\", \"\",2\nP: \"UnitScaleFactor\", \"double\", \"\", \"\",100\n\
         P: \"TimeMode\", \"enum\", \"\", \"\",11\n}}\n}}\n\
         Objects: {{\n{objects}}}\nConnections: {{\n{links}}}\n"
    )
}

fn properties(list: &[(&str, &str)]) -> String {
    let property = |(name, value): &(&str, &str)| format!("P: \"{name}\", \"\", \"\", \"A\",{value}\n");
    format!("Properties70: {{\n{}}}\n", list.iter().map(property).collect::<String>())
}

fn model(id: i64, kind: &str, list: &[(&str, &str)]) -> String {
    format!("Model: {id}, \"Model::node{id}\", \"{kind}\" {{\nVersion: 232\n{}}}\n", properties(list))
}

fn quad(id: i64, inside: &str) -> String {
    format!(
        "Geometry: {id}, \"Geometry::quad\", \"Mesh\" {{\nGeometryVersion: 124\nVertices: *12 {{\n\
         a: -1,-1,0,1,-1,0,1,1,0,-1,1,0\n}}\nPolygonVertexIndex: *4 {{\na: 0,1,2,-4\n}}\n{inside}}}\n"
    )
}

fn read(text: &str) -> (Scene, String) {
    let scene = scene("a.fbx", &[("a.fbx", text.as_bytes())]);
    let notes = scene.notes().join("; ");
    (scene, notes)
}

#[test]
fn lamps_of_blender_are_in_watts_whatever_their_decay() {
    let lit = |creator: &str, list: &[(&str, &str)]| {
        let light = format!("NodeAttribute: 4, \"NodeAttribute::lamp\", \"Light\" {{\n{}}}\n", properties(list));
        let objects = [model(1, "Mesh", &[]), quad(2, ""), model(3, "Light", &[]), light].concat();
        let (scene, notes) = read(&document(creator, &objects, &[(1, 0, ""), (2, 1, ""), (3, 0, ""), (4, 3, "")]));
        (scene.lights[0].intensity.x, notes)
    };
    let watts = 40.0 / (4.0 * std::f32::consts::PI);
    let lamp = [("LightType", "0"), ("Intensity", "4000")];
    for decay in [&[][..], &[("DecayType", "0")], &[("DecayType", "2")]] {
        let (found, notes) = lit(BLENDER, &[&lamp, decay].concat());
        assert!((found / watts - 1.0).abs() < 1e-5 && notes.is_empty(), "{decay:?}: {found} {notes}");
    }
    let (found, notes) = lit("made by hand", &lamp);
    assert!(found == 1000.0 && notes.contains("fades with distance"), "{found} {notes}");
    assert_eq!(lit(BLENDER, &[("LightType", "1"), ("Intensity", "200")]).0, 2.0, "a sun");
}

fn painted(creator: &str, list: &[(&str, &str)]) -> (Scene, String) {
    shaded(creator, "Phong", list)
}

fn shaded(creator: &str, model_name: &str, list: &[(&str, &str)]) -> (Scene, String) {
    let list = properties(list);
    let paint = format!("Material: 3, \"Material::paint\", \"\" {{\nShadingModel: \"{model_name}\"\n{list}}}\n");
    let objects = [model(1, "Mesh", &[]), quad(2, ""), paint].concat();
    read(&document(creator, &objects, &[(1, 0, ""), (2, 1, ""), (3, 1, "")]))
}

#[test]
fn materials_of_blender_are_principled() {
    let base = ("DiffuseColor", "0.7,0.02,0.02");
    let tint = ("SpecularColor", "0.7,0.02,0.02");
    let shine = [("SpecularFactor", "0.25"), ("Shininess", "81"), ("ShininessExponent", "81")];
    let of =
        |list: &[(&str, &str)]| painted(BLENDER, &[&[base, tint], &shine[..], list].concat()).0.materials[0].clone();
    let plastic = of(&[("ReflectionFactor", "0"), ("Opacity", "1"), ("TransparencyFactor", "0")]);
    assert_eq!((plastic.metallic, plastic.specular, plastic.ior), (0.0, 1.0, 1.5));
    assert!((plastic.roughness - 0.1).abs() < 1e-6 && plastic.specular_color == v3(1.0, 1.0, 1.0), "{plastic:?}");
    assert_eq!((plastic.alpha, plastic.opacity), (Alpha::Opaque, 1.0));
    // What is left out is as in the template: a pure metal.
    for list in [&[("ReflectionFactor", "1")][..], &[]] {
        assert_eq!(of(list).metallic, 1.0, "{list:?}");
    }
    let film = of(&[("ReflectionFactor", "0"), ("Opacity", "0.4"), ("TransparencyFactor", "0.6")]);
    assert_eq!((film.alpha, film.opacity, film.transmission), (Alpha::Blend, 0.4, 0.0));
    let film = of(&[("TransparencyFactor", "0.6")]);
    assert!(film.alpha == Alpha::Blend && (film.opacity - 0.4).abs() < 1e-6);
    let shiny = painted(BLENDER, &[base, ("SpecularFactor", "0.5"), ("ReflectionFactor", "0")]).0.materials[0].clone();
    // Eight in a hundred are reflected.
    assert!((((shiny.ior - 1.0) / (shiny.ior + 1.0)).powi(2) - 0.08).abs() < 1e-4, "{}", shiny.ior);
    for creator in [BLENDER, "made by hand"] {
        let matt = shaded(creator, "lambert", &[base, ("ReflectionFactor", "1")]).0.materials[0].clone();
        assert_eq!((matt.metallic, matt.specular), (0.0, 0.0), "{creator}");
    }
    // Others mean Phong by Phong.
    let phong = painted("made by hand", &[base, tint, ("ReflectionFactor", "1")]).0.materials[0].clone();
    assert!(phong.metallic == 0.0 && phong.specular_color != v3(1.0, 1.0, 1.0));
}

#[test]
fn colours_of_vertices_are_encoded_where_blender_wrote_them() {
    let layer = "LayerElementColor: 0 {\nVersion: 101\nName: \"c\"\nMappingInformationType: \"ByPolygonVertex\"\n\
                 ReferenceInformationType: \"Direct\"\nColors: *16 {\na: 0.5,0.2,0.2,0.5,0.5,0.2,0.2,0.5,0.5,0.2,0.2,0.5,0.5,\
                 0.2,0.2,0.5\n}\n}\nLayer: 0 {\nVersion: 100\nLayerElement: {\nType: \"LayerElementColor\"\nTypedIndex: 0\n}\n}\n";
    let of = |creator: &str| {
        let objects = [model(1, "Mesh", &[]), quad(2, layer)].concat();
        let (scene, _) = read(&document(creator, &objects, &[(1, 0, ""), (2, 1, "")]));
        scene.meshes[0].primitives[0].colors.clone().expect("it has colours")[0]
    };
    let [r, g, _, a] = of(BLENDER);
    assert!((r - 0.214_04).abs() < 1e-4 && (g - 0.033_1).abs() < 1e-4 && a == 0.5, "{r} {g} {a}");
    assert_eq!(of("made by hand"), [0.5, 0.2, 0.2, 0.5]);
}

/// The nodes that draw a mesh at a time, by their place among all.
fn drawn(scene: &Scene, seconds: f64) -> usize {
    let pose = Pose::new(&scene.nodes, &scene.tracks, seconds);
    scene.nodes.iter().zip(&pose.is_visible).filter(|(node, visible)| node.mesh.is_some() && **visible).count()
}

#[test]
fn of_levels_of_detail_the_finest_is_drawn() {
    let levels = |display: [u32; 3]| {
        let names = [0, 1, 2].map(|at| format!("DisplayLevels|Level{at}"));
        let shown = display.map(|number| number.to_string());
        let list: Vec<(&str, &str)> = names.iter().zip(&shown).map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let group = format!("NodeAttribute: 11, \"NodeAttribute::g\", \"LodGroup\" {{\n{}}}\n", properties(&list));
        let meshes = [20, 30, 40].map(|id| model(id, "Mesh", &[]) + &quad(id + 1, "")).concat();
        let objects = [model(10, "LodGroup", &[]), group, meshes].concat();
        let own = [20, 30, 40].map(|id| [(id, 10, ""), (id + 1, id, "")]).concat();
        let (scene, notes) =
            read(&document("made by hand", &objects, &[&[(10, 0, ""), (11, 10, "")], &own[..]].concat()));
        let drawn: Vec<usize> = (0..scene.nodes.len()).filter(|&at| scene.nodes[at].mesh.is_some()).collect();
        (drawn.len(), drawn[0], notes)
    };
    let (count, first, notes) = levels([0, 0, 0]);
    assert_eq!(
        (count, notes.as_str()),
        (1, "levels of detail of \"node10\": 2 of 3 are left out, the finest is drawn")
    );
    assert_eq!(levels([1, 2, 2]).0, 1);
    assert_eq!(
        (levels([2, 0, 0]).0, levels([2, 0, 0]).1 > first),
        (1, true),
        "the finest of those that are not hidden"
    );
    assert_eq!(levels([1, 1, 0]).0, 2, "shown whatever the distance");
}

#[test]
fn visibility_is_that_of_the_node_and_of_all_above_it() {
    let shown = |parent: &[(&str, &str)], child: &[(&str, &str)]| {
        let objects = [model(1, "Null", parent), model(2, "Mesh", child), quad(3, ""), model(4, "Mesh", &[])].concat();
        let links = [(1, 0, ""), (2, 1, ""), (3, 2, ""), (4, 0, ""), (3, 4, "")];
        drawn(&read(&document("made by hand", &objects, &links)).0, 0.0) - 1
    };
    let hidden = [("Visibility", "0")];
    assert_eq!((shown(&[], &[]), shown(&[], &hidden), shown(&hidden, &[])), (1, 0, 0));
    assert_eq!((shown(&[], &[("Show", "0")]), shown(&[], &[("Show", "1")])), (0, 1));
    assert_eq!(shown(&hidden, &[("Visibility Inheritance", "0")]), 1);
    // What is placed by a transform of its geometry is drawn by a node of the reader's own.
    assert_eq!(shown(&[], &[("Visibility", "0"), ("GeometricTranslation", "0,0,1")]), 0);
}

#[test]
fn what_lies_in_a_hidden_layer_is_not_drawn() {
    let shown = |show: &str| {
        let list = properties(&[("Show", show)]);
        let layer = format!("CollectionExclusive: 50, \"DisplayLayer::layer\", \"DisplayLayer\" {{\n{list}}}\n");
        let objects = [model(1, "Mesh", &[]), quad(2, ""), model(3, "Mesh", &[]), layer].concat();
        let links = [(1, 0, ""), (2, 1, ""), (3, 0, ""), (2, 3, ""), (3, 50, "")];
        drawn(&read(&document("made by hand", &objects, &links)).0, 0.0)
    };
    assert_eq!((shown("1"), shown("0")), (2, 1));
}

fn blinking(values: &str, above: bool) -> (Scene, String) {
    let curve = format!(
        "AnimationStack: 40, \"AnimStack::take\", \"\" {{\n{}}}\nAnimationLayer: 41, \"AnimLayer::base\", \"\" {{\n}}\n\
         AnimationCurveNode: 42, \"AnimCurveNode::Visibility\", \"\" {{\n{}}}\n\
         AnimationCurve: 43, \"AnimCurve::\", \"\" {{\nDefault: 1\nKeyVer: 4009\nKeyTime: *3 {{\na: 0,{SECOND},{}\n}}\n\
         KeyValueFloat: *3 {{\na: {values}\n}}\nKeyAttrFlags: *1 {{\na: 2\n}}\nKeyAttrDataFloat: *4 {{\na: 0,0,0,0\n}}\n\
         KeyAttrRefCount: *1 {{\na: 3\n}}\n}}\n",
        properties(&[("LocalStop", &(2 * SECOND).to_string())]),
        properties(&[("d|Visibility", "1")]),
        2 * SECOND
    );
    let objects = [model(1, "Null", &[]), model(2, "Mesh", &[]), quad(3, ""), curve].concat();
    let target = if above { 1 } else { 2 };
    let links = [
        (1, 0, ""),
        (2, 1, ""),
        (3, 2, ""),
        (41, 40, ""),
        (42, 41, ""),
        (42, target, "Visibility"),
        (43, 42, "d|Visibility"),
    ];
    read(&document("made by hand", &objects, &links))
}

#[test]
fn keyed_visibility_is_followed_frame_by_frame() {
    for above in [false, true] {
        let (scene, notes) = blinking("1,0,1", above);
        let frames = scene.stats().frames.expect("it is animated");
        assert_eq!((frames.first, frames.last, notes.as_str()), (0, 48, ""));
        let shown = [0, 12, 23, 24, 30, 47, 48, 60].map(|frame| drawn(&scene, f64::from(frame) / 24.0));
        assert_eq!(shown, [1, 1, 1, 0, 0, 0, 1, 1], "{above}");
    }
    let (scene, notes) = blinking("1,0.5,1", false);
    assert!(drawn(&scene, 1.2) == 1 && notes.contains("visible in part"), "{notes}");
}

const SURFACE: &str = "Geometry: 31, \"Geometry::sheet\", \"NurbsSurface\" {\nType: \"NurbsSurface\"\n\
    NurbsSurfaceVersion: 100\nSurfaceDisplay: 4,1,1\nNurbsSurfaceOrder: 2,2\nDimensions: 2,2\nStep: 4,4\n\
    Form: \"Open\", \"Open\"\nPoints: *16 {\na: -1,-1,0,1,1,-1,0,1,-1,1,0,1,1,1,0,1\n}\n\
    KnotVectorU: *4 {\na: 0,0,1,1\n}\nKnotVectorV: *4 {\na: 0,0,1,1\n}\nGeometryVersion: 124\nFlipNormals: 0\n}\n";

#[test]
fn nurbs_surfaces_are_drawn_as_meshes() {
    let objects = [model(30, "Mesh", &[]), SURFACE.to_owned()].concat();
    let (scene, notes) = read(&document("made by hand", &objects, &[(30, 0, ""), (31, 30, "")]));
    assert_eq!(scene.stats().triangles, 8 * 8 * 2);
    assert!(notes.contains("NURBS surface \"sheet\": is drawn as a mesh of 8 by 8 faces"), "{notes}");
    let area: f32 = scene.meshes[0]
        .primitives
        .iter()
        .flat_map(|one| one.triangles.iter().map(move |t| (one, t)))
        .map(|(one, t)| {
            let [a, b, c] = t.map(|at| one.positions[at as usize]);
            ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs() * 0.5
        })
        .sum();
    assert!((area - 4.0).abs() < 1e-4, "{area}");
}

#[test]
fn trims_of_nurbs_are_named_and_the_whole_surface_is_drawn() {
    let trim = "Geometry: 33, \"Geometry::trimmed\", \"TrimNurbsSurface\" {\nType: \"TrimNurbsSurface\"\n}\n";
    let objects = [model(30, "Mesh", &[]), SURFACE.to_owned(), trim.to_owned()].concat();
    let (scene, notes) = read(&document("made by hand", &objects, &[(30, 0, ""), (33, 30, ""), (31, 33, "")]));
    assert_eq!(scene.stats().triangles, 8 * 8 * 2);
    assert!(notes.contains("\"node30\": the trims of a NURBS surface cannot be read; the whole surface is"), "{notes}");
}

#[test]
fn curves_are_noted() {
    let curve = "Geometry: 34, \"Geometry::line\", \"Line\" {\nGeometryVersion: 124\nPoints: *6 {\na: 0,0,0,1,0,0\n}\n\
                 PointsIndex: *2 {\na: 0,-2\n}\n}\n";
    let objects = [model(1, "Mesh", &[]), quad(2, ""), model(30, "Mesh", &[]), curve.to_owned()].concat();
    let links = [(1, 0, ""), (2, 1, ""), (30, 0, ""), (34, 30, "")];
    let (_, notes) = read(&document("made by hand", &objects, &links));
    assert!(notes.contains("\"node30\": a curve without a surface is left out"), "{notes}");
}

#[test]
fn lost_texture_coordinates_are_noted_and_lost_vertices_refused_with_words() {
    let layer = "LayerElementUV: 0 {\nVersion: 101\nName: \"c\"\nMappingInformationType: \"ByPolygonVertex\"\n\
                 ReferenceInformationType: \"IndexToDirect\"\nUV: *4 {\na: 0,0,1,0\n}\nUVIndex: *4 {\na: 0,1,1,9\n}\n}\n\
                 Layer: 0 {\nVersion: 100\nLayerElement: {\nType: \"LayerElementUV\"\nTypedIndex: 0\n}\n}\n";
    let with = |geometry: String| {
        let objects = [model(1, "Mesh", &[]), geometry].concat();
        document("made by hand", &objects, &[(1, 0, ""), (2, 1, "")])
    };
    let (scene, notes) = read(&with(quad(2, layer)));
    assert_eq!(scene.stats().triangles, 2);
    assert!(notes.contains("not in the file are left out"), "{notes}");
    let lost = with(quad(2, "").replacen("a: 0,1,2,-4", "a: 0,1,9,-4", 1));
    let error = loaded("a.fbx", &[("a.fbx", lost.as_bytes())]).expect_err("it is refused").to_string();
    assert!(error.contains("a polygon names a lost vertex"), "{error}");
}
