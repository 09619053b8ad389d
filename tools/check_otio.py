#!/usr/bin/env python3
"""Opens a report's timeline.otio with the opentimelineio package and checks that it is in sync.

    python3 tools/check_otio.py cases/exercise/report

Needs: pip install opentimelineio. Each recording's clip must start in its track where review.json places the
recording, within a millisecond at the place where its clock is known best, refer to media that exist, and hold
the recording from its start to its end. Ends with an error that names the clip, or prints how many were checked.
"""
import json, os, sys
import opentimelineio as otio


def main(report):
    review = json.load(open(os.path.join(report, "review.json")))
    timeline = otio.adapters.read_from_file(os.path.join(report, "timeline.otio"))
    by_name = {r["name"]: r for r in review["recordings"]}
    start = review["clock"]["start_ns"] / 1e9
    seen, wrong = set(), []
    for track in timeline.tracks:
        for clip in track.find_clips():
            r = by_name[clip.name]
            seen.add(r["id"])
            at = clip.transformed_time(clip.source_range.start_time, track).to_seconds() + start
            p = r["placement"]
            pivot = p["pivot_ns"] / 1e9
            wanted = p["offset_ns"] / 1e9 + pivot * (1 + p["drift_ppb"] * 1e-9)
            found = at + (pivot - clip.source_range.start_time.to_seconds())
            if abs(found - wanted) > 0.001:
                wrong.append(f"{r['id']}: {found - wanted:+.4f} s out of sync")
            length = (r["end_ns"] - r["start_ns"]) / 1e9
            if abs(clip.duration().to_seconds() - length) > 0.001:
                wrong.append(f"{r['id']}: {clip.duration().to_seconds()} s long, not {length}")
            url = getattr(clip.media_reference, "target_url", None)
            if url and not os.path.exists(os.path.join(report, url)):
                wrong.append(f"{r['id']}: its media {url} are not there")
    main_group = review["clock"]["main_group"]
    for r in review["recordings"]:
        if r["placement"]["placed"] and r["placement"]["group"] == main_group and r["id"] not in seen:
            wrong.append(f"{r['id']}: on the clock and not in the timeline")
    if wrong:
        sys.exit("\n".join(wrong))
    print(f"{len(seen)} recordings in sync")


main(sys.argv[1])
