"""What is measured of the machine, with a stand-in for graphics cards that are not here."""

import os
import shutil
import subprocess
import sys
import time
import unittest
import unittest.mock

from plateau import system
from plateau.environment import git, without_password
from plateau.places import home_folder

from .support import WithHome

# The calls of NVML that are used, with its types and its order of fields.
NVML = """
#include <string.h>
typedef struct { unsigned int gpu, memory; } utilization;
typedef struct { unsigned long long total, free, used; } memory;
static int cards[2] = {0, 1};
int nvmlInit_v2(void) { return 0; }
int nvmlDeviceGetCount_v2(unsigned int *count) { *count = 2; return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned int index, void **card) { *card = &cards[index]; return 0; }
int nvmlDeviceGetName(void *card, char *name, unsigned int length) { strncpy(name, *(int *)card ? "Card B" : "Card A", length); return 0; }
int nvmlDeviceGetUtilizationRates(void *card, utilization *rates) { rates->gpu = 40 + *(int *)card; rates->memory = 9; return 0; }
int nvmlDeviceGetMemoryInfo(void *card, memory *facts) { facts->total = 1ull << 40; facts->free = 1; facts->used = 5000000000ull; return 0; }
int nvmlDeviceGetTemperature(void *card, int sensor, unsigned int *celsius) { *celsius = 61; return *(int *)card ? 3 : 0; }
int nvmlDeviceGetPowerUsage(void *card, unsigned int *milliwatts) { *milliwatts = 250500; return 0; }
"""


class System(WithHome):
    @unittest.skipIf(sys.platform == "win32", "has no HOME")
    def test_a_home_that_is_empty_or_relative_is_the_users(self):
        import pwd

        for home in ("", "relative"):
            with unittest.mock.patch.dict(os.environ, {"HOME": home}):
                self.assertTrue(home_folder({}).startswith(pwd.getpwuid(os.getuid()).pw_dir + os.sep), home)

    def test_processor_and_memory_of_a_process_that_works(self):
        processor = system.Processor()
        until = time.process_time() + 0.05
        while time.process_time() < until:
            pass
        figures = dict(processor())
        self.assertGreater(figures["cpu_percent"], 0)
        memory = dict(system.memory())
        self.assertTrue(1e6 < memory["memory_bytes"] < 1e12)
        if sys.platform.startswith("linux"):
            self.assertTrue(0 < figures["machine_cpu_percent"] <= 100)
            self.assertTrue(0 < memory["machine_memory_percent"] < 100)
        self.assertTrue(0 < dict(system.disk_of(self.home)())["disk_percent"] <= 100)

    @unittest.skipUnless(sys.platform.startswith("linux") and shutil.which("cc"), "there is no C compiler here")
    def test_cards_are_read_through_the_library(self):
        source = os.path.join(self.home, "nvml.c")
        with open(source, "w", encoding="ascii") as file:
            file.write(NVML)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", os.path.join(self.home, "libnvidia-ml.so.1"), source], check=True)
        script = "from plateau import system\ncards = system.graphics_cards()\nprint(cards.names(), dict(cards()))"
        output, _ = self.run_script(script, LD_LIBRARY_PATH=self.home)
        names = "['Card A', 'Card B']"
        first = {"gpu0_percent": 40, "gpu0_memory_bytes": 5000000000, "gpu0_celsius": 61, "gpu0_watts": 250.5}
        second = {"gpu1_percent": 41, "gpu1_memory_bytes": 5000000000, "gpu1_watts": 250.5}
        self.assertEqual(output, f"{names} {({**first, **second})}\n")

    @unittest.skipUnless(os.name == "posix", "a shell script stands for the program")
    def test_cards_are_read_through_the_program_where_there_is_no_library(self):
        path = os.path.join(self.home, "nvidia-smi")
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\ncase $1 in *name*) echo 'Card A';; *) echo '0, 12, 1024, 55, [N/A]';; esac\n")
        os.chmod(path, 0o755)
        cards = system.NvidiaProgram(path)
        self.assertEqual(cards.names(), ["Card A"])
        self.assertEqual(dict(cards()), {"gpu0_percent": 12, "gpu0_memory_bytes": 1024**3, "gpu0_celsius": 55})

    @unittest.skipUnless(shutil.which("git"), "there is no git here")
    def test_commit_difference_and_remote_without_its_password(self):
        def run(*words):
            identity = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
            subprocess.run(["git", *identity, *words], cwd=self.home, check=True, capture_output=True)

        run("init", "-q")
        with open(os.path.join(self.home, "a.txt"), "w", encoding="ascii") as file:
            file.write("one\n")
        run("add", "a.txt")
        run("commit", "-qm", "First")
        run("remote", "add", "origin", "https://me:secret@example.org/repository.git")
        before = os.getcwd()
        try:
            os.chdir(self.home)
            clean = git()
            with open("a.txt", "w", encoding="ascii") as file:
                file.write("two\n")
            changed = git()
        finally:
            os.chdir(before)
        self.assertEqual((len(clean["commit"]), clean["dirty"], "diff" in clean), (40, False, False))
        self.assertEqual(clean["remote"], "https://example.org/repository.git")
        self.assertTrue(changed["dirty"] and "-one\n+two" in changed["diff"])
        self.assertEqual(without_password("git@example.org:me/it.git"), "git@example.org:me/it.git")


if __name__ == "__main__":
    unittest.main()
