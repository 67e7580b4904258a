// A small front end: typed documents, a masked fragment, a union and an interface taken apart by `__typename`.

import { type FragmentType, graphql, useFragment as read } from './gql';
import type { PageQuery, TypedDocumentString } from './gql/graphql';

/** Sends a document, and gives its data. */
export type Ask = <Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables) => Promise<Data>;

const ArticleTeaser = graphql(`
  fragment ArticleTeaser on Article {
    headline
    publishedAt
    contentCreated { value precision }
    leadPicture { url alt }
  }
`);

const Front = graphql(`
  query Front($first: Int!, $filter: ArticleFilter) {
    articles(first: $first, filter: $filter, orderBy: [PUBLISHED_AT_DESC]) {
      nodes { id ...ArticleTeaser }
    }
  }
`);

const Page = graphql(`
  query Page($path: String!) {
    route(path: $path) {
      __typename
      ... on ArticleRoute { article { id headline body { blocks { __typename id html ... on Heading { level } } } } }
      ... on EntityRoute { entity { __typename id name kind ... on Person { birthDate { year } } } }
      ... on Redirect { to status }
      ... on Gone { notice { kind text } }
    }
  }
`);

function teaser(masked: FragmentType<typeof ArticleTeaser>): string {
  const { headline, publishedAt, leadPicture } = read(ArticleTeaser, masked);
  const day: string = publishedAt.slice(0, 10);
  return `${day} ${headline}${leadPicture ? ` [${leadPicture.alt}]` : ''}`;
}

/** The front page: a line per article. */
export async function front(ask: Ask, first: number): Promise<string[]> {
  const { articles } = await ask(Front, { first, filter: { genre: { isNull: false } } });
  return articles.nodes.map(teaser);
}

/** What stands at a path, in a line. */
export async function page(ask: Ask, path: string): Promise<string> {
  const { route } = await ask(Page, { path });
  return route ? line(route) : 'nothing';
}

function line(route: NonNullable<PageQuery['route']>): string {
  switch (route.__typename) {
    case 'ArticleRoute': {
      const { headline, body } = route.article;
      const levels: number[] = body.blocks.flatMap((block) => (block.__typename === 'Heading' ? [block.level] : []));
      return `article ${headline}: ${body.blocks.length} blocks, ${levels.length} headings`;
    }
    case 'EntityRoute': {
      const { entity } = route;
      const born: number | undefined = entity.__typename === 'Person' ? entity.birthDate?.year : undefined;
      return `${entity.kind} ${entity.name}${born === undefined ? '' : `, born ${born}`}`;
    }
    case 'SeriesRoute':
      return 'series';
    case 'Redirect':
      return `${route.status} ${route.to}`;
    case 'Gone':
      return `gone: ${route.notice?.text ?? ''}`;
  }
}
