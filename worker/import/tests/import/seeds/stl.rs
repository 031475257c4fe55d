use super::Seed;

const TETRAHEDRON: [[[f32; 3]; 3]; 4] = [
    [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]],
    [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
    [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]],
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
];

pub fn seeds() -> Vec<Seed> {
    vec![
        Seed::new("binary", "a.stl", binary(b"made by code", 0)),
        Seed::new("binary that says solid", "a.stl", binary(b"solid but binary", 0)),
        Seed::new("colours of VisCAM", "a.stl", binary(b"", 0x8000 | 31 << 10)),
        Seed::new("colours of Magics", "a.stl", binary(b"COLOR=\xff\x80\x00\xff", 31)),
        Seed::new("ASCII", "a.stl", ascii("\n")),
        Seed::new("ASCII of a Mac and in capitals", "a.stl", ascii("\r").to_uppercase()),
        Seed::new("two solids", "a.stl", format!("{}{}", ascii("\n"), ascii("\r\n"))),
    ]
}

pub fn binary(header: &[u8], color: u16) -> Vec<u8> {
    let mut bytes = header.to_vec();
    bytes.resize(80, b' ');
    bytes.extend((TETRAHEDRON.len() as u32).to_le_bytes());
    for facet in TETRAHEDRON {
        bytes.extend([0u8; 12]);
        bytes.extend(facet.iter().flatten().flat_map(|number| number.to_le_bytes()));
        bytes.extend(color.to_le_bytes());
    }
    bytes
}

pub fn ascii(end: &str) -> String {
    let mut text = format!("solid tetrahedron{end}");
    for facet in TETRAHEDRON {
        text += &format!(" facet normal 0 0 0{end}  outer loop{end}");
        for [x, y, z] in facet {
            text += &format!("   vertex {x:e} {y} {z}{end}");
        }
        text += &format!("  endloop{end} endfacet{end}");
    }
    text + &format!("endsolid tetrahedron{end}")
}
