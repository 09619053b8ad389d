#!/bin/sh
# Makes the small recordings that the tests of this crate listen to, and truth.tsv with what is in them.
# What is committed is the truth: another version of ffmpeg makes other bytes, and then both change together.
# Needs ffmpeg with libx264, libvorbis, libmp3lame and libopus, python3, cargo (for FDK's encoder, which
# bench/listen/fdk bundles), and GStreamer with voaacenc (Debian: gstreamer1.0-tools, -plugins-good, -plugins-bad).
# Usage: ./make.sh
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Sound: a bed of noise, bursts whose middles are at exact times, and stretches of exact zeros.
python3 - "$work" <<'PY'
import math, random, struct, sys, wave
work = sys.argv[1]

def scene(name, rate, secs, bursts, zeros, level, seed):
    rng = random.Random(seed)
    n = int(rate * secs)
    x = [level * rng.gauss(0, 1) for _ in range(n)]
    for at in bursts:  # 1.5 kHz under a bell of 0.6 ms, its top exactly at the given time
        for i in range(max(0, int((at - .005) * rate)), min(n, int((at + .005) * rate))):
            t = i / rate - at
            x[i] += .6 * math.cos(2 * math.pi * 1500 * t) * math.exp(-.5 * (t / .0006) ** 2)
    for a, b in zeros:
        for i in range(round(a * rate), round(b * rate)):
            x[i] = 0.0
    return [max(-32768, min(32767, round(v * 32767))) for v in x]

def write(name, rate, *channels):
    with wave.open(f'{work}/{name}', 'wb') as w:
        w.setnchannels(len(channels)); w.setsampwidth(2); w.setframerate(rate)
        w.writeframes(b''.join(struct.pack(f'<{len(f)}h', *f) for f in zip(*channels)))

bursts, zeros = [.5, 2.5, 3.6], [(1.234, 2.019)]
main = scene('scene', 48000, 4, bursts, zeros, .012, 1)
write('scene.wav', 48000, main)
write('lead.wav', 48000, scene('lead', 48000, 4, bursts, [(0, 1.7)], .012, 2))
write('other.wav', 48000, scene('other', 48000, 4, [], [(1.5, 2.6)], .012, 3))
write('dead.wav', 48000, main, [0] * len(main))
write('low.wav', 16000, scene('low', 16000, 4, bursts, zeros, .012, 4))
write('small.wav', 8000, scene('small', 8000, 1.5, [.3, 1.3], [(.5, 1)], .001, 5))
# One channel falls silent; later both do.
left = scene('left', 48000, 5, bursts, [(4.1, 4.7)], .012, 6)
right = scene('right', 48000, 5, bursts, [(1.234, 2.019), (4.1, 4.7)], .012, 7)
write('one.wav', 48000, left, right)
# A lead-in, a short mute and a longer one: for encoders that pad silence, whose sizes say nothing.
write('three.wav', 48000, scene('three', 48000, 6, [1.5, 3.0, 5.5], [(0, 1.1), (2.1, 2.45), (3.6, 5.05)], .012, 8))
# Shots of 10 to 20 ms inside one long silence, which no size shows where silence is padded.
write('shots.wav', 48000, scene('shots', 48000, 9, [2.51, 4.0075, 5.205], [(.8, 2.5), (2.52, 4.0), (4.015, 5.2), (5.21, 6.9), (7.0, 8.2)], .012, 11))
write('cd.wav', 44100, scene('cd', 44100, 4, bursts, zeros, .012, 9))
# A room at -85 dBFS, which is no silence, between a noisier one and a mute.
bed = scene('bed', 48000, 6, [.5, 3.3, 5.5], [(3.7, 4.4)], .012, 10)
room = random.Random(11)
bed[48000:3 * 48000] = [round(room.gauss(0, 32768 * 10 ** (-85 / 20))) for _ in range(2 * 48000)]
write('bed.wav', 48000, bed)
PY

ff() { ffmpeg -hide_banner -v error -y -fflags +bitexact "$@"; }
bare="-map_metadata -1 -fflags +bitexact -flags:v +bitexact -flags:a +bitexact"
aac="-c:a aac -b:a 20k"
h264="-c:v libx264 -preset slow -crf 48 -g 20 -bf 2 -threads 1"
ff -f lavfi -i testsrc=s=64x48:r=10:d=4 $h264 $bare "$work/picture.mp4"
p="-i $work/picture.mp4"
ff $p -i "$work/scene.wav" -map 0:v -map 1:a -c:v copy $aac $bare moov_last.mp4
ff -i moov_last.mp4 -c copy -movflags +faststart $bare moov_first.mp4
ff -i moov_last.mp4 -c copy -movflags +frag_keyframe+empty_moov+default_base_moof $bare fragmented.mp4
ff -i moov_last.mp4 -c copy -bsf:a "noise=drop='between(pts*tb\,2.7\,3.3)'" $bare dropped.mp4
ff -i dropped.mp4 -c copy -movflags +frag_keyframe+empty_moov+default_base_moof $bare dropped_fragmented.mp4
ff $p -t 2.8 -i "$work/scene.wav" -map 0:v -map 1:a -c:v copy $aac $bare ends_early.mp4
ff $p -itsoffset 1.5 -i "$work/scene.wav" -map 0:v -map 1:a -t 4 -c:v copy $aac $bare late_start.mp4
ff $p -c copy $bare no_audio.mp4
ff $p -i "$work/lead.wav" -map 0:v -map 1:a -c:v copy $aac $bare lead_in.mp4
ff $p -i "$work/scene.wav" -i "$work/other.wav" -map 0:v -map 1:a -map 2:a -c:v copy $aac $bare two_tracks.mp4
ff -i "$work/dead.wav" -c:a aac -b:a 28k $bare dead_channel.m4a
ff -i "$work/low.wav" -c:a aac -b:a 16k $bare low_rate.m4a
ff -i moov_last.mp4 -c copy $bare matroska.mkv
ff -i dropped.mp4 -c copy $bare dropped.mkv
ff -i "$work/low.wav" -c:a libvorbis -q:a 0 $bare -serial_offset 1 vorbis.ogg
ff -i "$work/low.wav" -c:a libvorbis -q:a 0 $bare vorbis.webm
ff -i "$work/scene.wav" -c:a libmp3lame -b:a 32k $bare lame.mp3
ff -i "$work/scene.wav" -c:a libmp3lame -b:a 32k -write_xing 0 -id3v2_version 0 $bare bare.mp3
ff -i "$work/low.wav" -c:a libopus -b:a 24k $bare -serial_offset 2 opus.ogg
ff -i "$work/small.wav" -c:a flac -frame_size 1024 $bare small.flac
ff -i "$work/small.wav" -c:a alac $bare small_alac.m4a
ff -i "$work/small.wav" -c:a pcm_mulaw $bare small_mulaw.mov

# Other encoders. FDK's delay is written as an edit list, except where the name says that it is not.
(cd ../../../../bench/listen/fdk && cargo build --release --quiet --target-dir "$work/fdk")
fdk() { # setting, out, whether the delay is told, and what is heard
  delay=$("$work/fdk/release/fdk" "$work/${4:-three}.wav" "$work/fdk.aac" "$1")
  early=$(python3 -c "print(f'{-$delay / 48000:.9f}' if '$3' == 'told' else 0)")
  ff -itsoffset "$early" -i "$work/fdk.aac" -c copy -avoid_negative_ts disabled $bare "$2"
}
fdk cbr:32000 fdk_cbr.m4a told
fdk vbr:1 fdk_vbr.m4a told
fdk he:24000 fdk_he.m4a told
fdk cbr:32000 fdk_untold.m4a untold
fdk he:24000 fdk_he_untold.m4a untold
fdk cbr:32000 fdk_shots.m4a told shots
gst-launch-1.0 -q filesrc location="$work/shots.wav" ! wavparse ! audioconvert ! voaacenc bitrate=32000 ! mp4mux ! filesink location=voaacenc_shots.m4a
gst-launch-1.0 -q filesrc location="$work/three.wav" ! wavparse ! audioconvert ! voaacenc bitrate=32000 ! mp4mux ! filesink location=voaacenc.m4a
ff -i "$work/one.wav" -c:a aac -b:a 40k $bare one_channel.m4a
ff -i "$work/low.wav" -c:a alac $bare alac.m4a
ff -i "$work/small.wav" -c:a flac -strict experimental $bare flac.mp4
ff -i "$work/cd.wav" $aac $bare rate_44100.m4a
ff -i "$work/bed.wav" -c:a aac -b:a 32k $bare quiet_bed.m4a
# Thirty pictures a second: ffmpeg then writes a chunk of sound after each.
ff -f lavfi -i testsrc=s=32x24:r=30:d=6 $h264 $bare "$work/picture30.mp4"
ff -i "$work/picture30.mp4" -i "$work/three.wav" -map 0:v -map 1:a -c:v copy $aac $bare interleaved.mp4
ff -i moov_last.mp4 -c copy -movflags +frag_keyframe+delay_moov+default_base_moof $bare fragmented_edits.mp4

# What is in them. A span's times are those of exact zeros before encoding, or of packets that are not there.
python3 - <<'PY'
step = 1024 / 48000
# Of the packets, those whose time lies from 2.7 to 3.3 s were dropped.
kept = [k for k in range(-1, 188) if not 2.7 <= k * step <= 3.3]
gap = next((a + 1, b) for a, b in zip(kept, kept[1:]) if b > a + 1)
gap = ('dropped', gap[0] * step, gap[1] * step)
zeros, bursts = ('digital_silence', 1.234, 2.019), (.5, 2.5, 3.6)
small, small_bursts = ('digital_silence', .5, 1), (.3, 1.3)
truth = {
    'moov_last.mp4': ([zeros], bursts), 'moov_first.mp4': ([zeros], bursts), 'fragmented.mp4': ([zeros], bursts),
    'dropped.mp4': ([zeros, gap], (.5, 2.5, 3.6)), 'dropped_fragmented.mp4': ([zeros, gap], bursts),
    'ends_early.mp4': ([zeros, ('track_ends_early', 2.8, 4)], (.5, 2.5)),
    'late_start.mp4': ([('pre_event', 0, 1.5), ('digital_silence', 2.734, 3.519)], (2.0,)),
    'no_audio.mp4': ([('track_absent', 0, 4)], ()),
    'lead_in.mp4': ([('pre_event', 0, 1.7)], (2.5, 3.6)),
    'two_tracks.mp4': ([('digital_silence', 1.5, 2.019)], bursts),
    'dead_channel.m4a': ([zeros], bursts), 'low_rate.m4a': ([zeros], bursts),
    'matroska.mkv': ([zeros], bursts), 'dropped.mkv': ([zeros, gap], bursts),
    'vorbis.ogg': ([zeros], bursts), 'vorbis.webm': ([zeros], bursts),
    'lame.mp3': ([zeros], bursts), 'bare.mp3': ([zeros], bursts),
    'opus.ogg': ([], ()),
    'small.flac': ([small], small_bursts), 'small_alac.m4a': ([small], small_bursts),
    'small_mulaw.mov': ([small], small_bursts),
}
three = [('pre_event', 0, 1.1), ('digital_silence', 2.1, 2.45), ('digital_silence', 3.6, 5.05)]
shots = [('digital_silence', a, b) for a, b in [(.8, 2.5), (2.52, 4.0), (4.015, 5.2), (5.21, 6.9), (7.0, 8.2)]]
three_bursts, both = (1.5, 3.0, 5.5), ('digital_silence', 4.1, 4.7)
truth |= {
    'fdk_cbr.m4a': (three, three_bursts), 'fdk_vbr.m4a': (three, three_bursts), 'fdk_untold.m4a': (three, three_bursts),
    'voaacenc.m4a': (three, three_bursts),
    'fdk_shots.m4a': (shots, ()), 'voaacenc_shots.m4a': (shots, ()),
    'one_channel.m4a': ([both], bursts),
    'alac.m4a': ([zeros], bursts), 'flac.mp4': ([small], small_bursts), 'rate_44100.m4a': ([zeros], bursts),
    'quiet_bed.m4a': ([('digital_silence', 3.7, 4.4)], (.5, 3.3, 5.5)),
    'fragmented_edits.mp4': ([zeros], bursts),
    # What the core of HE-AAC does not hold, its extension may.
    'fdk_he.m4a': ([('unknown', a, b) for _, a, b in three], ()),
    'fdk_he_untold.m4a': ([('unknown', a, b) for _, a, b in three], three_bursts), 'interleaved.mp4': (three, three_bursts),
}
# What the tests of every line of truth.tsv would not find: a class on one channel alone (numbered from zero), and bursts
# whose time the core of HE-AAC, decoded alone, does not keep (its delay is not that of the whole).
more = [('one_channel.m4a', 'digital_silence', 1.234, 2.019, 1)] + [('fdk_he.m4a', 'burst', at) for at in three_bursts]
with open('truth-more.tsv', 'w') as out:
    out.write('# Written by make.sh. file, what, from (s), to (s), channel; a burst has only the time of its middle.\n')
    for name, what, *rest in more:
        times = [f'{t:.9f}' for t in rest[:2]] + [str(channel) for channel in rest[2:]]
        out.write('\t'.join([name, what, *times]) + '\n')
with open('truth.tsv', 'w') as out:
    out.write('# Written by make.sh. file, what, from (s), to (s); a burst has only the time of its middle.\n')
    for name, (spans, bursts) in truth.items():
        out.write(f'{name}\tfile\n')
        for what, a, b in spans:
            out.write(f'{name}\t{what}\t{a:.9f}\t{b:.9f}\n')
        for at in bursts:
            out.write(f'{name}\tburst\t{at:.9f}\n')
PY
ls -l | awk '{ n += $5 } END { print n, "bytes" }'
