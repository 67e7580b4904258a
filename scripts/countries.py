"""Makes src/domain/reference/countries.json, the countries that every new database starts with.

    npm install --no-save cldr-core@48.2.0 cldr-localenames-full@48.2.0 @rapideditor/country-coder@5.6.1
    pip install pycountry==26.2.16
    python scripts/countries.py node_modules > src/domain/reference/countries.json

The same inputs give the same bytes. What comes from where:

- scripts/countries.tsv: display name, summary, demonyms, abbreviations, aliases, former names. Our own writing.
- pycountry (Debian's iso-codes, LGPL-2.1): the three codes and the official names of ISO 3166-1; facts, no text.
- CLDR (Unicode License v3, kept in src/domain/reference/LICENSE-UNICODE): names in the country's own official
  languages and in eight more (LANGUAGES).
- country-coder (ISC License): Wikidata's item of each code.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

import pycountry

TABLE = Path(__file__).with_name("countries.tsv")

# CLDR's locale of each translation -> the language tag it gets.
LANGUAGES = {
    "ar": "ar",
    "de": "de",
    "es": "es",
    "fr": "fr",
    "it": "it",
    "pt": "pt",
    "ru": "ru",
    "zh": "zh-Hans",
}

# Languages that are written in several scripts name theirs, as CLDR's default for them.
SCRIPTS = {
    "az": "az-Latn",
    "bs": "bs-Latn",
    "kk": "kk-Cyrl",
    "ky": "ky-Cyrl",
    "mn": "mn-Cyrl",
    "ms": "ms-Latn",
    "sr": "sr-Cyrl",
    "tg": "tg-Cyrl",
    "tk": "tk-Latn",
    "uz": "uz-Latn",
    "zh": "zh-Hans",
    "zh_Hant": "zh-Hant",
}

# CLDR tells these apart by a capital or a remark ("Kongo-Kinshasa"); the table has what the press writes.
NAMED_BY_HAND = {"CD", "CG"}

# CLDR's short form drops "Special Administrative Region of China" and "Territories".
SHORT_FORM = {"HK", "MO", "PS"}

# Country-coder names the kingdoms; the code's own item is the country.
WIKIDATA = {"DK": "Q35", "NL": "Q55"}

# CLDR counts these as official; by law they are not, or no longer, or not in the whole country.
NOT_OFFICIAL = {
    ("DZ", "fr"),
    ("IL", "ar"),
    ("KG", "ru"),
    ("MA", "fr"),
    ("NG", "yo"),
    ("SN", "wo"),
    ("TN", "fr"),
    ("UA", "ru"),
}

# A second code for a language that has a more exact one: nb, nn.
SECOND_CODE = {"no"}

# Names that, folded, are other words or names: linking them would be wrong more often than right.
UNSAFE = {
    ("BJ", "ar"),  # بنين: sons
    ("BL", "es"),  # San Bartolomé, a place
    ("CL", "fr"),  # Chili
    ("CY", "it"),  # Cipro, a medicine
    ("DM", "fr"),  # Dominique
    ("DM", "zh-Hans"),  # 多米尼克: Dominic
    ("GD", "es"),  # Granada
    ("GD", "fr"),  # Grenade
    ("GD", "pt"),  # Granada
    ("GH", "pt"),  # Gana: wins, in Spanish
    ("GP", "es"),  # Guadalupe
    ("GP", "pt"),  # Guadalupe
    ("IR", "pt"),  # Irã: "ira"
    ("IS", "de"),  # Island
    ("MF", "es"),  # San Martín, a surname
    ("MF", "pt"),  # São Martinho, a place
    ("ML", "zh-Hans"),  # 马里: begins Maryland and Marino
    ("ML", "ar"),  # مالي: financial
    ("MU", "es"),  # Mauricio
    ("MU", "fr"),  # Maurice
    ("MU", "pt"),  # Maurício
    ("OM", "pt"),  # Omã: "oma"
    ("RE", "es"),  # Reunión: meeting
    ("RE", "it"),  # Riunione: meeting
    ("RE", "pt"),  # Reunião: meeting
    ("SH", "es"),  # Santa Elena, a place
    ("SH", "pt"),  # Santa Helena, a place
    ("SV", "fr"),  # Salvador
    ("SV", "ru"),  # Сальвадор: Salvador
    ("TG", "ru"),  # Того: of that
}

KINDS = {"abbr": "ABBREVIATION", "alias": "ALIAS", "former": "FORMER", "official": "OFFICIAL"}
KINDS |= {"native": "NATIVE", "translation": "TRANSLATION"}


def fold(name):
    """About what a search sees of a name: no case, marks, dots of initials; one kind of apostrophe and hyphen."""
    name = re.sub(r"\b(?:\w\.){2,}", lambda initials: initials[0].replace(".", ""), name)
    name = re.sub("[’‘ʻʼ`]", "'", unicodedata.normalize("NFKC", name).casefold())
    name = re.sub("[‐‑–—-]", " ", name)
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def slug(name):
    name = re.sub(r"\bSt\. ", "Saint ", name).replace(".", "").replace("'", "")
    return re.sub("[^a-z0-9]+", "-", fold(name)).strip("-")


def read_table():
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def demonyms(column):
    for word in filter(None, column.split(", ")):
        if word.endswith("+s"):
            yield word[:-2]
            yield word[:-2] + "s"
        else:
            yield word


def other_names(column):
    """`(kind, language, name, last year or None)` of the table's last column."""
    for item in filter(None, column.split("; ")):
        head, name = item.split(" ", 1)
        kind, _, language = head.partition("/")
        dated = re.fullmatch(r"(.+) -(\d{4})", name) if kind == "former" else None
        name, year = dated.groups() if dated else (name, None)
        yield KINDS[kind], language or "en", name, year


class Cldr:
    """The territory names and the official languages in CLDR's JSON packages."""

    def __init__(self, modules):
        self.main = modules / "cldr-localenames-full" / "main"
        core = modules / "cldr-core"
        info = json.loads((core / "supplemental/territoryInfo.json").read_text(encoding="utf-8"))
        self.info = info["supplemental"]["territoryInfo"]
        levels = json.loads((core / "coverageLevels.json").read_text(encoding="utf-8"))
        self.levels = levels["effectiveCoverageLevels"]
        self.cache = {}

    def territories(self, locale):
        if locale not in self.cache:
            path = self.main / locale / "territories.json"
            names = {}
            if path.exists():
                names = json.loads(path.read_text(encoding="utf-8"))["main"][locale]
                names = names["localeDisplayNames"]["territories"]
            self.cache[locale] = names
        return self.cache[locale]

    def name(self, locale, code):
        """The name of a country in a locale; None where CLDR has none of its own."""
        names = self.territories(locale)
        name = names.get(code + "-alt-short", names.get(code)) if code in SHORT_FORM else names.get(code)
        if name is None or name == code or code in NAMED_BY_HAND:
            return None
        name = re.sub("[\u200e\u200f\u061c]", "", name)  # marks of direction; joiners belong to the spelling
        name = re.sub(r" *[(（].*?[)）]", "", name).strip()
        return name.replace("о-ва", "острова").replace("о-в", "остров")

    def own_languages(self, code):
        """`(locale, tag)` of the languages that are official in the whole country, by tag."""
        spoken = self.info.get(code, {}).get("languagePopulation", {})
        for language, facts in sorted(spoken.items()):
            if facts.get("_officialStatus") not in ("official", "de_facto_official") or language == "en":
                continue
            if language in SECOND_CODE or (code, language) in NOT_OFFICIAL:
                continue
            base = language.replace("_", "-")
            if self.levels.get(base) not in ("modern", "moderate"):
                continue
            local = f"{base}-{code}"
            yield (local if self.territories(local) else base), SCRIPTS.get(language, base)


def names_of(code, name, demonym_column, other_column, official, cldr):
    """All names of one country but the display name, in the order they are written."""
    rows = []

    def add(kind, language, text, end=None):
        row = {"name": text, "kind": kind, "language": language}
        if end:
            row["endDate"] = end
        same = {(fold(r["name"]), r["language"]) for r in rows} | {(fold(name), "en")}
        if text != name and (fold(text), language) not in same:
            rows.append(row)

    by_hand = list(other_names(other_column))
    overrides = [text for kind, _, text, _ in by_hand if kind == "OFFICIAL"]
    for text in overrides or [official]:
        if text and text != "-":
            add("OFFICIAL", "en", text)
    for kind, language, text, end in by_hand:
        if kind not in ("OFFICIAL", "TRANSLATION"):
            add(kind, language, text, end)
    written = {language for kind, language, _, _ in by_hand if kind in ("NATIVE", "TRANSLATION")}
    own = list(cldr.own_languages(code))
    for locale, tag in own:
        text = cldr.name(locale, code)
        if text and tag not in written and (code, tag) not in UNSAFE:
            add("NATIVE", tag, text)
    for text in demonyms(demonym_column):
        add("DEMONYM", "en", text)
    for kind, language, text, end in by_hand:
        if kind == "TRANSLATION":
            add(kind, language, text, end)
    taken = written | {tag for _, tag in own}
    for locale, tag in LANGUAGES.items():
        text = cldr.name(locale, code)
        if text and tag not in taken and (code, tag) not in UNSAFE:
            add("TRANSLATION", tag, text)
    return rows


def main(modules):
    cldr = Cldr(modules)
    borders = json.loads((modules / "@rapideditor/country-coder/src/data/borders.json").read_text(encoding="utf-8"))
    items = {f["properties"].get("iso1A2"): f["properties"]["wikidata"] for f in borders["features"]}
    iso = {c.alpha_2: c for c in pycountry.countries}
    table = {row[0]: row[1:] for row in read_table()}
    if table.keys() != iso.keys():
        sys.exit(f"the table and ISO 3166-1 differ: {sorted(table.keys() ^ iso.keys())}")

    lines = []
    for code, (name, summary, demonym_column, other_column) in sorted(table.items()):
        country = iso[code]
        identifiers = {
            "iso3166-1-alpha2": code,
            "iso3166-1-alpha3": country.alpha_3,
            "iso3166-1-numeric": country.numeric,
            "wikidata": WIKIDATA.get(code, items[code]),
        }
        official = getattr(country, "official_name", None)
        entity = {
            "kind": "COUNTRY",
            "name": name,
            "slug": slug(name),
            "summary": summary,
            "names": names_of(code, name, demonym_column, other_column, official, cldr),
            "identifiers": [{"scheme": scheme, "value": value} for scheme, value in identifiers.items()],
            "public": True,
        }
        lines.append(json.dumps(entity, ensure_ascii=False, separators=(",", ":")))
    print('{"nutgraph":1,"entities":[\n' + ",\n".join(lines) + "\n]}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.reconfigure(encoding="utf-8")
    main(Path(sys.argv[1]))
