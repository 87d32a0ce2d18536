/**
 * `node .github/scripts/release-notes.ts v1.2.3`: prints the section of a version in CHANGELOG.md. Exits with 1 if there is
 * none, or if package.json has another version. Doesn't need `npm ci`.
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
if (manifest.version !== version) fail(`package.json has version ${manifest.version}, not ${version}.`)
else if (!notes) fail(`CHANGELOG.md has no notes for ${version} under a heading "## [${version}] - YYYY-MM-DD".`)
else console.log(notes)

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
