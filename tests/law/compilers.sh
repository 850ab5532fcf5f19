#!/usr/bin/env bash
# The same journal gives the same state hash on gcc and clang, with commits of 1 and of 1,000 records,
# with a restart every 1,000 records and with none (law 1): each compiler's build writes histories,
# and both fold the journals of both in every way.
#   compilers.sh REPLAY_HASH OTHER_REPLAY_HASH [HISTORIES]
set -euo pipefail
here=$1 there=$2 histories=${3:-20}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0 states=0

for seed in $(seq 1 "$histories"); do
  for writer in "$here" "$there"; do
    rm -rf "$scratch/written"
    told=$("$writer" write "$scratch/written" "$seed" &&
      "$here" fold "$scratch/written/journal.mdb" && "$there" fold "$scratch/written/journal.mdb")
    ((states += $(wc -l <<<"$told")))
    [[ $(sed 's/^.*: //' <<<"$told" | sort -u | wc -l) == 1 ]] && continue
    printf 'history %s of %s: not all the same\n%s\n' "$seed" "$writer" "$told"
    failed=1
  done
done
((failed == 0)) && echo "$((2 * histories)) journals, $states states: all of a journal the same"
exit "$failed"
