use serde_json::json;

use super::{Seed, png};

const CORNERS: [[f32; 3]; 4] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]];

pub fn seeds() -> Vec<Seed> {
    let showcase = Seed::new("glb of the showcase", "a.glb", rayment_scenes::showcase::small_glb());
    vec![showcase, textured(), animated(), packed()]
}

fn buffer() -> Vec<u8> {
    let mut bytes: Vec<u8> = CORNERS.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
    bytes.extend(CORNERS.iter().flat_map(|[x, y, _]| [*x, *y]).flat_map(f32::to_le_bytes));
    bytes.extend([0u16, 1, 2, 0, 2, 3].iter().flat_map(|index| index.to_le_bytes()));
    bytes.extend([0.0f32, 1.0].iter().flat_map(|time| time.to_le_bytes()));
    bytes.extend([[0.0f32, 0.0, 0.0], [0.0, 1.0, 0.0]].iter().flatten().flat_map(|place| place.to_le_bytes()));
    bytes
}

fn document() -> serde_json::Value {
    json!({
        "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0, 1] }],
        "nodes": [{ "mesh": 0 }, { "camera": 0, "translation": [0.5, 0.5, 3.0] }],
        "cameras": [{ "type": "perspective", "perspective": { "yfov": 0.8, "znear": 0.1 } }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0, "TEXCOORD_0": 1 }, "indices": 2, "material": 0 }] }],
        "materials": [{ "pbrMetallicRoughness": { "baseColorFactor": [0.8, 0.6, 0.4, 1.0], "roughnessFactor": 0.5 } }],
        "buffers": [{ "uri": "a.bin", "byteLength": 112 }],
        "bufferViews": [
            { "buffer": 0, "byteLength": 48 }, { "buffer": 0, "byteOffset": 48, "byteLength": 32 },
            { "buffer": 0, "byteOffset": 80, "byteLength": 12 }, { "buffer": 0, "byteOffset": 92, "byteLength": 8 },
            { "buffer": 0, "byteOffset": 100, "byteLength": 24 },
        ],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "type": "VEC3", "count": 4, "min": [0, 0, 0], "max": [1, 1, 0] },
            { "bufferView": 1, "componentType": 5126, "type": "VEC2", "count": 4 },
            { "bufferView": 2, "componentType": 5123, "type": "SCALAR", "count": 6 },
            { "bufferView": 3, "componentType": 5126, "type": "SCALAR", "count": 2, "min": [0.0], "max": [1.0] },
            { "bufferView": 4, "componentType": 5126, "type": "VEC3", "count": 2 },
        ],
    })
}

fn textured() -> Seed {
    let mut document = document();
    document["images"] = json!([{ "uri": "textures/a%20b.png" }]);
    document["textures"] = json!([{ "source": 0 }]);
    document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
    document["buffers"][0]["byteLength"] = json!(buffer().len());
    Seed::new("textured", "a.gltf", document.to_string()).with("a.bin", buffer()).with("textures/a b.png", png(false))
}

fn animated() -> Seed {
    let mut document = document();
    document["buffers"][0]["byteLength"] = json!(buffer().len());
    document["animations"] = json!([{
        "channels": [{ "sampler": 0, "target": { "node": 0, "path": "translation" } }],
        "samplers": [{ "input": 3, "output": 4 }],
    }]);
    Seed::new("animated", "a.gltf", document.to_string()).with("a.bin", buffer())
}

/// Everything in one file: an image in a view, a light, instances, morphs and a sparse accessor.
fn packed() -> Seed {
    let (mut document, mut bytes, image) = (document(), buffer(), png(false));
    document["asset"]["generator"] = json!("Khronos glTF Blender I/O v4.5.51");
    let view = json!({ "buffer": 0, "byteOffset": bytes.len(), "byteLength": image.len() });
    document["bufferViews"].as_array_mut().expect("it is a list").push(view);
    bytes.extend(image);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    document["buffers"][0] = json!({ "byteLength": bytes.len() });
    document["images"] = json!([{ "bufferView": 5, "mimeType": "image/png" }]);
    document["textures"] = json!([{ "source": 0 }]);
    let moved = json!({ "KHR_texture_transform": { "scale": [2, 2], "rotation": 0.5 } });
    document["materials"][0]["emissiveTexture"] = json!({ "index": 0, "extensions": moved });
    document["materials"][0]["extensions"] = json!({ "KHR_materials_transmission": { "transmissionFactor": 0.5 } });
    let lamp = json!({ "type": "spot", "intensity": 6830, "spot": { "outerConeAngle": 0.7 } });
    document["extensions"] = json!({ "KHR_lights_punctual": { "lights": [lamp] } });
    document["nodes"][1]["extensions"] = json!({ "KHR_lights_punctual": { "light": 0 } });
    let places = json!({ "attributes": { "TRANSLATION": 4 } });
    document["nodes"][0]["extensions"] = json!({ "EXT_mesh_gpu_instancing": places });
    let (indices, values) = (json!({ "bufferView": 2, "componentType": 5123 }), json!({ "bufferView": 4 }));
    document["accessors"][0]["sparse"] = json!({ "count": 1, "indices": indices, "values": values });
    let shape = json!({ "componentType": 5126, "type": "VEC3", "count": 4 });
    document["accessors"].as_array_mut().expect("it is a list").push(shape);
    document["meshes"][0]["primitives"][0]["targets"] = json!([{ "POSITION": 5 }]);
    document["meshes"][0]["weights"] = json!([0.5]);
    Seed::new("packed", "a.glb", glb(document.to_string().into_bytes(), &bytes))
}

fn glb(mut text: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut whole = b"glTF".to_vec();
    for word in [2, 28 + text.len() + bytes.len(), text.len()] {
        whole.extend((word as u32).to_le_bytes());
    }
    whole.extend([b"JSON", &text[..]].concat());
    whole.extend((bytes.len() as u32).to_le_bytes());
    whole.extend([b"BIN\0", bytes].concat());
    whole
}
