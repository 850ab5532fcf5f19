# Shared by the scripts behind ./dev; sourced with the working directory at the top of the tree.

say() { printf '\033[1m== %s\033[0m\n' "$*" >&2; }

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root, through sudo where needed.
as_root() {
  if ((EUID == 0)); then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "this needs root or sudo: $*"
  fi
}

# digest FILE...: one hash over names and contents, to see whether an input has changed.
digest() { sha256sum -- "$@" | sha256sum | cut -d' ' -f1; }

# stamped STAMP DIGEST: true when the stamp file holds that digest.
stamped() { [[ -f $1 && $(<"$1") == "$2" ]]; }
