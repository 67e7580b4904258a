-- Kept totals of genres and months: facets of all articles.
INSERT INTO edition_counter (name, value)
  SELECT 'genre:' || genre, count(*) FROM edition_article WHERE listed AND genre IS NOT NULL GROUP BY genre;
INSERT INTO edition_counter (name, value)
  SELECT 'month:' || strftime('%Y-%m', published_at / 1000.0, 'unixepoch'), count(*) FROM edition_article
  WHERE listed GROUP BY 1;
