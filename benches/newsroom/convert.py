#!/usr/bin/env python3
"""Turns the newsroom of a benchmark database (tables authors, entities, aliases, articles, mentions, relations in
PostgreSQL) into bundles for `nutgraph import`: entities first, articles 1,000 a file, relations last.

usage: convert.py DATABASE FOLDER      (PGHOST, PGPORT, PGUSER in the environment; needs psql)
"""
import csv, json, os, subprocess, sys

csv.field_size_limit(1 << 24)
DB, OUT = sys.argv[1], sys.argv[2]
os.makedirs(OUT, exist_ok=True)

TYPES = {"MEMBER_OF": None, "LEADS": ("leads", "led by"), "FOUNDED": ("founded", "founded by"), "CITIZEN_OF": None,
         "FAMILY_OF": ("family of", "family of"), "OPPOSES": ("opposes", "opposed by"), "OWNS": ("owns", "owned by"),
         "EMPLOYED_BY": None}
# The generated relations join any kinds, so the types get codes of their own.
CODE = {t: f"BENCH_{t}" for t in TYPES}


def rows(sql):
    p = subprocess.Popen(["psql", "-Xq", "-d", DB, "-c", f"copy ({sql}) to stdout with (format csv, null '~N')"],
                         stdout=subprocess.PIPE, text=True)
    for row in csv.reader(p.stdout):
        yield [None if v == "~N" else v for v in row]
    if p.wait():
        sys.exit("psql failed")


class Lines:
    """Writes NDJSON files of at most `size` lines."""
    def __init__(self, name, size):
        self.name, self.size, self.n, self.file = name, size, 0, None
    def write(self, kind, value):
        if self.n % self.size == 0:
            self.close()
            self.file = open(os.path.join(OUT, f"{self.name}-{self.n // self.size:05}.ndjson"), "w")
        self.n += 1
        self.file.write(json.dumps({kind: value}, ensure_ascii=False, separators=(",", ":")) + "\n")
    def close(self):
        if self.file:
            self.file.close()


utc = lambda c: f"to_char({c} at time zone 'utc','YYYY-MM-DD\"T\"HH24:MI:SS.000\"Z\"')"

out = Lines("1-entities", 10_000)
for t, labels in TYPES.items():
    label, inverse = labels or (t.lower().replace("_", " "), "has " + t.lower().replace("_", " "))
    out.write("relationType", {"code": CODE[t], "label": label, "inverseLabel": inverse, "temporal": "STATE"})
aliases = {}
for entity, alias, locale in rows("select entity_id, alias, locale from aliases order by id"):
    aliases.setdefault(entity, {})[(alias, locale)] = {"name": alias, "kind": "ALIAS", "language": locale}
slugs = {}
for i, kind, name, slug, description, wikidata in rows(
        "select id, kind, name, slug, description, wikidata from entities order by id"):
    slugs[i] = slug
    entity = {"kind": kind, "name": name, "slug": slug, "description": description, "public": True,
              "identifiers": [{"scheme": "wikidata", "value": wikidata}]}
    if i in aliases:
        entity["names"] = list(aliases[i].values())
    out.write("entity", entity)
authors = {}
for i, slug, name, bio in rows("select id, slug, name, bio from authors order by id"):
    authors[i] = slug
    out.write("entity", {"kind": "PERSON", "name": name, "slug": authors[i], "description": bio, "public": True})
out.close()

out = Lines("2-articles", 1_000)
mentions = rows("select article_id, entity_id, start_pos, end_pos, surface from mentions order by article_id, start_pos")
pending = next(mentions, None)
for i, slug, title, summary, body, status, published, locale, author in rows(
        f"select id, slug, title, summary, body, status, {utc('published_at')}, locale, author_id from articles order by id"):
    named = []
    while pending and pending[0] == i:
        _, entity, start, end, surface = pending
        named.append({"entity": slugs[entity], "start": int(start), "end": int(end), "exact": surface})
        pending = next(mentions, None)
    article = {"slug": slug, "language": locale, "headline": title, "summary": summary,
               "publication": "LIVE" if status == "published" else "NEVER",
               "contributors": [{"entity": authors[author], "role": "AUTHOR"}],
               "body": {"format": "PLAIN", "source": body}, "mentions": named}
    if published:
        article["publishedAt"] = published
    out.write("article", article)
out.close()

out = Lines("3-relations", 10_000)
for i, subject, obj, t, start, end in rows(
        "select id, subject_id, object_id, type, valid_from, valid_to from relations where subject_id <> object_id order by id"):
    relation = {"key": f"r{i}", "subject": slugs[subject], "type": CODE[t], "object": slugs[obj], "startDate": start,
                "phase": "FORMER" if end else "UNKNOWN", "public": True}
    if end:
        relation["endDate"] = end
    out.write("relation", relation)
out.close()
