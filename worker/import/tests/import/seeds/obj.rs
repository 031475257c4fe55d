use super::{Seed, png};

const CUBE: &str = "v -1 -1 -1\nv 1 -1 -1\nv 1 1 -1\nv -1 1 -1\nv -1 -1 1\nv 1 -1 1\nv 1 1 1\nv -1 1 1\n";
const FACES: &str = "f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n";
const SQUARE: &str = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nvn 0 0 1\n";

pub fn seeds() -> Vec<Seed> {
    let utf16: Vec<u8> = format!("\u{feff}# Würfel\n{CUBE}{FACES}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        Seed::new("cube without a material", "a.obj", format!("# by code\r\n{CUBE}s 1\n{FACES}")),
        Seed::new("cube in UTF-16", "a.obj", utf16),
        Seed::new(
            "every form of a corner",
            "a.obj",
            format!("{SQUARE}f 1 2 3\nf 1/1 2/2 3/3\nf 1//1 2//1 3//1\nf -4/-4/-1 -2/-2/-1 -1/-1/-1\n"),
        ),
        Seed::new(
            "concave polygon over lines",
            "a.obj",
            "v 0 0 0\nv 4 0 0\nv 4 4 0\nv 2 1 0\nv 0 4 0\nf 1 2 \\\n 3 4 \\\n 5\n",
        ),
        Seed::new(
            "objects, groups, lines and points",
            "a.obj",
            format!("o a\ng x y\n{CUBE}{FACES}o b\ns off\nl 1 2 3\np 1\nf 1 2 7\n"),
        ),
        Seed::new("colours of vertices", "a.obj", "v 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 1\nf 1 2 3\n"),
        phong(),
        principled(),
        glass(),
        tiled(),
    ]
}

fn phong() -> Seed {
    let main = format!("mtllib mtl/a.mtl\n{SQUARE}usemtl wood\nf 1/1/1 2/2/1 3/3/1 4/4/1\nusemtl gold\nf 1 3 2\n");
    let library = "newmtl wood\nillum 2\nKd 1 1 1\nKs 0.5 0.5 0.5\nNs 96\nmap_Kd -s 2 2 1 -o 0.5 0 0 C:\\Users\\me\\wood.png\n\
        map_Bump -bm 0.5 height.png\nmap_d mask.png\nnewmtl gold\nKd 0 0 0\nKs 1 0.8 0.3\nNs 500\nTr 0\n";
    Seed::new("phong with maps by absolute path", "a.obj", main)
        .with("mtl/a.mtl", library)
        .with("textures/wood.png", png(false))
        .with("mtl/height.png", png(false))
        .with("mask.png", png(false))
}

fn principled() -> Seed {
    let main = format!("mtllib a b.mtl c.mtl\n{SQUARE}usemtl p\nf 1/1 2/2 3/3\nusemtl q\nf 1/1 3/3 4/4\n");
    let first = "newmtl p\nKd 0.8 0.2 0.1\nPr 0.4\nPm 1\nPs 0.5\nPc 1\nPcr 0.1\nKe 0 0 0\nmap_Pr r.png\n\
        map_Pm -imfchan g r.png\nnorm n.png\nmap_Ke r.png\n";
    Seed::new("principled with composed maps and two libraries", "a.obj", main)
        .with("a b.mtl", first)
        .with("c.mtl", "newmtl q\nKd 1 1 1\nKe 4 4 4\n")
        .with("r.png", png(false))
        .with("n.png", png(true))
}

fn glass() -> Seed {
    let main = format!("mtllib a.mtl\n{CUBE}usemtl glass\n{FACES}");
    Seed::new("glass", "a.obj", main).with("a.mtl", "newmtl glass\nillum 7\nNi 1.5\nd 0.1\nTf 0.9 1 0.9\nNs 900\n")
}

/// Squares in the first tile and above it, and one in a tile that is not there.
fn tiled() -> Seed {
    let moved = "vt 0 1\nvt 1 1\nvt 1 2\nvt 0 2\nvt 7 0\nvt 8 0\nvt 8 1\n";
    let faces = "f 1/1 2/2 3/3 4/4\nf 1/5 2/6 3/7 4/8\nf 1/9 2/10 3/11\n";
    Seed::new("tiles", "a.obj", format!("mtllib a.mtl\n{SQUARE}{moved}usemtl m\n{faces}"))
        .with("a.mtl", "newmtl m\nmap_Kd wood.<UDIM>.png\nnorm n.<UDIM>.png\n")
        .with("wood.1001.png", png(false))
        .with("textures/wood.1011.png", png(true))
        .with("n.1001.png", png(true))
}
