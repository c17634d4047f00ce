//! Pictures for links in messages: each scenario's map, without a word, so that one serves every
//! language.

use crate::chart::map::{Place, map, outlines};
use crate::language::Language;
use crate::page::figures::loss;
use crate::{Error, Publication, rounding};

/// What previews are expected to measure, pixels.
const WIDTH: usize = 1200;
const HEIGHT: usize = 630;

/// Height of the bar at the foot.
const FOOT: usize = 12;

/// Rows of samples in a pixel.
const SAMPLES: usize = 3;

/// Colours: the page's, its classes, land without a figure, and the accent at the foot.
const PAPER: [u8; 3] = [255, 255, 255];
const LAND: [u8; 3] = [233, 236, 239];
const GAIN: [u8; 3] = [214, 190, 140];
const CLASSES: [[u8; 3]; 5] = [
    [222, 234, 245],
    [176, 204, 229],
    [120, 164, 206],
    [63, 116, 168],
    [18, 63, 107],
];
const ACCENT: [u8; 3] = [18, 63, 107];

/// Name of a scenario's picture.
pub(super) fn file(at: usize) -> String {
    format!("preview-{}.png", at + 1)
}

/// A picture in the making.
struct Canvas {
    pixels: Vec<u8>,
}

/// The picture of one scenario.
pub(super) fn picture(publication: &Publication, at: usize) -> Result<Vec<u8>, Error> {
    let scenario = &publication.run.scenarios[at];
    let mut shown = Vec::new();
    for country in &scenario.countries {
        let share = loss(scenario, country, 365)?.share;
        let printed = rounding::percent_spread(share.p05, share.median, share.p95).median;
        let shown_as = printed.printed() / 100.0;
        shown.push((country.region.to_string(), shown_as, String::new(), None));
    }
    // Classes are the same in every language; their labels are not drawn.
    let english = Language::load("en")?;
    let map = map(english.words(), shown)?;
    let mut canvas = Canvas {
        pixels: PAPER.repeat(WIDTH * HEIGHT),
    };
    let (width, height) = map.size();
    let scale = (WIDTH as f64 * 0.94 / width).min((HEIGHT as f64 - 60.0) / height);
    let left = (WIDTH as f64 - width * scale) / 2.0;
    let top = (HEIGHT as f64 - FOOT as f64 - height * scale) / 2.0;
    let place = |(x, y): (f64, f64)| (left + x * scale, top + y * scale);
    for rings in outlines(None) {
        canvas.fill(&rings, &place, LAND);
    }
    for item in map.places() {
        let colour = colour(item);
        for rings in outlines(Some(item.code())) {
            canvas.fill(&rings, &place, colour);
        }
        if let Some(spot) = item.spot() {
            let (x, y) = place(spot);
            canvas.dot(x, y, 5.5, [80, 86, 94]);
            canvas.dot(x, y, 4.5, colour);
        }
    }
    let foot = (HEIGHT - FOOT) * WIDTH * 3;
    for pixel in canvas.pixels[foot..].chunks_exact_mut(3) {
        pixel.copy_from_slice(&ACCENT);
    }
    encode(&canvas.pixels)
}

fn colour(place: &Place) -> [u8; 3] {
    place
        .class_number()
        .and_then(|class| CLASSES.get(class).copied())
        .unwrap_or(GAIN)
}

impl Canvas {
    /// Fills rings by the even–odd rule, each pixel by the part of it that lies inside.
    fn fill(
        &mut self,
        rings: &[Vec<(f64, f64)>],
        place: &impl Fn((f64, f64)) -> (f64, f64),
        colour: [u8; 3],
    ) {
        let rings: Vec<Vec<(f64, f64)>> = rings
            .iter()
            .map(|ring| ring.iter().map(|p| place(*p)).collect())
            .collect();
        let ys = || rings.iter().flatten().map(|p| p.1);
        let top = ys().fold(f64::INFINITY, f64::min).max(0.0) as usize;
        let bottom = (ys().fold(0.0, f64::max).max(0.0) as usize + 1).min(HEIGHT);
        let mut cover = vec![0.0_f64; WIDTH];
        for row in top..bottom {
            cover.fill(0.0);
            for sample in 0..SAMPLES {
                let y = row as f64 + (sample as f64 + 0.5) / SAMPLES as f64;
                let mut crossings: Vec<f64> = Vec::new();
                for ring in &rings {
                    for (i, a) in ring.iter().enumerate() {
                        let b = ring[(i + 1) % ring.len()];
                        if (a.1 <= y) != (b.1 <= y) {
                            crossings.push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                        }
                    }
                }
                crossings.sort_by(f64::total_cmp);
                for span in crossings.chunks_exact(2) {
                    let (from, to) = (span[0].max(0.0), span[1].min(WIDTH as f64));
                    let last = (to.ceil().max(0.0) as usize).min(WIDTH);
                    for (x, part) in cover.iter_mut().enumerate().take(last).skip(from as usize) {
                        let inside = to.min(x as f64 + 1.0) - from.max(x as f64);
                        *part += inside.max(0.0) / SAMPLES as f64;
                    }
                }
            }
            for (x, part) in cover.iter().enumerate().filter(|(_, part)| **part > 0.0) {
                self.blend(x, row, *part, colour);
            }
        }
    }

    /// A filled circle.
    fn dot(&mut self, x: f64, y: f64, radius: f64, colour: [u8; 3]) {
        let reach = radius.ceil() as i64 + 1;
        for row in (y as i64 - reach)..=(y as i64 + reach) {
            for column in (x as i64 - reach)..=(x as i64 + reach) {
                let (dx, dy) = (column as f64 + 0.5 - x, row as f64 + 0.5 - y);
                let part = (radius + 0.5 - (dx * dx + dy * dy).sqrt()).clamp(0.0, 1.0);
                if let (Ok(column), Ok(row)) = (usize::try_from(column), usize::try_from(row))
                    && part > 0.0
                    && column < WIDTH
                    && row < HEIGHT
                {
                    self.blend(column, row, part, colour);
                }
            }
        }
    }

    fn blend(&mut self, x: usize, y: usize, part: f64, colour: [u8; 3]) {
        let at = (y * WIDTH + x) * 3;
        let part = part.min(1.0);
        for (old, new) in self.pixels[at..at + 3].iter_mut().zip(colour) {
            *old = (f64::from(*old) * (1.0 - part) + f64::from(new) * part).round() as u8;
        }
    }
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, Error> {
    let failed = |source: png::EncodingError| Error::Picture { source };
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pixel_is_half_as_dark() {
        let mut canvas = Canvas {
            pixels: PAPER.repeat(WIDTH * HEIGHT),
        };
        let square = vec![(10.0, 10.0), (12.5, 10.0), (12.5, 12.0), (10.0, 12.0)];
        canvas.fill(&[square], &|p| p, [0, 0, 0]);
        let at = |x: usize, y: usize| canvas.pixels[(y * WIDTH + x) * 3];
        assert_eq!(
            [at(9, 10), at(10, 10), at(11, 11), at(12, 10)],
            [255, 0, 0, 128]
        );
        assert_eq!(at(10, 12), 255);
    }
}
