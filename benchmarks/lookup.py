"""The Python side of the benchmark `lookup`: prints profiles a second, then memberships a second."""

import random
import sys
import time

import beckon


def main() -> None:
    folder, people, lookups = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    draw = random.Random(1)
    emails = [f"u{draw.randrange(people):07d}@shop.example" for _ in range(lookups)]
    with beckon.open(folder, clock="manual") as workspace:
        start = time.perf_counter()
        for email in emails:
            identifiers = workspace.profiles.get(profile={"email": email})["identifiers"]
            assert {"kind": "email", "value": email} in identifiers
        print(lookups / (time.perf_counter() - start))
        start = time.perf_counter()
        members = sum(workspace.is_member("germans", email=email) for email in emails)
        print(lookups / (time.perf_counter() - start))
        assert 0 < members < lookups


main()
