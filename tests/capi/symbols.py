"""The library exports what symbols.txt lists and the header declares: nothing more, nothing less.

usage: symbols.py LIBRARY HEADER SYMBOLS
"""
import re
import subprocess
import sys


def exported(library):
    listing = subprocess.run(
        ["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True
    ).stdout
    names = {line.split()[-1].split("@")[0] for line in listing.splitlines() if line}
    return {name for name in names if name != "BECKON_0.1"}


def declared(header):
    with open(header, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    return set(re.findall(r"^BECKON_API\b[^;(]*?\b(beckon_\w+)\s*\(", text, flags=re.M))


def listed(symbols):
    with open(symbols, encoding="utf-8") as file:
        return {line.strip() for line in file if line.strip()}


def main(library, header, symbols):
    golden = listed(symbols)
    failed = False
    for what, found in (("exported", exported(library)), ("declared", declared(header))):
        for name in sorted(golden - found):
            print(f"{name} is listed and not {what}")
        for name in sorted(found - golden):
            print(f"{name} is {what} and not listed")
        failed = failed or found != golden
    return 1 if failed or not golden else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
