//! The kinds of value: durations, dates and rates (`time`), numbers, shares and texts (`plain`), one or
//! many and things by name (`several`).

/// Implements the schema of a leaf, which stands under its name among the definitions.
macro_rules! leaf_schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

mod time;
mod plain;
mod several;

pub(super) use plain::{
    Count, FileName, MOST_PLACES, MOST_REPLICATIONS, Replications, Seed, Share, Shares,
};
pub(super) use several::{Many, Must, Named};
pub(super) use time::{Date, Duration, MaybeAppointments, MaybeRate, Moment, Rate, WarmUp};

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
