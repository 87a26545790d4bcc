//! From tree to types: one trait, and a macro that declares a table once and gives its type, its
//! decoding with every problem at once, and its JSON Schema.

use super::problem::{KeyPath, Problems, did_you_mean, nearest};
use super::tree::{Node, Table};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value as Json, json};

/// Something that can stand as a value in a scenario.
pub(super) trait Decode: Sized + JsonSchema {
    /// The value; none, and at least one problem, where the node is something else.
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self>;

    /// What holds where the key is not written; none where it must be.
    fn missing() -> Option<Self> {
        None
    }

    /// What to go on with where the key must be written and is not, once that is reported.
    fn reported() -> Option<Self> {
        None
    }
}

/// Some keys of a table, on their own or beside others.
pub(super) trait Fields: Sized {
    /// Every key.
    fn keys() -> Vec<&'static str>;

    /// The keys' values; none, and at least one problem, where one of them cannot be had.
    fn fields(table: &Table, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self>;

    /// What the schema says of the keys.
    fn properties(generator: &mut SchemaGenerator, into: &mut Properties);
}

/// The keys of a table in the schema.
#[derive(Debug, Default)]
pub(super) struct Properties {
    known: Map<String, Json>,
    required: Vec<&'static str>,
}

impl Properties {
    /// Adds a key.
    pub(super) fn add(&mut self, key: &'static str, about: &str, schema: Schema, required: bool) {
        let mut schema = schema;
        schema.insert("description".to_owned(), Json::String(about.to_owned()));
        self.known.insert(key.to_owned(), schema.to_value());
        if required {
            self.required.push(key);
        }
    }
}

/// The schema of a table with these keys and no others.
pub(super) fn table_schema<T: Fields>(about: &str, generator: &mut SchemaGenerator) -> Schema {
    let mut properties = Properties::default();
    T::properties(generator, &mut properties);
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("description".to_owned(), json!(about));
    schema.insert("properties".to_owned(), Json::Object(properties.known));
    if !properties.required.is_empty() {
        schema.insert("required".to_owned(), json!(properties.required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    Schema::from(schema)
}

/// Keys of the whole file that are taken out before it is decoded, because they say what it stands on.
pub(super) const ABOVE: [&str; 2] = ["extends", "unset"];

/// A table with these keys and no others.
pub(super) fn decode_table<T: Fields>(
    node: &Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<T> {
    let table = expect_table(node, path, problems)?;
    refuse_unknown(table, &T::keys(), path, problems);
    T::fields(table, path, problems)
}

/// The table that must stand here.
pub(super) fn expect_table<'a>(
    node: &'a Node,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<&'a Table> {
    let table = node.table();
    if table.is_none() {
        problems.add(wrong_kind("a table", node, path));
    }
    table
}

/// Reports every key that is not known.
pub(super) fn refuse_unknown(
    table: &Table,
    known: &[&str],
    path: &KeyPath<'_>,
    problems: &mut Problems,
) {
    let above: &[&str] = if path.is_root() { &ABOVE } else { &[] };
    for entry in table.entries().iter().filter(|entry| !known.contains(&entry.key.as_str())) {
        let shown: String = entry.key.chars().take(60).collect();
        let all = [known, above].concat();
        let meant = nearest(&entry.key, all.iter().copied());
        let hint = meant.map_or_else(
            || format!("known here: {}", all.join(", ")),
            |meant| format!("did you mean `{meant}`?"),
        );
        let problem = path.key(&entry.key).error(format!("unknown key `{shown}`"));
        let missing = meant.filter(|meant| table.get(meant).is_none());
        problems.add_unknown(
            problem.hint(hint).at(entry.key_at),
            missing.map(|meant| path.key(meant).to_string()),
        );
    }
}

/// The value of a key, or what holds without it.
pub(super) fn field<T: Decode>(
    table: &Table,
    key: &'static str,
    about: &str,
    path: &KeyPath<'_>,
    problems: &mut Problems,
) -> Option<T> {
    match table.get(key) {
        Some(node) => T::decode(node, &path.key(key), problems).or_else(T::missing),
        None => T::missing().or_else(|| {
            problems.add(
                path.key(key)
                    .error(format!("`{key}` is missing"))
                    .hint(format!("add `{key}`: {about}")),
            );
            T::reported()
        }),
    }
}

/// The problem that something of another kind was expected.
pub(super) fn wrong_kind(expected: &str, node: &Node, path: &KeyPath<'_>) -> super::Problem {
    path.error(format!("this must be {expected}, not {}", node.shown())).at(node.at)
}

impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        T::decode(node, path, problems).map(Some)
    }

    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, path: &KeyPath<'_>, problems: &mut Problems) -> Option<Self> {
        let super::tree::Value::List(items) = &node.value else {
            problems.add(wrong_kind("a list", node, path));
            return None;
        };
        // Every item is decoded before one that failed spoils the list, so that all are reported.
        let decoded: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(number, item)| T::decode(item, &path.item(number), problems))
            .collect();
        decoded.into_iter().collect()
    }

    fn missing() -> Option<Self> {
        Some(Vec::new())
    }
}

/// Documentation lines as one text.
macro_rules! about {
    ($($line:literal)*) => { concat!($($line),*).trim() };
}

/// The key of a field: its own name, or the text given where that is a word of Rust.
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $key:literal) => {
        $key
    };
}

/// Declares tables: for each the type, its keys with what they mean, and tables whose keys stand among them.
macro_rules! tables {
    ($(
        $(#[doc = $about:literal])+
        $name:ident {
            $($(#[doc = $doc:literal])+ $field:ident $([$key:literal])?: $type:ty,)*
            $(..$flat:ident: $flat_type:ty,)*
        }
    )*) => {$(
        $(#[doc = $about])+
        #[derive(Debug, Clone)]
        pub(in crate::scenario) struct $name {
            $($(#[doc = $doc])+ pub(in crate::scenario) $field: $type,)*
            $(pub(in crate::scenario) $flat: $flat_type,)*
        }

        impl $crate::scenario::decode::Fields for $name {
            fn keys() -> Vec<&'static str> {
                #[allow(unused_mut, reason = "not every table has the keys of others")]
                let mut keys = vec![$(key!($field $($key)?)),*];
                $(keys.extend(<$flat_type as $crate::scenario::decode::Fields>::keys());)*
                keys
            }

            fn fields(
                table: &$crate::scenario::tree::Table,
                path: &$crate::scenario::problem::KeyPath<'_>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<Self> {
                $(let $field = $crate::scenario::decode::field::<$type>(
                    table, key!($field $($key)?), about!($($doc)+), path, problems,
                );)*
                $(let $flat = <$flat_type as $crate::scenario::decode::Fields>::fields(
                    table, path, problems,
                );)*
                Some($name { $($field: $field?,)* $($flat: $flat?,)* })
            }

            fn properties(
                generator: &mut schemars::SchemaGenerator,
                into: &mut $crate::scenario::decode::Properties,
            ) {
                $(
                    let schema = generator.subschema_for::<$type>();
                    let required =
                        <$type as $crate::scenario::decode::Decode>::missing().is_none();
                    into.add(key!($field $($key)?), about!($($doc)+), schema, required);
                )*
                $(<$flat_type as $crate::scenario::decode::Fields>::properties(generator, into);)*
            }
        }

        impl $crate::scenario::decode::Decode for $name {
            fn decode(
                node: &$crate::scenario::tree::Node,
                path: &$crate::scenario::problem::KeyPath<'_>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<Self> {
                $crate::scenario::decode::decode_table(node, path, problems)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::scenario::decode::table_schema::<$name>(about!($($about)+), generator)
            }
        }
    )*};
}

/// Gives a type its words: how each of its values is written.
macro_rules! words {
    ($type:ty, $name:literal, $what:literal { $($word:literal => $value:expr,)+ }) => {
        impl $crate::scenario::decode::Decode for $type {
            fn decode(
                node: &$crate::scenario::tree::Node,
                path: &$crate::scenario::problem::KeyPath<'_>,
                problems: &mut $crate::scenario::problem::Problems,
            ) -> Option<Self> {
                const WORDS: &[&str] = &[$($word),+];
                let found = match &node.value {
                    $crate::scenario::tree::Value::Text(text) => match text.as_str() {
                        $($word => Some($value),)+
                        _ => None,
                    },
                    _ => None,
                };
                if found.is_none() {
                    problems.add($crate::scenario::decode::not_a_word(
                        $what, WORDS, node, path,
                    ));
                }
                found
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word),+] })
            }
        }
    };
}

pub(super) use {about, key, tables, words};

/// The problem that a value is none of the words that can stand here.
pub(super) fn not_a_word(
    what: &str,
    words: &[&str],
    node: &Node,
    path: &KeyPath<'_>,
) -> super::Problem {
    let guess = match &node.value {
        super::tree::Value::Text(text) => did_you_mean(text, words.iter().copied()),
        _ => None,
    };
    path.error(format!("{} is no {what}; it is one of {}", node.shown(), words.join(", ")))
        .hint_if(guess)
        .at(node.at)
}
