// Trusted documents: the files that the front ends' tools write, and a server that answers those documents alone.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { parse } from 'graphql';
import relay from 'relay-runtime';
import { demo } from './serve.mjs';
import { post, recorder } from './support.mjs';

const require = createRequire(import.meta.url);
const here = (path) => join(import.meta.dirname, path);
const MANIFEST = here('operations/manifest.json');
const RELAY = here('relay/persisted.json');
const CODEGEN = here('codegen/gql/persisted-documents.json');

const manifest = require(MANIFEST);
const idOf = (entries, name) => Object.entries(entries).find(([, text]) => text.includes(`query ${name}`))[0];

/** Per tool: its file, and an operation of it: id, variables, and the field that must be answered. */
const TOOLS = [
  {
    name: "Apollo's manifest",
    file: MANIFEST,
    id: manifest.operations.find(({ name }) => name === 'FrontPage').id,
    variables: { first: 2 },
    field: 'articles',
  },
  {
    name: "Relay's persisted queries",
    file: RELAY,
    id: idOf(require(RELAY), 'newsroomEntityQuery'),
    variables: { slug: 'kazakhstan' },
    field: 'entity',
  },
  {
    name: "GraphQL Code Generator's persisted documents",
    file: CODEGEN,
    id: idOf(require(CODEGEN), 'Page'),
    variables: { path: '/entities/kazakhstan' },
    field: 'route',
  },
];
const STRANGER = { query: '{ edition { number } }' };

/** A demo newsroom for the checks of a group: its address, when they run. */
function server(flags) {
  let running;
  before(async () => (running = await demo(process.env.NUTGRAPH, flags)));
  after(() => running?.stop());
  return () => running.url;
}

for (const { name, file, id, variables, field } of TOOLS) {
  describe(`${name}, and no other document`, () => {
    const url = server(['--trusted-documents', file, '--documents', 'trusted']);
    const hash = id.replace(/^sha256:/, '');

    for (const documentId of [hash, `sha256:${hash}`]) {
      test(`documentId ${documentId.slice(0, 14)}… is answered over POST`, async () => {
        const { data, errors } = await post(url(), { documentId, variables });
        assert.equal(errors, undefined);
        assert.ok(data[field]);
      });

      test(`documentId ${documentId.slice(0, 14)}… is answered over GET`, async () => {
        const parameters = new URLSearchParams({ documentId, variables: JSON.stringify(variables) });
        const { data, errors } = await (await fetch(`${url()}?${parameters}`)).json();
        assert.equal(errors, undefined);
        assert.ok(data[field]);
      });
    }

    test("Apollo's extension names a document too", async () => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
      const { data } = await post(url(), { extensions, variables });
      assert.ok(data[field]);
    });

    test('another document is refused, also under an id that is listed', async () => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: hash } };
      const { status, data, errors } = await post(url(), STRANGER);
      assert.deepEqual([data, errors[0].extensions.code], [undefined, 'DOCUMENT_NOT_TRUSTED']);
      assert.ok(status >= 400 && status < 500, `status ${status}`);
      for (const more of [{ documentId: hash }, { extensions }]) {
        const answer = await post(url(), { ...STRANGER, ...more, variables });
        assert.equal(answer.data?.edition, undefined);
      }
    });

    test('an id that is not listed is refused', async () => {
      const { data, errors } = await post(url(), { documentId: '0'.repeat(64) });
      assert.equal(data, undefined);
      assert.ok(errors[0].message);
    });
  });
}

describe('Clients with trusted documents alone', () => {
  const url = server(['--trusted-documents', MANIFEST, '--documents', 'trusted']);

  test('Apollo Client sends ids from the manifest, never a text', async () => {
    const { sent, fetch } = recorder();
    const ids = new PersistedQueryLink(generatePersistedQueryIdsFromManifest({ loadManifest: async () => manifest }));
    const link = ids.concat(new HttpLink({ uri: url(), fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    const query = parse(await readFile(here('operations/front.graphql'), 'utf8'));
    const { data } = await client.query({ query, variables: { first: 3 } });
    assert.equal(data.articles.nodes.length, 3);
    assert.deepEqual(sent.map(({ body }) => body.query), [undefined]);
  });
});

describe('A folder of trusted documents, and any other document too', () => {
  const folder = here('trusted');
  before(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    for (const [index, { file }] of TOOLS.entries()) await cp(file, join(folder, `${index}.json`));
  });
  const url = server(['--trusted-documents', folder]);

  test('the documents of every file are answered by id', async () => {
    for (const { id, variables, field } of TOOLS) {
      const { data } = await post(url(), { documentId: id, variables });
      assert.ok(data?.[field], field);
    }
  });

  test('relay-runtime sends the ids of its compiled operations', async () => {
    const network = relay.Network.create(({ id }, variables) => post(url(), { documentId: id, variables }));
    const environment = new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) });
    const { default: query } = await import('./relay/__generated__/newsroomEntityQuery.graphql.js');
    const data = await relay.fetchQuery(environment, query, { slug: 'kazakhstan' }).toPromise();
    assert.match(data.entity.id, /^ent_/);
  });

  test('a document that is not listed is answered', async () => {
    const { data } = await post(url(), STRANGER);
    assert.equal(typeof data.edition.number, 'number');
  });
});
