//! Sea lanes: which routes use the Taiwan Strait, and what going round costs.
//!
//! Shortest paths (Dijkstra) between the main ports of each economy on the marnet graph, with every
//! lane open and again without the lanes that cross the Strait. The northern passages are shut.
//! Trade of Taiwan itself has share 0: its ports lie on the Strait, and access to them is a channel
//! of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::path::Path;

use serde_json::Value;

use super::classes::Classes;
use super::files::{Csv, open};
use crate::EconomyError;

/// The Strait: longitude and latitude of the corners, from the Guangdong coast round the west and
/// north of Taiwan to Fujian.
const STRAIT: [[f64; 2]; 6] = [
    [117.2, 22.0],
    [120.9, 22.0],
    [120.9, 23.55],
    [121.6, 24.82],
    [121.6, 26.3],
    [117.2, 26.3],
];
/// Sailing speed in km a day: 14.5 knots, between bulk carriers (12–13) and container ships
/// (15–16) in recent years.
const KM_A_DAY: f64 = 14.5 * 1.852 * 24.0;
/// Passages that merchant ships do not use all year.
const SHUT: [&str; 2] = ["northwest", "northeast"];
/// A way round that is shorter than this is taken anyway: open sea, no traffic scheme, no risk; four
/// hours at 14.5 knots (judgement). It settles near ties such as Kobe–Singapore, 10 km apart.
const WORTH_THE_STRAIT_KM: f64 = 100.0;
const EARTH_KM: f64 = 6371.0088;

/// Share of sea trade through the Strait and days of detour, `[from][to]`.
pub(super) struct Lanes {
    pub(super) share: Vec<f64>,
    pub(super) detour_days: Vec<f64>,
}

struct Edge {
    to: usize,
    km: f64,
    strait: bool,
}

/// The graph of sea lanes.
pub(super) struct SeaGraph {
    points: Vec<[f64; 2]>,
    edges: Vec<Vec<Edge>>,
}

/// One shortest path's length, and whether it uses the Strait.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Route {
    pub(super) km: f64,
    pub(super) strait: bool,
}

impl SeaGraph {
    /// Reads the graph (GeoJSON lines; consecutive points are joined).
    pub(super) fn read(folder: &Path) -> Result<Self, EconomyError> {
        let path = folder.join("marnet_searoute.geojson.gz");
        let mut index: BTreeMap<[i64; 2], usize> = BTreeMap::new();
        let mut graph = Self {
            points: Vec::new(),
            edges: Vec::new(),
        };
        for feature in features(&path)? {
            let passage = feature["properties"]["passage"].as_str().unwrap_or("");
            if SHUT.contains(&passage) {
                continue;
            }
            let geometry = &feature["geometry"];
            let empty = Vec::new();
            let coordinates = geometry["coordinates"].as_array().unwrap_or(&empty);
            let lines: Vec<&Value> = if geometry["type"] == "LineString" {
                vec![&geometry["coordinates"]]
            } else {
                coordinates.iter().collect()
            };
            for line in lines {
                let points: Vec<[f64; 2]> = line
                    .as_array()
                    .unwrap_or(&empty)
                    .iter()
                    .filter_map(point)
                    .collect();
                for pair in points.windows(2) {
                    let a = graph.node(&mut index, pair[0]);
                    let b = graph.node(&mut index, pair[1]);
                    graph.join(a, b);
                }
            }
        }
        if graph.points.len() < 1000 {
            return Err(EconomyError::invalid(
                format!("{} points", graph.points.len()),
                path.display().to_string(),
                "expected the marnet graph of about 9,700 points",
            ));
        }
        Ok(graph)
    }

    fn node(&mut self, index: &mut BTreeMap<[i64; 2], usize>, p: [f64; 2]) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "a key of 1e-5 degrees")]
        let key = p.map(|v| (v * 1e5).round() as i64);
        *index.entry(key).or_insert_with(|| {
            self.points.push(p);
            self.edges.push(Vec::new());
            self.points.len() - 1
        })
    }

    fn join(&mut self, a: usize, b: usize) {
        if a == b {
            return;
        }
        let (p, q) = (self.points[a], self.points[b]);
        let (km, strait) = (distance(p, q), crosses_strait(p, q));
        self.edges[a].push(Edge { to: b, km, strait });
        self.edges[b].push(Edge { to: a, km, strait });
    }

    /// The nearest point of the graph.
    pub(super) fn nearest(&self, p: [f64; 2]) -> usize {
        let mut best = (f64::INFINITY, 0);
        for (k, q) in self.points.iter().enumerate() {
            let km = distance(p, *q);
            if km < best.0 {
                best = (km, k);
            }
        }
        best.1
    }

    /// Shortest routes from a point to every other; `None` where there is no way.
    pub(super) fn routes(&self, from: usize, strait_open: bool) -> Vec<Option<Route>> {
        let mut best: Vec<Option<Route>> = vec![None; self.points.len()];
        let mut queue = BinaryHeap::new();
        best[from] = Some(Route {
            km: 0.0,
            strait: false,
        });
        // Lengths are finite and not negative, so their bits order as they do.
        queue.push(Reverse((0.0f64.to_bits(), from)));
        while let Some(Reverse((bits, at))) = queue.pop() {
            let km = f64::from_bits(bits);
            let Some(here) = best[at].filter(|h| h.km >= km) else {
                continue;
            };
            for edge in &self.edges[at] {
                if edge.strait && !strait_open {
                    continue;
                }
                let next = Route {
                    km: km + edge.km,
                    strait: here.strait || edge.strait,
                };
                if best[edge.to].is_none_or(|b| next.km < b.km) {
                    best[edge.to] = Some(next);
                    queue.push(Reverse((next.km.to_bits(), edge.to)));
                }
            }
        }
        best
    }
}

/// Share and detour for every pair of regions.
pub(super) fn sea_lanes(
    shared: &Path,
    inputs: &Path,
    classes: &Classes,
) -> Result<Lanes, EconomyError> {
    let folder = shared.join("sea_network");
    let graph = SeaGraph::read(&folder)?;
    let places = port_places(&folder)?;
    let r = classes.r();
    let mut ports: Vec<Vec<(usize, f64)>> = vec![Vec::new(); r];
    for row in Csv::read(&inputs.join("ports.csv"))?.rows() {
        let (economy, port) = (row.text("economy")?, row.text("port")?);
        let Some(k) = classes.regions.iter().position(|c| c.code == economy) else {
            continue;
        };
        let place = places.get(port).ok_or_else(|| {
            EconomyError::invalid(
                format!("unknown port {port}"),
                "ports.csv",
                "use a UN/LOCODE of the port list",
            )
        })?;
        ports[k].push((graph.nearest(*place), row.number("weight")?));
    }
    if let Some(k) = ports.iter().position(Vec::is_empty) {
        return Err(EconomyError::invalid(
            format!("no port for {}", classes.regions[k].code),
            "ports.csv",
            "add one; a landlocked economy uses its neighbours'",
        ));
    }
    let mut land = vec![0.0; r * r];
    for row in Csv::read(&inputs.join("land_trade.csv"))?.rows() {
        let find = |c| -> Result<Option<usize>, EconomyError> {
            let code = row.text(c)?;
            Ok(classes.regions.iter().position(|x| x.code == code))
        };
        if let (Some(a), Some(b)) = (find("a")?, find("b")?) {
            land[a * r + b] = row.number("land_share")?;
            land[b * r + a] = row.number("land_share")?;
        }
    }
    let mut lanes = Lanes {
        share: vec![0.0; r * r],
        detour_days: vec![0.0; r * r],
    };
    for i in (0..r).filter(|i| *i != classes.taiwan) {
        for &(from, weight) in &ports[i] {
            let open = graph.routes(from, true);
            let shut = graph.routes(from, false);
            for j in (0..r).filter(|j| *j != classes.taiwan && *j != i) {
                for &(to, w) in &ports[j] {
                    let (Some(short), Some(long)) = (open[to], shut[to]) else {
                        continue;
                    };
                    if short.strait && long.km - short.km >= WORTH_THE_STRAIT_KM {
                        lanes.share[i * r + j] += weight * w;
                        lanes.detour_days[i * r + j] +=
                            weight * w * (long.km - short.km) / KM_A_DAY;
                    }
                }
            }
        }
    }
    for (k, land) in land.iter().enumerate() {
        if lanes.share[k] > 0.0 {
            // Days for the part that detours; trade that goes by land passes no strait.
            lanes.detour_days[k] /= lanes.share[k];
            lanes.share[k] = (lanes.share[k] * (1.0 - land)).min(1.0);
        }
    }
    Ok(lanes)
}

fn features(path: &Path) -> Result<Vec<Value>, EconomyError> {
    let bad = |what: String| {
        EconomyError::invalid(
            what,
            path.display().to_string(),
            "expected GeoJSON features",
        )
    };
    let mut document: Value =
        serde_json::from_reader(open(path)?).map_err(|e| bad(e.to_string()))?;
    match document["features"].take() {
        Value::Array(list) => Ok(list),
        _ => Err(bad("no features".to_owned())),
    }
}

fn port_places(folder: &Path) -> Result<BTreeMap<String, [f64; 2]>, EconomyError> {
    let mut out = BTreeMap::new();
    for feature in features(&folder.join("ports.geojson.gz"))? {
        let code = feature["properties"]["port"].as_str();
        if let (Some(code), Some(p)) = (code, point(&feature["geometry"]["coordinates"])) {
            out.entry(code.to_owned()).or_insert(p);
        }
    }
    Ok(out)
}

/// A coordinate pair, longitude brought to −180…180.
fn point(value: &Value) -> Option<[f64; 2]> {
    let (x, y) = (value.get(0)?.as_f64()?, value.get(1)?.as_f64()?);
    Some([(x + 180.0).rem_euclid(360.0) - 180.0, y])
}

/// Great-circle distance in km (haversine).
fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    let half = |d: f64| {
        let s = libm::sin(d.to_radians() / 2.0);
        s * s
    };
    let cosines = libm::cos(a[1].to_radians()) * libm::cos(b[1].to_radians());
    let h = half(b[1] - a[1]) + cosines * half(b[0] - a[0]);
    2.0 * EARTH_KM * libm::asin(h.sqrt().min(1.0))
}

/// Whether any of 41 points along a lane lies in the Strait.
fn crosses_strait(a: [f64; 2], b: [f64; 2]) -> bool {
    if (a[0] - b[0]).abs() > 180.0 {
        return false;
    }
    (0..=40).any(|k| {
        let t = f64::from(k) / 40.0;
        inside([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])])
    })
}

/// Point in polygon by crossings of a ray.
fn inside(p: [f64; 2]) -> bool {
    let mut within = false;
    let mut previous = STRAIT[STRAIT.len() - 1];
    for corner in STRAIT {
        if (corner[1] > p[1]) != (previous[1] > p[1]) {
            let t = (p[1] - corner[1]) / (previous[1] - corner[1]);
            if p[0] < corner[0] + t * (previous[0] - corner[0]) {
                within = !within;
            }
        }
        previous = corner;
    }
    within
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distances and routes as measured independently on the same graph (with Suez open).
    #[test]
    fn known_routes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sea_network");
        if !folder.is_dir() {
            eprintln!("skipped: no sea graph at {}", folder.display());
            return;
        }
        let graph = SeaGraph::read(&folder).unwrap();
        let route = |from: [f64; 2], to: [f64; 2]| {
            let (a, b) = (graph.nearest(from), graph.nearest(to));
            (
                graph.routes(a, true)[b].unwrap(),
                graph.routes(a, false)[b].unwrap(),
            )
        };
        let shanghai = [122.2, 31.0];
        let busan = [129.05, 35.05];
        let tokyo = [139.8, 35.3];
        let singapore = [103.8, 1.2];
        let (open, shut) = route(shanghai, [4.0, 52.0]);
        assert!((open.km - 19_474.0).abs() < 10.0 && open.strait, "{open:?}");
        assert!((shut.km - open.km - 235.0).abs() < 15.0, "{shut:?}");
        for from in [shanghai, busan] {
            let (open, shut) = route(from, singapore);
            assert!(open.strait && !shut.strait);
            assert!(
                (shut.km - open.km - 235.0).abs() < 15.0,
                "{open:?} {shut:?}"
            );
        }
        assert!(!route(tokyo, singapore).0.strait);
        let (open, shut) = route([50.2, 26.6], tokyo);
        assert!(!open.strait && open.km == shut.km);
    }

    #[test]
    fn the_polygon_holds_the_strait_and_nothing_else() {
        for (place, within) in [
            ([119.5, 24.5], true),  // between Pingtan and Hsinchu
            ([118.2, 24.3], true),  // off Xiamen
            ([120.2, 22.5], true),  // off Kaohsiung
            ([121.8, 23.9], false), // off Hualien
            ([121.0, 20.5], false), // Luzon Strait
            ([114.2, 22.2], false), // Hong Kong
            ([122.2, 31.0], false), // Shanghai
        ] {
            assert_eq!(inside(place), within, "{place:?}");
        }
    }
}
