import { join } from 'node:path'
import { type Emulator, EXAMPLE_CREDENTIALS, type ReceivedRecord } from 'mgw-emulator'
import { readAction, root } from '../../scripts/action-yml.ts'
import type { Outcome } from '../../scripts/runner.ts'

export const JOB = 'nightly-sync'

/** The names of all outputs, which are set on every end of a run. */
export const OUTPUTS = Object.keys(readAction().outputs)

/** The outputs that tell of the job, as they are when it was not looked at. */
export const NOT_LOOKED_AT = Object.fromEntries(
  OUTPUTS.slice(OUTPUTS.indexOf('job-status')).map((name) => [name, ''])
)

/** Inputs that reach an emulator with keys that it knows. */
export function reach({ url }: Emulator): Record<string, string> {
  return {
    region: 'cn-hangzhou',
    endpoint: url,
    'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
    'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
  }
}

/** Everything that a step did, with what differs from run to run replaced by its name, for comparing as a whole. */
export function everything(outcome: Outcome, requests: readonly ReceivedRecord[] = []): object {
  const { log, stderr, exitCode, outputs, summary } = outcome
  return {
    exitCode,
    log: lines(log),
    stderr: lines(stderr),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, steady(value)])),
    summary: lines(summary),
    requests: requests.map(({ method, path, headers, body }) => ({
      request: `${method} ${path}`,
      headers: Object.entries(headers)
        .sort()
        .map(([name, value]) => steady(`${name}: ${value}`)),
      body
    }))
  }
}

/**
 * The commands that a runner would find in a log: lines that begin with `::` after spaces, and lines with `##[`
 * anywhere in them (the older form, which runners still obey).
 */
export function commands(log: string): string[] {
  return log
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trimStart().startsWith('::') || line.includes('##['))
    .map((line) => /^::([a-z-]+)/.exec(line)?.[1] ?? line)
}

/** The error annotations in a log, as they are shown. */
export function errors(log: string): { title: string; text: string }[] {
  return [...log.matchAll(/^::error title=([^:]*)::(.*)$/gm)].map(([, title = '', text = '']) => ({
    title: unescaped(title),
    text: unescaped(text)
  }))
}

export function warnings(log: string): string[] {
  return [...log.matchAll(/^::warning::(.*)$/gm)].map(([, text = '']) => unescaped(text))
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' }
  return text.replace(/%(25|0D|0A|3A|2C)/g, (code) => characters[code] ?? code)
}

function lines(text: string): string[] {
  return steady(text).split('\n')
}

function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<log time>')
    .replace(/Signature=[0-9a-f]{64}/g, 'Signature=<signature>')
    .replace(/\b[0-9A-F]{24}\b/g, '<request ID>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/Node\.js\/\d+\.\d+\.\d+/g, 'Node.js/<version>')
    .replace(/\d{8}T\d{6}Z/g, '<x-oss-date>')
    .replace(/\/\d{8}\/cn-hangzhou/g, '/<day>/cn-hangzhou')
    .replace(/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<date>')
}

export function notices(log: string): string[] {
  return [...log.matchAll(/^::notice(?: title=[^:]*)?::(.*)$/gm)].map(([, text = '']) => unescaped(text))
}

/** A clock that runs `factor` times as fast as real, for the emulator, and for a step that is given `env`. */
export function fastClock(factor: number): { now: () => number; env: Record<string, string> } {
  const origin = Date.now()
  return {
    now: () => origin + (Date.now() - origin) * factor,
    env: {
      NODE_OPTIONS: `--import=file://${join(root, '__tests__/preload/fast-time.mjs')}`,
      TIME_FACTOR: String(factor),
      // A request takes as long as it takes, however fast the clock runs.
      TIME_REAL_MS: '30000',
      TIME_ORIGIN: String(origin)
    }
  }
}
