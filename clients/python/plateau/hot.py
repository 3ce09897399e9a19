"""The path of a number from `log` into the journal: the one part of the client whose cost is felt."""

import threading
import time

from .values import number_of

_STOP_MILLISECONDS = 1_000
LARGEST_STEP = 2**53 - 1
_time_ns = time.time_ns


class Hot:
    """What every call of `log` needs, in an object without the run's dynamic attributes, which cost a microsecond."""

    __slots__ = ("run", "lock", "busy", "later", "step", "numbers", "points", "last", "stop_looked", "watches")

    def __init__(self, run, step):
        self.run = run
        self.step = step
        self.last = {}  # what was logged last of each key
        self.watches = []
        self.stop_looked = 0
        self.reset()

    def reset(self):
        """As at the beginning, also in a forked child: no lock is held, and there is no journal yet."""
        self.lock = threading.RLock()
        self.busy = False  # a record is being written; the same thread may come again by a signal's handler
        self.later = []
        self.close()

    def close(self):
        """From now on every value takes the slow way."""
        self.numbers, self.points = {}, None

    def log(self, data, step=None, commit=None, sync=None):
        """Logs values of any keys at `step`, or at the run's own step, which then goes up unless `commit` is False."""
        now = _time_ns() // 1_000_000
        if not 0 <= now - self.stop_looked < _STOP_MILLISECONDS:
            self.stop_looked = now
            self.run._look_for_stop()
        if step is not None and (type(step) is not int or not 0 <= step <= LARGEST_STEP):
            step = self.run._whole_step(step)
            if step is None:
                return
        with self.lock:
            if self.busy:
                self.later.append((self.log, data, step, commit))
                return
            self.busy = True
            try:
                at = self.step if step is None else step
                try:
                    numbers, last, values = self.numbers, self.last, []
                    for key, value in data.items():
                        if type(value) is not float:
                            value = number_of(value)
                        values.append(numbers[key])
                        values.append(value)
                        last[key] = value
                    if values:
                        self.points(at, now, values)
                except Exception:  # noqa: BLE001 - a key that is new, a value that is no number, a full disk
                    self.run._log_slowly(data, at, now)
                if step is None:
                    if commit is not False:
                        self.step = at + 1
                else:
                    self.step = at + 1 if commit else at
            finally:
                self.busy = False
        if self.watches or self.later:
            self.after(now)

    def after(self, now):
        self.do_later()
        for watch in self.watches:
            watch.flush(self.run, self.step, now)

    def do_later(self):
        """What a signal's handler or a destructor asked for while a record was being written."""
        while self.later:
            call, *arguments = self.later.pop(0)
            call(*arguments)
