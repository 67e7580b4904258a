//! The words that dates and sentences need, by language.

/// The words of one language.
pub(super) struct Words {
    pub language: &'static str,
    /// The months beside a day ("6 января").
    pub months: &'static [&'static str; 12],
    /// The months alone ("январь").
    pub months_alone: &'static [&'static str; 12],
    pub day: fn(u32, &str, i32) -> String,
    pub month: fn(&str, i32) -> String,
    /// Before a date that is not exact.
    pub about: &'static str,
    /// After a date that is doubted.
    pub uncertain: &'static str,
    /// Before a sentence that must not be read as fact.
    pub denied: &'static str,
    pub retracted: &'static str,
    pub disputed: &'static str,
    pub deprecated: &'static str,
}

/// The words of a language tag, by its first subtag.
pub(super) fn of(language: &str) -> Option<&'static Words> {
    let base = language.split('-').next()?;
    LANGUAGES.iter().find(|w| w.language.eq_ignore_ascii_case(base)).copied()
}

static LANGUAGES: [&Words; 5] = [&ENGLISH, &FRENCH, &GERMAN, &SPANISH, &RUSSIAN];

fn spaced(month: &str, year: i32) -> String {
    format!("{month} {year}")
}

pub(super) static ENGLISH: Words = Words {
    language: "en",
    months: ENGLISH_MONTHS,
    months_alone: ENGLISH_MONTHS,
    day: |day, month, year| format!("{day} {month} {year}"),
    month: spaced,
    about: "about",
    uncertain: "uncertain",
    denied: "Denied",
    retracted: "Retracted",
    disputed: "Disputed",
    deprecated: "Deprecated",
};
const ENGLISH_MONTHS: &[&str; 12] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static FRENCH: Words = Words {
    language: "fr",
    months: FRENCH_MONTHS,
    months_alone: FRENCH_MONTHS,
    day: |day, month, year| {
        if day == 1 { format!("1er {month} {year}") } else { format!("{day} {month} {year}") }
    },
    month: spaced,
    about: "vers",
    uncertain: "incertain",
    denied: "Démenti",
    retracted: "Retiré",
    disputed: "Contesté",
    deprecated: "Écarté",
};
const FRENCH_MONTHS: &[&str; 12] = &[
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

static GERMAN: Words = Words {
    language: "de",
    months: GERMAN_MONTHS,
    months_alone: GERMAN_MONTHS,
    day: |day, month, year| format!("{day}. {month} {year}"),
    month: spaced,
    about: "etwa",
    uncertain: "unsicher",
    denied: "Dementiert",
    retracted: "Zurückgezogen",
    disputed: "Umstritten",
    deprecated: "Verworfen",
};
const GERMAN_MONTHS: &[&str; 12] = &[
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

static SPANISH: Words = Words {
    language: "es",
    months: SPANISH_MONTHS,
    months_alone: SPANISH_MONTHS,
    day: |day, month, year| format!("{day} de {month} de {year}"),
    month: |month, year| format!("{month} de {year}"),
    about: "hacia",
    uncertain: "dudoso",
    denied: "Desmentido",
    retracted: "Retirado",
    disputed: "Disputado",
    deprecated: "Descartado",
};
const SPANISH_MONTHS: &[&str; 12] = &[
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

static RUSSIAN: Words = Words {
    language: "ru",
    months: &[
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    months_alone: &[
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    day: |day, month, year| format!("{day} {month} {year}"),
    month: spaced,
    about: "примерно",
    uncertain: "предположительно",
    denied: "Опровергнуто",
    retracted: "Отозвано",
    disputed: "Оспаривается",
    deprecated: "Отклонено",
};
