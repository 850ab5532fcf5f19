#!/usr/bin/env bash
# The same journal gives the same state hash on gcc and clang (law 1): each compiler's build writes
# histories whose journals the other one replays.
#   compilers.sh CMAKE SOURCE BUILD REPLAY_HASH OTHER_C OTHER_CXX
set -euo pipefail
cmake=$1 source=$2 build=$3 here=$4 other_c=$5 other_cxx=$6

"$cmake" -S "$source" -B "$build" -G Ninja -D CMAKE_BUILD_TYPE=Release \
  -D CMAKE_C_COMPILER="$other_c" -D CMAKE_CXX_COMPILER="$other_cxx" \
  -D BECKON_BUILD_EXAMPLES=OFF -D BECKON_BUILD_SERVER=OFF -D BECKON_BUILD_BENCHMARKS=OFF >/dev/null
"$cmake" --build "$build" --target replay_hash
there=$build/tests/law/replay_hash

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# compare WRITER READER SEED
compare() {
  local from=$scratch/$3-written to=$scratch/$3-replayed written replayed
  rm -rf "$from" "$to"
  mkdir "$to"
  written=$("$1" write "$from" "$3")
  cp "$from/journal.mdb" "$to/"
  replayed=$("$2" read "$to")
  [[ $written == "$replayed" ]] && return
  echo "seed $3: $1 wrote $written, $2 made $replayed"
  failed=1
}

for seed in $(seq 1 20); do
  compare "$here" "$there" "$seed"
  compare "$there" "$here" "$seed"
done
((failed == 0)) && echo "40 journals, the same states"
exit "$failed"
