/**
 * `npm run build`: generates src/runner/contract.ts, the tables in both READMEs, and dist. The output is reproducible.
 *
 * ncc bundles the compiled src and client with copies of their dependencies that are marked as free of side effects.
 * Otherwise it couldn't remove the unused parts of undici and Octokit: 1.2 MB. ncc has no option for that.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readAction, root } from './action-yml.ts'
import { contract, withTables } from './generated.ts'
import { withErrorCodes } from './troubleshooting.ts'

/** They have no side effects, but their package.json doesn't say so. */
const DEPENDENCIES = [
  ...['@actions/core', '@actions/exec', '@actions/github', '@actions/http-client', '@actions/io'],
  ...['@rgrove/parse-xml', 'tunnel', 'undici']
]
const CLIENT = 'node_modules/@alicloud/hcs-mgw20240626'
/** The input of ncc. It is inside the project so that ncc finds node_modules, and by the same path on every machine. */
const folder = join(root, 'build')

const action = readAction()
for (const [file, language] of [
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh']
] as const) {
  const readme = join(root, file)
  writeFileSync(readme, withTables(readFileSync(readme, 'utf8'), action, language))
}
writeFileSync(join(root, 'src/runner/contract.ts'), contract(action))
const troubleshooting = join(root, 'docs/troubleshooting.md')
writeFileSync(troubleshooting, withErrorCodes(readFileSync(troubleshooting, 'utf8')))

process.on('exit', clear)
clear()
run(root, 'typescript/bin/tsc', '-p', 'tsconfig.build.json')
// Like src, what dist needs of its dependencies is compiled without comments.
run(root, 'typescript/bin/tsc', '-p', 'tsconfig.dependencies.json')
// tsc indents with four spaces, which would be an eighth of dist.
run(
  folder,
  '@biomejs/biome/bin/biome',
  'format',
  '--write',
  '--log-level=error',
  `--config-path=${join(root, 'biome.build.json')}`,
  '.'
)
cpSync(join(folder, 'packages/hcs-mgw20240626'), join(folder, CLIENT), { recursive: true })
for (const name of DEPENDENCIES) {
  cpSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
}
cpSync(join(folder, 'dependencies'), join(folder, 'node_modules'), { recursive: true })
for (const file of globSync('node_modules/**/package.json', { cwd: folder })) {
  copyManifest(file, { sideEffects: false })
}
copyManifest(join(CLIENT, 'package.json'), { exports: './src/hcs-mgw.js' })
copyManifest('node_modules/@rgrove/parse-xml/package.json', { main: './src/index.js', sideEffects: false })
// Without a type, ncc writes CommonJS, which Node loads slightly faster.
copyManifest('package.json', { type: undefined })

const options = ['--license', 'licenses.txt', '--no-cache', '--quiet']
run(folder, '@vercel/ncc/dist/ncc/cli.js', 'build', 'src/index.js', ...options)
// The package.json of the project has type: module, but dist/index.js is CommonJS.
writeFileSync(join(folder, 'dist/package.json'), '{ "type": "commonjs" }\n')
rmSync(join(root, 'dist'), { recursive: true, force: true })
cpSync(join(folder, 'dist'), join(root, 'dist'), { recursive: true })

/** Runs a program of an installed package, and exits if it fails. */
function run(cwd: string, program: string, ...options: string[]): void {
  const file = join(root, 'node_modules', program)
  const { status } = spawnSync(process.execPath, [file, ...options], { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

/** Copies a package.json to the build folder and changes some fields. */
function copyManifest(file: string, fields: object): void {
  const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'))
  writeFileSync(join(folder, file), JSON.stringify({ ...manifest, ...fields }))
}

function clear(): void {
  rmSync(folder, { recursive: true, force: true })
}
