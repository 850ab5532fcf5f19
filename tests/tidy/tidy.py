"""Checks the rules of the house over a source tree; prints every finding, exits 1 if any."""

import argparse
import sys
from pathlib import Path

from rules import check


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="top of the source tree")
    findings = check(parser.parse_args().root)
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


sys.exit(main())
