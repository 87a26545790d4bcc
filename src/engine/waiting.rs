//! Waiting lists: first by priority class, then in order of joining. The links are in the strands, so joining and
//! leaving from anywhere take the same short time however long the list.

use super::strands::{NO_STRAND, StrandId, Strands};

/// The waiting list of one service.
#[derive(Debug)]
pub(super) struct WaitingList {
    /// First and last of each class.
    classes: Vec<(StrandId, StrandId)>,
    len: u32,
}

impl WaitingList {
    pub(super) fn new(classes: usize) -> WaitingList {
        WaitingList { classes: vec![(NO_STRAND, NO_STRAND); classes], len: 0 }
    }

    #[inline]
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// More classes, when a dated change brings them; those waiting keep theirs.
    pub(super) fn grow(&mut self, classes: usize) {
        let classes = classes.max(self.classes.len());
        self.classes.resize(classes, (NO_STRAND, NO_STRAND));
    }

    /// Joins at the back of the strand's class.
    #[inline]
    pub(super) fn join(&mut self, strands: &mut Strands, id: StrandId) {
        let (first, last) = &mut self.classes[usize::from(strands[id].class)];
        strands[id].before = *last;
        strands[id].behind = NO_STRAND;
        if *last == NO_STRAND {
            *first = id;
        } else {
            strands[*last].behind = id;
        }
        *last = id;
        self.len += 1;
    }

    /// Leaves, wherever in the list the strand is.
    #[inline]
    pub(super) fn leave(&mut self, strands: &mut Strands, id: StrandId) {
        let (before, behind) = (strands[id].before, strands[id].behind);
        let (first, last) = &mut self.classes[usize::from(strands[id].class)];
        if before == NO_STRAND {
            *first = behind;
        } else {
            strands[before].behind = behind;
        }
        if behind == NO_STRAND {
            *last = before;
        } else {
            strands[behind].before = before;
        }
        self.len -= 1;
    }

    /// The first on the list.
    #[inline]
    pub(super) fn first(&self) -> Option<StrandId> {
        self.classes.iter().map(|&(first, _)| first).find(|&first| first != NO_STRAND)
    }

    /// Everyone on the list, in order.
    pub(super) fn all(&self, strands: &Strands) -> Vec<StrandId> {
        let mut all = Vec::new();
        for &(first, _) in &self.classes {
            let mut id = first;
            while id != NO_STRAND {
                all.push(id);
                id = strands[id].behind;
            }
        }
        all
    }

    /// The first on the list of whom `fits` holds.
    pub(super) fn first_that(
        &self,
        strands: &Strands,
        fits: impl Fn(StrandId) -> bool,
    ) -> Option<StrandId> {
        for &(first, _) in &self.classes {
            let mut id = first;
            while id != NO_STRAND {
                if fits(id) {
                    return Some(id);
                }
                id = strands[id].behind;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InterventionId;
    use crate::records::Strand as StrandKind;

    #[test]
    fn the_list_is_by_class_and_then_by_joining() {
        let mut strands = Strands::default();
        let mut list = WaitingList::new(2);
        let ids: Vec<StrandId> = [1u8, 0, 1, 0]
            .into_iter()
            .map(|class| {
                let id = strands.add(0, StrandKind::Main, InterventionId(0), None);
                strands[id].class = class;
                list.join(&mut strands, id);
                id
            })
            .collect();
        list.leave(&mut strands, ids[2]);
        let mut order = Vec::new();
        while let Some(first) = list.first() {
            list.leave(&mut strands, first);
            order.push(first);
        }
        assert_eq!(order, [ids[1], ids[3], ids[0]]);
        assert_eq!(list.len(), 0);
    }

    #[test]
    fn a_list_grows_by_classes_and_never_shrinks() {
        let mut strands = Strands::default();
        let mut list = WaitingList::new(2);
        let mut join = |list: &mut WaitingList, class| {
            let id = strands.add(0, StrandKind::Main, InterventionId(0), None);
            strands[id].class = class;
            list.join(&mut strands, id);
            id
        };
        let second = join(&mut list, 1);
        list.grow(3);
        let third = join(&mut list, 2);
        list.grow(1);
        let first = join(&mut list, 0);
        assert_eq!(list.all(&strands), [first, second, third]);
    }
}
