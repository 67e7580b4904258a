#!/usr/bin/env python3
"""What hostile requests cost a running server, and those who ask something sensible meanwhile.

    cargo build --release && benches/hostile.py
    benches/hostile.py --binary target/debug/nutgraph --seconds 10

Starts `nutgraph demo` in a folder of its own, sends each request of the set in tests/it/support/hostile alone, over and
over, and divides the processor time that the process took; then all of them from several clients, while one more asks
for a home page. Ends with 1 where a request ended the server, got no answer or is answered by a fault of the server's.

Needs Linux (/proc) and Python 3.9; no packages. Processor time is the sum over the threads of the process, as the
scheduler counts it. Clients share the machine with the server: the honest one's figures are also taken while as many
clients ask for next to nothing, which is what there is to compare with.
"""

import argparse
import base64
import http.client
import json
import multiprocessing
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = """{ articles(first: 20) { nodes { id slug headline summary publishedAt path
    entities(first: 5) { nodes { id kind slug path } } } } }"""
# An answer that takes longer than this is none.
PATIENCE = 20.0


class Server:
    """`nutgraph demo`, which can die and be started again."""

    def __init__(self, binary):
        self.binary = binary
        self.folder = tempfile.TemporaryDirectory()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = None
        self.start()

    def start(self):
        environment = {**os.environ, "NUTGRAPH_LISTEN": f"127.0.0.1:{self.port}", "NUTGRAPH_LOG_LEVEL": "off"}
        with open(Path(self.folder.name) / "output", "ab") as output:
            self.process = subprocess.Popen(
                [self.binary, "demo"], cwd=self.folder.name, env=environment, stdout=output, stderr=output
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        sys.exit("nutgraph demo did not start: " + (Path(self.folder.name) / "output").read_text(errors="replace"))

    def alive(self):
        return self.process.poll() is None

    def stop(self):
        if self.alive():
            self.process.kill()
        self.process.wait()

    def cpu(self):
        """Seconds of processor time so far."""
        total = 0
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except OSError:
                pass  # A thread that ended meanwhile.
        return total / 1e9

    def memory(self, what):
        """Mebibytes: VmRSS now, VmHWM at most."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
        return float("nan")


class Client:
    """One connection, made again where the server has closed it."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def send(self, request):
        """Status and body. Raises OSError or HTTPException where there is no answer."""
        for again in (False, True):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                return self.exchange(request)
            except TimeoutError:
                self.close()
                raise
            except (OSError, http.client.HTTPException):
                self.close()
                # A connection that was kept may have been closed before this request: once more, on a new one.
                if fresh or again:
                    raise
        raise AssertionError("unreachable")

    def exchange(self, request):
        connection = self.connection
        connection.putrequest(request["method"], request["path"], skip_accept_encoding=True)
        headers = request["headers"] + [["content-length", str(len(request["body"]))]]
        if not any(name == "accept" for name, _ in headers):
            headers = headers + [["accept", "application/graphql-response+json"]]
        for name, value in headers:
            connection.putheader(name, value)
        try:
            connection.endheaders(request["body"])
        except (BrokenPipeError, ConnectionResetError):
            pass  # An answer may be there nevertheless: the body was too large to be read.
        response = connection.getresponse()
        body = response.read()
        if response.will_close:
            self.close()
        return response.status, body

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def query(document):
    body = json.dumps({"query": document}).encode()
    headers = [["content-type", "application/json"]]
    return {"name": "honest", "method": "POST", "path": "/graphql", "headers": headers, "body": body}


def the_set(file):
    """The requests: written by the tests, so that there is one set."""
    if file is None:
        file = Path(tempfile.gettempdir()) / f"hostile-{os.getpid()}.json"
        command = ["cargo", "test", "--quiet", "--test", "it", "the_set_is_large_and_each_has_a_name"]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "HOSTILE_SET": str(file)})
        requests = json.loads(file.read_text())
        file.unlink()
    else:
        requests = json.loads(Path(file).read_text())
    for request in requests:
        request["body"] = base64.b64decode(request["body"])
    return requests


def was_refused(status, body):
    if status >= 400:
        return True
    answer = json.loads(body)
    return bool(answer.get("errors")) and not answer.get("data")


def alone(server, requests, least):
    """Each request by itself: (name, milliseconds of processor time, refused), and those that hurt."""
    measured, hurt = [], []
    client = Client(server.port)
    for request in requests:
        try:
            begin = time.monotonic()
            status, body = client.send(request)
            took = time.monotonic() - begin
        except (OSError, http.client.HTTPException) as fault:
            client.close()
            time.sleep(0.2)
            dead = not server.alive()
            hurt.append((request["name"], "ended the server" if dead else f"no answer: {fault!r}"))
            server.stop()
            server.start()
            continue
        if status >= 500:
            hurt.append((request["name"], f"answered with {status}"))
        times = max(1, min(200, int(least / max(took, 1e-6))))
        before = server.cpu()
        for _ in range(times):
            client.send(request)
        measured.append((request["name"], (server.cpu() - before) / times * 1000, was_refused(status, body)))
    client.close()
    return measured, hurt


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def attack(port, requests, seed, until, sent):
    os.nice(5)
    order, client = random.Random(seed), Client(port)
    while time.monotonic() < until:
        try:
            client.send(order.choice(requests))
            with sent.get_lock():
                sent.value += 1
        except (OSError, http.client.HTTPException):
            client.close()


def honest(port, seconds):
    """Milliseconds of each home page, one after the other."""
    client, request, took = Client(port), query(HOME), []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        begin = time.perf_counter()
        status, body = client.send(request)
        took.append((time.perf_counter() - begin) * 1000)
        if status != 200 or b'"errors"' in body:
            sys.exit(f"the home page was refused: {status} {body[:300]!r}")
        time.sleep(0.002)
    client.close()
    return took


def together(server, requests, clients, seconds):
    """The honest client's milliseconds while so many others send these requests."""
    sent = multiprocessing.Value("l", 0)
    until = time.monotonic() + seconds + 1
    others = [
        multiprocessing.Process(target=attack, args=(server.port, requests, seed, until, sent))
        for seed in range(clients)
    ]
    for process in others:
        process.start()
    time.sleep(0.5)
    took = honest(server.port, seconds)
    for process in others:
        process.join()
    return took, sent.value


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", default=str(ROOT / "target/release/nutgraph"))
    parser.add_argument("--set", help="the requests, where they are written already")
    parser.add_argument("--only", default="", help="names that have this in them")
    parser.add_argument("--clients", type=int, default=2 * (os.cpu_count() or 2))
    parser.add_argument("--seconds", type=float, default=20, help="of each measurement with several clients")
    parser.add_argument("--least", type=float, default=0.2, help="seconds that one request is repeated for, alone")
    options = parser.parse_args()
    requests = [request for request in the_set(options.set) if options.only in request["name"]]
    server = Server(str(Path(options.binary).resolve()))
    try:
        ended = report(server, requests, options)
    finally:
        server.stop()
    sys.exit(ended)


def report(server, requests, options):
    print(f"{len(requests)} requests, {options.binary}, {os.cpu_count()} processors")
    honest(server.port, 1)
    measured, hurt = alone(server, requests, options.least)
    print("\nProcessor time of one request, in milliseconds")
    for title, wanted in (("refused", True), ("answered", False)):
        some = sorted(((ms, name) for name, ms, refused in measured if refused == wanted), reverse=True)
        if not some:
            continue
        values = [ms for ms, _ in some]
        print(f"  {title}: {len(some)}, p50 {percentile(values, 0.5):.3f}, p99 {percentile(values, 0.99):.3f}")
        for ms, name in some[:8]:
            print(f"    {ms:9.3f}  {name}")
    harmless = [request for request in requests if request["name"] not in {name for name, _ in hurt}]
    resident = server.memory("VmRSS")
    calm = honest(server.port, options.seconds)
    busy, _ = together(server, [query("{ __typename }")], options.clients, options.seconds)
    under, sent = together(server, harmless, options.clients, options.seconds)
    print(f"\nA home page, in milliseconds, over {options.seconds:.0f} s each; {options.clients} other clients")
    for title, took in (("nobody else", calm), ("others ask { __typename }", busy), ("others send the set", under)):
        p50, p99 = percentile(took, 0.5), percentile(took, 0.99)
        print(f"  {title:26} p50 {p50:8.2f}  p99 {p99:8.2f}  ({len(took)} pages)")
    ratio = percentile(under, 0.99) / percentile(calm, 0.99)
    fair = percentile(under, 0.99) / percentile(busy, 0.99)
    print(f"  p99 under the set: {ratio:.2f} times that alone, {fair:.2f} times that beside ordinary ones; {sent} sent")
    now, most = server.memory("VmRSS"), server.memory("VmHWM")
    print(f"\nResident memory: {resident:.1f} MiB before, {now:.1f} MiB after, {most:.1f} MiB at most")
    if not server.alive():
        hurt.append(("all together", "ended the server"))
    print(f"\nHurt by {len(hurt)}")
    for name, how in hurt:
        print(f"    {name}: {how}")
    return 1 if hurt else 0


if __name__ == "__main__":
    main()
