# Installs the packages of tools/packages.txt that are missing. Knows apt only; elsewhere it says
# what is needed and goes on, since the build itself reports what it cannot find.

# Node from anywhere will do; the distribution's comes in only where there is none or an old one.
node_is_usable() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    (($(node -p 'process.versions.node.split(".")[0]') >= 18))
}

missing_packages() {
  local wanted
  mapfile -t wanted < <(grep -Ev '^[[:space:]]*(#|$)' tools/packages.txt)
  node_is_usable || wanted+=(nodejs npm libnode-dev)
  # dpkg-query fails for names it has never seen; those are missing like the others.
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null |
    awk '$2 == "installed" { print $1 }') || true
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(printf '%s\n' "$installed" | sort)
}

install_deps() {
  if ! command -v dpkg-query >/dev/null; then
    say "no apt here; needed are the counterparts of these Debian packages:"
    grep -Ev '^[[:space:]]*(#|$)' tools/packages.txt | tr '\n' ' ' >&2
    return 0
  fi
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} > 0)) || return 0
  say "installing ${#missing[@]} packages: ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
}
