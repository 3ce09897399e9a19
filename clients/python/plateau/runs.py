"""A run that this process writes: its journal, its step, what is logged."""

import os
import threading
import time

from . import media
from .artifacts import Files
from .guard import harmless, missing, warn_of, warn_once
from .hot import LARGEST_STEP, Hot
from .places import new_writer_name, write_json_whole
from .settings import Settings, Summary
from .values import LONGEST_KEY, as_json, flatten, is_key, number_of
from .writer import Journal

HEARTBEAT_SECONDS = 10.0
_time_ns = time.time_ns


class Run(Files):
    """A run being logged. `plateau.init` makes it; every method may be called from any thread, and none raises."""

    def __init__(self, beginning):
        self._beginning = beginning
        self.id = beginning.id
        self._name = beginning.name
        self.project = beginning.project
        self.entity = None
        self.group = beginning.group
        self.job_type = beginning.job_type
        self.resumed = beginning.resumed
        self.disabled = beginning.folder is None
        self.sweep_id = None
        self._begin_files()
        self._tags, self._notes = tuple(beginning.tags), beginning.notes
        self._folder = beginning.folder
        self._begun = time.time()
        self._hot = Hot(self, beginning.step)
        self.log = self._hot.log
        self._refused = 0
        self._lost = 0
        self._joined = beginning.joins
        self._prefix = beginning.prefix
        self._process = None
        self._taken_keys = frozenset()
        self._claims = False
        self._spawned = 0
        self._journal = None
        self._stop_path = None if self.disabled else os.path.join(self._folder, "stop")
        self._stop_seen = False
        self._threads = []
        self._ended = threading.Event()
        self.finished = False
        self.exception = None
        self.exit_code = None
        self.config = Settings(self._tell_config, beginning.config)
        self.summary = Summary(self._tell_summary, self._hot.last)
        if not self.disabled and not beginning.opens_late:
            self._open_journal()
            self._say_what_is_wished()

    # What is read of a run.

    @property
    def step(self):
        return self._hot.step

    @property
    def starting_step(self):
        return self._beginning.step

    @property
    def start_time(self):
        return self._begun

    @property
    def tags(self):
        return self._tags

    @tags.setter
    def tags(self, tags):
        self._tags = tuple(str(tag) for tag in tags or ())
        self._record({"type": "run", "tags": list(self._tags)})

    @property
    def notes(self):
        return self._notes

    @notes.setter
    def notes(self, notes):
        self._notes = notes
        self._record({"type": "run", "notes": str(notes or "")})

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        self._name = name
        if name:
            self._record({"type": "run", "name": str(name)[:200]})

    @property
    def path(self):
        return f"{self.project or ''}/{self.id}"

    @property
    def url(self):
        return ""

    get_url = get_project_url = get_sweep_url = project_name = lambda self: self.project or ""

    def display(self, *_arguments, **_named):
        return False

    # Logging.

    def _log_slowly(self, data, step, now):
        """What `log` leaves: keys that are new, nested dictionaries, media, text."""
        try:
            if self._journal is None and not self._may_open():
                return
            if not hasattr(data, "items"):
                warn_once("log-data", "log wants a dictionary of keys and values; what it got was passed over.")
                return
            values = []
            for key, value in flatten(data):
                self._sort(key, value, step, values)
            if values:
                self._hot.points(step, now, values)
        except OSError as failure:
            self._lose(failure)
        except Exception as failure:  # noqa: BLE001 - see guard
            warn_of("log", failure)

    def _sort(self, key, value, step, values):
        if value is None:
            return
        if not is_key(key):
            self._refused += 1
            warn_once("key", f"A key must have 1 to 200 printable characters; {str(key)[:60]!r} was passed over.")
            return
        try:
            number = float(value) if type(value) is float else number_of(value)
        except (TypeError, ValueError, OverflowError, RuntimeError):
            media.write(self, self._named(key), value, step)
            return
        values += self._number_of_key(key), number
        self._hot.last[key] = number

    def _number_of_key(self, key):
        number = self._hot.numbers.get(key)
        if number is None:
            number = self._hot.numbers[key] = self._journal.declare(self._named(key))
        return number

    def _named(self, key):
        """The key in the store: with the process before it where another process of the run has it already."""
        from .processes import own_key

        return own_key(self, key)

    def _whole_step(self, step):
        if type(step) is not int:
            try:
                step = int(number_of(step))
            except (TypeError, ValueError, OverflowError):
                warn_once("step", f"A step is a whole number; values at {str(step)[:60]!r} were passed over.")
                return None
        if not 0 <= step <= LARGEST_STEP:
            warn_once("step", f"A step is from 0 to 2^53 - 1; values at {step} were passed over.")
            return None
        return step

    def _lose(self, failure):
        self._lost += 1
        warn_once(
            ("lost", failure.errno),
            f"The journal cannot be written ({failure.strerror}): values are lost until it can be again.",
        )

    def points_at(self, step, now, pairs):
        """Logs numbers at a step of their own, beside the run's step: what threads of the client measure."""
        try:
            with self._hot.lock:
                if self._hot.busy or self._journal is None or self.finished:
                    return
                self._hot.busy = True
                try:
                    values = []
                    for key, value in pairs:
                        values += self._number_of_key(key), float(value)
                    if values:
                        self._hot.points(step, now, values)
                finally:
                    self._hot.busy = False
        except OSError as failure:
            self._lose(failure)
        except Exception as failure:  # noqa: BLE001 - see guard
            warn_of("points", failure)

    # Records of other kinds.

    def _record(self, record):
        """Appends a JSON record; what cannot be written is said."""
        with self._hot.lock:
            if self._hot.busy:
                self._hot.later.append((self._record, record))
                return
            self._hot.busy = True
            try:
                if not self.finished and (self._journal is not None or self._may_open()):
                    self._put(record)
            except OSError as failure:
                self._lose(failure)
            except Exception as failure:  # noqa: BLE001 - see guard
                warn_of(f"A record of the kind {record.get('type')}", failure)
            finally:
                self._hot.busy = False
        if self._hot.later:
            self._hot.do_later()

    def _put(self, record):
        """Appends a JSON record while `_busy` is this thread's. Raises OSError and ValueError."""
        record["time"] = _time_ns() // 1_000_000
        self._journal.record(record)

    def _tell_config(self, changes):
        self._record({"type": "config", "config": changes})

    def _tell_summary(self, changes):
        self._record({"type": "summary", "summary": changes})

    @harmless
    def define_metric(
        self,
        name,
        step_metric=None,
        step_sync=None,
        hidden=None,
        summary=None,
        goal=None,
        overwrite=None,
        direction=None,
        unit=None,
        target=None,
    ):
        """Says what a metric is: its direction (`goal="minimize"`, or "lower" and "higher"), unit, and its own step."""
        record = {"type": "metric", "key": str(getattr(name, "name", name))}
        words = {"minimize": "lower", "min": "lower", "maximize": "higher", "max": "higher"}
        direction = direction or words.get(goal) or words.get(str(summary or "").split(",")[0].strip())
        if direction in ("lower", "higher", "none"):
            record["direction"] = direction
        if unit is not None:
            record["unit"] = str(unit)[:50]
        if step_metric is not None:
            record["step"] = str(getattr(step_metric, "name", step_metric))[:LONGEST_KEY]
        if target is not None:
            record["goal"] = number_of(target)
        if hidden is not None:
            record["hidden"] = bool(hidden)
        self._record(record)
        return Metric(record["key"])

    @harmless
    def alert(self, title, text="", level="info", wait_duration=None):
        """Tells the person something: in the window, and in the run's log."""
        words = {"warn": "warning", "warning": "warning", "error": "error"}
        level = words.get(str(getattr(level, "value", level)).lower(), "info")
        self._record({"type": "alert", "title": str(title)[:1_000], "text": str(text)[:5_000], "level": level})

    @harmless
    def log_lines(self, lines, level="info", stream=None):
        """Lines for the run's log."""
        part, characters = [], 0
        for line in lines:
            line = str(line)[:100_000]
            if characters + len(line) > 1_000_000 or len(part) >= 10_000:
                self._log_part(part, level, stream)
                part, characters = [], 0
            part.append(line)
            characters += len(line)
        if part:
            self._log_part(part, level, stream)

    def _log_part(self, lines, level, stream):
        record = {"type": "log", "level": level, "lines": lines}
        self._record(record if stream is None else {**record, "stream": stream})

    @harmless
    def watch(self, models, criterion=None, log="gradients", log_freq=100, idx=None, log_graph=False):
        """Logs norms of gradients and weights of torch modules every `log_freq` steps."""
        from .watch import Watch

        for model in models if isinstance(models, (list, tuple)) else (models,):
            self._hot.watches.append(Watch(model, log, log_freq))

    @harmless
    def unwatch(self, models=None):
        chosen = None if models is None else list(models) if isinstance(models, (list, tuple)) else [models]
        for watch in list(self._hot.watches):
            if chosen is None or any(watch.model is model for model in chosen):
                watch.close()
                self._hot.watches.remove(watch)

    # Beginning, stopping, ending.

    def _say_what_is_wished(self):
        """A run that is joined or resumed has its run.json: what this beginning wishes comes as records."""
        beginning = self._beginning
        if beginning.run_json is not None or beginning.prefix:
            return
        if beginning.config:
            self._tell_config(as_json(beginning.config))
        wishes = {"name": beginning.name, "notes": beginning.notes, "group": beginning.group}
        wishes["tags"] = list(beginning.tags) or None
        said = {key: as_json(value) for key, value in wishes.items() if value is not None}
        if said:
            self._record({"type": "run", **said})

    def _may_open(self):
        """In a forked child the journal is made when it first writes. Returns whether there is one."""
        if self._journal is None and not self.disabled and not self.finished:
            self._open_journal()
        return self._journal is not None

    def _open_journal(self):
        from .processes import begin_threads

        beginning = self._beginning
        try:
            os.makedirs(self._folder, exist_ok=True)
            if beginning.run_json is not None and not os.path.exists(os.path.join(self._folder, "run.json")):
                write_json_whole(os.path.join(self._folder, "run.json"), beginning.run_json)
            journal = Journal(os.path.join(self._folder, new_writer_name() + ".plj"))
            journal.record(beginning.attempt_record())
        except (OSError, ValueError) as failure:
            self.disabled = True
            warn_once("journal", f"The run cannot be kept in {self._folder}: {failure}. Nothing of it is logged.")
            return
        self._journal, self._hot.points, self._hot.numbers = journal, journal.points, {}
        begin_threads(self)

    def _look_for_stop(self):
        """At most once a second: whether Plateau asks for a stop. Raises KeyboardInterrupt in the main thread, once."""
        if self._stop_path is None or self._stop_seen or self._journal is None or not os.path.exists(self._stop_path):
            return
        self._stop_seen = True
        self._record({"type": "state", "state": "stopping"})
        if threading.current_thread() is threading.main_thread():
            raise KeyboardInterrupt("Plateau was asked to stop this run.")
        from .processes import interrupt_main_thread

        interrupt_main_thread()

    def finish(self, exit_code=None, quiet=None):
        """Ends the run: everything is in its journal, with the exit code (0 unless given)."""
        from .processes import end_run

        try:
            end_run(self, exit_code)
        except Exception as error:  # noqa: BLE001 - see guard
            warn_of("finish", error)

    end = finish

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        from .processes import describe_exception

        if kind is not None and kind is not SystemExit:
            self.exception = describe_exception(kind, value, trace)
            self.exit_code = 130 if issubclass(kind, KeyboardInterrupt) else 1
        self.finish(self.exit_code)
        return False

    def __reduce__(self):
        """Sent to a process that was spawned, a run joins there."""
        from .beginning import join

        with self._hot.lock:
            self._spawned += 1
            # From here on both may log: who logs a key first has it.
            self._claims, self._process = True, self._process or "0"
            own = "" if self._process == "0" else f"{self._process}."
            known = {
                "home": self._beginning.home,
                "id": self.id,
                "attempt": self._beginning.attempt,
                "project": self.project,
                "name": self.name,
                "step": self._hot.step,
                "process": f"{own}s{self._spawned}",
                "keys": list(self._journal.numbers) if self._journal is not None else [],
            }
        return join, (known,)

    def environment(self):
        """Variables that let a program of yours, started with them, write into this run."""
        return self._beginning.variables()

    def __repr__(self):
        return f"<plateau run {self.id}{f' ({self.name})' if self.name else ''}>"

    def __getattr__(self, name):
        # Called only for what is not there.
        if name.startswith("_"):
            raise AttributeError(name)
        return missing(f"run.{name}")


class Metric:
    """What `define_metric` returns: the key it is about, for `step_metric`."""

    def __init__(self, name):
        self.name = name
