"""Runs a program once, at most for so many seconds, and says what it cost. Linux."""
import os, signal, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, "..", "listen"))
from measure import Run, high_water, machine, warm  # noqa: E402, F401  (machine and warm are for the callers)


def run(args, folder=None, limit=None, **env):
    """CPU seconds are those of the process and of all children it waited for (wait4). Gives a `Run`; a program that is stopped
    after `limit` seconds of wall time has the status of that signal."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.monotonic()
        # A group of its own, so that what it started ends with it.
        child = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=folder, env={**os.environ, **env}, start_new_session=True)
        peak = [0]
        threading.Thread(target=high_water, args=(child.pid, peak), daemon=True).start()
        stop = threading.Timer(limit, end_group, (child.pid,)) if limit else None
        if stop:
            stop.start()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        if stop:
            stop.cancel()
            stop.join()
        wall = time.monotonic() - begin
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for f in (out, err):
            f.seek(0)
            texts.append(f.read())
    return Run(used.ru_utime + used.ru_stime, wall, peak[0], 0, child.returncode, *texts)


def end_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def program(path=None):
    """The program to measure: as given, else the release build."""
    built = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(HERE, "..", "..", "target")), "release", "unmuted")
    path = os.path.abspath(path or built)
    if not os.path.exists(path):
        sys.exit(f"there is no program at {path}: cargo build --release, or --unmuted PATH")
    return path
