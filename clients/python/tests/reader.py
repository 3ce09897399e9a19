"""Reads journals by docs/log-protocol.md alone: nothing of the client is used."""

import json
import os
import struct
import zlib


class Journal:
    """What a journal holds: its records, its points in order, and how it ends."""

    def __init__(self, path):
        self.path = path
        self.records = []
        self.points = []  # key, step, time, value
        self.keys = []
        self.end = "whole"
        with open(path, "rb") as file:
            self._read(file.read())

    def _read(self, content):
        assert content[:8] == b"PLTJRN1\n", content[:8]
        at, step, time = 8, 0, 0
        while at < len(content):
            if len(content) - at < 8:
                self.end = "torn"
                return
            length, crc = struct.unpack_from("<II", content, at)
            if length == 0:
                self.end = "zeros"
                return
            payload = content[at + 8 : at + 8 + length]
            if len(payload) < length:
                self.end = "torn"
                return
            if zlib.crc32(payload) != crc or length > 16 * 1024 * 1024:
                self.end = "damaged"
                return
            at += 8 + length
            kind = payload[0]
            if kind == 1:
                self.records.append(json.loads(payload[1:].decode("utf-8")))
            elif kind == 2:
                assert struct.unpack_from("<I", payload, 1)[0] == len(self.keys)
                self.keys.append(payload[5:].decode("utf-8"))
            elif kind in (3, 4):
                head, pair = ("<Bii", "<Hd") if kind == 3 else ("<Iqq", "<Id")
                count, steps, milliseconds = struct.unpack_from(head, payload, 1)
                step, time = step + steps, time + milliseconds
                start = 1 + struct.calcsize(head)
                assert len(payload) == start + count * struct.calcsize(pair)
                for number, value in struct.iter_unpack(pair, payload[start:]):
                    self.points.append((self.keys[number], step, time, value))
            else:
                raise AssertionError(f"type {kind}")

    def of(self, kind):
        return [record for record in self.records if record["type"] == kind]


def runs(home):
    folder = os.path.join(home, "journals")
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def journals(home, run=None):
    """The journals of a run (of the only one), by attempt, those that began first first."""
    found = runs(home)
    if run is None:
        assert len(found) == 1, found
        run = found[0]
    folder = os.path.join(home, "journals", run)
    read = [Journal(os.path.join(folder, name)) for name in os.listdir(folder) if name.endswith(".plj")]
    return sorted(read, key=lambda each: (each.records[0]["attempt"], each.records[0]["time"], each.path))


def series(home, key, run=None):
    """(step, value) of a key over all journals of a run."""
    return [(step, value) for each in journals(home, run) for name, step, _, value in each.points if name == key]


def records(home, kind, run=None):
    return [record for each in journals(home, run) for record in each.of(kind)]


def run_json(home, run=None):
    with open(os.path.join(home, "journals", run or runs(home)[0], "run.json"), encoding="utf-8") as file:
        return json.load(file)


def content(home, sha256, run=None):
    with open(os.path.join(home, "journals", run or runs(home)[0], "files", sha256), "rb") as file:
        return file.read()
