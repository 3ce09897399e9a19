-- SQLite keeps a REAL that is a whole number as an integer, which has no -0.0: a zero's sign stands beside it. `value` reads as 0.
ALTER TABLE epoch_points ADD COLUMN negative_zero INTEGER NOT NULL DEFAULT 0 CHECK (negative_zero IN (0, 1));
ALTER TABLE batch_tail ADD COLUMN negative_zero INTEGER NOT NULL DEFAULT 0 CHECK (negative_zero IN (0, 1));

-- Which of a summary's numbers are -0.0: the sum of 1 for low, 2 for high and 4 for last.
ALTER TABLE chunk_summaries ADD COLUMN negative_zeros INTEGER NOT NULL DEFAULT 0 CHECK (negative_zeros BETWEEN 0 AND 7);
-- Chunks keep every bit. Summaries with a zero are made again from them when they are next looked at.
UPDATE step_series SET is_summarized = 0
WHERE series_id IN (SELECT series_id FROM chunk_summaries WHERE low = 0 OR high = 0 OR last = 0);
