// Makes world.csv: the world's economies as SVG paths in the Equal Earth projection, once, so that
// nobody needs a projection at run time. Run it again only to change the map:
//
//   npm install --no-save d3-geo@3 topojson-client@3 topojson-simplify@3 world-atlas@2 \
//     i18n-iso-countries@7
//   node make.mjs > world.csv
//
// Shapes: Natural Earth 1:110m (public domain) by world-atlas 2.0.2. Points of economies too small
// to be seen at that scale: where Natural Earth 1:50m has their largest part. Antarctica is left out.
// Natural Earth draws what is administered in fact; the peninsula of Crimea is given to Ukraine here,
// as the General Assembly of the United Nations does (resolution 68/262), and Western Sahara, which is
// on its list of Non-Self-Governing Territories, ends at 27°40′ N. Land without an ISO code stays
// without one. No border on the map is a statement of ours.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoContains, geoEqualEarth, geoPath } from "d3-geo";
import { feature, mergeArcs } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const require = createRequire(import.meta.url);
const iso = require("i18n-iso-countries");
const WIDTH = 960;
// Steradians below which a corner goes: about a pixel of a map 960 pixels wide.
const DETAIL = 1e-6;
// Square pixels below which an economy needs a circle to be seen.
const SMALL = 40;

const read = (scale) =>
  JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf8"));
const code = (f) =>
  f.properties.name === "Kosovo" ? "XKX" : f.id ? iso.numericToAlpha3(String(f.id).padStart(3, "0")) ?? "" : "";

const crude = read("110m");
const crimea = [34.3, 45.2];
const of = (name) => crude.objects.countries.geometries.find((g) => g.properties.name === name);
const [russia, ukraine] = [of("Russia"), of("Ukraine")];
const parts = (g) => (g.type === "Polygon" ? [g.arcs] : g.arcs);
const holds = (arcs) => geoContains(feature(crude, { type: "Polygon", arcs }), crimea);
const moved = parts(russia).filter(holds);
if (moved.length > 1) throw new Error("more than one part of the map holds Crimea");
if (moved.length === 1) {
  russia.arcs = parts(russia).filter((arcs) => !holds(arcs));
  const merged = mergeArcs(crude, [ukraine, { type: "Polygon", arcs: moved[0] }]);
  Object.assign(ukraine, { type: merged.type, arcs: merged.arcs });
}

const projection = geoEqualEarth().fitWidth?.(WIDTH, { type: "Sphere" }) ?? geoEqualEarth();
const topology = simplify(presimplify(crude), DETAIL);
const countries = feature(topology, topology.objects.countries).features.filter(
  (f) => f.properties.name !== "Antarctica",
);
// The part of a ring on one side of a parallel: side is 1 for the north, -1 for the south.
function beyond(ring, latitude, side) {
  const inside = (p) => (p[1] - latitude) * side >= 0;
  const kept = [];
  ring.slice(0, -1).forEach((p, i) => {
    const q = ring[i + 1];
    if (inside(p)) kept.push(p);
    if (inside(p) !== inside(q)) {
      const part = (latitude - p[1]) / (q[1] - p[1]);
      kept.push([p[0] + part * (q[0] - p[0]), latitude]);
    }
  });
  return [...kept, kept[0]];
}
const named = (name) => countries.find((f) => f.properties.name === name).geometry;
const [morocco, sahara] = [named("Morocco"), named("W. Sahara")];
const PARALLEL = 27 + 40 / 60;
const [ring] = morocco.coordinates;
morocco.coordinates = [beyond(ring, PARALLEL, 1)];
Object.assign(sahara, {
  type: "MultiPolygon",
  coordinates: [sahara.coordinates, [beyond(ring, PARALLEL, -1)]],
});

const whole = { type: "FeatureCollection", features: countries };
projection.fitWidth(WIDTH, whole);
const path = geoPath(projection);
const [[, top], [, bottom]] = path.bounds(whole);
const [x0, y0] = projection.translate();
projection.translate([x0, y0 - top]);
const height = Math.ceil(bottom - top);

// Whole pixels, each point from the one before: a third of the bytes.
function compact(d) {
  const rings = (d ?? "").split("Z").filter(Boolean);
  return rings
    .map((ring) => {
      const points = ring.slice(1).split("L").map((p) => p.split(",").map((v) => Math.round(v * 2)));
      const kept = points.filter((p, i) => i === 0 || p[0] !== points[i - 1][0] || p[1] !== points[i - 1][1]);
      if (kept.length < 3) return "";
      let [x, y] = kept[0];
      let out = `M${x} ${y}l`;
      kept.slice(1).forEach(([u, v], i) => {
        const dx = u - x, dy = v - y;
        out += (i && dx >= 0 ? " " : "") + dx + (dy >= 0 ? " " : "") + dy;
        [x, y] = [u, v];
      });
      return out + "z";
    })
    .join("");
}

const fine = read("50m");
const spots = new Map();
for (const f of feature(fine, fine.objects.countries).features) {
  const polygons = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
  const largest = polygons
    .map((coordinates) => ({ type: "Polygon", coordinates }))
    .sort((a, b) => path.area(b) - path.area(a))[0];
  const spot = path.centroid(largest).map((v) => Math.round(v * 2));
  if (spot.every(Number.isFinite)) spots.set(code(f), { spot, area: path.area(f) });
}

const rows = new Map();
for (const f of countries) {
  const d = compact(path(f));
  if (d) rows.set(code(f) || `-${f.properties.name}`, { d, area: path.area(f) });
}
console.log("code,x,y,small,path");
console.log(`,${2 * WIDTH},${2 * height},,`);
const codes = [...new Set([...rows.keys(), ...spots.keys()])].filter((c) => c && c !== "ATA").sort();
for (const c of codes) {
  const shape = rows.get(c);
  const point = spots.get(c);
  const area = shape?.area ?? point?.area ?? 0;
  const small = area < SMALL ? 1 : 0;
  const [x, y] = point?.spot ?? ["", ""];
  console.log(`${c.startsWith("-") ? "" : c},${x},${y},${small},${shape?.d ?? ""}`);
}
