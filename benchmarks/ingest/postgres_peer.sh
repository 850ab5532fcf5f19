#!/usr/bin/env bash
# PostgreSQL 15 as a store of events: postgres_peer.sh FOLDER SQL EVENTS
#
# A private cluster in FOLDER, on a socket of its own; it is stopped at the end. SQL is a script of
# COPY commands, each of which is one durable transaction. Prints how many events it took, a second.
set -euo pipefail

folder=$1 script=$2 events=$3
bin=/usr/lib/postgresql/15/bin
[[ -x $bin/postgres ]] || { echo "postgres_peer.sh: there is no $bin/postgres" >&2; exit 1; }

# The server refuses to run as root.
as=()
((EUID != 0)) || as=(runuser -u postgres --)
socket=$(mktemp -d /tmp/beckon-postgres.XXXXXX)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
script=$(cd "$(dirname "$script")" && pwd)/$(basename "$script")
((EUID != 0)) || chown postgres "$folder" "$socket"
cd "$socket"

stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m fast -w stop >&2 || true
  rm -rf "$socket"
}
trap stop EXIT

"${as[@]}" "$bin/initdb" -D "$folder/data" -A trust -U bench --no-sync >&2
# Durable as by default; memory and log as somebody would set them who measures.
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$socket/log" -w start -o "-k $socket \
  -c listen_addresses='' -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=30min" >&2
sql() { "$bin/psql" -h "$socket" -U bench -d postgres -v ON_ERROR_STOP=1 -qAt "$@"; }

sql <<'SQL'
CREATE TABLE events (id bigint PRIMARY KEY, profile bigint NOT NULL, name text NOT NULL,
                     time bigint NOT NULL, properties text NOT NULL);
CREATE INDEX events_by_profile ON events (profile, name, time);
SQL
before=$(date +%s%N)
sql -f "$script"
after=$(date +%s%N)
stored=$(sql -c 'SELECT count(*) FROM events')
((stored == events)) || { echo "postgres_peer.sh: it has $stored events" >&2; exit 1; }
awk -v events="$events" -v ns="$((after - before))" 'BEGIN { print events * 1e9 / ns }'
