# Crashes in their long form; the short one is in the test suite. Each name is a file of tests/crash,
# and the number how often its fault is tried.
declare -A crash_cases=(
  [kill]=1000        # kill -9 of one process, and of any of three that share a workspace
  [power]=2000       # images of a disk after a power cut
  [syscalls]=1000000 # every write and every sync that fails
)

crash_names() { printf '%s\n' "${!crash_cases[@]}" | sort | tr '\n' ' '; }

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
        [[ -n ${crash_cases[$1]:-} ]] ||
          fail "no crash is called $1; there are: $(crash_names)"
        names+=("$1")
        shift
        ;;
    esac
  done
  ((${#names[@]} > 0)) || read -ra names <<<"$(crash_names)"
  install_deps
  build_target release test_crash
  for name in "${names[@]}"; do
    say "crash: $name"
    BECKON_CASES=${cases:-${crash_cases[$name]}} \
      build/release/tests/crash/test_crash --source-file="*/${name}_test.cpp" || failed=1
  done
  return $failed
}
