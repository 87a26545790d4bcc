//! The whole model: every era, how it is run, what is reported; and all problems with their places.

use super::eras::{Stage, are_placed, difference, place, stages, too_many_places};
use super::facts::FactBook;
use super::initial::{initial, settle};
use super::names::Names;
use super::outcomes::{domains, targets};
use super::purposes::Purposes;
use super::system::{Draft, Shared, convert};
use super::tables::Tables;
use crate::model::{AttributeId, Era, Model, Run, SourceNote, System};
use crate::scenario::decode::Decode;
use crate::scenario::leaf::WarmUp;
use crate::scenario::problem::{
    KeyPath, Problem, Problems, Severity, Sources, TextFile, is_within,
};
use crate::scenario::tree::Node;
use crate::scenario::written;
use crate::units::Days;

/// Most errors that are reported, and most warnings.
const MOST_PROBLEMS: usize = 500;
/// Sections in which an error takes nothing away from the system, whose parts can be looked at together all the same.
const APART: [&str; 6] = ["title", "question", "run", "targets", "costs", "sources"];

/// What came of a tree.
#[derive(Debug)]
pub(in crate::scenario) struct Compiled {
    /// The model; none where a problem is an error, unless that is only about how it is run, or judged.
    pub(in crate::scenario) model: Option<Model>,
    /// Whether nothing more can show in the making of it once these are mended.
    pub(in crate::scenario) is_all: bool,
    /// All problems, each with its place.
    pub(in crate::scenario) problems: Vec<Problem>,
    /// The files it names.
    pub(in crate::scenario) tables: Vec<TextFile>,
}

/// What is wrong with the values of a tree that extends another which cannot be had. What is missing may stand there.
pub(in crate::scenario) fn alone(tree: &Node) -> Vec<Problem> {
    let mut decoding = Problems::default();
    let _ = written::Scenario::decode(tree, &KeyPath::ROOT, &mut decoding);
    let mut found = Found::default();
    found.add_decoding(decoding, tree);
    found.problems.retain(|problem| tree.holds(&problem.path));
    found.problems
}

/// The model that a merged tree means; `name` is its title where it states none.
pub(in crate::scenario) fn compile(name: &str, tree: &Node, sources: &Sources) -> Compiled {
    let mut found = Found::default();
    let mut decoding = Problems::default();
    let written = written::Scenario::decode(tree, &KeyPath::ROOT, &mut decoding);
    found.add_decoding(decoding, tree);
    let Some(written) = written else {
        return Compiled {
            model: None,
            is_all: false,
            problems: found.problems,
            tables: Vec::new(),
        };
    };
    let mut naming = Problems::default();
    let names = Names::new(&written, &mut naming);
    found.add(naming, tree);
    let levels = names.attributes.iter();
    let levels = levels.map(|it| it.levels.as_ref().map_or(0, |levels| levels.names().len()));
    let mut shared = Shared {
        book: FactBook::new(levels),
        purposes: Purposes::default(),
        tables: Tables::new(sources),
    };
    let (first, problems) = convert(&written, names.clone(), &mut shared, &found.unread);
    found.add(problems, tree);
    let (initial, problems) = initial(&written, names.clone(), &mut shared, &found.unread);
    found.add(problems, tree);
    let mut changing = Problems::default();
    let stages = stages(tree, &written, &found.unread, &mut changing);
    let are_placed = are_placed(&written, &found.unread);
    found.add(changing, tree);
    let later: Vec<Option<Draft>> = stages
        .iter()
        .map(|stage| later_era(stage, tree, &names, &mut shared, &mut found))
        .collect();
    let model = whole(name, &written, &names, &mut found, tree);
    let mut last = Problems::default();
    shared.book.check(&mut last);
    let eras = finish(first, later, &stages, &shared, &mut last, tree);
    found.add(last, tree);
    let tables = shared.tables.files().collect();
    let model = match (model, eras) {
        (Some(model), Some(eras)) if are_placed && !found.spoils() => {
            let end = model.run.end();
            let eras: Vec<Era> =
                eras.into_iter().filter(|era| era.from < end || era.from == Days::ZERO).collect();
            let initial = initial.flatten().map(|initial| settle(initial, &eras, end));
            let model = Model { eras, initial, ..model };
            model.assert_consistent();
            Some(model)
        }
        _ => None,
    };
    let is_all = model.is_some() && found.is_all();
    Compiled { model, is_all, problems: found.problems, tables }
}

/// The draft of the era that a change begins.
fn later_era(
    stage: &Stage,
    first: &Node,
    first_names: &Names,
    shared: &mut Shared,
    found: &mut Found,
) -> Option<Draft> {
    let mut decoding = Problems::default();
    let written = written::Scenario::decode(&stage.tree, &KeyPath::ROOT, &mut decoding);
    found.add_decoding(decoding, &stage.tree);
    let written = written?;
    let mut naming = Problems::default();
    let names = Names::new(&written, &mut naming);
    if names != *first_names {
        let (path, at) = place(first, stage.change);
        let hint = "give it from the start, with places = 0 or a rate of 0 or a share of 0";
        let message = "a change cannot add or take away a name or a level";
        naming.add(Problem::error(path, message).hint(hint).at(at));
        found.add(naming, &stage.tree);
        return None;
    }
    let (draft, problems) = convert(&written, names, shared, &found.unread);
    found.add(problems, &stage.tree);
    draft
}

/// The eras, once every fact that any of them asks for is known.
fn finish(
    first: Option<Draft>,
    later: Vec<Option<Draft>>,
    stages: &[Stage],
    shared: &Shared,
    problems: &mut Problems,
    tree: &Node,
) -> Option<Vec<Era>> {
    let first: System = first?.finish(&shared.book, problems);
    let mut eras = vec![Era { from: Days::ZERO, system: first }];
    let mut is_whole = true;
    for (draft, stage) in later.into_iter().zip(stages) {
        let system = draft.map(|draft| draft.finish(&shared.book, problems));
        let wrong = system.as_ref().and_then(|system| difference(&eras[0].system, system));
        if let Some(message) = &wrong {
            let (path, at) = place(tree, stage.change);
            problems.add(Problem::error(path, message).at(at));
        }
        let (Some(system), None, Some(from)) = (system, wrong, stage.from) else {
            is_whole = false;
            continue;
        };
        let era = Era { from, system };
        // A change at time zero leaves nothing of the first era.
        if era.from == Days::ZERO {
            eras[0] = era;
        } else {
            eras.push(era);
        }
    }
    if let (Some(message), Some(stage)) = (too_many_places(&eras), stages.last()) {
        let (path, at) = place(tree, stage.change);
        problems.add(Problem::error(path, message).at(at));
        return None;
    }
    is_whole.then_some(eras)
}

/// Everything about the model but its eras.
fn whole(
    name: &str,
    written: &written::Scenario,
    names: &Names,
    found: &mut Found,
    tree: &Node,
) -> Option<Model> {
    let mut problems = Problems::default();
    let run = run(written, &mut problems);
    let report_by = report_by(written, names, &mut problems);
    let domains = domains(written, names, &mut problems);
    let targets = targets(written, names, domains.as_deref(), &mut problems);
    let sources = KeyPath::ROOT.key("sources");
    for (path, _) in written.sources.0.iter().filter(|(path, _)| !tree.holds(path)) {
        // Only a warning: an option that unsets a thing still has the extended scenario's source of it.
        let problem =
            sources.key(path).warning(format!("there is no `{path}` to be the source of"));
        problems
            .add(problem.hint("write the path of a value that is there, or take the source away"));
    }
    found.add(problems, tree);
    Some(Model {
        title: written.title.clone().unwrap_or_else(|| name.to_owned()),
        question: written.question.clone(),
        run: run?,
        eras: Vec::new(),
        initial: None,
        report_by: report_by?,
        domains: domains?,
        targets: targets?,
        currency: written.costs.as_ref().and_then(|costs| costs.currency.clone()),
        sources: written
            .sources
            .0
            .iter()
            .map(|(path, note)| SourceNote {
                path: path.clone(),
                note: note.clone(),
                is_assumption: note.trim_start().starts_with("assumption:"),
            })
            .collect(),
    })
}

fn run(written: &written::Scenario, problems: &mut Problems) -> Option<Run> {
    let path = KeyPath::ROOT.key("run");
    let run = written.run.0.as_ref()?;
    if run.horizon.0.0 <= 0.0 {
        let problem = path.key("horizon").error("nothing is measured in a horizon of 0");
        problems.add(problem.hint("write how long to measure after the warm-up, as \"5y\""));
    }
    Some(Run {
        start: run.start.map(|date| date.0),
        warm_up: WarmUp::days(run.warm_up),
        finds_warm_up: run.warm_up == Some(WarmUp::Auto),
        horizon: run.horizon.0,
        replications: run.replications.map_or(100, |replications| replications.0),
        seed: run.seed.map_or(1, |seed| seed.0),
    })
}

fn report_by(
    written: &written::Scenario,
    names: &Names,
    problems: &mut Problems,
) -> Option<Vec<AttributeId>> {
    let path = KeyPath::ROOT.key("report_by");
    let mut all: Vec<AttributeId> = Vec::new();
    let mut all_known = true;
    for (number, name) in written.report_by.iter().enumerate() {
        let path = path.item(number);
        let Some(number) = names.attribute(name, &path, problems) else {
            all_known = false;
            continue;
        };
        let id = AttributeId(number as u16);
        if all.contains(&id) {
            problems.add(path.warning(format!("`{name}` is named twice")));
        } else {
            all.push(id);
        }
    }
    all_known.then_some(all)
}

/// Problems with their places, each once.
#[derive(Debug, Default)]
struct Found {
    problems: Vec<Problem>,
    unread: Vec<String>,
    /// The worst of those that were one too many.
    dropped: Option<Severity>,
}

impl Found {
    /// Adds what could not be read; what follows from that is not reported as well.
    fn add_decoding(&mut self, problems: Problems, tree: &Node) {
        self.unread.extend(problems.gaps().cloned());
        for problem in problems.into_vec() {
            self.place(problem, tree);
        }
    }

    fn add(&mut self, problems: Problems, tree: &Node) {
        for problem in problems.into_vec() {
            let follows = |unread: &String| is_within(unread, &problem.path);
            if problem.path.is_empty() || !self.unread.iter().any(follows) {
                self.place(problem, tree);
            }
        }
    }

    fn place(&mut self, mut problem: Problem, tree: &Node) {
        let known = |one: &Problem| one.path == problem.path && one.message == problem.message;
        if self.problems.iter().any(known) {
            return;
        }
        let same_kind = self.problems.iter().filter(|one| one.severity == problem.severity);
        if same_kind.count() >= MOST_PROBLEMS {
            let worst = self.dropped.map_or(problem.severity, |worst| worst.min(problem.severity));
            self.dropped = Some(worst);
            return;
        }
        if problem.at.is_none() && !problem.path.is_empty() {
            problem.at = Some(tree.locate(&problem.path));
        }
        self.problems.push(problem);
    }

    /// Whether anything is wrong with the system itself, or with what the whole of it is asked for.
    fn spoils(&self) -> bool {
        let is_apart = |problem: &Problem| APART.iter().any(|it| is_within(&problem.path, it));
        self.dropped == Some(Severity::Error) || self.errors().any(|problem| !is_apart(problem))
    }

    /// Whether nothing more can show. What depends on how long a run lasts can, where that is wrong.
    fn is_all(&self) -> bool {
        let is_length = |path: &str| {
            let harmless = ["run.replications", "run.seed"];
            is_within(path, "run") && !harmless.iter().any(|it| is_within(path, it))
        };
        self.dropped.is_none() && !self.errors().any(|problem| is_length(&problem.path))
    }

    fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }
}
