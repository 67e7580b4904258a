//! Writing a bundle element by element, so that no newsroom has to fit into memory twice.

use std::io::{self, Write};

use serde::Serialize;

use super::ExportError;
use crate::domain::bundle::format::VERSION;
use crate::domain::bundle::{Form, List};

pub struct Sink<'a> {
    form: Form,
    out: &'a mut (dyn Write + Send),
    /// The list that is being written.
    open: Option<List>,
}

impl<'a> Sink<'a> {
    pub fn begin(form: Form, out: &'a mut (dyn Write + Send)) -> io::Result<Self> {
        match form {
            Form::Ndjson => writeln!(out, "{{\"nutgraph\":{VERSION}}}")?,
            Form::Json | Form::Text => write!(out, "{{\n  \"nutgraph\": {VERSION}")?,
        }
        Ok(Self { form, out, open: None })
    }

    /// Writes an element. Those of a list come one after the other.
    pub fn put(&mut self, list: List, element: &impl Serialize) -> Result<(), ExportError> {
        if self.form == Form::Ndjson {
            let element = serde_json::to_string(element)?;
            writeln!(self.out, "{{\"{}\":{element}}}", list.line_key())?;
            return Ok(());
        }
        match self.open {
            Some(open) if open == list => self.out.write_all(b",\n")?,
            Some(_) => write!(self.out, "\n  ],\n  \"{}\": [\n", list.key())?,
            None => write!(self.out, ",\n  \"{}\": [\n", list.key())?,
        }
        self.open = Some(list);
        // No line of pretty JSON begins within a string.
        let element = serde_json::to_string_pretty(element)?.replace('\n', "\n    ");
        write!(self.out, "    {element}")?;
        Ok(())
    }

    pub fn end(self) -> io::Result<()> {
        match (self.form, self.open) {
            (Form::Ndjson, _) => {}
            (_, Some(_)) => self.out.write_all(b"\n  ]\n}\n")?,
            (_, None) => self.out.write_all(b"\n}\n")?,
        }
        self.out.flush()
    }
}
