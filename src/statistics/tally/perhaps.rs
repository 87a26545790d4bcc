//! A number that may be missing, kept small: each client has three.

/// The number of a service or an intervention, or none, in two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Perhaps(u16);

impl Perhaps {
    pub(super) const NONE: Perhaps = Perhaps(u16::MAX);

    #[inline]
    pub(super) fn number(index: usize) -> Perhaps {
        Perhaps(index as u16)
    }

    #[inline]
    pub(super) fn index(self) -> Option<usize> {
        (self != Perhaps::NONE).then_some(usize::from(self.0))
    }
}

impl Default for Perhaps {
    fn default() -> Perhaps {
        Perhaps::NONE
    }
}
