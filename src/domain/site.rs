//! The newsroom's site: its language, and where its things stand.

use percent_encoding::percent_decode_str;

/// What a newsroom says of its site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The language of an article whose slug is asked for without one.
    pub default_language: String,
    /// `https://news.example`, without a slash at the end.
    pub base_url: Option<String>,
    pub article: Template,
    pub entity: Template,
    pub series: Template,
}

/// The path of a thing: `/{language}/{slug}`. Every part between slashes is a word or a place for a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Word(String),
    Language,
    Slug,
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    #[error("the path \"{0}\" does not begin with /")]
    NotAbsolute(String),
    #[error("the path \"{0}\" must have {{slug}} in it once, and may have {{language}} once")]
    Slug(String),
    #[error(
        "the path \"{0}\" has a part \"{1}\": write a word, {{slug}} or {{language}} between two slashes"
    )]
    Part(String, String),
}

/// What may stand at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Article { language: String, slug: String },
    Entity { slug: String },
    Series { slug: String },
}

impl Default for Site {
    fn default() -> Self {
        let word = |word: &str| Template(vec![Part::Word(word.into()), Part::Slug]);
        Self {
            default_language: "en".into(),
            base_url: None,
            article: Template(vec![Part::Language, Part::Slug]),
            entity: word("entities"),
            series: word("series"),
        }
    }
}

impl Site {
    #[must_use]
    pub fn article_path(&self, language: &str, slug: &str) -> String {
        self.article.path(language, slug)
    }

    #[must_use]
    pub fn entity_path(&self, slug: &str) -> String {
        self.entity.path(&self.default_language, slug)
    }

    #[must_use]
    pub fn series_path(&self, slug: &str) -> String {
        self.series.path(&self.default_language, slug)
    }

    /// The path as an address of the web, where the site's own is known.
    #[must_use]
    pub fn url(&self, path: &str) -> Option<String> {
        self.base_url.as_ref().map(|base| format!("{base}{path}"))
    }

    /// What a path may name, the likeliest first: a template with more words is surer. Takes a whole address of the
    /// site too, percent signs, a slash at the end, a query.
    #[must_use]
    pub fn places(&self, path: &str) -> Vec<Place> {
        let path = self.base_url.as_ref().and_then(|base| path.strip_prefix(base.as_str())).unwrap_or(path);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let Some(path) = path.strip_prefix('/') else { return vec![] };
        let path = path.strip_suffix('/').unwrap_or(path);
        let mut parts = vec![];
        for part in path.split('/') {
            match percent_decode_str(part).decode_utf8() {
                Ok(part) => parts.push(part.into_owned()),
                Err(_) => return vec![],
            }
        }
        let language = |found: Option<String>| found.unwrap_or_else(|| self.default_language.clone());
        let mut places: Vec<(usize, Place)> = vec![];
        if let Some((found, slug)) = self.article.read(&parts) {
            places.push((self.article.words(), Place::Article { language: language(found), slug }));
        }
        if let Some((_, slug)) = self.entity.read(&parts) {
            places.push((self.entity.words(), Place::Entity { slug }));
        }
        if let Some((_, slug)) = self.series.read(&parts) {
            places.push((self.series.words(), Place::Series { slug }));
        }
        places.sort_by_key(|(words, _)| usize::MAX - words);
        places.into_iter().map(|(_, place)| place).collect()
    }
}

impl std::str::FromStr for Template {
    type Err = TemplateFault;

    fn from_str(text: &str) -> Result<Self, TemplateFault> {
        let rest = text.strip_prefix('/').ok_or_else(|| TemplateFault::NotAbsolute(text.into()))?;
        let mut parts = vec![];
        for part in rest.split('/') {
            parts.push(match part {
                "{slug}" => Part::Slug,
                "{language}" => Part::Language,
                word if !word.is_empty() && !word.contains(['{', '}', '?', '#', '%']) => {
                    Part::Word(word.into())
                }
                wrong => return Err(TemplateFault::Part(text.into(), wrong.into())),
            });
        }
        let count = |wanted: &Part| parts.iter().filter(|part| *part == wanted).count();
        if count(&Part::Slug) != 1 || count(&Part::Language) > 1 {
            return Err(TemplateFault::Slug(text.into()));
        }
        Ok(Self(parts))
    }
}

impl Template {
    fn path(&self, language: &str, slug: &str) -> String {
        let mut path = String::new();
        for part in &self.0 {
            path.push('/');
            path.push_str(match part {
                Part::Word(word) => word,
                Part::Language => language,
                Part::Slug => slug,
            });
        }
        path
    }

    /// The language, where the template has one, and the slug.
    fn read(&self, given: &[String]) -> Option<(Option<String>, String)> {
        let (mut language, mut slug) = (None, None);
        if given.len() != self.0.len() {
            return None;
        }
        for (part, given) in self.0.iter().zip(given) {
            match part {
                Part::Word(word) if word == given => {}
                Part::Word(_) => return None,
                _ if given.is_empty() => return None,
                Part::Language => language = Some(given.clone()),
                Part::Slug => slug = Some(given.clone()),
            }
        }
        slug.map(|slug| (language, slug))
    }

    fn words(&self) -> usize {
        self.0.iter().filter(|part| matches!(part, Part::Word(_))).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let site = Site::default();
        let path = site.article_path("kk-Cyrl", "нұр-сұлтан");
        assert_eq!(path, "/kk-Cyrl/нұр-сұлтан");
        let article = Place::Article { language: "kk-Cyrl".into(), slug: "нұр-сұлтан".into() };
        assert_eq!(site.places(&path), std::slice::from_ref(&article));
        let encoded = "/kk-Cyrl/%D0%BD%D2%B1%D1%80-%D1%81%D2%B1%D0%BB%D1%82%D0%B0%D0%BD/?from=feed#top";
        assert_eq!(site.places(encoded), [article]);
        assert_eq!(site.entity_path("nato"), "/entities/nato");
        assert_eq!(site.series_path("winter"), "/series/winter");
    }

    #[test]
    fn more_words_are_surer() {
        let places = Site::default().places("/entities/nato");
        assert_eq!(places[0], Place::Entity { slug: "nato".into() });
        assert_eq!(places[1], Place::Article { language: "entities".into(), slug: "nato".into() });
        assert_eq!(places.len(), 2);
    }

    #[test]
    fn a_site_of_one_language_needs_none_in_its_paths() {
        let base_url = Some("https://news.example".to_owned());
        let site = Site { article: "/{slug}".parse().unwrap(), base_url, ..Site::default() };
        let place = Place::Article { language: "en".into(), slug: "storm".into() };
        assert_eq!(site.places("https://news.example/storm"), [place]);
        assert_eq!(site.url("/storm").as_deref(), Some("https://news.example/storm"));
    }

    #[test]
    fn a_path_that_is_none_names_nothing() {
        for path in ["", "storm", "/", "//", "/a/b/c", "/en/%FF", "https://other.example/en/storm"] {
            assert_eq!(Site::default().places(path), [], "{path:?}");
        }
    }

    #[test]
    fn wrong_templates_say_why() {
        let fault = |text: &str| text.parse::<Template>().unwrap_err();
        assert!(matches!(fault("{slug}"), TemplateFault::NotAbsolute(_)));
        assert!(matches!(fault("/news"), TemplateFault::Slug(_)));
        assert!(matches!(fault("/{slug}/{slug}"), TemplateFault::Slug(_)));
        assert!(matches!(fault("/news-{slug}"), TemplateFault::Part(_, _)));
        assert!(matches!(fault("//{slug}"), TemplateFault::Part(_, _)));
    }
}
