//! Indices of the parts of a system: a newtype for each kind, so that they cannot be confused.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u16);

        impl $name {
            /// Position in the system's list of this kind.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }
        }
    };
}

id!(/// An attribute of clients; 0 is always `route`.
    AttributeId);
id!(/// A route of referral.
    RouteId);
id!(/// A service.
    ServiceId);
id!(/// An intervention.
    InterventionId);
id!(/// An exit.
    ExitId);
id!(/// A clock: a risk, the offer of a support, or one of the engine's own timers.
    ClockId);
id!(/// A support: the offer of an intervention that runs alongside the main strand.
    SupportId);
