// What the suites share.

/** The address of the demo newsroom that serve.mjs started. */
export const url = process.env.NUTGRAPH_URL;

/** A `fetch` that remembers what was sent: method, address, and the body as JSON. */
export function recorder() {
  const sent = [];
  const record = (input, options = {}) => {
    const body = options.body && JSON.parse(options.body);
    sent.push({ method: options.method ?? 'GET', url: new URL(input), body });
    return fetch(input, options);
  };
  return { sent, fetch: record };
}

/** Sends a request's body as it is, and answers with the status and the JSON. */
export async function post(address, body) {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

/**
 * The types that are part of what they stand in, in an introspection: they have no id, so that a cache must not look for
 * one.
 */
export function embedded({ __schema: { types } }) {
  const parts = types.filter(({ kind, name, fields }) => {
    const object = kind === 'OBJECT' && name !== 'Query' && !name.startsWith('__');
    return object && !fields.some((field) => field.name === 'id');
  });
  return parts.map(({ name }) => name);
}
