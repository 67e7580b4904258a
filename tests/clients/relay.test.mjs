// Relay without React: what relay-compiler made of relay/newsroom.js, run by relay-runtime.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { afterEach, describe, mock, test } from 'node:test';
import relay from 'relay-runtime';
import { post, url } from './support.mjs';

const require = createRequire(import.meta.url);
const artifact = (name) => require(`./relay/__generated__/${name}.graphql`);
const texts = require('./relay/persisted.json');

/** What Relay warns of on the console. */
const warnings = [];
mock.method(console, 'error', (text) => warnings.push(text));

/** A store, and what was sent for it. */
function newsroom() {
  const sent = [];
  const network = relay.Network.create(async ({ id, name }, variables) => {
    sent.push({ name, variables });
    return post(url, { query: texts[id], variables });
  });
  const store = new relay.Store(new relay.RecordSource());
  const environment = new relay.Environment({ network, store });
  const ask = (name, variables) => relay.fetchQuery(environment, artifact(name), variables).toPromise();
  const read = (name, reference) => {
    const { data, isMissingData } = environment.lookup(relay.getSingularSelector(artifact(name), reference));
    assert.equal(isMissingData, false, `${name} misses data`);
    return data;
  };
  return { sent, environment, ask, read };
}

/** What `loadMore` of a pagination hook does, until there is no more: the fragment with all its rows. */
async function loadAll({ ask, read, environment }, name, reference, count) {
  const fragment = artifact(name);
  const { identifierInfo } = relay.getRefetchMetadata(fragment, 'loadAll');
  const { paginationRequest, paginationMetadata, connectionPathInFragmentData } =
    relay.getPaginationMetadata(fragment, 'loadAll');
  const selector = relay.getSingularSelector(fragment, reference);
  for (;;) {
    const data = read(name, reference);
    const { pageInfo } = connectionPathInFragmentData.reduce((at, key) => at[key], data);
    if (!pageInfo.hasNextPage) return data;
    const { endCursor } = pageInfo;
    const { variables, owner } = selector;
    const base = { ...owner.variables, ...variables };
    const next = relay.getPaginationVariables('forward', count, endCursor, base, {}, paginationMetadata);
    if (identifierInfo) next[identifierInfo.identifierQueryVariableName] = data[identifierInfo.identifierField];
    const operation = relay.createOperationDescriptor(paginationRequest, next);
    await ask(operation.request.node.params.name, operation.request.variables);
    environment.retain(operation);
  }
}

describe('Relay', () => {
  afterEach(() => assert.equal(warnings.splice(0).slice(0, 2).join('\n'), '', 'Relay warns'));

  test('every compiled operation has its text under its SHA-256', () => {
    assert.equal(Object.keys(texts).length, 7);
    assert.equal(artifact('newsroomFrontQuery').params.text, null);
    assert.match(texts[artifact('newsroomFrontQuery').params.id], /^query newsroomFrontQuery/);
  });

  test('@connection: pages of the root field become one list', async () => {
    const front = newsroom();
    const root = await front.ask('newsroomFrontQuery', { count: 5 });
    const { articles } = await loadAll(front, 'newsroomArticles', root, 5);
    const ids = articles.edges.map(({ node }) => node.id);
    assert.equal(ids.length, articles.totalCount);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(front.sent.map(({ name }) => name).slice(0, 2), ['newsroomFrontQuery', 'newsroomArticlesPageQuery']);
    assert.ok(front.read('newsroomArticle', articles.edges.at(-1).node).headline);
  });

  test('@connection on an interface: pages are fetched through node(id:)', async () => {
    const front = newsroom();
    const { entity } = await front.ask('newsroomEntityQuery', { slug: 'kazakhstan' });
    const { name, flag, articles } = await loadAll(front, 'newsroomEntity', entity, 2);
    assert.equal(name, 'Kazakhstan');
    assert.equal(flag, '🇰🇿');
    assert.ok(front.sent.length > 1 && front.sent[1].name === 'newsroomEntityPageQuery');
    assert.deepEqual(front.sent[1].variables.id, entity.id);
    const ids = articles.edges.map(({ node }) => node.id);
    assert.ok(ids.length > 2);
    assert.equal(new Set(ids).size, ids.length);
  });

  test('@refetchable: an article is fetched again through node(id:), with more of it', async () => {
    const front = newsroom();
    const root = await front.ask('newsroomFrontQuery', { count: 1 });
    const { node } = front.read('newsroomArticles', root).articles.edges[0];
    const { headline, body } = front.read('newsroomArticle', node);
    assert.equal(body, undefined);
    const again = await front.ask('newsroomArticleAgainQuery', { id: node.id, wide: true });
    const article = front.read('newsroomArticle', again.node);
    assert.equal(article.headline, headline);
    assert.ok(article.body.blocks.length > 1);
    assert.equal(new Set(article.body.blocks.map(({ id }) => id)).size, article.body.blocks.length);
  });

  test('an id is of one object: the record of changes and what it is about stay apart', async () => {
    const front = newsroom();
    const { changes } = (await front.ask('newsroomChangesQuery', { since: '0' })).edition;
    assert.equal(changes.nodes.length, 100);
    for (const { noun, node } of changes.nodes) assert.ok(noun !== 'ENTITY' || node.__typename !== 'Change');
  });

  test('a nullable field that fails leaves its neighbours', async () => {
    const { article, edition } = await newsroom().ask('newsroomMistakeQuery', {});
    assert.equal(article, null);
    assert.equal(typeof edition.number, 'number');
  });
});
