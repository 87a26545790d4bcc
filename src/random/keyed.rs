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

    /// A number from the open interval (0, 1), in steps of 2^-52.
    #[inline(never)]
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
        Stream { draws: *self, who, purpose, occurrence, second: None }
    }

    /// One draw by its name, for a distribution that may need one number of it or many.
    #[inline]
    #[must_use]
    pub fn named(&self, who: Who, purpose: Purpose, occurrence: u32) -> Named {
        Named { draws: *self, who, purpose, occurrence }
    }

    /// The two numbers of a block.
    #[inline(never)]
    fn block(self, who: Who, purpose: Purpose, occurrence: u32) -> (u64, u64) {
        let [a, b, c, d] = philox([who.number, who.group, purpose.0, occurrence], self.key);
        (u64::from(a) << 32 | u64::from(b), u64::from(c) << 32 | u64::from(d))
    }
}

/// Where a distribution takes its uniform numbers from.
pub trait Uniforms {
    /// The only one that is needed.
    fn one(self) -> f64;
    /// As many as it takes.
    fn many(self, draw: impl FnOnce(&mut Stream) -> f64) -> f64;
}

/// One draw by its name. To take a single number from it is quicker than to begin a stream.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    draws: Draws,
    who: Who,
    purpose: Purpose,
    occurrence: u32,
}

impl Uniforms for Named {
    #[inline]
    fn one(self) -> f64 {
        self.draws.uniform(self.who, self.purpose, self.occurrence)
    }

    #[inline]
    fn many(self, draw: impl FnOnce(&mut Stream) -> f64) -> f64 {
        draw(&mut self.draws.stream(self.who, self.purpose, self.occurrence))
    }
}

impl Uniforms for &mut Stream {
    #[inline]
    fn one(self) -> f64 {
        self.uniform()
    }

    #[inline]
    fn many(self, draw: impl FnOnce(&mut Stream) -> f64) -> f64 {
        draw(self)
    }
}

/// The middle of one of 2^52 equal steps of (0, 1), of which the top 52 bits say which. With one bit more
/// the middle of the last step would round to 1.
///
/// The bits become those after the point of a number from 1 to 2, of which all but half a step of 1 is taken away: both
/// exact, and quicker than to convert an integer.
#[inline]
fn unit(bits: u64) -> f64 {
    f64::from_bits(1f64.to_bits() | bits >> 12) - (1.0 - 0.5 * STEP)
}

const STEP: f64 = 1.0 / (1u64 << 52) as f64;

/// Random bits for one draw, without end.
#[derive(Debug, Clone)]
pub struct Stream {
    draws: Draws,
    who: Who,
    /// Of the next block.
    purpose: Purpose,
    occurrence: u32,
    /// What is left of the last one.
    second: Option<u64>,
}

impl Stream {
    /// The next number from the open interval (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        unit(self.next())
    }

    #[inline]
    fn next(&mut self) -> u64 {
        if let Some(second) = self.second.take() {
            return second;
        }
        let (first, second) = self.draws.block(self.who, self.purpose, self.occurrence);
        // The next block of the same draw: an odd step through the purposes, far from any name's hash.
        self.purpose.0 = self.purpose.0.wrapping_add(0x9E37_79B9);
        self.second = Some(second);
        first
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

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::Distribution;

    const ANYONE: Who = Who { group: 7, number: 0 };

    fn client(number: u32) -> Who {
        Who { group: 7, number }
    }

    /// Pearson's statistic of counts against equal shares, less its mean, in its standard deviations.
    fn excess(counts: &[u64]) -> f64 {
        let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
        let statistic: f64 =
            counts.iter().map(|&n| (n as f64 - expected) * (n as f64 / expected - 1.0)).sum();
        let freedom = (counts.len() - 1) as f64;
        (statistic - freedom) / (2.0 * freedom).sqrt()
    }

    #[test]
    fn a_uniform_never_reaches_nought_or_one() {
        assert_eq!(unit(0), 0.5 / (1u64 << 52) as f64);
        assert_eq!(unit(u64::MAX), 1.0 - 0.5 / (1u64 << 52) as f64);
        assert!(unit(u64::MAX) < 1.0 && 1.0 - unit(u64::MAX) > 0.0);
    }

    #[test]
    fn a_uniform_is_the_middle_of_the_step_that_its_bits_say() {
        let mut stream = Draws::new(7, 7).stream(ANYONE, Purpose(1), 0);
        for _ in 0..100_000 {
            let bits = stream.next();
            assert_eq!(unit(bits), ((bits >> 12) as f64 + 0.5) * STEP);
        }
    }

    #[test]
    fn a_streams_first_uniform_is_the_single_draw_and_the_rest_differ() {
        let draws = Draws::new(11, 3);
        let purpose = Purpose::new("duration", "detox");
        for number in 0..100 {
            let mut stream = draws.stream(client(number), purpose, 2);
            assert_eq!(stream.uniform(), draws.uniform(client(number), purpose, 2));
            let rest: Vec<f64> = (0..20).map(|_| stream.uniform()).collect();
            assert!(rest.windows(2).all(|pair| pair[0] != pair[1]));
        }
    }

    #[test]
    fn every_part_of_a_draws_name_changes_it() {
        let base = Draws::new(1, 1).uniform(ANYONE, Purpose(5), 0);
        let others = [
            Draws::new(2, 1).uniform(ANYONE, Purpose(5), 0),
            Draws::new(1 << 32 | 1, 1).uniform(ANYONE, Purpose(5), 0),
            Draws::new(1, 2).uniform(ANYONE, Purpose(5), 0),
            Draws::new(1, 1).uniform(Who { group: 8, number: 0 }, Purpose(5), 0),
            Draws::new(1, 1).uniform(client(1), Purpose(5), 0),
            Draws::new(1, 1).uniform(ANYONE, Purpose(6), 0),
            Draws::new(1, 1).uniform(ANYONE, Purpose(5), 1),
        ];
        assert!(others.iter().all(|other| *other != base));
        assert_ne!(Purpose::new("risk", "a"), Purpose::new("duration", "a"));
    }

    #[test]
    fn draws_are_uniform_along_every_part_of_their_name() {
        // 1000 cells of 200 draws each; five standard deviations, a false alarm in two million.
        let cell = |u: f64| (u * 1000.0) as usize;
        let draws = Draws::new(2006, 1);
        type Named = fn(&Draws, u32) -> f64;
        let along: [Named; 5] = [
            |draws, i| draws.uniform(client(i), Purpose(9), 0),
            |draws, i| draws.uniform(Who { group: i, number: 3 }, Purpose(9), 0),
            |draws, i| draws.uniform(ANYONE, Purpose(i), 0),
            |draws, i| draws.uniform(ANYONE, Purpose(9), i),
            |_, i| Draws::new(2006, i).uniform(ANYONE, Purpose(9), 0),
        ];
        for named in along {
            let mut counts = vec![0; 1000];
            (0..200_000).for_each(|i| counts[cell(named(&draws, i))] += 1);
            assert!(excess(&counts).abs() < 5.0, "{}", excess(&counts));
        }
        let mut counts = vec![0; 1000];
        let mut stream = draws.stream(ANYONE, Purpose(9), 0);
        (0..200_000).for_each(|_| counts[cell(stream.uniform())] += 1);
        assert!(excess(&counts).abs() < 5.0, "{}", excess(&counts));
    }

    #[test]
    fn neighbouring_names_give_independent_draws() {
        // Pairs fall evenly on a 30 x 30 board: neighbours by client, occurrence, replication and purpose.
        let draws = Draws::new(5, 9);
        type Pair = fn(&Draws, u32) -> (f64, f64);
        let pairs: [Pair; 4] = [
            |d, i| (d.uniform(client(i), Purpose(1), 0), d.uniform(client(i + 1), Purpose(1), 0)),
            |d, i| (d.uniform(client(i), Purpose(1), 0), d.uniform(client(i), Purpose(1), 1)),
            |d, i| (d.uniform(client(i), Purpose(1), 0), d.uniform(client(i), Purpose(2), 0)),
            |d, i| {
                let other = Draws::new(5, 10);
                (d.uniform(client(i), Purpose(1), 0), other.uniform(client(i), Purpose(1), 0))
            },
        ];
        for pair in pairs {
            let mut counts = vec![0; 900];
            for i in 0..180_000 {
                let (a, b) = pair(&draws, i);
                counts[(a * 30.0) as usize * 30 + (b * 30.0) as usize] += 1;
            }
            assert!(excess(&counts).abs() < 5.0, "{}", excess(&counts));
        }
    }

    #[test]
    fn another_crates_distribution_can_be_drawn_from_a_stream() {
        // Mean of 100 000 draws of a Poisson(4): standard error 2 / sqrt(100 000) = 0.0063, five of them.
        let poisson = rand_distr::Poisson::new(4.0).unwrap();
        let mut stream = Draws::new(3, 3).stream(ANYONE, Purpose(4), 0);
        let sum: f64 = (0..100_000).map(|_| -> f64 { poisson.sample(&mut stream) }).sum();
        assert!((sum / 1e5 - 4.0).abs() < 0.032);
    }
}
