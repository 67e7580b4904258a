// GraphQL over HTTP: every audit of graphql-http passes, also those that only recommend.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { url } from './support.mjs';

describe('graphql-http', () => {
  const audits = serverAudits({ url });
  for (const level of ['MUST', 'SHOULD', 'MAY']) {
    const those = audits.filter(({ name }) => name.startsWith(level));
    describe(`${level}: ${those.length} audits`, () => {
      for (const audit of those) {
        test(`${audit.id} ${audit.name}`, async () => {
          const { status, reason } = await audit.fn();
          assert.equal(status, 'ok', reason);
        });
      }
    });
  }
  test('there are 61 audits, each of a level', () => {
    const known = audits.filter(({ name }) => /^(MUST|SHOULD|MAY) /.test(name));
    assert.deepEqual([audits.length, known.length], [61, 61]);
  });
});
