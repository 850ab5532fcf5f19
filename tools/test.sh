# Every test there is, stage by stage. A failed stage does not stop the next one; the closing line
# adds up all runners. Reports and logs of the runners go to build/test/.
source tools/modules.sh

stages=(build python-module node-module cpp python node server readme)
reports=build/test

# A report that was not written counts as one failure of its stage.
declare -A stage_state stage_counts

stage_build() { build_preset release; }

stage_python-module() { build_python_module; }

stage_node-module() { build_node_module; }

stage_cpp() {
  ctest --preset release --output-junit "$root/$reports/cpp.xml" \
    --test-output-truncation head --test-output-size-passed 4096 || local failed=$?
  say "properties"
  /usr/bin/python3 tools/properties.py "$root/$reports"
  return "${failed:-0}"
}

stage_python() {
  build/venv/bin/python -m pytest -q --junitxml="$reports/python.xml" -p no:cacheprovider \
    bindings/python/tests
}

stage_node() { (cd bindings/node && npm test); }

stage_server() {
  npm_install examples/server/test
  npm_install tools/template_compiler
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
