"""Exports of the graph: CSV as Python's csv reads it, GraphML as networkx does."""

import csv
import io
import json
import os
import unittest
import urllib.request

import networkx

URL = os.environ["NUTGRAPH_URL"].removesuffix("/graphql")


def get(form):
    with urllib.request.urlopen(f"{URL}/graph/kazakhstan.{form}?depth=2&first=1000") as answer:
        return answer.read()


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.plain = json.loads(get("json"))

    def test_csv_has_a_record_for_each_relation_and_evidence(self):
        records = list(csv.DictReader(io.StringIO(get("csv").decode(), newline=""), strict=True))
        told = [(r["id"], e.get("id", "")) for r in self.plain["relations"] for e in r["evidence"] or [{}]]
        self.assertEqual([(r["relation"], r["evidence"]) for r in records], told)
        evidence = {e["id"]: e for r in self.plain["relations"] for e in r["evidence"]}
        for record in records:
            self.assertNotIn(None, record)
            if record["evidence"]:
                self.assertEqual(record["quote"], evidence[record["evidence"]].get("quote", ""))

    def test_graphml_is_a_graph(self):
        graph = networkx.parse_graphml(get("graphml").decode(), force_multigraph=True)
        self.assertEqual(set(graph.nodes), {e["id"] for e in self.plain["entities"]})
        edges = {key: (one, other, data) for one, other, key, data in graph.edges(keys=True, data=True)}
        self.assertEqual(len(edges), len(self.plain["relations"]))
        for relation in self.plain["relations"]:
            one, other, data = edges[relation["id"]]
            self.assertEqual((one, other), (relation["subject"]["id"], relation["object"]["id"]))
            self.assertEqual(data["sentence"], relation["sentence"])
            self.assertEqual(json.loads(data["evidence"]), relation["evidence"])
        self.assertEqual(graph.nodes[self.plain["entity"]]["name"], "Kazakhstan")


if __name__ == "__main__":
    unittest.main()
