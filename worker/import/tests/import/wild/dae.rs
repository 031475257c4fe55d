use image::{ImageFormat, RgbImage, RgbaImage};
use rayment_render::{
    Scene,
    scene::{Alpha, LightKind},
};

use super::scene;

/// A square whose material has this shader, lit by these lights, moved by these animations.
struct Document {
    shader: &'static str,
    lights: &'static str,
    nodes: &'static str,
    animations: &'static str,
    colors: &'static str,
    triangles: &'static str,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            shader: "<lambert><diffuse><color>1 1 1 1</color></diffuse></lambert>",
            lights: "",
            nodes: "",
            animations: "",
            colors: "",
            triangles: "0 1 2 0 2 3",
        }
    }
}

impl Document {
    fn text(&self) -> String {
        let Self { shader, lights, nodes, animations, colors, triangles } = self;
        let accessor = |name: &str, stride: usize| {
            format!("<technique_common><accessor source='#{name}' count='4' stride='{stride}'/></technique_common>")
        };
        let color = match colors.is_empty() {
            true => String::new(),
            false => {
                format!("<source id='c'><float_array id='ca'>{colors}</float_array>{}</source>", accessor("ca", 4))
            }
        };
        let input = if colors.is_empty() { "" } else { "<input semantic='COLOR' source='#c' offset='0'/>" };
        let points = "<float_array id='pa'>0 0 0 1 0 0 1 1 0 0 1 0</float_array>";
        format!(
            "<COLLADA version='1.4.1'><asset><up_axis>Y_UP</up_axis></asset><library_lights>{lights}</library_lights>
            <library_images><image id='i'><init_from>a.png</init_from></image></library_images>
            <library_effects><effect id='e'><profile_COMMON><technique sid='t'>{shader}</technique></profile_COMMON>
            </effect></library_effects>
            <library_materials><material id='m'><instance_effect url='#e'/></material></library_materials>
            <library_geometries><geometry id='g'><mesh><source id='p'>{points}{}</source>{color}
            <vertices id='v'><input semantic='POSITION' source='#p'/></vertices>
            <triangles material='S'><input semantic='VERTEX' source='#v' offset='0'/>{input}<p>{triangles}</p>
            </triangles></mesh></geometry>
            <geometry id='nurbs'><brep><curves/></brep></geometry></library_geometries>{animations}
            <library_visual_scenes><visual_scene id='s'><node id='n'><translate sid='at'>0 0 0</translate>
            <instance_geometry url='#g'><bind_material><technique_common><instance_material symbol='S' target='#m'/>
            </technique_common></bind_material></instance_geometry></node>{nodes}</visual_scene>
            </library_visual_scenes><scene><instance_visual_scene url='#s'/></scene></COLLADA>",
            accessor("pa", 3)
        )
    }

    fn scene(&self) -> (Scene, String) {
        self.with(&[])
    }

    fn with(&self, picture: &[u8]) -> (Scene, String) {
        let scene = scene("a.dae", &[("a.dae", self.text().as_bytes()), ("a.png", picture)]);
        let notes = scene.notes().join("; ");
        (scene, notes)
    }
}

fn lamp(kind: &str, inside: &str, extra: &str) -> &'static str {
    let light = format!(
        "<light id='l'><technique_common><{kind}><color>40 20 0</color>{inside}</{kind}></technique_common>{extra}</light>"
    );
    light.leak()
}

const LIT: &str = "<node id='ln'><instance_light url='#l'/></node>";

#[test]
fn lamps_of_blender_are_in_watts() {
    let extra = |kind: u32| {
        format!(
            "<extra><technique profile='blender'><type>{kind}</type><red>1</red><green>0.5</green><blue>0</blue>
            <energy>40</energy></technique></extra>"
        )
    };
    let watts = 40.0 / (4.0 * std::f32::consts::PI);
    let fades = "<quadratic_attenuation>0.01</quadratic_attenuation>";
    for (kind, inside, number, expected, note) in [
        ("point", "", 0, watts, ""),
        ("point", fades, 0, watts, ""),
        ("spot", "<falloff_angle>60</falloff_angle>", 2, watts, ""),
        ("directional", "", 1, 40.0, ""),
        ("ambient", "", 4, watts, "drawn as a point"),
    ] {
        let lights = lamp(kind, inside, &extra(number));
        let (scene, notes) = Document { lights, nodes: LIT, ..Document::default() }.scene();
        let found = scene.lights[0].intensity;
        assert!((found.x / expected - 1.0).abs() < 1e-5 && found.y * 2.0 == found.x, "{kind}: {found:?}");
        assert!(notes.contains(note) && notes.is_empty() == note.is_empty(), "{kind}: {notes}");
    }
}

#[test]
fn lamps_of_others_are_in_the_units_of_the_format() {
    let pi = std::f32::consts::PI;
    let (scene, _) = Document { lights: lamp("directional", "", ""), nodes: LIT, ..Document::default() }.scene();
    assert!(matches!(scene.lights[0].kind, LightKind::Directional));
    assert!((scene.lights[0].intensity.x - 40.0 * pi).abs() < 1e-3);
    let extra = "<extra><technique profile='OpenCOLLADAMaya'><intensity>0.5</intensity></technique></extra>";
    let (scene, notes) = Document { lights: lamp("directional", "", extra), nodes: LIT, ..Document::default() }.scene();
    assert!((scene.lights[0].intensity.x - 20.0 * pi).abs() < 1e-3);
    assert!(notes.contains("intensity of 0.5 in the profile \"OpenCOLLADAMaya\""), "{notes}");
}

fn png(pixel: [u8; 4], has_alpha: bool) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let written = match has_alpha {
        true => RgbaImage::from_pixel(2, 2, image::Rgba(pixel)).write_to(&mut bytes, ImageFormat::Png),
        false => RgbImage::from_pixel(2, 2, image::Rgb([pixel[0], pixel[1], pixel[2]]))
            .write_to(&mut bytes, ImageFormat::Png),
    };
    written.expect("it is written");
    bytes.into_inner()
}

#[test]
fn pictures_of_transparency_are_read_as_their_mode_says() {
    let shader = |mode: &str, transparency: f32| -> &'static str {
        format!(
            "<lambert><diffuse><texture texture='i'/></diffuse><transparent {mode}><texture texture='i'/></transparent>
            <transparency><float>{transparency}</float></transparency></lambert>"
        )
        .leak()
    };
    let (clear, solid) = (png([102, 102, 102, 51], true), png([102, 102, 102, 255], false));
    // Expected alpha of 255; without one the material is opaque.
    for (mode, transparency, picture, expected) in [
        ("opaque='A_ONE'", 1.0, &solid, None),
        ("", 1.0, &solid, None),
        ("opaque='A_ONE'", 1.0, &clear, Some(51)),
        ("", 0.5, &clear, Some(26)),
        ("opaque='A_ZERO'", 1.0, &clear, Some(204)),
        ("opaque='A_ZERO'", 0.5, &solid, Some(128)),
        ("opaque='RGB_ONE'", 1.0, &solid, Some(102)),
        ("opaque='RGB_ZERO'", 1.0, &solid, Some(153)),
        ("opaque='RGB_ZERO'", 0.0, &solid, None),
    ] {
        let (scene, _) = Document { shader: shader(mode, transparency), ..Document::default() }.with(picture);
        let material = &scene.materials[scene.meshes[0].primitives[0].material];
        let map = material.base_map.expect("it has a picture");
        let alpha = scene.textures[map.texture].image.pixels[0][3];
        let found = (material.alpha == Alpha::Blend).then_some(alpha);
        assert_eq!(found, expected, "{mode} {transparency}");
    }
    let (_, notes) = Document { shader: shader("", 1.0), ..Document::default() }.with(&solid);
    assert!(notes.contains("has no alpha, and counts as opaque"), "{notes}");
    let (_, notes) = Document { shader: shader("", 0.0), ..Document::default() }.with(&clear);
    assert!(notes.contains("invisible, and drawn solid"), "{notes}");
}

#[test]
fn channels_that_move_no_transform_are_noted() {
    let animations = "<library_animations><animation><source id='ai'><float_array>0 1</float_array></source>
        <sampler id='sm'><input semantic='INPUT' source='#ai'/><input semantic='OUTPUT' source='#ai'/></sampler>
        <channel source='#sm' target='n/visibility'/><channel source='#sm' target='n/at.X'/></animation>
        </library_animations>";
    let (scene, notes) = Document { animations, ..Document::default() }.scene();
    assert_eq!(notes, "the animation of \"n/visibility\" is left out");
    assert_eq!(scene.tracks.len(), 3, "the other one moves the square");
}

#[test]
fn colours_of_vertices_are_encoded_as_textures_are() {
    let colors = "0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5 0.5";
    let (scene, _) = Document { colors, ..Document::default() }.scene();
    let colors = scene.meshes[0].primitives[0].colors.clone().expect("it has colours");
    assert!((colors[0][0] - 0.214_04).abs() < 1e-4 && colors[0][3] == 0.5, "{:?}", colors[0]);
}

#[test]
fn bad_indices_and_surfaces_of_other_kinds_are_noted() {
    let (scene, notes) = Document { triangles: "0 1 2 0 2 9", ..Document::default() }.scene();
    assert_eq!(scene.stats().triangles, 1);
    assert!(notes.contains("1 polygons are left out; the first names position 9 of 4"), "{notes}");
    let nodes = "<node><instance_geometry url='#nurbs'/></node>";
    let (scene, notes) = Document { nodes, ..Document::default() }.scene();
    assert_eq!(scene.stats().triangles, 2);
    assert!(notes.contains("is a brep and left out"), "{notes}");
}

#[test]
fn pictures_by_several_sets_of_coordinates_are_noted() {
    let bound = |sets: &[u32]| {
        let input = |(at, set): (usize, &u32)| {
            format!("<bind_vertex_input semantic='U{at}' input_semantic='TEXCOORD' input_set='{set}'/>")
        };
        let inputs: String = sets.iter().enumerate().map(input).collect();
        let text = Document::default().text().replacen(
            "target='#m'/>",
            &format!("target='#m'>{inputs}</instance_material>"),
            1,
        );
        scene("a.dae", &[("a.dae", text.as_bytes())]).notes().join("; ")
    };
    assert_eq!((bound(&[]), bound(&[0]), bound(&[0, 0])), Default::default());
    for sets in [&[1][..], &[0, 1]] {
        assert!(bound(sets).contains("by the first set of texture coordinates"), "{sets:?}");
    }
}
