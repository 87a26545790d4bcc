//! Recorders of few words: something to keep, and what is done with it at each happening.

use super::watch;
use throughcare::model::Model;
use throughcare::records::{Client, Happening, Recorder};
use throughcare::units::Days;

/// Something kept, and what is done with it at each happening.
struct Listener<'h, T, H> {
    kept: T,
    hear: &'h H,
}

impl<T, H: Fn(&mut T, f64, Client<'_>, Happening)> Recorder for Listener<'_, T, H> {
    fn record(&mut self, at: Days, client: Client<'_>, happening: Happening) {
        (self.hear)(&mut self.kept, at.0, client, happening);
    }
}

/// What was kept of each of so many replications, on all cores.
pub(crate) fn listen<T: Default + Send>(
    model: &Model,
    replications: u32,
    hear: impl Fn(&mut T, f64, Client<'_>, Happening) + Sync,
) -> Vec<T> {
    let listener = || Listener { kept: T::default(), hear: &hear };
    watch::listen(model, replications, listener).into_iter().map(|heard| heard.kept).collect()
}

/// The number of a risk of this name.
pub(crate) fn risk(model: &Model, name: &str) -> usize {
    model.system().clocks.iter().position(|it| it.name == name).expect("a risk of this name")
}

/// The number of an intervention of this name.
pub(crate) fn intervention(model: &Model, name: &str) -> usize {
    let all = &model.system().interventions;
    all.iter().position(|it| it.name == name).expect("an intervention of this name")
}

/// The instants of a route at which so many clients come at once, at time zero.
pub(crate) fn at_once(clients: usize) -> String {
    vec!["\"0d\""; clients].join(", ")
}
