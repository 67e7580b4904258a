//! Parameters as forms send them (`application/x-www-form-urlencoded`), in a body or in an address.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::fault::Fault;

/// Parameters at most: a service takes a handful.
const MOST: usize = 50;

/// The parameters of a request, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads them.
    ///
    /// # Errors
    /// 400 for what is not UTF-8, for too many, and for a name that is there twice.
    pub fn read(text: &str) -> Result<Self, Fault> {
        let mut all: Vec<(String, String)> = vec![];
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if all.iter().any(|(known, _)| *known == name) {
                return Err(Fault::bad_request("a parameter is there twice"));
            }
            all.push((name, value));
            if all.len() > MOST {
                return Err(Fault::bad_request(format!("there are more than {MOST} parameters")));
            }
        }
        Ok(Self(all))
    }

    /// The value of a name; an empty one is none.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// All names and values, in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A whole number.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn number(&self, name: &str) -> Result<Option<usize>, Fault> {
        let number = |text: &str| {
            text.parse().map_err(|_| Fault::bad_request(format!("\"{name}\" must be a whole number")))
        };
        self.get(name).map(number).transpose()
    }
}

fn decoded(text: &str) -> Result<String, Fault> {
    let spaced = if text.contains('+') { Cow::Owned(text.replace('+', " ")) } else { Cow::Borrowed(text) };
    let decoded = percent_decode_str(&spaced).decode_utf8();
    Ok(decoded.map_err(|_| Fault::bad_request("the parameters are not UTF-8"))?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let form = Form::read("queries=%7B%22q%22%3A1%7D&name=a+b%2Bc&empty=&flag").unwrap();
        assert_eq!(form.get("queries"), Some("{\"q\":1}"));
        assert_eq!(form.get("name"), Some("a b+c"));
        assert_eq!((form.get("empty"), form.get("flag"), form.get("none")), (None, None, None));
        assert_eq!(Form::read("").unwrap(), Form::default());
        for wrong in ["a=1&a=2", "a=%FF", &"a=1&".repeat(60)] {
            assert!(Form::read(wrong).is_err(), "{wrong}");
        }
        let form = Form::read("n=12&m=x").unwrap();
        assert_eq!(form.number("n").unwrap(), Some(12));
        assert!(form.number("m").is_err());
    }
}
