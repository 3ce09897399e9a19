"""Where and how a program runs: command, folder, host, Python, git, packages, devices."""

import os
import platform
import shutil
import socket
import subprocess
import sys
import threading

from . import system

_LARGEST_DIFF = 1024 * 1024
_SECONDS = 3


def describe():
    """Everything as JSON. Git and packages are asked for at the same time, each within seconds; what fails is left out."""
    facts = {}
    tasks = [("git", git), ("packages", packages), ("devices", devices)]
    threads = [threading.Thread(target=_gather, args=(facts, name, task), daemon=True) for name, task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_SECONDS * 3)
    gathered = {name: facts[name] for name, _ in tasks if facts.get(name)}
    return {
        "command": [sys.executable or "python", *sys.argv],
        "folder": _folder(),
        "host": socket.gethostname(),
        "python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        **gathered,
    }


def _gather(facts, name, task):
    try:
        facts[name] = task()
    except Exception:  # noqa: BLE001 - no git, no packages: the run says nothing of them
        facts[name] = None


def _folder():
    try:
        return os.getcwd()
    except OSError:
        return None


def git():
    """Commit, branch, remote without a password, and what differs from the commit (at most 1 MB)."""
    program = shutil.which("git")
    if program is None:
        return None

    def ask(*words):
        command = [program, "--no-optional-locks", *words]
        answer = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS
        )
        return answer.stdout if answer.returncode == 0 else None

    def line(*words):
        answer = ask(*words)
        return None if answer is None else answer.decode("utf-8", "replace").strip() or None

    commit = line("rev-parse", "HEAD")
    if commit is None:
        return None
    facts = {"commit": commit, "branch": line("rev-parse", "--abbrev-ref", "HEAD")}
    facts["remote"] = without_password(line("config", "--get", "remote.origin.url"))
    diff = ask("diff", "--no-color", "--no-ext-diff", "--submodule=short", "HEAD")
    if diff is not None:
        facts["dirty"] = len(diff) > 0
        if diff:
            facts["diff"] = diff[:_LARGEST_DIFF].decode("utf-8", "replace")
            if len(diff) > _LARGEST_DIFF:
                facts["diffCut"] = len(diff)
    return {key: value for key, value in facts.items() if value is not None}


def without_password(remote):
    """A remote's address without what stands between its scheme and host."""
    if remote is None or "://" not in remote:
        return remote
    scheme, rest = remote.split("://", 1)
    place, slash, path = rest.partition("/")
    return f"{scheme}://{place.rsplit('@', 1)[-1]}{slash}{path}"


def packages():
    """Name and version of every installed package."""
    try:
        from importlib.metadata import distributions
    except ImportError:
        return None
    found = {}
    for each in distributions():
        name = each.metadata["Name"]
        if name:
            found.setdefault(name, each.version)
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


def devices():
    """Names of the graphics cards."""
    cards = system.graphics_cards()
    return None if cards is None else [{"kind": "gpu", "name": name} for name in cards.names()]
