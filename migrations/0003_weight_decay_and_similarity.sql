-- Configs of version 0.1.0 know neither weight decay nor Nesterov momentum: they trained without, and say so from now on.
UPDATE runs SET config = json_set(config, '$.weightDecay', 0);
UPDATE runs SET config = json_set(config, '$.nesterov', json('false'))
WHERE json_extract(config, '$.optimizer') = 'sgd' AND json_extract(config, '$.momentum') > 0;

-- val_ssim is new; NULL on runs that were trained before it.
DROP VIEW run_summary;
DROP VIEW epoch_losses;
CREATE VIEW epoch_losses AS
SELECT epochs.run_id, runs.name AS run, epochs.epoch, epochs.elapsed_seconds, epochs.images_per_second,
  max(CASE series.key WHEN 'train_loss' THEN epoch_points.value END) AS train_loss,
  max(CASE series.key WHEN 'validation_loss' THEN epoch_points.value END) AS validation_loss,
  max(CASE series.key WHEN 'val_mse' THEN epoch_points.value END) AS val_mse,
  max(CASE series.key WHEN 'val_mae' THEN epoch_points.value END) AS val_mae,
  max(CASE series.key WHEN 'val_psnr' THEN epoch_points.value END) AS val_psnr,
  max(CASE series.key WHEN 'val_ssim' THEN epoch_points.value END) AS val_ssim
FROM epochs
JOIN runs ON runs.id = epochs.run_id
JOIN series ON series.run_id = epochs.run_id
JOIN epoch_points ON epoch_points.series_id = series.id AND epoch_points.epoch = epochs.epoch
GROUP BY epochs.run_id, epochs.epoch;

CREATE VIEW run_summary AS
SELECT runs.id, runs.name, coalesce(runs.end_reason, runs.state) AS state,
  json_extract(runs.config, '$.architecture') AS architecture,
  json_extract(runs.config, '$.loss') AS loss,
  json_extract(runs.config, '$.seed') AS seed,
  count(epoch_losses.epoch) AS epochs,
  min(epoch_losses.val_mse) AS best_val_mse,
  runs.created_at, runs.ended_at
FROM runs LEFT JOIN epoch_losses ON epoch_losses.run_id = runs.id
GROUP BY runs.id;
