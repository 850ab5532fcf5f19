# Configuring and building by preset; build/<preset> holds the result.

# with_preset_lock PRESET COMMAND...: two ./dev at once take turns in one build directory.
with_preset_lock() {
  local preset=$1
  shift
  mkdir -p build
  flock "build/.$preset.lock" "$@"
}

configure_preset() {
  # An existing tree reconfigures itself when a CMake file changes; the presets are not among them.
  local stamp=build/$1/.presets
  [[ -f build/$1/build.ninja && ! CMakePresets.json -nt $stamp ]] && return 0
  with_preset_lock "$1" cmake --preset "$1" && touch "$stamp"
}

build_preset() {
  configure_preset "$1"
  with_preset_lock "$1" cmake --build --preset "$1"
}

# build_target PRESET TARGET...
build_target() {
  local preset=$1
  shift
  configure_preset "$preset"
  with_preset_lock "$preset" cmake --build --preset "$preset" --target "$@"
}
