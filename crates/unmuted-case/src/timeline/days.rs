//! Days between dates: as the calendar has them, and without the days on which offices are closed.

use std::collections::BTreeSet;
use std::ops::Bound::{Excluded, Included};

use jiff::civil::{Date, Weekday, date};

/// Calendar days from one date to another: the difference of the dates, negative where `to` is the earlier one.
pub fn calendar(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}

/// Business days from one date to another: Mondays to Fridays that are no holidays, counted without `from` and with
/// `to`, so that a request of Friday is one business day old on Monday. The other way round the number is the same and
/// negative.
///
/// The least and the most that the number can be. Without stated holidays any of the days may have been one: the
/// number of Mondays to Fridays is then its bound away from zero, and on the other side there is no bound
/// (`None` for the least; zero for the most of a negative number, which is where its sign ends).
pub fn business(from: Date, to: Date, holidays: Option<&BTreeSet<Date>>) -> (Option<i64>, i64) {
    if to < from {
        let (least, most) = business(to, from, holidays);
        return (Some(-most), least.map_or(0, |n| -n));
    }
    let weekdays = weekdays_to(to) - weekdays_to(from);
    let Some(holidays) = holidays else { return (None, weekdays) };
    let closed = holidays.range((Excluded(from), Included(to))).filter(|d| is_weekday(**d)).count();
    let open = weekdays - i64::try_from(closed).unwrap_or(weekdays);
    (Some(open), open)
}

/// Mondays to Fridays up to and with `day`, counted from one fixed Monday; negative before it.
fn weekdays_to(day: Date) -> i64 {
    // The Monday before the Unix epoch's Thursday.
    let days = calendar(date(1969, 12, 29), day) + 1;
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> Date {
        date(2018, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap()
    }

    /// What the words say, day by day.
    fn one_by_one(from: Date, to: Date, holidays: &BTreeSet<Date>) -> i64 {
        let mut count = 0;
        let mut at = from;
        while at < to {
            at = at.tomorrow().unwrap();
            count += i64::from(is_weekday(at) && !holidays.contains(&at));
        }
        count
    }

    #[test]
    fn days_are_calendar_days_over_months_and_leap_years() {
        assert_eq!(calendar(date(2018, 3, 18), date(2019, 3, 2)), 349);
        assert_eq!(calendar(date(2018, 3, 18), date(2018, 3, 18)), 0);
        assert_eq!(calendar(date(2018, 3, 18), date(2018, 3, 17)), -1);
        assert_eq!(calendar(date(2020, 2, 28), date(2020, 3, 1)), 2);
        assert_eq!(calendar(Date::MIN, Date::MAX), 7_304_483);
    }

    #[test]
    fn a_request_on_friday_is_one_business_day_old_on_monday() {
        let none = BTreeSet::new();
        // 2026-05-22 is a Friday, 2026-05-25 Memorial Day.
        let (friday, monday) = (date(2026, 5, 22), date(2026, 5, 25));
        assert_eq!(business(friday, monday, Some(&none)), (Some(1), 1));
        assert_eq!(business(friday, date(2026, 5, 24), Some(&none)), (Some(0), 0));
        assert_eq!(business(friday, monday, Some(&BTreeSet::from([monday]))), (Some(0), 0));
        assert_eq!(business(friday, date(2026, 6, 5), Some(&BTreeSet::from([monday]))), (Some(9), 9));
    }

    #[test]
    fn without_stated_holidays_only_the_most_is_known() {
        assert_eq!(business(date(2026, 5, 22), date(2026, 6, 5), None), (None, 10));
        assert_eq!(business(date(2026, 6, 5), date(2026, 5, 22), None), (Some(-10), 0));
    }

    #[test]
    fn the_edges_of_the_calendar_are_counted_too() {
        let (least, most) = business(Date::MIN, Date::MAX, Some(&BTreeSet::from([Date::MIN, Date::MAX])));
        assert_eq!(least, Some(most));
        assert!(most > 5_000_000);
        assert_eq!(business(Date::MAX, Date::MIN, None), (Some(-most - 1), 0), "9999-12-31 is a Friday");
    }

    proptest! {
        #[test]
        fn the_formula_counts_as_one_does_day_by_day(
            from in -2000i32..2000,
            length in 0i32..400,
            closed in proptest::collection::vec(-50i32..450, 0..20),
        ) {
            let (a, b) = (day(from), day(from + length));
            let holidays: BTreeSet<Date> = closed.into_iter().map(|n| day(from + n)).collect();
            let count = one_by_one(a, b, &holidays);
            prop_assert_eq!(business(a, b, Some(&holidays)), (Some(count), count));
            prop_assert_eq!(business(a, b, None), (None, one_by_one(a, b, &BTreeSet::new())));
            prop_assert_eq!(calendar(a, b), i64::from(length));
        }

        #[test]
        fn the_other_way_round_is_the_same_and_negative(
            from in -2000i32..2000,
            length in -400i32..400,
            closed in proptest::collection::vec(-450i32..450, 0..20),
        ) {
            let (a, b) = (day(from), day(from + length));
            let holidays: BTreeSet<Date> = closed.into_iter().map(|n| day(from + n)).collect();
            let (least, most) = business(b, a, Some(&holidays));
            prop_assert_eq!(business(a, b, Some(&holidays)), (Some(-most), -least.unwrap()));
            prop_assert_eq!(calendar(a, b), -calendar(b, a));
        }

        #[test]
        fn two_stretches_add_up(from in -2000i32..2000, first in 0i32..200, second in 0i32..200) {
            let (a, b, c) = (day(from), day(from + first), day(from + first + second));
            let holidays = BTreeSet::from([day(from + 3), day(from + 100)]);
            let count = |x, y| business(x, y, Some(&holidays)).1;
            prop_assert_eq!(count(a, b) + count(b, c), count(a, c));
        }
    }
}
