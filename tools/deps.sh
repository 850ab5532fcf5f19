# Installs the packages of tools/packages.txt that are missing. Knows apt only; elsewhere it says
# what is needed and goes on, since the build itself reports what it cannot find.

# Debian 12 has Node 18; the packages under test want 20. An older one, or none, is helped out by
# the same Node as npm carries it, inside build/ and for the tests alone.
node_version=20.20.2
npm_version=10.9.9
node_folder=build/node

node_is_usable() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    (($(node -p 'process.versions.node.split(".")[0]') >= 20))
}

install_node() {
  [[ ! -d $node_folder ]] || PATH=$root/$node_folder/node_modules/.bin:$PATH
  ! node_is_usable || return 0
  local machine
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *) fail "please install Node 20 or newer" ;;
  esac
  install_packages nodejs npm
  say "installing Node $node_version into $node_folder"
  npm install --no-audit --no-fund --prefix "$node_folder" \
    "node-linux-$machine@$node_version" "npm@$npm_version"
  PATH=$root/$node_folder/node_modules/.bin:$PATH
  node_is_usable || fail "Node $node_version does not run here"
}

# missing_packages NAME...: those that are not installed.
missing_packages() {
  # dpkg-query fails for names it has never seen; those are missing like the others.
  local installed
  installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    awk '$2 == "installed" { print $1 }') || true
  comm -23 <(printf '%s\n' "$@" | sort) <(printf '%s\n' "$installed" | sort)
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  say "installing ${#missing[@]} packages: ${missing[*]}"
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}"
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} == 0)) || fail "still missing after the installation: ${missing[*]}"
}

install_deps() {
  local wanted
  mapfile -t wanted < <(grep -Ev '^[[:space:]]*(#|$)' tools/packages.txt)
  if command -v dpkg-query >/dev/null; then
    install_packages "${wanted[@]}"
  else
    say "no apt here; needed are the counterparts of these Debian packages: ${wanted[*]}"
  fi
}
