//! Packs `assets/` into the component, each file compressed once, here. All but the page are served below a folder that is
//! named by a tag of them all, so that a browser keeps them for good and never mixes two builds.

use feiqian_pack::{media_type, named, pack, tag, variable};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The page; its parts have the folder in the place of this text.
const PAGE: &str = "index.html";
const FOLDER: &str = "/admin/assets";

/// Where the page names its modules, so that they are fetched side by side.
const MODULES: &str = "<!-- modules -->";

/// The description of the administration API, of which the page makes its forms.
const DOCUMENT: &str = "admin-openapi.json";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut parts = Vec::new();
    read(&manifest.join("assets"), "", &mut parts)?;
    parts.push(("openapi.json".to_owned(), text(&manifest.join(DOCUMENT))?));
    parts.sort();
    let page = parts.iter().position(|(name, _)| name == PAGE);
    let (_, page) = parts.remove(page.ok_or_else(|| io::Error::other("no page"))?);
    let all: String = parts.iter().flat_map(|(name, content)| [name.as_str(), "\n", content, "\n"]).collect();
    let folder = format!("{FOLDER}/{}", tag(all.as_bytes()));
    let mut preloads = String::new();
    for (name, _) in parts.iter().filter(|(name, _)| media_type(name).is_ok_and(|t| t.contains("javascript")))
    {
        let _ = write!(preloads, "<link rel=\"modulepreload\" href=\"{folder}/{name}\">\n    ");
    }
    let page = page.replace(FOLDER, &folder).replace(MODULES, preloads.trim_end());

    let mut table = format!(
        "/// What the paths of all files but the page begin with.\npub const ASSETS: &str = \"{folder}/\";\n\n"
    );
    table += "/// Every file of the console.\npub static FILES: &[File] = &[\n";
    let page = ("/admin".to_owned(), PAGE.to_owned(), page);
    let parts = parts.into_iter().map(|(name, content)| (format!("{folder}/{name}"), name, content));
    for (path, name, content) in std::iter::once(page).chain(parts) {
        let packed = pack(&out.join(format!("{}.gz", name.replace('/', "_"))), &content)?;
        let media_type = media_type(&name)?;
        // Writing to a text cannot fail.
        let _ =
            writeln!(table, "    File {{ path: {path:?}, media_type: {media_type:?}, packed: {packed} }},");
    }
    table.push_str("];\n");
    fs::write(out.join("files.rs"), table)
}

/// The files below a folder by their paths, which begin with `prefix`.
fn read(folder: &Path, prefix: &str, parts: &mut Vec<(String, String)>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let name = format!("{prefix}{}", name.ok_or_else(|| io::Error::other("a name that is no UTF-8"))?);
        match path.is_dir() {
            true => read(&path, &format!("{name}/"), parts)?,
            false => parts.push((name, text(&path)?)),
        }
    }
    Ok(())
}

fn text(file: &Path) -> io::Result<String> {
    fs::read_to_string(file).map_err(|error| named(&file.display().to_string(), &error))
}
