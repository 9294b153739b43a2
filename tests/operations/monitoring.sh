#!/usr/bin/env bash
# A real Prometheus takes the shipped files: promtool finds them valid, the alerts come when they should, the server is
# scraped, and each panel of the dashboard is answered.
#
# Everything happens in namespaces of its own. Takes half a minute. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces prometheus iproute2 python3

ip link set lo up
monitoring=$repository/monitoring

title "promtool reads the files"
promtool check config "$monitoring/prometheus.yml" || fail "promtool does not take prometheus.yml"
ok "prometheus.yml and alerts.yml are valid"
promtool test rules "$here/monitoring_alerts.yml" || fail "an alert does not do what it should"
ok "alerts come when they should, and not before"

title "Prometheus asks the server"
cat >"$WORK/classcord.toml" <<'EOF'
[metrics]
listen = "127.0.0.1:9112"

# No broker is there; without the section its series are not, and the dashboard's row of the school is empty.
[campus]
broker = "mqtt://127.0.0.1"
school = "lycee"
name = "salle204"
EOF
"$CLASSCORD" --config "$WORK/classcord.toml" --data-dir "$WORK/data" --listen 127.0.0.1:12345 2>"$WORK/classcord.log" &
wait_for 20 grep -q 'ready ' "$WORK/classcord.log" || fail "the server does not start: $(cat "$WORK/classcord.log")"
# As shipped, but it asks every second: a rate needs two answers.
sed 's/_interval: 15s/_interval: 1s/' "$monitoring/prometheus.yml" >"$WORK/prometheus.yml"
cp "$monitoring/alerts.yml" "$WORK"
prometheus --config.file="$WORK/prometheus.yml" --storage.tsdb.path="$WORK/tsdb" --web.listen-address=127.0.0.1:9090 \
    2>"$WORK/prometheus.log" &

query() {
    python3 - "$1" "$monitoring/grafana/dashboards/classcord.json" <<'EOF'
import json, sys, urllib.parse, urllib.request

def query(expression):
    url = "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": expression})
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)["data"]["result"]

if sys.argv[1] == "panels":
    count = 0
    for panel in json.load(open(sys.argv[2]))["panels"]:
        for target in panel["targets"]:
            # Grafana puts the interval in.
            result = query(target["expr"].replace("$__rate_interval", "10s"))
            if not result:
                sys.exit(f"{panel['title']}: nothing comes for {target['expr']}")
            count += 1
    print(f"  {count} queries answered")
else:
    result = query(sys.argv[1])
    sys.exit(0 if result and all(float(series["value"][1]) == 1 for series in result) else 1)
EOF
}
wait_for 60 query 'up{job="classcord"}' || fail "the server is not scraped: $(tail -5 "$WORK/prometheus.log")"
ok "the server is scraped"
wait_for 60 query 'count_over_time(classcord_uptime_seconds[1m]) > bool 3' || fail "the server is not scraped again"
query panels || fail "a panel shows nothing"
ok "each panel of the dashboard has something to show"
summary
