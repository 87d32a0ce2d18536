import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../scripts/action-yml.ts'

// That dist is what src builds to is what `npm test` sees to: it builds, and asks git whether anything has changed.
const bundle = readFileSync(join(root, 'dist/index.js'), 'utf8')
const licences = readFileSync(join(root, 'dist/licenses.txt'), 'utf8')
/** The packages that webpack says, in a comment before each module, are inside. */
const packages = [
  ...new Set(
    [...bundle.matchAll(/^;?\/\/ (?:CONCATENATED|EXTERNAL) MODULE: .*\bnode_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(
      ([, name = '']) => name
    )
  )
]

test('dist/index.js is the only program, and loads nothing but Node', () => {
  expect(readdirSync(join(root, 'dist')).filter((name) => /\.[cm]?js$/.test(name))).toEqual(['index.js'])
  expect(bundle).not.toMatch(/\bimport\(|\brequire\(["'`]\./)
})

test('dist/index.js is small enough to be read, and has no HTTP client that nobody uses', () => {
  expect(bundle.length).toBeLessThanOrEqual(340 * 1024)
  expect(packages).toContain('@actions/core')
  expect(packages.filter((name) => /octokit|undici/.test(name))).toEqual([])
})

test('dist/index.js is ASCII, which Node reads faster than UTF-8', () => {
  expect(bundle.match(/.*\P{ASCII}.*/gu)).toBeNull()
})

test('no regular expression literal makes V8 look up Unicode properties at each start', () => {
  expect(bundle.match(/.*(?<!\\)\\p\{.*/g)).toBeNull()
})

test.each(packages)('dist/licenses.txt has the licence of %s', (name) => {
  const folder = join(root, 'node_modules', name)
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  expect(`\n${licences}`).toContain(`\n${name}\n${license}\n`)
  for (const file of globSync('LICEN[CS]E*', { cwd: folder }))
    expect(licences).toContain(readFileSync(join(folder, file), 'utf8').trim())
})
