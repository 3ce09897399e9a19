/** Parameters of a Python script, by running it until it parses its arguments: only when a person asks, as that runs its imports. */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import { PlateauError } from '../../../contract/errors'
import { parameterSchema, type Program, type ProgramParameter } from '../../../contract/programs'
import { readCommand } from '../../../model/programs/command'
import { surroundingVariables } from '../../../platform/surroundings'

/** Imports of large libraries take their time. */
const longestMilliseconds = 60_000
const mostBytes = 16_000_000

/** Takes the place of argparse's parsing: describes the parser, and ends. */
const stub = `
import argparse, json, os, pathlib, runpy, sys
mark, script = sys.argv[1], sys.argv[2]
def plain(value):
    if isinstance(value, (list, tuple)): return [plain(one) for one in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
def describe(parser):
    found = []
    for action in parser._actions:
        if isinstance(action, (argparse._HelpAction, argparse._VersionAction, argparse._SubParsersAction)): continue
        kind = type(action).__name__
        options = sorted(action.option_strings, key=lambda one: (not one.startswith("--"), -len(one)))
        on = [one for one in options if not one.startswith("--no-")]
        off = [one for one in options if one.startswith("--no-")]
        if kind not in ("_StoreAction", "_StoreTrueAction", "_StoreFalseAction", "BooleanOptionalAction"): continue
        flag = kind != "_StoreAction"
        option = (on or options or [None])[0]
        words = ""
        try: words = parser._get_formatter()._expand_help(action) if action.help else ""
        except Exception: words = action.help or ""
        types = {int: "int", float: "float", pathlib.Path: "path"}
        kindOf = "flag" if flag else "choice" if action.choices else types.get(action.type, "text")
        found.append({
            "name": action.dest,
            "option": None if kind == "_StoreFalseAction" else option,
            "offOption": option if kind == "_StoreFalseAction" else off[0] if kind == "BooleanOptionalAction" and off else None,
            "type": kindOf, "words": words[:2000], "default": plain(action.default),
            "required": bool(action.required), "choices": [plain(one) for one in action.choices or []],
            "multiple": action.nargs in ("+", "*") or (isinstance(action.nargs, int) and action.nargs > 1),
        })
    return found
def stop(self, *args, **named):
    sys.stdout.write("\\n" + mark + json.dumps(describe(self)) + "\\n")
    sys.stdout.flush()
    os._exit(0)
for name in ("parse_args", "parse_known_args", "parse_intermixed_args"): setattr(argparse.ArgumentParser, name, stop)
sys.argv = [script]
sys.path.insert(0, os.path.dirname(os.path.abspath(script)))
runpy.run_path(script, run_name="__main__")
`

/** @returns its parameters, in their order. @throws PlateauError `invalid-input` saying why there are none */
export async function readParameters(
  program: Program,
  home: string,
): Promise<{ from: string; parameters: ProgramParameter[] }> {
  const refuse = (message: string) => new PlateauError('invalid-input', message, { field: 'parameters' })
  const read = readCommand(program.command)
  const words = read.ok ? read.words.map(({ text }) => text) : []
  const place = words.findIndex((word) => word.endsWith('.py'))
  const script = words[place]
  const python = place === 0 ? 'python3' : words[0]
  if (script === undefined || python === undefined || !/^python[\d.]*$/.test(basename(python)))
    throw refuse('Parameters can be read from a command such as python train.py. Write them yourself for any other.')
  const mark = `plateau-${randomUUID()}:`
  const variables = surroundingVariables({ ...program, home, run: '', project: '', attempt: 1 })
  const printed = await new Promise<{ text: string; error: string | null }>((resolve) => {
    execFile(
      python,
      ['-c', stub, mark, script],
      {
        cwd: program.folder,
        env: variables,
        timeout: longestMilliseconds,
        killSignal: 'SIGKILL',
        maxBuffer: mostBytes,
      },
      (error, text, errors) =>
        resolve({ text, error: error === null ? null : (errors.trim().split('\n').at(-1) ?? error.message) }),
    )
  })
  const line = printed.text.split('\n').find((one) => one.startsWith(mark))
  if (line === undefined)
    throw refuse(
      printed.error === null
        ? `${script} ended without reading arguments by argparse.`
        : `${script} could not be read: ${printed.error}`,
    )
  const found = z.array(z.unknown()).parse(JSON.parse(line.slice(mark.length)))
  // One that is none of these kinds is left out, and can be written by hand.
  const parameters = found.flatMap((one) => {
    const parsed = parameterSchema.safeParse(one)
    return parsed.success ? [parsed.data] : []
  })
  return { from: script, parameters }
}
