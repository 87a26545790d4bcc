//! Draws named by who, what for and which occurrence.

use super::philox::philox;
use std::convert::Infallible;

/// Who a draw is for: a client (route key and number within the route), or a part of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Who {
    /// Key of the route, or of the part.
    pub group: u32,
    /// Number within it, from 0.
    pub number: u32,
}

/// What a draw is for: a hash of its name, so that other parts of a scenario cannot shift it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purpose(pub u32);

impl Purpose {
    /// The purpose of this kind for the part of this name: 32-bit FNV-1a over `kind:name`.
    #[must_use]
    pub fn new(kind: &str, name: &str) -> Purpose {
        let bytes = kind.bytes().chain([b':']).chain(name.bytes());
        Purpose(
            bytes
                .fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)),
        )
    }
}

/// All the luck of one replication.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    key: [u32; 2],
}

impl Draws {
    /// The luck of a replication under a seed.
    #[must_use]
    pub fn new(seed: u64, replication: u32) -> Draws {
        let [a, b, _, _] =
            philox([seed as u32, (seed >> 32) as u32, replication, 0], [0x7468_726F, 0x7567_6863]);
        Draws { key: [a, b] }
    }

    /// A number from the open interval (0, 1), in steps of 2^-53.
    #[inline]
    #[must_use]
    pub fn uniform(&self, who: Who, purpose: Purpose, occurrence: u32) -> f64 {
        let [a, b, _, _] = philox([who.number, who.group, purpose.0, occurrence], self.key);
        unit(u64::from(a) << 32 | u64::from(b))
    }

    /// A number with the exponential distribution of mean 1.
    #[inline]
    #[must_use]
    pub fn exponential(&self, who: Who, purpose: Purpose, occurrence: u32) -> f64 {
        -libm::log(self.uniform(who, purpose, occurrence))
    }

    /// As many numbers as one draw needs; its first uniform is [`Draws::uniform`]'s.
    #[inline]
    #[must_use]
    pub fn stream(&self, who: Who, purpose: Purpose, occurrence: u32) -> Stream {
        Stream {
            key: self.key,
            counter: [who.number, who.group, purpose.0, occurrence],
            block: [0; 2],
            left: 0,
        }
    }
}

/// The middle of one of 2^53 equal steps of (0, 1), of which the top 53 bits say which.
#[inline]
fn unit(bits: u64) -> f64 {
    ((bits >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

/// Random bits for one draw, without end.
#[derive(Debug, Clone)]
pub struct Stream {
    key: [u32; 2],
    counter: [u32; 4],
    block: [u64; 2],
    left: usize,
}

impl Stream {
    /// The next number from the open interval (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.next())
    }

    #[inline]
    fn next(&mut self) -> u64 {
        if self.left == 0 {
            let [a, b, c, d] = philox(self.counter, self.key);
            self.block = [u64::from(a) << 32 | u64::from(b), u64::from(c) << 32 | u64::from(d)];
            self.left = 2;
            // The next block of the same draw: an odd step through the purposes, far from any name's hash.
            self.counter[2] = self.counter[2].wrapping_add(0x9E37_79B9);
        }
        self.left -= 1;
        self.block[1 - self.left]
    }
}

impl rand::TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}
