#!/usr/bin/env python3
"""Ways between random entities: Nutgraph's `paths` against a recursive SQL statement for the same answer, in one run.

usage: paths.py SERVER DATABASE [PAIRS]

SERVER is the address of a running Nutgraph (http://127.0.0.1:8080), DATABASE the file or the postgres:// address of its
database. Both are asked for the length of the shortest way of at most four steps between the same random pairs of
entities that have relations, one pair of ten with one of the twenty largest hubs. Prints how many answers agree, and the
times of each in milliseconds. The statement walks from one end only and keeps what it has seen, level by level, as
SQL can: it is stopped after 10 s.
"""
import json, random, sqlite3, statistics, subprocess, sys, time, urllib.request, uuid

server, database = sys.argv[1], sys.argv[2]
pairs = int(sys.argv[3]) if len(sys.argv) > 3 else 200
QUERY = "query($a: ID!, $b: ID!) { paths(from: $a, to: $b, maxLength: 4, first: 5) { truncated paths { length entities { name } } } }"
# One level after the other: UNION leaves out only what comes twice on the same level.
SQL = """WITH RECURSIVE way(id, depth) AS (
  SELECT CAST({a} AS BIGINT), 0
  UNION
  SELECT c.other_id, way.depth + 1 FROM way JOIN edition_edge c ON c.entity_id = way.id AND c.shown
  WHERE way.depth < 4)
SELECT min(depth) FROM way WHERE id = {b}"""


class Lite:
    def __init__(self):
        self.c = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    def rows(self, sql):
        deadline = time.monotonic() + 10
        self.c.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
        return self.c.execute(sql).fetchall()


class Postgres:
    """One psql for all, so that connecting is not measured."""
    def __init__(self):
        self.p = subprocess.Popen(["psql", "-XAqt", "-F", "\t", database], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, bufsize=1)
        self.rows("SET statement_timeout = '10s'")
    def rows(self, sql):
        print(sql.replace("\n", " ") + ";\n\\echo done", file=self.p.stdin, flush=True)
        rows = []
        for line in self.p.stdout:
            if line == "done\n":
                break
            rows.append(tuple(line.rstrip("\n").split("\t")))
        return rows


base = Postgres() if database.startswith("postgres") else Lite()
entities = [(int(i), u) for i, u in base.rows(
    "SELECT e.id, e.uid FROM edition_entity e WHERE e.id IN (SELECT entity_id FROM edition_edge) ORDER BY e.id")]
hubs = {int(i) for (i,) in base.rows("SELECT entity_id FROM edition_edge GROUP BY entity_id ORDER BY count(*) DESC, 1 LIMIT 20")}


def public(uid):
    """`ent_` and the UUID in Crockford's base 32, as TypeID has it."""
    n = int.from_bytes(uid, "big") if isinstance(uid, bytes) else uuid.UUID(uid).int
    letters = "0123456789abcdefghjkmnpqrstvwxyz"
    return "ent_" + "".join(letters[n >> 5 * i & 31] for i in range(25, -1, -1))


def ask(a, b):
    body = json.dumps({"query": QUERY, "variables": {"a": public(a), "b": public(b)}}).encode()
    request = urllib.request.Request(server + "/graphql", body, {"content-type": "application/json"})
    answer = json.load(urllib.request.urlopen(request))
    if "errors" in answer:
        sys.exit(f"{answer['errors']}")
    return answer["data"]["paths"]


chance = random.Random(7)
of_hubs = [e for e in entities if e[0] in hubs]
chosen = [(chance.choice(of_hubs if i % 10 == 0 else entities), chance.choice(entities)) for i in range(pairs)]
chosen = [(a, b) for a, b in chosen if a != b]
begun = time.perf_counter()
ask(chosen[0][0][1], chosen[0][1][1])
print(f"the first question, with which the graph is read: {1000 * (time.perf_counter() - begun):.0f} ms")
times, sql_times, agree, stopped, lengths, cut = [], [], 0, 0, [], 0
for i, (a, b) in enumerate(chosen):
    begun = time.perf_counter()
    answer = ask(a[1], b[1])
    times.append(1000 * (time.perf_counter() - begun))
    ours = answer["paths"][0]["length"] if answer["paths"] else None
    lengths.append(ours)
    cut += answer["truncated"] and not answer["paths"]
    if i % 4:  # Every fourth: it takes its time.
        continue
    begun = time.perf_counter()
    try:
        rows = base.rows(SQL.format(a=a[0], b=b[0]))
    except sqlite3.OperationalError:
        rows = []
    sql_times.append(1000 * (time.perf_counter() - begun))
    if not rows:
        stopped += 1
        continue
    theirs = int(rows[0][0]) if rows[0][0] not in (None, "") else None
    agree += ours == theirs
    if ours != theirs:
        print("differ:", a, b, ours, theirs)


def told(name, of):
    of = sorted(of)
    at = lambda q: of[min(len(of) - 1, int(q * len(of)))]
    print(f"{name}: n {len(of)}, p50 {statistics.median(of):.2f}, p90 {at(.9):.2f}, p99 {at(.99):.2f}, max {of[-1]:.2f} ms")


told("paths", times)
told("recursive SQL", sql_times)
print(f"agree {agree} of {len(sql_times) - stopped}, SQL stopped after 10 s {stopped}, search cut short {cut}")
print("lengths:", {str(n): lengths.count(n) for n in sorted(set(lengths), key=str)})
