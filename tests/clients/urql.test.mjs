// urql's core with both of its caches.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { cacheExchange as graphcache } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { getIntrospectionQuery } from 'graphql';
import { embedded, post, recorder, url } from './support.mjs';

const LATEST = gql`query Latest($first: Int!) { articles(first: $first) { nodes { id headline } } }`;

function urql({ exchanges = [fetchExchange], ...options } = {}) {
  const { sent, fetch } = recorder();
  return { sent, client: new Client({ url, fetch, exchanges, preferGetMethod: false, ...options }) };
}

/** A client with the normalising cache, and what that warns of. */
async function withGraphcache(resolvers) {
  const { data: schema } = await post(url, { query: getIntrospectionQuery() });
  const warnings = [];
  const logger = (level, message) => level !== 'debug' && warnings.push(message);
  const keys = Object.fromEntries(embedded(schema).map((name) => [name, () => null]));
  const cache = graphcache({ schema, keys, logger, resolvers });
  return { ...urql({ exchanges: [cache, fetchExchange] }), warnings };
}

describe('urql', () => {
  test('a query with variables, over POST', async () => {
    const { client, sent } = urql();
    const { data, error } = await client.query(LATEST, { first: 3 });
    assert.equal(error, undefined);
    assert.equal(data.articles.nodes.length, 3);
    assert.equal(sent[0].method, 'POST');
  });

  test('a query over GET', async () => {
    const { client, sent } = urql({ preferGetMethod: true });
    const { data } = await client.query(LATEST, { first: 3 });
    assert.equal(data.articles.nodes.length, 3);
    assert.equal(sent[0].method, 'GET');
  });

  test('a field that is not there is a GraphQL error, not one of the network', async () => {
    for (const preferGetMethod of [false, true]) {
      const { client } = urql({ preferGetMethod });
      const { data, error } = await client.query(gql`{ articles { nodes { title } } }`, {});
      assert.equal(data, undefined);
      assert.equal(error.networkError, undefined);
      assert.equal(error.graphQLErrors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    }
  });

  test('data and errors come together', async () => {
    const { client } = urql();
    const query = gql`query Partial { edition { id number } article { id headline } }`;
    const { data, error } = await client.query(query, {});
    assert.deepEqual(error.graphQLErrors[0].path, ['article']);
    assert.equal(typeof data?.edition?.number, 'number');
    assert.equal(data.article, null);
  });

  test('the document cache answers the same query', async () => {
    const { client, sent } = urql({ exchanges: [cacheExchange, fetchExchange] });
    const first = await client.query(LATEST, { first: 3 });
    const again = await client.query(LATEST, { first: 3 });
    assert.deepEqual(again.data, first.data);
    assert.equal(sent.length, 1);
  });

  test('Graphcache with the schema: pages become one list, and an article is known by its id', async () => {
    const article = (_, { id }) => ({ __typename: 'Article', id });
    const { client, sent, warnings } = await withGraphcache({ Query: { article, articles: relayPagination() } });
    const query = gql`
      query Page($first: Int!, $after: String) {
        articles(first: $first, after: $after) { edges { node { id headline } } pageInfo { hasNextPage endCursor } }
      }
    `;
    let after = null;
    let articles;
    do {
      ({ articles } = (await client.query(query, { first: 6, after })).data);
      after = articles.pageInfo.endCursor;
    } while (articles.pageInfo.hasNextPage);
    const { articles: all } = (await client.query(gql`{ articles { totalCount } }`, {})).data;
    const ids = articles.edges.map(({ node }) => node.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids.length, all.totalCount);
    const before = sent.length;
    const one = await client.query(gql`query One($id: ID!) { article(id: $id) { id headline } }`, { id: ids[0] });
    assert.equal(one.data.article.headline, articles.edges[0].node.headline);
    assert.equal(sent.length, before);
    assert.deepEqual(warnings, []);
  });

  test('Graphcache takes what has no id for a part of what it stands in', async () => {
    const { client, sent, warnings } = await withGraphcache({});
    const query = gql`
      query Deep {
        articles(first: 5) {
          nodes {
            id
            body { blocks { __typename id ... on Paragraph { spans { text mention { id } } } } }
            contentCreated { value }
            contributors { role entity { id name } }
            entities(first: 3) { edges { about node { id name relations(first: 2) { edges { direction node { id } } } } } }
          }
        }
      }
    `;
    const first = await client.query(query, {});
    const again = await client.query(query, {});
    assert.deepEqual(again.data, first.data);
    assert.equal(sent.length, 1);
    assert.deepEqual(warnings, []);
  });
});
