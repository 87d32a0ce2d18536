import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'

/** What the build's own statistics say is in each file of dist. */
const files: Record<string, { bytes: number; modules: string[] }> = JSON.parse(
  readFileSync(join(root, 'docs/dist.json'), 'utf8')
)
const names = readdirSync(join(root, 'dist'))
const code = Object.fromEntries(names.map((name) => [name, readFileSync(join(root, 'dist', name), 'utf8')]))
const chunks = names.filter((name) => name.endsWith('.index.js'))

/** What every run loads, and no more. Whatever else comes to be needed by every run makes every run slower. */
const ENTRY = [
  './node_modules/@actions/core/lib/command.js',
  './node_modules/@actions/core/lib/core.js',
  './node_modules/@actions/core/lib/utils.js',
  './node_modules/@actions/github/lib/context.js',
  './node_modules/@actions/github/lib/github.js',
  './package.json',
  ...['client', 'endpoint', 'errors', 'models', 'signer', 'transport'].map(
    (name) => `./packages/hcs-mgw20240626/src/${name}.ts`
  ),
  ...['cancellation', 'contract', 'credentials', 'failure', 'index', 'inputs', 'nearest', 'no-event-payload'],
  ...['operations', 'persist', 'plain-stdout', 'report', 'result', 'run', 'service', 'workflow-run']
].map((name) => (name.startsWith('.') ? name : `./src/${name}.ts`))

test('what every run loads is what is listed here', () => {
  expect(files['index.js']?.modules).toEqual(ENTRY)
})

test('the files of dist are those of the statistics, to the byte', () => {
  expect(Object.fromEntries(names.map((name) => [name, statSync(join(root, 'dist', name)).size]))).toEqual(
    Object.fromEntries(Object.entries(files).map(([name, { bytes }]) => [name, bytes]))
  )
})

test('dist is small enough to be read, what every run loads above all', () => {
  const bytes = Object.values(files).map(({ bytes }) => bytes)
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(200 * 1024)
  expect(files['index.js']?.bytes).toBeLessThanOrEqual(90_000)
  for (const chunk of chunks) expect(files[chunk]?.bytes).toBeLessThanOrEqual(42_000)
})

test('every file is loaded by something, and nothing is in two of them', () => {
  expect(chunks.length).toBeGreaterThan(5)
  for (const chunk of chunks) {
    expect(Object.values(code).join('\n')).toMatch(
      new RegExp(`/\\* import\\(\\)[^*]*\\*/ ${Number.parseInt(chunk, 10)}\\)`)
    )
  }
  const modules = Object.values(files).flatMap(({ modules }) => modules)
  expect(modules.length).toBeGreaterThan(40)
  expect(modules.filter((module, index) => modules.indexOf(module) !== index)).toEqual([])
})

test('what every run loads is in ASCII, and names neither what signs in nor the parser of XML', () => {
  expect(code['index.js']).toMatch(/^[\t\n -~]*$/)
  expect(code['index.js']).not.toMatch(/AssumeRoleWithOIDC|ACS3-HMAC-SHA256|parse-xml/)
})

test('dist holds the licence of everything that is inside', () => {
  const packages = Object.values(files)
    .flatMap(({ modules }) => modules)
    .flatMap((name) => /^\.\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? [])
  expect(packages).toEqual(expect.arrayContaining(['@actions/core', '@actions/github', '@rgrove/parse-xml']))
  for (const name of packages) expect(code['licenses.txt']).toContain(`${name} `)
})
