// Kotlin and Swift types of an operation's answer, by quicktype from the server's introspection. Nothing compiles them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { getIntrospectionQuery } from 'graphql';
import { post, url } from './support.mjs';

// `import` would load a second quicktype-core beside the one of quicktype-graphql-input, and every field become optional.
const require = createRequire(import.meta.url);
const { InputData, quicktype } = require('quicktype-core');
const { GraphQLInput } = require('quicktype-graphql-input');
let schema;

async function types(lang, rendererOptions) {
  const input = new GraphQLInput();
  const query = await readFile(join(import.meta.dirname, 'operations/person.graphql'), 'utf8');
  await input.addSource({ kind: 'graphql', name: 'Answer', schema, query });
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({ inputData, lang, rendererOptions });
  return lines.join(' ').replaceAll(/\s+/g, ' ');
}

describe('quicktype', () => {
  before(async () => (schema = await post(url, { query: getIntrospectionQuery() })));

  const has = (text, parts) => assert.deepEqual(parts.filter((part) => !text.includes(part)), []);

  test('Kotlin, for kotlinx.serialization', async () => {
    has(await types('kotlin', { framework: 'kotlinx' }), [
      'data class Entity ( val id: String, val name: String, val kind: EntityKind, ' +
        'val birthDate: BirthDatePartialDate? = null, val relations: EntityRelationConnection )',
      'data class EntityRelationEdge ( val certainty: Certainty? = null, val node: Relation )',
      'enum class DatePrecision(val value: String) { @SerialName("DAY") Day("DAY"),',
    ]);
  });

  test('Swift, Codable', async () => {
    has(await types('swift', {}), [
      'struct Entity: Codable { let id: String let name: String let kind: EntityKind ' +
        'let birthDate: BirthDatePartialDate? let relations: EntityRelationConnection',
      'struct EntityRelationEdge: Codable { let certainty: Certainty? let node: Relation',
      'enum DatePrecision: String, Codable { case day = "DAY"',
    ]);
  });
});
