//! Small tables written in exactly the layouts that publishers use.

#![allow(
    clippy::unwrap_used,
    clippy::needless_range_loop,
    dead_code,
    reason = "helpers of several tests; rows and columns are numbers here"
)]

pub(crate) mod wiod_2013;

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of its own for each test, gone afterwards.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mist-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A table in plain numbers: R regions, S sectors, five final uses (households, non-profit,
/// government, investment, stocks).
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) regions: Vec<String>,
    pub(crate) sectors: Vec<String>,
    pub(crate) z: Vec<Vec<f64>>,
    pub(crate) f: Vec<Vec<f64>>,
    pub(crate) taxes: Vec<f64>,
}

pub(crate) const USES: usize = 5;

impl World {
    /// A balanced world: numbers with two decimals that differ from cell to cell, and a fall in stocks.
    pub(crate) fn small(regions: &[&str], sectors: &[&str]) -> Self {
        let n = regions.len() * sectors.len();
        let cell =
            |i: usize, j: usize| ((i * 7919 + j * 104_729 + i * j * 31) % 977) as f64 / 100.0;
        let z = (0..n)
            .map(|i| (0..n).map(|j| cell(i, j)).collect())
            .collect();
        let f = (0..n)
            .map(|i| {
                (0..regions.len() * USES)
                    .map(|c| match c % USES {
                        4 => -cell(c, i) / 1000.0,
                        3 => cell(i, c + 1),
                        _ => 20.0 + cell(i, c),
                    })
                    .map(|v: f64| (v * 100.0).round() / 100.0)
                    .collect()
            })
            .collect();
        let mut world = Self {
            regions: regions.iter().map(|r| (*r).to_owned()).collect(),
            sectors: sectors.iter().map(|s| (*s).to_owned()).collect(),
            z,
            f,
            taxes: (0..n).map(|i| cents((i % 5) as f64 / 10.0 - 0.1)).collect(),
        };
        // One fall in stocks that the year's investment does not cover.
        world.f[1][4] = -30.0;
        world.f[1][3] = 5.0;
        world
    }

    pub(crate) fn nodes(&self) -> usize {
        self.z.len()
    }

    pub(crate) fn output(&self) -> Vec<f64> {
        let sum = |i: usize| self.z[i].iter().sum::<f64>() + self.f[i].iter().sum::<f64>();
        (0..self.nodes()).map(sum).map(cents).collect()
    }

    pub(crate) fn inputs(&self) -> Vec<f64> {
        let sum = |j: usize| self.z.iter().map(|row| row[j]).sum::<f64>();
        (0..self.nodes()).map(sum).map(cents).collect()
    }

    pub(crate) fn value_added(&self) -> Vec<f64> {
        let (x, inputs) = (self.output(), self.inputs());
        (0..self.nodes())
            .map(|j| cents(x[j] - inputs[j] - self.taxes[j]))
            .collect()
    }

    fn label(&self, node: usize) -> (&str, &str) {
        let s = self.sectors.len();
        (&self.regions[node / s], &self.sectors[node % s])
    }
}

fn cents(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

fn join(values: &[f64]) -> String {
    values
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

/// The CSV of the OECD: purchases abroad of residents are a sixth use, empty here.
pub(crate) fn icio(world: &World) -> String {
    let mut text = String::from("V1");
    for i in 0..world.nodes() {
        let (region, sector) = world.label(i);
        text.push_str(&format!(",{region}_{sector}"));
    }
    for region in &world.regions {
        for used in ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR"] {
            text.push_str(&format!(",{region}_{used}"));
        }
    }
    text.push_str(",OUT\n");
    let x = world.output();
    for i in 0..world.nodes() {
        let (region, sector) = world.label(i);
        let finals: Vec<String> = world.f[i]
            .chunks(USES)
            .map(|uses| format!("{},0", join(uses)))
            .collect();
        text.push_str(&format!(
            "{region}_{sector},{},{},{}\n",
            join(&world.z[i]),
            finals.join(","),
            x[i]
        ));
    }
    let empty = vec![0.0; world.regions.len() * 6 + 1];
    for (label, row) in [
        ("TLS", &world.taxes),
        ("VA", &world.value_added()),
        ("OUT", &x),
    ] {
        text.push_str(&format!("{label},{},{}\n", join(row), join(&empty)));
    }
    text
}

/// One cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
}

/// The sheet of the WIOD: four lines of labels above, four columns beside. `sectors` are numbers of
/// the release (`c14`); `uses` are the numbers and `totals` the labels of its rows of totals.
pub(crate) fn wiod(world: &World, year: u16, of2016: bool) -> Vec<Vec<Cell>> {
    wiod_with(world, &world.output(), year, of2016)
}

/// The same with the output that the table states, where its cells are rounded.
pub(crate) fn wiod_with(world: &World, x: &[f64], year: u16, of2016: bool) -> Vec<Vec<Cell>> {
    let text = |t: &str| Cell::Text(t.to_owned());
    let numbers: [&str; USES] = if of2016 {
        ["c57", "c58", "c59", "c60", "c61"]
    } else {
        ["c37", "c38", "c39", "c41", "c42"]
    };
    let mut heads: Vec<Vec<Cell>> = vec![
        vec![text("(industry-by-industry)"), text(""), text(""), text("")],
        vec![text("(millions of US$)"), text(""), text(""), text("")],
        vec![text(""), text(""), text(""), text("")],
        vec![text(""), text(""), text(""), text("")],
    ];
    for i in 0..world.nodes() {
        let (region, sector) = world.label(i);
        for (row, label) in heads.iter_mut().zip([sector, "name", region, sector]) {
            row.push(text(label));
        }
    }
    for region in &world.regions {
        for number in numbers {
            for (row, label) in heads.iter_mut().zip([number, "final use", region, number]) {
                row.push(text(label));
            }
        }
    }
    let last = if of2016 {
        ["GO", "Total output", "TOT", "c62"]
    } else {
        ["", "Total output", "TOT", "c60"]
    };
    for (row, label) in heads.iter_mut().zip(last) {
        row.push(text(label));
    }
    let mut sheet = vec![
        vec![text(&format!("World Input-Output Table, {year}"))],
        vec![text("in current prices")],
    ];
    sheet.extend(heads);
    let value_added: Vec<f64> = world
        .inputs()
        .iter()
        .zip(&world.taxes)
        .zip(x)
        .map(|((inputs, tax), x)| cents(x - inputs - tax))
        .collect();
    for i in 0..world.nodes() {
        let (region, sector) = world.label(i);
        let mut row = vec![
            text(sector),
            text("name"),
            text(region),
            text(&sector.replace('c', "r")),
        ];
        row.extend(
            world.z[i]
                .iter()
                .chain(&world.f[i])
                .map(|v| Cell::Number(*v)),
        );
        row.push(Cell::Number(x[i]));
        sheet.push(row);
    }
    let zero = vec![0.0; world.nodes()];
    let totals = [
        (
            "II_fob",
            "Total intermediate consumption",
            "r65",
            "r60",
            &world.inputs(),
        ),
        (
            "TXSP",
            "taxes less subsidies on products",
            "r66",
            "r99",
            &world.taxes,
        ),
        (
            "EXP_adj",
            "Cif/ fob adjustments on exports",
            "r67",
            "r61",
            &zero,
        ),
        (
            "PURR",
            "Direct purchases abroad by residents",
            "r68",
            "r62",
            &zero,
        ),
        (
            "PURNR",
            "Purchases on the domestic territory by non-residents",
            "r69",
            "r63",
            &zero,
        ),
        (
            "VA",
            "Value added at basic prices",
            "r70",
            "r64",
            &value_added,
        ),
        (
            "IntTTM",
            "International Transport Margins",
            "r71",
            "r65",
            &zero,
        ),
        ("GO", "Output at basic prices", "r73", "r69", &x.to_vec()),
    ];
    for (code, name, new, old, values) in totals {
        let mut row = if of2016 {
            vec![text(code), text(name), text("TOT"), text(new)]
        } else {
            vec![text(""), text(name), text("TOT"), text(old)]
        };
        row.extend(values.iter().map(|v| Cell::Number(*v)));
        row.extend(vec![Cell::Number(0.0); world.regions.len() * USES + 1]);
        sheet.push(row);
    }
    sheet
}

/// A sheet as CSV.
pub(crate) fn csv(sheet: &[Vec<Cell>]) -> String {
    let mut text = String::new();
    for row in sheet {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| match cell {
                Cell::Text(t) if t.contains(',') => format!("\"{t}\""),
                Cell::Text(t) => t.clone(),
                Cell::Number(v) => v.to_string(),
            })
            .collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A sheet as a workbook.
pub(crate) fn xlsx(sheet: &[Vec<Cell>], path: &Path) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (r, row) in sheet.iter().enumerate() {
        for (c, cell) in row.iter().enumerate() {
            let (r, c) = (u32::try_from(r).unwrap(), u16::try_from(c).unwrap());
            match cell {
                Cell::Text(t) if t.is_empty() => {}
                Cell::Text(t) => {
                    page.write_string(r, c, t).unwrap();
                }
                Cell::Number(v) => {
                    page.write_number(r, c, *v).unwrap();
                }
            }
        }
    }
    book.save(path).unwrap();
}

/// The CSV of the statistical packages (release of 2016): one line of labels.
pub(crate) fn wiod_one_line(world: &World) -> String {
    let mut text = String::from("IndustryCode,IndustryDescription,Country,RNr,Year");
    for i in 0..world.nodes() {
        let (region, sector) = world.label(i);
        text.push_str(&format!(",{region}{}", &sector[1..]));
    }
    for region in &world.regions {
        for number in 57..=61 {
            text.push_str(&format!(",{region}{number}"));
        }
    }
    text.push_str(",TOT\n");
    for row in csv(&wiod(world, 2014, true)).lines().skip(6) {
        let mut quoted = false;
        let mut commas = 0;
        let split = row
            .char_indices()
            .find(|(_, c)| {
                quoted ^= *c == '"';
                commas += usize::from(*c == ',' && !quoted);
                commas == 4
            })
            .unwrap()
            .0;
        let (labels, values) = row.split_at(split);
        let (rest, number) = labels.rsplit_once(',').unwrap();
        text.push_str(&format!("{rest},{},2014{values}\n", &number[1..]));
    }
    text
}

/// Text with two lines and two columns of labels, as pymrio and EXIOBASE write it.
fn two_headed(
    rows: &[(String, String)],
    columns: &[(String, String)],
    values: &[Vec<f64>],
) -> String {
    let line = |first: &str, pick: fn(&(String, String)) -> &String| {
        let labels: Vec<&str> = columns.iter().map(|c| pick(c).as_str()).collect();
        format!("{first}\t\t{}\n", labels.join("\t"))
    };
    let mut text = line("region", |c| &c.0) + &line("sector", |c| &c.1);
    text.push_str(&format!("region\tsector{}\n", "\t".repeat(columns.len())));
    for (label, row) in rows.iter().zip(values) {
        let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
        text.push_str(&format!("{}\t{}\t{}\n", label.0, label.1, cells.join("\t")));
    }
    text
}

/// A folder of EXIOBASE 3 with coefficients.
pub(crate) fn exiobase(world: &World, folder: &Folder, coefficients: bool) {
    let labels: Vec<(String, String)> = (0..world.nodes())
        .map(|i| world.label(i))
        .map(|(r, s)| (r.to_owned(), s.to_owned()))
        .collect();
    let uses = [
        "Final consumption expenditure by households",
        "Final consumption expenditure by non-profit organisations serving households (NPISH)",
        "Final consumption expenditure by government",
        "Gross fixed capital formation",
        "Changes in inventories",
        "Changes in valuables",
        "Exports: Total (fob)",
    ];
    let columns: Vec<(String, String)> = world
        .regions
        .iter()
        .flat_map(|r| uses.iter().map(move |u| (r.clone(), (*u).to_owned())))
        .collect();
    let y: Vec<Vec<f64>> = world
        .f
        .iter()
        .map(|row| {
            row.chunks(USES)
                .flat_map(|uses| uses.iter().copied().chain([0.0, 0.0]))
                .collect()
        })
        .collect();
    let x = world.output();
    if coefficients {
        let a: Vec<Vec<f64>> = world
            .z
            .iter()
            .map(|row| row.iter().zip(&x).map(|(v, x)| v / x).collect())
            .collect();
        folder.file("A.txt", two_headed(&labels, &labels, &a));
    } else {
        folder.file("Z.txt", two_headed(&labels, &labels, &world.z));
    }
    folder.file("Y.txt", two_headed(&labels, &columns, &y));
    let mut outputs = String::from("region\tsector\tindout\n");
    let mut units = String::from("region\tsector\tunit\n");
    for ((region, sector), x) in labels.iter().zip(&x) {
        outputs.push_str(&format!("{region}\t{sector}\t{x}\n"));
        units.push_str(&format!("{region}\t{sector}\tM.EUR\n"));
    }
    folder.file("x.txt", outputs);
    folder.file("unit.txt", units);
    let heads = |pick: fn(&(String, String)) -> &String| {
        let words: Vec<&str> = labels.iter().map(|l| pick(l).as_str()).collect();
        words.join("\t")
    };
    let taxes: Vec<String> = world.taxes.iter().map(ToString::to_string).collect();
    folder.file(
        "satellite/F.txt",
        format!(
            "region\t{}\nsector\t{}\nstressor\nTaxes less subsidies on products purchased: Total\t{}\n",
            heads(|l| &l.0),
            heads(|l| &l.1),
            taxes.join("\t")
        ),
    );
}

/// A folder in the open layout.
pub(crate) fn open_table(world: &World, folder: &Folder) {
    folder.file(
        "datapackage.json",
        r#"{"name": "mine", "title": "My table", "year": 2021, "resources": []}"#,
    );
    let list = |head: &str, rows: Vec<String>| format!("{head}\n{}\n", rows.join("\n"));
    folder.file(
        "regions.csv",
        list(
            "code,name",
            world.regions.iter().map(|r| format!("{r},{r}")).collect(),
        ),
    );
    folder.file(
        "products.csv",
        list(
            "code,name,isic",
            world
                .sectors
                .iter()
                .map(|s| format!("{s},{s},{s}"))
                .collect(),
        ),
    );
    let (mut z, mut f, mut taxes, mut output) = (vec![], vec![], vec![], vec![]);
    for i in 0..world.nodes() {
        let (r, s) = world.label(i);
        for j in 0..world.nodes() {
            let (br, bs) = world.label(j);
            z.push(format!("{r},{s},{br},{bs},{}", world.z[i][j]));
        }
        for (buyer, uses) in world.regions.iter().zip(world.f[i].chunks(USES)) {
            f.push(format!(
                "{r},{s},{buyer},households,{}",
                cents(uses[0] + uses[1])
            ));
            f.push(format!("{r},{s},{buyer},government,{}", uses[2]));
            f.push(format!(
                "{r},{s},{buyer},investment,{}",
                cents(uses[3] + uses[4])
            ));
        }
        taxes.push(format!("{r},{s},{}", world.taxes[i]));
        output.push(format!("{r},{s},{}", world.output()[i]));
    }
    let seller = "seller_region,seller_product";
    folder.file(
        "z.csv",
        list(
            &format!("{seller},buyer_region,buyer_product,usd_million"),
            z,
        ),
    );
    folder.file(
        "f.csv",
        list(&format!("{seller},buyer_region,use,usd_million"), f),
    );
    folder.file("taxes.csv", list("region,product,usd_million", taxes));
    folder.file("output.csv", list("region,product,usd_million", output));
}
