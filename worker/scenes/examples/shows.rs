//! Writes the files of a show into a folder: `cargo run -p rayment-scenes --example shows -- interior out`.

use std::error::Error;
use std::fs;
use std::path::Path;

use rayment_scenes::showcase;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, folder] = arguments.as_slice() else {
        return Err(format!("expected: shows NAME FOLDER, with a name of {:?}", showcase::SHOWS).into());
    };
    let show = showcase::show(name).ok_or_else(|| format!("expected one of {:?}, found {name}", showcase::SHOWS))?;
    fs::create_dir_all(folder)?;
    for (path, bytes) in &show.files {
        fs::write(Path::new(folder).join(path), bytes)?;
        println!("{path}: {} bytes", bytes.len());
    }
    Ok(())
}
