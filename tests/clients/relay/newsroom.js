// What a front end with Relay would have beside its components; relay-compiler reads it, nothing runs it.

graphql`
  query newsroomFrontQuery($count: Int!) {
    ...newsroomArticles @arguments(count: $count)
    edition { number }
  }
`;

graphql`
  fragment newsroomArticles on Query
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" })
  @refetchable(queryName: "newsroomArticlesPageQuery") {
    articles(first: $count, after: $cursor, orderBy: [PUBLISHED_AT_DESC]) @connection(key: "newsroom_articles") {
      totalCount
      edges { node { id ...newsroomArticle } }
    }
  }
`;

graphql`
  fragment newsroomArticle on Article
  @argumentDefinitions(wide: { type: "Boolean", defaultValue: false })
  @refetchable(queryName: "newsroomArticleAgainQuery") {
    headline
    publishedAt
    summary @include(if: $wide)
    byline @include(if: $wide)
    body @include(if: $wide) { blocks { __typename id html } }
  }
`;

graphql`
  query newsroomEntityQuery($slug: String!) {
    entity(slug: $slug) { id ...newsroomEntity }
  }
`;

graphql`
  fragment newsroomEntity on Entity
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
  @refetchable(queryName: "newsroomEntityPageQuery") {
    name
    ... on Country { flag }
    articles(first: $count, after: $cursor) @connection(key: "newsroomEntity_articles") {
      edges { node { id headline } }
    }
  }
`;

graphql`
  query newsroomChangesQuery($since: String!) {
    edition {
      number
      changes(since: $since, first: 100) {
        nodes { edition action noun node { __typename } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`;

graphql`
  query newsroomMistakeQuery {
    edition { number }
    article { headline }
  }
`;
