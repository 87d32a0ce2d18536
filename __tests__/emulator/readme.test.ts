import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import * as emulator from 'mgw-emulator'
import { withTables } from '../../packages/mgw-emulator/src/readme.ts'

const readme = readFileSync(new URL('../../packages/mgw-emulator/README.md', import.meta.url), 'utf8')

test('the tables in README are up to date', () => {
  expect(readme).toBe(withTables(readme))
  expect(readme).toContain('| `answer-lost` |')
  expect(readme).toContain('| `IMPORT_JOB_DELETING` | ImportJobInDeleting |')
  expect(readme).toContain('| `NoSuchImportJob` | 404 |')
})

test.each(Object.keys(emulator))('README mentions the export %s', (name) => {
  expect(readme).toContain(name)
})

test.each(Object.keys(emulator.DEFAULT_BEHAVIOR))('README describes the behavior %s', (name) => {
  expect(readme).toContain(`| \`${name}\` |`)
})
