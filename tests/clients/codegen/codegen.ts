// GraphQL Code Generator as a front end has it. NUTGRAPH_SCHEMA: a file or the server's address. CODEGEN_OUT: where to.

import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: process.env.NUTGRAPH_SCHEMA,
  documents: ['app.ts'],
  generates: {
    [process.env.CODEGEN_OUT!]: {
      preset: 'client',
      presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        scalars: { Date: 'string', DateTime: 'string', Duration: 'string', EDTFDate: 'string', LanguageTag: 'string', URL: 'string' },
        strictScalars: true,
        useTypeImports: true,
        documentMode: 'string',
      },
    },
  },
};

export default config;
