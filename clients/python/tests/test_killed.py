"""SIGKILL at any moment loses nothing that was logged."""

import json
import os
import time
import unittest

from . import reader
from .support import WithHome

ROUNDS = int(os.environ.get("PLATEAU_SOAK_ROUNDS", "1"))


class Killed(WithHome):
    def test_no_value_that_log_returned_from_is_lost_by_sigkill(self):
        """At a thousand steps a second and in a tight loop; PLATEAU_SOAK_ROUNDS=50 ends two hundred processes."""
        script = """
import mmap, os, struct, sys, time, plateau
if sys.argv[2] == "written":
    import plateau.writer
    plateau.writer.open_journal_file = plateau.writer.WrittenFile
# How far it is stands in memory that the test shares: the kill may come at any moment.
file = os.open(sys.argv[3], os.O_RDWR)
shared = mmap.mmap(file, 8)
run = plateau.init(id=sys.argv[4], console=False, system=False)
wait = sys.argv[1] == "paced"
begun, step = time.perf_counter(), 0
while True:
    run.log({"loss": step * 0.5})
    step += 1
    struct.pack_into("<q", shared, 0, step)
    if wait:
        while time.perf_counter() - begun < step / 1000: time.sleep(0)
"""
        lost = []
        for round_number in range(ROUNDS):
            for pace in ("paced", "tight"):
                for way in ("mapped", "written"):
                    run, path = f"killed{pace}{way}{round_number:04d}", os.path.join(self.home, "progress")
                    with open(path, "wb") as file:
                        file.write(bytes(8))
                    process = self.start(script, pace, way, path, run)
                    goal = 100 + 37 * round_number % 700 + (20_000 if pace == "tight" else 0)
                    with open(path, "rb", buffering=0) as file:
                        while process.poll() is None and int.from_bytes(file.read(8), "little") < goal:
                            file.seek(0)
                            time.sleep(0.0005)
                        process.kill()
                        process.communicate()
                        file.seek(0)
                        returned = int.from_bytes(file.read(8), "little")
                    self.assertGreaterEqual(returned, goal)
                    points = reader.series(self.home, "loss", run)
                    self.assertEqual(points, [(step, step * 0.5) for step in range(len(points))])
                    # The last call may have been cut between its record and its return.
                    self.assertLessEqual(len(points) - returned, 1)
                    lost.append(max(0, returned - len(points)))
                    [journal] = reader.journals(self.home, run)
                    self.assertIn(journal.end, ("zeros", "whole"))
        self.assertEqual(sum(lost), 0)
        print(json.dumps({"rounds": len(lost), "lost": sum(lost)}))


if __name__ == "__main__":
    unittest.main()
