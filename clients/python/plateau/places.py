"""Where things lie: the home folder, a run's journals, and the names in them."""

import hashlib
import json
import os
import random
import re
import socket
import sys
import tempfile
import time

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_random = random.SystemRandom()


def _user_folder():
    """As Plateau itself has it: where HOME is empty or relative it would be another folder in each place."""
    named = os.path.expanduser("~")
    if sys.platform == "win32" or os.path.isabs(os.environ.get("HOME", "/")):
        return named
    import pwd

    return pwd.getpwuid(os.getuid()).pw_dir


def home_folder(environment=None):
    """The home, as Plateau itself finds it: PLATEAU_HOME, else the system's folder for a user's data."""
    environment = os.environ if environment is None else environment
    if environment.get("PLATEAU_HOME"):
        return os.path.abspath(environment["PLATEAU_HOME"])
    data = environment.get("XDG_DATA_HOME")
    if data and os.path.isabs(data):
        return os.path.join(data, "plateau")
    user = _user_folder()
    if sys.platform == "darwin":
        return os.path.join(user, "Library", "Application Support", "Plateau")
    if sys.platform == "win32":
        return os.path.join(environment.get("APPDATA") or os.path.join(user, "AppData", "Roaming"), "Plateau")
    return os.path.join(user, ".local", "share", "plateau")


def random_letters(count):
    return "".join(_random.choice(_LETTERS) for _ in range(count))


def new_run_id():
    """An id that nobody else makes: when it began, then chance."""
    number, letters = time.time_ns() // 1_000_000, ""
    while number:
        number, digit = divmod(number, 36)
        letters = _LETTERS[digit] + letters
    return letters.rjust(9, "0") + random_letters(8)


def run_id_of(wished):
    """The id that a wished one stands for: itself where it is one of Plateau's, else one made of it, always the same."""
    wished = str(wished)
    if re.fullmatch("[0-9a-z]{10,40}", wished):
        return wished
    plain = re.sub("[^0-9a-z]", "", wished.lower())[:24]
    return plain + hashlib.sha256(wished.encode("utf-8", "replace")).hexdigest()[:12]


def journals_folder(home):
    return os.path.join(home, "journals")


def new_writer_name():
    """HOST-PID-RANDOM, under Slurm with job and restarts: no two processes ever write one file."""
    host = re.sub("[^A-Za-z0-9._-]", "_", socket.gethostname() or "host")[:60]
    job = ""
    if os.environ.get("SLURM_JOB_ID"):
        number = re.sub("[^A-Za-z0-9._]", "_", os.environ["SLURM_JOB_ID"])[:20]
        restarts = re.sub("[^0-9]", "", os.environ.get("SLURM_RESTART_COUNT", "0"))[:6] or "0"
        job = f"-j{number}-r{restarts}"
    return f"{host}-{os.getpid()}{job}-{random_letters(8)}"


def write_whole(path, content):
    """Writes bytes into a temporary file beside `path` and moves it there: nobody ever reads half of it."""
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def store_content(folder, content):
    """Keeps bytes in a run's `files` by their hash. Returns the hash."""
    name = hashlib.sha256(content).hexdigest()
    path = os.path.join(folder, "files", name)
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_whole(path, content)
    return name


def hash_of_file(path):
    """SHA-256 and size of a file, read in pieces."""
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1024 * 1024), b""):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def store_file(folder, source):
    """Copies a file into a run's `files` by its hash. Returns hash and size of what was copied."""
    files = os.path.join(folder, "files")
    os.makedirs(files, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=files)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as target, open(source, "rb") as file:
            for piece in iter(lambda: file.read(1024 * 1024), b""):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        name = digest.hexdigest()
        os.chmod(temporary, 0o644)
        os.replace(temporary, os.path.join(files, name))
        return name, size
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def write_json_whole(path, value):
    write_whole(path, json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace"))
