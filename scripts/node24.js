// `node scripts/node24.js <file>` runs a file with Node 24: the installed one, or the one that `npm ci` installs for this
// platform (an optional dependency). This is JavaScript so that older versions of Node can run it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const [system, program] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node']
const folder = join(import.meta.dirname, '../node_modules', `node-${system}-${process.arch}`)
const installed = join(folder, 'bin', program)
const major = Number.parseInt(process.versions.node, 10)
// Without Node 24, a newer version is used.
const node = major !== 24 && existsSync(installed) ? installed : process.execPath

if (node === installed || major >= 24) {
  const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
  // A terminal sends SIGINT to both processes. SIGTERM only reaches this one, so forward it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
} else {
  console.error(
    `This needs Node 24 or newer, but this is ${process.version}. Run \`npm ci\`, which installs it on most platforms, or install it yourself.`
  )
  process.exitCode = 1
}
