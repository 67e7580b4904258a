// What the types must refuse: each line that compiles in spite of its mark is an error.

import { type ArticleTeaserFragment, type FrontQuery, type FrontQueryVariables, type PageQuery } from './gql/graphql';

declare const front: FrontQuery;
declare const page: PageQuery;

// @ts-expect-error the fragment's fields are masked
front.articles.nodes[0]!.headline;
// @ts-expect-error a route may be nothing
page.route.__typename;
// @ts-expect-error a picture may be absent
(teaser: ArticleTeaserFragment) => teaser.leadPicture.url;
// @ts-expect-error there is no such precision
(teaser: ArticleTeaserFragment) => teaser.contentCreated?.precision === 'WEEK';
// @ts-expect-error `first` is a number
export const first: FrontQueryVariables = { first: '3' };
// @ts-expect-error an article has no such field to filter by
export const filter: FrontQueryVariables = { first: 3, filter: { body: { eq: 'x' } } };
