import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import { readAction, root } from '../../scripts/action-yml.ts'

const SCRIPTS = join(root, '.github/scripts')

describe('release-notes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mgw-notes-'))
  mkdirSync(join(folder, '.github'))
  cpSync(SCRIPTS, join(folder, '.github/scripts'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "version": "1.2.0", "type": "module" }')
  writeFileSync(
    join(folder, 'CHANGELOG.md'),
    '# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-11-30\n\n### Added\n\n- This.\n\n## [1.1.0] - 2026-11-01\n\n- That.\n\n[1.2.0]: https://example.com\n'
  )
  afterAll(() => rmSync(folder, { recursive: true }))
  const run = (tag: string) =>
    spawnSync(process.execPath, [join(folder, '.github/scripts/release-notes.ts'), tag], { encoding: 'utf8' })

  test("prints the version's section of the changelog", () => {
    expect(run('v1.2.0')).toMatchObject({ status: 0, stdout: '### Added\n\n- This.\n', stderr: '' })
  })

  test('rejects a version other than the one in package.json', () => {
    expect(run('v1.1.0')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('1.2.0') })
  })

  test('rejects a version without a section in the changelog', () => {
    const changelog = join(folder, 'CHANGELOG.md')
    writeFileSync(changelog, readFileSync(changelog, 'utf8').replace('## [1.2.0] - 2026-11-30', '## [Other]'))
    expect(run('v1.2.0')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('no notes')
    })
  })
})

describe('check-outputs', () => {
  const empty = Object.fromEntries(Object.keys(readAction().outputs).map((name) => [name, '']))
  const run = (outputs: Record<string, string>, expected: string) =>
    spawnSync(process.execPath, [join(SCRIPTS, 'check-outputs.ts')], {
      encoding: 'utf8',
      env: { ...process.env, OUTPUTS: JSON.stringify(outputs), EXPECTED: expected }
    })

  test('accepts outputs that match, and empty ones that no pattern names', () => {
    const outcome = run({ ...empty, code: 'success', 'status-code': '200' }, 'code: success\nstatus-code: 2..\n')
    expect(outcome).toMatchObject({ status: 0, stderr: '' })
  })

  test.each([
    ['matches only in part', { ...empty, code: 'success!' }, 'code is "success!"'],
    ['should be empty', { ...empty, code: 'success', changed: 'true' }, 'changed is "true"'],
    ['is not declared', { ...empty, code: 'success', surprise: '' }, 'surprise is not declared'],
    ['was not set', { code: 'success' }, 'status-code was not set']
  ])('rejects an output that %s', (_, outputs, message) => {
    expect(run(outputs, 'code: success\n')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(message)
    })
  })
})
