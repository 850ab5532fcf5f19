"""Prints what a pyproject.toml needs at build and at test time, one requirement a line."""

import sys
import tomllib


def main() -> None:
    with open(sys.argv[1], "rb") as file:
        project = tomllib.load(file)
    extras = project["project"].get("optional-dependencies", {})
    for requirement in project["build-system"]["requires"] + extras.get("test", []):
        print(requirement)


main()
