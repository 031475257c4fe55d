//! The houses of [`super::exterior`], a church, and a windmill that turns.

use glam::{DVec3, dvec3};

use super::document::{Document, Material, Mesh, Stand};
use super::exterior::height;
use super::finish::Finish;
use super::paint::{Painting, cell, clouds, mix, step};
use super::shape::{Shape, TAU, cos, sin};

/// Seconds that the windmill's keys cover, and turns a second.
const SECONDS: f32 = 2.0;
const TURNS: f64 = 0.25;

struct Stuff {
    roof: Material,
    slate: Material,
    timber: Material,
    window: Material,
    white: Material,
}

pub fn build(document: &mut Document) {
    let tiles = Painting::new(256, |x, y| {
        let row = (y / 16.0) as i64;
        let shifted = x + if row % 2 == 0 { 0.0 } else { 8.0 };
        let own = cell((shifted / 16.0) as i64 & 15, row, 41);
        let shade = step(0.0, 5.0, y - row as f64 * 16.0);
        mix([0.46, 0.20, 0.13], [0.70, 0.36, 0.22], own).map(|value| value * (0.55 + 0.45 * shade))
    });
    let tiles = document.texture(&tiles);
    let stuff = Stuff {
        roof: Finish::new("roof tiles", [1.0; 3], 0.0, 0.8).painted(tiles).add_to(document),
        slate: Finish::new("slate", [0.28, 0.30, 0.35], 0.0, 0.5).add_to(document),
        timber: Finish::new("timber", [0.26, 0.18, 0.13], 0.0, 0.85).add_to(document),
        window: Finish::new("lit window", [0.1, 0.09, 0.08], 0.0, 0.1).shining([1.0, 0.62, 0.26], 5.0).add_to(document),
        white: Finish::new("whitewash", [0.90, 0.88, 0.83], 0.0, 0.9).add_to(document),
    };
    houses(document, &stuff);
    church(document, &stuff);
    windmill(document, &stuff);
    jetty(document, stuff.timber);
}

fn houses(document: &mut Document, stuff: &Stuff) {
    let mut kinds: Vec<Mesh> = Vec::new();
    let walls = [[0.90, 0.86, 0.78], [0.84, 0.72, 0.54], [0.76, 0.80, 0.80], [0.80, 0.58, 0.48]];
    for (kind, color) in walls.into_iter().enumerate() {
        let stain = Painting::new(128, |x, y| {
            let dirt = clouds(x / 16.0, y / 16.0, 8, 4, 50);
            color.map(|value| value * (0.86 + 0.14 * dirt))
        });
        let stain = document.texture(&stain);
        let wall = Finish::new("house wall", [1.0; 3], 0.0, 0.9).painted(stain).add_to(document);
        kinds.push(house(document, stuff, wall, kind));
    }
    // Place, turn and size of each.
    let lots: [(f64, f64, f64, f64); 17] = [
        (-9.5, -4.5, 0.3, 1.0),
        (-5.0, -3.0, -0.2, 1.05),
        (-0.6, -4.6, 0.1, 0.95),
        (4.2, -3.4, -0.25, 1.1),
        (9.4, -4.0, 0.2, 1.0),
        (14.2, -3.2, 0.45, 1.05),
        (19.0, -5.2, -0.3, 0.95),
        (-7.2, -9.5, 1.2, 1.0),
        (-1.8, -10.5, 0.5, 1.1),
        (11.0, -11.0, 1.5, 1.0),
        (16.2, -10.0, 0.9, 1.1),
        (21.5, -11.2, 0.2, 1.0),
        (-11.6, -12.4, 0.6, 1.0),
        (2.4, -15.2, 0.0, 1.0),
        (8.0, -16.4, 0.4, 1.05),
        (14.0, -16.8, -0.3, 1.0),
        (24.4, -6.0, 1.0, 0.9),
    ];
    for (number, (x, z, turn, size)) in lots.into_iter().enumerate() {
        let stand = Stand::new([x, height(x, z) - 0.15, z], turn, size);
        document.place("house", kinds[number % kinds.len()], &stand);
    }
}

/// A gabled house, its ridge along x.
fn house(document: &mut Document, stuff: &Stuff, wall: Material, kind: usize) -> Mesh {
    let (wide, deep) = (1.7 + 0.2 * (kind % 2) as f64, 1.3);
    let (eaves, ridge) = (1.9 + 0.25 * (kind / 2) as f64, 3.5 + 0.2 * (kind % 3) as f64);
    let mut walls = Shape::cuboid(dvec3(-wide, -0.5, -deep), dvec3(wide, eaves, deep), 0.4);
    for side in [-1.0, 1.0] {
        let at = |y: f64, z: f64| dvec3(side * wide, y, z * side);
        let mut gable = Shape::quad([at(eaves, deep), at(eaves, -deep), at(ridge, 0.0), at(ridge, 0.0)], 0.4);
        gable.normals = vec![[side as f32, 0.0, 0.0]; 4];
        gable.triangles.truncate(1);
        walls.add(gable);
    }
    let mut roof = Shape::default();
    let (over, thick) = (0.28, 0.09);
    let steep = (ridge - eaves) / deep;
    for side in [-1.0, 1.0] {
        let at = |x: f64, out: f64, up: f64| dvec3(x, ridge - steep * out + up, side * out);
        let (left, right, edge) = ((-wide - over) * side, (wide + over) * side, deep + over);
        roof.add(Shape::quad(
            [at(left, edge, thick), at(right, edge, thick), at(right, 0.0, thick), at(left, 0.0, thick)],
            0.55,
        ));
        roof.add(Shape::quad(
            [at(right, edge, 0.0), at(left, edge, 0.0), at(left, 0.0, 0.0), at(right, 0.0, 0.0)],
            0.55,
        ));
        roof.add(Shape::quad(
            [at(left, edge, 0.0), at(right, edge, 0.0), at(right, edge, thick), at(left, edge, thick)],
            0.55,
        ));
        for x in [left, right] {
            let mut verge =
                Shape::quad([at(x, edge, 0.0), at(x, 0.0, 0.0), at(x, 0.0, thick), at(x, edge, thick)], 0.55);
            if x > 0.0 && side > 0.0 || x < 0.0 && side < 0.0 {
                verge = Shape::quad([at(x, edge, 0.0), at(x, edge, thick), at(x, 0.0, thick), at(x, 0.0, 0.0)], 0.55)
                    .inside_out();
            }
            roof.add(verge);
        }
    }
    let mut beams = Shape::default();
    for (x, z) in [(-wide, -deep), (-wide, deep), (wide, -deep), (wide, deep)] {
        beams.add(Shape::cuboid(dvec3(x - 0.07, -0.5, z - 0.07), dvec3(x + 0.07, eaves, z + 0.07), 1.0));
    }
    for z in [-deep, deep] {
        beams.add(Shape::cuboid(dvec3(-wide, eaves - 0.14, z - 0.06), dvec3(wide, eaves, z + 0.06), 1.0));
        beams.add(Shape::cuboid(dvec3(-0.22, -0.3, z - 0.05), dvec3(0.28, 0.95, z + 0.05), 1.0));
    }
    let (mut glow, mut sills) = (Shape::default(), Shape::default());
    let mut window = |low: DVec3, high: DVec3| {
        glow.add(Shape::cuboid(low, high, 1.0));
        let (pad, thin) = (0.05, (high - low).min_element());
        let grown = if (high - low).x < 0.05 { dvec3(-0.4 * thin, pad, pad) } else { dvec3(pad, pad, -0.4 * thin) };
        sills.add(Shape::cuboid(low - grown, high + grown, 1.0));
    };
    for z in [-deep, deep] {
        for x in [-1.05, 0.85] {
            window(dvec3(x - 0.21, 0.55, z - 0.02), dvec3(x + 0.21, 1.15, z + 0.02));
        }
    }
    for x in [-wide, wide] {
        window(dvec3(x - 0.02, 0.5, -0.26), dvec3(x + 0.02, 1.1, 0.26));
        window(dvec3(x - 0.02, eaves + 0.1, -0.2), dvec3(x + 0.02, eaves + 0.6, 0.2));
    }
    let chimney = Shape::cuboid(dvec3(0.6, ridge - 0.9, -0.7), dvec3(0.95, ridge + 0.45, -0.35), 1.0);
    beams.add(chimney);
    document.form(
        "house",
        &[(&walls, wall), (&roof, stuff.roof), (&beams, stuff.timber), (&sills, stuff.white), (&glow, stuff.window)],
    )
}

fn church(document: &mut Document, stuff: &Stuff) {
    let place = dvec3(5.2, height(5.2, -9.0) - 0.2, -9.0);
    let mut walls = Shape::cuboid(dvec3(-1.2, -0.4, -1.2), dvec3(1.2, 6.2, 1.2), 0.4);
    walls.add(Shape::cuboid(dvec3(-1.5, -0.4, -6.2), dvec3(1.5, 2.8, -1.0), 0.4));
    document.mesh("church walls", &walls.moved(0.35, place), stuff.white);
    let spire = |base: f64, low: f64, high: f64| {
        let mut shape = Shape::default();
        for side in 0..4u32 {
            let corner = |turn: u32| {
                let angle = TAU * (f64::from(turn) + 0.5) / 4.0;
                dvec3(base * std::f64::consts::SQRT_2 * sin(angle), low, base * std::f64::consts::SQRT_2 * cos(angle))
            };
            let (a, b, tip) = (corner(side + 3), corner(side), dvec3(0.0, high, 0.0));
            let mut face = Shape::quad([a, b, tip, tip], 0.5);
            let normal = (b - a).cross(tip - a).normalize();
            face.normals = vec![normal.to_array().map(|value| value as f32); 4];
            face.triangles.truncate(1);
            shape.add(face);
        }
        shape
    };
    let mut slate = spire(1.4, 6.2, 12.4);
    let at = |x: f64, y: f64, z: f64| dvec3(x, y, z);
    slate.add(Shape::quad([at(1.7, 2.6, -0.9), at(1.7, 2.6, -6.4), at(0.0, 4.7, -6.4), at(0.0, 4.7, -0.9)], 0.5));
    slate.add(Shape::quad([at(-1.7, 2.6, -6.4), at(-1.7, 2.6, -0.9), at(0.0, 4.7, -0.9), at(0.0, 4.7, -6.4)], 0.5));
    document.mesh("church roof", &slate.moved(0.35, place), stuff.slate);
    let mut glow = Shape::cuboid(dvec3(-0.3, 4.3, -1.22), dvec3(0.3, 5.4, 1.22), 1.0);
    glow.add(Shape::cuboid(dvec3(-1.22, 4.3, -0.3), dvec3(1.22, 5.4, 0.3), 1.0));
    for z in [-2.0, -3.4, -4.8] {
        glow.add(Shape::cuboid(dvec3(-1.52, 0.8, z - 0.25), dvec3(1.52, 2.1, z + 0.25), 1.0));
    }
    document.mesh("church windows", &glow.moved(0.35, place), stuff.window);
}

fn windmill(document: &mut Document, stuff: &Stuff) {
    let place = dvec3(-15.0, height(-15.0, 0.5) - 0.3, 0.5);
    let tower = [(0.0, 6.6), (0.6, 6.3), (1.0, 5.6), (1.15, 5.0)];
    let body = [(1.1, 5.05), (1.25, 3.4), (1.5, 1.6), (1.75, -0.4)];
    document.mesh("mill cap", &Shape::lathed(&tower, 24, 12).moved(0.0, place), stuff.slate);
    document.mesh("mill tower", &Shape::lathed(&body, 24, 6).moved(0.0, place), stuff.white);
    let mut sails = Shape::rod(dvec3(0.0, 0.0, -1.3), dvec3(0.0, 0.0, 0.15), 0.14, 12);
    for sail in 0..4u32 {
        let angle = TAU * f64::from(sail) / 4.0;
        let mut bars = Shape::cuboid(dvec3(-0.06, 0.0, -0.06), dvec3(0.06, 4.4, 0.06), 1.0);
        for rung in 0..11 {
            let y = 0.9 + 0.33 * f64::from(rung);
            bars.add(Shape::cuboid(dvec3(0.0, y, -0.02), dvec3(0.85, y + 0.05, 0.02), 1.0));
        }
        for x in [0.4, 0.82] {
            bars.add(Shape::cuboid(dvec3(x, 0.9, -0.025), dvec3(x + 0.04, 4.25, 0.025), 1.0));
        }
        sails.add(bars.tilted(angle, DVec3::ZERO));
    }
    let mesh = document.form("sails", &[(&sails, stuff.timber)]);
    let node = document.place("sails", mesh, &Stand::new((place + dvec3(0.35, 5.5, 1.35)).to_array(), 0.3, 1.0));
    let keys: Vec<(f32, [f32; 4])> = (0..=16u8)
        .map(|key| {
            let seconds = SECONDS * f32::from(key) / 16.0;
            let half = TAU * TURNS * f64::from(seconds) * 0.5;
            // About the axle, then about the vertical axis.
            let (sa, ca, sb, cb) = (sin(half), cos(half), sin(0.15), cos(0.15));
            (seconds, [sb * sa, sb * ca, cb * sa, cb * ca].map(|value| value as f32))
        })
        .collect();
    document.spin(node, &keys);
}

/// Planks out into the lake, and a boat beside them.
fn jetty(document: &mut Document, timber: Material) {
    let mut wood = Shape::default();
    for plank in 0..26 {
        let z = 3.2 + 0.26 * f64::from(plank);
        wood.add(Shape::cuboid(dvec3(-3.2, 0.42, z), dvec3(-2.0, 0.48, z + 0.22), 1.0));
    }
    for post in 0..5 {
        for x in [-3.15, -2.05] {
            let z = 3.6 + 1.5 * f64::from(post);
            wood.add(Shape::rod(dvec3(x, 0.75, z), dvec3(x, -1.8, z), 0.07, 8));
        }
    }
    document.mesh("jetty", &wood, timber);
    let paint = Finish::new("boat paint", [0.62, 0.16, 0.12], 0.0, 0.35).two_sided().add_to(document);
    let hull = Shape::surface(16, 24, |u, v| {
        let along = 2.0 * v - 1.0;
        let point = |u: f64, along: f64| {
            let across = 2.0 * u - 1.0;
            let beam = 0.62 * (1.0 - along * along * 0.96).max(0.0).sqrt();
            let sheer = 0.34 + 0.14 * along * along;
            dvec3(beam * across, -0.16 + (sheer + 0.16) * across * across, 1.5 * along)
        };
        let (a, b) = (point(u + 0.01, along) - point(u - 0.01, along), point(u, along + 0.01) - point(u, along - 0.01));
        super::shape::Vertex { place: point(u, along), normal: b.cross(a), uv: [u, v] }
    });
    document.mesh("boat", &hull.moved(0.25, dvec3(-0.9, 0.03, 8.4)), paint);
}
