//! Every kind of event as a part of a scenario in which it falls on an instant asked for.

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    DatedChange,
    Shift,
    StaffLeave,
    StayEnds,
    SupportEnds,
    KeptPlaceEnds,
    Release,
    Slot,
    Risk,
    GivingUp,
    Relapse,
    Offer,
    FollowUpEnds,
    Referral,
}

use Kind::*;

pub(super) const ALL: [Kind; 14] = [
    DatedChange,
    Shift,
    StaffLeave,
    StayEnds,
    SupportEnds,
    KeptPlaceEnds,
    Release,
    Slot,
    Risk,
    GivingUp,
    Relapse,
    Offer,
    FollowUpEnds,
    Referral,
];

impl Kind {
    /// Its place in the documented order (docs/language.md, "What the rules come to"); within one place the order is that
    /// of the file for parts of the system, and of coming for clients.
    pub(super) fn place(self) -> u8 {
        match self {
            DatedChange => 0,
            Shift => 1,
            StaffLeave => 2,
            StayEnds | SupportEnds | KeptPlaceEnds | Release => 3,
            Slot => 4,
            Risk | GivingUp | Relapse => 5,
            Offer | FollowUpEnds => 6,
            Referral => 7,
        }
    }

    /// What is written down when it happens to the part called `x`.
    pub(super) fn mark(self, x: &str) -> String {
        match self {
            DatedChange => format!("capacity of hall_{x} is 2"),
            Shift => format!("capacity of shift_{x} is 2"),
            StaffLeave => format!("{x}: keyworker left team_{x} 0"),
            StayEnds => format!("{x}: ended stay_{x}"),
            SupportEnds => format!("{x}: ended help_{x}"),
            KeptPlaceEnds => format!("{x}: freed bed_{x}"),
            Release => format!("{x}: released"),
            Slot => format!("{x}: served by clinic_{x}"),
            Risk => format!("{x}: befell risk_{x}"),
            GivingUp => format!("{x}: gave up full_{x}"),
            Relapse => format!("{x}: changed use_{x} from no to yes"),
            Offer => format!("{x}: started offered_{x}"),
            FollowUpEnds => format!("{x}: left"),
            Referral => format!("{x}: came by {x}"),
        }
    }

    /// The part called `x`: its client comes at `from`, and the event happens `after` that. [days]
    pub(super) fn part(self, x: &str, from: f64, after: f64) -> String {
        let (at, half) = (from + after, after / 2.0);
        let twice = 2.0 * at;
        let route =
            |enters: &str| format!("[routes.{x}]\nat = [\"{from}d\"]\nenters = \"{enters}_{x}\"\n");
        let intervention = |name: &str, tier: u8, more: &str| {
            format!("[interventions.{name}_{x}]\ncomponent = \"delivery\"\ntier = {tier}\n{more}\n")
        };
        let long = intervention("long", 2, "duration = \"300d\"\nthen = \"done\"");
        let short = |name: &str| {
            intervention(name, 2, &format!("duration = \"{after}d\"\nthen = \"done\""))
        };
        let risk = |name: &str, during: &str, more: &str| {
            format!("[risks.{name}_{x}]\nwhile = {{ {during}_{x}\" }}\n{more}\n")
        };
        let fixed = format!("hazard = {{ fixed = \"{after}d\" }}");
        match self {
            DatedChange => format!(
                "[services.hall_{x}]\nplaces = 1\n[[changes]]\nat = \"{at}d\"\nset = {{ \"services.hall_{x}.places\" = 2 }}\n"
            ),
            Shift => format!(
                "[services.shift_{x}]\nplaces = 2\nrota = {{ cycle = \"{twice}d\", places = [1, 2] }}\n"
            ),
            StaffLeave => {
                route("with")
                    + &intervention(
                        "with",
                        2,
                        &format!("service = \"team_{x}\"\nduration = \"300d\"\nthen = \"done\""),
                    )
                    + &format!(
                        "[services.team_{x}]\nstaff = 1\ncaseload = 1\nturnover_per_year = 30\n"
                    )
            }
            StayEnds => route("stay") + &short("stay"),
            SupportEnds => {
                route("long")
                    + &long
                    + &intervention("help", 2, &format!("duration = \"{after}d\""))
                    + &format!(
                        "[supports.help_{x}]\nwhile = \"in_episode\"\nduring = \"long_{x}\"\n"
                    )
            }
            KeptPlaceEnds => {
                route("assess")
                    + &intervention(
                        "assess",
                        3,
                        &format!("duration = \"0d\"\nopens_care_plan = true\nthen = \"held_{x}\""),
                    )
                    + &intervention(
                        "held",
                        3,
                        &format!("service = \"bed_{x}\"\nduration = \"300d\"\nthen = \"done\""),
                    )
                    + &format!("[services.bed_{x}]\nplaces = 1\nkept_in_custody = \"{half}d\"\n")
                    + &risk(
                        "taken",
                        "during = \"held",
                        &format!("hazard = {{ fixed = \"{half}d\" }}\nthen = \"cell_{x}\""),
                    )
                    + &intervention(
                        "cell",
                        3,
                        "setting = \"prison\"\nkeeps_care_plan = true\nduration = \"300d\"\ncloses_as = \"done\"\nthen = \"community\"",
                    )
            }
            Release => {
                route("cell")
                    + &intervention(
                        "cell",
                        3,
                        &format!(
                            "setting = \"prison\"\nduration = \"{after}d\"\ncloses_as = \"done\"\nthen = \"community\""
                        ),
                    )
            }
            Slot => {
                let rate = 1.0 / at;
                route("seen")
                    + &intervention(
                        "seen",
                        2,
                        &format!("service = \"clinic_{x}\"\nduration = \"300d\"\nthen = \"done\""),
                    )
                    + &format!("[services.clinic_{x}]\nappointments_per_day = {rate:?}\n")
            }
            Risk => route("long") + &long + &risk("risk", "during = \"long", &fixed),
            GivingUp => {
                route("want")
                    + &intervention(
                        "want",
                        2,
                        &format!("service = \"full_{x}\"\nduration = \"300d\"\nthen = \"done\""),
                    )
                    + &format!("[services.full_{x}]\nplaces = 0\n")
                    + &risk("quits", "waiting_for = \"full", &format!("{fixed}\nthen = \"done\""))
            }
            Relapse => {
                route("long")
                    + &long
                    + &format!("[attributes.use_{x}]\nshares = {{ no = 1.0, yes = 0.0 }}\n")
                    + &risk(
                        "relapse",
                        "during = \"long",
                        &format!("{fixed}\nsets = {{ use_{x} = \"yes\" }}\nthen = \"long_{x}\""),
                    )
            }
            Offer => {
                route("long")
                    + &long
                    + &intervention("offered", 2, "duration = \"300d\"")
                    + &format!(
                        "[supports.offered_{x}]\nwhile = \"in_episode\"\nduring = \"long_{x}\"\ndelay = \"{after}d\"\n"
                    )
            }
            FollowUpEnds => {
                route("brief") + &intervention("brief", 2, "duration = \"0d\"\nthen = \"done\"")
            }
            Referral => format!("[routes.{x}]\nat = [\"{at}d\"]\nenters = \"long_{x}\"\n") + &long,
        }
    }
}
