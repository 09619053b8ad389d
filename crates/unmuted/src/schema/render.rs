//! Tables as JSON Schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::keys::{Is, Table};
use crate::case_files::toml_reader::FORMAT;

/// A whole schema: the file's own table, and the definitions of those in it.
pub fn document(file: &Table) -> Value {
    let mut definitions = BTreeMap::new();
    let mut document = table(file, true, &mut definitions);
    let definitions: Map<String, Value> = definitions.into_iter().map(|(k, v)| (k, v.unwrap_or(Value::Null))).collect();
    if let Some(document) = document.as_object_mut() {
        document.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
        document.insert("title".into(), json!(file.name));
        if !definitions.is_empty() {
            document.insert("definitions".into(), Value::Object(definitions));
        }
    }
    document
}

/// Definitions by name; `None` for one that is being made.
type Definitions = BTreeMap<String, Option<Value>>;

fn table(t: &Table, with_required: bool, definitions: &mut Definitions) -> Value {
    let properties: Map<String, Value> = t
        .keys
        .iter()
        .map(|k| {
            let mut value = is(&k.is, definitions);
            // What stands beside a `$ref` is not read in draft 7, so the two are joined.
            if value.get("$ref").is_some() {
                value = json!({ "allOf": [value] });
            }
            if let Some(value) = value.as_object_mut() {
                value.insert("description".into(), json!(k.words));
            }
            (k.name.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = t.keys.iter().filter(|k| k.required && with_required).map(|k| k.name).collect();
    let mut object = json!({
        "type": "object",
        "description": t.words,
        "properties": properties,
        "additionalProperties": false,
    });
    // Draft 4 has no empty list here.
    if let (Some(object), false) = (object.as_object_mut(), required.is_empty()) {
        object.insert("required".into(), json!(required));
    }
    object
}

fn reference(t: &Table, with_required: bool, definitions: &mut Definitions) -> Value {
    let name = if with_required { t.name.to_owned() } else { format!("{}, filled in", t.name) };
    let name = name.replace(' ', "-").replace(',', "");
    if !definitions.contains_key(&name) {
        definitions.insert(name.clone(), None);
        let made = table(t, with_required, definitions);
        definitions.insert(name.clone(), Some(made));
    }
    json!({ "$ref": format!("#/definitions/{name}") })
}

const TIME: &str = r"[-−]?([0-9]+:)?[0-9]+:[0-9]+(\.[0-9]+)?|[-−]?[0-9]+(\.[0-9]+)? ?s";
const LENGTH: &str = r"[0-9]+(\.[0-9]+)? ?(ms|s|min|h|days?)";

fn text(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^({pattern})$") })
}

fn is(value: &Is, definitions: &mut Definitions) -> Value {
    match value {
        Is::Format => json!({ "type": "integer", "enum": [FORMAT] }),
        Is::Text => json!({ "type": "string" }),
        Is::Id => text(r"[A-Za-z0-9][A-Za-z0-9._-]*"),
        Is::Date => text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        Is::WallTime => text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.,]+([Zz]|[-+−][0-9:]+)"),
        Is::RecordingTime => text(TIME),
        Is::Span => json!({ "type": "array", "items": text(TIME), "minItems": 2, "maxItems": 2 }),
        Is::RecordingTimes => json!({ "anyOf": [text(TIME), is(&Is::Span, definitions)] }),
        Is::Length => text(LENGTH),
        Is::Step => text(&format!("{TIME}|[-−]?{LENGTH}")),
        Is::Code => text(r"[A-Z]{2}(-[A-Z0-9]{1,3})?(/[a-z0-9][a-z0-9.-]*)*"),
        Is::Sha256 => text("[0-9a-f]{64}"),
        Is::Flag => json!({ "type": "boolean" }),
        Is::Whole => json!({ "type": "integer", "minimum": 0 }),
        Is::Number => json!({ "type": "number" }),
        Is::NumberOrText => json!({ "type": ["number", "string"] }),
        Is::Value => json!({ "type": ["number", "string", "boolean"] }),
        Is::Choice(words) => json!({ "type": "string", "enum": words() }),
        Is::List(of) => json!({ "type": "array", "items": is(of, definitions) }),
        Is::Table(t) => reference(t, true, definitions),
        Is::Chosen(of) => json!({ "type": "object", "additionalProperties": is(of, definitions) }),
        Is::Tables(t) => json!({ "type": "array", "items": reference(t, true, definitions) }),
        Is::TablesFilledIn(t) => json!({ "type": "array", "items": reference(t, false, definitions) }),
    }
}
