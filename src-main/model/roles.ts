/** Roles that settings have by their name or by a person's choice: what a run is repeated over, and what it minimizes. */

export const roles = ['seed', 'loss'] as const
export type Role = (typeof roles)[number]

/** Roles by key, as chosen in a project; null takes one away that the name would give. */
export type ChosenRoles = Readonly<Record<string, Role | null>>

/** Names as a whole: a seed that draws the data (`dataSeed`) is a setting like any other. Small letters without separators. */
const names: Readonly<Record<Role, ReadonlySet<string>>> = {
  seed: new Set(
    'seed randomstate randomseed rng rngseed prngseed prngkey manualseed globalseed torchseed npseed numpyseed seedeverything'.split(
      ' ',
    ),
  ),
  loss: new Set('loss lossfn lossfunction lossname losstype criterion objective'.split(' ')),
}

/** What names say, each looked at once: every setting of thousands of runs is asked for. */
const named = new Map<string, Role | null>()
const mostNamed = 20_000

/** The role of a setting: that chosen for its key, else what the last part of its name says (`train.seed` as `seed`); null for none. */
export function roleOf(key: string, chosen: ChosenRoles = {}): Role | null {
  if (Object.hasOwn(chosen, key)) return chosen[key] ?? null
  const known = named.get(key)
  if (known !== undefined) return known
  const role = roleByName(key)
  if (named.size >= mostNamed) named.clear()
  named.set(key, role)
  return role
}

function roleByName(key: string): Role | null {
  const name = key
    .slice(key.lastIndexOf('.') + 1)
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase()
  return roles.find((role) => names[role].has(name)) ?? null
}
