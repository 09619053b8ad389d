//! Quick results are checked, and what the check finds decides what is believed.

use unmuted_archive::{Checked, LeadIn, Options};
use unmuted_media::Effort;

use crate::common::{Archive, differing, options, rows};

#[test]
fn the_first_of_each_encoder_and_a_sample_are_checked() {
    let archive = Archive::of(1000);
    let outcome = archive.scan("out", &options(4)).unwrap();
    let guard = &outcome.info.guard;
    assert_eq!((guard.fingerprints, guard.struck.len()), (3, 0));
    assert!((4..=20).contains(&guard.sampled), "{}", guard.sampled);
    assert!(guard.checked <= guard.sampled + 3 && guard.agreed == guard.checked);
    assert_eq!(guard.sampled_differed, 0);
    let bound = guard.differ_at_most.unwrap();
    assert!((0.13..0.54).contains(&bound), "{bound}");
    let rows = rows(&archive.out("out"));
    for encoder in ["e0", "e1", "e2"] {
        let first = rows.iter().find(|r| r.recording.encoder == encoder).unwrap();
        assert_eq!((first.recording.checked, first.recording.effort), (Some(Checked::Agreed), Effort::Thorough));
    }
    let other = unmuted_archive::Options { seed: 2, ..options(4) };
    let again = archive.scan("out", &other).unwrap();
    assert_ne!(again.info.guard.sampled, 0);
    assert!(again.read == 0 && again.read_in_full < 25, "another sample reads only itself");
}

#[test]
fn where_a_checked_result_differs_no_quick_result_of_that_encoder_stands() {
    let archive = Archive::of(10);
    for i in 0..20 {
        archive.put(&format!("a/{i:02}.mp4"), "encoder=new hidden");
    }
    let outcome = archive.scan("out", &options(2)).unwrap();
    let guard = &outcome.info.guard;
    assert_eq!((&guard.differed[..], guard.struck.len()), (&["new".to_owned()][..], 0));
    // All of the encoder, and the first of each of the three others.
    assert_eq!((guard.checked, guard.agreed), (23, 3));
    let found = rows(&archive.out("out"));
    let of_new: Vec<_> = found.iter().filter(|r| r.recording.encoder == "new").collect();
    assert_eq!(of_new.len(), 20);
    for row in of_new {
        assert_eq!((row.recording.checked, row.spans.len()), (Some(Checked::Differed), 1));
    }
    for jobs in [1, 3] {
        let name = format!("jobs{jobs}");
        archive.scan(&name, &options(jobs)).unwrap();
        assert_eq!(differing(&archive.outputs("out"), &archive.outputs(&name)), [""; 0]);
    }
    archive.scanned();
    archive.scan("out", &options(2)).unwrap();
    assert_eq!(archive.scanned(), 0, "what was read in full is not read again");
}

#[test]
fn what_was_read_in_full_for_another_reason_distrusts_nobody() {
    let archive = Archive::of(0);
    archive.put("a/first.mp4", "encoder=new");
    for i in 0..20 {
        archive.put(&format!("b/{i:02}.mp4"), "encoder=new hidden");
    }
    archive.scan("out", &options(2)).unwrap();
    let before = archive.outputs("out");
    let by_hand = Options { distrust: vec!["new".into()], ..options(2) };
    assert_eq!(archive.scan("out", &by_hand).unwrap().info.guard.checked, 21);
    archive.scan("out", &options(2)).unwrap();
    assert_eq!(differing(&before, &archive.outputs("out")), [""; 0]);
}

#[test]
fn where_a_probe_strikes_no_quick_result_of_that_encoder_stands() {
    let archive = Archive::of(10);
    archive.put("a/1.mp4", "encoder=new hidden");
    archive.put("a/2.mp4", "encoder=new hidden");
    archive.put("z/struck.mp4", "encoder=new struck");
    let outcome = archive.scan("out", &options(2)).unwrap();
    assert_eq!(outcome.info.guard.struck, ["new"]);
    assert_eq!(outcome.info.guard.in_full_anyway, 1);
    let rows = rows(&archive.out("out"));
    let of_new = rows.iter().filter(|r| r.recording.encoder == "new");
    assert!(of_new.clone().count() == 3 && of_new.into_iter().all(|r| r.recording.effort == Effort::Thorough));
    assert_eq!(rows[1].recording.checked, Some(Checked::Differed));
}

#[test]
fn nothing_is_checked_where_everything_is_read_in_full() {
    let archive = Archive::of(10);
    let mut thorough = options(2);
    thorough.survey.effort = Effort::Thorough;
    let outcome = archive.scan("out", &thorough).unwrap();
    assert_eq!((outcome.read, outcome.info.guard.checked, outcome.info.guard.differ_at_most), (10, 0, None));
}

#[test]
fn an_unusual_lead_in_is_flagged() {
    let archive = Archive::of(0);
    for i in 0..6 {
        archive.put(&format!("d1/{i}.mp4"), &format!("encoder=e device=c1 lead=30.{i}"));
    }
    archive.put("d1/longer.mp4", "encoder=e device=c1 lead=90");
    archive.put("d1/missing.mp4", "encoder=e device=c1");
    archive.put("d1/shorter.mp4", "encoder=e device=c1 lead=12");
    // Too few of its own: compared with the encoder's.
    archive.put("d2/missing.mp4", "encoder=e device=c2");
    archive.put("d3/alone.mp4", "encoder=f device=c3 lead=30");
    archive.scan("out", &options(2)).unwrap();
    let found: Vec<_> = rows(&archive.out("out"))
        .into_iter()
        .map(|r| (r.recording.path, r.recording.lead_in_usual_s, r.recording.lead_in))
        .collect();
    let of = |path: &str| found.iter().find(|(p, ..)| p == path).map(|(_, s, l)| (*s, *l)).unwrap();
    assert_eq!(of("d1/3.mp4"), (Some(30), Some(LeadIn::Usual)));
    assert_eq!(of("d1/longer.mp4"), (Some(30), Some(LeadIn::Longer)));
    assert_eq!(of("d1/missing.mp4"), (Some(30), Some(LeadIn::Missing)));
    assert_eq!(of("d1/shorter.mp4"), (Some(30), Some(LeadIn::Shorter)));
    assert_eq!(of("d2/missing.mp4"), (Some(30), Some(LeadIn::Missing)));
    assert_eq!(of("d3/alone.mp4"), (None, None));
}
