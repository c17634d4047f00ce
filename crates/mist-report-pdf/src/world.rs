//! What Typst sees: the template, the data of one summary and the faces. No other file, no network,
//! no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::Error;
use crate::faces::Faces;

/// The template.
const TEMPLATE: &str = include_str!("../templates/summary.typ");

/// One summary's world.
pub(crate) struct Sheet<'a> {
    library: &'a LazyHash<Library>,
    faces: &'a Faces,
    template: Source,
    data: FileId,
    content: Bytes,
}

/// What all summaries share.
pub(crate) fn library() -> LazyHash<Library> {
    LazyHash::new(Library::default())
}

fn file(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name).map_err(|e| Error::Data {
        reason: format!("{name}: {e:?}"),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl<'a> Sheet<'a> {
    /// The world of a summary with this data.
    pub(crate) fn new(
        library: &'a LazyHash<Library>,
        faces: &'a Faces,
        data: Vec<u8>,
    ) -> Result<Self, Error> {
        Ok(Self {
            library,
            faces,
            template: Source::new(file("summary.typ")?, TEMPLATE.to_owned()),
            data: file("summary.json")?,
            content: Bytes::new(data),
        })
    }

    /// Where something is in the template, as people count.
    pub(crate) fn line(&self, at: usize) -> Option<usize> {
        self.template.lines().byte_to_line(at).map(|line| line + 1)
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.faces.book
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() {
            Ok(self.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data {
            Ok(self.content.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.faces.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
