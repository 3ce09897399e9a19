"""Journals of log protocol 1 (docs/log-protocol.md): one file that one process appends frames to.

On a local disk of Linux frames are stored through a memory map: what is in it survives the process, however it ends, and costs
no system call. Its space is taken with zeros first, because a map of a full disk ends the process. Everywhere else (network
file systems, copy-on-write ones, other systems) each frame is one write().
"""

import json
import mmap
import os
import struct
from zlib import crc32

MAGIC = b"PLTJRN1\n"
LARGEST_PAYLOAD = 16 * 1024 * 1024
_FIRST_WINDOW = 64 * 1024
_WINDOW = 1024 * 1024
_ZEROS = bytes(256 * 1024)

_JSON, _KEY, _POINTS, _WIDE_POINTS = 1, 2, 3, 4
_u32 = struct.Struct("<I").pack
_lengths = [_u32(length) for length in range(256)]
_key_head = struct.Struct("<BI").pack
_wide_head = struct.Struct("<BIqq").pack
_wide_point = struct.Struct("<Id").pack
# A points record of each number of values: type, count, difference of steps and of milliseconds, then key and value of each.
_points = [struct.Struct("<BBii" + "Hd" * count).pack for count in range(256)]

# Local file systems that keep space that was written once. Copy-on-write ones (btrfs, zfs) ask for new space at each change.
_MAPPABLE = {"ext2", "ext3", "ext4", "xfs", "tmpfs", "f2fs", "jfs", "overlay", "ramfs"}


def file_system_of(path):
    """The type of the file system that holds `path`, as Linux names it; None where it cannot be told."""
    try:
        path = os.path.realpath(path)
        best, kind = "", None
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as mounts:
            for line in mounts:
                left, _, right = line.partition(" - ")
                place = left.split(" ")[4].encode("latin-1", "replace").decode("unicode_escape")
                within = path == place or path.startswith(place.rstrip("/") + "/")
                if within and len(place) >= len(best):
                    best, kind = place, right.split(" ")[0]
        return kind
    except (OSError, ValueError, IndexError):
        return None  # not Linux, or a line of another form


class MappedFile:
    """A file that is extended with zeros and written through a memory map of its end."""

    def __init__(self, path):
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), 0o644)
        self._length = 0  # of the file, zeros included
        self._base = 0  # where the window begins in the file
        self._at = 0  # end of what is written, from the window's beginning
        self._size = 0
        self._window = None
        self._map(_FIRST_WINDOW)
        self._window[0:8] = MAGIC
        self._at = 8

    def append(self, payload):
        """Appends one frame and returns where the file's frames end. Raises OSError where the disk is full, without a trace."""
        start = self._at
        end = start + 8 + len(payload)
        if end > self._size:
            self._extend(8 + len(payload))
            start = self._at
            end = start + 8 + len(payload)
        window = self._window
        length = _lengths[len(payload)] if len(payload) < 256 else _u32(len(payload))
        window[start + 4 : end] = _u32(crc32(payload)) + payload
        # Last, so that no reader ever takes half a frame for a whole one.
        window[start : start + 4] = length
        self._at = end
        return self._base + end

    def repair(self):
        """After an exception in `append`, at whatever moment: where the frames end, the interrupted one included if it is whole."""
        size = int.from_bytes(self._window[self._at : self._at + 4], "little")
        if size == 0:
            # What is there of its payload must not stand behind a shorter frame that follows.
            self._window[self._at : self._size] = bytes(self._size - self._at)
        else:
            self._at += 8 + size
        return self._base + self._at

    def _extend(self, needed):
        position = self._base + self._at
        base = position - position % mmap.ALLOCATIONGRANULARITY
        self._map(max(_WINDOW, position - base + needed), base)

    def _map(self, size, base=0):
        size += -size % mmap.ALLOCATIONGRANULARITY
        position = self._base + self._at
        while self._length < base + size:
            missing = base + size - self._length
            self._length += os.pwrite(self._file, _ZEROS[:missing], self._length)
        window = mmap.mmap(self._file, size, offset=base)
        if self._window is not None:
            self._window.close()
        self._window, self._size, self._base = window, size, base
        self._at = position - base

    def close(self):
        """Cuts the file to its length."""
        end = self._base + self._at
        self._window.close()
        os.ftruncate(self._file, end)
        os.close(self._file)

    def abandon(self):
        """In a forked child: lets go of the parent's file without a change to it."""
        self._window.close()
        os.close(self._file)


class WrittenFile:
    """A file to which each frame is appended by one write()."""

    def __init__(self, path):
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o644)
        self._end = 0
        self._write(MAGIC)

    def append(self, payload):
        """Appends one frame and returns where the file ends. Raises OSError where the disk is full, without a trace."""
        return self._write(_u32(len(payload)) + _u32(crc32(payload)) + payload)

    def _write(self, frame):
        written = os.write(self._file, frame)
        if written != len(frame):
            try:
                while written < len(frame):
                    written += os.write(self._file, frame[written:])
            except OSError:
                os.ftruncate(self._file, self._end)
                os.lseek(self._file, self._end, os.SEEK_SET)
                raise
        self._end += written
        return self._end

    def repair(self):
        """After an exception in `append`, at whatever moment: where the file ends."""
        self._end = os.lseek(self._file, 0, os.SEEK_CUR)
        return self._end

    def close(self):
        os.close(self._file)

    abandon = close


def open_journal_file(path):
    """Makes the file of a journal in the way that its file system allows."""
    if hasattr(os, "pwrite") and file_system_of(os.path.dirname(path)) in _MAPPABLE:
        try:
            return MappedFile(path)
        except (OSError, ValueError, mmap.error):
            if os.path.exists(path):
                os.unlink(path)
    return WrittenFile(path)


class Journal:
    """Records as frames of one file. Not for two threads at once: the run has the lock."""

    def __init__(self, path, open_file=None):
        self.path = path
        self._file = (open_file or open_journal_file)(path)
        self._append = self._file.append
        self._end = self._file.repair()
        self.numbers = {}
        self._step = 0
        self._time = 0

    def points(self, step, now, values):
        """Appends one value of each key at a step (an integer) and a time (milliseconds since 1970).

        `values` is a flat list: number of a key, its value, and so on.
        """
        before_step, before_time = self._step, self._time
        count = len(values) >> 1
        try:
            payload = _points[count](_POINTS, count, step - before_step, now - before_time, *values)
        except (IndexError, struct.error):
            payload = self._wide(count, step - before_step, now - before_time, values)
        try:
            end = self._append(payload)
            self._step = step
            self._time = now
            self._end = end
        except BaseException:
            # An interruption may come when the frame is there already; the next difference counts from it then.
            end = self._file.repair()
            if end > self._end:
                self._step, self._time, self._end = step, now, end
            raise

    def _wide(self, count, steps, milliseconds, values):
        parts = [_wide_head(_WIDE_POINTS, count, steps, milliseconds)]
        parts.extend(_wide_point(values[at], values[at + 1]) for at in range(0, len(values), 2))
        return b"".join(parts)

    def declare(self, key):
        """The number of a key in this journal; it is declared if it is new."""
        number = self.numbers.get(key)
        if number is None:
            number = len(self.numbers)
            end = self._end
            try:
                self._frame(_key_head(_KEY, number) + key.encode("utf-8"))
            finally:
                if self._end > end:
                    self.numbers[key] = number
        return number

    def record(self, record):
        """Appends a JSON record. Raises ValueError where it is larger than a frame may be."""
        payload = b"\x01" + json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
            "utf-8", "replace"
        )
        if len(payload) > LARGEST_PAYLOAD:
            raise ValueError(f"a {record.get('type')} record of {len(payload)} bytes is larger than a journal holds")
        self._frame(payload)

    def _frame(self, payload):
        try:
            self._end = self._append(payload)
        except BaseException:
            self._end = self._file.repair()
            raise

    def close(self):
        self._file.close()

    def abandon(self):
        self._file.abandon()
