"""What one call costs the program that logs: log_cost.py TRACKER FOLDER. Prints one line of JSON, times in nanoseconds."""

import json
import sys
import time

from trackers import TRACKERS

make, calls = TRACKERS[sys.argv[1]]
tracker = make()
log, end = tracker.begin(sys.argv[2])
# The first calls declare the key and warm caches up.
for step in range(calls // 20):
    log(step, 1.0)
clock, times = time.perf_counter_ns, []
busy = time.process_time_ns()
for step in range(calls // 20, calls // 20 + calls):
    value = 1.0 / step
    before = clock()
    log(step, value)
    times.append(clock() - before)
busy = time.process_time_ns() - busy
times.sort()
empty = []
for _ in range(1_000):
    before = clock()
    empty.append(clock() - before)
before = clock()
end()
figures = {
    "calls": calls,
    "p50": times[calls // 2],
    "mean": sum(times) / calls,
    "p99": times[calls * 99 // 100],
    "longest": times[-1],
    "processor": busy / calls,  # of all threads of the process, the clock's own cost included
    "clock": sorted(empty)[500],
    "ending": clock() - before,
}
print(json.dumps({"version": tracker.version, **figures}))
