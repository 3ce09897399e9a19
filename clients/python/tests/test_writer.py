"""Frames: what is written is what a reader of the protocol's page reads, in both ways of writing."""

import math
import os
import random
import struct
import sys
import unittest

from plateau import reading
from plateau.writer import Journal, MappedFile, WrittenFile, file_system_of

from . import reader
from .support import WithHome


def _same(one, other):
    return struct.pack("<d", one) == struct.pack("<d", other)


class Frames(WithHome):
    def test_any_points_and_records_are_read_as_they_were_written(self):
        chance = random.Random(14)
        odd = [0.0, -0.0, math.nan, math.inf, -math.inf, 5e-324, 1.7976931348623157e308]
        for kind in (MappedFile, WrittenFile):
            for round_number in range(12):
                path = os.path.join(self.home, f"{kind.__name__}-{round_number}.plj")
                journal, points, records = Journal(path, kind), [], []
                for _ in range(chance.randrange(1, 400)):
                    if chance.random() < 0.2:
                        record = {"type": "log", "level": "info", "lines": ["é" * chance.randrange(0, 3_000)]}
                        journal.record(record)
                        records.append(record)
                    keys = [f"k{number}" for number in chance.sample(range(400), chance.choice([1, 1, 2, 255, 256, 300]))]
                    step = chance.choice([chance.randrange(100), chance.randrange(2**53), 0])
                    time = chance.choice([1_764_000_000_000 + chance.randrange(10**6), chance.randrange(10**13)])
                    values = [chance.choice([*odd, chance.random()]) for _ in keys]
                    flat = [part for key, value in zip(keys, values) for part in (journal.declare(key), value)]
                    journal.points(step, time, flat)
                    points += [(key, step, time, value) for key, value in zip(keys, values)]
                journal.close()
                read = reader.Journal(path)
                self.assertEqual(read.end, "whole")
                self.assertEqual(read.records, records)
                self.assertEqual([point[:3] for point in read.points], [point[:3] for point in points])
                self.assertTrue(all(_same(one[3], other[3]) for one, other in zip(read.points, points)))

    def test_a_reader_beside_an_open_journal_sees_every_frame_at_once(self):
        for kind in (MappedFile, WrittenFile):
            path = os.path.join(self.home, kind.__name__ + ".plj")
            journal = Journal(path, kind)
            number = journal.declare("loss")
            for step in range(200):
                journal.points(step, 1_764_000_000_000 + step, [number, float(step)])
                self.assertEqual(len(reader.Journal(path).points), step + 1)
            journal.close()

    def test_frames_at_the_border_of_a_window_and_the_largest_are_whole(self):
        for kind in (MappedFile, WrittenFile):
            path = os.path.join(self.home, kind.__name__ + ".plj")
            journal, lengths = Journal(path, kind), []
            for length in [65_400, 3, 1, 65_536, 1_048_576 - 60, 5, 16_777_216 - 60, 2]:
                journal.record({"type": "text", "text": "x" * length})
                lengths.append(length)
            with self.assertRaises(ValueError):
                journal.record({"type": "text", "text": "x" * 16_777_216})
            journal.record({"type": "text", "text": "after"})
            journal.close()
            read = reader.Journal(path)
            self.assertEqual([len(record["text"]) for record in read.records], [*lengths, 5])
            self.assertEqual(read.end, "whole")

    def test_an_interruption_at_any_moment_leaves_whole_frames(self):
        """Raises KeyboardInterrupt at every line that is executed in turn: nothing is torn, nothing comes twice."""
        for kind in (MappedFile, WrittenFile):
            for line in range(1, 40):
                path = os.path.join(self.home, f"{kind.__name__}-{line}.plj")
                journal = Journal(path, kind)
                number = journal.declare("loss")
                journal.points(0, 1_764_000_000_000, [number, 0.0])
                left = [line]

                def trace(_frame, event, _argument):
                    if event == "line":
                        left[0] -= 1
                        if left[0] == 0:
                            raise KeyboardInterrupt
                    return trace

                before = sys.gettrace()
                sys.settrace(trace)
                try:
                    journal.points(1, 1_764_000_000_001, [number, 1.0])
                    interrupted = False
                except KeyboardInterrupt:
                    interrupted = True
                finally:
                    sys.settrace(before)
                journal.points(2, 1_764_000_000_002, [number, 2.0])
                journal.close()
                read = [(step, value) for _, step, _, value in reader.Journal(path).points]
                self.assertIn(read, [[(0, 0.0), (1, 1.0), (2, 2.0)]] + [[(0, 0.0), (2, 2.0)]] * interrupted)

    def test_the_file_system_is_found(self):
        if os.path.exists("/proc/self/mountinfo"):
            self.assertIsInstance(file_system_of(self.home), str)
            self.assertEqual(file_system_of("/proc/self"), "proc")


class Reading(WithHome):
    def test_the_last_step_and_the_greatest_attempt_are_found_in_both_forms(self):
        journal = Journal(os.path.join(self.home, "a-1-aaaaaaaa.plj"))
        journal.record({"type": "attempt", "attempt": 3, "protocol": 1})
        loss, machine = journal.declare("loss"), journal.declare("system/cpu_percent")
        for step in (0, 7, 3):
            journal.points(step, 1_764_000_000_000, [loss, 1.0])
        journal.points(900, 1_764_000_000_000, [machine, 1.0])
        self.assertEqual((reading.last_step(self.home), reading.greatest_attempt(self.home)), (7, 3))
        with open(os.path.join(self.home, "b.jsonl"), "w", encoding="utf-8") as file:
            file.write('{"type":"attempt","attempt":4}\n{"type":"points","step":11,"values":{"x":1}}\nnothing\n')
            file.write('{"type":"points","step":50,"values":{"system/x":1}}\n')
        self.assertEqual((reading.last_step(self.home), reading.greatest_attempt(self.home)), (11, 4))
        with open(os.path.join(self.home, "c.plj"), "wb") as file:
            file.write(os.urandom(1_000))
        self.assertEqual((reading.last_step(self.home), reading.greatest_attempt(self.home)), (11, 4))
        journal.close()

    def test_they_go_on_where_the_journals_before_were_deleted(self):
        with open(os.path.join(self.home, "kept-0-00000000.jsonl"), "w", encoding="utf-8") as file:
            file.write('{"type":"attempt","attempt":3,"lastStep":41}\n{"type":"state","state":"left"}\n')
        self.assertEqual((reading.last_step(self.home), reading.greatest_attempt(self.home)), (41, 3))


if __name__ == "__main__":
    unittest.main()
