# Crashes in their long form; the short one is in the test suite. Each name is a file of tests/crash,
# and the number how often its fault is tried. Beside them what is no crash but takes as long: the
# naive models, and the other compiler.
declare -A crash_cases=(
  [kill]=1000        # kill -9 of one process, and of any of three that share a workspace
  [send]=100         # kill -9 of a process that sends to a provider with faults
  [power]=2000       # images of a disk after a power cut
  [syscalls]=1000000 # every write and every sync that fails
  [space]=1          # files that may not grow, a disk that is full
  [reader]=60        # seconds beside a reader that stays where it is
  [model]=1000000    # commands, each told to the engine and to the naive models
  [hashes]=20        # histories that end in the same state, whoever compiled and however told
)

crash_names() { printf '%s\n' "${!crash_cases[@]}" | sort | tr '\n' ' '; }

# Every bug of tests/crash/planted.txt in turn: the test beside it must fail, and pass without. A bug
# may keep a workspace busy for ever, so neither the test's time nor its files are without bounds.
run_planted() {
  local bug test only seconds how failed=0 tests=build/planted/tests/crash/test_crash
  build_target planted test_crash || return 1
  while read -r bug test only; do
    [[ $bug == '#'* ]] && continue
    seconds=600 # of all cases of a file
    [[ -z $only ]] || seconds=60
    how=0
    (
      ulimit -f 1048576 # KiB
      BECKON_PLANTED_BUG=$bug timeout --kill-after=5 $seconds "$tests" \
        --source-file="*/${test}_test.cpp" --test-case="${only:-*}" --abort-after=1
    ) >"build/planted/$bug.log" 2>&1 || how=$?
    case $how in
      0)
        printf '%-20s NOT FOUND by %s\n' "$bug" "$test"
        failed=1
        ;;
      124 | 137) printf '%-20s found by %s, which does not end with it\n' "$bug" "$test" ;;
      *) printf '%-20s found by %s\n' "$bug" "$test" ;;
    esac
  done <tests/crash/planted.txt
  BECKON_CASES=20 "$tests" || failed=1
  return $failed
}

run_model() {
  build_target release test_property || return 1
  BECKON_CASES=$1 build/release/tests/property/test_property --source-file='*/commands_test.cpp'
}

run_hashes() {
  build_target release replay_hash || return 1
  build_target clang replay_hash || return 1
  tests/law/compilers.sh build/release/tests/law/replay_hash build/clang/tests/law/replay_hash "$1"
}

# run_one NAME CASES. Called where bash carries on after a failed command.
run_one() {
  say "crash: $1"
  case $1 in
    planted) run_planted ;;
    model) run_model "$2" ;;
    hashes) run_hashes "$2" ;;
    space)
      build_target release test_crash test_law || return 1
      BECKON_CASES=$2 build/release/tests/crash/test_crash --source-file='*/space_test.cpp' &&
        build/release/tests/law/test_law --source-file='*/disk_full_test.cpp'
      ;;
    *)
      build_target release test_crash || return 1
      BECKON_CASES=$2 build/release/tests/crash/test_crash --source-file="*/$1_test.cpp"
      ;;
  esac
}

# run_crash [NAME...] [--cases N]: all but `planted` when none is named.
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
  install_deps
  for name in "${names[@]}"; do
    run_one "$name" "${cases:-${crash_cases[$name]:-}}" || failed=1
  done
  return $failed
}
