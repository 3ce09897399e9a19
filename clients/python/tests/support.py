"""Scripts in processes of their own, each with a home that is deleted afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

CLIENT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OURS = ("PLATEAU_", "WANDB_", "SLURM_", "OMPI_", "PMI_", "TORCHELASTIC_")
_RANKS = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")


class WithHome(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="plateau-client-", dir=os.environ.get("PLATEAU_TEST_FOLDER"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)

    def environment(self, **more):
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_OURS) and key not in _RANKS}
        return {**kept, "PLATEAU_HOME": self.home, "PYTHONPATH": CLIENT, "PYTHONDONTWRITEBYTECODE": "1", **more}

    def start(self, script, *arguments, folder=None, **more):
        """A running Python with a script given as text."""
        return subprocess.Popen(
            [sys.executable, "-c", script, *arguments],
            env=self.environment(**more),
            cwd=folder or self.home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run_script(self, script, *arguments, code=0, **more):
        """Runs a script to its end. Returns what it printed, and what it said on standard error."""
        process = self.start(script, *arguments, **more)
        output, errors = process.communicate(timeout=80)
        self.assertEqual(process.returncode, code, errors)
        return output, errors
