//! What stands in the room of [`super::interior`].

use glam::{DVec3, dvec3};

use super::document::{Document, Material};
use super::finish::Finish;
use super::interior::ROOM;
use super::paint::{Painting, cell, clouds, mix, step};
use super::shape::{Shape, TAU, Vertex, around, sin};

pub fn build(document: &mut Document) {
    let walnut = walnut(document);
    let brass = Finish::new("polished brass", [0.88, 0.69, 0.38], 1.0, 0.18).add_to(document);
    sofa(document, walnut);
    rug(document);
    table(document, walnut, brass);
    shelf(document, walnut);
    pictures(document, walnut);
    lamps(document, brass);
    armchair(document, walnut);
    plant(document);
}

fn walnut(document: &mut Document) -> Material {
    let grain = Painting::new(256, |x, y| {
        let rings = clouds(x / 64.0, y / 5.0, 4, 5, 71);
        let lines = clouds(x / 128.0, y / 1.5, 2, 2, 73);
        mix([0.22, 0.13, 0.08], [0.46, 0.29, 0.18], 0.7 * rings + 0.3 * lines)
    });
    let grain = document.texture(&grain);
    Finish::new("walnut", [1.0; 3], 0.0, 0.38).painted(grain).lacquered(0.3, 0.2).add_to(document)
}

fn fabric(document: &mut Document, name: &str, display: [f64; 3], weave: f64) -> Material {
    let bumps = Painting::bumps(128, 2.5, |x, y| {
        let (across, down) = (sin(x * TAU / 16.0), sin(y * TAU / 16.0));
        across * across * 0.5 + down * down * 0.5 + 0.4 * cell(x as i64 & 127, y as i64 & 127, 5)
    });
    let bumps = document.texture(&bumps);
    let soft = display.map(|value| 0.35 + 0.5 * value);
    Finish::new(name, display, 0.0, 0.9).bumpy(bumps, weave).velvety(soft, 0.4).add_to(document)
}

fn sofa(document: &mut Document, wood: Material) {
    let cloth = fabric(document, "sofa cloth", [0.72, 0.66, 0.57], 0.5);
    let (left, right, back) = (-1.75, 0.45, -ROOM.z + 0.12);
    let front = back + 0.95;
    let mut body = Shape::cushion(dvec3(left, 0.14, back), dvec3(right, 0.36, front), 0.05, 5, 3.0);
    body.add(Shape::cushion(dvec3(left, 0.16, back), dvec3(right, 0.84, back + 0.24), 0.09, 6, 3.0));
    for x in [left - 0.2, right] {
        body.add(Shape::cushion(dvec3(x, 0.14, back), dvec3(x + 0.2, 0.62, front), 0.09, 6, 3.0));
    }
    let middle = (left + right) * 0.5;
    for (from, to) in [(left, middle), (middle, right)] {
        let (low, high) = (dvec3(from + 0.005, 0.35, back + 0.2), dvec3(to - 0.005, 0.50, front + 0.02));
        body.add(Shape::cushion(low, high, 0.06, 6, 3.0));
        let (low, high) = (dvec3(from + 0.01, 0.48, back + 0.18), dvec3(to - 0.01, 0.90, back + 0.40));
        body.add(Shape::cushion(low, high, 0.09, 6, 3.0));
    }
    document.mesh("sofa", &body, cloth);
    let mut feet = Shape::default();
    for (x, z) in
        [(left - 0.1, back + 0.1), (right + 0.1, back + 0.1), (left - 0.1, front - 0.1), (right + 0.1, front - 0.1)]
    {
        feet.add(Shape::rod(dvec3(x, 0.16, z), dvec3(x, 0.0, z), 0.025, 16));
    }
    document.mesh("sofa feet", &feet, wood);
    let colors = [("terracotta", [0.72, 0.34, 0.22]), ("mustard", [0.80, 0.60, 0.20]), ("petrol", [0.16, 0.36, 0.42])];
    let places = [(-1.45, 0.30, 0.34), (0.14, -0.35, 0.34), (-0.98, 0.12, 0.30)];
    for ((name, color), (x, turn, size)) in colors.into_iter().zip(places) {
        let cloth = fabric(document, name, color, 0.6);
        let pillow = pillow(size).tilted(0.0, DVec3::ZERO).moved(turn, dvec3(x, 0.49 + size * 0.62, back + 0.53));
        document.mesh(name, &pillow, cloth);
    }
}

/// A square pillow, upright, thick in the middle and pointed at its corners.
fn pillow(half: f64) -> Shape {
    let side = |front: f64| {
        move |u: f64, v: f64| {
            let (x, y) = (2.0 * u - 1.0, 1.0 - 2.0 * v);
            let edge = (1.0 - x * x * x * x) * (1.0 - y * y * y * y);
            let pull = 1.0 - 0.10 * (1.0 - (x * y).abs());
            let lean = -0.28 * (y + 1.0) * half;
            dvec3(x * half * pull, y * half * 0.62 * pull, front * 0.42 * half * edge.max(0.0).sqrt() + lean)
        }
    };
    let sheet = |front: f64| {
        let point = side(front);
        Shape::surface(28, 28, |u, v| {
            let (u, v) = (u.clamp(0.004, 0.996), v.clamp(0.004, 0.996));
            let across = point(u + 0.003, v) - point(u - 0.003, v);
            let down = point(u, v + 0.003) - point(u, v - 0.003);
            Vertex { place: point(u, v), normal: down.cross(across) * front, uv: [u * 1.5, v * 1.5] }
        })
    };
    let mut shape = sheet(1.0);
    let mut rear = sheet(-1.0);
    rear.triangles.iter_mut().for_each(|triangle| triangle.swap(1, 2));
    shape.add(rear);
    shape
}

fn rug(document: &mut Document) {
    let pattern = Painting::new(512, |x, y| {
        let (u, v) = (x / 512.0, y / 512.0);
        let border = (u.min(1.0 - u)).min(v.min(1.0 - v));
        let diamond = ((u * 6.0).fract() - 0.5).abs() + ((v * 8.0).fract() - 0.5).abs();
        let rings = 0.5 + 0.5 * sin(diamond * TAU * 2.0);
        let ground = mix([0.80, 0.73, 0.62], [0.55, 0.20, 0.15], step(0.35, 0.5, rings));
        let inner = mix(ground, [0.15, 0.22, 0.30], step(0.86, 0.92, diamond));
        let framed = mix([0.15, 0.22, 0.30], inner, step(0.055, 0.06, border));
        let edged = mix([0.80, 0.73, 0.62], framed, step(0.02, 0.025, border));
        edged.map(|value| value * (0.82 + 0.18 * cell(x as i64 / 2, y as i64 / 2, 31)))
    });
    let tufts = Painting::bumps(256, 4.0, |x, y| cell(x as i64 & 255, y as i64 & 255, 33));
    let (pattern, tufts) = (document.texture(&pattern), document.texture(&tufts));
    let wool = Finish::new("wool", [1.0; 3], 0.0, 1.0).painted(pattern).bumpy(tufts, 0.5);
    let wool = wool.velvety([0.55, 0.5, 0.46], 0.5).add_to(document);
    let (low, high) = (dvec3(-1.75, 0.0, -1.35), dvec3(0.95, 0.018, 0.75));
    let mut rug = Shape::cushion(low, high, 0.009, 3, 1.0);
    for (uv, place) in rug.uv.iter_mut().zip(&rug.positions) {
        uv[0] = (place[0] - low.x as f32) / (high.x - low.x) as f32;
        uv[1] = (place[2] - low.z as f32) / (high.z - low.z) as f32;
    }
    document.mesh("rug", &rug, wool);
}

fn table(document: &mut Document, wood: Material, brass: Material) {
    let center = dvec3(-0.62, 0.0, -0.32);
    let marble = Painting::new(256, |x, y| {
        let warp = 40.0 * clouds(x / 32.0, y / 32.0, 8, 4, 3);
        let vein = clouds((x + warp) / 42.667, (y - warp) / 42.667, 6, 5, 11) - 0.5;
        mix([0.30, 0.36, 0.34], [0.88, 0.90, 0.87], step(0.0, 0.05, vein.abs()).max(0.55))
    });
    let marble = document.texture(&marble);
    let marble = Finish::new("marble", [1.0; 3], 0.0, 0.2).painted(marble).lacquered(0.7, 0.04).add_to(document);
    let top = Shape::lathed(&[(0.0, 0.425), (0.4, 0.425), (0.535, 0.4248)], 96, 4);
    let mut plate = top;
    plate.add(Shape::lathed(
        &[(0.535, 0.4248), (0.548, 0.42), (0.55, 0.4125), (0.548, 0.405), (0.535, 0.4002)],
        96,
        12,
    ));
    plate.add(Shape::lathed(&[(0.535, 0.4002), (0.4, 0.4), (0.0, 0.4)], 96, 4));
    document.mesh("table top", &plate.moved(0.0, center), marble);
    let mut legs = Shape::default();
    for leg in 0..3 {
        let angle = TAU * (f64::from(leg) / 3.0 + 0.08);
        legs.add(Shape::rod(center + around(angle, 0.36, 0.399), center + around(angle + 0.5, 0.40, 0.018), 0.013, 16));
    }
    legs.add(Shape::tube(0.013, 16, 96, |t| center + around(t * TAU, 0.36, 0.388)));
    document.mesh("table legs", &legs, brass);

    let celadon = Finish::new("celadon", [0.50, 0.66, 0.60], 0.0, 0.25).lacquered(1.0, 0.05).add_to(document);
    let profile = [
        (0.028, 0.235),
        (0.034, 0.24),
        (0.036, 0.225),
        (0.028, 0.18),
        (0.05, 0.13),
        (0.078, 0.08),
        (0.066, 0.02),
        (0.045, 0.0),
        (0.0, 0.0),
    ];
    let vase = Shape::lathed(&profile, 64, 60).moved(0.0, center + dvec3(0.12, 0.426, -0.14));
    document.mesh("vase", &vase, celadon);
    let bowl = [
        (0.0, 0.022),
        (0.07, 0.03),
        (0.12, 0.058),
        (0.142, 0.085),
        (0.146, 0.086),
        (0.144, 0.078),
        (0.122, 0.044),
        (0.07, 0.012),
        (0.05, 0.0),
        (0.0, 0.0),
    ];
    let bowl = Shape::lathed(&bowl, 64, 60).moved(0.0, center + dvec3(-0.2, 0.426, 0.1));
    document.mesh("bowl", &bowl, wood);
    let peel = Painting::bumps(128, 2.0, |x, y| clouds(x / 4.0, y / 4.0, 32, 2, 91));
    let peel = document.texture(&peel);
    let orange = Finish::new("orange", [0.93, 0.50, 0.10], 0.0, 0.38).bumpy(peel, 0.6).add_to(document);
    let mut fruit = Shape::default();
    for (x, y, z) in [(-0.05, 0.065, 0.02), (0.045, 0.063, 0.04), (0.0, 0.064, -0.05), (0.0, 0.118, 0.005)] {
        fruit.add(Shape::sphere(center + dvec3(-0.2 + x, 0.426 + y, 0.1 + z), 0.042, 32));
    }
    document.mesh("oranges", &fruit, orange);
    books(
        document,
        &[
            (center + dvec3(0.16, 0.426, 0.2), 0.5, [0.65, 0.20, 0.18]),
            (center + dvec3(0.16, 0.45, 0.2), 0.2, [0.88, 0.84, 0.74]),
        ],
    );
    twigs(document, center + dvec3(0.12, 0.60, -0.14));
}

/// Books that lie flat: place, turn and colour of each.
fn books(document: &mut Document, lying: &[(DVec3, f64, [f64; 3])]) {
    let paper = Finish::new("paper", [0.90, 0.87, 0.80], 0.0, 0.9).add_to(document);
    for (place, turn, color) in lying {
        let cover = Finish::new("book cover", *color, 0.0, 0.5).add_to(document);
        let mut boards = Shape::cushion(dvec3(-0.10, 0.0, -0.14), dvec3(0.10, 0.003, 0.14), 0.001, 1, 1.0);
        boards.add(Shape::cushion(dvec3(-0.10, 0.021, -0.14), dvec3(0.10, 0.024, 0.14), 0.001, 1, 1.0));
        boards.add(Shape::cushion(dvec3(-0.10, 0.0, -0.14), dvec3(-0.096, 0.024, 0.14), 0.001, 1, 1.0));
        let pages = Shape::cuboid(dvec3(-0.096, 0.003, -0.135), dvec3(0.095, 0.021, 0.135), 1.0);
        document.mesh("book boards", &boards.moved(*turn, *place), cover);
        document.mesh("book pages", &pages.moved(*turn, *place), paper);
    }
}

/// Dry branches with round buds.
fn twigs(document: &mut Document, foot: DVec3) {
    let bark = Finish::new("bark", [0.30, 0.20, 0.14], 0.0, 0.8).add_to(document);
    let buds = Finish::new("buds", [0.88, 0.80, 0.74], 0.0, 0.7).velvety([0.7, 0.66, 0.6], 0.5).add_to(document);
    let (mut wood, mut white) = (Shape::default(), Shape::default());
    for twig in 0..9 {
        let random = |seed: u32| cell(twig, 3, seed);
        let (angle, lean, height) = (random(1) * TAU, 0.05 + 0.22 * random(2), 0.30 + 0.25 * random(3));
        let along = |t: f64| foot + around(angle + 0.6 * t, 0.01 + lean * t * t, -0.06 + height * t);
        wood.add(Shape::tube(0.0025, 6, 12, along));
        for bud in 0..9 {
            let t = 0.35 + 0.65 * f64::from(bud) / 8.0;
            let off = around(random(10 + bud) * TAU, 0.012, 0.004);
            white.add(Shape::sphere(along(t) + off, 0.008 + 0.006 * random(30 + bud), 12));
        }
    }
    document.mesh("twigs", &wood, bark);
    document.mesh("buds", &white, buds);
}

fn shelf(document: &mut Document, wood: Material) {
    let (left, right, back) = (1.15, 2.75, -ROOM.z + 0.05);
    let front = back + 0.32;
    let mut frame = Shape::default();
    for board in 0..5 {
        let y = 0.08 + 0.44 * f64::from(board);
        frame.add(Shape::cushion(dvec3(left, y, back), dvec3(right, y + 0.03, front), 0.004, 2, 1.0));
    }
    for x in [left, (left + right) * 0.5 - 0.015, right - 0.03] {
        frame.add(Shape::cushion(dvec3(x, 0.0, back), dvec3(x + 0.03, 1.87, front), 0.004, 2, 1.0));
    }
    document.mesh("shelf", &frame, wood);
    let palette: [[f64; 3]; 7] = [
        [0.62, 0.22, 0.18],
        [0.18, 0.30, 0.40],
        [0.82, 0.74, 0.58],
        [0.25, 0.36, 0.28],
        [0.75, 0.52, 0.22],
        [0.14, 0.14, 0.16],
        [0.90, 0.88, 0.84],
    ];
    let mut rows: Vec<Shape> = palette.iter().map(|_| Shape::default()).collect();
    for level in 0..4 {
        for half in 0..2 {
            let start = left + 0.04 + f64::from(half) * (right - left) * 0.5;
            let full = 0.45 + 0.3 * cell(i64::from(level), i64::from(half), 9);
            let mut x = start;
            for number in 0.. {
                let random = |seed: u32| cell(i64::from(level * 2 + half), number, seed);
                let (thick, tall) = (0.018 + 0.03 * random(1), 0.22 + 0.12 * random(2));
                if x + thick > start + full {
                    break;
                }
                let y = 0.11 + 0.44 * f64::from(level);
                let (low, high) = (dvec3(x, y, back + 0.02), dvec3(x + thick, y + tall, back + 0.2 + 0.05 * random(3)));
                rows[(random(4) * 7.0) as usize % 7].add(Shape::cushion(low, high, 0.004, 2, 1.0));
                x += thick + 0.001;
            }
        }
    }
    for (color, row) in palette.into_iter().zip(&rows) {
        let cover = Finish::new("books", color, 0.0, 0.55).add_to(document);
        document.mesh("books", row, cover);
    }
}

fn pictures(document: &mut Document, wood: Material) {
    let hills = Painting::new(256, |x, y| {
        let (u, v) = (x / 256.0, y / 256.0);
        let sun = step(0.0135, 0.012, (u - 0.64) * (u - 0.64) + (v - 0.34) * (v - 0.34));
        let mut color = mix([0.93, 0.78, 0.58], [0.90, 0.52, 0.34], v * 1.4);
        color = mix(color, [0.96, 0.90, 0.76], sun);
        for ridge in 0..4 {
            let level =
                0.45 + 0.13 * f64::from(ridge) + 0.12 * (clouds(u * 4.0, f64::from(ridge) * 7.0, 64, 3, 55) - 0.5);
            let tone = mix([0.45, 0.55, 0.55], [0.10, 0.20, 0.22], f64::from(ridge) / 3.0);
            color = mix(color, tone, step(level, level + 0.006, v));
        }
        color
    });
    let arcs = Painting::new(256, |x, y| {
        let (u, v) = (x / 256.0 - 0.5, 0.95 - y / 256.0);
        let ring = (u * u + v * v).sqrt() * 7.0;
        let colors =
            [[0.88, 0.83, 0.74], [0.80, 0.44, 0.26], [0.20, 0.34, 0.36], [0.86, 0.66, 0.30], [0.55, 0.22, 0.18]];
        if ring > 5.0 || ring.fract() < 0.14 { [0.91, 0.88, 0.81] } else { colors[ring as usize] }
    });
    for (painting, x, half) in [(hills, -1.05, dvec3(0.34, 0.25, 0.0)), (arcs, -0.18, dvec3(0.22, 0.29, 0.0))] {
        let canvas = document.texture(&painting);
        let canvas = Finish::new("canvas", [1.0; 3], 0.0, 0.8).painted(canvas).add_to(document);
        let (center, z) = (dvec3(x, 1.72, 0.0), -ROOM.z + 0.03);
        let at = |sx: f64, sy: f64| center + dvec3(half.x * sx, half.y * sy, z);
        let mut picture = Shape::quad([at(-1.0, -1.0), at(1.0, -1.0), at(1.0, 1.0), at(-1.0, 1.0)], 1.0);
        picture.uv = vec![[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]];
        document.mesh("picture", &picture, canvas);
        let mut frame = Shape::default();
        let (outer, thick) = (half + dvec3(0.03, 0.03, 0.0), 0.03);
        for (low, high) in [
            (dvec3(-outer.x, -outer.y, -0.03), dvec3(outer.x, -outer.y + thick, 0.015)),
            (dvec3(-outer.x, outer.y - thick, -0.03), dvec3(outer.x, outer.y, 0.015)),
            (dvec3(-outer.x, -outer.y, -0.03), dvec3(-outer.x + thick, outer.y, 0.015)),
            (dvec3(outer.x - thick, -outer.y, -0.03), dvec3(outer.x, outer.y, 0.015)),
        ] {
            frame.add(Shape::cushion(low, high, 0.006, 2, 1.0).moved(0.0, center + dvec3(0.0, 0.0, z)));
        }
        document.mesh("picture frame", &frame, wood);
    }
}

fn lamps(document: &mut Document, brass: Material) {
    let bulb = Finish::glowing("bulb", [1.0, 0.74, 0.46], 40.0).add_to(document);
    let paper = Finish::new("lamp shade", [0.92, 0.86, 0.74], 0.0, 0.9).two_sided().add_to(document);
    // A floor lamp between sofa and shelf.
    let foot = dvec3(0.88, 0.0, -2.0);
    let mut metal = Shape::lathed(&[(0.0, 0.03), (0.1, 0.028), (0.15, 0.014), (0.155, 0.0)], 48, 12).moved(0.0, foot);
    metal.add(Shape::rod(foot + DVec3::Y * 0.02, foot + DVec3::Y * 1.5, 0.011, 16));
    document.mesh("floor lamp", &metal, brass);
    let shade = Shape::surface(64, 1, |u, v| {
        let normal = around(-u * TAU, 1.0, 0.35);
        Vertex { place: foot + around(-u * TAU, 0.13 + 0.09 * v, 1.66 - 0.28 * v), normal, uv: [u, v] }
    });
    document.mesh("lamp shade", &shade, paper);
    document.mesh("floor lamp bulb", &Shape::sphere(foot + DVec3::Y * 1.54, 0.05, 24), bulb);
    // Three globes above the table.
    let globe = Finish::glowing("globe", [1.0, 0.80, 0.56], 6.0).add_to(document);
    let (mut glass, mut cords) = (Shape::default(), Shape::default());
    for (x, y, z) in [(-0.72, 2.05, -0.42), (-0.44, 1.86, -0.22), (-0.80, 1.74, -0.10)] {
        glass.add(Shape::sphere(dvec3(x, y, z), 0.075, 32));
        cords.add(Shape::rod(dvec3(x, y + 0.07, z), dvec3(x, ROOM.y, z), 0.004, 8));
        cords.add(Shape::lathed(&[(0.0, 0.105), (0.03, 0.10), (0.034, 0.06)], 24, 8).moved(0.0, dvec3(x, y, z)));
    }
    document.mesh("globes", &glass, globe);
    document.mesh("cords", &cords, brass);
}

fn armchair(document: &mut Document, wood: Material) {
    let leather = Painting::bumps(256, 3.0, |x, y| clouds(x / 4.0, y / 4.0, 64, 3, 81));
    let leather = document.texture(&leather);
    let leather = Finish::new("leather", [0.42, 0.22, 0.13], 0.0, 0.42).bumpy(leather, 0.35).specular(0.8);
    let leather = leather.add_to(document);
    let place = dvec3(1.55, 0.0, -0.95);
    let mut seat = Shape::cushion(dvec3(-0.36, 0.28, -0.34), dvec3(0.36, 0.44, 0.38), 0.07, 6, 3.0);
    seat.add(Shape::cushion(dvec3(-0.36, 0.40, -0.44), dvec3(0.36, 0.92, -0.26), 0.08, 6, 3.0));
    document.mesh("armchair seat", &seat.moved(-0.65, place), leather);
    let mut frame = Shape::default();
    for x in [-0.39, 0.39] {
        frame.add(Shape::rod(dvec3(x, 0.60, -0.40), dvec3(x, 0.0, -0.44), 0.02, 12));
        frame.add(Shape::rod(dvec3(x, 0.58, 0.36), dvec3(x, 0.0, 0.40), 0.02, 12));
        let (low, high) = (dvec3(x - 0.03, 0.57, -0.44), dvec3(x + 0.03, 0.605, 0.42));
        frame.add(Shape::cushion(low, high, 0.015, 3, 1.0));
        frame.add(Shape::cushion(dvec3(x - 0.015, 0.26, -0.42), dvec3(x + 0.015, 0.31, 0.38), 0.01, 2, 1.0));
    }
    document.mesh("armchair frame", &frame.moved(-0.65, place), wood);
}

fn plant(document: &mut Document) {
    let clay = Finish::new("clay pot", [0.70, 0.42, 0.30], 0.0, 0.85).add_to(document);
    let leaf = Finish::new("leaf", [0.16, 0.34, 0.14], 0.0, 0.35).two_sided().add_to(document);
    let foot = dvec3(-2.45, 0.0, -2.1);
    let pot = [
        (0.0, 0.34),
        (0.17, 0.34),
        (0.19, 0.345),
        (0.2, 0.36),
        (0.215, 0.36),
        (0.21, 0.33),
        (0.19, 0.2),
        (0.14, 0.02),
        (0.13, 0.0),
        (0.0, 0.0),
    ];
    document.mesh("pot", &Shape::lathed(&pot, 48, 50).moved(0.0, foot), clay);
    let mut leaves = Shape::default();
    for blade in 0..46 {
        let random = |seed: u32| cell(blade, 7, seed);
        let (angle, length) = (random(1) * TAU, 0.45 + 0.65 * random(2));
        let (reach, rise) = (0.12 + 0.5 * random(3), 0.5 + 0.5 * random(4));
        let spine = |t: f64| {
            let out = reach * length * (0.25 * t + 0.75 * t * t);
            around(
                angle + 0.3 * (random(5) - 0.5) * t,
                0.03 + out,
                0.34 + length * rise * (1.5 * t - 0.75 * t * t * reach),
            )
        };
        leaves.add(Shape::surface(4, 16, |u, v| {
            let wide = 0.045 * sin((0.06 + 0.94 * v) * TAU * 0.5) + 0.002;
            let side = around(angle + TAU * 0.25, 1.0, 0.0);
            let fold = 0.35 * wide * (2.0 * u - 1.0).abs();
            let ahead = (spine(v + 0.01) - spine(v - 0.01)).normalize_or_zero();
            let across = 1.0 - 2.0 * u;
            let normal = side.cross(ahead) - side * (0.3 * across);
            Vertex { place: foot + spine(v) + side * (wide * across) + DVec3::Y * fold, normal, uv: [u, v] }
        }));
    }
    document.mesh("leaves", &leaves, leaf);
}
