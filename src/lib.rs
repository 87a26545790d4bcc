//! Throughcare: a discrete-event simulator of drug-treatment systems.
//!
//! A [`scenario`] file is read and checked, and becomes a [`model`]; the [`engine`] runs one replication of it and
//! reports through [`records`]; [`statistics`] turn what is reported into measures, and [`events`] into rows; an [`experiment`] runs scenarios times
//! replications in parallel; a [`story`] tells one client's journey; [`survival`] makes
//! hazards of times that were observed; a [`store`] holds many numbers in little memory; [`output`] makes files of the results; and
//! [`describe`] tells a scenario, with its results where there are some, in words. The modules stand in the order in
//! which data flows.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use throughcare::{experiment::Plan, scenario, statistics::Measure};
//!
//! let text = r#"
//!     run = { horizon = "1y", warm_up = "10w", replications = 4 }
//!     routes.self_referral = { per_week = 2.0, enters = "counselling" }
//!     services.counsellor = { places = 25 }
//!     exits = { finished = { planned = true, reason = "completed" } }
//!     [interventions.counselling]
//!     component = "delivery"
//!     tier = 2
//!     service = "counsellor"
//!     duration = "12w"
//!     then = "finished"
//! "#;
//! let scenario = scenario::read_text("one_counsellor", text, &[]).unwrap();
//! let plan = Plan {
//!     scenarios: vec![("one_counsellor", &scenario.model)],
//!     threads: None,
//!     stop: &AtomicBool::new(false),
//!     progress: &|_| {},
//! };
//! let results = plan.run().unwrap().results.remove(0);
//! let occupied = results.find(Measure::Occupied, "counsellor").unwrap().mean.unwrap();
//! assert!(occupied > 20.0 && occupied < 25.0, "two a week for twelve weeks are about 24");
//! ```

pub mod units;
pub mod names;
pub mod random;
pub mod store;
pub mod survival;
pub mod model;
pub mod scenario;
pub mod records;
pub mod engine;
pub mod events;
pub mod statistics;
pub mod experiment;
pub mod story;
pub mod output;
pub mod describe;
pub mod findings;
pub mod report;
pub mod cli;
