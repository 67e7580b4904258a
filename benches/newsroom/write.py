#!/usr/bin/env python3
"""How fast articles are made and published: each made with five mentions in one request, each published by another.

usage: write.py URL EMAIL PASSWORD [ARTICLES [AT_ONCE]]     (a server of `nutgraph serve`; standard library alone)

Prints requests per second and times. What it made stays.
"""
import concurrent.futures, http.client, json, random, sys, threading, time, urllib.parse, uuid

url = urllib.parse.urlsplit(sys.argv[1])
email, password = sys.argv[2], sys.argv[3]
many = int(sys.argv[4]) if len(sys.argv) > 4 else 1000
at_once = int(sys.argv[5]) if len(sys.argv) > 5 else 16
local = threading.local()
token = None


def ask(query, variables):
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    if not hasattr(local, "connection"):
        local.connection = http.client.HTTPConnection(url.hostname, url.port)
    local.connection.request("POST", url.path or "/graphql", json.dumps({"query": query, "variables": variables}), headers)
    answer = json.loads(local.connection.getresponse().read())
    if answer.get("errors"):
        sys.exit(json.dumps(answer["errors"])[:500])
    for payload in answer["data"].values():
        if isinstance(payload, dict) and payload.get("userErrors"):
            sys.exit(json.dumps(payload["userErrors"])[:500])
    return answer["data"]


login = "mutation($in: LoginInput!) { login(input: $in) { session { accessToken } userErrors { message } } }"
token = ask(login, {"in": {"email": email, "password": password}})["login"]["session"]["accessToken"]
page = ask("{ entities(orderBy: ARTICLES_ASC, first: 100) { nodes { slug name } } }", {})
entities = page["entities"]["nodes"]
chance, words = random.Random(1), "ministry budget road water school court report plan city village".split()
run = uuid.uuid4().hex[:8]


def article(n):
    named = chance.sample(entities, 5)
    sentence = lambda: " ".join(chance.choice(words) for _ in range(60)).capitalize() + "."
    body = "\n\n".join(f"[{e['name']}](entity:{e['slug']}) {sentence()}" for e in named)
    return {"slug": f"written-{run}-{n}", "headline": f"Written {n}: {sentence()[:60]}", "summary": sentence()[:200],
            "body": {"format": "MARKDOWN", "source": body}}


def timed(name, query, inputs):
    def one(given):
        begun = time.perf_counter()
        data = ask(query, {"in": given})
        return time.perf_counter() - begun, data
    begun = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        done = list(pool.map(one, inputs))
    spent = time.perf_counter() - begun
    times = sorted(t * 1000 for t, _ in done)
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    print(f"{name}: {len(done) / spent:.0f} a second, {at_once} at once; p50 {at(.5):.1f} ms, p99 {at(.99):.1f} ms", flush=True)
    return [data for _, data in done]


create = "mutation($in: CreateArticleInput!) { createArticle(input: $in) { article { id } userErrors { message code } } }"
publish = "mutation($in: PublishArticleInput!) { publishArticle(input: $in) { article { id } userErrors { message code } } }"
made = timed("made", create, [article(n) for n in range(many)])
timed("published", publish, [{"id": data["createArticle"]["article"]["id"]} for data in made])
