# Configuring and building by preset; build/<preset> holds the result.

configure_preset() {
  # An existing tree reconfigures itself when a CMake file changes; the presets are not among them.
  local stamp=build/$1/.presets
  [[ -f build/$1/build.ninja && ! CMakePresets.json -nt $stamp ]] && return 0
  cmake --preset "$1" && touch "$stamp"
}

build_preset() {
  [[ -f CMakePresets.json ]] || fail "no presets here"
  configure_preset "$1"
  cmake --build --preset "$1"
}

# build_target PRESET TARGET...
build_target() {
  local preset=$1
  shift
  configure_preset "$preset"
  cmake --build --preset "$preset" --target "$@"
}
