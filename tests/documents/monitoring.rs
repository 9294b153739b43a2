//! What Prometheus reads over the wire: `/metrics` and `/healthz`, and whether the files in `monitoring` ask for what is
//! exported, and for all of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{DEADLINE, Place, Server, wait_until};

/// Monitors at once, as docs/LIMITS.md says.
const MONITORS_MAX: usize = 8;

const LISTEN: &str = "[metrics]\nlisten = \"127.0.0.1:0\"\n";

/// A server that monitors may ask, and where.
fn start(place: &Place) -> (Server, SocketAddr) {
    let server = place.start();
    let log = place.log();
    let address =
        log.iter().find_map(|line| line.split_once("metrics on http://")?.1.strip_suffix("/metrics")).unwrap();
    (server, address.parse().unwrap())
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// The text that comes until the server closes; nothing if it did not want the connection.
fn read_to_end(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    match stream.read_to_string(&mut answer) {
        Err(e) if e.kind() != ErrorKind::ConnectionReset => panic!("{e}"),
        _ => answer,
    }
}

/// The answer's first line, its fields, and its body.
struct Answer {
    status: String,
    fields: BTreeMap<String, String>,
    body: String,
}

fn ask(address: SocketAddr, method: &str, path: &str) -> Option<Answer> {
    let mut stream = connect(address);
    // A server that refuses the connection may have closed it already.
    let _ = write!(stream, "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n\r\n");
    let answer = read_to_end(stream);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().to_owned();
    let fields = lines.map(|line| line.split_once(": ").unwrap()).map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned()));
    Some(Answer { status, fields: fields.collect(), body: body.to_owned() })
}

/// An exposition in the text format 0.0.4, read as strictly as it is defined.
#[derive(Debug, Default)]
struct Exposition {
    /// Name and type.
    kinds: BTreeMap<String, String>,
    /// Each series, as it is written, with its value.
    series: BTreeMap<String, f64>,
}

impl Exposition {
    fn parse(text: &str) -> Self {
        let mut exposition = Self::default();
        assert!(text.ends_with('\n'), "the last line has no end");
        let mut helped = BTreeSet::new();
        let mut current = "";
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, help) = help.split_once(' ').unwrap();
                assert!(!help.is_empty() && helped.insert(name), "{line}");
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').unwrap();
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert!(helped.contains(name), "{name} has a type and no help");
                assert!(exposition.kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} is there twice");
                current = name;
            } else {
                let (series, value) = line.rsplit_once(' ').unwrap();
                let name = series.split('{').next().unwrap();
                let kind = &exposition.kinds[current];
                let parts = if kind == "histogram" { &["_bucket", "_sum", "_count"][..] } else { &[""] };
                assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
                assert!(
                    parts.iter().any(|part| name.strip_suffix(part) == Some(current)),
                    "{line} is not of {current}"
                );
                let value: f64 = value.parse().unwrap();
                assert!(value >= 0.0, "{line}");
                assert!(exposition.series.insert(series.to_owned(), value).is_none(), "{series} is there twice");
            }
        }
        exposition
    }

    fn of(address: SocketAddr) -> Self {
        Self::parse(&ask(address, "GET", "/metrics").unwrap().body)
    }

    /// The names of series, without their labels.
    fn names(&self) -> BTreeSet<&str> {
        self.series.keys().map(|series| series.split('{').next().unwrap()).collect()
    }

    /// The name under which a series is told of.
    fn metric<'a>(&self, name: &'a str) -> &'a str {
        let parts = ["_bucket", "_sum", "_count"].into_iter();
        parts.filter_map(|part| name.strip_suffix(part)).find(|name| self.kinds.contains_key(*name)).unwrap_or(name)
    }
}

#[test]
fn the_metrics_are_in_the_text_format_and_tell_what_has_happened() {
    let place = Place::configured(LISTEN);
    let (server, address) = start(&place);
    let answer = ask(address, "GET", "/metrics").unwrap();
    assert_eq!(answer.status, "HTTP/1.1 200 OK");
    assert_eq!(answer.fields["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert_eq!(answer.fields["content-length"], answer.body.len().to_string());
    assert_eq!(answer.fields["connection"], "close");
    let before = Exposition::parse(&answer.body);
    assert_eq!(before.series["classcord_people"], 0.0);

    let mut alice = server.account("alice");
    let mut bob = server.guest("bob");
    alice.say("bonjour");
    bob.read_said();
    let after = Exposition::of(address);
    for (series, value) in [
        ("classcord_people", 2.0),
        ("classcord_accounts", 1.0),
        ("classcord_connections_accepted_total", 2.0),
        ("classcord_logins_total{result=\"ok\"}", 1.0),
        ("classcord_registrations_total", 1.0),
        ("classcord_guests_total", 1.0),
    ] {
        assert_eq!(after.series[series], value, "{series}");
    }
    assert!(after.series["classcord_messages_total{kind=\"channel\"}"] >= 1.0);
    assert!(after.series["classcord_resident_memory_bytes"] > 500_000.0);

    // Buckets hold what smaller ones hold, and the last holds everything.
    let of_turns = |(series, value): (&String, &f64)| {
        let bound = series.strip_prefix("classcord_loop_turn_seconds_bucket{le=\"")?.strip_suffix("\"}")?;
        Some((bound.parse::<f64>().unwrap(), *value))
    };
    let mut buckets: Vec<_> = after.series.iter().filter_map(of_turns).collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(buckets.len() > 3 && buckets.is_sorted_by_key(|bucket| bucket.1), "{buckets:?}");
    let (bound, all) = buckets[buckets.len() - 1];
    assert!(bound.is_infinite() && all > 0.0);
    assert_eq!(all, after.series["classcord_loop_turn_seconds_count"]);
}

#[test]
fn who_asks_otherwise_is_answered_as_http_wants_it() {
    let place = Place::configured(LISTEN);
    let (_server, address) = start(&place);
    for (method, path, status, body) in [
        ("GET", "/healthz", "200 OK", "ok\n"),
        ("GET", "/healthz?verbose=1", "200 OK", "ok\n"),
        ("HEAD", "/healthz", "200 OK", ""),
        ("GET", "/", "404 Not Found", "try /metrics or /healthz\n"),
        ("POST", "/metrics", "405 Method Not Allowed", "Seulement GET et HEAD.\n"),
    ] {
        let answer = ask(address, method, path).unwrap();
        assert_eq!((answer.status, answer.body), (format!("HTTP/1.1 {status}"), body.to_owned()), "{method} {path}");
    }
    let head = ask(address, "HEAD", "/metrics").unwrap();
    assert_eq!(head.body, "");
    assert!(head.fields["content-length"].parse::<usize>().unwrap() > 1000);
}

#[test]
fn monitors_that_ask_nothing_make_room_in_time_and_are_counted() {
    let place = Place::configured(LISTEN);
    let (server, address) = start(&place);
    let silent: Vec<_> = (0..MONITORS_MAX).map(|_| connect(address)).collect();
    // What has come in part does not prolong the time.
    (&silent[0]).write_all(b"GET /metrics HTTP/1.1\r\n").unwrap();
    assert!(ask(address, "GET", "/healthz").is_none(), "there are more monitors than there may be");
    assert_eq!(place.counter("classcord_connections_refused_total{reason=\"monitors\"}"), 1);
    // Clients do not mind.
    assert_eq!(server.guest("bob").ask_users().len(), 1);
    for (n, stream) in silent.into_iter().enumerate() {
        let told = read_to_end(stream);
        assert!(if n == 0 { told.starts_with("HTTP/1.1 408 ") } else { told.is_empty() }, "{told}");
    }
    wait_until(|| ask(address, "GET", "/healthz").is_some(), || "a place for a monitor".to_owned());
    let dropped = Exposition::of(address).series["classcord_connections_dropped_total{reason=\"monitor_timeout\"}"];
    assert_eq!(dropped, MONITORS_MAX as f64);
}

fn monitoring() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("monitoring")
}

/// The series that a text names, each with a selector if it has one: `name` or `name{label="value"}`.
fn series_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in text.match_indices("classcord_") {
        let rest = &text[start..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let selector = rest[end..].strip_prefix('{').map(|rest| &rest[..rest.find('}').unwrap()]);
        found.insert(selector.map_or_else(|| rest[..end].to_owned(), |it| format!("{}{{{it}}}", &rest[..end])));
    }
    found
}

/// The expressions that the panels of the dashboard ask for.
fn dashboard_expressions() -> Vec<String> {
    let text = fs::read_to_string(monitoring().join("grafana/dashboards/classcord.json")).unwrap();
    let dashboard: Value = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "two panels have one id");
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().unwrap());
    targets.map(|target| target["expr"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_dashboard_and_the_alerts_ask_for_what_is_exported_and_for_all_of_it() {
    // With the configuration of which monitoring.sh has a real Prometheus ask: it must lack no series.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/operations/monitoring.sh");
    let script = fs::read_to_string(script).unwrap();
    let (_, rest) = script.split_once("/classcord.toml\" <<'EOF'\n").unwrap();
    let (_, sections) = rest.split_once("listen = \"127.0.0.1:9112\"\n").unwrap();
    let sections = sections.split("\nEOF\n").next().unwrap();
    let place = Place::configured(&format!("{LISTEN}{sections}"));
    let (_server, address) = start(&place);
    let exposition = Exposition::of(address);
    let names = exposition.names();

    let alerts = fs::read_to_string(monitoring().join("alerts.yml")).unwrap();
    let scrape = fs::read_to_string(monitoring().join("prometheus.yml")).unwrap();
    let mut asked = BTreeSet::new();
    for (file, text) in
        [("the dashboard", dashboard_expressions().join("\n")), ("alerts.yml", alerts), ("prometheus.yml", scrape)]
    {
        for series in series_in(&text) {
            let name = series.split('{').next().unwrap().to_owned();
            assert!(names.contains(name.as_str()), "{file}: nothing exports {name}");
            let known = series == name || exposition.series.contains_key(&series);
            assert!(known, "{file}: no series is {series}");
            asked.insert(exposition.metric(&name).to_owned());
        }
    }
    for name in exposition.kinds.keys() {
        assert!(asked.contains(name), "neither the dashboard nor an alert shows {name}");
    }
    assert!(asked.len() > 30, "{asked:?}");
}
