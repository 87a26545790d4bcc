//! Section 2 as far as the algorithms: diagrams, how a client moves, what is changed, how it is worked out.

use super::differences::{Difference, dated, dated_items, differences};
use super::markdown::{Page, code, plain};
use super::pathway::{components, pathway};
use super::telling::Telling;
use super::words::counted;
use crate::model::Keyworker;
use crate::names::readable;

pub(super) fn write(page: &mut Page, telling: &Telling<'_>) {
    page.heading(2, "2. Logic");
    diagrams(page, telling);
    base_logic(page, telling);
    scenario_logic(page, telling);
    algorithms(page, telling);
}

fn diagrams(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "2.1 Base model overview diagram");
    let pathway = pathway(telling);
    page.paragraph(
        "The pathway of the main strand, from left to right. Slanted boxes are routes, square boxes interventions (with \
         the service they wait for in brackets), rounded ones exits, of which those with a thick edge are planned. Solid \
         arrows are planned ways on, with the share of clients where it is the same for all; dotted arrows are risks \
         that move a client, drawn from the interventions they belong to or from the state (six-sided) in which they run.",
    );
    page.code("mermaid", &pathway.chart.text());
    let left_out = match pathway.left_out {
        0 => "No arrow is left out".to_owned(),
        number => format!(
            "{} left out: ways taken by fewer than one in ten of those concerned, and where a risk leads less often, unless \
             nothing else leads there",
            counted(number, "arrow is", "arrows are")
        ),
    };
    page.paragraph(&format!(
        "To keep it readable, things of one kind from or to which the same arrows lead share a box. {left_out}. Not drawn are \
         the supports, which run alongside and move nobody, the risks that change a client without moving them, and where \
         those go who are turned away or miss appointments. The tables of 2.5 have all of it."
    ));
    page.paragraph(
        "The four components of the treatment journey overlap: a client is in every component of which an intervention is \
         running. These are the interventions of each, those that run alongside the main strand in a box of their own with round corners.",
    );
    page.code("mermaid", &components(telling).text());
}

fn base_logic(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "2.2 Base model logic");
    let mut steps = vec![
        "A route produces a client at a random instant. The client's attributes are drawn (2.5.1), and an episode begins \
         with the intervention to which the route leads."
            .to_owned(),
        "An intervention that belongs to a service is waited for (2.5.4): a place, which the client holds for as long as the \
         intervention lasts, or an appointment. An intervention without a service begins at once."
            .to_owned(),
        "It lasts for a time that is drawn when it begins. When it has run its course its effects take hold, and the client \
         goes on by the first case that applies, by the shares stated there (2.5.2)."
            .to_owned(),
    ];
    if telling.has_care_plans() {
        let keyworker = match telling.scenario.model.system().care_plan.keyworker {
            _ if telling.scenario.model.system().care_plan.service.is_none() => "",
            Keyworker::First => ", as soon as a keyworker has a place",
            Keyworker::Alongside => "; a place with a keyworker is waited for meanwhile",
        };
        steps.push(format!(
            "A care plan opens when an intervention that opens it is completed{keyworker}. While it is open the client is \
             *in treatment*. It closes at an exit."
        ));
    }
    if !telling.section("supports").is_empty() {
        steps.push(
            "Supports run alongside. Each is offered once its condition has held for the stated delay, is taken up by the \
             stated share, and has its own waiting list where it belongs to a service."
                .to_owned(),
        );
    }
    if !telling.section("risks").is_empty() {
        steps.push(
            "All risks compete all the time: each can change an attribute, end what is running and send the client elsewhere, \
             or end the episode (2.4, 2.5.2)."
                .to_owned(),
        );
    }
    if telling.has_prison() {
        steps.push(
            "Custody interrupts everything. Where the prison intervention keeps the care plan, treatment goes on inside; \
             otherwise the episode ends. On release the client goes on by the ways of the prison intervention."
                .to_owned(),
        );
    }
    steps.push(
        "An exit ends the episode. Unless it is final the client lives on outside treatment, where risks go on, and may come back: \
         a new episode of the same client."
            .to_owned(),
    );
    page.paragraph("A client moves as follows.");
    page.steps(&steps);
    page.paragraph(
        "Two rules hold in every scenario and are checked: substitute prescribing is never below tier 3, and aftercare begins \
         only when the care plan is closed (*Models of care for treatment of adult drug misusers: Update 2006*, National \
         Treatment Agency, pages 14 and 46).",
    );
}

fn scenario_logic(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "2.3 Scenario logic");
    let layers = &telling.scenario.layers;
    let mut is_base = true;
    for pair in layers.windows(2) {
        let [below, above] = pair else { continue };
        is_base = false;
        let found = differences(&below.said, &above.said);
        let (dated, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|difference| difference.is_dated());
        let extends = match above.name.as_str() {
            "--set" => "The command line".to_owned(),
            name => format!("{} extends {} and", code(name), code(&below.name)),
        };
        let number = counted(found.len(), "value", "values");
        page.paragraph(&match (found.is_empty(), dated.is_empty()) {
            (true, true) => format!("{extends} changes nothing."),
            (true, false) => format!("{extends} changes nothing at first: its changes have dates (below)."),
            (false, true) => format!("{extends} changes {number}; everything else is as there:"),
            (false, false) => {
                format!("{extends} changes {number} and has changes with dates (below); everything else is as there:")
            }
        });
        let rows: Vec<[String; 3]> = found.iter().map(row).collect();
        page.table(["what", "from", "to"], &rows);
    }
    if is_base {
        page.paragraph(
            "The scenario extends no other: this is the base model, and no logic differs from it.",
        );
    }
    dated_changes(page, telling);
}

fn row(difference: &Difference) -> [String; 3] {
    let shown = |value: &Option<String>, none: &str| match value {
        Some(value) => code(value),
        None => none.to_owned(),
    };
    [
        format!("`{}`", difference.path),
        shown(&difference.from, "(not there)"),
        shown(&difference.to, "(taken out)"),
    ]
}

fn dated_changes(page: &mut Page, telling: &Telling<'_>) {
    if dated_items(telling.said).is_empty() {
        page.paragraph("The system does not change within the run.");
        return;
    }
    page.paragraph(
        "Within the run the system changes at these times. A change holds for everyone from that instant: risks that run go on at \
         the new rate, and interventions that have begun keep their length. Where fewer places are left than are occupied nobody \
         loses theirs; places close as they fall free.",
    );
    let rows: Vec<[String; 5]> = dated(telling.said)
        .into_iter()
        .map(|it| {
            let basis = telling.basis.of_value(&format!("changes.{}.set.{}", it.number, it.path));
            let what = format!("{} (`{}`)", part(it.path), it.path);
            let from = it.from.map_or_else(String::new, |from| plain(&from));
            [it.at, what, from, plain(&it.to), basis]
        })
        .collect();
    page.table(["when", "what", "from", "to", "basis"], &rows);
}

/// A path as words: `services.keyworking.staff` as "keyworking: staff".
fn part(path: &str) -> String {
    let words: Vec<String> = path.split('.').skip(1).map(readable).collect();
    match words.split_first() {
        Some((thing, [])) => thing.clone(),
        Some((thing, rest)) => format!("{thing}: {}", rest.join(", ")),
        None => readable(path),
    }
}

fn algorithms(page: &mut Page, telling: &Telling<'_>) {
    page.heading(3, "2.4 Algorithms");
    let mut items = vec![
        "**Referrals.** A route with a rate is a Poisson process. Where the rate varies in cycles, the instants are found by \
         inverting the expected number of referrals, exactly."
            .to_owned(),
    ];
    if telling.any("routes", "responds_to") {
        items.push(
            "**Demand that responds to waits.** The rate of such a route is multiplied by (*w* / *r*)^*e*: *w* is the \
             completed wait for the named service, smoothed exponentially over clients, *r* the reference wait, *e* the \
             elasticity; *w* is held between a tenth and ten times *r*."
                .to_owned(),
        );
    }
    if !telling.section("risks").is_empty() {
        items.push(
            "**Risks.** For each spell in which a risk runs, a threshold *E* is drawn from the exponential distribution of mean \
             1. The spell gathers hazard, *H*(*t*) = ∫ *h*(*a*) · *r*₁ · *r*₂ · … d*a*, where *h* is the hazard at age *a* of \
             the spell and *r* are the ratios that hold just then. The risk befalls the client when *H* reaches *E*. When a \
             ratio changes on the way, the instant is worked out again from what has been gathered; there are no time \
             steps. A new spell begins at age 0 with a new threshold."
                .to_owned(),
        );
    }
    items.push(
        "**Waiting lists.** The first of the highest priority class present is served; within a class, who joined first. The \
         class is settled on joining. Places are numbered, and the lowest free number is taken first; clients for whom places \
         are kept take those first."
            .to_owned(),
    );
    if telling.any("services", "did_not_attend") {
        items.push(
            "**Missed appointments.** Whether a client attends is drawn at each appointment. Who does not goes to the back of \
             the list, within the priority class."
                .to_owned(),
        );
    }
    if telling.any("services", "turnover_per_year") {
        items.push(
            "**Turnover of staff.** Each member of staff leaves at a constant rate and is replaced at once; the effects stated \
             take hold for the clients of that member."
                .to_owned(),
        );
    }
    items.push(
        "**Simultaneous events** have one order: changes of the system, ends of interventions, appointments, risks, offers of \
         supports, referrals; within a kind, the client who first came first. So places are freed before they are asked for."
            .to_owned(),
    );
    if telling.said.get("costs").is_some() {
        items.push(
            "**Costs** are added up over the measured time: places (occupied or not), occupied days, appointments offered and \
             starts, each at the price of its time. Nothing is discounted."
                .to_owned(),
        );
    }
    page.list(&items);
}
