"""Logs until it is killed: until_killed.py TRACKER FOLDER paced|tight PROGRESS. How many calls have returned stands in PROGRESS."""

import mmap
import os
import struct
import sys
import time

from trackers import TRACKERS

tracker = TRACKERS[sys.argv[1]][0]()
log, _ = tracker.begin(sys.argv[2])
# Shared memory: it is right whenever the kill comes.
shared = mmap.mmap(os.open(sys.argv[4], os.O_RDWR), 8)
paced, begun, step = sys.argv[3] == "paced", time.perf_counter(), 0
while True:
    log(step, step * 0.5)
    step += 1
    struct.pack_into("<q", shared, 0, step)
    while paced and time.perf_counter() - begun < step / 1_000:
        time.sleep(0)
