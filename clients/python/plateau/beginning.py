"""How a run begins: which id, which attempt, joined or resumed; and what is said of it once, in run.json."""

import getpass
import hashlib
import os
import socket
import sys
import time

from . import environment, places, reading
from .guard import warn_once
from .values import as_json, settings_of

VERSION = "0.1.0"
_begun_as_rank = 0


class Beginning:
    """All that is known of a run before its first record."""

    def __init__(self, run_id, home, attempt):
        self.id, self.home, self.attempt = run_id, home, attempt
        self.folder = os.path.join(places.journals_folder(home), run_id)
        self.name = self.project = self.group = self.job_type = self.notes = None
        self.tags, self.config = (), {}
        self.joins = self.resumed = False
        self.prefix = ""
        self.step = 0
        self.system_offset = 0
        self.run_json = None
        self.measures_system = self.keeps_console = True
        self.opens_late = False
        self.steps_are_epochs = None

    def attempt_record(self):
        """The first record of every journal. Raises nothing."""
        writer = {"client": "python", "version": VERSION, "host": socket.gethostname(), "process": os.getpid()}
        started = _process_start(os.getpid())
        if started is not None:
            writer["startedAt"] = started
        if os.environ.get("SLURM_JOB_ID"):
            writer["job"] = os.environ["SLURM_JOB_ID"]
            writer["restarts"] = os.environ.get("SLURM_RESTART_COUNT") or "0"
        now = time.time_ns() // 1_000_000
        return {"type": "attempt", "attempt": self.attempt, "protocol": 1, "writer": writer, "time": now}

    def variables(self):
        """Environment variables with which another process joins the run."""
        given = {"PLATEAU_HOME": self.home, "PLATEAU_RUN": self.id, "PLATEAU_ATTEMPT": str(self.attempt)}
        return given if self.project is None else {**given, "PLATEAU_PROJECT": self.project}



def _process_start(process):
    """When a process began, in milliseconds since 1970; None where the system does not say."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii", errors="replace") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        with open("/proc/stat", encoding="ascii") as file:
            boot = next(int(line.split()[1]) for line in file if line.startswith("btime "))
        return boot * 1000 + ticks * 1000 // os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None


def ranks():
    """This process's rank and the number of ranks, as torchrun, Slurm and MPI say them; (0, 1) without any."""
    for rank, size in (
        ("RANK", "WORLD_SIZE"),
        ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"),
        ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
        ("PMI_RANK", "PMI_SIZE"),
        ("LOCAL_RANK", "LOCAL_WORLD_SIZE"),
    ):
        try:
            number, count = int(os.environ[rank]), int(os.environ[size])
        except (KeyError, ValueError):
            continue
        if count > 1:
            return number, count
    return 0, 1


def _launch_of_ranks():
    """What all ranks of one launch have in common and no other launch has; None where nothing is."""
    get = os.environ.get
    elastic = get("TORCHELASTIC_RUN_ID")
    if elastic and elastic != "none":
        return f"torchrun {elastic} {get('MASTER_ADDR')}"
    if elastic and get("LOCAL_WORLD_SIZE") == get("WORLD_SIZE"):
        # One machine: its agent is the parent of every rank, also after a restart.
        parent = os.getppid()
        return f"torchrun {socket.gethostname()} {parent} {_process_start(parent)}"
    if get("SLURM_JOB_ID") and get("SLURM_STEP_ID") and get("SLURM_PROCID"):
        return f"slurm {get('SLURM_JOB_ID')} {get('SLURM_STEP_ID')} {get('SLURM_RESTART_COUNT')}"
    if get("OMPI_MCA_ess_base_jobid"):
        return f"mpi {get('OMPI_MCA_ess_base_jobid')} {get('PMIX_NAMESPACE')}"
    return None


def begin(options):
    """A `Beginning` of the options of `init`; files are made by the run. Raises OSError where the home cannot be read."""
    home = os.path.abspath(options["home"]) if options.get("home") else places.home_folder()
    rank, size = ranks()
    beginning = _which(options, home, rank, size)
    get = os.environ.get
    beginning.project = options.get("project") or get("PLATEAU_PROJECT") or get("WANDB_PROJECT")
    beginning.name = options.get("name") or get("WANDB_NAME")
    beginning.group = options.get("group") or get("WANDB_RUN_GROUP")
    beginning.job_type = options.get("job_type") or get("WANDB_JOB_TYPE")
    beginning.notes = options.get("notes") or get("WANDB_NOTES")
    tags = options.get("tags") or [tag for tag in (get("WANDB_TAGS") or "").split(",") if tag]
    beginning.tags = (tags,) if isinstance(tags, str) else tuple(str(tag) for tag in tags)
    beginning.config = {str(key): value for key, value in _settings(options).items()}
    if beginning.joins:
        # What Plateau itself started has its output kept there; ranks print into that of the launcher.
        beginning.keeps_console = False
    if options.get("console") in (False, "off"):
        beginning.keeps_console = False
    beginning.measures_system = options.get("system", True)
    beginning.steps_are_epochs = None if options.get("steps_are_epochs") is None else bool(options["steps_are_epochs"])
    if not os.path.exists(os.path.join(beginning.folder, "run.json")):
        beginning.run_json = _run_json(beginning)
    return beginning


def _settings(options):
    try:
        settings = settings_of(options.get("config"))
    except (TypeError, ValueError, OSError) as error:
        warn_once("config", f"The settings were passed over: {error}.")
        settings = {}
    for names, chosen in ((options.get("config_exclude_keys"), False), (options.get("config_include_keys"), True)):
        if names:
            settings = {key: value for key, value in settings.items() if (key in names) == chosen}
    return settings


def _which(options, home, rank, size):
    """Id, attempt and step: of a run that is joined, resumed or new."""
    given = os.environ.get("PLATEAU_RUN")
    wished = options.get("id") or os.environ.get("WANDB_RUN_ID")
    if given and not wished:
        return _join_given(places.run_id_of(given), home, rank)
    if size > 1 and not wished and not options.get("group"):
        launch = _launch_of_ranks()
        if launch is not None:
            return _begin_as_rank(launch, home, rank)
    if not wished and options.get("resume") in ("auto", True):
        wished = last_run_of_command(home)
    if not wished:
        return Beginning(places.new_run_id(), home, 1)
    return _resume(str(wished), home, options)


def _join_given(run_id, home, rank):
    attempt = os.environ.get("PLATEAU_ATTEMPT")
    folder = os.path.join(places.journals_folder(home), run_id)
    if attempt and attempt.isdigit():
        beginning = Beginning(run_id, home, int(attempt))
        beginning.joins = True
        beginning.prefix = f"rank-{rank}" if rank else ""
    else:
        beginning = Beginning(run_id, home, 1 + reading.greatest_attempt(folder))
    _continue(beginning)
    return beginning


def _begin_as_rank(launch, home, rank):
    global _begun_as_rank
    _begun_as_rank += 1
    name = hashlib.sha256(f"{launch} {_begun_as_rank}".encode("utf-8", "replace")).hexdigest()
    restarts = os.environ.get("TORCHELASTIC_RESTART_COUNT") or "0"
    beginning = Beginning(f"r{name[:19]}", home, 1 + (int(restarts) if restarts.isdigit() else 0))
    beginning.joins = rank != 0
    beginning.prefix = f"rank-{rank}" if rank else ""
    if beginning.attempt > 1:
        _continue(beginning)
    return beginning


def _resume(wished, home, options):
    run_id = places.run_id_of(wished)
    folder = os.path.join(places.journals_folder(home), run_id)
    there = bool(reading.journals_of(folder))
    resume = options.get("resume") or os.environ.get("WANDB_RESUME")
    if resume == "must" and not there:
        warn_once(("must", wished), f"There is no run {wished} to resume; it begins here.")
    if resume == "never" and there:
        warn_once(("never", wished), f"There is a run {wished} already; this one gets an id of its own.")
        return Beginning(places.new_run_id(), home, 1)
    beginning = Beginning(run_id, home, 1 + reading.greatest_attempt(folder))
    if run_id != wished:
        beginning.name = wished
    _continue(beginning)
    return beginning


def _continue(beginning):
    """The step after the last one that is there. Ranks begin together: what the others have logged by now is not before them."""
    together = beginning.attempt if ranks()[1] > 1 else None
    last = reading.last_step(beginning.folder, together)
    if last is not None:
        beginning.step, beginning.resumed = last + 1, True


def last_run_of_command(home):
    """The id of the newest run that this command in this folder began and did not complete; None without one."""
    import json

    folder = places.journals_folder(home)
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.stat().st_mtime, reverse=True)[:500]
    except OSError:
        return None
    for entry in found:
        try:
            with open(os.path.join(entry.path, "run.json"), encoding="utf-8") as file:
                run = json.load(file)
            facts = run["origin"]["facts"]
            if facts.get("folder") == os.getcwd() and facts.get("command") == _command():
                return None if _completed(entry.path) else run["id"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def _completed(folder):
    return any(
        b'"reason":"completed"' in payload
        for path in reading.journals_of(folder)
        if path.endswith(".plj")
        for payload in reading.frames(path)
        if payload[:1] == b"\x01"
    )


def _command():
    return [sys.executable or "python", *sys.argv]


def _run_json(beginning):
    """What is said once of a run."""
    described = environment.describe()
    facts = {
        "client": "python",
        "clientVersion": VERSION,
        "host": described["host"],
        "user": _user(),
        "process": os.getpid(),
        "command": described["command"],
        "folder": described["folder"],
    }
    if beginning.job_type:
        facts["jobType"] = str(beginning.job_type)
    now = time.time()
    begun_at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1000):03d}Z"
    said = {
        "protocol": 1,
        "id": beginning.id,
        "project": beginning.project,
        "name": beginning.name,
        "config": beginning.config,
        "origin": {"kind": "logged", "facts": facts},
        "environment": described,
        "begunAt": begun_at,
        "stepsAreEpochs": beginning.steps_are_epochs,
        "tags": list(beginning.tags) or None,
        "notes": beginning.notes,
        "group": beginning.group,
    }
    return as_json({key: value for key, value in said.items() if value is not None})


def _user():
    try:
        return getpass.getuser()
    except Exception:  # noqa: BLE001 - a process without a user's name
        return None


def join(known):
    """In a process that was spawned: the run that was sent to it. Its journal is made when it first writes."""
    from . import adopt
    from .runs import Run

    beginning = Beginning(known["id"], known["home"], known["attempt"])
    beginning.project, beginning.name, beginning.step = known["project"], known["name"], known["step"]
    beginning.joins = beginning.opens_late = True
    beginning.keeps_console = beginning.measures_system = False
    run = Run(beginning)
    run._claims, run._process, run._taken_keys = True, known["process"], frozenset(known["keys"])
    return adopt(run)
