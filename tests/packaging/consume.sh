#!/usr/bin/env bash
# consume.sh find_package|pkg-config shared|static PREFIX WORK: builds the outside project of
# consumer/ against an installed Beckon and runs its C and its C++ program.
set -euo pipefail
finder=$1 linkage=$2 prefix=$3 work=$4
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/consumer
libraries=$(dirname "$(find "$prefix" -name libbeckon.so)")

build_with_find_package() {
  cmake -S "$source" -B "$work" -G Ninja -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_PREFIX_PATH="$prefix" -DBECKON_LINKAGE="$linkage"
  cmake --build "$work"
}

build_with_pkg_config() {
  export PKG_CONFIG_PATH=$libraries/pkgconfig
  local compile link
  read -ra compile <<<"$(pkg-config --cflags beckon)"
  if [[ $linkage == static ]]; then
    read -ra link <<<"$(pkg-config --static --libs beckon)"
    # With both kinds in one folder the linker prefers the shared one unless named in full.
    link=("${link[@]/%-lbeckon/-l:libbeckon.a}")
  else
    read -ra link <<<"$(pkg-config --libs beckon)"
  fi
  "${CC:-cc}" -std=c99 -Wall -Wextra -Wpedantic -Werror "$source/main.c" "${compile[@]}" \
    "${link[@]}" -o "$work/consumer_c"
  "${CXX:-c++}" -std=c++17 -Wall -Wextra -Wpedantic -Werror "$source/main.cpp" "${compile[@]}" \
    "${link[@]}" -o "$work/consumer_cpp"
}

rm -rf "$work"
mkdir -p "$work"
case $finder in
  find_package) build_with_find_package ;;
  pkg-config) build_with_pkg_config ;;
  *) echo "unknown: $finder" >&2 && exit 2 ;;
esac

for program in consumer_c consumer_cpp; do
  needed=$(readelf -d "$work/$program" | grep -c 'NEEDED.*libbeckon' || true)
  [[ $linkage == shared ]] && expected=1 || expected=0
  if ((needed != expected)); then
    echo "$program needs libbeckon.so $needed times, expected $expected" >&2
    exit 1
  fi
  LD_LIBRARY_PATH=$libraries "$work/$program" "$work/$program.workspace"
done
