import { type Emulator, EXAMPLE_CREDENTIALS } from 'mgw-emulator'
import { readAction } from '../../scripts/action-yml.ts'

export const JOB = 'nightly-sync'

/** The names of all outputs, which are set on every end of a run. */
export const OUTPUTS = Object.keys(readAction().outputs)

/** The outputs that tell of the job, as they are when it was not looked at. */
export const NOT_LOOKED_AT = Object.fromEntries(OUTPUTS.slice(OUTPUTS.indexOf('job-status')).map((name) => [name, '']))

/** The outputs of operations after a migration and of several jobs, as they are for another operation on one job. */
export const ONE_JOB = Object.fromEntries(OUTPUTS.slice(OUTPUTS.indexOf('round-status')).map((name) => [name, '']))

/** Inputs that reach an emulator with keys that it knows. */
export function reach({ url }: Emulator): Record<string, string> {
  return {
    region: 'cn-hangzhou',
    endpoint: url,
    'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
    'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret
  }
}

/** What a job summary says to its reader: the paragraphs before its table, and the rows of it. */
export function readSummary(summary: string): { rows: Record<string, string>; paragraphs: string[] } {
  const [before = '', table = ''] = summary.split('</table>', 1)[0]?.split('<table>') ?? []
  const rows = [...table.matchAll(/<th align="left">(.*?)<\/th><td>(.*?)<\/td>/g)]
  const paragraphs = [...before.matchAll(/<(p|pre)>(.*?)<\/\1>/g)]
  return {
    rows: Object.fromEntries(rows.map(([, name = '', cell = '']) => [name, withoutTags(cell)])),
    paragraphs: paragraphs.map(([, , text = '']) => withoutTags(text))
  }
}

function withoutTags(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/&#(\d+);/g, (_, character) => String.fromCharCode(Number(character)))
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
  return [...log.matchAll(/^::warning(?: title=[^:]*)?::(.*)$/gm)].map(([, text = '']) => unescaped(text))
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { '%25': '%', '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',' }
  return text.replace(/%(25|0D|0A|3A|2C)/g, (code) => characters[code] ?? code)
}

export function notices(log: string): string[] {
  return [...log.matchAll(/^::notice(?: title=[^:]*)?::(.*)$/gm)].map(([, text = '']) => unescaped(text))
}
