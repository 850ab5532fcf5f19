# Every test there is, stage by stage. A failed stage does not stop the next one; the closing line
# adds up all runners. Reports and logs of the runners go to build/test/.

stages=(build python-module node-module cpp python node server readme)
reports=build/test

# A report that was not written counts as one failure of its stage.
declare -A stage_state stage_counts

stage_build() { build_preset release; }

# pip and npm build with the flags of the release preset, so that ccache has most of it already.
export CMAKE_ARGS=-DBECKON_WARNINGS_AS_ERRORS=ON

# The module is built inside build/venv, without build isolation: what the build needs is installed
# once, so that later runs work without a network.
stage_python-module() {
  local venv=build/venv wanted
  [[ -x $venv/bin/python ]] || /usr/bin/python3 -m venv "$venv"
  wanted=$(digest bindings/python/pyproject.toml)
  if ! stamped "$venv/.requirements" "$wanted"; then
    "$venv/bin/python" tools/build_requirements.py bindings/python/pyproject.toml |
      xargs -r -d '\n' "$venv/bin/python" -m pip install -q --disable-pip-version-check
    echo "$wanted" >"$venv/.requirements"
  fi
  wanted=$(find bindings/python src capi include cmake CMakeLists.txt -type f \
    -not -path '*/__pycache__/*' -not -path '*/.pytest_cache/*' -print0 | sort -z |
    xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
  if ! stamped "$venv/.beckon" "$wanted"; then
    "$venv/bin/python" -m pip install --disable-pip-version-check --no-build-isolation \
      --no-deps --force-reinstall ./bindings/python
    echo "$wanted" >"$venv/.beckon"
  fi
}

# npm_install DIRECTORY: npm ci, once for each state of the lock file.
npm_install() {
  local wanted
  wanted=$(digest "$1/package-lock.json")
  stamped "$1/node_modules/.beckon-lock" "$wanted" && return 0
  (cd "$1" && npm ci --no-audit --no-fund)
  echo "$wanted" >"$1/node_modules/.beckon-lock"
}

stage_node-module() {
  npm_install bindings/node
  (cd bindings/node && npm run build)
}

stage_cpp() {
  ctest --preset release --output-junit "$root/$reports/cpp.xml" \
    --test-output-truncation head --test-output-size-passed 4096
}

stage_python() {
  build/venv/bin/python -m pytest -q --junitxml="$reports/python.xml" -p no:cacheprovider \
    bindings/python/tests
}

stage_node() { (cd bindings/node && npm test); }

stage_server() {
  npm_install examples/server/test
  (cd examples/server/test && npm test)
}

stage_readme() {
  build/venv/bin/python -m pytest -q --junitxml="$reports/readme.xml" -p no:cacheprovider \
    tests/readme
}

# What has to be there first: chosen along with a stage, and when it failed the stage is not run.
needs() {
  case $1 in
    cpp | server) echo build ;;
    python) echo python-module ;;
    node) echo node-module ;;
    readme) echo build python-module node-module ;;
    *) ;;
  esac
}

run_stage() {
  local stage=$1 start=$SECONDS need
  for need in $(needs "$stage"); do
    if [[ ${stage_state[$need]:-passed} == failed ]]; then
      stage_state[$stage]=failed stage_counts[$stage]="0 1 0 0"
      say "$stage: not run, because $need failed"
      return 0
    fi
  done
  say "$stage"
  rm -f "$reports/$stage.xml"
  # Its own shell with -e: inside a condition bash would carry on after a failed command.
  set +e
  (set -e; "stage_$stage") 2>&1 | tee "$reports/$stage.log"
  local status=${PIPESTATUS[0]}
  set -e
  stage_state[$stage]=passed
  ((status == 0)) || stage_state[$stage]=failed
  stage_counts[$stage]="$(/usr/bin/python3 tools/test_counts.py "$reports" "$stage" "$status")"
  # A runner that finds no test at all is content; we are not.
  if [[ -n $(needs "$stage") && ${stage_counts[$stage]} == "0 0 "* && $stage != *-module ]]; then
    stage_state[$stage]=failed stage_counts[$stage]="0 1 0"
  fi
  stage_counts[$stage]+=" $((SECONDS - start))"
}

summary() {
  local stage passed failed skipped seconds all_passed=0 all_failed=0
  say "summary"
  for stage in "$@"; do
    read -r passed failed skipped seconds <<<"${stage_counts[$stage]}"
    ((all_passed += passed, all_failed += failed)) || true
    printf '%-14s %-6s %6d passed %4d failed %4d skipped %5d s\n' "$stage" \
      "${stage_state[$stage]}" "$passed" "$failed" "$skipped" "$seconds"
  done
  printf '%d passed, %d failed\n' "$all_passed" "$all_failed"
  ((all_failed == 0))
}

run_tests() {
  local stage asked=" ${stages[*]} " chosen=()
  (($# == 0)) || asked=" "
  for stage in "$@"; do
    [[ " ${stages[*]} " == *" $stage "* ]] || fail "no stage $stage; there are: ${stages[*]}"
    asked+="$stage $(needs "$stage") "
  done
  for stage in "${stages[@]}"; do
    [[ $asked != *" $stage "* ]] || chosen+=("$stage")
  done
  install_deps
  install_node
  mkdir -p "$reports"
  for stage in "${chosen[@]}"; do run_stage "$stage"; done
  summary "${chosen[@]}"
}
