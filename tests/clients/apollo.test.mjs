// Apollo Client 4 without React.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { getIntrospectionQuery } from 'graphql';
import { embedded, post, recorder, url } from './support.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Which types stand behind an interface or a union: made from introspection, as Apollo's documentation says. */
async function possibleTypes(client) {
  const { data } = await client.query({
    query: gql`query Abstract { __schema { types { kind name possibleTypes { name } } } }`,
  });
  const abstract = data.__schema.types.filter(({ kind }) => ['INTERFACE', 'UNION'].includes(kind));
  return Object.fromEntries(abstract.map(({ name, possibleTypes }) => [name, possibleTypes.map((type) => type.name)]));
}

function apollo({ http = {}, persisted, cache = new InMemoryCache() } = {}) {
  const { sent, fetch } = recorder();
  const link = new HttpLink({ uri: url, fetch, ...http });
  const whole = persisted ? new PersistedQueryLink({ sha256, ...persisted }).concat(link) : link;
  return { sent, client: new ApolloClient({ link: whole, cache }) };
}

const LATEST = gql`query Latest($first: Int!) { articles(first: $first) { nodes { id headline publishedAt } } }`;

describe('Apollo Client', () => {
  test('a query with variables, over POST', async () => {
    const { client, sent } = apollo();
    const { data } = await client.query({ query: LATEST, variables: { first: 3 } });
    assert.equal(data.articles.nodes.length, 3);
    assert.match(data.articles.nodes[0].publishedAt, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual([sent[0].method, sent[0].body.variables], ['POST', { first: 3 }]);
  });

  test('a query over GET', async () => {
    const { client, sent } = apollo({ http: { useGETForQueries: true } });
    const { data } = await client.query({ query: LATEST, variables: { first: 2 } });
    assert.equal(data.articles.nodes.length, 2);
    assert.equal(sent[0].method, 'GET');
    assert.equal(sent[0].url.searchParams.get('variables'), '{"first":2}');
  });

  test('a field that is not there surfaces as CombinedGraphQLErrors', async () => {
    for (const http of [{}, { useGETForQueries: true }]) {
      const { client } = apollo({ http });
      const error = await client.query({ query: gql`{ articles { nodes { title } } }` }).catch((error) => error);
      assert.ok(CombinedGraphQLErrors.is(error), String(error));
      assert.equal(error.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
      assert.match(error.message, /title.*Article/);
    }
  });

  test('a variable of another type surfaces as CombinedGraphQLErrors', async () => {
    const { client } = apollo();
    const error = await client.query({ query: LATEST, variables: { first: 'three' } }).catch((error) => error);
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.match(error.message, /first/);
  });

  test('a nullable field that fails leaves its neighbours', async () => {
    const { client } = apollo();
    const query = gql`query Partial { edition { id number } article { id headline } }`;
    const { data, error } = await client.query({ query, errorPolicy: 'all' });
    assert.ok(CombinedGraphQLErrors.is(error), String(error));
    assert.deepEqual(error.errors[0].path, ['article']);
    assert.equal(typeof data?.edition.number, 'number');
    assert.equal(data.article, null);
  });

  test('a field inside that fails takes the nearest nullable one with it, and names its own path', async () => {
    const { client } = apollo();
    const { data: list } = await client.query({ query: LATEST, variables: { first: 1 } });
    const query = gql`
      query Inside($id: ID!) { edition { id number } node(id: $id) { id ... on Article { mentions(first: -1) { id } } } }
    `;
    const variables = { id: list.articles.nodes[0].id };
    const { data, error } = await client.query({ query, variables, errorPolicy: 'all' });
    assert.deepEqual(error.errors[0].path, ['node', 'mentions']);
    assert.equal(data.node, null);
    assert.equal(typeof data.edition.number, 'number');
  });

  for (const useGETForHashedQueries of [false, true]) {
    const hashed = useGETForHashedQueries ? 'GET' : 'POST';
    test(`automatic persisted queries over ${hashed}: miss, register, hit`, async () => {
      const query = gql(`query Hashed${hashed}($first: Int!) { articles(first: $first) { nodes { id slug } } }`);
      const first = apollo({ persisted: { useGETForHashedQueries } });
      const text = ({ body, url }) => body?.query ?? url.searchParams.get('query');
      const shape = ({ sent }) => sent.map((request) => [request.method, Boolean(text(request))]);
      await first.client.query({ query, variables: { first: 1 } });
      assert.deepEqual(shape(first), [[hashed, false], ['POST', true]]);
      const { data } = await first.client.query({ query, variables: { first: 2 } });
      assert.equal(data.articles.nodes.length, 2);
      assert.deepEqual(shape(first).slice(2), [[hashed, false]]);
      const second = apollo({ persisted: { useGETForHashedQueries } });
      await second.client.query({ query, variables: { first: 1 } });
      assert.deepEqual(shape(second), [[hashed, false]]);
    });
  }

  test('possibleTypes from introspection: fragments on interfaces and unions are read from the cache', async () => {
    const types = await possibleTypes(apollo().client);
    assert.deepEqual(types.Route, ['ArticleRoute', 'EntityRoute', 'SeriesRoute', 'Redirect', 'Gone']);
    assert.ok(types.Node.includes('Article') && types.Entity.includes('Person'));
    const { client, sent } = apollo({ cache: new InMemoryCache({ possibleTypes: types }) });
    const query = gql`
      query Who($slug: String!, $path: String!) {
        entity(slug: $slug) { id ...Named ... on Person { birthDate { value } } }
        route(path: $path) { ... on EntityRoute { entity { id ...Named } } }
      }
      fragment Named on Entity { name path }
    `;
    const { data: found } = await client.query({
      query: gql`{ entities(first: 1, filter: { kind: { eq: PERSON } }) { nodes { id slug path } } }`,
    });
    const variables = found.entities.nodes[0];
    const { data } = await client.query({ query, variables });
    assert.ok(data.entity.name);
    assert.equal(data.route.entity.name, data.entity.name);
    const again = await client.query({ query, variables, fetchPolicy: 'cache-only' });
    assert.deepEqual(again.data, data);
    assert.equal(sent.length, 2);
  });

  test('fetchMore with relayStylePagination collects every article once', async () => {
    const typePolicies = { Query: { fields: { articles: relayStylePagination(['filter', 'orderBy']) } } };
    const { client, sent } = apollo({ cache: new InMemoryCache({ typePolicies }) });
    const query = gql`
      query Page($first: Int!, $after: String) {
        articles(first: $first, after: $after) {
          totalCount edges { cursor node { id headline } } pageInfo { hasNextPage endCursor }
        }
      }
    `;
    const list = client.watchQuery({ query, variables: { first: 5 } });
    const shown = (holds) =>
      new Promise((resolve) => list.subscribe(({ data }) => data && holds(data.articles) && resolve(data.articles)));
    const whole = shown(({ pageInfo }) => !pageInfo.hasNextPage);
    let { pageInfo } = await shown(() => true);
    while (pageInfo.hasNextPage) {
      const { data } = await list.fetchMore({ variables: { after: pageInfo.endCursor } });
      ({ pageInfo } = data.articles);
    }
    const { edges, totalCount } = await whole;
    client.stop();
    const ids = edges.map(({ node }) => node.id);
    assert.equal(ids.length, totalCount);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(sent.length, Math.ceil(ids.length / 5));
  });

  test('with a policy for what has no id, two queries for parts of an article share them', async () => {
    const { data: schema } = await post(url, { query: getIntrospectionQuery() });
    const typePolicies = Object.fromEntries(embedded(schema).map((name) => [name, { merge: true }]));
    const { client, sent } = apollo({ cache: new InMemoryCache({ typePolicies }) });
    const { data } = await client.query({ query: LATEST, variables: { first: 1 } });
    const variables = { id: data.articles.nodes[0].id };
    const text = gql`query Text($id: ID!) { article(id: $id) { id body { text } } }`;
    const html = gql`query Html($id: ID!) { article(id: $id) { id body { html } } }`;
    const both = gql`query Both($id: ID!) { article(id: $id) { id body { text html } } }`;
    await client.query({ query: text, variables });
    await client.query({ query: html, variables });
    const { article } = (await client.query({ query: both, variables, fetchPolicy: 'cache-only' })).data;
    assert.ok(article.body.text && article.body.html.includes('<p>'));
    assert.equal(sent.length, 3);
  });
});
