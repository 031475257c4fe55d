//! Compressed meshes.

use draco_core::{
    DataType, DecodeLimits, DecoderBuffer, EncoderBuffer, EncoderOptions, GeometryAttributeType, Mesh, MeshDecoder,
    MeshEncoder, PointAttribute,
};

use super::*;

/// Positions, with every byte of their differences written out.
fn meshopt_positions() -> Vec<u8> {
    let mut bytes = vec![0xa0];
    let zigzag = |v: u8| if v & 0x80 != 0 { !(v << 1) } else { v << 1 };
    let corners: Vec<[u8; 12]> =
        TRIANGLE.iter().map(|corner| numbers(corner).try_into().expect("three floats")).collect();
    for byte in 0..12 {
        bytes.push(0b11);
        let mut last = 0u8;
        let mut deltas = [0u8; 16];
        for (delta, corner) in deltas.iter_mut().zip(&corners) {
            *delta = zigzag(corner[byte].wrapping_sub(last));
            last = corner[byte];
        }
        bytes.extend(deltas);
    }
    bytes.extend([0; 32]);
    bytes
}

fn meshopt() -> Draft {
    let mut draft = draft();
    let positions = meshopt_positions();
    let packed = draft.view(&positions);
    let offset = draft.document["bufferViews"][packed]["byteOffset"].clone();
    let fallback = draft.push(
        "buffers",
        json!({ "byteLength": 100, "extensions": { "EXT_meshopt_compression": { "fallback": true } } }),
    );
    let compressed = |offset: Value, length: usize, stride: usize, mode: &str| {
        json!({ "buffer": fallback, "byteLength": 3 * stride, "extensions": { "EXT_meshopt_compression": {
            "buffer": 0, "byteOffset": offset, "byteLength": length, "byteStride": stride, "count": 3, "mode": mode } } })
    };
    let view = draft.push("bufferViews", compressed(offset, positions.len(), 12, "ATTRIBUTES"));
    draft.document["accessors"][0]["bufferView"] = json!(view);
    // One triangle of three fresh vertices.
    let indices = draft.view(&[&[0xe1, 0xf0][..], &[0; 16]].concat());
    let offset = draft.document["bufferViews"][indices]["byteOffset"].clone();
    let view = draft.push("bufferViews", compressed(offset, 18, 2, "TRIANGLES"));
    let indices =
        draft.push("accessors", json!({ "bufferView": view, "componentType": 5123, "type": "SCALAR", "count": 3 }));
    primitive(&mut draft)["indices"] = json!(indices);
    draft.document["extensionsRequired"] = json!(["EXT_meshopt_compression"]);
    draft
}

#[test]
fn meshopt_views_unpack() {
    let scene = meshopt().load();
    let primitive = &scene.meshes[0].primitives[0];
    assert_eq!((&primitive.positions[..], &primitive.triangles[..]), (&TRIANGLE[..], &[[0, 1, 2]][..]));
}

#[test]
fn refuses_damaged_meshopt_views() {
    let mut cut = meshopt();
    let view = cut.document["accessors"][0]["bufferView"].as_u64().expect("a view") as usize;
    let with = |key: &str, value: Value| {
        let mut draft = meshopt();
        draft.document["bufferViews"][view]["extensions"]["EXT_meshopt_compression"][key] = value;
        refusal(&draft).to_string()
    };
    assert!(with("byteLength", json!(100)).contains("damaged"));
    assert!(with("byteOffset", json!(1u64 << 40)).contains("beyond"));
    assert!(with("count", json!(4)).contains("count x byteStride"));
    assert!(with("byteStride", json!(6)).contains("four divides"));
    assert!(with("filter", json!("QUATERNION")).contains("filter"));
    assert!(with("mode", json!("TRIANGLES")).contains("2 or 4"));
    cut.document["bufferViews"][view]["byteLength"] = json!(1u64 << 50);
    cut.document["bufferViews"][view]["extensions"]["EXT_meshopt_compression"]["count"] = json!((1u64 << 50) / 12);
    assert!(cut.try_load().is_err());
}

#[test]
fn a_run_of_equal_elements_counts_by_what_it_unpacks_to() {
    let mut draft = meshopt();
    let view = draft.document["accessors"][0]["bufferView"].as_u64().expect("a view") as usize;
    let count = 1u64 << 40;
    draft.document["bufferViews"][view]["byteLength"] = json!(count * 12);
    draft.document["bufferViews"][view]["extensions"]["EXT_meshopt_compression"]["count"] = json!(count);
    assert!(matches!(refusal(&draft), SceneError::TooLarge { what: "bytes of files", .. }));
}

fn attribute(kind: GeometryAttributeType, width: u8, values: &[f32]) -> PointAttribute {
    let mut attribute = PointAttribute::new();
    attribute.init(kind, width, DataType::Float32, false, values.len() / usize::from(width));
    attribute.buffer_mut().data_mut().copy_from_slice(&numbers(values));
    attribute
}

/// A strip of four triangles with positions and texture coordinates.
fn draco_bytes() -> (Vec<u8>, usize) {
    let points: Vec<[f32; 3]> = (0..6).map(|i| [i as f32 / 2.0, (i % 2) as f32, 0.0]).collect();
    let mut mesh = Mesh::new();
    mesh.set_num_points(points.len());
    for [a, b, c] in [[0, 1, 2], [2, 1, 3], [2, 3, 4], [4, 3, 5]] {
        mesh.add_face([a, b, c].map(draco_core::PointIndex));
    }
    mesh.add_attribute(attribute(GeometryAttributeType::Position, 3, &points.concat()));
    let uv: Vec<f32> = points.iter().flat_map(|point| [point[0] / 4.0, point[1]]).collect();
    mesh.add_attribute(attribute(GeometryAttributeType::TexCoord, 2, &uv));
    let mut encoder = MeshEncoder::new();
    encoder.set_mesh(mesh);
    let mut buffer = EncoderBuffer::new();
    encoder.encode(&EncoderOptions::new(), &mut buffer).expect("it is packed");
    let bytes = buffer.data().to_vec();
    let mut unpacked = Mesh::new();
    let mut source = DecoderBuffer::new(&bytes).with_limits(DecodeLimits::default());
    MeshDecoder::new().decode(&mut source, &mut unpacked).expect("it unpacks");
    (bytes, unpacked.num_points())
}

fn draco(bytes: &[u8], points: usize) -> Draft {
    let mut draft = draft();
    let view = draft.view(bytes);
    let bare = |kind: &str| json!({ "componentType": 5126, "type": kind, "count": points });
    let (position, uv) = (draft.push("accessors", bare("VEC3")), draft.push("accessors", bare("VEC2")));
    let indices = draft.push("accessors", json!({ "componentType": 5125, "type": "SCALAR", "count": 12 }));
    draft.texture();
    draft.document["materials"][0]["emissiveTexture"] = json!({ "index": 0 });
    *primitive(&mut draft) = json!({ "material": 0, "indices": indices,
        "attributes": { "POSITION": position, "TEXCOORD_0": uv },
        "extensions": { "KHR_draco_mesh_compression":
            { "bufferView": view, "attributes": { "POSITION": 0, "TEXCOORD_0": 1 } } } });
    draft.document["extensionsRequired"] = json!(["KHR_draco_mesh_compression"]);
    draft
}

#[test]
fn draco_meshes_unpack() {
    let (bytes, points) = draco_bytes();
    let scene = draco(&bytes, points).load();
    let primitive = &scene.meshes[0].primitives[0];
    assert_eq!((scene.stats().triangles, primitive.positions.len()), (4, points));
    let uv = primitive.uv.as_ref().expect("they are packed too");
    for (position, uv) in primitive.positions.iter().zip(uv) {
        assert!((position[0] / 4.0 - uv[0]).abs() < 1e-2 && (position[1] - uv[1]).abs() < 1e-2);
    }
    let right = primitive.positions.iter().map(|position| position[0]).fold(0.0, f32::max);
    assert!((right - 2.5).abs() < 1e-2);
}

#[test]
fn refuses_draco_meshes_that_are_damaged_or_too_large() {
    let (bytes, points) = draco_bytes();
    let mut refused = 0;
    for cut in 0..bytes.len() {
        refused += usize::from(draco(&bytes[..cut], points).try_load().is_err());
    }
    assert!(refused * 10 >= bytes.len() * 9, "{refused} of {}", bytes.len());
    for place in 0..bytes.len() {
        for change in [1, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[place] ^= change;
            // Refused or read as something else; never a panic.
            let _ = draco(&damaged, points).try_load();
        }
    }
    let limits = Limits { triangles: 3, ..Limits::default() };
    let error = crate::load("scene.gltf", &draco(&bytes, points).files(), &limits).expect_err("it is refused");
    assert!(error.to_string().contains("Draco") || error.to_string().contains("draco"), "{error}");
    let mut unknown = draco(&bytes, points);
    primitive(&mut unknown)["extensions"]["KHR_draco_mesh_compression"]["attributes"]["POSITION"] = json!(7);
    assert_refused(&unknown, "no attribute 7");
}
