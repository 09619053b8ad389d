"""Runs a program once and says what it cost: CPU and wall seconds, peak memory, bytes read. Linux."""
import os, subprocess, tempfile, threading, time
from dataclasses import dataclass


@dataclass
class Run:
    cpu: float      # seconds, user and system, of all threads and of children that were waited for
    wall: float     # seconds
    peak: int       # bytes of resident memory, at most
    read: int       # bytes that read() and its kin gave, whether from the disk or from memory
    status: int
    out: str
    err: str


def run(args, stdout=True, folder=None, **env):
    """The child stays a zombie until its own counters are read from /proc; then it is waited for."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.monotonic()
        child = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out if stdout else subprocess.DEVNULL, stderr=err, cwd=folder, env={**os.environ, **env})
        # What the kernel tells at the end counts this program's own memory, which a child begins with; so look meanwhile.
        peak = [0]
        watch = threading.Thread(target=high_water, args=(child.pid, peak), daemon=True)
        watch.start()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        wall = time.monotonic() - begin
        with open(f"/proc/{child.pid}/io") as f:
            read = int(dict(l.split(": ") for l in f.read().splitlines())["rchar"])
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for f in (out, err):
            f.seek(0)
            texts.append(f.read())
    return Run(used.ru_utime + used.ru_stime, wall, peak[0], read, child.returncode, *texts)


def high_water(pid, peak):
    """The most memory that a process had, looked up every few milliseconds while it runs."""
    try:
        while True:
            with open(f"/proc/{pid}/status") as f:
                lines = [l for l in f if l.startswith("VmHWM")]
            if not lines:
                return
            peak[0] = max(peak[0], int(lines[0].split()[1]) * 1024)
            time.sleep(0.003)
    except OSError:
        pass


def warm(path):
    """Reads a file once, so that it comes from memory afterwards."""
    with open(path, "rb", buffering=0) as f:
        while f.read(1 << 22):
            pass


def machine():
    """What the figures were measured on, without its name."""
    cpu = next((l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown CPU")
    memory = next(int(l.split()[1]) for l in open("/proc/meminfo") if l.startswith("MemTotal")) / 1e6
    return f"{os.cpu_count()} x {cpu}, {memory:.0f} GB, Linux {os.uname().release.split('-')[0]}"
