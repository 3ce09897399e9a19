/** Recipes as their files hold them, in the order of their places. */

/**
 * @param files what `import.meta.glob` found: a recipe for each file. They are listed nowhere, so that a new one is one file.
 * @param nameOf what its file is called after
 * @throws TypeError where two claim one name or one place, or where a file is not called after its recipe
 */
export function collect<Recipe extends { readonly place: number }>(
  files: Readonly<Record<string, Recipe>>,
  nameOf: (recipe: Recipe) => string,
): Recipe[] {
  const places = new Map<number, string>()
  for (const [path, recipe] of Object.entries(files)) {
    const name = nameOf(recipe)
    if (!path.endsWith(`/${name}.ts`)) throw new TypeError(`${path} holds the recipe ${name}: name the file after it.`)
    const other = places.get(recipe.place)
    if (other !== undefined) throw new TypeError(`${name} and ${other} have the same place, ${recipe.place}.`)
    places.set(recipe.place, name)
  }
  return Object.values(files).sort((left, right) => left.place - right.place)
}

/**
 * The settings of several recipes by their keys. One that is not there yet comes behind the one before it in its own recipe.
 * @throws TypeError where two recipes mean different things by one key
 */
export function gather<Key extends string, Definition>(
  groups: readonly (readonly (readonly [Key, Definition])[])[],
): ReadonlyMap<Key, Definition> {
  const gathered: [Key, Definition][] = []
  for (const group of groups) {
    let place = 0
    for (const [key, definition] of group) {
      const at = gathered.findIndex(([other]) => other === key)
      if (at >= 0 && gathered[at]?.[1] !== definition)
        throw new TypeError(`Two recipes define the setting ${key}: let them share one definition.`)
      if (at < 0) gathered.splice(group[0]?.[0] === key ? gathered.length : place, 0, [key, definition])
      place = gathered.findIndex(([other]) => other === key) + 1
    }
  }
  return new Map(gathered)
}

/** What each key of a group of settings makes of its definition. */
export const mapKeys = <Key extends string, Definition, Value>(
  definitions: ReadonlyMap<Key, Definition>,
  make: (definition: Definition, key: Key) => Value,
): Record<Key, Value> =>
  Object.fromEntries([...definitions].map(([key, definition]) => [key, make(definition, key)])) as Record<Key, Value>

/** "a", "a and b", "a, b and c". */
export const inWords = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
