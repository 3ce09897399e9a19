"""Ends, stops, forks, spawned processes and ranks, each with real processes."""

import os
import signal
import unittest

from . import reader
from .support import WithHome


def _states(home, run=None):
    return [record for record in reader.records(home, "state", run) if record["state"] not in ("alive",)]


class Ends(WithHome):
    def test_exit_codes_and_exceptions_are_written(self):
        begin = "import sys, plateau\nrun = plateau.init(id=RUN, system=False)\nplateau.log({'a': 1})\n"
        cases = [
            ("", 0, "completed", None),
            ("sys.exit(3)", 3, "failed", None),
            ("sys.exit('words')", 1, "failed", None),
            ("1 / 0", 1, "failed", "ZeroDivisionError"),
            ("with run: raise ValueError('é')", 1, "failed", "ValueError"),
            ("with run: pass", 0, "completed", None),
            ("plateau.finish(exit_code=4)", 4, "failed", None),
            ("raise KeyboardInterrupt", -signal.SIGINT, "stopped", "KeyboardInterrupt"),
        ]
        started = [self.start(f"RUN = 'endofrun00{at}'\n" + begin + case[0]) for at, case in enumerate(cases)]
        for at, (process, (script, code, reason, exception)) in enumerate(zip(started, cases)):
            with self.subTest(script):
                _, errors = process.communicate(timeout=80)
                self.assertEqual(process.returncode, 0 if code == 4 else code, errors)
                [state] = _states(self.home, f"endofrun00{at}")
                self.assertEqual((state["state"], state["reason"]), ("finished", reason))
                self.assertEqual(state["exitCode"], 130 if code == -signal.SIGINT else code)
                self.assertEqual(state.get("exception", {}).get("type"), exception)
                if exception is not None:
                    self.assertIn(exception, state["exception"]["traceback"])
                [journal] = reader.journals(self.home, f"endofrun00{at}")
                self.assertEqual(journal.end, "whole")

    def test_hooks_that_were_there_before_are_called(self):
        script = "import sys\nsys.excepthook = lambda *_: print('theirs')\nimport plateau\nplateau.init()\n1 / 0"
        output, _ = self.run_script(script, code=1)
        self.assertIn("theirs", output)

    def test_the_file_stop_interrupts_the_main_thread_once_also_when_another_thread_logs(self):
        main = "while True: plateau.log({'a': 1}); time.sleep(0.01)"
        thread = "threading.Thread(target=lambda: [(plateau.log({'a': 1}), time.sleep(0.01)) for _ in range(4000)], daemon=True).start()\n    time.sleep(600)"
        for work in (main, thread):
            script = f"""
import os, threading, time, plateau
plateau.init(system=False)
open(os.path.join(plateau.run._folder, "stop"), "w").close()
try:
    {work}
except KeyboardInterrupt:
    print("stopped")
plateau.log({{"after": 1}})
time.sleep(1.1)
plateau.log({{"after": 2}})
"""
            output, _ = self.run_script(script)
            self.assertEqual(output, "stopped\n")
            run = max(reader.runs(self.home))
            self.assertEqual([(each["state"], each.get("reason")) for each in _states(self.home, run)], [("stopping", None), ("finished", "stopped")])
            self.assertEqual([value for _, value in reader.series(self.home, "after", run)], [1, 2])

    def test_a_handler_of_a_signal_may_log_while_the_program_logs(self):
        script = """
import signal, plateau
run = plateau.init(system=False, console=False)
count = 0
def handler(*_):
    global count
    number, count = count, count + 1  # a signal may come during the handler of the one before
    run.log({"signal": number}, step=number)
    run.config["count"] = number
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
step = 0
while count < 300:
    run.log({"loss": step}, step=step)
    step += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(step, count)
"""
        output, errors = self.run_script(script)
        self.assertEqual(errors, "")
        steps, count = map(int, output.split())
        self.assertEqual(reader.series(self.home, "loss"), [(step, step) for step in range(steps)])
        self.assertEqual(sorted(value for _, value in reader.series(self.home, "signal")), list(range(count)))

    def test_heartbeat_output_and_figures_of_the_machine(self):
        script = """
import plateau.runs, plateau.system
plateau.runs.HEARTBEAT_SECONDS = plateau.system.SECONDS = plateau.system._FIRST_SECONDS = 0.02
import sys, time, plateau
run = plateau.init()
print("to the log", end="")
print(" of the run\\nbar 1\\rbar 2")
sys.stderr.write("a warning\\n")
while not {"cpu_percent", "alive"} <= {key.rpartition("/")[2] for key in run._journal.numbers} | set(["alive"] if b'"alive"' in open(run._journal.path, "rb").read() else []):
    time.sleep(0.01)
"""
        output, _ = self.run_script(script)
        self.assertEqual(output, "to the log of the run\nbar 1\nbar 2\n")  # as text is read
        lines = [(each.get("stream"), line) for each in reader.records(self.home, "log") for line in each["lines"]]
        self.assertEqual(lines, [("stdout", "to the log of the run"), ("stdout", "bar 2"), ("stderr", "a warning")])
        self.assertTrue([value for _, value in reader.series(self.home, "system/memory_bytes") if value > 1e6])
        self.assertGreater(len([each for each in reader.records(self.home, "state") if each["state"] == "alive"]), 0)


class Together(WithHome):
    @unittest.skipUnless(hasattr(os, "fork"), "there is no fork here")
    def test_forked_children_write_journals_of_their_own_and_never_each_others_series(self):
        script = """
import os, plateau
run = plateau.init(system=False)
for step in range(100): run.log({"loss": step})
children = []
for child in range(3):
    pid = os.fork()
    if pid == 0:
        for step in range(50): run.log({"loss": -step, f"child {child}": step, "new": child})
        run.finish()
        os._exit(0)
    children.append(pid)
for step in range(100, 200): run.log({"loss": step})
for pid in children: os.waitpid(pid, 0)
pid = os.fork()
if pid == 0: os._exit(0)  # logs nothing: leaves nothing
os.waitpid(pid, 0)
"""
        self.run_script(script)
        found = reader.journals(self.home)
        self.assertEqual(len(found), 4)
        self.assertEqual({journal.records[0]["attempt"] for journal in found}, {1})
        self.assertEqual([value for _, value in reader.series(self.home, "loss")], list(range(200)))
        for child in range(3):
            self.assertEqual(reader.series(self.home, f"child {child}"), [(100 + step, step) for step in range(50)])
            self.assertEqual([value for _, value in reader.series(self.home, f"process-{child + 1}/loss")], [-step for step in range(50)])
        news = [journal for journal in found for key in journal.keys if key == "new"]
        self.assertEqual(len(news), 1)
        self.assertEqual(sorted(state["state"] for state in _states(self.home)), ["finished", "left", "left", "left"])

    def test_processes_of_multiprocessing_get_the_run_that_is_sent_to_them(self):
        script = """
import multiprocessing, sys, plateau
def work(run, number):
    for step in range(30): run.log({f"worker {number}": step, "loss": -1})
if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    run = plateau.init(system=False)
    run.log({"loss": 0})
    processes = [context.Process(target=work, args=(run, number)) for number in range(2)]
    for process in processes: process.start()
    for process in processes: process.join()
    run.log({"loss": 1})
"""
        path = os.path.join(self.home, "several.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(script)
        for method in ("spawn", "fork") if hasattr(os, "fork") else ("spawn",):
            self.run_script("import runpy, sys; sys.argv[0] = sys.argv.pop(1); runpy.run_path(sys.argv[0], run_name='__main__')" if method == "fork" else f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, {path!r}, 'spawn']))", path, method)
            run = max(reader.runs(self.home))
            self.assertEqual([value for _, value in reader.series(self.home, "loss", run)], [0, 1])
            for number in range(2):
                self.assertEqual([value for _, value in reader.series(self.home, f"worker {number}", run)], list(range(30)))
            self.assertEqual(sorted(state["state"] for state in _states(self.home, run)), ["finished", "left", "left"])

    def test_ranks_of_a_launch_share_a_run_and_an_attempt_and_keep_their_series_apart(self):
        script = """
import os, sys, plateau
run = plateau.init(project="ranks", config={"lr": 1}, system=False)
for step in range(20): run.log({"loss": step + 100 * int(os.environ["RANK"])})
print(run.id)
"""
        launched = []
        for restart in range(2):
            together = {"WORLD_SIZE": "3", "LOCAL_WORLD_SIZE": "3", "TORCHELASTIC_RUN_ID": "launch-7", "MASTER_ADDR": "localhost"}
            together["TORCHELASTIC_RESTART_COUNT"] = str(restart)
            processes = [self.start(script, **together, RANK=str(rank), LOCAL_RANK=str(rank)) for rank in range(3)]
            launched += [process.communicate(timeout=60)[0] for process in processes]
        self.assertEqual(len(set(launched)), 1)
        self.assertEqual([value for _, value in reader.series(self.home, "loss")], [*range(20)] * 2)
        self.assertEqual([step for step, _ in reader.series(self.home, "loss")], list(range(40)))
        for rank in (1, 2):
            values = [step + 100 * rank for step in range(20)]
            self.assertEqual([value for _, value in reader.series(self.home, f"rank-{rank}/loss")], values * 2)
        self.assertEqual(sorted(each.records[0]["attempt"] for each in reader.journals(self.home)), [1, 1, 1, 2, 2, 2])
        self.assertEqual(sorted(state["state"] for state in _states(self.home)), ["finished"] * 2 + ["left"] * 4)

    def test_a_program_that_plateau_started_joins_its_run_by_the_environment(self):
        script = "import plateau\nwith plateau.init(project='other', config={'lr': 2}) as run: run.log({'a': 1}); print(run.id, run.step)"
        given = {"PLATEAU_RUN": "programsrun1", "PLATEAU_ATTEMPT": "4", "PLATEAU_PROJECT": "p"}
        for time_ in range(2):
            output, _ = self.run_script(script, **given)
            self.assertEqual(output, f"programsrun1 {time_ + 1}\n")
        found = reader.journals(self.home)
        self.assertEqual([journal.records[0]["attempt"] for journal in found], [4, 4])
        self.assertEqual([state["state"] for state in _states(self.home)], ["left", "left"])
        self.assertEqual(reader.series(self.home, "a"), [(0, 1), (1, 1)])


if __name__ == "__main__":
    unittest.main()
