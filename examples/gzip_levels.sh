#!/bin/sh
# How small gzip makes a file at each level: a run of nine steps, logged from a shell.
#   sh examples/gzip_levels.sh FILE
# PLATEAU is the command to log with; by default that of this checkout.
set -eu
file=${1:?"give the file to compress: sh examples/gzip_levels.sh FILE"}
plateau=${PLATEAU:-npm run -s plateau --}
name="gzip-$(basename "$file")-$$"
bytes=$(wc -c <"$file")

new=--new
for level in 1 2 3 4 5 6 7 8 9; do
  packed=$(gzip -c -"$level" "$file" | wc -c)
  $plateau log "$name" "{\"bytes\": $packed, \"ratio\": $(awk "BEGIN { print $packed / $bytes }")}" --step "$level" $new
  new=
done

# JSON lines on standard input hold other records of the protocol, too.
printf '{"type": "summary", "summary": {"smallest": %s}}\n' "$packed" | $plateau log "$name" --finish
