//! Small tables in binary files: workbooks as Excel writes them, and Parquet.

#![allow(clippy::unwrap_used, reason = "helpers of several tests")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use crate::layouts::{Cell, Folder};

/// A sheet as a binary workbook (`.xlsb`): the records that Excel writes, with nothing that can be
/// left out.
pub(crate) fn xlsb(sheet: &[Vec<Cell>], path: &Path) {
    fn number(size: usize) -> [u8; 4] {
        u32::try_from(size).unwrap().to_le_bytes()
    }
    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let bytes = units.iter().flat_map(|unit| unit.to_le_bytes());
        number(units.len()).into_iter().chain(bytes).collect()
    }
    // Kind and length of a record are numbers of seven bits a byte.
    fn record(out: &mut Vec<u8>, kind: usize, content: &[u8]) {
        for mut part in [kind, content.len()] {
            while part >= 0x80 {
                out.push(part as u8 & 0x7f | 0x80);
                part >>= 7;
            }
            out.push(part as u8);
        }
        out.extend_from_slice(content);
    }
    let mut book = Vec::new();
    let bundle = [&number(0)[..], &number(1), &wide("rId1"), &wide("WIOT")].concat();
    record(&mut book, 0x9c, &bundle);
    record(&mut book, 0x90, &[]);
    record(&mut book, 0x9d, &[]);
    let mut page = Vec::new();
    let columns = sheet.iter().map(Vec::len).max().unwrap();
    let size = [
        number(0),
        number(sheet.len() - 1),
        number(0),
        number(columns - 1),
    ];
    record(&mut page, 0x94, &size.concat());
    record(&mut page, 0x91, &[]);
    for (r, row) in sheet.iter().enumerate() {
        record(&mut page, 0x00, &number(r));
        for (c, cell) in row.iter().enumerate() {
            let place = [number(c), number(0)].concat();
            match cell {
                Cell::Text(t) if t.is_empty() => {}
                Cell::Text(t) => record(&mut page, 0x06, &[place, wide(t)].concat()),
                Cell::Number(v) => {
                    record(&mut page, 0x05, &[place, v.to_le_bytes().to_vec()].concat());
                }
            }
        }
    }
    record(&mut page, 0x92, &[]);
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, content) in [
        ("xl/workbook.bin", book.as_slice()),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &page),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
}

/// Puts Parquet files in place of the tables of a folder in the open layout.
pub(crate) fn in_parquet(folder: &Folder) {
    for name in ["z", "f", "taxes", "output"] {
        let text = folder.0.join(format!("{name}.csv"));
        let content = fs::read_to_string(&text).unwrap();
        let mut lines = content
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
        let header = lines.next().unwrap();
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let rows: Vec<Vec<String>> = lines.collect();
        parquet(&folder.0.join(format!("{name}.parquet")), &header, &rows);
        fs::remove_file(text).unwrap();
    }
}

/// Writes rows of words and a number as a Parquet file.
fn parquet(path: &Path, header: &[&str], rows: &[Vec<String>]) {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;

    let words = &header[..header.len() - 1];
    let columns: String = words
        .iter()
        .map(|name| format!("REQUIRED BYTE_ARRAY {name} (UTF8); "))
        .collect();
    let schema = format!("message table {{ {columns}REQUIRED DOUBLE usd_million; }}");
    let schema = parquet::schema::parser::parse_message_type(&schema).unwrap();
    let file = fs::File::create(path).unwrap();
    let properties = WriterProperties::builder().build();
    let mut writer = SerializedFileWriter::new(file, schema.into(), properties.into()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for k in 0..header.len() {
        let mut column = group.next_column().unwrap().unwrap();
        if k < words.len() {
            let cells: Vec<ByteArray> = rows.iter().map(|row| row[k].as_str().into()).collect();
            column
                .typed::<ByteArrayType>()
                .write_batch(&cells, None, None)
                .unwrap();
        } else {
            let cells: Vec<f64> = rows.iter().map(|row| row[k].parse().unwrap()).collect();
            column
                .typed::<DoubleType>()
                .write_batch(&cells, None, None)
                .unwrap();
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
}
