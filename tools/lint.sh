# Format and lint. clang-format 14 decides the layout, so that everyone's editor agrees.

own_sources() {
  git ls-files -co --exclude-standard -- 'src/*' 'capi/*' 'include/*' 'bindings/*' 'examples/*' \
    'tests/*' 'benchmarks/*' | grep -E '\.(h|hpp|c|cpp)$'
}

format_sources() { own_sources | xargs -r clang-format-14 -i; }

run_lint() {
  local failed=0
  say "format"
  own_sources | xargs -r clang-format-14 --dry-run -Werror || failed=1
  say "rules of the house"
  /usr/bin/python3 tests/tidy/tidy.py --root . || failed=1
  if command -v clang-tidy-14 >/dev/null && [[ -f build/release/compile_commands.json ]]; then
    say "clang-tidy"
    git ls-files -- 'src/*.cpp' 'capi/*.cpp' |
      xargs -r -P "$(nproc)" -n 8 clang-tidy-14 -p build/release --quiet || failed=1
  fi
  return $failed
}
