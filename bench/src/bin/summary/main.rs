//! Many reports made one: medians over the rounds, ratios to the bare programs, tables and plots.
//!
//! bench/compare.sh calls it: `summary REPORTS --json MEDIANS --plots DIRECTORY`.
//!
//! Reads lines of `{"server":…,"load":…,"report":…}`, as bench/compare.sh writes them; the report is null where
//! a run gave none. Prints Markdown.

mod plot;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use serde::Deserialize;
use serde_json::{Value, json};

use plot::Series;

#[derive(Debug, Parser)]
#[command(about = "Tables and plots of many reports of classcord-bench")]
struct SummaryArgs {
    /// The reports, one a line
    reports: PathBuf,
    /// Where to write the medians
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Where to write the plots
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Line {
    server: String,
    load: String,
    report: Value,
}

/// A column of a table: a figure of a report.
struct Metric {
    title: &'static str,
    unit: &'static str,
    path: &'static str,
    /// Multiplies the value.
    scale: f64,
    /// Loads whose name begins so.
    loads: &'static [&'static str],
    /// The file of the plot.
    plot: Option<&'static str>,
}

const METRICS: [Metric; 9] = [
    Metric {
        title: "Server CPU per delivered message",
        unit: "µs",
        path: "/server/cpu_us_per_delivery",
        scale: 1.0,
        loads: &["fanout", "one", "private", "paced"],
        plot: Some("cpu"),
    },
    Metric {
        title: "Latency at a steady rate, p50",
        unit: "µs",
        path: "/latency_us/p50",
        scale: 1.0,
        loads: &["paced"],
        plot: None,
    },
    Metric {
        title: "Latency at a steady rate, p99",
        unit: "µs",
        path: "/latency_us/p99",
        scale: 1.0,
        loads: &["paced"],
        plot: Some("latency"),
    },
    Metric {
        title: "Throughput",
        unit: "deliveries/s",
        path: "/delivered_per_second",
        scale: 1.0,
        loads: &["fanout", "one", "private"],
        plot: None,
    },
    Metric {
        title: "Storm, until everybody is in",
        unit: "ms",
        path: "/figures/identified_s",
        scale: 1000.0,
        loads: &["storm"],
        plot: None,
    },
    Metric {
        title: "Storm, until everybody has heard of everybody",
        unit: "ms",
        path: "/figures/everybody_told_s",
        scale: 1000.0,
        loads: &["storm"],
        plot: None,
    },
    Metric {
        title: "Memory at start",
        unit: "KiB",
        path: "/figures/server_empty_kib",
        scale: 1.0,
        loads: &["idle"],
        plot: None,
    },
    Metric {
        title: "Memory for each idle connection",
        unit: "bytes",
        path: "/figures/server_bytes_per_connection",
        scale: 1.0,
        loads: &["idle"],
        plot: Some("memory"),
    },
    Metric {
        title: "Wake-ups while idle",
        unit: "in all",
        path: "/server/voluntary_switches",
        scale: 1.0,
        loads: &["idle"],
        plot: None,
    },
];

/// The server that is measured, and those that it is held against.
const SUBJECT: &str = "classcord";
const REFERENCES: [&str; 2] = ["bare_batch", "bare_write"];

/// The ratios that the server may reach, against another program in the same run: the metric's path, the load, the
/// reference, and the highest ratio that is good.
const GOALS: [(&str, &str, &str, f64); 12] = [
    ("/server/cpu_us_per_delivery", "fanout-030", "inspircd", 0.75),
    ("/server/cpu_us_per_delivery", "fanout-100", "bare_batch", 1.1),
    ("/server/cpu_us_per_delivery", "fanout-500", "bare_batch", 0.7),
    ("/server/cpu_us_per_delivery", "one-in-flight", "bare_batch", 1.1),
    ("/server/cpu_us_per_delivery", "private", "inspircd", 1.05),
    ("/server/cpu_us_per_delivery", "private-one", "inspircd", 1.1),
    ("/latency_us/p50", "paced-030", "bare_batch", 1.15),
    ("/latency_us/p50", "paced-100", "bare_batch", 1.15),
    ("/latency_us/p99", "paced-030", "bare_batch", 1.2),
    ("/latency_us/p99", "paced-030", "bare_write", 1.2),
    ("/latency_us/p99", "paced-100", "bare_batch", 1.2),
    ("/latency_us/p99", "paced-100", "bare_write", 1.2),
];

/// Medians by load and server.
type Medians = BTreeMap<String, BTreeMap<String, f64>>;

fn main() -> ExitCode {
    match run(&SummaryArgs::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("summary: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the tables, and writes what was asked for.
///
/// # Errors
/// In words, when a file cannot be read or written.
fn run(args: &SummaryArgs) -> Result<(), String> {
    let text = fs::read_to_string(&args.reports).map_err(|e| format!("{}: {e}", args.reports.display()))?;
    let lines = text.lines().map(serde_json::from_str).collect::<Result<Vec<Line>, _>>();
    let lines = lines.map_err(|e| format!("{}: {e}", args.reports.display()))?;
    print_goals(&lines);
    let mut all = serde_json::Map::new();
    for metric in &METRICS {
        let medians = medians(&lines, metric);
        if medians.is_empty() {
            continue;
        }
        print_table(metric, &medians);
        all.insert(metric.title.to_owned(), json!({"unit": metric.unit, "medians": medians}));
        if let (Some(directory), Some(name)) = (&args.plots, metric.plot) {
            let rows = series(&medians);
            write(&directory.join(format!("{name}.svg")), &plot::dots(metric.title, metric.unit, &rows))?;
        }
    }
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&all).map_err(|e| format!("cannot write the medians: {e}"))?;
        write(path, &format!("{text}\n"))?;
    }
    print_errors(&lines);
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()))
}

fn medians(lines: &[Line], metric: &Metric) -> Medians {
    let mut values: BTreeMap<String, BTreeMap<String, Vec<f64>>> = BTreeMap::new();
    for line in lines.iter().filter(|line| metric.loads.iter().any(|load| line.load.starts_with(load))) {
        if let Some(value) = line.report.pointer(metric.path).and_then(Value::as_f64) {
            let of_load = values.entry(line.load.clone()).or_default();
            of_load.entry(line.server.clone()).or_default().push(value * metric.scale);
        }
    }
    values
        .into_iter()
        .map(|(load, servers)| (load, servers.into_iter().map(|(name, values)| (name, median(values))).collect()))
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

fn print_table(metric: &Metric, medians: &Medians) {
    let mut servers: Vec<&str> = medians.values().flat_map(BTreeMap::keys).map(String::as_str).collect();
    servers.sort_unstable();
    servers.dedup();
    let references: Vec<&str> = REFERENCES.into_iter().filter(|name| servers.contains(name)).collect();
    println!("### {} ({})\n", metric.title, metric.unit);
    print!("| load |");
    servers.iter().for_each(|name| print!(" {name} |"));
    references.iter().for_each(|name| print!(" {SUBJECT} / {name} |"));
    println!("\n| --- |{}", " --: |".repeat(servers.len() + references.len()));
    for (load, values) in medians {
        print!("| {load} |");
        for name in &servers {
            print!(" {} |", values.get(*name).map_or(String::new(), |value| figure(*value)));
        }
        for name in &references {
            let pair = values.get(SUBJECT).zip(values.get(*name)).filter(|(_, reference)| **reference > 0.0);
            let ratio = pair.map(|(subject, reference)| subject / reference);
            print!(" {} |", ratio.map_or(String::new(), |ratio| format!("{ratio:.2}")));
        }
        println!();
    }
    println!();
}

fn print_goals(lines: &[Line]) {
    println!("### Goals\n\n| what | load | against | reached | goal |\n| --- | --- | --- | --: | --: |");
    for (path, load, reference, limit) in GOALS {
        let Some(metric) = METRICS.iter().find(|metric| metric.path == path) else { continue };
        let medians = medians(lines, metric);
        let of = |server: &str| medians.get(load).and_then(|values| values.get(server));
        if let (Some(subject), Some(reference_value)) = (of(SUBJECT), of(reference)) {
            let ratio = subject / reference_value;
            let mark = if ratio <= limit { "" } else { ", missed" };
            println!("| {} | {load} | {reference} | {ratio:.2}{mark} | {limit} |", metric.title);
        }
    }
    println!();
}

fn print_errors(lines: &[Line]) {
    let wrong = |errors: &Value| {
        let counts = errors.as_object().into_iter().flatten().filter_map(|(_, value)| value.as_u64());
        counts.sum::<u64>()
    };
    let bad: Vec<&Line> = lines.iter().filter(|line| wrong(&line.report["errors"]) > 0).collect();
    // Such a server did not let all clients in; leaving it out would make it look better than it is.
    let silent: Vec<&Line> = lines.iter().filter(|line| line.report.is_null()).collect();
    println!("{} runs, {} of them with errors, {} without a report.", lines.len(), bad.len(), silent.len());
    for line in silent {
        println!("- {} on {}: no report", line.load, line.server);
    }
    for line in bad {
        println!("- {} on {}: {}", line.load, line.server, line.report["errors"]);
    }
}

fn series(medians: &Medians) -> Vec<Series> {
    medians
        .iter()
        .map(|(load, values)| Series {
            label: load.clone(),
            points: values.iter().map(|(name, value)| (name.clone(), *value)).collect(),
        })
        .collect()
}

/// Three significant digits or so.
fn figure(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        medium if medium >= 10.0 => format!("{value:.1}"),
        middling if middling >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
