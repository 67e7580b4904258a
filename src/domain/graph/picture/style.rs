//! The style sheet of a picture. Every colour is named twice, for light and for dark surroundings; classes, rather than
//! variables, since not all that draws SVG knows these.

/// The style sheet.
pub const STYLE: &str = r"
text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;text-anchor:middle;unicode-bidi:plaintext;fill:#16181d}
.legend text{text-anchor:start;fill:#4a4f59}
.bold,.middle text{font-weight:700}
a:hover .card,a:focus .card{stroke-width:3}
.ground,.label rect{fill:#fff}
.way{fill:none;stroke:#6b7280;stroke-width:1.4}
.head{fill:#6b7280}
.label text{fill:#2b2f38}
.label .when{fill:#5b616e}
.disputed .way{stroke:#96610a}.disputed .head{fill:#96610a}text.disputed{fill:#7d4f00;font-weight:700}
.denied .way,.retracted .way{stroke:#b3261e;stroke-dasharray:6 4}.denied .head,.retracted .head{fill:#b3261e}
text.denied,text.retracted{fill:#a1211a;font-weight:700}
.card{stroke-width:1.5}
.person .card{fill:#e8f0fe;stroke:#1f5fbf}
.organisation .card{fill:#fdf0d9;stroke:#925c00}
.country .card{fill:#e3f4e7;stroke:#1e7a3c}
.place .card{fill:#def3f5;stroke:#0b6f7f}
.event .card{fill:#f3e8fb;stroke:#7a2fb0}
.topic .card{fill:#eeeef0;stroke:#5c6068}
.middle .card{stroke-width:2}.middle text{fill:#fff}
.middle.person .card{fill:#1f5fbf}.middle.organisation .card{fill:#925c00}.middle.country .card{fill:#1e7a3c}
.middle.place .card{fill:#0b6f7f}.middle.event .card{fill:#7a2fb0}.middle.topic .card{fill:#5c6068}
@media (prefers-color-scheme:dark){
text{fill:#eceef2}.legend text{fill:#b4bac5}
.ground,.label rect{fill:#15171c}
.way{stroke:#9aa1ad}.head{fill:#9aa1ad}.label text{fill:#d5d9e0}.label .when{fill:#a9b0bc}
.disputed .way{stroke:#e0a73c}.disputed .head{fill:#e0a73c}text.disputed{fill:#f0bd5b}
.denied .way,.retracted .way{stroke:#ff8a80}.denied .head,.retracted .head{fill:#ff8a80}text.denied,text.retracted{fill:#ff9d94}
.person .card{fill:#16294a;stroke:#7fb0ff}
.organisation .card{fill:#3a2a0c;stroke:#e5b04f}
.country .card{fill:#12331d;stroke:#6fcf8d}
.place .card{fill:#0e3136;stroke:#5fc9d8}
.event .card{fill:#321a46;stroke:#c792f0}
.topic .card{fill:#2b2d33;stroke:#a9b0bc}
.middle text{fill:#101216}
.middle.person .card{fill:#7fb0ff}.middle.organisation .card{fill:#e5b04f}.middle.country .card{fill:#6fcf8d}
.middle.place .card{fill:#5fc9d8}.middle.event .card{fill:#c792f0}.middle.topic .card{fill:#a9b0bc}
}
";
