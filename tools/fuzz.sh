# libFuzzer with the address and undefined behaviour sanitizers. What it finds goes to
# build/fuzz/findings/, what it learns to build/fuzz/learnt/; tests/fuzz/corpus/ is written by hand.

# The names of `./dev fuzz`, each with its targets in tests/fuzz/.
declare -A fuzz_groups=(
  [flow]="flow_json"
  [import]="import"
  [liquid]="liquid"
  [mime]="mail_html mime"
  [segment]="condition_json condition_text"
  [tokens]="tokens"
  [webhooks]="bounce_mail webhooks"
)

fuzz_names() { printf '%s\n' "${!fuzz_groups[@]}" | sort | tr '\n' ' '; }

# fuzz_target TARGET SECONDS: prints its executions per second; fails on a finding.
fuzz_target() {
  local target=$1 seconds=$2 status=0 rate runs
  local findings=build/fuzz/findings learnt=build/fuzz/learnt/$1 log=build/fuzz/$1.log
  mkdir -p "$findings" "$learnt"
  say "$target: $seconds s"
  UBSAN_OPTIONS=print_stacktrace=1 "build/fuzz/tests/fuzz/fuzz_$target" \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 \
    -dict="tests/fuzz/$target.dict" -artifact_prefix="$findings/$target-" \
    "$learnt" "tests/fuzz/corpus/$target" >"$log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
  if ((status != 0)); then
    tail -n 40 "$log" >&2
    printf '%s: a finding, kept in %s (log: %s)\n' "$target" "$findings" "$log" >&2
    return 1
  fi
  printf '%-20s %10s executions %8s a second, nothing found\n' "$target" "$runs" "$rate"
}

# run_fuzz NAME... [--seconds N]: the time is divided among all targets of the names.
run_fuzz() {
  local seconds=60 names=() targets=() name target failed=0
  while (($# > 0)); do
    case $1 in
      --seconds)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--seconds needs a whole number"
        seconds=$2
        shift 2
        ;;
      *)
        names+=("$1")
        shift
        ;;
    esac
  done
  ((${#names[@]} > 0)) || fail "fuzz needs names, of: $(fuzz_names)"
  for name in "${names[@]}"; do
    [[ -n ${fuzz_groups[$name]:-} ]] || fail "nothing to fuzz is called $name; there are: $(fuzz_names)"
    read -ra target <<<"${fuzz_groups[$name]}"
    targets+=("${target[@]}")
  done
  ((seconds >= ${#targets[@]})) || fail "each of ${#targets[@]} targets needs a second"
  install_deps
  build_target fuzz "${targets[@]/#/fuzz_}"
  for name in "${targets[@]}"; do
    fuzz_target "$name" $((seconds / ${#targets[@]})) || failed=1
  done
  return $failed
}
