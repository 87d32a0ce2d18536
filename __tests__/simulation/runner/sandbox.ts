import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { abortSignalOf, dateOf, type Machine, randomFunctions, type Timers, timersOf } from './globals.ts'
import { createHmac } from './hmac.ts'
import type { Network } from './network.ts'
import type { SimulatedProcess } from './process.ts'

/** The built action. `useBundle` replaces it, to compare versions. */
let path = fileURLToPath(new URL('../../../dist/index.js', import.meta.url))

/** Modules that use neither time, randomness, nor I/O. */
const HARMLESS = ['assert', 'buffer', 'events', 'path', 'querystring', 'stream', 'string_decoder', 'url', 'util']
const loadModule = createRequire(import.meta.url)

/** The globals to replace. They are parameters of the bundle's wrapper function. */
const GLOBALS = [
  'process',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
  'Date',
  'Math',
  'performance',
  'crypto',
  'AbortSignal',
  'globalThis',
  'global',
  'fetch'
] as const

type Bundle = (exports: object, require: (name: string) => unknown, ...others: unknown[]) => void

/** File contents by path. */
export type Files = Map<string, string>

/** Everything that one process of the action uses. */
export interface Host extends Machine {
  process: SimulatedProcess
  network: Network
  files: Files
}

let bundle: Bundle | undefined

export function useBundle(file: string): void {
  path = file
  bundle = undefined
}

/** Compiles the bundle once. Each call evaluates it again, so no state is shared between runs. */
function loadBundle(): Bundle {
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname', ...GLOBALS].join(', ')
  const source = `(function (${parameters}) {${readFileSync(path, 'utf8')}\n})`
  return new Script(source, { filename: path }).runInThisContext()
}

/** Starts the built action. It proceeds with virtual time. */
export function startAction(host: Host): void {
  bundle ??= loadBundle()
  const timers = timersOf(host)
  const globals = globalsOf(host, timers)
  const module = { exports: {} }
  const values = GLOBALS.map((name) => globals[name])
  bundle(module.exports, requireOf(host, timers, globals), module, path, '/action/dist', ...values)
}

type Globals = Record<(typeof GLOBALS)[number], unknown>

function globalsOf(host: Host, timers: Timers): Globals {
  const { time, wall, random, process } = host
  const own = {
    ...timers,
    process,
    Date: dateOf(host),
    Math: derived(Math, { random: () => random.next() }),
    performance: { now: () => time.now, timeOrigin: wall() - time.now },
    crypto: { ...randomFunctions(host), subtle: undefined },
    AbortSignal: abortSignalOf(timers),
    fetch: () => {
      throw new Error("The simulation doesn't support fetch.")
    }
  }
  const all = derived(globalThis, own)
  return { ...own, globalThis: all, global: all }
}

/** An object that inherits from another one and overrides some of its members. */
function derived(from: object, own: object): object {
  return Object.create(from, Object.getOwnPropertyDescriptors(own))
}

function requireOf(host: Host, timers: Timers, globals: Globals): (name: string) => unknown {
  const own: Record<string, () => unknown> = {
    crypto: () => derived(crypto, { ...randomFunctions(host), createHmac }),
    fs: () => fileSystem(host.files),
    http: () => host.network.http,
    https: () => host.network.https,
    net: () => ({ setDefaultAutoSelectFamilyAttemptTimeout() {} }),
    os: () => derived(os, { EOL: '\n' }),
    perf_hooks: () => ({ performance: globals.performance }),
    process: () => host.process,
    timers: () => timers,
    'timers/promises': () => timerPromises(timers)
  }
  return (name) => {
    const plain = name.replace(/^node:/, '')
    if (HARMLESS.includes(plain)) return loadModule(plain)
    const make = own[plain]
    if (make === undefined) throw new Error(`The simulation doesn't support the module ${name}.`)
    return make()
  }
}

function timerPromises({ setTimeout, setImmediate }: Timers) {
  return {
    setTimeout: (delay?: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise((resolve, reject) => {
        const end = (): void => {
          timer.close()
          signal?.removeEventListener('abort', end)
          if (signal?.aborted) reject(signal.reason)
          else resolve(value)
        }
        const timer = setTimeout(end, delay)
        signal?.addEventListener('abort', end)
        if (signal?.aborted) end()
      }),
    setImmediate: (value?: unknown) => new Promise((resolve) => setImmediate(() => resolve(value)))
  }
}

/** The `fs` functions that the action and its toolkit call. */
function fileSystem(files: Files) {
  const missing = (path: string): Error =>
    Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
  const append = (path: string, text: string): void => {
    const before = files.get(path)
    if (before === undefined) throw missing(path)
    files.set(path, before + text)
  }
  return {
    constants: { R_OK: 4, W_OK: 2 },
    promises: {},
    existsSync: (path: string): boolean => files.has(path),
    appendFileSync: append,
    writeFileSync: (path: string, text: string) => files.set(path, text),
    readFileSync: (path: string): string => {
      const text = files.get(path)
      if (text === undefined) throw missing(path)
      return text
    }
  }
}
