import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readAction, root } from '../../scripts/action-yml.ts'
import { CATALOGUE } from '../../src/report/error-catalogue.ts'
import { headingAnchors } from './links.ts'

test('troubleshooting has an entry for each error code that the action can produce', () => {
  const thrown = globSync('src/**/*.ts', { cwd: root }).flatMap((file) => codesIn(read(file)))
  // Node's own code for a proxy that refuses; src adds the message.
  const codes = new Set([...Object.keys(CATALOGUE), 'ERR_PROXY_TUNNEL', ...thrown])
  const page = read('docs/troubleshooting.md')
  const entries = [...page.matchAll(/^### `(\w+(?:\.\w+)*)`$/gm)].map(([, code = '']) => code)
  expect(entries.sort()).toEqual([...codes].sort())
})

test('finds the codes that a source throws', () => {
  const source = `throw new ActionError(
      'WaitTimeout', text)
    return { verdict: 'failed', code: 'JobEnded', message }
    return failed('JobPaused', text)
    if (error.code === 'NotThrown') call('GetJob')`
  expect(codesIn(source)).toEqual(['WaitTimeout', 'JobEnded', 'JobPaused'])
})

/** The codes of errors with a message of the action: the first argument of an error or of `failed`, or a field `code`. */
function codesIn(source: string): string[] {
  const pattern = /(?:new \w+\(|\bfail\w*\(|\bcode:)\s*'([A-Z][a-z]\w+|ERR_PROXY\w+)'/g
  return [...source.matchAll(pattern)].map(([, code = '']) => code)
}

test("an error code's anchor is the code in lower case, without dots", () => {
  const anchors = headingAnchors(read('docs/troubleshooting.md'))
  const expected = Object.keys(CATALOGUE).map((code) => code.toLowerCase().replaceAll('.', ''))
  expect(anchors).toEqual(expect.arrayContaining(expected))
})

test('the outputs page describes each output', () => {
  const described = [...read('docs/outputs.md').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    cell.match(/[\w-]+/g)
  )
  expect(described.sort()).toEqual(Object.keys(readAction().outputs).sort())
})

test('the pages for users have at most 7,000 words, without code and generated parts', () => {
  const pages = globSync('docs/*.md', { cwd: root }).filter((page) => !/(troubleshooting|maintaining)\.md$/.test(page))
  const words = pages
    .map(read)
    .join('\n')
    .replace(/^```.*?^```|<!-- figures.*?\/figures -->/gms, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`|\]\([^)]*\)|<[^>]+>|https?:\S+/g, ' ')
    .match(/[A-Za-z']+/g)
  expect(pages.length).toBeGreaterThan(10)
  expect(words?.length).toBeLessThanOrEqual(7000)
})

test('the tests for the claims of the security page exist', () => {
  const rows = read('docs/internals/security-tests.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && line !== '| what | test |')
  const named = rows
    .slice(1)
    .map((row) => /\| \[[\w.-]+\]\(\.\.\/\.\.\/([\w./-]+)\): "(.+)" \|$/.exec(row) ?? [row, '', ''])
  expect(named.length).toBeGreaterThan(25)
  expect(
    named.filter(([, file = '', title = '']) => file === '' || !read(file).includes(title)).map(([row]) => row)
  ).toEqual([])
})

test('the npm scripts that the pages name exist', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', '.github/**/*.{md,yml}'], { cwd: root }).map(read)
  const named = [...pages.join('\n').matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, name = '']) => name)
  expect(named).toEqual(expect.arrayContaining(['build', 'demo']))
  const { scripts } = JSON.parse(read('package.json'))
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([])
})

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
