//! What would take time or room out of all proportion to its bytes, or speak to a terminal.

use rayment_import::pack;

use super::{limits, load, refusal, taken};
use crate::seeds::{self, Seed, dae};

/// A document with this node, and with this in its libraries.
fn with_node(libraries: &str, node: &str) -> String {
    let triangle = "<triangles><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 2</p></triangles>";
    let drawn = dae::node("<instance_geometry url='#g'/>");
    dae::document("Y_UP", &format!("{}{libraries}", dae::geometry(triangle)), &format!("{drawn}{node}"), "")
}

#[test]
fn refuses_dae_whose_work_grows_faster_than_its_bytes() {
    let curve = |id: &str, times: &str| {
        let kinds = format!("<source id='{id}-k'><Name_array>{}</Name_array></source>", "LINEAR ".repeat(1000));
        let (times, values) = (dae::source(&format!("{id}-t"), 1, times), dae::source(&format!("{id}-v"), 1, times));
        let inputs = ["INPUT", "OUTPUT", "INTERPOLATION"].into_iter().zip(["t", "v", "k"]);
        let inputs: String =
            inputs.map(|(semantic, part)| format!("<input semantic='{semantic}' source='#{id}-{part}'/>")).collect();
        format!("<animation>{times}{values}{kinds}<sampler id='{id}'>{inputs}</sampler></animation>")
    };
    let channels = |id: &str, count: usize| format!("<channel source='#{id}' target='still/move.X'/>").repeat(count);
    let animated = |id: &str, times: &str, count: usize| {
        let library = format!("<library_animations>{}{}</library_animations>", curve(id, times), channels(id, count));
        with_node(&library, "<node id='still'><translate sid='move'>0 0 0</translate></node>")
    };
    taken(&Seed::new("a few curves", "a.dae", animated("s", "0 1", 4)));
    let steps = |count: usize| with_node("", &format!("<node>{}</node>", "<scale>1 1 1</scale>".repeat(count)));
    taken(&Seed::new("a few steps", "a.dae", steps(256)));
    let doubling: String = (0..12)
        .map(|i| format!("<node id='d{i}'><instance_node url='#d{0}'/><instance_node url='#d{0}'/></node>", i + 1))
        .collect();
    let wide = format!("<library_nodes>{doubling}<node id='d12'>{}</node></library_nodes>", "<extra/>".repeat(4200));
    let cases = [
        // Every curve at every moment of all.
        (animated("s", "0 9000", 1000), "animation keys"),
        // Kinds that are read again for every curve.
        (animated("s", "0 1", 5000), "animation keys"),
        (steps(257), "256 transforms"),
        (with_node(&wide, "<node><instance_node url='#d0'/></node>"), "elements in instanced nodes"),
    ];
    for (text, expected) in cases {
        let error = refusal("a.dae", text).to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn reads_one_list_of_corners_for_counts_and_short_names_of_cameras() {
    let library = "<library_cameras><camera id='c'><optics><technique_common><perspective><yfov>50</yfov></perspective>\
        </technique_common></optics></camera></library_cameras>";
    let list = "<polylist><input semantic='VERTEX' source='#v' offset='0'/><vcount>3</vcount><p>0 1 2</p><p>0 1</p></polylist>";
    let nodes = format!(
        "{}<node name='{}'><instance_camera url='#c'/></node>",
        dae::node("<instance_geometry url='#g'/>"),
        "x".repeat(1000)
    );
    let text = dae::document("Y_UP", &format!("{library}{}", dae::geometry(list)), &nodes, "");
    let scene = taken(&Seed::new("lists and names", "a.dae", text));
    assert_eq!((scene.stats().triangles, scene.cameras()[0].len()), (1, 200));
}

#[test]
fn reads_an_effect_once_however_many_materials_have_it() {
    let seed = seeds::of("dae").into_iter().find(|seed| seed.name == "textured").expect("it is in the corpus");
    let text = String::from_utf8(seed.files[seed.main].clone()).expect("it is text");
    let more = "<library_materials><material id='more'><instance_effect url='#e'/></material>";
    let bound = "<instance_material symbol='x' target='#more'/><instance_material";
    let text = text.replacen("<library_materials>", more, 1).replacen("<instance_material", bound, 1);
    let mut twice = seed.clone();
    twice.files.insert(seed.main.into(), text.into());
    assert_eq!(taken(&twice).stats().materials, taken(&seed).stats().materials);
}

#[test]
fn keeps_commands_for_terminals_out_of_what_is_said() {
    let main = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n";
    let seed = Seed::new("escapes", "a.obj", main).with("a.mtl", "newmtl m\nmap_Kd \u{1b}[2Ja.png\n");
    let missing = pack(seed.main, &seed.map(), &limits()).expect("it is read").missing;
    let named = Seed::new("escapes", "a.dae", with_node("", "<node id='\u{9b}2J'><skew/></node>"));
    for said in [missing[0].to_string(), load(&named).expect_err("it is refused").to_string()] {
        assert!(!said.chars().any(char::is_control), "{said:?}");
    }
}
