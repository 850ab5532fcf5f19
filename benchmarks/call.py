"""The Python side of the benchmark `call`: prints the nanoseconds of each track, a line each."""

import json
import sys
import time

import beckon


def main() -> None:
    folder, calls, pause_ms, warm_up, record = sys.argv[1:]
    fields = json.loads(record)
    event, user_id, properties = fields["event"], fields["user_id"], fields["properties"]
    samples = []
    with beckon.open(folder) as workspace:
        workspace.identify(user_id=user_id)
        for _ in range(int(warm_up) + int(calls)):
            time.sleep(int(pause_ms) / 1000)
            start = time.perf_counter_ns()
            workspace.track(event, user_id=user_id, properties=properties)
            samples.append(time.perf_counter_ns() - start)
    print("\n".join(map(str, samples[int(warm_up):])))


main()
