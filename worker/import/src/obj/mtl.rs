use rayment_render::{SceneError, scene::Notes};

use crate::{
    budget::Budget,
    text::{Lines, excerpt, number, without_comment},
};

/// A material as written in an MTL file; `None` for what is not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mtl {
    pub name: String,
    pub diffuse: Option<[f32; 3]>,
    pub specular: Option<[f32; 3]>,
    pub emission: Option<[f32; 3]>,
    pub filter: Option<[f32; 3]>,
    pub exponent: Option<f32>,
    pub ior: Option<f32>,
    /// `d`, or without one 1 - `Tr`: that one is no part of the format, and some programs write both.
    pub opacity: Option<f32>,
    pub transparency: Option<f32>,
    pub model: Option<f32>,
    pub roughness: Option<f32>,
    pub metallic: Option<f32>,
    pub sheen: Option<f32>,
    pub clearcoat: Option<f32>,
    pub clearcoat_roughness: Option<f32>,
    pub diffuse_map: Option<MapLine>,
    pub specular_map: Option<MapLine>,
    pub emission_map: Option<MapLine>,
    pub opacity_map: Option<MapLine>,
    pub roughness_map: Option<MapLine>,
    pub metallic_map: Option<MapLine>,
    /// A height map by the specification; in practice often a normal map.
    pub bump_map: Option<MapLine>,
    pub normal_map: Option<MapLine>,
}

/// A map with its options.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MapLine {
    pub file: String,
    pub scale: [f32; 2],
    pub offset: [f32; 2],
    pub clamps: bool,
    /// `-bm`.
    pub strength: f32,
    /// `-imfchan`: r, g, b or m (alpha).
    pub channel: Option<char>,
    /// Has options that change its colours or places and are left out: `-mm`, `-t`.
    pub changed: bool,
}

impl Mtl {
    pub fn maps(&self) -> impl Iterator<Item = &MapLine> {
        let maps = [
            &self.diffuse_map,
            &self.specular_map,
            &self.emission_map,
            &self.opacity_map,
            &self.roughness_map,
            &self.metallic_map,
            &self.bump_map,
            &self.normal_map,
        ];
        maps.into_iter().flatten()
    }
}

/// The materials of an MTL file at `path`, in its order. Statements that cannot be read are left out and noted.
pub fn parse(text: &str, path: &str, budget: &Budget, notes: &mut Notes) -> Result<Vec<Mtl>, SceneError> {
    let mut materials: Vec<Mtl> = Vec::new();
    for (line_number, line) in Lines::continued(text) {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if word.eq_ignore_ascii_case("newmtl") {
            budget.check_materials(materials.len() + 1)?;
            materials.push(Mtl { name: rest.trim().to_owned(), ..Mtl::default() });
        } else if let Some(material) = materials.last_mut()
            && let Err(problem) = statement(material, word, rest)
        {
            notes.add(format!("{path}, line {line_number}: {word} is left out: {problem}"));
        }
    }
    for material in &mut materials {
        material.opacity = material.opacity.or(material.transparency.map(|share| 1.0 - share));
    }
    Ok(materials)
}

fn statement(material: &mut Mtl, word: &str, rest: &str) -> Result<(), String> {
    match word.to_ascii_lowercase().as_str() {
        "kd" => material.diffuse = Some(color(rest)?),
        "ks" => material.specular = Some(color(rest)?),
        "ke" => material.emission = Some(color(rest)?),
        "tf" => material.filter = Some(color(rest)?),
        "ns" => material.exponent = Some(scalar(rest)?),
        "ni" => material.ior = Some(scalar(rest)?),
        "d" => material.opacity = Some(scalar(rest.trim().strip_prefix("-halo").unwrap_or(rest))?),
        "tr" => material.transparency = Some(scalar(rest)?),
        "illum" => material.model = Some(scalar(rest)?),
        "pr" => material.roughness = Some(scalar(rest)?),
        "pm" => material.metallic = Some(scalar(rest)?),
        "ps" => material.sheen = Some(scalar(rest)?),
        "pc" => material.clearcoat = Some(scalar(rest)?),
        "pcr" => material.clearcoat_roughness = Some(scalar(rest)?),
        "map_kd" => material.diffuse_map = map(rest)?,
        "map_ks" => material.specular_map = map(rest)?,
        "map_ke" => material.emission_map = map(rest)?,
        "map_d" | "map_tr" => material.opacity_map = map(rest)?,
        "map_pr" => material.roughness_map = map(rest)?,
        "map_pm" => material.metallic_map = map(rest)?,
        "map_bump" | "bump" => material.bump_map = map(rest)?,
        "norm" | "map_kn" => material.normal_map = map(rest)?,
        "refl" | "map_refl" | "decal" | "map_decal" | "disp" | "map_disp" | "map_ns" | "map_ps" | "map_pc"
        | "map_pcr" | "map_rma" | "map_orm" | "map_aniso" => return Err("a map of another kind".to_owned()),
        "aniso" if scalar(rest)? != 0.0 => return Err("highlights are drawn round".to_owned()),
        // Ambient colour has no meaning where light is traced; other words are not part of the format.
        _ => {}
    }
    Ok(())
}

/// Three numbers, or one for all of them.
fn color(rest: &str) -> Result<[f32; 3], String> {
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    if matches!(first, "spectral" | "xyz") {
        return Err(format!("expected a colour in RGB, found one that is {first}; it stays as it would be without"));
    }
    let red = scalar(first)?;
    let mut next = || words.next().map_or(Ok(red), scalar);
    Ok([red, next()?, next()?])
}

fn scalar(rest: &str) -> Result<f32, String> {
    let word = rest.split_whitespace().next().unwrap_or_default();
    number(word).ok_or_else(|| format!("expected a finite number, found {:?}", excerpt(word)))
}

/// Options, then the name of the file, which may hold spaces.
fn map(rest: &str) -> Result<Option<MapLine>, String> {
    let mut map = MapLine { scale: [1.0; 2], strength: 1.0, ..MapLine::default() };
    let mut rest = rest.trim();
    while rest.starts_with('-') {
        let (option, after) = word(rest);
        let (first, after_first) = word(after);
        rest = match option {
            "-s" => vector(after, &mut map.scale)?,
            "-o" => vector(after, &mut map.offset)?,
            "-t" => {
                let mut turbulence = [0.0; 2];
                let rest = vector(after, &mut turbulence)?;
                map.changed |= turbulence != [0.0; 2];
                rest
            }
            "-mm" => {
                let (gain, rest) = word(after_first);
                map.changed |= (number(first), number(gain)) != (Some(0.0), Some(1.0));
                rest
            }
            "-bm" => {
                map.strength = scalar(first)?;
                after_first
            }
            "-clamp" => {
                map.clamps = first == "on";
                after_first
            }
            "-imfchan" => {
                map.channel = first.chars().next();
                after_first
            }
            "-blendu" | "-blendv" | "-cc" | "-boost" | "-texres" | "-type" => after_first,
            // A name may start with a dash.
            _ => break,
        };
    }
    map.file = file_name(rest).trim_matches('"').to_owned();
    Ok((!map.file.is_empty()).then_some(map))
}

/// Without the comment behind it, if what is before that has the ending of a file.
fn file_name(rest: &str) -> &str {
    let name = without_comment(rest).trim();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if (2..=5).contains(&ending.len()) { name } else { rest.trim() }
}

fn word(rest: &str) -> (&str, &str) {
    let rest = rest.trim_start();
    let (word, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    (word, after.trim_start())
}

/// One to three numbers, of which the first two count; what comes after them.
fn vector<'a>(mut rest: &'a str, values: &mut [f32; 2]) -> Result<&'a str, String> {
    for at in 0..3 {
        let (first, after) = word(rest);
        match number(first) {
            Some(value) => {
                if let Some(place) = values.get_mut(at) {
                    *place = value;
                }
            }
            None if at == 0 => return Err(format!("expected a finite number, found {:?}", excerpt(first))),
            None => break,
        }
        rest = after;
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    fn parsed(text: &str) -> (Vec<Mtl>, String) {
        let mut notes = Notes::default();
        let materials = parse(text, "a.mtl", &Budget::new(&Limits::default()), &mut notes).expect("it is small");
        (materials, notes.into_lines().join("; "))
    }

    #[test]
    fn reads_materials_with_their_maps() {
        let text = "# made by hand\nKd 1 1 1\nnewmtl red paint\nKd 0.8 0.1 0.1\nKs 0.5\nTr 0.25\nPr 0.3\n\
            map_Kd -s 2 3 1 -o 0.5 0 -clamp on my wood.png\nmap_Bump -bm 0.2 -imfchan g b.png\nnewmtl b\nmap_Kd\n";
        let (materials, notes) = parsed(text);
        let [a, b] = &materials[..] else { panic!("expected two materials") };
        assert_eq!(notes, "");
        assert_eq!((a.name.as_str(), b.name.as_str()), ("red paint", "b"));
        assert_eq!(a.diffuse, Some([0.8, 0.1, 0.1]));
        assert_eq!((a.specular, a.opacity, a.roughness), (Some([0.5; 3]), Some(0.75), Some(0.3)));
        let map = a.diffuse_map.clone().expect("it has a map");
        assert_eq!(
            (map.file.as_str(), map.scale, map.offset, map.clamps),
            ("my wood.png", [2.0, 3.0], [0.5, 0.0], true)
        );
        let bump = a.bump_map.clone().expect("it has a bump map");
        assert_eq!((bump.file.as_str(), bump.strength, bump.channel), ("b.png", 0.2, Some('g')));
        assert_eq!(b.diffuse_map, None);
    }

    #[test]
    fn d_counts_more_than_tr_in_any_order() {
        for (lines, opacity) in [
            ("d 1\nTr 1", Some(1.0)),
            ("Tr 1\nd 1", Some(1.0)),
            ("Tr 0\n  d\t0.25 ", Some(0.25)),
            ("\tTr   1.0\t", Some(0.0)),
            ("d -halo 0.5", Some(0.5)),
            ("Ns 1", None),
        ] {
            assert_eq!(parsed(&format!("newmtl a\n{lines}\n")).0[0].opacity, opacity, "{lines:?}");
        }
    }

    #[test]
    fn comments_follow_values_and_names_hold_what_begins_them() {
        let text = "newmtl Material #25\nKd 1 0 0 # red\nNs 5 # C:\\\nmap_Kd wood.png # the map\nmap_Ks no #2.png\n";
        let (materials, notes) = parsed(text);
        let [material] = &materials[..] else { panic!("expected one material") };
        assert_eq!((material.name.as_str(), material.exponent), ("Material #25", Some(5.0)));
        let named = |line: &Option<MapLine>| line.clone().map(|line| line.file);
        assert_eq!(named(&material.diffuse_map).as_deref(), Some("wood.png"));
        assert_eq!(named(&material.specular_map).as_deref(), Some("no #2.png"));
        assert_eq!(notes, "");
    }

    #[test]
    fn leaves_out_what_cannot_be_read_and_says_where() {
        let lines = ["Kd nan 0 0", "Kd", "Ns x", "Kd spectral a.rfl", "map_Kd -bm x a.png", "map_Kd -s a.png"];
        for line in lines.into_iter().chain(["refl -type sphere a.png", "map_disp a.png", "aniso 0.5"]) {
            let (materials, notes) = parsed(&format!("newmtl a\n{line}\nPr 0.25\n"));
            assert_eq!(materials[0].roughness, Some(0.25), "{line}");
            assert!(notes.starts_with("a.mtl, line 2: ") && notes.contains("left out"), "{line}: {notes}");
        }
        assert_eq!(parsed("newmtl a\naniso 0\nKa 1 1 1\n").1, "");
    }
}
