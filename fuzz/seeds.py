#!/usr/bin/env python3
"""Writes what the fuzz targets begin with: the hostile set, and the queries of the README and of the explorer.

    fuzz/seeds.py
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Above the gate's limit of bytes there is one path only.
LARGEST = 33_000


def write(target, texts):
    folder = ROOT / "fuzz/corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for text in texts:
        data = text.encode(errors="ignore")
        if len(data) <= LARGEST:
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    print(f"{target}: {len(list(folder.iterdir()))} seeds in {folder.relative_to(ROOT)}")


def hostile():
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "set.json"
        command = ["cargo", "test", "--quiet", "--test", "it", "the_set_is_large_and_each_has_a_name"]
        environment = {**os.environ, "HOSTILE_SET": str(file)}
        subprocess.run(command, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
        requests = json.loads(file.read_text())
    for request in requests:
        try:
            body = json.loads(base64.b64decode(request["body"]))
            variables = json.dumps(body["variables"]) if body.get("variables") else ""
            yield body["query"] + ("\0" + variables if variables else "")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue


def friendly():
    yield from re.findall(r"```graphql\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    for file in (ROOT / "src/http/explorer/examples").glob("*.graphql"):
        yield file.read_text()


def cursors():
    row = "01890a5d-ac96-774b-bcce-b302099a8057"
    keys = [("PUBLISHED_AT_DESC", [1641461400000, row]), ("PROMINENCE", [1, row]), ("name", ["ada", row]), ("CHANGE", [1, 2])]
    for order in keys:
        text = json.dumps(order, separators=(",", ":"))
        yield text
        yield base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


write("cursor", cursors())
write("gate", [*hostile(), *friendly()])
