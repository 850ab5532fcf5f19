#!/usr/bin/env bash
# install.sh CMAKE BUILD PREFIX: installs a build into an emptied prefix, then moves the whole tree,
# since nothing in it may depend on the place it was installed to.
set -euo pipefail
cmake=$1 build=$2 prefix=$3

rm -rf "$prefix" "$prefix.before"
"$cmake" --install "$build" --prefix "$prefix.before"
mv "$prefix.before" "$prefix"

cd "$prefix"
for wanted in include/beckon/beckon.h include/beckon/beckon.hpp lib*/libbeckon.so \
  lib*/libbeckon.a lib*/cmake/beckon/beckon-config.cmake lib*/pkgconfig/beckon.pc \
  share/doc/beckon/LICENSE share/doc/beckon/licenses/LMDB; do
  [[ -e $wanted ]] || { echo "not installed: $wanted" >&2; exit 1; }
done
if grep -rlF "$prefix.before" --include='*.cmake' --include='*.pc' .; then
  echo "these files name the place of installation" >&2
  exit 1
fi
if grep -rl '#include *[<"]\(nlohmann\|simdjson\|lmdb\|sqlite3\|curl\)' include; then
  echo "a public header includes an outside library" >&2
  exit 1
fi
