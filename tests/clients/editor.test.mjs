// A day of an editorial tool, in Apollo Client: two colleagues, one article.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { demo } from './serve.mjs';

const PASSWORD = 'correct horse battery staple';

const LOGIN = gql`mutation Login($email: String!, $password: String!) {
  login(input: { email: $email, password: $password }) { session { accessToken refreshToken } userErrors { message } }
}`;
const REFRESH = gql`mutation Refresh($token: String!) {
  refreshSession(input: { refreshToken: $token }) { session { accessToken refreshToken } userErrors { message } }
}`;
const LIST = gql`query DeskList { desk { id articles(first: 20) { totalCount nodes {
  id headline publication hasUnpublishedChanges stage { code label } updatedAt } } } }`;
const OPEN = gql`query Open($id: ID!) { desk { id article(id: $id) {
  id version stage { code label } lock { holder { name } }
  head { id number headline bodySource } workingCopy { baseRevision changedFields isStale } } } }`;
const CREATE = gql`mutation Create($input: CreateArticleInput!) { createArticle(input: $input) {
  article { id headline head { id number } } userErrors { message path code } } }`;
const AUTOSAVE = gql`mutation Autosave($input: AutosaveArticleInput!) { autosaveArticle(input: $input) {
  article { id workingCopy { baseRevision changedFields isStale } } userErrors { message path code } } }`;
const SAVE = gql`mutation Save($input: UpdateArticleInput!) { updateArticle(input: $input) {
  article { id headline head { id number headline bodySource } workingCopy { baseRevision } }
  conflict { base current changedFields } userErrors { message path code } } }`;
const DIFF = gql`query Diff($id: ID!, $from: Int!, $to: Int!) { desk { id article(id: $id) { id
  diff(from: $from, to: $to) { field before after } } } }`;
const MOVE = gql`mutation Move($id: ID!, $to: String!) { moveArticle(input: { id: $id, to: $to }) {
  article { id stage { code label } } conflict { current } userErrors { message path code } } }`;

let server;

/** A tool of its own for a colleague: it signs in, and asks again with a new token when the old one is over. */
async function colleague(email) {
  let session;
  const http = new HttpLink({ uri: server.url });
  const who = new SetContextLink(({ headers }) => ({
    headers: session ? { ...headers, authorization: `Bearer ${session.accessToken}` } : headers,
  }));
  const open = new ApolloClient({ link: http, cache: new InMemoryCache() });
  const { data } = await open.mutate({ mutation: LOGIN, variables: { email, password: PASSWORD } });
  assert.deepEqual(data.login.userErrors, []);
  session = data.login.session;
  const client = new ApolloClient({ link: who.concat(http), cache: new InMemoryCache() });
  return {
    ask: async (query, variables) => (await client.query({ query, variables, fetchPolicy: 'network-only' })).data,
    change: async (mutation, variables) => (await client.mutate({ mutation, variables })).data,
    refresh: async () => {
      const { data } = await open.mutate({ mutation: REFRESH, variables: { token: session.refreshToken } });
      assert.notEqual(data.refreshSession.session.accessToken, session.accessToken);
      session = data.refreshSession.session;
    },
    cached: (query, variables) => client.readQuery({ query, variables }),
  };
}

describe('An editorial tool, in Apollo Client', () => {
  before(async () => {
    server = await demo(process.env.NUTGRAPH);
    const database = `sqlite://${join(server.folder, 'nutgraph-demo.db')}`;
    for (const [name, role] of [['ada', 'author'], ['ben', 'editor']]) {
      const flags = ['--name', name, '--role', role, '--password-stdin', '--database-url', database];
      execFileSync(process.env.NUTGRAPH, ['user', 'add', `${name}@news.example`, ...flags], { input: PASSWORD });
    }
  });
  after(() => server?.stop());

  test('write, autosave, save, meet a conflict, resolve it, submit', async () => {
    const ada = await colleague('ada@news.example');
    const ben = await colleague('ben@news.example');

    const body = { source: 'It rains in Kazakhstan.' };
    const made = await ada.change(CREATE, { input: { headline: 'Rain', body } });
    assert.deepEqual(made.createArticle.userErrors, []);
    const { id } = made.createArticle.article;

    // The desk's list: hers alone for an author, all for an editor.
    const hers = await ada.ask(LIST);
    assert.deepEqual(hers.desk.articles.nodes.map((article) => article.headline), ['Rain']);
    const all = await ben.ask(LIST);
    assert.ok(all.desk.articles.totalCount > 1);

    let { desk } = await ada.ask(OPEN, { id });
    assert.equal(desk.article.head.number, 1);
    const typed = await ada.change(AUTOSAVE, {
      input: { article: id, baseRevision: 1, changes: { headline: 'Much rain' } },
    });
    assert.deepEqual(typed.autosaveArticle.article.workingCopy.changedFields, ['headline']);

    // Meanwhile a colleague saves.
    const saved = await ben.change(SAVE, { input: { id, baseRevision: 1, changes: { headline: 'Heavy rain' } } });
    assert.equal(saved.updateArticle.article.head.number, 2);

    ({ desk } = await ada.ask(OPEN, { id }));
    assert.equal(desk.article.workingCopy.isStale, true);
    const stale = await ada.change(SAVE, { input: { id, baseRevision: 1, changes: { headline: 'Much rain' } } });
    assert.equal(stale.updateArticle.article, null);
    assert.deepEqual(stale.updateArticle.conflict.changedFields, ['headline']);

    // She looks at what he changed, and saves on top of it.
    const { current } = stale.updateArticle.conflict;
    const seen = await ada.ask(DIFF, { id, from: 1, to: current });
    assert.deepEqual(seen.desk.article.diff.map((change) => change.field), ['headline']);
    await ada.refresh();
    const resolved = await ada.change(SAVE, {
      input: { id, baseRevision: current, changes: { headline: 'Much heavy rain' }, note: 'both of us' },
    });
    assert.deepEqual(resolved.updateArticle.userErrors, []);
    assert.equal(resolved.updateArticle.article.head.number, 3);
    assert.equal(resolved.updateArticle.article.workingCopy, null);

    const moved = await ada.change(MOVE, { id, to: 'in_review' });
    assert.equal(moved.moveArticle.article.stage.code, 'in_review');
    // The cache follows by itself: the desk's objects have ids of their own.
    assert.equal(ada.cached(LIST).desk.articles.nodes[0].headline, 'Much heavy rain');
    assert.equal(ada.cached(LIST).desk.articles.nodes[0].stage.code, 'in_review');
  });
});
