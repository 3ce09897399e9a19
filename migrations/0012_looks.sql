-- Looks of runs are 24, a colour and a dash each, and were eight colours. Runs that there are take them in the order in which they were made,
-- so that any 24 of a project that follow each other are told apart; what is in the bin is not shown beside the others.

-- Which colour a run has is nothing that it is found by: rows need not be indexed anew.
DROP TRIGGER runs_to_index;

-- What could not be read stays, and is said.
UPDATE runs SET colour_slot = looks.slot FROM (
  SELECT number, (row_number() OVER (PARTITION BY project, binned_at IS NULL ORDER BY number) - 1) % 24 AS slot FROM runs
) AS looks WHERE runs.number = looks.number AND colour_slot BETWEEN 0 AND 7;

CREATE TRIGGER runs_to_index AFTER UPDATE OF name, origin, config, recipe, summary, problems, environment, layers, parameters, colour_slot, state,
  end_reason, created_at, started_at, ended_at, notes, tags, starred, archived, binned_at ON runs WHEN new.indexed <> 0 BEGIN
  UPDATE runs SET indexed = 0 WHERE number = new.number;
END;
