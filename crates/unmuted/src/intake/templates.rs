//! The files of a new case, with comments that say what each key is for. `docs/case-format.md` explains all keys.

/// `case.toml`, for this id, title and day.
pub fn case_toml(id: &str, title: &str, date: &str) -> String {
    let [id, title] = [id, title].map(quoted);
    format!(
        r#"# What the incident is. Every key is explained in docs/case-format.md.
format = 1
id = {id}
title = {title}
place = ""
time_zone = "UTC"           # IANA name, such as "America/Los_Angeles": wall times are shown in it
date = "{date}"         # the day of the incident, in that zone: set it before you review
agency = ""
summary = ""
# fictional = "Training exercise. Fictional. Nobody was harmed."     # only for a case that is not real
# as_of = "{date}"      # ages are counted to this date; by default the newest date in the case
# applies_in = ["US-CA/sacramento/police"]      # codes of the places and agencies whose rules may bind
# holidays = ["2026-05-25"]       # no business days, beside Saturdays and Sundays

# What a sentence speaks of when it names no other span; by default all that the recordings hold.
# [scope]
# from = {{ source = "camera-1", at = "0:31" }}
# to = {{ source = "camera-1", at = "3:04" }}

# Who was there, by role.
# [[people]]
# id = "officer-1"
# role = "officer"
# name = "Officer 1"

# What can be observed, beside silence, muted, impulse and speech. `is`: instant or span. `sense`: sound, picture or
# either; it decides whether silence takes coverage away. `words` read well after "first" and "last".
# [kinds]
# shot = {{ is = "instant", sense = "sound", words = "shot" }}
# "aid.begun" = {{ is = "instant", sense = "either", words = "beginning of aid" }}

# Ties the incident clock to the wall clock: a clock seen in the picture, a time spoken on the radio.
# [[anchors]]
# id = "anchor-1"
# source = "camera-1"
# at = "0:40.0"
# wall = "{date}T14:02:40-07:00"
# plus_minus = "1 s"
# basis = "clock seen in the picture"
# by = "your name"
# Instead of wall, the line of a dispatch log that is heard there: log_entry = "dispatch-log#3"
"#
    )
}

/// `evidence.toml`: `unmuted add` writes into it.
pub const EVIDENCE: &str = "\
# The sources. `unmuted add` writes an entry for each file; complete it by hand.
format = 1

# A source that is cited and not held.
# [[source]]
# id = \"press-1\"
# name = \"Article on the incident\"
# kind = \"publication\"
# publisher = \"The Daily\"
# published = \"2026-05-16\"
";

/// `statements.toml`.
pub const STATEMENTS: &str = r#"# What was said, by everyone who said something. Quote exactly, and say where it stands.
format = 1

# [[statement]]
# id = "st-1"
# by = "officer-1"
# quote = "I started first aid within a minute."
# said = "2026-05-15"
# found = { source = "interviews", page = "3" }
# where = "interview"
# watched_video_first = "no"          # yes, no, or "not stated"
# asserts = "time from last shot to first aid.begun <= 60 s"
#
# [[statement]]
# id = "st-2"
# by = "officer-1"
# quote = "I believed he was about to fire."
# said = "2026-05-15"
# not_testable = "belief"             # intent, belief, credibility or reasonableness: no recording measures it
"#;

/// `rules.toml`.
pub const RULES: &str = r#"# What was required, by law, policy or training.
format = 1

# A rule of the library; `unmuted rules applicable .` names those of the case's place.
# [[use]]
# rule = "us-ca-..."
# set = { limit = "3 min" }           # numbers that the rule does not give

# [[rule]]
# id = "aid-60"
# title = "First aid within 60 seconds"
# wording = "Officers shall begin first aid within 60 seconds of the last shot."
# citation = "Standard 6.1"
# jurisdiction = ""
# binds = "every officer present"
# status = "policy"                   # law, policy, training, model or recommendation
# in_force_from = "2022-01-01"
# asserts = "time from last shot to first aid.begun <= 60 s"
#
# [[rule.exceptions]]
# name = "unsafe scene"
# wording = "unless it is unsafe to approach"
# claimed_by = "officer-1"            # leave out where nobody has claimed it
#
# A number that a rule does not give stands in its sentence as {limit}, and is set here.
# [[rule.parameters]]
# name = "limit"
# is = "length"                       # length, days, number or words
# wording = "promptly"
# value = "3 min"
"#;

/// `attributes.toml`.
pub const ATTRIBUTES: &str = r#"# Values with their sources. Two sources that give different values stay two values.
format = 1

# [[attribute]]
# name = "shots.fired"
# value = 3                           # or at_least = 3, at_most = 5; about = true, plus_minus = 1
# at = "first shot"                   # when it is the value, if that is given
# source = "range-sheet"
# page = "1"
# basis = "document"                  # measured, forensic, document, statement or press
"#;

/// `outcomes.toml`.
pub const OUTCOMES: &str = r#"# What followed, and what has not: leave `date` out while it has not happened.
format = 1

# [[outcome]]
# id = "finding"
# kind = "administrative finding"
# what = "The agency publishes its findings"
# date = "2026-08-18"
# at = "2026-08-18T10:00:00-07:00"    # the time of day, where one is known
# as_of = "2026-11-01"
# limit_days = 90
# limit_source = "Standard 9.1"
"#;

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// An id made of a name: lower-case letters, digits and hyphens; `case` where nothing is left.
pub fn id_of(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    if words.is_empty() { "case".to_owned() } else { words.join("-") }
}
