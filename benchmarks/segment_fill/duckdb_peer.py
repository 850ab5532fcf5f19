"""The DuckDB side of the benchmark segment-fill: duckdb_peer.py JOB OUT.

Loads the rows into tables when the database is new, asks every shape of every question, and writes
each question's members and the median of its fastest shape.
"""

import json
import os
import statistics
import sys
import time

import duckdb

SLOW_SECONDS = 5  # a shape that takes as long is asked once


def load(job):
    """Makes the database, whole or not at all."""
    unfinished = job["database"] + ".new"
    if os.path.exists(unfinished):
        os.remove(unfinished)
    with duckdb.connect(unfinished) as database:
        for statement in job["create"]:
            database.execute(statement)
        for table in ("people", "deeds"):
            database.execute(f"COPY {table} FROM '{job[table]}' (FORMAT csv, HEADER false)")
        database.execute("CHECKPOINT")
    os.replace(unfinished, job["database"])
    for table in ("people", "deeds"):
        os.remove(job[table])


def ask(database, sql, repetitions):
    """Members and the median time; the first, uncounted call warms up."""
    hashed = (
        "SELECT count(*), coalesce(sum(id::BIGINT * 2654435761 % 4294967296), 0)::UBIGINT"
        f" FROM ({sql})"
    )
    started = time.perf_counter()
    members = database.execute(hashed).fetchone()
    taken = [time.perf_counter() - started]
    while len(taken) <= repetitions and taken[-1] < SLOW_SECONDS:
        started = time.perf_counter()
        database.execute(f"SELECT count(*) FROM ({sql})").fetchone()
        taken.append(time.perf_counter() - started)
    return members, statistics.median(taken[1:] or taken)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    if not os.path.exists(job["database"]):
        load(job)
    database = duckdb.connect(job["database"], config={"threads": 2})
    answers = []
    for question in job["questions"]:
        best = None
        for sql in question["sql"]:
            members, seconds = ask(database, sql, job["repetitions"])
            if best is not None and best[0] != members:
                sys.exit(f"the shapes of {question['name']} disagree: {best[0]}, {members}")
            if best is None or seconds < best[1]:
                best = (members, seconds)
        (count, hashed), seconds = best
        answers.append(
            {"name": question["name"], "count": count, "hash": hashed, "seconds": seconds}
        )
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(answers, file)


if __name__ == "__main__":
    main()
