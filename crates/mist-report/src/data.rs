//! The annex as CSV files with what describes them: a README in each language and a
//! [Frictionless](https://specs.frictionlessdata.io/data-package/) `datapackage.json`.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::annex::{Kind, Table, tables};
use crate::language::Language;
use crate::{Error, Publication};

/// A file of the annex: its name within the folder of data, and its content.
pub(crate) type File = (String, Vec<u8>);

/// The CSV files of some economies and what describes them.
///
/// # Errors
/// A message that is missing.
pub(crate) fn files(
    publication: &Publication,
    languages: &[Language],
    codes: &[&str],
) -> Result<Vec<File>, Error> {
    // The files hold identifiers: they are the same in every language.
    let english = Language::load("en")?;
    let tables = tables(&english, publication, codes)?;
    let mut files = Vec::new();
    let mut resources = Vec::new();
    for table in &tables {
        let content = csv(table)?;
        resources.push(resource(&english, table, &content)?);
        files.push((format!("{}.csv", table.id), content));
    }
    for language in languages {
        files.push((
            format!("README.{}.md", language.tag()),
            readme(publication, language, &tables)?.into_bytes(),
        ));
    }
    let package = package(publication, &english, &resources)?;
    let mut text = format!("{package:#}");
    text.push('\n');
    files.push(("datapackage.json".to_owned(), text.into_bytes()));
    Ok(files)
}

/// A table as CSV by RFC 4180.
fn csv(table: &Table) -> Result<Vec<u8>, Error> {
    let failed = |e: csv::Error| Error::Annex {
        table: table.id,
        reason: e.to_string(),
    };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer
        .write_record(table.columns.iter().map(|c| c.id))
        .map_err(failed)?;
    for row in &table.rows {
        writer
            .write_record(row.iter().map(crate::annex::Cell::plain))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::Annex {
        table: table.id,
        reason: e.to_string(),
    })
}

/// A file's entry in the package.
fn resource(language: &Language, table: &Table, content: &[u8]) -> Result<Value, Error> {
    let words = language.words();
    let fields = table
        .columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Text => "string",
                Kind::Number => "number",
                Kind::Whole => "integer",
            };
            Ok(json!({
                "name": column.id,
                "type": kind,
                "title": column.title(words)?,
                "description": column.about(words)?,
            }))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let hash: String = Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(json!({
        "name": table.id,
        "path": format!("{}.csv", table.id),
        "title": table.title(words)?,
        "description": table.about(words)?,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": content.len(),
        "hash": format!("sha256:{hash}"),
        "dialect": { "lineTerminator": "\r\n" },
        "schema": { "fields": fields, "missingValues": [""] },
    }))
}

fn package(
    publication: &Publication,
    english: &Language,
    resources: &[Value],
) -> Result<Value, Error> {
    let sources: Vec<Value> = publication
        .economy
        .sources
        .iter()
        .map(|s| {
            let title = format!("{} ({}), licence: {}", s.title, s.year, s.licence);
            if s.url.starts_with("http") {
                json!({ "title": title, "path": s.url })
            } else {
                json!({ "title": title })
            }
        })
        .collect();
    Ok(json!({
        "profile": "tabular-data-package",
        "name": "mist-exposure-summaries",
        "title": english.words().say("index-title", &[])?,
        "description": english.words().say("not-forecast-text", &[])?,
        "version": publication.run.version,
        "created": format!("{}T00:00:00Z", publication.recipe.date),
        "keywords": ["Taiwan Strait", "economic exposure", "input-output", "Monte Carlo"],
        "sources": sources,
        "mist": {
            "command": publication.recipe.command,
            "comparisons": publication.comparing(),
            "seed": publication.run.seed.to_string(),
            "economy": publication.run.economy_hash,
            "parameters": publication.run.parameters_hash,
        },
        "resources": resources,
    }))
}

/// What the files are, in one language.
fn readme(
    publication: &Publication,
    language: &Language,
    tables: &[Table],
) -> Result<String, Error> {
    let words = language.words();
    let say = |key: &str| words.say(key, &[]);
    let year = publication.run.economy_year.to_string();
    let mut text = format!(
        "# {}\n\n{}\n\n{}\n\n{}\n",
        say("index-title")?,
        words.say("annex-how", &[("year", year.as_str().into())])?,
        say("annex-kinds")?,
        say("not-forecast-text")?,
    );
    for table in tables {
        text.push_str(&format!(
            "\n## {}.csv\n\n{}\n\n",
            table.id,
            table.about(words)?
        ));
        for column in &table.columns {
            let (title, about) = (column.title(words)?, column.about(words)?);
            text.push_str(&format!("- `{}` – {title}: {about}\n", column.id));
        }
    }
    text.push_str(&format!(
        "\n## {}\n\n    {}\n",
        say("recipe-heading")?,
        publication.recipe.command
    ));
    for command in publication.comparing() {
        text.push_str(&format!("    {command}\n"));
    }
    Ok(text)
}
