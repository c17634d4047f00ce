//! Tables on the terminal: no lines, no colours, columns that line up in any script.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};

/// A table as text; columns from `right` on are numbers and stand at the right.
pub(crate) fn plain_table<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    right: usize,
) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(header);
    table.add_rows(rows);
    for column in table.column_iter_mut().skip(right) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}
