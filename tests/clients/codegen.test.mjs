// GraphQL Code Generator's client preset, the TypeScript compiler over what it makes, and the compiled front end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';
import { post, url } from './support.mjs';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const folder = join(import.meta.dirname, 'codegen');
const tool = (name) => join(import.meta.dirname, 'node_modules/.bin', name);

async function files(path) {
  const names = await readdir(path);
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), 'utf8')]));
  return Object.fromEntries(texts);
}

describe('GraphQL Code Generator', () => {
  test('introspection tells all that schema.graphql says, descriptions too', async () => {
    const { data } = await post(url, { query: getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }) });
    const lines = (schema) => printSchema(lexicographicSortSchema(schema)).split('\n');
    const said = lines(buildClientSchema(data));
    const written = lines(buildSchema(await readFile(join(folder, '../../../schema.graphql'), 'utf8')));
    const but = (some, others) => some.filter((line) => !others.includes(line));
    // The server's library has `interfaces: null` for interfaces, which a client reads as none; possible types are right.
    const gap = { more: ['interface Entity {'], less: ['interface Entity implements Node {'] };
    assert.deepEqual({ more: but(said, written), less: but(written, said) }, gap);
    assert.equal(said.length, written.length);
  });

  test('the server and schema.graphql give the same types and the same persisted documents', async () => {
    const env = { ...process.env, NUTGRAPH_SCHEMA: url, CODEGEN_OUT: 'gql-of-the-server/' };
    await run(tool('graphql-codegen'), ['--config', 'codegen.ts'], { cwd: folder, env });
    const [ofServer, ofFile] = await Promise.all(['gql-of-the-server', 'gql'].map((name) => files(join(folder, name))));
    assert.ok(ofFile['graphql.ts'].includes('FrontQuery'));
    assert.deepEqual(ofServer, ofFile);
  });

  test('a front end in strict TypeScript compiles, and what its types forbid does not', async () => {
    const { stdout } = await run(tool('tsc'), ['-p', folder]).catch((error) => error);
    assert.equal(stdout, '');
  });

  test('the compiled front end shows the newsroom', async () => {
    const { front, page } = require('./codegen/built/app.js');
    const ask = async (document, variables) => {
      const { data, errors } = await post(url, { query: document.toString(), variables });
      assert.equal(errors, undefined);
      return data;
    };
    const lines = await front(ask, 3);
    assert.equal(lines.length, 3);
    assert.match(lines[0], /^\d{4}-\d\d-\d\d \S/);
    assert.match(await page(ask, '/en/who-heads-the-knb'), /^article .+: \d+ blocks/);
    assert.match(await page(ask, '/entities/kazakhstan'), /^COUNTRY Kazakhstan$/);
    assert.match(await page(ask, '/en/abish-arrest-reported'), /^gone: \S/);
    assert.equal(await page(ask, '/en/nothing-like-it'), 'nothing');
  });
});
