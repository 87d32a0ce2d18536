// `node scripts/node24.js <file>` runs a file with Node 24: the machine's own where that is one, else the one that `npm ci`
// brings for this system (package.json has it among the optionalDependencies). Plain JavaScript, for older ones.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const [system, program] = process.platform === 'win32' ? ['win', 'node.exe'] : [process.platform, 'node']
const folder = join(import.meta.dirname, '../node_modules', `node-${system}-${process.arch}`)
const installed = join(folder, 'bin', program)
const major = Number.parseInt(process.versions.node, 10)
// A newer Node than 24 is taken where there is no 24.
const node = major !== 24 && existsSync(installed) ? installed : process.execPath

if (node === installed || major >= 24) {
  const child = spawn(node, process.argv.slice(2), { stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode = code ?? 1
  })
  // A terminal sends Ctrl-C to both. Whoever ends this process by itself means the other.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill())
} else {
  console.error(
    `This needs Node 24 or newer, and here is ${process.version}. Run \`npm ci\`; if that brings none for this system, install it.`
  )
  process.exitCode = 1
}
