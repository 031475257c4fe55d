use super::{Seed, png};

const POSITIONS: &str = "0 0 0 1 0 0 1 1 0 0 1 0";

pub fn seeds() -> Vec<Seed> {
    vec![
        Seed::new(
            "triangles",
            "a.dae",
            document(
                "Y_UP",
                &geometry(
                    "<triangles count='2'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 2 0 2 3</p></triangles>",
                ),
                &node("<instance_geometry url='#g'/>"),
                "",
            ),
        ),
        Seed::new(
            "polylist with everything",
            "a.dae",
            document(
                "Z_UP",
                &geometry(POLYLIST),
                &node(
                    "<translate>0 0 1</translate><rotate>0 0 1 90</rotate><scale>2 2 2</scale><instance_geometry url='#g'/>",
                ),
                "",
            ),
        ),
        Seed::new(
            "polygons, strips and fans",
            "a.dae",
            document(
                "X_UP",
                &geometry(STRIPS),
                &node("<matrix>1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</matrix><instance_geometry url='#g'/>"),
                "",
            ),
        ),
        textured(
            "1.4.1",
            "<newparam sid='s'><surface type='2D'><init_from>image</init_from></surface></newparam><newparam sid='t'><sampler2D><source>s</source></sampler2D></newparam>",
            "<init_from>file:///C:/me/a%20b.png</init_from>",
        ),
        textured(
            "1.5.0",
            "<newparam sid='t'><sampler2D><instance_image url='#image'/></sampler2D></newparam>",
            "<init_from><ref>textures/a%20b.png</ref></init_from>",
        ),
        lit(),
        skinned(),
        morphed(),
        animated(),
    ]
}

const POLYLIST: &str = "<polylist count='1' material='m'><input semantic='VERTEX' source='#v' offset='0'/>\
    <input semantic='NORMAL' source='#n' offset='1'/><input semantic='TEXCOORD' source='#t' offset='2' set='0'/>\
    <vcount>4</vcount><p>0 0 0 1 0 1 2 0 2 3 0 3</p></polylist>";
const STRIPS: &str = "<polygons count='1'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 2 3</p></polygons>\
    <trifans count='1'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 2 3</p></trifans>\
    <tristrips count='1'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1 3 2</p></tristrips>\
    <lines count='1'><input semantic='VERTEX' source='#v' offset='0'/><p>0 1</p></lines>";

pub fn source(id: &str, stride: usize, numbers: &str) -> String {
    let count = numbers.split_whitespace().count();
    format!(
        "<source id='{id}'><float_array id='{id}-a' count='{count}'>{numbers}</float_array><technique_common>\
         <accessor source='#{id}-a' count='{}' stride='{stride}'/></technique_common></source>",
        count / stride
    )
}

fn names(id: &str, kind: &str, words: &str) -> String {
    format!("<source id='{id}'><{kind}>{words}</{kind}></source>")
}

pub fn geometry(polygons: &str) -> String {
    let (positions, normals) = (source("p", 3, POSITIONS), source("n", 3, "0 0 1"));
    let uvs = source("t", 2, "0 0 1 0 1 1 0 1");
    format!(
        "<library_geometries><geometry id='g'><mesh>{positions}{normals}{uvs}\
         <vertices id='v'><input semantic='POSITION' source='#p'/></vertices>{polygons}</mesh></geometry></library_geometries>"
    )
}

pub fn node(inside: &str) -> String {
    format!("<node id='n1' name='first'>{inside}</node>")
}

pub fn document(up: &str, libraries: &str, nodes: &str, version: &str) -> String {
    let version = if version.is_empty() { "1.4.1" } else { version };
    format!(
        "<?xml version='1.0' encoding='utf-8'?>\n<COLLADA xmlns='http://www.collada.org/2005/11/COLLADASchema' version='{version}'>\n\
         <asset><unit name='centimeter' meter='0.01'/><up_axis>{up}</up_axis></asset>\n{libraries}\n\
         <library_visual_scenes><visual_scene id='scene'>{nodes}</visual_scene></library_visual_scenes>\n\
         <scene><instance_visual_scene url='#scene'/></scene>\n</COLLADA>\n"
    )
}

fn textured(version: &str, parameters: &str, image: &str) -> Seed {
    let effect = format!(
        "<library_images><image id='image'>{image}</image></library_images>\
         <library_effects><effect id='e'><profile_COMMON>{parameters}<technique sid='c'><phong>\
         <emission><color>0 0 0 1</color></emission><diffuse><texture texture='t' texcoord='UV'/></diffuse>\
         <specular><color>0.5 0.5 0.5 1</color></specular><shininess><float>50</float></shininess>\
         <transparent opaque='RGB_ZERO'><color>0.25 0.25 0.25 1</color></transparent><transparency><float>1</float></transparency>\
         <index_of_refraction><float>1.45</float></index_of_refraction></phong>\
         <extra><technique profile='FCOLLADA'><bump><texture texture='t'/></bump></technique></extra></technique></profile_COMMON></effect></library_effects>\
         <library_materials><material id='mat'><instance_effect url='#e'/></material></library_materials>"
    );
    let bound = "<instance_geometry url='#g'><bind_material><technique_common><instance_material symbol='m' target='#mat'/></technique_common></bind_material></instance_geometry>";
    let text = document("Y_UP", &format!("{effect}{}", geometry(POLYLIST)), &node(bound), version);
    Seed::new("textured", "a.dae", text).with("textures/a b.png", png(false))
}

fn lit() -> Seed {
    let libraries = "<library_lights><light id='sun'><technique_common><directional><color>1 1 1</color></directional></technique_common></light>\
        <light id='bulb'><technique_common><point><color>1 0.9 0.8</color><quadratic_attenuation>1</quadratic_attenuation></point></technique_common></light>\
        <light id='torch'><technique_common><spot><color>1 1 1</color><falloff_angle>45</falloff_angle></spot></technique_common></light>\
        <light id='fill'><technique_common><ambient><color>0.1 0.1 0.1</color></ambient></technique_common></light></library_lights>\
        <library_cameras><camera id='c'><optics><technique_common><perspective><xfov>50</xfov><aspect_ratio>1.5</aspect_ratio></perspective></technique_common></optics></camera>\
        <camera id='o'><optics><technique_common><orthographic><ymag>2</ymag></orthographic></technique_common></optics></camera></library_cameras>\
        <library_nodes><node id='part'><instance_geometry url='#g'/></node></library_nodes>";
    let nodes = "<node id='l'><lookat>0 0 5 0 0 0 0 1 0</lookat><instance_light url='#sun'/><instance_light url='#bulb'/><instance_light url='#torch'/><instance_light url='#fill'/></node>\
        <node id='k' name='main camera'><translate>0 0 300</translate><instance_camera url='#c'/></node><node id='k2'><instance_camera url='#o'/></node>\
        <node id='i'><instance_node url='#part'/><node><translate>2 0 0</translate><instance_node url='#part'/></node></node>";
    Seed::new(
        "lights, cameras and instances",
        "a.dae",
        document("Z_UP", &format!("{}{libraries}", geometry(STRIPS)), nodes, ""),
    )
}

fn skinned() -> Seed {
    let one = "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1";
    let skin = format!(
        "<library_controllers><controller id='k'><skin source='#g'><bind_shape_matrix>{one}</bind_shape_matrix>{}{}{}\
         <joints><input semantic='JOINT' source='#j'/><input semantic='INV_BIND_MATRIX' source='#i'/></joints>\
         <vertex_weights count='4'><input semantic='JOINT' source='#j' offset='0'/><input semantic='WEIGHT' source='#w' offset='1'/>\
         <vcount>1 2 1 1</vcount><v>0 0 0 1 1 1 1 0 -1 0</v></vertex_weights></skin></controller></library_controllers>",
        names("j", "Name_array", "hip knee"),
        source("i", 16, &format!("{one} {one}")),
        source("w", 1, "1 0.5"),
    );
    let nodes = "<node id='a' sid='hip' type='JOINT'><node id='b' sid='knee' type='JOINT'><translate sid='t'>0 1 0</translate></node></node>\
        <node id='n1'><instance_controller url='#k'><skeleton>#a</skeleton></instance_controller></node>";
    Seed::new("skinned", "a.dae", document("Y_UP", &format!("{}{skin}", geometry(POLYLIST)), nodes, ""))
}

fn morphed() -> Seed {
    let morph = format!(
        "<library_controllers><controller id='k'><morph source='#g' method='NORMALIZED'>{}{}<targets>\
         <input semantic='MORPH_TARGET' source='#mt'/><input semantic='MORPH_WEIGHT' source='#mw'/></targets></morph></controller></library_controllers>",
        names("mt", "IDREF_array", "g"),
        source("mw", 1, "0.5"),
    );
    Seed::new(
        "morphed",
        "a.dae",
        document("Y_UP", &format!("{}{morph}", geometry(POLYLIST)), &node("<instance_controller url='#k'/>"), ""),
    )
}

fn animated() -> Seed {
    let sampler = |id: &str, values: String, target: &str, kind: &str| {
        format!(
            "<animation>{}{values}{}<sampler id='{id}'><input semantic='INPUT' source='#{id}-t'/><input semantic='OUTPUT' source='#{id}-v'/>\
             <input semantic='INTERPOLATION' source='#{id}-k'/></sampler><channel source='#{id}' target='{target}'/></animation>",
            source(&format!("{id}-t"), 1, "0 0.5 1"),
            names(&format!("{id}-k"), "Name_array", kind),
        )
    };
    let move_x = sampler("s1", source("s1-v", 1, "0 1 2"), "n1/move.X", "LINEAR LINEAR LINEAR");
    let turn = sampler("s2", source("s2-v", 1, "0 90 180"), "n1/turn.ANGLE", "BEZIER BEZIER BEZIER");
    let size = sampler("s3", source("s3-v", 3, "1 1 1 2 2 2 1 1 1"), "n1/size", "STEP STEP STEP");
    let nodes = node(
        "<translate sid='move'>0 0 0</translate><rotate sid='turn'>0 1 0 0</rotate><scale sid='size'>1 1 1</scale><instance_geometry url='#g'/>",
    );
    let libraries = format!("{}<library_animations>{move_x}{turn}{size}</library_animations>", geometry(POLYLIST));
    Seed::new("animated", "a.dae", document("Y_UP", &libraries, &nodes, ""))
}
