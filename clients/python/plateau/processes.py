"""One run, many processes: forks, ranks, exit codes, and the threads that a run has in each process."""

import _thread
import atexit
import hashlib
import os
import signal
import sys
import threading
import traceback

from . import console, system
from .guard import warn_of, warn_once
from .values import LONGEST_KEY

_runs = []  # those of this process that have not ended
_forks = 0
_exit = {"code": None, "exception": None, "hooked": False}


# Keys: two processes never write the same series.


def own_key(run, key):
    """The key under which this process logs: another rank, or a process that does not own the key, writes beside it."""
    if run._prefix:
        return _under(run._prefix, key)
    if not run._claims:
        return key
    if key not in run._taken_keys and _claim(run, key):
        return key
    named = _under(f"process-{run._process}", key)
    warn_once(("shared-key", key), f"Another process of this run logs {key!r}; what this one logs is {named!r}.")
    return named


def _under(prefix, key):
    return f"{prefix}/{key}"[:LONGEST_KEY]


def _claim(run, key):
    """Whether this process is the first of the attempt that logs a key. Asked once a key and process."""
    folder = os.path.join(run._folder, f"claims-{run._beginning.attempt}")
    path = os.path.join(folder, hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32])
    try:
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        return True
    except FileExistsError:
        return False
    except OSError:
        return True


# Forks: the child leaves the parent's journal alone and makes its own when it first writes.


def _before_fork():
    global _forks
    _forks += 1


def _after_fork_in_parent():
    for run in _runs:
        if not run._claims and run._journal is not None:
            # From here on a child may log as well; what this process logged so far is known to the child.
            run._process = "0"
            run._taken_keys = frozenset()
            run._claims = True


def _after_fork_in_child():
    console.forget()
    for run in _runs:
        run._hot.reset()
        journal, run._journal = run._journal, None
        known = frozenset(journal.numbers) if journal is not None else frozenset()
        before = "" if run._process in (None, "0") else f"{run._process}."
        run._process = f"{before}{_forks}"
        run._taken_keys = run._taken_keys | known
        run._claims = True
        run._joined = True
        run._threads = []
        run._ended = threading.Event()
        if journal is not None:
            try:
                journal.abandon()
            except Exception as error:  # noqa: BLE001 - a fork must go on
                warn_of("fork", error)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
    )


# Threads of a run.


def begin_threads(run):
    """What a process does for a run beside logging: the heartbeat, the machine's figures, ends that are noticed."""
    if run not in _runs:
        _runs.append(run)
    _hook_exits()
    _leave_with_multiprocessing()
    _start(run, "plateau-heartbeat", _beat)
    if not run._joined and run._beginning.measures_system:
        _start(run, "plateau-system", system.watch)
    if not run._joined and run._beginning.keeps_console:
        console.attach(run)


def _start(run, name, work):
    thread = threading.Thread(target=_guarded, args=(work, run), name=name, daemon=True)
    try:
        thread.start()
    except RuntimeError:  # the interpreter is on its way out, or there are no threads to be had
        return
    run._threads.append(thread)


def _guarded(work, run):
    try:
        work(run)
    except Exception as error:  # noqa: BLE001 - see guard
        warn_of(threading.current_thread().name, error)


def _beat(run):
    from .runs import HEARTBEAT_SECONDS

    while not run._ended.wait(HEARTBEAT_SECONDS):
        run._record({"type": "state", "state": "alive"})
        if not os.path.exists(run._folder):
            warn_once(("gone", run.id), f"The run's folder {run._folder} was deleted: nothing more of it is kept.")


# Ends.


def interrupt_main_thread():
    """Raises KeyboardInterrupt in the main thread, by the program's own handler of SIGINT if it has one, also while the thread sleeps or waits."""
    # A signal that is only noted, as by `interrupt_main`, is seen when the wait is over.
    if hasattr(signal, "pthread_kill") and callable(signal.getsignal(signal.SIGINT)):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()


def describe_exception(kind, value, trace):
    text = "".join(traceback.format_exception(kind, value, trace))
    return {"type": kind.__name__, "message": str(value)[:10_000], "traceback": text[-100_000:]}


def _hook_exits():
    if _exit["hooked"]:
        return
    _exit["hooked"] = True
    atexit.register(_at_exit)
    before_hook, before_exit = sys.excepthook, sys.exit

    def plateau_excepthook(kind, value, trace):
        try:
            _exit["exception"] = describe_exception(kind, value, trace)
            _exit["code"] = 130 if issubclass(kind, KeyboardInterrupt) else 1
        except Exception as error:  # noqa: BLE001 - see guard
            warn_of("excepthook", error)
        before_hook(kind, value, trace)

    def plateau_exit(code=None):
        _exit["code"] = 0 if code is None else code if isinstance(code, int) else 1
        before_exit(code)

    sys.excepthook, sys.exit = plateau_excepthook, plateau_exit


def _leave_with_multiprocessing():
    """A process of multiprocessing ends without `atexit`; its own list of last things is gone through."""
    util = sys.modules.get("multiprocessing.util")
    process = sys.modules.get("multiprocessing.process")
    if util is None or process is None or process.parent_process() is None or _exit.get("process") == os.getpid():
        return
    _exit["process"] = os.getpid()
    util.Finalize(None, _at_exit, exitpriority=-100)


def _at_exit():
    for run in list(_runs):
        try:
            if run.exception is None:
                run.exception = _exit["exception"]
            end_run(run, run.exit_code if run.exit_code is not None else _exit["code"])
        except Exception as error:  # noqa: BLE001 - see guard
            warn_of("exit", error)


def end_run(run, exit_code):
    """Writes the last records of a run and closes its journal. A run that has ended is left alone."""
    from . import drop_in

    if run.finished:
        return
    run._ended.set()
    console.detach(run)
    run.unwatch()
    run._save_last()
    if run._lost:
        run.log_lines([f"{run._lost} records were lost, because the journal could not be written."], "warning")
    if run._refused:
        run.log_lines([f"{run._refused} values were refused, because their keys cannot be keys."], "warning")
    with run._hot.lock:
        run.finished = True
        if run in _runs:
            _runs.remove(run)
        journal, run._journal = run._journal, None
        run._hot.close()
        run.exit_code = exit_code or 0
        try:
            if journal is not None:
                run._journal = journal
                run._put(_last_record(run, run.exit_code))
        finally:
            run._journal = None
            if journal is not None:
                journal.close()
    drop_in.forget(run)


def _last_record(run, exit_code):
    if run._joined:
        return {"type": "state", "state": "left", "exitCode": int(exit_code)}
    stopped = run._stop_seen or (run.exception or {}).get("type") == "KeyboardInterrupt"
    reason = "stopped" if stopped else "failed" if exit_code or run.exception else "completed"
    record = {"type": "state", "state": "finished", "exitCode": int(exit_code), "reason": reason}
    return record if run.exception is None else {**record, "exception": run.exception}
