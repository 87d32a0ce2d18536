/**
 * `node .github/scripts/release-notes.ts v1.2.3`: prints what CHANGELOG.md says of a version. Exits with 1 when it says
 * nothing, or when package.json is of another version. Needs no installed package.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const version = (process.argv[2] ?? '').replace(/^v/, '')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')

const [, rest] = changelog.split(`\n## [${version}] - `)
const notes = rest
  ?.split(/\n(?:## |\[[^\]]+\]: )/)[0]
  ?.replace(/^.*\n/, '')
  .trim()
if (manifest.version !== version) fail(`package.json is of version ${manifest.version}, not ${version}.`)
else if (!notes)
  fail(`CHANGELOG.md has no notes for ${version} under a heading "## [${version}] - YYYY-MM-DD".`)
else console.log(notes)

function fail(reason: string): void {
  console.error(reason)
  process.exitCode = 1
}
