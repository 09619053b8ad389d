#!/usr/bin/env python3
"""One open tool on one pair of recordings, in a process of its own.

    python peer.py NAME A B     prints {"offset_s": start of B minus start of A, "confidence": ..., "compare_cpu_s": ...}
    python peer.py NAME         only loads the tool: what every run costs before it begins
    python peer.py --list

Positive means that B starts later. `compare_cpu_s` is the CPU time after loading and without reading and decoding. Needs `pip install -r requirements-peers.txt` and ffmpeg. Where a tool has two ways to
the same answer, the cheaper one is taken; what is needed for it to see the whole recording is set, since its defaults
look at the first 20 or 32 seconds and would not find most of the pairs.
"""
import contextlib, json, os, sys

# CPU seconds of reading and decoding, with children.
DECODED = [0.0]


def cpu():
    return sum(os.times()[:4])


def decodes(function):
    """The same function, its CPU time counted as decoding."""
    def counted(*args, **kwargs):
        begin = cpu()
        try:
            return function(*args, **kwargs)
        finally:
            DECODED[0] += cpu() - begin
    return counted


def audio_offset_finder(a=None, b=None):
    """MFCC cross-correlation with a hop of 32 ms. `find_offset_between_files` ignores its `max_frames` and matches the first
    2,000 frames (version 0.5.5), so its two halves are called with all frames."""
    from audio_offset_finder.audio_offset_finder import convert_and_trim, find_offset_between_buffers
    from scipy.io import wavfile
    if a is None:
        return None

    @decodes
    def read(path):
        wav = convert_and_trim(path, 8000)
        sound = wavfile.read(wav)[1].astype(float)
        os.remove(wav)
        return sound

    sounds = [read(a), read(b)]
    found = find_offset_between_buffers(*sounds, 8000, hop_length=256, max_frames=10**9)
    return dict(offset_s=float(found["time_offset"]), confidence=float(found["standard_score"]))


def audalign(recognizer, a, b):
    import audalign as tool
    from audalign import filehandler
    filehandler.read = decodes(filehandler.read)
    sys.modules["audalign.recognizers.correcognize.correcognize"].read = filehandler.read  # it has a name of its own for it
    found = tool.recognize(a, b, recognizer=recognizer)
    name = os.path.basename(b)
    match = (found or {}).get("match_info", {}).get(name)
    if not match or not match["offset_seconds"]:
        return dict(offset_s=None, confidence=None)
    rank = found["rankings"]["match_info"].get(name)
    # audalign counts from B to A.
    return dict(offset_s=-float(match["offset_seconds"][0]), confidence=None if rank is None else float(rank))


def audalign_correlation(a=None, b=None):
    """Waveform cross-correlation at 8 kHz; one comparison of A with B (its `align_files` makes two, in several processes)."""
    from audalign import CorrelationRecognizer
    return None if a is None else audalign(CorrelationRecognizer(), a, b)


def audalign_fingerprints(a=None, b=None):
    """Fingerprints of accuracy 3, the highest that it recommends."""
    from audalign import FingerprintRecognizer
    if a is None:
        return None
    recognizer = FingerprintRecognizer()
    recognizer.config.set_accuracy(3)
    recognizer.config.multiprocessing = False  # a pool of processes for two files costs more than it gives
    return audalign(recognizer, a, b)


def syncstart(a=None, b=None):
    """Waveform cross-correlation at the files' own rate, normalised, of the whole files (by default of the first 20 s)."""
    import matplotlib
    matplotlib.use("Agg")
    matplotlib.use = lambda *_, **__: None  # it asks for a window, which is shown only without `show=False`
    import syncstart as tool
    if a is None:
        return None
    tool.get_max_rate, tool.get_sample = decodes(tool.get_max_rate), decodes(tool.get_sample)
    sys.argv = ["syncstart"]
    cut, secs = tool.file_offset(in1=a, in2=b, video=False, begin=0, take=10**6, normalize=True, denoise=False, lowpass=0, crop=False, show=False, quiet=True)
    return dict(offset_s=float(secs) if cut == a else -float(secs), confidence=None)


PEERS = {"audio-offset-finder": audio_offset_finder, "audalign-correlation": audalign_correlation,
         "audalign-fingerprints": audalign_fingerprints, "syncstart": syncstart}


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(PEERS))
        return
    if len(sys.argv) not in (2, 4) or sys.argv[1] not in PEERS:
        sys.exit(f"usage: peer.py NAME [A B], where NAME is one of {', '.join(PEERS)}")
    tool, pair = PEERS[sys.argv[1]], [os.path.abspath(p) for p in sys.argv[2:]]
    with contextlib.redirect_stdout(sys.stderr):  # the tools talk
        tool()
        if pair:
            begin = cpu()
            found = tool(*pair)
            print(json.dumps({**found, "compare_cpu_s": cpu() - begin - DECODED[0]}), file=sys.__stdout__)


if __name__ == "__main__":
    main()
