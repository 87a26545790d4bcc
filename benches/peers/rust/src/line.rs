//! A service with so many places and those who wait for one, for engines that have no such thing themselves.

use std::collections::VecDeque;

/// A service with places, and a line of those who wait and may leave it.
pub struct Line<T> {
    free: usize,
    /// The ticket of whoever stands first.
    first: u64,
    waiting: VecDeque<Option<T>>,
}

impl<T> Default for Line<T> {
    /// A service without places.
    fn default() -> Self {
        Self::new(0)
    }
}

impl<T> Line<T> {
    /// A service with so many places, all free.
    pub fn new(places: usize) -> Self {
        Self { free: places, first: 0, waiting: VecDeque::new() }
    }

    /// Takes a place if one is free.
    pub fn take(&mut self) -> bool {
        let is_free = self.free > 0;
        self.free -= usize::from(is_free);
        is_free
    }

    /// Joins the line, with a ticket.
    pub fn join(&mut self, who: T) -> u64 {
        self.waiting.push_back(Some(who));
        self.first + self.waiting.len() as u64 - 1
    }

    /// Leaves the line, unless served before.
    pub fn leave(&mut self, ticket: u64) -> Option<T> {
        let place = ticket.checked_sub(self.first)?;
        self.waiting.get_mut(place as usize)?.take()
    }

    /// Gives a place back: who has it next.
    pub fn give_back(&mut self) -> Option<T> {
        while let Some(who) = self.waiting.pop_front() {
            self.first += 1;
            if who.is_some() {
                return who;
            }
        }
        self.free += 1;
        None
    }
}
