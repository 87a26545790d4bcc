//! `throughcare client`: one client's journey told step by step.

use super::grid::Grid;
use super::prose::wrapped;
use super::reading::read_one;
use super::terminal::{Trouble, line_width, say};
use super::whole::{few, replications};
use crate::experiment::replicate;
use crate::model::{Capacity, FactId, Facts, Model, Phase, RouteId, Service, System};
use crate::names::readable;
use crate::random::Who;
use crate::scenario::Scenario;
use crate::story::{Journey, Scout, Sketch, Story, Tells, tell};
use clap::Args;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// Clients among whom one worth reading is looked for.
const LOOKED_OVER: usize = 200;

const LONG_ABOUT: &str = "\
Tell one client's journey step by step: what happened, when, why, and what else might have happened.

Without --client or --like it is one whose journey is worth reading: of the first 200 who come after the warm-up, the one who \
receives the most different interventions in a story that is not long (at most 60 events). With --like it is the first \
who comes and of whom that is true. A client is named by the route of referral and a \
number, from 1, in the order of coming. The same scenario, replication and client always give the same story.";

const AFTER_HELP: &str = "\
Examples:
  throughcare client                                 somebody in the embedded baseline
  throughcare client town.toml --replication 3       another possible history of the same scenario
  throughcare client --list 20                       clients to choose from
  throughcare client --client arrest_referral:214    this one
  throughcare client --like housing=none,age=under_25

Exit codes: 0 told, 1 could not be done, 2 refused (the scenario, or there is no such client).";

/// Tell one client's journey step by step.
#[derive(Debug, Args)]
#[command(long_about = LONG_ABOUT, after_help = AFTER_HELP)]
pub(super) struct ClientArguments {
    /// Scenario file; the embedded baseline when none is named
    #[arg(value_name = "SCENARIO")]
    scenario: Option<PathBuf>,
    /// Change a parameter first; may be given again
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Which replication: each is another possible history
    #[arg(short, long, value_name = "NUMBER", default_value_t = 1, value_parser = replications, allow_negative_numbers = true)]
    replication: u32,
    /// Which client: the route, and the number from 1 in the order of coming
    #[arg(short, long, value_name = "ROUTE:NUMBER", conflicts_with_all = ["like", "list"])]
    client: Option<String>,
    /// Only clients of whom this is true on coming
    #[arg(long, value_name = "ATTRIBUTE=LEVEL,…")]
    like: Option<String>,
    /// List so many clients to choose from, instead of telling a story
    #[arg(long, value_name = "NUMBER", value_parser = few, allow_negative_numbers = true)]
    list: Option<u16>,
}

impl ClientArguments {
    pub(super) fn run(&self) -> Result<(), Trouble> {
        let scenario = read_one(self.scenario.as_ref(), &self.sets)?;
        let system = scenario.model.system();
        let wanted = match &self.like {
            Some(text) => wanted(system, text)?,
            None => Facts::NONE,
        };
        let who = match (&self.client, self.list) {
            (Some(name), _) => named(&scenario.model, name)?,
            (None, Some(most)) => {
                let scout = self.scout(&scenario, usize::from(most), wanted)?;
                return say(&list(&scenario.model, &scout));
            }
            (None, None) => {
                // The first who is like that, or of all the one most worth reading.
                let most = if self.like.is_some() { 1 } else { LOOKED_OVER };
                let scout = self.scout(&scenario, most, wanted)?;
                scout.worth_reading().map(|sketch| sketch.who).ok_or_else(|| {
                    Trouble::Refused("no such client comes after the warm-up".to_owned())
                })?
            }
        };
        let mut journey = Journey::of(who);
        self.replicate(&scenario, &mut journey)?;
        let Some(story) = tell(&scenario.model, &journey) else {
            return Err(self.nobody(&scenario, who)?);
        };
        say(&self.text(&scenario, who, &story))
    }

    fn replicate<R: crate::records::Recorder>(
        &self,
        scenario: &Scenario,
        recorder: &mut R,
    ) -> Result<(), Trouble> {
        let named = (scenario.name.as_str(), &scenario.model);
        match replicate(named, self.replication, &AtomicBool::new(false), recorder) {
            Ok(_) => Ok(()),
            Err(failure) => Err(Trouble::Failed(failure.to_string())),
        }
    }

    /// Clients who come after the warm-up.
    fn scout(&self, scenario: &Scenario, most: usize, wanted: Facts) -> Result<Scout, Trouble> {
        let mut scout = Scout::new(scenario.model.run.warm_up, most, wanted);
        self.replicate(scenario, &mut scout)?;
        if scout.sketches().is_empty() {
            let like = self.like.as_ref().map_or_else(String::new, |like| format!(" with {like}"));
            return Err(Trouble::Refused(format!(
                "nobody{like} comes after the warm-up in replication {}; try another with --replication",
                self.replication
            )));
        }
        Ok(scout)
    }

    /// What to say of a client who never comes.
    fn nobody(&self, scenario: &Scenario, who: Who) -> Result<Trouble, Trouble> {
        let system = scenario.model.system();
        let mut scout = Scout::new(scenario.model.run.warm_up, 0, Facts::NONE);
        self.replicate(scenario, &mut scout)?;
        let known = match system.routes.iter().position(|route| route.key == who.group) {
            Some(index) => {
                let route = &system.routes[index].name;
                match scout.came_by(RouteId(index as u16)) {
                    0 => format!("nobody comes by {route}"),
                    1 => format!("one client comes by {route}: {route}:1"),
                    count => format!("the clients by {route} are {route}:1 to {route}:{count}"),
                }
            }
            None => {
                let groups = scenario.model.initial.iter().flat_map(|initial| &initial.groups);
                let of = groups.filter(|group| group.key == who.group);
                let count: u64 = of.map(|group| u64::from(group.clients)).sum();
                format!("{count} such clients are there at the start")
            }
        };
        Ok(Trouble::Refused(format!(
            "there is no client {}; in replication {} {known}",
            called(&scenario.model, who),
            self.replication
        )))
    }

    fn text(&self, scenario: &Scenario, who: Who, story: &Story) -> String {
        let model = &scenario.model;
        let width = line_width();
        let title = format!(
            "Client {} in replication {} of \"{}\"",
            called(model, who),
            self.replication,
            model.title
        );
        let mut text = wrapped(&title, width);
        if !story.opening.is_empty() {
            text.push_str(&format!("\nOn coming\n{}", indented(&story.opening, 2, width)));
        }
        for step in &story.steps {
            text.push_str(&format!("\n{}\n", step.when));
            for line in &step.lines {
                let by = match line.tells {
                    Tells::Happening => 2,
                    Tells::Background => 6,
                };
                text.push_str(&indented(&line.text, by, width));
            }
        }
        text.push_str("\nIn short\n");
        for line in &story.closing {
            text.push_str(&indented(line, 2, width));
        }
        let by_appointment =
            |service: &Service| matches!(service.capacity, Capacity::Appointments(_));
        let evenly = match model.system().services.iter().any(by_appointment) {
            true => EVENLY,
            false => "",
        };
        text.push_str(&format!("\n{}", wrapped(&format!("{MADE_UP}{evenly}"), width)));
        text
    }
}

/// What every story ends with.
const MADE_UP: &str = "This client is made up: nobody's record was used. It is one of many possible histories; what is \
     typical, and how sure that is, only a run of many replications can say (throughcare run). Each chance is that of one \
     risk by itself, if nothing else changed meanwhile. What the scenario means by its names, and what the figures rest on, \
     is told by throughcare describe.";

/// What is added where there are appointments: a reader wonders at those on Sundays.
const EVENLY: &str = " Appointments come at even intervals, nights and weekends too, unless the scenario gives them hours: \
     that one falls on a Sunday means nothing.";

/// What every list ends with.
const LISTED: &str = "Times: how often the client came (episodes). Received: different interventions. Events: the length of the \
     story. Tell one with --client and its name as it stands here.";

/// The text in lines of at most so many characters, all indented.
fn indented(text: &str, by: usize, width: usize) -> String {
    let room = width.saturating_sub(by).max(20);
    let margin = " ".repeat(by);
    wrapped(text, room).lines().map(|line| format!("{margin}{line}\n")).collect()
}

/// How a client is called: `arrest_referral:214`, and of those who are there at the start `initial.file:3`.
fn called(model: &Model, who: Who) -> String {
    let origin = model.origin_keys().iter().position(|key| *key == who.group);
    let origin = origin.and_then(|index| model.origins().into_iter().nth(index));
    format!("{}:{}", origin.unwrap_or_else(|| "?".to_owned()), u64::from(who.number) + 1)
}

/// The client who is called so.
fn named(model: &Model, name: &str) -> Result<Who, Trouble> {
    let refused = |why: String| Err(Trouble::Refused(why));
    let origins = model.origins();
    let Some((origin, number)) = name.split_once(':') else {
        return refused(format!(
            "`{name}` does not say which client: write ROUTE:NUMBER, such as {}:1",
            origins[0]
        ));
    };
    let Some(index) = origins.iter().position(|found| found == origin) else {
        let known: Vec<&str> = origins.iter().map(String::as_str).collect();
        return refused(format!(
            "there is no route `{origin}`; {}",
            meant_or_known(origin, "the routes are", &known)
        ));
    };
    match number.parse::<u32>() {
        Ok(number) if number > 0 => {
            Ok(Who { group: model.origin_keys()[index], number: number - 1 })
        }
        _ => refused(format!("`{number}` is not the number of a client: they count from 1")),
    }
}

/// The facts of `attribute=level,attribute=level`.
fn wanted(system: &System, text: &str) -> Result<Facts, Trouble> {
    let refused = |why: String| Err(Trouble::Refused(why));
    let mut facts = Facts::NONE;
    for part in text.split(',').map(str::trim) {
        let Some((name, level)) = part.split_once('=').map(|(a, b)| (a.trim(), b.trim())) else {
            return refused(format!(
                "--like {part}: write ATTRIBUTE=LEVEL, such as route={}",
                system.routes[0].name
            ));
        };
        let Some(attribute) = system.attributes.iter().find(|found| found.name == name) else {
            let known: Vec<&str> = system.attributes.iter().map(|of| of.name.as_str()).collect();
            let hint = meant_or_known(name, "the attributes are", &known);
            return refused(format!("there is no attribute `{name}`; {hint}"));
        };
        let Some(index) = attribute.levels.iter().position(|found| found == level) else {
            let known: Vec<&str> = attribute.levels.iter().map(String::as_str).collect();
            let hint = meant_or_known(level, "its levels are", &known);
            return refused(format!("`{name}` has no level `{level}`; {hint}"));
        };
        facts.insert(FactId(attribute.first.0 + index as u8));
    }
    Ok(facts)
}

/// What may have been meant by a name that is not known, or else all that are.
fn meant_or_known(name: &str, lead: &str, known: &[&str]) -> String {
    let near = known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), known))
        .filter(|(distance, _)| *distance <= 2)
        .min();
    match near {
        Some((_, near)) => format!("did you mean `{near}`?"),
        None => format!("{lead} {}", known.join(", ")),
    }
}

/// Clients to choose from.
fn list(model: &Model, scout: &Scout) -> String {
    let system = model.system();
    let mut grid = Grid::new(["client", "comes", "times", "received", "events", "at the end"])
        .with_whole_names();
    for sketch in scout.sketches() {
        let comes = match model.run.date(sketch.came) {
            Some(date) => date.to_string(),
            None => format!("day {:.0}", sketch.came.0.floor()),
        };
        grid.row([
            called(model, sketch.who),
            comes,
            sketch.episodes.to_string(),
            sketch.received.len().to_string(),
            sketch.happenings.to_string(),
            stands(system, sketch),
        ]);
    }
    grid.render() + &format!("\n{}", wrapped(LISTED, line_width()))
}

fn stands(system: &System, sketch: &Sketch) -> String {
    match (sketch.phase, sketch.exit) {
        (Phase::InTreatment, _) => "in treatment".to_owned(),
        (Phase::Engaging, _) => "before a care plan".to_owned(),
        (Phase::InCustody, _) => "in custody".to_owned(),
        (Phase::AfterExit, Some(exit)) => readable(&system.exit(exit).name),
        (Phase::AfterExit, None) => "-".to_owned(),
    }
}
