"""Prints `passed failed skipped` of one stage of ./dev test.

usage: test_counts.py REPORTS STAGE STATUS

ctest and pytest leave REPORTS/STAGE.xml (JUnit). A doctest program in it counts with its test
cases, any other ctest entry counts as one. node --test is read from the totals in
REPORTS/STAGE.log. A stage that ended badly counts at least one failure, whatever its report says.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as xml

DOCTEST = re.compile(
    r"\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")
NODE_TOTAL = re.compile(r"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)$", re.MULTILINE)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def count_case(case: xml.Element) -> tuple[int, int, int]:
    broken = case.find("failure") is not None or case.find("error") is not None
    if case.find("skipped") is not None:
        return (0, 0, 1)
    totals = DOCTEST.findall(ANSI.sub("", case.findtext("system-out") or ""))
    if not totals:
        return (0, 1, 0) if broken else (1, 0, 0)
    passed = sum(int(row[0]) for row in totals)
    failed = sum(int(row[1]) for row in totals)
    # Test cases filtered out on purpose are no skipped tests, so the third number is left aside.
    return (passed, max(failed, int(broken)), 0)


def count_junit(path: pathlib.Path) -> tuple[int, int, int]:
    rows = [count_case(case) for case in xml.parse(path).iter("testcase")]
    return tuple(sum(column) for column in zip(*rows)) if rows else (0, 0, 0)


def count_node(text: str) -> tuple[int, int, int]:
    counts = dict.fromkeys(("pass", "fail", "cancelled", "skipped", "todo"), 0)
    for name, number in NODE_TOTAL.findall(ANSI.sub("", text)):
        counts[name] += int(number)
    return (counts["pass"], counts["fail"] + counts["cancelled"],
            counts["skipped"] + counts["todo"])


def main() -> None:
    reports, stage, status = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    junit = reports / f"{stage}.xml"
    if junit.exists():
        passed, failed, skipped = count_junit(junit)
    else:
        text = (reports / f"{stage}.log").read_text(encoding="utf-8", errors="replace")
        passed, failed, skipped = count_node(text)
    if status != 0:
        failed = max(failed, 1)
    print(passed, failed, skipped)


main()
