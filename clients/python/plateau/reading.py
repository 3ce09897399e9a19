"""What a client reads of a run that is there already: the greatest attempt, and how far its steps went."""

import json
import os
import struct

from .writer import LARGEST_PAYLOAD, MAGIC

_head = struct.Struct("<II").unpack_from
_points_head = struct.Struct("<BBiiH").unpack_from
_wide_head = struct.Struct("<BIqqI").unpack_from


def journals_of(folder):
    """Paths of a run's journals."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith((".plj", ".jsonl"))]


def first_record(path):
    """The first record of a journal, which names its attempt; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            start = file.read(64 * 1024)
        if path.endswith(".jsonl"):
            record = json.loads(start.split(b"\n", 1)[0])
        else:
            length, _ = _head(start, 8)
            if start[:8] != MAGIC or start[16:17] != b"\x01":
                return None
            record = json.loads(start[17 : 16 + length])
        return record if isinstance(record, dict) else None
    except (OSError, ValueError, struct.error):
        return None


def greatest_attempt(folder):
    """The greatest attempt that any journal of the run names; 0 where there is none."""
    attempts = [0]
    for path in journals_of(folder):
        attempt = (first_record(path) or {}).get("attempt")
        if isinstance(attempt, int):
            attempts.append(attempt)
    return max(attempts)


def frames(path):
    """Payloads of a binary journal up to its end or first damage. Checksums are the core's to check."""
    with open(path, "rb") as file:
        if file.read(8) != MAGIC:
            return
        rest = b""
        while True:
            piece = file.read(4 * 1024 * 1024)
            if not piece:
                return
            block, at = rest + piece, 0
            while at + 8 <= len(block):
                length, _ = _head(block, at)
                if length == 0 or length > LARGEST_PAYLOAD:
                    return
                if at + 8 + length > len(block):
                    break
                yield block[at + 8 : at + 8 + length]
                at += 8 + length
            rest = block[at:]


def last_step(folder, before_attempt=None):
    """The greatest step of the run's own series; None without any. What is measured of the machine has steps of its own.

    With `before_attempt`, what that attempt's own journals say is left out.
    """
    greatest = None
    for path in journals_of(folder):
        if before_attempt is not None and (first_record(path) or {}).get("attempt") == before_attempt:
            continue
        try:
            steps = _steps_of_lines(path) if path.endswith(".jsonl") else _steps_of_frames(path)
            for step in steps:
                if greatest is None or step > greatest:
                    greatest = step
        except (OSError, ValueError, struct.error):
            continue
    return greatest


def _steps_of_frames(path):
    step, of_machine = 0, set()
    for payload in frames(path):
        kind = payload[0]
        if kind == 3:
            _, count, difference, _, number = _points_head(payload)
        elif kind == 4:
            _, count, difference, _, number = _wide_head(payload)
        else:
            if kind == 2 and payload[5:12] == b"system/":
                of_machine.add(int.from_bytes(payload[1:5], "little"))
            continue
        step += difference
        if number not in of_machine:
            yield step


def _steps_of_lines(path):
    with open(path, "rb") as file:
        for line in file:
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if not isinstance(record, dict):
                continue
            # Of journals that were deleted, what the core kept says how far they went.
            if record.get("type") == "attempt" and isinstance(record.get("lastStep"), int):
                yield record["lastStep"]
            if record.get("type") == "points" and isinstance(record.get("step"), int):
                if not all(str(key).startswith("system/") for key in record.get("values", {})):
                    yield record["step"]
