"""gql for Python, over requests and over aiohttp: each fetches the schema and validates before it sends."""

import asyncio
import os
import unittest

from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError

URL = os.environ["NUTGRAPH_URL"]

PAGE = gql("""
    query Page($first: Int!, $after: String, $filter: ArticleFilter) {
      articles(first: $first, after: $after, filter: $filter) {
        totalCount
        nodes { id headline language }
        pageInfo { hasNextPage endCursor }
      }
    }
""")


def page(**variables):
    return GraphQLRequest(PAGE, variable_values=variables)


class Checks:
    """What holds with any transport: `execute` sends a request, `connect` fetches the schema."""

    def test_the_schema_is_fetched(self):
        schema = self.schema()
        self.assertIn("headline", schema.type_map["Article"].fields)
        self.assertEqual(schema.type_map["Route"].types[0].name, "ArticleRoute")

    def test_variables_and_a_filter(self):
        answer = self.execute(page(first=2, filter={"language": {"eq": "ru"}}))
        self.assertEqual([node["language"] for node in answer["articles"]["nodes"]], ["ru"])

    def test_a_mistake_is_found_before_it_is_sent(self):
        with self.assertRaisesRegex(GraphQLError, "Cannot query field 'title' on type 'Article'"):
            self.execute(gql("{ articles { nodes { title } } }"))

    def test_an_error_of_the_server_has_its_code_and_path(self):
        with self.assertRaises(TransportQueryError) as caught:
            self.execute(gql("{ edition { number } article { headline } }"))
        [error] = caught.exception.errors
        self.assertEqual((error["path"], error["extensions"]["code"]), (["article"], "BAD_REQUEST"))
        self.assertGreater(caught.exception.data["edition"]["number"], 0)

    def test_an_invalid_document_is_refused_by_the_server(self):
        with self.assertRaises(TransportQueryError) as caught:
            self.execute(gql("{ nothing }"), validated=False)
        self.assertEqual(caught.exception.errors[0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED")

    def test_pages_have_every_article_once(self):
        seen, after = [], None
        while True:
            articles = self.execute(page(first=4, after=after))["articles"]
            seen += [node["id"] for node in articles["nodes"]]
            after = articles["pageInfo"]["endCursor"]
            if not articles["pageInfo"]["hasNextPage"]:
                break
        self.assertEqual(len(seen), articles["totalCount"])
        self.assertEqual(len(set(seen)), len(seen))


class WithRequests(Checks, unittest.TestCase):
    def execute(self, request, validated=True):
        transport = RequestsHTTPTransport(url=URL)
        return Client(transport=transport, fetch_schema_from_transport=validated).execute(request)

    def schema(self):
        client = Client(transport=RequestsHTTPTransport(url=URL), fetch_schema_from_transport=True)
        with client:
            return client.schema


class WithAiohttp(Checks, unittest.TestCase):
    def execute(self, request, validated=True):
        async def run():
            transport = AIOHTTPTransport(url=URL)
            async with Client(transport=transport, fetch_schema_from_transport=validated) as session:
                return await session.execute(request)

        return asyncio.run(run())

    def schema(self):
        async def run():
            client = Client(transport=AIOHTTPTransport(url=URL), fetch_schema_from_transport=True)
            async with client:
                return client.schema

        return asyncio.run(run())


if __name__ == "__main__":
    unittest.main()
