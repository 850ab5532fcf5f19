#!/usr/bin/env bash
# PostgreSQL 15 as a queue of jobs: postgres_peer.sh FOLDER WAITING TRANSITIONS
#
# A private cluster in FOLDER, on a socket of its own; it is stopped at the end. Each step takes the
# 100 earliest jobs that nobody else has, and moves them on: one statement, one durable transaction.
# Prints how many jobs it moved, a second.
set -euo pipefail

folder=$1 waiting=$2 transitions=$3
batch=100 clients=4
bin=/usr/lib/postgresql/15/bin
[[ -x $bin/postgres ]] || { echo "postgres_peer.sh: there is no $bin/postgres" >&2; exit 1; }

# The server refuses to run as root.
as=()
((EUID != 0)) || as=(runuser -u postgres --)
socket=$(mktemp -d /tmp/beckon-postgres.XXXXXX)
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
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

sql -v waiting="$waiting" <<'SQL'
CREATE TABLE jobs (id bigint PRIMARY KEY, node int NOT NULL, due bigint NOT NULL);
INSERT INTO jobs SELECT i, 0, i FROM generate_series(1, :waiting) i;
CREATE INDEX jobs_by_due ON jobs (due);
VACUUM ANALYZE jobs;
SQL

cat >"$socket/step.sql" <<SQL
WITH due AS (SELECT id FROM jobs ORDER BY due LIMIT $batch FOR UPDATE SKIP LOCKED)
UPDATE jobs SET node = node + 1, due = jobs.due + $waiting FROM due WHERE jobs.id = due.id;
SQL
steps=$((transitions / batch / clients))
told=$("$bin/pgbench" -h "$socket" -U bench -n -M prepared -f "$socket/step.sql" \
  -c "$clients" -j 2 -t "$steps" postgres)
moved=$(sql -c 'SELECT sum(node) FROM jobs')
((moved == steps * batch * clients)) || { echo "postgres_peer.sh: moved $moved jobs" >&2; exit 1; }
awk -v batch="$batch" '/^tps/ { print $3 * batch }' <<<"$told"
