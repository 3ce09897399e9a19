/** Parameters of a Python script, by running it until it parses its arguments: only when a person asks, as that runs its imports. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import { PlateauError } from '../../../contract/errors'
import { parameterSchema, type Program, type ProgramParameter } from '../../../contract/programs'
import { readCommand } from '../../../model/programs/command'
import { signalGroup } from '../../../platform/processes'
import { surroundingVariables } from '../../../platform/surroundings'

/** Imports of large libraries take their time. */
const longestMilliseconds = 60_000
const mostBytes = 16_000_000

/**
 * Ends its whole group when the core is gone, however it went, or has forgotten it: the core holds the other end of stream 3. A process of its own, so that
 * no import keeps it waiting, and begun before any; nobody's child, so that no script finds it among its own.
 */
const watcher = `
import os, sys
if os.name == "posix":
    first = os.fork()
    if first == 0:
        if os.fork() > 0: os._exit(0)
        import select, signal
        os.close(1)
        os.close(2)
        select.select([3], [], [], ${longestMilliseconds / 1_000 + 10})
        os.killpg(0, signal.SIGKILL)
    os.waitpid(first, 0)
    os.close(3)
else:
    import subprocess, threading
    def watch():
        try: os.read(3, 1)
        except OSError: return
        subprocess.run(["taskkill", "/PID", str(os.getpid()), "/T", "/F"])
    threading.Thread(target=watch, daemon=True).start()
`

/** Takes the place of argparse's parsing: describes the parser, and ends. */
const stub = `${watcher}
import argparse, json, pathlib, runpy
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

/** What a script has printed by its end, and why it ended without an answer. */
type Printed = { readonly text: string; readonly error: string | null }

type Reading = {
  readonly command: readonly string[]
  readonly folder: string
  readonly variables: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** What a process that has made itself independent keeps open is not waited for any longer than this. */
const streamsMilliseconds = 1_000

/**
 * Runs a script to its answer. However it ends, cancelled and timed out too, everything that it has started ends with it: imports start
 * processes, and one that holds the output open would keep the answer waiting.
 */
function run({ command, folder, variables, signal }: Reading): Promise<Printed> {
  const [program = '', ...given] = command
  return new Promise((resolve) => {
    const child = spawn(program, given, {
      cwd: folder,
      env: variables,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that it can be ended with everything that it has started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    const printed = { text: '', errors: '' }
    let why: string | null = null
    const end = (reason: string | null) => {
      why ??= reason
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
    }
    const hear = (part: keyof typeof printed) => (text: string) => {
      printed[part] += text
      if (printed[part].length > mostBytes) end('It printed more than 16 MB.')
    }
    // A script that ended before it looked at the stream is told by `exit`.
    child.stdio[3]?.on('error', () => undefined)
    child.stdout?.setEncoding('utf8').on('data', hear('text'))
    child.stderr?.setEncoding('utf8').on('data', hear('errors'))
    const cancel = () => end('It was cancelled.')
    const timer = setTimeout(
      () => end(`It did not come to its arguments within ${longestMilliseconds / 1_000} s.`),
      longestMilliseconds,
    )
    signal.addEventListener('abort', cancel)
    child.on('error', (error) => {
      why ??= error.message
      settle(null, null)
    })
    child.on('exit', () => {
      end(null)
      setTimeout(() => {
        for (const stream of [child.stdout, child.stderr, child.stdio[3]]) stream?.destroy()
      }, streamsMilliseconds).unref()
    })
    child.on('close', settle)
    function settle(code: number | null, bySignal: NodeJS.Signals | null) {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      const lastLine = printed.errors.trim().split('\n').at(-1) ?? ''
      const end = bySignal === null ? `It ended with exit code ${String(code)}.` : `It was ended by ${bySignal}.`
      resolve({ text: printed.text, error: why ?? (code === 0 ? null : lastLine === '' ? end : lastLine) })
    }
  })
}

/** The interpreter and the script of a command. @throws PlateauError `invalid-input` where it has none */
function scriptOf({ command }: Program): { readonly python: string; readonly script: string } {
  const read = readCommand(command)
  const words = read.ok ? read.words.map(({ text }) => text) : []
  const place = words.findIndex((word) => word.endsWith('.py'))
  const script = words[place]
  const python = place === 0 ? 'python3' : words[0]
  if (script === undefined || python === undefined || !/^python[\d.]*$/.test(basename(python)))
    throw refusal('Parameters can be read from a command such as python train.py. Write them yourself for any other.')
  return { python, script }
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new PlateauError('cancelled', 'The script was not read: that was cancelled.')
}

const refusal = (message: string) => new PlateauError('invalid-input', message, { field: 'parameters' })

/**
 * @param signal ends the script and everything that it has started.
 * @returns its parameters, in their order. @throws PlateauError `invalid-input` saying why there are none, `cancelled`
 */
export async function readParameters(
  program: Program,
  home: string,
  signal: AbortSignal,
): Promise<{ from: string; parameters: ProgramParameter[] }> {
  const { python, script } = scriptOf(program)
  refuseCancelled(signal)
  const mark = `plateau-${randomUUID()}:`
  const variables = surroundingVariables({ ...program, home, run: '', project: '', attempt: 1 })
  const printed = await run({
    command: [python, '-c', stub, mark, script],
    folder: program.folder,
    variables,
    signal,
  })
  refuseCancelled(signal)
  const line = printed.text.split('\n').find((one) => one.startsWith(mark))
  if (line === undefined)
    throw refusal(
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
