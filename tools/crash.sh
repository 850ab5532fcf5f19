# Crashes in their long form; the short one is in the test suite. Each name is a file of tests/crash,
# and the number how often its fault is tried.
declare -A crash_cases=(
  [kill]=1000        # kill -9 of one process, and of any of three that share a workspace
  [send]=100         # kill -9 of a process that sends to a provider with faults
  [power]=2000       # images of a disk after a power cut
  [syscalls]=1000000 # every write and every sync that fails
  [space]=1          # files that may not grow
  [reader]=60        # seconds beside a reader that stays where it is
)

crash_names() { printf '%s\n' "${!crash_cases[@]}" | sort | tr '\n' ' '; }

# Every bug of tests/crash/planted.txt in turn: the test beside it must fail, and pass without.
run_planted() {
  local bug test failed=0 tests=build/planted/tests/crash/test_crash
  install_deps
  build_target planted test_crash
  while read -r bug test; do
    [[ $bug == '#'* ]] && continue
    if BECKON_PLANTED_BUG=$bug timeout 600 "$tests" --source-file="*/${test}_test.cpp" \
      --abort-after=1 >"build/planted/$bug.log" 2>&1; then
      printf '%-20s NOT FOUND by %s\n' "$bug" "$test"
      failed=1
    else
      printf '%-20s found by %s\n' "$bug" "$test"
    fi
  done <tests/crash/planted.txt
  BECKON_CASES=20 "$tests" || failed=1
  return $failed
}

# run_crash [NAME...] [--cases N]: all of them when none is named.
run_crash() {
  local names=() name cases='' failed=0
  while (($# > 0)); do
    case $1 in
      --cases)
        [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || fail "--cases needs a whole number"
        cases=$2
        shift 2
        ;;
      *)
        [[ $1 == planted || -n ${crash_cases[$1]:-} ]] ||
          fail "no crash is called $1; there are: $(crash_names)planted"
        names+=("$1")
        shift
        ;;
    esac
  done
  ((${#names[@]} > 0)) || read -ra names <<<"$(crash_names)"
  if [[ ${names[*]} == planted ]]; then
    run_planted
    return
  fi
  install_deps
  build_target release test_crash
  for name in "${names[@]}"; do
    say "crash: $name"
    BECKON_CASES=${cases:-${crash_cases[$name]}} \
      build/release/tests/crash/test_crash --source-file="*/${name}_test.cpp" || failed=1
  done
  return $failed
}
