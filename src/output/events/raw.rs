//! Rows as bytes, until there are enough of them for a row group: whole numbers, the lowest byte first.

use crate::events::{Activity, Kind, Outcome, Row, Rows};
use crate::records::Strand;
use crate::units::Days;

const STRANDS: [Strand; 3] = [Strand::Main, Strand::Keyworker, Strand::Support];
/// Stands for nothing.
const NONE: u32 = u32::MAX;

/// Bytes of a row, without the levels beside it.
const LENGTH: usize = 39;

/// The rows as bytes.
pub(super) fn pack(rows: &Rows) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * (LENGTH + rows.width()));
    for (index, row) in rows.all().iter().enumerate() {
        bytes.extend(row.start.0.to_le_bytes());
        bytes.extend(row.end.0.to_le_bytes());
        for number in [row.number, row.episode, row.place.unwrap_or(NONE)] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(row.route.to_le_bytes());
        bytes.extend(row.activity.which.to_le_bytes());
        for part in [row.service, row.intervention] {
            bytes.extend(part.unwrap_or(u16::MAX).to_le_bytes());
        }
        let strand = row.strand.and_then(|strand| STRANDS.iter().position(|one| *one == strand));
        let strand = strand.unwrap_or(STRANDS.len()) as u8;
        bytes.extend([row.activity.kind as u8, strand, row.outcome as u8]);
        bytes.extend(rows.levels(index));
    }
    bytes
}

/// The rows that were packed, with the levels of so many attributes beside each.
pub(super) fn unpack(bytes: &[u8], width: usize) -> Rows {
    let mut rows = Rows::new(width);
    for packed in bytes.chunks_exact(LENGTH + width) {
        let (row, levels) = packed.split_at(LENGTH);
        let whole = |from: usize| u32::from_le_bytes(part(row, from));
        let short = |from: usize| u16::from_le_bytes(part(row, from));
        let days = |from: usize| Days(f64::from_le_bytes(part(row, from)));
        let some = |number: u16| (number != u16::MAX).then_some(number);
        let place = whole(24);
        let unpacked = Row {
            start: days(0),
            end: days(8),
            number: whole(16),
            episode: whole(20),
            place: (place != NONE).then_some(place),
            route: short(28),
            service: some(short(32)),
            intervention: some(short(34)),
            activity: Activity { kind: Kind::ALL[usize::from(row[36])], which: short(30) },
            strand: STRANDS.get(usize::from(row[37])).copied(),
            outcome: Outcome::ALL[usize::from(row[38])],
        };
        rows.push(unpacked, levels.iter().copied());
    }
    rows
}

fn part<const N: usize>(of: &[u8], from: usize) -> [u8; N] {
    std::array::from_fn(|index| of[from + index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let full = Row {
            route: 3,
            number: 70_000,
            episode: 2,
            activity: Activity { kind: Kind::Intervention, which: 300 },
            strand: Some(Strand::Support),
            start: Days(1.0 / 3.0),
            end: Days(1e9),
            outcome: Outcome::CutShort,
            service: Some(0),
            place: Some(0),
            intervention: Some(300),
        };
        let bare = Row { strand: None, service: None, place: None, intervention: None, ..full };
        let mut rows = Rows::new(2);
        rows.push(full, [7, 0]);
        for kind in Kind::ALL {
            rows.push(Row { activity: Activity { kind, which: 1 }, ..bare }, [0, 255]);
        }
        for outcome in Outcome::ALL {
            rows.push(Row { outcome, ..bare }, [1, 2]);
        }
        assert_eq!(unpack(&pack(&rows), 2), rows);
    }
}
