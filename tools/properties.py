"""Lists the properties that ran, by number and name, from the report of ctest.

usage: properties.py REPORTS

The programs print "0.123 s: Feature: marketing-automation, Property N: name" for each (doctest's
--duration). A property whose program failed is listed as failed: which of its cases it was, the
program's own output says.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as xml

RAN = re.compile(r"^([0-9.]+) s: Feature: marketing-automation, Property (\d+): (.+)$", re.MULTILINE)


def main() -> None:
    report = pathlib.Path(sys.argv[1], "cpp.xml")
    found = []
    for case in xml.parse(report).iter("testcase") if report.exists() else []:
        broken = case.find("failure") is not None or case.find("error") is not None
        for seconds, number, name in RAN.findall(case.findtext("system-out") or ""):
            found.append((int(number), name, "failed" if broken else "passed", float(seconds)))
    for number, name, state, seconds in sorted(found):
        print(f"Property {number:2}: {name} ({state}, {seconds:.1f} s)")
    print(f"{len({row[0] for row in found})} of the 34 properties ran")


main()
