//! Surveying, against the truth and against listening to every sample.

use unmuted_media::{Effort, SurveyOptions, survey};

use crate::material;

fn options(effort: Effort) -> SurveyOptions {
    SurveyOptions { effort, ..SurveyOptions::default() }
}

#[test]
fn every_effort_finds_what_is_there_and_nothing_else() {
    for truth in material::all() {
        let bytes = material::bytes(&truth.file);
        for effort in [Effort::Quick, Effort::Thorough, Effort::Decode] {
            let found = survey(&bytes, &options(effort), None, &|_, _| {}).unwrap();
            let name = format!("{} {effort:?}", truth.file);
            let spans: Vec<_> = found.silences.iter().map(|s| (s.class.key().to_owned(), s.extent, s.method)).collect();
            assert_eq!(spans.len(), truth.spans.len(), "{name}: {spans:?}, not {:?}", truth.spans);
            for ((class, from, to), (found, extent, _)) in truth.spans.iter().zip(&spans) {
                assert_eq!(class, found, "{name}");
                let holds = |i: unmuted_model::Interval<_>, t: f64| {
                    i.earliest().as_secs_f64() - 2e-4 <= t && t <= i.latest().as_secs_f64() + 2e-4
                };
                assert!(holds(extent.start(), *from), "{name}: {from} is not in {:?}", extent.start());
                assert!(holds(extent.end(), *to), "{name}: {to} is not in {:?}", extent.end());
            }
        }
    }
}
