"""How many points can be read of what a killed process left: count_points.py TRACKER FOLDER."""

import sys

from trackers import TRACKERS

print(TRACKERS[sys.argv[1]][0]().count(sys.argv[2]))
