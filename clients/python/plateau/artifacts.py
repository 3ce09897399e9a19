"""Files of a run: copied by what they contain, or named with their hash."""

import contextlib
import glob
import os
import shutil
import tempfile

from . import places
from .guard import harmless, warn_once


class Files:
    """What a run does with files. The run itself is made of it."""

    def _begin_files(self):
        self._work = None  # the folder `dir`, once it is asked for
        self._live = {}  # paths to keep again at the end, and their names
        self._kept_as = {}  # hashes of what is kept, by name
        self._versions = {}  # of artifacts, by name

    @property
    def dir(self):
        """A folder for files of the run: what lies there when it ends is kept."""
        if self._work is None:
            try:
                if self.disabled:
                    raise OSError
                self._work = os.path.join(self._folder, "work")
                os.makedirs(self._work, exist_ok=True)
            except OSError:
                self._work = tempfile.mkdtemp(prefix="plateau-")
        return self._work

    @harmless
    def save(self, glob_str=None, base_path=None, policy="live"):
        """Keeps copies of files as they are now, and of what they have become when the run ends (policies live and end)."""
        if glob_str is None:
            return []
        pattern = os.fspath(glob_str)
        base = os.fspath(base_path) if base_path is not None else None
        found = [path for path in sorted(glob.glob(pattern, recursive=True)) if os.path.isfile(path)]
        if not found:
            warn_once(("save", pattern), f"No file is called {pattern}: nothing was saved.")
        kept = []
        for path in found:
            name = _name_in_run(path, base or (self._work if self._work and path.startswith(self._work) else None))
            self._keep(path, name)
            if policy != "now":
                self._live[os.path.abspath(path)] = name
            kept.append(path)
        return kept

    def _keep(self, path, name, artifact=None):
        if self.disabled:
            return
        sha256, size = places.store_file(self._folder, path)
        record = {"type": "file", "name": name, "size": size, "sha256": sha256, "copied": True}
        self._kept_as[name] = sha256
        self._record(record if artifact is None else {**record, "artifact": artifact})

    @harmless
    def _save_last(self):
        """At the end: files that were to be kept as they are then, and those in the run's own folder."""
        work = self._work
        if work is not None and os.path.isdir(work):
            for folder, _, names in os.walk(work):
                for name in names:
                    path = os.path.join(folder, name)
                    self._keep_if_changed(path, _name_in_run(path, work))
            shutil.rmtree(work, ignore_errors=True)
        for path, name in self._live.items():
            if os.path.isfile(path):
                self._keep_if_changed(path, name)

    def _keep_if_changed(self, path, name):
        sha256, _ = places.hash_of_file(path)
        if self._kept_as.get(name) != sha256:
            self._keep(path, name)

    @harmless
    def log_artifact(self, artifact_or_path, name=None, type=None, aliases=None, tags=None, copy=True):
        """Keeps the files of an artifact: copies, or only names and hashes (`copy=False`). Returns the artifact."""
        artifact = artifact_or_path
        if not isinstance(artifact, Artifact):
            path = os.fspath(artifact_or_path)
            artifact = Artifact(name or os.path.basename(path.rstrip(os.sep)), type or "unspecified")
            if os.path.isdir(path):
                artifact.add_dir(path)
            else:
                artifact.add_file(path)
        said = {"name": artifact.name[:200], "type": artifact.type[:200], "version": _next_version(self, artifact)}
        artifact.version = said["version"]
        if aliases or artifact.aliases:
            said["aliases"] = [str(alias)[:200] for alias in aliases or artifact.aliases]
        for inside, path in sorted(artifact._files.items()):
            if copy:
                self._keep(path, inside, said)
            else:
                sha256, size = places.hash_of_file(path)
                record = {"type": "file", "name": inside, "path": os.path.abspath(path), "size": size}
                self._record({**record, "sha256": sha256, "copied": False, "artifact": said})
        for inside, address in sorted(artifact._references.items()):
            self.log_lines([f"Artifact {artifact.name}: {inside} is at {address}; references are named, not kept."])
        _logged[artifact.name] = artifact
        return artifact

    log_model = upsert_artifact = finish_artifact = log_artifact

    @harmless
    def use_artifact(self, artifact_or_name, type=None, aliases=None, use_as=None):
        """An artifact that this program logged; of others there is none, which is said."""
        if isinstance(artifact_or_name, Artifact):
            return artifact_or_name
        name = str(artifact_or_name).rsplit("/", 1)[-1].split(":")[0]
        if name not in _logged:
            warn_once(
                ("artifact", name),
                f"Artifacts of other programs cannot be fetched: {artifact_or_name} has no files here.",
            )
        return _logged.get(name) or Artifact(name, type or "unspecified")

    def link_artifact(self, *_arguments, **_named):
        warn_once("link", "There is no registry to link artifacts to.")

    @harmless
    def log_code(self, root=".", name=None, include_fn=None, exclude_fn=None):
        """Keeps the Python files under a folder."""
        artifact = Artifact(name or "source", "code")
        for folder, folders, names in os.walk(root):
            folders[:] = [each for each in folders if not each.startswith(".") and each != "__pycache__"]
            for each in names:
                path = os.path.join(folder, each)
                wanted = include_fn(path) if include_fn else each.endswith(".py")
                if wanted and not (exclude_fn and exclude_fn(path)):
                    artifact.add_file(path, _name_in_run(path, root))
        return self.log_artifact(artifact)


_logged = {}  # artifacts of this process, by name


def _next_version(run, artifact):
    number = run._versions.get(artifact.name, -1) + 1
    run._versions[artifact.name] = number
    return f"v{number}"


def _name_in_run(path, base):
    """A relative name with slashes that leads nowhere else."""
    path = os.path.abspath(path)
    name = os.path.relpath(path, os.path.abspath(base or os.getcwd()))
    if name.startswith("..") or os.path.isabs(name):
        name = os.path.basename(path)
    return name.replace(os.sep, "/")


class Artifact:
    """Files that belong together under a name, as `wandb.Artifact`."""

    def __init__(self, name, type="unspecified", description=None, metadata=None, incremental=False, use_as=None, **_):
        self.name, self.type, self.description = str(name), str(type), description
        self.metadata, self.aliases, self.version = dict(metadata or {}), [], None
        self._files, self._references, self._temporary = {}, {}, None

    @harmless
    def add_file(self, local_path, name=None, is_tmp=False, skip_cache=False, policy="mutable", overwrite=False):
        path = os.path.abspath(os.fspath(local_path))
        if not os.path.isfile(path):
            warn_once(("add", path), f"There is no file {path}: the artifact {self.name} goes without it.")
            return None
        self._files[str(name or os.path.basename(path))] = path
        return path

    @harmless
    def add_dir(self, local_path, name=None, skip_cache=False, policy="mutable", merge=False):
        root = os.path.abspath(os.fspath(local_path))
        for folder, _, names in os.walk(root):
            for each in names:
                path = os.path.join(folder, each)
                inside = _name_in_run(path, root)
                self._files[f"{name}/{inside}" if name else inside] = path

    @harmless
    def add_reference(self, uri, name=None, checksum=True, max_objects=None):
        self._references[str(name or str(uri).rsplit("/", 1)[-1])] = str(uri)

    @harmless
    def add(self, obj, name, overwrite=False):
        """A table or image as a file of the artifact."""
        folder = self._folder()
        content = getattr(obj, "_content", None)
        if content is None:
            import json

            from .values import as_json

            rows = {"columns": getattr(obj, "columns", []), "data": as_json(getattr(obj, "data", []))}
            content = json.dumps(rows).encode("utf-8", "replace")
        path = os.path.join(folder, str(name).replace("/", "_"))
        with open(path, "wb") as file:
            file.write(content)
        self._files[str(name)] = path

    @contextlib.contextmanager
    def new_file(self, name, mode="w", encoding=None):
        path = os.path.join(self._folder(), *[part for part in str(name).split("/") if part not in ("", ".", "..")])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, mode, encoding=encoding or (None if "b" in mode else "utf-8")) as file:
            yield file
        self._files[str(name)] = path

    def _folder(self):
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="plateau-artifact-")
        return self._temporary.name

    def wait(self, timeout=None):
        return self

    def save(self, *_arguments, **_named):
        return None

    def download(self, root=None, *_arguments, **_named):
        """Copies the files into a folder and returns it."""
        root = os.path.abspath(root or os.path.join("artifacts", self.name))
        for inside, path in self._files.items():
            target = os.path.join(root, inside)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if os.path.abspath(target) != path:
                shutil.copyfile(path, target)
        os.makedirs(root, exist_ok=True)
        return root

    checkout = download

    def file(self, root=None):
        return os.path.join(self.download(root), next(iter(self._files), ""))

    def get_path(self, name):
        return _Entry(self._files.get(name))

    get_entry = get_path

    def files(self, *_arguments, **_named):
        return [_Entry(path) for path in self._files.values()]

    @property
    def manifest(self):
        return self


class _Entry:
    def __init__(self, path):
        self.path = self.name = path

    def download(self, root=None, *_arguments, **_named):
        return self.path

    def local_path(self):
        return self.path
