# The Python and the Node module, built and installed as the tests and the benchmarks use them.

# pip and npm build with the compiler, by name too, and the flags of the release preset: then ccache
# has most of it already.
export CC=${CC:-cc} CXX=${CXX:-c++} CMAKE_ARGS=-DBECKON_WARNINGS_AS_ERRORS=ON

# The module is built inside build/venv, without build isolation: what the build needs is installed
# once, so that later runs work without a network.
build_python_module() {
  local venv=build/venv wanted
  [[ -x $venv/bin/python ]] || /usr/bin/python3 -m venv "$venv"
  wanted=$(digest bindings/python/pyproject.toml)
  if ! stamped "$venv/.requirements" "$wanted"; then
    "$venv/bin/python" tools/build_requirements.py bindings/python/pyproject.toml |
      xargs -r -d '\n' "$venv/bin/python" -m pip install -q --disable-pip-version-check
    echo "$wanted" >"$venv/.requirements"
  fi
  wanted=$(find bindings/python src capi include cmake licenses CMakeLists.txt -type f \
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

build_node_module() {
  npm_install bindings/node
  (cd bindings/node && npm run build)
}
