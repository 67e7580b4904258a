-- Kept totals of genres and months: facets of all articles.
INSERT INTO edition_counter (name, value)
  SELECT 'genre:' || genre, count(*) FROM edition_article WHERE listed AND genre IS NOT NULL GROUP BY genre;
INSERT INTO edition_counter (name, value)
  SELECT 'month:' || to_char(to_timestamp(published_at / 1000.0) AT TIME ZONE 'UTC', 'YYYY-MM'), count(*)
  FROM edition_article WHERE listed GROUP BY 1;
