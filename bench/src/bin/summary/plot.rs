//! Plots as SVG, written by hand: a figure in a document needs no library.

use std::fmt::Write;

/// A row of a plot.
pub struct Series {
    /// The text that stands beside it.
    pub label: String,
    /// Points by name. Those of the same name have the same colour in all rows.
    pub points: Vec<(String, f64)>,
}

const WIDTH: f64 = 860.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 30.0;
const TOP: f64 = 80.0;
const ROW: f64 = 36.0;
const BOTTOM: f64 = 46.0;

/// Colours that people who confuse red and green tell apart (Okabe and Ito, Color Universal Design, 2008).
const COLOURS: [&str; 7] = ["#0072b2", "#56b4e9", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#000000"];

/// Draws a row of dots for each series, on one logarithmic axis: a server may be a hundred times as dear as another.
pub fn dots(title: &str, unit: &str, rows: &[Series]) -> String {
    let values = || rows.iter().flat_map(|row| row.points.iter()).map(|(_, value)| *value).filter(|v| *v > 0.0);
    let low = values().fold(f64::MAX, f64::min).log10().floor();
    let high = values().fold(f64::MIN_POSITIVE, f64::max).log10().ceil().max(low + 1.0);
    let x = |value: f64| LEFT + (value.log10() - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    let height = TOP + ROW * rows.len() as f64 + BOTTOM;
    let mut names: Vec<&str> = rows.iter().flat_map(|row| &row.points).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let colour = |name: &str| COLOURS[names.iter().position(|n| *n == name).unwrap_or(0) % COLOURS.len()];

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\">\n<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"white\"/>\n\
         <text x=\"12\" y=\"26\" font-size=\"16\" font-weight=\"bold\">{} ({})</text>\n",
        escaped(title),
        escaped(unit)
    );
    // Writing to a String cannot fail.
    for (n, name) in names.iter().enumerate() {
        let at = 20.0 + n as f64 * 118.0;
        let _ = writeln!(svg, "<circle cx=\"{at}\" cy=\"50\" r=\"6\" fill=\"{}\"/>", colour(name));
        let _ = writeln!(svg, "<text x=\"{}\" y=\"54\">{}</text>", at + 12.0, escaped(name));
    }
    let foot = height - BOTTOM;
    for exponent in low as i32..=high as i32 {
        let value = 10_f64.powi(exponent);
        let at = x(value);
        let _ = writeln!(svg, "<line x1=\"{at:.1}\" y1=\"{TOP}\" x2=\"{at:.1}\" y2=\"{foot}\" stroke=\"#ccc\"/>");
        let _ = writeln!(svg, "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{value}</text>", foot + 20.0);
    }
    for (n, row) in rows.iter().enumerate() {
        let y = TOP + ROW * (n as f64 + 0.5);
        let _ = writeln!(svg, "<line x1=\"{LEFT}\" y1=\"{y}\" x2=\"{}\" y2=\"{y}\" stroke=\"#eee\"/>", WIDTH - RIGHT);
        let _ = writeln!(svg, "<text x=\"12\" y=\"{}\">{}</text>", y + 4.0, escaped(&row.label));
        for (name, value) in row.points.iter().filter(|(_, value)| *value > 0.0) {
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{y}\" r=\"6\" fill=\"{}\" fill-opacity=\"0.85\"><title>{}: {value:.3}</title></circle>",
                x(*value),
                colour(name),
                escaped(name)
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
