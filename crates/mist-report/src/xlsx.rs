//! The annex as a workbook: what it is on the first sheet, then a table a sheet.
//!
//! Text is written as text, never as a formula or a link, so that no name from a user's file can do
//! anything. The workbook bears the day of publication and no clock: the same input gives the same
//! bytes.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Table as ExcelTable, TableColumn,
    TableStyle, Workbook, Worksheet, XlsxError,
};

use crate::Error;
use crate::annex::{Cell, Column, Kind, Table, Unit, tables};
use crate::language::{Language, Words};
use crate::page::Front;
use crate::publication::CountryPage;

/// Narrowest and widest column, in characters.
const WIDTHS: (usize, usize) = (8, 46);

/// Rows that are looked at for the width of a column: more would take longer than writing them.
const LOOKED_AT: usize = 400;

/// Longest name that Excel allows for a sheet, in UTF-16 units.
const SHEET_NAME: usize = 31;

/// Makes the workbook of an economy's page.
///
/// # Errors
/// As [`crate::render_country`], and [`Error::Workbook`] for what Excel could not hold.
pub fn workbook(page: &CountryPage<'_>, language: &Language) -> Result<Vec<u8>, Error> {
    let words = language.words();
    let front = Front::of(page, language)?;
    let tables = tables(language, page.publication, &[page.code])?;
    let failed = |source: XlsxError| Error::Workbook {
        code: page.code.to_owned(),
        source,
    };
    let mut book = Workbook::new();
    let date = page.publication.recipe.date;
    let created = u16::try_from(date.year)
        .map_err(|_| XlsxError::DateTimeRangeError(date.year.to_string()))
        .and_then(|year| ExcelDateTime::from_ymd(year, date.month, date.day))
        .map_err(failed)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(&front.title)
            .set_author("MIST")
            .set_comment(&page.publication.recipe.command)
            .set_creation_datetime(&created),
    );
    let readme = readme(words, &front, &tables)?;
    write_readme(
        book.add_worksheet(),
        &words.say("annex-readme", &[])?,
        &readme,
    )
    .map_err(failed)?;
    for table in &tables {
        let sheet = book.add_worksheet();
        let columns = table
            .columns
            .iter()
            .map(|column| column.title(words))
            .collect::<Result<Vec<_>, _>>()?;
        write_table(sheet, &table.title(words)?, &columns, table).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// A line of the first sheet.
enum Line {
    Title(String),
    Heading(String),
    Text(String),
    Pair(String, String),
    Gap,
}

/// What stands on the first sheet.
fn readme(words: &Words, front: &Front, tables: &[Table]) -> Result<Vec<Line>, Error> {
    let say = |key: &str| words.say(key, &[]);
    let mut lines = vec![
        Line::Text(say("operation-long")?),
        Line::Title(front.title.clone()),
        Line::Text(front.footer.clone()),
        Line::Gap,
    ];
    lines.extend(front.sentences.iter().cloned().map(Line::Text));
    lines.push(Line::Text(front.reading.clone()));
    lines.extend([
        Line::Gap,
        Line::Heading(say("annex-how-heading")?),
        Line::Text(words.say("annex-how", &[("year", front.year.as_str().into())])?),
        Line::Text(say("annex-kinds")?),
        Line::Gap,
        Line::Heading(say("annex-sheets")?),
    ]);
    for table in tables {
        lines.push(Line::Pair(table.title(words)?, table.about(words)?));
    }
    lines.extend([Line::Gap, Line::Heading(say("annex-columns")?)]);
    let mut told: Vec<Column> = Vec::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if !told.iter().any(|earlier| earlier.id == column.id) {
            told.push(*column);
            lines.push(Line::Pair(column.title(words)?, column.about(words)?));
        }
    }
    lines.extend([Line::Gap, Line::Heading(say("caveats-heading")?)]);
    for (heading, text) in &front.caveats {
        lines.push(Line::Pair(heading.clone(), text.clone()));
    }
    lines.extend([
        Line::Gap,
        Line::Heading(say("recipe-heading")?),
        Line::Pair(say("recipe-version")?, format!("MIST {}", front.version)),
        Line::Pair(say("recipe-economy")?, front.economy.clone()),
        Line::Pair("SHA-256".to_owned(), front.economy_hash.clone()),
        Line::Pair(say("recipe-parameters")?, front.parameters_hash.clone()),
        Line::Pair(say("recipe-seed")?, front.seed.clone()),
        Line::Pair(say("recipe-command")?, front.command.clone()),
    ]);
    for command in &front.comparing {
        lines.push(Line::Pair(say("measured-command")?, command.clone()));
    }
    Ok(lines)
}

fn write_readme(sheet: &mut Worksheet, name: &str, lines: &[Line]) -> Result<(), XlsxError> {
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let title = Format::new().set_bold().set_font_size(16.0);
    let heading = Format::new().set_bold().set_font_size(12.0);
    sheet.set_name(name)?;
    sheet.set_column_width(0, 30.0)?.set_column_width(1, 96.0)?;
    for (row, line) in (0..).zip(lines) {
        match line {
            Line::Title(words) => {
                sheet.write_string_with_format(row, 0, words, &title)?;
            }
            Line::Heading(words) => {
                sheet.write_string_with_format(row, 0, words, &heading)?;
            }
            Line::Text(words) => {
                sheet.merge_range(row, 0, row, 1, words, &text)?;
                // A merged cell does not grow with its text.
                let lines = cells_of(words).div_ceil(125).max(1);
                sheet.set_row_height(row, 15.0 * lines as f64)?;
            }
            Line::Pair(left, right) => {
                sheet.write_string_with_format(row, 0, left, &text)?;
                sheet.write_string_with_format(row, 1, right, &text)?;
            }
            Line::Gap => {}
        }
    }
    for_print(sheet);
    Ok(())
}

fn write_table(
    sheet: &mut Worksheet,
    name: &str,
    titles: &[String],
    table: &Table,
) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(name))?;
    let formats = Formats::new();
    for (column, (title, kind)) in (0_u16..).zip(titles.iter().zip(&table.columns)) {
        let cells = || table.rows.iter().take(LOOKED_AT);
        let widest = cells()
            .filter_map(|row| row.get(usize::from(column))?.label().map(cells_of))
            .max()
            .unwrap_or(if kind.kind == Kind::Text { 0 } else { 11 });
        let width = widest.max(cells_of(title) + 3).clamp(WIDTHS.0, WIDTHS.1);
        sheet.set_column_width(column, width as f64)?;
    }
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Name(_, words) | Cell::Text(words) => {
                    sheet.write_string(row, column, words)?;
                }
                Cell::Number(number, unit) => {
                    let format = formats.of(*number, *unit);
                    sheet.write_number_with_format(row, column, *number, format)?;
                }
            }
        }
    }
    let columns: Vec<TableColumn> = titles
        .iter()
        .map(|title| TableColumn::new().set_header(title))
        .collect();
    let last = table.columns.len().saturating_sub(1);
    let within = |_| XlsxError::RowColumnLimitError;
    // A table in Excel has a row at least.
    let rows = u32::try_from(table.rows.len().max(1)).map_err(within)?;
    let frame = ExcelTable::new()
        .set_name(table.id)
        .set_style(TableStyle::Light1)
        .set_columns(&columns);
    sheet.add_table(0, 0, rows, u16::try_from(last).map_err(within)?, &frame)?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    for_print(sheet);
    Ok(())
}

/// A4 across, as wide as the paper.
fn for_print(sheet: &mut Worksheet) {
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
}

/// Number formats; Excel shows them with its user's own signs.
struct Formats {
    share: Format,
    small_share: Format,
    tiny: Format,
    money: Format,
    time: Format,
    count: Format,
    plain: Format,
}

impl Formats {
    fn new() -> Self {
        let of = |code: &str| Format::new().set_num_format(code);
        Self {
            share: of("0.00%"),
            small_share: of("0.0000%"),
            tiny: of("0.0E+00"),
            money: of("#,##0"),
            time: of("#,##0.0"),
            count: of("#,##0"),
            plain: of("0.000"),
        }
    }

    /// The format of a number; none shows as zero what is not.
    fn of(&self, number: f64, unit: Unit) -> &Format {
        let size = number.abs();
        match unit {
            Unit::Share if size == 0.0 || size >= 5e-4 => &self.share,
            Unit::Share if size >= 5e-6 => &self.small_share,
            Unit::Money if size == 0.0 || size >= 0.5 => &self.money,
            Unit::Time if size == 0.0 || size >= 0.05 => &self.time,
            Unit::Plain if size == 0.0 || size >= 5e-4 => &self.plain,
            Unit::Count => &self.count,
            _ => &self.tiny,
        }
    }
}

/// A name that Excel takes for a sheet.
fn sheet_name(name: &str) -> String {
    let mut units = 0;
    name.chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .take_while(|c| {
            units += c.len_utf16();
            units <= SHEET_NAME
        })
        .collect()
}

/// How many columns of a terminal a text would take: two for a character of Chinese or Japanese.
fn cells_of(text: &str) -> usize {
    text.chars()
        .map(|c| if u32::from(c) >= 0x1100 { 2 } else { 1 })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_a_name_that_excel_takes() {
        assert_eq!(sheet_name("a/b[c]:d*e?'"), "abcde");
        assert_eq!(sheet_name(&"x".repeat(40)).len(), 31);
    }

    #[test]
    fn no_figure_shows_as_zero_that_is_not() {
        let formats = Formats::new();
        assert_eq!(*formats.of(0.0, Unit::Share), formats.share);
        assert_eq!(*formats.of(-2e-4, Unit::Share), formats.small_share);
        assert_eq!(*formats.of(1e-9, Unit::Share), formats.tiny);
        assert_eq!(*formats.of(0.2, Unit::Money), formats.tiny);
    }
}
