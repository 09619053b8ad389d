#!/usr/bin/env python3
"""Makes the recordings that `run.py` measures on, each with its truth beside it as FILE.truth.json.

    python3 bench/listen/make.py [--minutes 60] [--sets main,encoders,holes] [--seed 1] [--into DIR]

Sets: `main` (one sound in MP4 with its index last and first, fragmented without and with edit lists, Matroska, M4A),
`encoders` (the same sound from other encoders), `holes` (10 minutes; sound that is not there), `low` (mutes that are
a low noise). Needs numpy and ffmpeg; speech from espeak-ng, FDK from `fdk` (cargo) and voaacenc from GStreamer, each
left out with a word where it is missing. An hour of picture is about 1.9 GB. What is there already is kept.
"""
import argparse, json, os, sys
import pack, sound

FRAME = 1024
# No encoder delay in the file: the program can only widen its bounds.
UNKNOWN = dict(priming_known=False)
# Judged on its core at half the rate: packets of twice the length, edges within two of them.
HE = dict(core_only=True, frame_s=2 * FRAME / 48_000, edge_s=0.120)
# A decoder of Opus gives a decaying remainder after a sound is cut off, which is no zero.
OPUS = dict(edge_s=0.350)
# name: (ending, rate, channels, which sound, the shortest mute that must be found: by default and with --thorough, more).
# None: nothing must be found. `padding` encoders fill silence up to the full rate, so that sizes say nothing.
ENCODERS = {
    "ffmpeg-aac-128k-stereo": ("m4a", 48_000, 2, "both", 0.1, 0.1, {}),
    "ffmpeg-aac-128k-one-channel": ("m4a", 48_000, 2, "one", None, 1.0, {}),
    "ffmpeg-aac-vbr": ("m4a", 48_000, 1, "mono", 0.1, 0.1, {}),
    "ffmpeg-aac-32k-16kHz": ("m4a", 16_000, 1, "mono", 0.25, 0.25, {}),
    "fdk-cbr-64k": ("m4a", 48_000, 1, "mono", 0.5, 0.1, {}),
    "fdk-vbr-3": ("m4a", 48_000, 1, "mono", 0.1, 0.1, {}),
    "fdk-he-32k": ("m4a", 48_000, 1, "mono", 0.5, 0.25, HE),
    "fdk-cbr-64k-no-delay": ("m4a", 48_000, 1, "mono", 0.5, 0.1, UNKNOWN),
    "fdk-he-32k-no-delay": ("m4a", 48_000, 1, "mono", 0.5, 0.25, dict(**HE, **UNKNOWN)),
    "voaacenc-64k": ("m4a", 48_000, 1, "mono", 0.5, 0.1, UNKNOWN),
    "fdk-cbr-64k-picture": ("mp4", 48_000, 1, "mono", 0.5, 0.1, {}),
    "voaacenc-64k-picture": ("mp4", 48_000, 1, "mono", 0.5, 0.1, UNKNOWN),
    "alac": ("m4a", 48_000, 1, "mono", 0.1, 0.1, {}),
    "flac": ("flac", 48_000, 1, "mono", 0.1, 0.1, {}),
    "flac-in-mp4": ("mp4", 48_000, 1, "mono", 0.1, 0.1, {}),
    "mp3-cbr-64k": ("mp3", 48_000, 1, "mono", 0.25, 0.25, {}),
    "mp3-vbr-5": ("mp3", 48_000, 1, "mono", 0.25, 0.25, {}),
    "opus-32k": ("ogg", 48_000, 1, "mono", None, None, OPUS),
    "opus-32k-matroska": ("mkv", 48_000, 1, "mono", None, None, OPUS),
    "pcm": ("wav", 48_000, 1, "mono", 0.1, 0.1, {}),
    "g711-mulaw": ("wav", 8_000, 1, "mono", 0.1, 0.1, dict(edge_s=0.030)),
}
MAIN = {"main": [], "main-faststart": ["-movflags", "+faststart"], "main-fragmented": pack.FRAGMENTS,
        "main-fragmented-edits": pack.FRAGMENTS_WITH_EDITS, "main-matroska": []}
# Ten minutes: the stretches where a hole is made hold no mute, so that each case has one answer.
HOLE_MUTES = [0, 1, 5, 0.5, 10, 20]
HOLE_FREE = ((190, 270), (440, 600))


class Maker:
    def __init__(self, into, seed, small_picture):
        self.into, self.seed, self.small_picture = into, seed, small_picture
        os.makedirs(into, exist_ok=True)

    def path(self, name):
        return os.path.join(self.into, name)

    def made(self, name, make):
        """Makes a file under another name and then gives it its own, so that a half-made one is never used."""
        path = self.path(name)
        if not os.path.exists(path):
            print(f"  {name}", flush=True)
            part = self.path("part-" + name)
            make(part)
            os.replace(part, path)
        return path

    def wav(self, lay, minutes, which):
        how = {"mono": {}, "both": dict(channels=2), "one": dict(channels=2, only_channel=1), "low": dict(mute_dbfs=-70)}[which]
        name = f"sound-{minutes}m-{lay.rate}-{which}-{self.seed}.wav"
        return self.made(name, lambda p: sound.write_wav(p, lay, **how))

    def segment(self):
        if self.small_picture:
            return self.made("small-picture.mp4", lambda p: pack.ffmpeg("-f", "lavfi", "-i", "testsrc=s=64x48:r=30", "-t", 20, "-c:v", "libx264", "-g", "30", *pack.BARE, p))
        return self.made("picture.mp4", pack.picture)

    def truth(self, name, lay, minutes, least, spans=None, zeros=None, channel=None, **more):
        """Writes what must be said of a file. `least` is the shortest mute that must be found, by default and with
        --thorough; holes must always be found, to one packet."""
        path = self.path(name)
        out = dict(file=name, minutes=minutes, rate=lay.rate, seed=self.seed, bytes=os.path.getsize(path), priming_known=True, core_only=False,
                   frame_s=FRAME / lay.rate, edge_s=0.030 * max(1, 48_000 / lay.rate), spans=[], beds=[dict(start_s=a / lay.rate, end_s=b / lay.rate, dbfs=db) for a, b, db in lay.beds],
                   codec_zeros=[list(z) for z in zeros or []])
        for a, b in lay.mutes:
            secs = (b - a) / lay.rate
            # A span that the packing did not leave silent cannot be asked for.
            left = zeros is None or any(min(y, b / lay.rate) - max(x, a / lay.rate) >= 0.05 for x, y in zeros)
            must = [bool(l is not None and secs >= l - 1e-3 and left) for l in least]
            kind = "pre_event" if a == 0 and secs <= 120 else "digital_silence"
            if more.get("core_only"):
                kind = "unknown"  # the extension may sound where the core does not
            out["spans"].append({"class": kind, "channel": channel, "start_s": a / lay.rate, "end_s": b / lay.rate, "must": must, "hole": False})
        for kind, a, b in spans or []:
            out["spans"].append({"class": kind, "channel": None, "start_s": a, "end_s": b, "must": [True, True], "hole": True})
        out.update(more)
        with open(path + ".truth.json", "w") as f:
            json.dump(out, f, indent=1)

    def main(self, minutes, names):
        lay = sound.layout(minutes, self.seed)
        wav = self.wav(lay, minutes, "mono")
        m4a = self.made(f"main-{minutes}m.m4a", lambda p: pack.ffmpeg_audio(wav, p, "-c:a", "aac", "-b:a", "64k"))
        self.truth(f"main-{minutes}m.m4a", lay, minutes, (0.1, 0.1), variant="main-m4a", encoder="ffmpeg aac 64k", container="M4A")
        words = {"main": "MP4, index last", "main-faststart": "MP4, index first", "main-fragmented": "MP4, fragmented",
                 "main-fragmented-edits": "MP4, fragmented, edit list", "main-matroska": "Matroska"}
        for name in names:
            # Without an edit list ffmpeg's fragments, and its Matroska, do not say how much the encoder put in front.
            known = name not in ("main-fragmented", "main-matroska")
            file = f"{name}-{minutes}m." + ("mkv" if name == "main-matroska" else "mp4")
            self.made(file, lambda p: pack.with_picture(self.segment(), m4a, p, lay.seconds, *MAIN[name]))
            self.truth(file, lay, minutes, (0.1, 0.1), variant=name, encoder="ffmpeg aac 64k", container=words[name], priming_known=known)

    def encoders(self, minutes, only):
        for name, (ending, rate, channels, which, least, thorough, more) in ENCODERS.items():
            if only and name not in only:
                continue
            lay = sound.layout(minutes, self.seed, rate)
            wav = self.wav(lay, minutes, which)
            file = f"{name}-{minutes}m.{ending}"
            try:
                self.made(file, lambda p: self.encode(name, wav, p, rate, lay.seconds))
            except FileNotFoundError as e:
                print(f"  {name} is left out: needs {e.filename or e}", flush=True)
                continue
            zeros = None
            if name.startswith(("mp3", "opus", "g711")):
                zeros, _ = pack.zero_runs(self.path(file), channels, rate)
            elif which == "one":
                zeros = pack.zero_runs(self.path(file), channels, rate)[1][1]
            self.truth(file, lay, minutes, (least, thorough), zeros=zeros, channel=1 if which == "one" else None, variant=name, encoder=name, container=ending, **more)

    def encode(self, name, wav, out, rate, secs):
        a = pack.ffmpeg_audio
        if name.endswith("-picture"):
            plain = self.path(out + ".m4a")
            self.encode(name.removesuffix("-picture"), wav, plain, rate, secs)
            pack.with_picture(self.segment(), plain, out, secs)
            os.remove(plain)
        elif name.startswith("ffmpeg-aac-128k"):
            a(wav, out, "-c:a", "aac", "-b:a", "128k")
        elif name == "ffmpeg-aac-vbr":
            a(wav, out, "-c:a", "aac", "-q:a", "1")
        elif name == "ffmpeg-aac-32k-16kHz":
            a(wav, out, "-c:a", "aac", "-b:a", "32k")
        elif name.startswith("fdk-"):
            setting = {"cbr": "cbr:64000", "vbr": "vbr:3", "he-": "he:32000"}[name[4:7]]
            pack.fdk(wav, out, setting, not name.endswith("no-delay"), rate)
        elif name == "voaacenc-64k":
            pack.voaacenc(wav, out)
        elif name == "alac":
            a(wav, out, "-c:a", "alac")
        elif name.startswith("flac"):
            a(wav, out, "-c:a", "flac", "-strict", "experimental")
        elif name == "mp3-cbr-64k":
            a(wav, out, "-c:a", "libmp3lame", "-b:a", "64k")
        elif name == "mp3-vbr-5":
            a(wav, out, "-c:a", "libmp3lame", "-q:a", "5")
        elif name.startswith("opus"):
            a(wav, out, "-c:a", "libopus", "-b:a", "32k")
        elif name == "pcm":
            os.link(wav, out)
        elif name == "g711-mulaw":
            a(wav, out, "-c:a", "pcm_mulaw")

    def low(self, minutes):
        lay = sound.layout(minutes, self.seed)
        wav = self.wav(lay, minutes, "low")
        file = f"low-level-{minutes}m.m4a"
        self.made(file, lambda p: pack.ffmpeg_audio(wav, p, "-c:a", "aac", "-b:a", "64k"))
        low = [dict(start_s=a / lay.rate, end_s=b / lay.rate, channel=None, must=[False, False], hole=False, **{"class": "low_level"}) for a, b in lay.mutes]
        lay.mutes = []
        self.truth(file, lay, minutes, (None, None), variant="low-level", encoder="ffmpeg aac 64k", container="M4A", low_level=low)

    def holes(self):
        minutes, secs = 10, 600
        lay = sound.layout(minutes, self.seed, mutes=HOLE_MUTES, bed_secs=0, keep_free=HOLE_FREE)
        lay.mutes = [m for m in lay.mutes if m[1] > m[0]]
        wav = self.wav_of_holes(lay)
        m4a = self.made("holes.m4a", lambda p: pack.ffmpeg_audio(wav, p, "-c:a", "aac", "-b:a", "64k"))
        whole = self.made("holes-whole.mp4", lambda p: pack.with_picture(self.segment(), m4a, p, secs))
        drop = ["-bsf:a", r"noise=drop='between(pts*tb\,200\,260)'"]
        copy = lambda out, source, *how: pack.ffmpeg("-i", source, "-c", "copy", *pack.BARE, *how, out)
        ends = lambda out, audio_args=(), *how: pack.with_picture(self.segment(), m4a, out, secs, *how, audio_args=audio_args)

        def case(name, container, make, spans, shift=0.0, ends_at=secs, no_audio=False):
            file = f"hole-{name}." + ("mkv" if container == "Matroska" else "mp4")
            path = self.made(file, make)
            moved = sound.Layout(secs, lay.rate, self.seed)
            if not no_audio:
                moved.mutes = [(a + round(shift * lay.rate), b + round(shift * lay.rate)) for a, b in lay.mutes]
                moved.mutes = [m for m in moved.mutes if m[1] <= ends_at * lay.rate]
            self.truth(file, moved, minutes, (0.1, 0.1), spans=spans(path), variant="hole-" + name, encoder="ffmpeg aac 64k", container=container,
                       priming_known=name in ("dropped", "ends-early", "no-audio"))
            return path

        def gap(path):
            """Between the last packet before the step and the first after it, as ffprobe reads the times."""
            t = pack.packet_times(path) - [pack.pictures(path)[0], 0]
            i = max(range(len(t) - 1), key=lambda i: t[i + 1][0] - t[i][0])
            return [("dropped", t[i][0] + FRAME / lay.rate, t[i + 1][0])]

        dropped = case("dropped", "MP4, index last", lambda p: copy(p, whole, *drop), gap)
        case("dropped-fragmented", "MP4, fragmented", lambda p: copy(p, dropped, *pack.FRAGMENTS), gap)
        case("dropped-matroska", "Matroska", lambda p: copy(p, dropped), gap)
        case("ends-early", "MP4, index last", lambda p: ends(p, ("-t", "450")), lambda p: [("track_ends_early", sum(pack.packet_times(p)[-1]) - pack.pictures(p)[0], pack.length(p))], ends_at=450)
        case("starts-late", "MP4, index last", lambda p: ends(p, ("-itsoffset", "30")), lambda p: [("pre_event", 0.0, pack.packet_times(p)[0][0] - pack.pictures(p)[0])], shift=30)
        case("no-audio", "MP4, index last", lambda p: copy(p, whole, "-an"), lambda p: [("track_absent", 0.0, pack.length(p))], no_audio=True)
        self.truth("holes-whole.mp4", lay, minutes, (0.1, 0.1), variant="holes-none", encoder="ffmpeg aac 64k", container="MP4, index last")

    def wav_of_holes(self, lay):
        return self.made(f"sound-holes-{self.seed}.wav", lambda p: sound.write_wav(p, lay))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--minutes", type=int, nargs="+", default=[60], choices=sorted(sound.LENGTHS), help="how long (default 60)")
    ap.add_argument("--sets", default="main,encoders,holes,low", help="which, with commas between")
    ap.add_argument("--names", default="", help="of `main` and `encoders` only these, with commas between")
    ap.add_argument("--seed", type=int, default=1, help="another seed is another sound, with other times")
    ap.add_argument("--into", default=os.path.join(pack.HERE, "made"), help="folder for what is made (default bench/listen/made)")
    ap.add_argument("--small-picture", action="store_true", help="64x48 instead of 1280x720, to try the benchmark itself")
    a = ap.parse_args()
    names, sets = [n for n in a.names.split(",") if n], a.sets.split(",")
    if wrong := [s for s in sets if s not in ("main", "encoders", "holes", "low")]:
        sys.exit(f"there is no set {wrong[0]!r}: main, encoders, holes, low")
    maker = Maker(a.into, a.seed, a.small_picture)
    for minutes in a.minutes:
        print(f"{minutes} minutes, seed {a.seed}", flush=True)
        if "main" in sets:
            maker.main(minutes, [n for n in MAIN if not names or n in names])
        if "encoders" in sets:
            maker.encoders(minutes, names)
        if "low" in sets:
            maker.low(minutes)
    if "holes" in sets:
        maker.holes()


if __name__ == "__main__":
    main()
