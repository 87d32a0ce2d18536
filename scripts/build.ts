/**
 * `npm run build`: writes src/runner/contract.ts, README's table of inputs, and dist. The same sources always give the same bytes.
 *
 * dist/index.js is as ncc writes it. ncc gets src and the client as tsc compiles them, and copies of GitHub's toolkit
 * that say that they have no side effects. Without that word ncc keeps all of undici and Octokit: 1.2 MB more.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAction, root } from './action-yml.ts'
import { contract, withInputs } from './generated.ts'

/** GitHub's toolkit and what it needs. None of it does anything when it is merely loaded, but none of it says so. */
const TOOLKIT = [
  ...['@actions/core', '@actions/exec', '@actions/github', '@actions/http-client', '@actions/io'],
  ...['tunnel', 'undici']
]
const CLIENT = 'node_modules/@alicloud/hcs-mgw20240626'
/** What ncc is given. It is in the project, so that ncc finds the other packages, by the same path on every machine. */
const folder = join(root, 'build')

const action = readAction()
const readme = join(root, 'README.md')
writeFileSync(readme, withInputs(readFileSync(readme, 'utf8'), action))
writeFileSync(join(root, 'src/runner/contract.ts'), contract(action))

process.on('exit', clear)
clear()
run(root, 'typescript/bin/tsc', '-p', 'tsconfig.build.json')
cpSync(join(folder, 'packages/hcs-mgw20240626'), join(folder, CLIENT), { recursive: true })
for (const name of TOOLKIT) {
  cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
}
for (const file of globSync('node_modules/**/package.json', { cwd: folder })) {
  copyManifest(file, { sideEffects: false })
}
copyManifest(join(CLIENT, 'package.json'), { exports: './src/index.js' })
// Without a type, ncc writes CommonJS, which Node loads a little faster.
copyManifest('package.json', { type: undefined })

const options = ['--license', 'licenses.txt', '--no-cache', '--quiet']
run(folder, '@vercel/ncc/dist/ncc/cli.js', 'build', 'src/index.js', ...options)
// Else Node would take dist/index.js for an ES module, since package.json says that the sources are.
writeFileSync(join(folder, 'dist/package.json'), '{ "type": "commonjs" }\n')
rmSync(join(root, 'dist'), { recursive: true, force: true })
cpSync(join(folder, 'dist'), join(root, 'dist'), { recursive: true })

/** Runs a program out of an installed package, and ends here when it fails. */
function run(cwd: string, program: string, ...options: string[]): void {
  const file = join(root, 'node_modules', program)
  const { status } = spawnSync(process.execPath, [file, ...options], { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

/** Copies a package.json into the folder, with some fields changed. */
function copyManifest(file: string, fields: object): void {
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
  writeFileSync(join(folder, file), JSON.stringify({ ...manifest, ...fields }))
}

function clear(): void {
  rmSync(folder, { recursive: true, force: true })
}
