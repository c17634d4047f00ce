//! Faces of type: those that come along, those of the system and those of folders.

use std::path::PathBuf;
use std::sync::OnceLock;

use fontdb::{Database, Source};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::Error;

/// All faces, in an order that does not depend on the file system.
pub(crate) struct Faces {
    pub(crate) book: LazyHash<FontBook>,
    fonts: Vec<Place>,
}

/// Where a face is; a file is read when its face is first used.
struct Place {
    file: Option<(PathBuf, u32)>,
    font: OnceLock<Option<Font>>,
}

impl Place {
    fn here(font: Font) -> Self {
        Self {
            file: None,
            font: OnceLock::from(Some(font)),
        }
    }

    const fn file(path: PathBuf, index: u32) -> Self {
        Self {
            file: Some((path, index)),
            font: OnceLock::new(),
        }
    }

    fn font(&self) -> Option<Font> {
        let load = || {
            let (path, index) = self.file.as_ref()?;
            Font::new(Bytes::new(std::fs::read(path).ok()?), *index)
        };
        self.font.get_or_init(load).clone()
    }
}

impl Faces {
    /// Finds the faces of the system and of some folders; Latin ones come along.
    pub(crate) fn find(folders: &[PathBuf]) -> Self {
        let mut book = FontBook::new();
        let mut fonts = Vec::new();
        for data in typst_assets::fonts() {
            for font in Font::iter(Bytes::new(data)) {
                book.push(font.info().clone());
                fonts.push(Place::here(font));
            }
        }
        let mut database = Database::new();
        for folder in folders {
            database.load_fonts_dir(folder);
        }
        database.load_system_fonts();
        let mut files: Vec<(PathBuf, u32, fontdb::ID)> = database
            .faces()
            .filter_map(|face| match &face.source {
                Source::File(path) | Source::SharedFile(path, _) => {
                    Some((path.clone(), face.index, face.id))
                }
                Source::Binary(_) => None,
            })
            .collect();
        files.sort();
        for (path, index, id) in files {
            let info = database.with_face_data(id, FontInfo::new);
            if let Some(info) = info.flatten() {
                book.push(info);
                fonts.push(Place::file(path, index));
            }
        }
        Self {
            book: LazyHash::new(book),
            fonts,
        }
    }

    /// Makes sure that a face is there.
    pub(crate) fn need(&self, face: &str) -> Result<(), Error> {
        if self.book.contains_family(&face.to_lowercase()) {
            return Ok(());
        }
        Err(Error::MissingFace {
            face: face.to_owned(),
        })
    }

    /// The face at a position of the book.
    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index)?.font()
    }
}
