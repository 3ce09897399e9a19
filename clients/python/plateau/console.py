"""What a program prints is the log of its run: lines of standard output and error, kept within bounds."""

import sys
import threading

_LONGEST_LINE = 10_000
# Of a second; the rest is counted.
_MOST_WRITES = 5_000
_MOST_CHARACTERS = 2_000_000
_attached = {}


def attach(run):
    """Takes down what is printed from now on. The streams stay what they are; only their `write` is passed by."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name, None)
        if stream is None or name in _attached:
            continue
        try:
            _attached[name] = _Tee(run, name, stream)
        except (AttributeError, TypeError):  # a stream that cannot be changed
            continue
    if _attached:
        thread = threading.Thread(target=_flush_often, args=(run,), name="plateau-console", daemon=True)
        thread.start()
        run._threads.append(thread)


def detach(run):
    for name, tee in list(_attached.items()):
        if tee.run is run:
            tee.close()
            del _attached[name]


def forget():
    """In a forked child what is printed belongs to the parent's log, or to nobody's."""
    for tee in _attached.values():
        tee.restore()
    _attached.clear()


def _flush_often(run):
    while not run._ended.wait(1.0):
        for tee in list(_attached.values()):
            if tee.run is run:
                tee.flush()


class _Tee:
    def __init__(self, run, name, stream):
        self.run, self._name, self._stream = run, name, stream
        self._had = "write" in getattr(stream, "__dict__", {})
        self._before = stream.write
        self._parts, self._rest, self._characters, self._left_out = [], "", 0, 0
        stream.write = self._write

    def _write(self, text):
        written = self._before(text)
        try:
            if len(self._parts) < _MOST_WRITES and self._characters < _MOST_CHARACTERS:
                # Appending to a list is all that a print costs; lines are made of it once a second.
                self._parts.append(text[:_MOST_CHARACTERS])
                self._characters += len(text)
            else:
                self._left_out += 1
        except Exception:  # noqa: BLE001 - printing must work
            pass
        return written

    def flush(self, last=False):
        parts, self._parts = self._parts, []
        left_out, self._left_out, self._characters = self._left_out, 0, 0
        *lines, self._rest = (self._rest + "".join(parts)).split("\n")
        if last and self._rest or len(self._rest) > _LONGEST_LINE:
            lines.append(self._rest)
            self._rest = ""
        # A progress bar writes its line anew after each carriage return: the last state is kept.
        lines = [line.rstrip("\r").rsplit("\r", 1)[-1][:_LONGEST_LINE] for line in lines]
        if left_out:
            lines.append(f"({left_out} more writes of this second are not kept.)")
        self.run.log_lines(lines, "info", self._name)

    def close(self):
        self.restore()
        self.flush(last=True)

    def restore(self):
        try:
            # Somebody else may have put theirs in front since then.
            if self._stream.__dict__.get("write") == self._write:
                if self._had:
                    self._stream.write = self._before
                else:
                    del self._stream.write
        except (AttributeError, TypeError):
            pass
