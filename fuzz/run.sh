#!/usr/bin/env bash
# Runs each fuzz target for a minute, and says what it tried: a line for each, with the number of inputs and the
# coverage. Ends with 1 if a target found something; the input is then in fuzz/artifacts.
#
#   fuzz/run.sh                    each target, for a minute
#   SECONDS_EACH=600 fuzz/run.sh core lines
#
# Inputs that are new are kept in fuzz/found, which is not part of the repository. To take the best of them over:
#   cargo fuzz cmin TARGET fuzz/found/TARGET, and copy a few dozen small ones into fuzz/corpus/TARGET
#
# Installs cargo-fuzz and a C++ compiler if they are missing. Uses the nightly compiler if it is there, else the stable
# one with the nightly one's options.
set -euo pipefail
cd "$(dirname "$0")"

SECONDS_EACH=${SECONDS_EACH:-60}
source ../.ci/packages.sh
command -v c++ >/dev/null || need g++
cargo fuzz --version >/dev/null 2>&1 || cargo install --locked --quiet cargo-fuzz
if cargo +nightly --version >/dev/null 2>&1; then
    cargo=(cargo +nightly)
else
    cargo=(cargo)
    export RUSTC_BOOTSTRAP=1
fi

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi
"${cargo[@]}" fuzz build --fuzz-dir .

failed=0
for target in "${targets[@]}"; do
    mkdir -p "found/$target" "corpus/$target"
    log=found/$target.log
    # Looking up the name of each new function would take longer than the rest.
    if "${cargo[@]}" fuzz run --fuzz-dir . "$target" "found/$target" "corpus/$target" -- \
        -max_total_time="$SECONDS_EACH" -print_funcs=0 -print_final_stats=1 -timeout=20 -rss_limit_mb=2048 >"$log" 2>&1; then
        end=ok
    else
        end="FAILED, see fuzz/$log"
        failed=$((failed + 1))
    fi
    coverage=$(grep -oE 'cov: [0-9]+ ft: [0-9]+' "$log" | tail -1 || true)
    runs=$(awk '/stat::number_of_executed_units/ {print $2}' "$log")
    printf '%-8s %10s inputs, %s: %s\n' "$target" "${runs:-?}" "${coverage:-no coverage}" "$end"
done
printf '\n%d passed, %d failed\n' $((${#targets[@]} - failed)) "$failed"
[ "$failed" -eq 0 ]
