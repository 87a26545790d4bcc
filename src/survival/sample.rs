//! Times as they were observed.

/// One person: how long they were seen, and whether they then left.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// How long they were seen; more than zero. \[days\]
    pub time: f64,
    /// Whether they left then; otherwise they were still there when last seen (censored).
    pub left: bool,
    /// The stratum: its hazard has parameters of its own.
    pub stratum: usize,
    /// What multiplies the hazard, as a number for each ratio; zero for the person of reference.
    pub covariates: Vec<f64>,
}

/// What was observed of many people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// One for each person.
    pub observations: Vec<Observation>,
    /// How many strata there are; at least one person is in each.
    pub strata: usize,
}

impl Sample {
    /// People of one kind, by time in days and whether they left then.
    #[must_use]
    pub fn plain(times: &[(f64, bool)]) -> Sample {
        let observation = |&(time, left): &(f64, bool)| Observation {
            time,
            left,
            stratum: 0,
            covariates: Vec::new(),
        };
        Sample { observations: times.iter().map(observation).collect(), strata: 1 }
    }

    /// How many left.
    #[must_use]
    pub fn events(&self) -> usize {
        self.observations.iter().filter(|person| person.left).count()
    }

    /// How long all were seen together. \[days\]
    #[must_use]
    pub fn person_time(&self) -> f64 {
        self.observations.iter().map(|person| person.time).sum()
    }

    /// The longest that anyone was seen. \[days\]
    #[must_use]
    pub fn longest(&self) -> f64 {
        self.observations.iter().map(|person| person.time).fold(0.0, f64::max)
    }

    /// How many ratios there are.
    #[must_use]
    pub fn ratios(&self) -> usize {
        self.observations.first().map_or(0, |person| person.covariates.len())
    }

    /// The people of one stratum.
    pub fn of(&self, stratum: usize) -> impl Iterator<Item = &Observation> {
        self.observations.iter().filter(move |person| person.stratum == stratum)
    }

    /// The people of one stratum as a sample by themselves, without ratios.
    #[must_use]
    pub fn alone(&self, stratum: usize) -> Sample {
        let times: Vec<(f64, bool)> =
            self.of(stratum).map(|person| (person.time, person.left)).collect();
        Sample::plain(&times)
    }

    /// Everybody as one stratum, without ratios.
    #[must_use]
    pub fn pooled(&self) -> Sample {
        let times: Vec<(f64, bool)> =
            self.observations.iter().map(|person| (person.time, person.left)).collect();
        Sample::plain(&times)
    }
}
