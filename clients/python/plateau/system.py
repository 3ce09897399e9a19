"""What a run takes of the machine, every ten seconds: processor, memory, disk, graphics cards. Standard library only."""

import ctypes
import os
import shutil
import subprocess
import sys
import time

from .guard import warn_of

SECONDS = 10.0
_FIRST_SECONDS = 2.0

_UNITS = {
    "cpu_percent": "%",
    "memory_bytes": "bytes",
    "machine_cpu_percent": "%",
    "machine_memory_percent": "%",
    "disk_percent": "%",
}


def watch(run):
    """Measures until the run ends. The steps of these series are seconds since the run began."""
    sources = [Processor(), memory, disk_of(run._folder)]
    cards = graphics_cards()
    if cards is not None:
        sources.append(cards)
    for key, unit in _UNITS.items():
        run._record({"type": "metric", "key": f"system/{key}", "direction": "none", "unit": unit})
    begun, wait, last_step = time.monotonic(), _FIRST_SECONDS, -1
    offset = max(0, int(run._beginning.system_offset))
    while not run._ended.wait(wait):
        wait = SECONDS
        pairs = []
        for source in list(sources):
            try:
                pairs += source()
            except Exception as error:  # noqa: BLE001 - a driver that went away
                sources.remove(source)
                warn_of("Measuring the machine", error)
        step = max(last_step + 1, offset + int(time.monotonic() - begun))
        last_step = step
        run.points_at(step, time.time_ns() // 1_000_000, [(f"system/{key}", value) for key, value in pairs])


class Processor:
    """Processor time of this process and the children it has waited for (100 is one core), and of the machine."""

    def __init__(self):
        self._own, self._machine, self._at = self._own_seconds(), self._machine_times(), time.monotonic()

    @staticmethod
    def _own_seconds():
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    @staticmethod
    def _machine_times():
        if not sys.platform.startswith("linux"):
            return None
        with open("/proc/stat", encoding="ascii") as file:
            times = [int(part) for part in file.readline().split()[1:9]]
        return sum(times), times[3] + times[4]

    def __call__(self):
        own, machine, now = self._own_seconds(), self._machine_times(), time.monotonic()
        pairs = []
        if now > self._at:
            pairs.append(("cpu_percent", 100 * (own - self._own) / (now - self._at)))
        if machine and self._machine and machine[0] > self._machine[0]:
            idle = (machine[1] - self._machine[1]) / (machine[0] - self._machine[0])
            pairs.append(("machine_cpu_percent", 100 * (1 - idle)))
        self._own, self._machine, self._at = own, machine, now
        return pairs


def memory():
    """Resident memory of the process, and how much of the machine's is in use."""
    if not sys.platform.startswith("linux"):
        try:
            import resource
        except ImportError:
            return []
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return [("memory_bytes", most * (1 if sys.platform == "darwin" else 1024))]
    with open("/proc/self/statm", encoding="ascii") as file:
        resident = int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with open("/proc/meminfo", encoding="ascii") as file:
        facts = {line.split(":")[0]: int(line.split()[1]) for line in file if line.startswith("Mem")}
    pairs = [("memory_bytes", resident)]
    if facts.get("MemTotal") and "MemAvailable" in facts:
        pairs.append(("machine_memory_percent", 100 * (1 - facts["MemAvailable"] / facts["MemTotal"])))
    return pairs


def disk_of(folder):
    def disk():
        usage = shutil.disk_usage(folder)
        return [("disk_percent", 100 * usage.used / usage.total)] if usage.total else []

    return disk


def graphics_cards():
    """What measures the graphics cards: NVIDIA's library, else its program; None where there is neither."""
    try:
        return NvidiaLibrary()
    except (OSError, AttributeError, RuntimeError):
        pass
    program = shutil.which("nvidia-smi")
    return None if program is None else NvidiaProgram(program)


class _Utilization(ctypes.Structure):
    _fields_ = [("gpu", ctypes.c_uint), ("memory", ctypes.c_uint)]


class _Memory(ctypes.Structure):
    _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]


class NvidiaLibrary:
    """NVML: utilization, memory, temperature, power of every card. Raises OSError where there is no library."""

    def __init__(self):
        name = "nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1"
        self._library = ctypes.CDLL(name)
        if self._library.nvmlInit_v2() != 0:
            raise RuntimeError("NVML does not start")
        count = ctypes.c_uint()
        self._library.nvmlDeviceGetCount_v2(ctypes.byref(count))
        self._cards = []
        for number in range(count.value):
            card = ctypes.c_void_p()
            if self._library.nvmlDeviceGetHandleByIndex_v2(number, ctypes.byref(card)) == 0:
                self._cards.append((number, card))

    def names(self):
        names = []
        for _, card in self._cards:
            text = ctypes.create_string_buffer(96)
            if self._library.nvmlDeviceGetName(card, text, 96) == 0:
                names.append(text.value.decode("utf-8", "replace"))
        return names

    def __call__(self):
        pairs, get = [], self._library
        for number, card in self._cards:
            utilization, used, value = _Utilization(), _Memory(), ctypes.c_uint()
            if get.nvmlDeviceGetUtilizationRates(card, ctypes.byref(utilization)) == 0:
                pairs.append((f"gpu{number}_percent", utilization.gpu))
            if get.nvmlDeviceGetMemoryInfo(card, ctypes.byref(used)) == 0:
                pairs.append((f"gpu{number}_memory_bytes", used.used))
            if get.nvmlDeviceGetTemperature(card, 0, ctypes.byref(value)) == 0:
                pairs.append((f"gpu{number}_celsius", value.value))
            if get.nvmlDeviceGetPowerUsage(card, ctypes.byref(value)) == 0:
                pairs.append((f"gpu{number}_watts", value.value / 1000))
        return pairs


class NvidiaProgram:
    """The same of nvidia-smi, one call for each measurement."""

    _KEYS = ("percent", "memory_bytes", "celsius", "watts")

    def __init__(self, program):
        self._program = program

    def _ask(self, fields):
        command = [self._program, f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
        answer = subprocess.run(command, capture_output=True, timeout=8, check=True, text=True)
        return [line.split(", ") for line in answer.stdout.splitlines() if line.strip()]

    def names(self):
        return [row[0] for row in self._ask("name")]

    def __call__(self):
        pairs = []
        for row in self._ask("index,utilization.gpu,memory.used,temperature.gpu,power.draw"):
            number, *values = (part.strip() for part in row)
            for key, text in zip(self._KEYS, values):
                try:
                    value = float(text)
                except ValueError:  # "[N/A]"
                    continue
                pairs.append((f"gpu{number}_{key}", value * 1024 * 1024 if key == "memory_bytes" else value))
        return pairs
