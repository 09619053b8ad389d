#!/usr/bin/env python3
"""Makes the recordings of cases/exercise, and every file of the case that depends on their bytes or times.

    python3 tools/exercise/make.py            all of it, in place
    python3 tools/exercise/make.py --texts    only what follows from recordings that are already there

Needs espeak-ng, ffmpeg (with libx264), the DejaVu fonts, and the Python packages numpy, scipy, soundfile and
pillow. Same versions of these, same bytes. What people would write (case.toml, statements.toml, rules.toml,
attributes.toml, outcomes.toml, expected.toml, the documents in evidence/) is written by hand and left alone.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import casefiles
import media
import picture
import sound
from script import CAMERAS, RATE
from voices import speak_all

CASE = Path(__file__).resolve().parents[2] / "cases" / "exercise"


def main():
    spoken = speak_all()
    evidence = CASE / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    if "--texts" not in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:
            scratch = Path(scratch)
            jobs = [pool.submit(make_camera, camera, spoken, evidence, scratch) for camera in CAMERAS]
            media.write_dispatch(sound.dispatch_sound(spoken), evidence / "dispatch.wav", scratch)
            for job in jobs:
                job.result()
    casefiles.write_all(CASE, spoken)


def make_camera(camera, spoken, evidence, scratch):
    samples = sound.camera_sound(camera, spoken)
    media.write_camera(camera, samples, picture.frames(camera), picture.SIZE, evidence / f"{camera.id}.mp4", scratch)


if __name__ == "__main__":
    main()
