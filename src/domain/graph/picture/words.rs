//! The words in a picture, by language.

use db::EntityKind;

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    pub language: &'static str,
    /// "Karim Masimov and what surrounds it", after the name.
    pub surroundings: &'static str,
    pub nothing: &'static str,
    pub truncated: &'static str,
    pub edition: &'static str,
    pub disputed: &'static str,
    pub denied: &'static str,
    pub retracted: &'static str,
    pub arrow: &'static str,
    pub kinds: [&'static str; 6],
}

impl Words {
    #[must_use]
    pub fn kind(&self, kind: EntityKind) -> &'static str {
        let [person, organisation, country, place, event, topic] = self.kinds;
        match kind {
            EntityKind::Person => person,
            EntityKind::Organisation => organisation,
            EntityKind::Country => country,
            EntityKind::Place => place,
            EntityKind::Event => event,
            EntityKind::Topic => topic,
        }
    }
}

/// The words of a language tag, by its first subtag; English where there are none.
#[must_use]
pub fn of(language: &str) -> &'static Words {
    let base = language.split('-').next().unwrap_or(language);
    LANGUAGES.iter().find(|w| w.language.eq_ignore_ascii_case(base)).unwrap_or(&LANGUAGES[0])
}

static LANGUAGES: [Words; 5] = [
    Words {
        language: "en",
        surroundings: "relations",
        nothing: "No relations are known.",
        truncated: "There is more than is drawn here.",
        edition: "Edition",
        disputed: "disputed",
        denied: "denied",
        retracted: "retracted",
        arrow: "read along the arrow",
        kinds: ["Person", "Organisation", "Country", "Place", "Event", "Topic"],
    },
    Words {
        language: "fr",
        surroundings: "relations",
        nothing: "Aucune relation connue.",
        truncated: "Tout n’est pas dessiné ici.",
        edition: "Édition",
        disputed: "contesté",
        denied: "démenti",
        retracted: "retiré",
        arrow: "à lire dans le sens de la flèche",
        kinds: ["Personne", "Organisation", "Pays", "Lieu", "Événement", "Thème"],
    },
    Words {
        language: "de",
        surroundings: "Beziehungen",
        nothing: "Keine Beziehungen bekannt.",
        truncated: "Nicht alles ist hier gezeichnet.",
        edition: "Ausgabe",
        disputed: "umstritten",
        denied: "dementiert",
        retracted: "zurückgezogen",
        arrow: "in Pfeilrichtung zu lesen",
        kinds: ["Person", "Organisation", "Land", "Ort", "Ereignis", "Thema"],
    },
    Words {
        language: "es",
        surroundings: "relaciones",
        nothing: "No se conocen relaciones.",
        truncated: "No todo está dibujado aquí.",
        edition: "Edición",
        disputed: "disputado",
        denied: "desmentido",
        retracted: "retirado",
        arrow: "se lee en el sentido de la flecha",
        kinds: ["Persona", "Organización", "País", "Lugar", "Acontecimiento", "Tema"],
    },
    Words {
        language: "ru",
        surroundings: "связи",
        nothing: "Связи неизвестны.",
        truncated: "Здесь показано не всё.",
        edition: "Выпуск",
        disputed: "оспаривается",
        denied: "опровергнуто",
        retracted: "отозвано",
        arrow: "читать по стрелке",
        kinds: ["Человек", "Организация", "Страна", "Место", "Событие", "Тема"],
    },
];
