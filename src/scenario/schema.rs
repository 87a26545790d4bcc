//! The JSON Schema of a scenario: the tables of `written`, and what holds of a whole file beside them.

use super::written;
use serde_json::{Map, Value as Json, json};

/// The JSON Schema of a scenario, made from the types it is read into.
///
/// A scenario that extends another may leave out whatever the other states, so the keys that must be
/// there are asked for only where nothing is extended.
#[must_use]
pub fn schema() -> Json {
    let generator = schemars::SchemaGenerator::default();
    let mut root = generator.into_root_schema_for::<written::Scenario>().to_value();
    root["properties"]["extends"] = json!({
        "type": "string",
        "description": "path of the scenario this one changes, from the folder of this file"
    });
    root["properties"]["unset"] = json!({
        "type": "array",
        "items": { "type": "string" },
        "description": "with `extends`: paths of that scenario which are left out"
    });
    let needed = needed_unless_merged(&mut root);
    root["if"] = json!({ "required": ["extends"] });
    root["else"] = needed;
    root["dependentRequired"] = json!({ "unset": ["extends"] });
    root
}

/// Takes out which keys must be there in tables that merge with those of an extended scenario: the
/// file, its sections, and the named things in them. What is merged no deeper is left as it is.
fn needed_unless_merged(root: &mut Json) -> Json {
    let mut sections = Map::new();
    let named = root["properties"].as_object().cloned().unwrap_or_default();
    for (section, schema) in named {
        if let Some(keys) = take_required(root, &schema) {
            sections.insert(section, json!({ "required": keys }));
        } else if let Some(keys) = take_required(root, &schema["additionalProperties"]) {
            let each = json!({ "additionalProperties": { "required": keys } });
            sections.insert(section, each);
        }
    }
    let keys = root.as_object_mut().and_then(|root| root.remove("required"));
    json!({ "required": keys.unwrap_or_else(|| json!([])), "properties": sections })
}

/// Takes the required keys out of the definition that a schema refers to.
fn take_required(root: &mut Json, schema: &Json) -> Option<Json> {
    let name = schema["$ref"].as_str()?.strip_prefix("#/$defs/")?;
    root["$defs"][name].as_object_mut()?.remove("required")
}
