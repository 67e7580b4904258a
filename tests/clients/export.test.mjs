// Exports of the graph, read by those who know their forms.

import assert from 'node:assert/strict';
import test from 'node:test';

import jsonld from 'jsonld';

import { url } from './support.mjs';

const get = (form) => fetch(new URL(`/graph/kazakhstan.${form}?depth=2&first=1000`, url));

test('JSON-LD is RDF: statements about entities of schema.org, with their evidence', async () => {
  const response = await get('jsonld');
  assert.equal(response.headers.get('content-type'), 'application/ld+json; charset=utf-8');
  const document = await response.json();
  const plain = await (await get('json')).json();
  // The context is part of it: nothing is fetched.
  const documentLoader = (address) => assert.fail(`${address} is not needed`);
  const [dataset] = await jsonld.expand(document, { documentLoader });
  const entities = dataset['urn:nutgraph:entities'];
  const relations = dataset['urn:nutgraph:relations'];
  assert.equal(entities.length, plain.entities.length);
  assert.equal(relations.length, plain.relations.length);
  assert.deepEqual(entities[0]['@type'], ['https://schema.org/Country']);
  const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
  for (const [at, relation] of relations.entries()) {
    assert.deepEqual(relation['@type'], [`${rdf}Statement`, 'https://schema.org/Role']);
    assert.equal(relation[`${rdf}subject`][0]['@id'], `urn:nutgraph:${plain.relations[at].subject.id}`);
    assert.match(relation[`${rdf}predicate`][0]['@id'], /^http:\/\/www\.wikidata\.org\/prop\/direct\/P\d+$|^urn:nutgraph:type:[A-Z_]+$/);
    assert.equal(relation['urn:nutgraph:evidence'][0]['@list'].length, plain.relations[at].evidence.length);
  }
  // No name is lost because the context does not know it.
  const quads = await jsonld.toRDF(document, { documentLoader, safe: true });
  assert.ok(quads.length > 10 * relations.length);
});
