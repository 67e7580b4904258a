//! What the service says of itself.

use serde_json::{Value, json};

use super::answer::every_type;
use crate::domain::reconcile::MOST_QUERIES;

/// Pixels of a preview.
const WIDTH: u32 = 430;
const HEIGHT: u32 = 300;

/// The manifest of the service at this address.
#[must_use]
pub fn of(base: &str) -> Value {
    let suggest =
        |what: &str| json!({ "service_url": base, "service_path": format!("/reconcile/suggest/{what}") });
    json!({
        "versions": ["0.2"],
        "name": "Nutgraph",
        "identifierSpace": format!("{base}/reconcile/view/"),
        "schemaSpace": format!("{base}/reconcile/type/"),
        "serviceVersion": env!("CARGO_PKG_VERSION"),
        "batchSize": MOST_QUERIES,
        "defaultTypes": every_type(),
        "view": { "url": format!("{base}/reconcile/view/{{{{id}}}}") },
        "preview": {
            "url": format!("{base}/reconcile/preview?id={{{{id}}}}"), "width": WIDTH, "height": HEIGHT
        },
        "suggest": { "entity": suggest("entity"), "type": suggest("type"), "property": suggest("property") },
        "extend": {
            "propose_properties": { "service_url": base, "service_path": "/reconcile/properties" },
            "property_settings": [{
                "name": "limit", "label": "Limit", "type": "number", "default": 0,
                "help_text": "Values of each entity at most; 0: all"
            }]
        }
    })
}
