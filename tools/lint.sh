# Format and lint. clang-format 14 decides the layout, so that everyone's editor agrees; only the
# contract is laid out by hand, as a page to be read.

own_sources() {
  find src capi cli include bindings examples tests benchmarks \
    \( -name node_modules -o -name build \) -prune -o \
    -type f \( -name '*.h' -o -name '*.hpp' -o -name '*.c' -o -name '*.cpp' \) \
    -not -path include/beckon/beckon.h -print0 | sort -z
}

format_sources() { own_sources | xargs -0 clang-format-14 -i; }

check_format() { own_sources | xargs -0 clang-format-14 --dry-run -Werror; }

run_lint() {
  local failed=0
  say "format"
  check_format || failed=1
  say "rules of the house"
  /usr/bin/python3 tests/tidy/tidy.py --root . || failed=1
  if command -v clang-tidy-14 >/dev/null && [[ -f build/release/compile_commands.json ]]; then
    say "clang-tidy"
    find src capi cli -name '*.cpp' -print0 |
      xargs -0 -P "$(nproc)" -n 8 clang-tidy-14 -p build/release --quiet || failed=1
  fi
  return $failed
}
