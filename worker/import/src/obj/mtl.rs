use rayment_render::SceneError;

use crate::{
    budget::Budget,
    text::{Lines, excerpt, number},
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
    pub opacity: Option<f32>,
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
#[derive(Debug, Clone, PartialEq)]
pub struct MapLine {
    pub file: String,
    pub scale: [f32; 2],
    pub offset: [f32; 2],
    pub clamps: bool,
    /// `-bm`.
    pub strength: f32,
    /// `-imfchan`: r, g, b or m (alpha).
    pub channel: Option<char>,
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

/// The materials of an MTL file at `path`, in its order.
pub fn parse(text: &str, path: &str, budget: &Budget) -> Result<Vec<Mtl>, SceneError> {
    let mut materials: Vec<Mtl> = Vec::new();
    for (line_number, line) in Lines::new(text) {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let place = || format!("{path}, line {line_number}");
        if word.eq_ignore_ascii_case("newmtl") {
            budget.check_materials(materials.len() + 1)?;
            materials.push(Mtl { name: rest.trim().to_owned(), ..Mtl::default() });
        } else if let Some(material) = materials.last_mut() {
            statement(material, word, rest).map_err(|problem| SceneError::invalid(place(), problem))?;
        }
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
        "tr" => material.opacity = Some(1.0 - scalar(rest)?),
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
        // Ambient color, reflection maps, decals, displacement and anisotropy are ignored.
        _ => {}
    }
    Ok(())
}

/// Three numbers, or one for all of them.
fn color(rest: &str) -> Result<[f32; 3], String> {
    let mut words = rest.split_whitespace();
    let first = words.next().unwrap_or_default();
    if matches!(first, "spectral" | "xyz") {
        return Err(format!("expected a colour in RGB, found one that is {first}"));
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
    let mut map =
        MapLine { file: String::new(), scale: [1.0; 2], offset: [0.0; 2], clamps: false, strength: 1.0, channel: None };
    let mut rest = rest.trim();
    while rest.starts_with('-') {
        let (option, after) = word(rest);
        let (first, after_first) = word(after);
        rest = match option {
            "-s" => vector(after, &mut map.scale)?,
            "-o" => vector(after, &mut map.offset)?,
            "-t" => vector(after, &mut [0.0; 2])?,
            "-mm" => word(after_first).1,
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
    map.file = rest.trim().trim_matches('"').to_owned();
    Ok((!map.file.is_empty()).then_some(map))
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

    fn parsed(text: &str) -> Result<Vec<Mtl>, SceneError> {
        parse(text, "a.mtl", &Budget::new(&Limits::default()))
    }

    #[test]
    fn reads_materials_with_their_maps() {
        let text = "# made by hand\nKd 1 1 1\nnewmtl red paint\nKd 0.8 0.1 0.1\nKs 0.5\nTr 0.25\nPr 0.3\n\
            map_Kd -s 2 3 1 -o 0.5 0 -clamp on my wood.png\nmap_Bump -bm 0.2 -imfchan g b.png\nnewmtl b\nmap_Kd\n";
        let [a, b] = &parsed(text).expect("it is valid")[..] else { panic!("expected two materials") };
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
    fn refuses_what_is_no_number_and_says_where() {
        for line in ["Kd nan 0 0", "Kd", "Ns x", "Kd spectral a.rfl", "map_Kd -bm x a.png", "map_Kd -s a.png"] {
            let error = parsed(&format!("newmtl a\n{line}\n")).expect_err(line).to_string();
            assert!(error.starts_with("a.mtl, line 2"), "{error}");
        }
    }
}
