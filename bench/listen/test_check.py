#!/usr/bin/env python3
"""A check that never fails checks nothing: each kind of wrong answer must be told. `python3 bench/listen/test_check.py`"""
import copy
import check

TRUTH = dict(priming_known=True, frame_s=1024 / 48_000, edge_s=0.030, codec_zeros=[[70.0, 75.0]], beds=[dict(start_s=80.0, end_s=90.0, dbfs=-90)], spans=[
    {"class": "digital_silence", "channel": None, "start_s": 10.0, "end_s": 12.0, "must": [True, True], "hole": False},
    {"class": "digital_silence", "channel": None, "start_s": 20.0, "end_s": 20.1, "must": [False, True], "hole": False},
    {"class": "dropped", "channel": None, "start_s": 30.0, "end_s": 40.0, "must": [True, True], "hole": True},
])


def span(a, b, kind="digital_silence", channel=None, late=0.0):
    return dict(type="span", file="x", track=0, channel=channel, start_s=a, end_s=b, start_bounds_s=[a - 0.045 - late, a], end_bounds_s=[b, b + 0.045],
                method="m", **{"class": kind})


RIGHT = [dict(type="recording"), span(10.01, 11.99), span(20.02, 20.09), span(30.0, 40.0, "dropped"), dict(type="end")]


def said(change, mode=1, truth=TRUTH):
    lines = copy.deepcopy(RIGHT)
    change(lines)
    return check.judge(truth, lines, mode)


def must_say(words, change, **how):
    wrong = said(change, **how)["wrong"]
    assert any(words in w for w in wrong), (words, wrong)


assert said(lambda l: None)["wrong"] == []
assert said(lambda l: l.pop(2), mode=0)["wrong"] == []
must_say("not found", lambda l: l.pop(2))
must_say("not found", lambda l: l.pop(1), mode=0)
must_say("not found", lambda l: l.pop(3))
must_say("false: digital_silence 50.000..51.000 s in live sound", lambda l: l.insert(3, span(50.0, 51.0)))
must_say("in the bed of -90 dBFS", lambda l: l.insert(3, span(81.0, 82.0)))
must_say("reaches outside", lambda l: l[1].update(start_s=9.998))
must_say("reaches outside", lambda l: l[1].update(end_s=12.001))
must_say("true start", lambda l: l[1].update(start_bounds_s=[10.001, 10.01]))
must_say("true end", lambda l: l[1].update(end_bounds_s=[11.9, 11.999]))
must_say("more than 30", lambda l: l[1].update(start_s=10.032))
must_say("is called dropped", lambda l: l[1].update({"class": "dropped"}))
must_say("in 2 pieces", lambda l: l.__setitem__(slice(1, 2), [span(10.01, 10.9), span(11.0, 11.99)]))
must_say("dropped 30.000..40.000 s is 25.0 ms off", lambda l: l[3].update(end_s=39.975))
must_say("without method", lambda l: l[1].pop("method"))
must_say("not `end`", lambda l: l.pop())
must_say("0 recordings", lambda l: l.pop(0))
must_say("a line of type 'other'", lambda l: l.insert(1, dict(type="other")))
must_say("no part of", lambda l: l[1].update(start_s=None, end_s=None))
# What the codec made is counted apart; a channel of what is silent on all of them is no error; an unknown delay widens.
assert said(lambda l: l.insert(4, span(70.0, 75.0)))["codec_zeros"] == 1
assert said(lambda l: l.insert(2, span(10.01, 11.99, channel=1)))["wrong"] == []
untold = dict(TRUTH, priming_known=False)
assert said(lambda l: l[2].update(start_s=None, end_s=None), truth=untold)["wrong"] == []
must_say("wider than six packets", lambda l: l[3].update(start_bounds_s=[29.8, 30.0]), truth=untold)
# With none of 300 wrong, one side of 95 % is 1 - 0.05^(1/300).
assert abs(check.upper_95(0, 300) - (1 - 0.05 ** (1 / 300))) < 1e-9 and abs(check.upper_95(2, 100) - 0.0616) < 2e-4
print("every wrong answer is told")
