/**
 * `npm run build`: writes src/contract.ts and README's tables from action.yml, then dist/ from src/ and docs/dist.json
 * about it. On the way it takes comments out of packages in node_modules, and runs the action four times against the
 * emulator. The same sources always give the same bytes.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import typescript from 'typescript'
import { EXPLANATIONS } from '../src/explain.ts'
import { type Action, readAction, root } from './action-yml.ts'
import { calledFunctions } from './coverage.ts'
import { HEAD, tidy, withHints } from './finish.ts'

/** One module of the bundle, or several that were joined to one, as webpack's statistics have it. */
interface Module {
  name: string
  modules?: Module[]
}

/** One file of the bundle. */
interface Chunk {
  id: number
  initial: boolean
  files: string[]
  modules: Module[]
}

/** The errors that README tells of: those that most people meet. */
const COMMON_ERRORS = [
  'NoSuchImportJob',
  'InvalidImportJobStatus',
  'ImportJobConcurrencyExceed',
  'AccessDenied',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'SecurityTokenExpired',
  'ServiceUnavailable',
  'InvalidResponse',
  'ENOTFOUND',
  'ETIMEDOUT',
  'FilesFailed',
  'WaitTimeout'
]

const action = readAction()
write('src/contract.ts', contract(action))
write('README.md', withTables(read('README.md'), action))
const chunks = bundle()
write('dist/licenses.txt', licences(Object.values(chunks).flat()))
await hint()
write('docs/dist.json', `${JSON.stringify(contents(chunks), null, 2)}\n`)

/** The names of action.yml as TypeScript, so that the compiler refuses any other. */
function contract({ inputs, outputs }: Action): string {
  const union = (of: object): string => Object.keys(of).reduce((text, name) => `${text}\n  | '${name}'`, '')
  const defaults = Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]]
    )
  )
  return [
    '// Written from action.yml by `npm run build`. Do not edit.',
    `export type InputName =${union(inputs)}`,
    '',
    `export type OutputName =${union(outputs)}`,
    '',
    '/** For an input that is set to the empty string, where the runner does not put in the default. */',
    `export const DEFAULTS: Partial<Record<InputName, string>> = ${JSON.stringify(defaults, null, 2)}`,
    ''
  ].join('\n')
}

/** Replaces what stands between `<!-- inputs -->` and `<!-- /inputs -->`, and the same for outputs and errors. */
function withTables(readme: string, { inputs, outputs }: Action): string {
  const inputRows = Object.entries(inputs).map(([name, { description, required, default: value }]) => {
    const note = required ? ' **Required.**' : value === undefined ? '' : ` Default: \`${value}\`.`
    return `| \`${name}\` | ${description}${note} |`
  })
  const outputRows = Object.entries(outputs).map(
    ([name, { description }]) => `| \`${name}\` | ${description} |`
  )
  const errorRows = Object.entries(EXPLANATIONS)
    .filter(([code]) => COMMON_ERRORS.includes(code))
    .map(([code, { meaning, advice }]) => `| \`${code}\` | ${meaning} | ${advice.replaceAll('<', '&lt;')} |`)
  const tables = {
    inputs: ['| input | what it is |', '| --- | --- |', ...inputRows],
    outputs: ['| output | what it holds |', '| --- | --- |', ...outputRows],
    errors: ['| error-code | what it means | what to do |', '| --- | --- | --- |', ...errorRows]
  }
  return Object.entries(tables).reduce((text, [name, rows]) => {
    const place = new RegExp(`(<!-- ${name} -->\n).*(<!-- /${name} -->)`, 's')
    if (!place.test(text)) throw new Error(`README.md has no place for the table of ${name}.`)
    return text.replace(place, (_, begin, end) => `${begin}\n${rows.join('\n')}\n\n${end}`)
  }, readme)
}

/** Builds dist/ and returns the names of the modules in each of its files. A build that ncc fails leaves dist/ as it was. */
function bundle(): Record<string, string[]> {
  prepareDependencies()
  const folder = mkdtempSync(join(tmpdir(), 'mgw-build-'))
  const [dist, statistics] = [join(folder, 'dist'), join(folder, 'stats.json')]
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js')
  const options = ['--out', dist, '--stats-out', statistics, '--no-cache', '--quiet']
  execFileSync(process.execPath, [ncc, 'build', 'src/index.ts', ...options], { cwd: root, stdio: 'inherit' })
  const { chunks } = JSON.parse(readFileSync(statistics, 'utf8')) as { chunks: Chunk[] }
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  cpSync(dist, join(root, 'dist'), { recursive: true })
  for (const name of readdirSync(dist).filter((name) => name.endsWith('.js'))) {
    write(`dist/${name}`, tidy(read(`dist/${name}`)))
  }
  write('dist/package.json', '{"type":"commonjs"}\n')
  rmSync(folder, { recursive: true })
  return Object.fromEntries(
    chunks
      .toSorted((a, b) => a.id - b.id)
      .map(({ initial, files, modules }) => [
        // ncc names the first file itself, after webpack is done.
        initial ? 'index.js' : (files[0] ?? ''),
        modules
          .flatMap((module) => module.modules ?? [module])
          .map(({ name }) => name)
          .filter((name) => name.startsWith('./'))
          .sort()
      ])
  )
}

/** Tells V8 what to compile at once: in the file that every run loads, what every run calls; elsewhere, what a failure does. */
async function hint(): Promise<void> {
  const [success, failure] = [await calledFunctions(true), await calledFunctions(false)]
  for (const name of readdirSync(join(root, 'dist')).filter((name) => name.endsWith('.js'))) {
    const called = name === 'index.js' ? success.get(name) : failure.get(name)
    const code = withHints(read(`dist/${name}`), called ?? [])
    write(`dist/${name}`, name === 'index.js' ? `${HEAD}${code}` : code)
  }
  // And again, to see that both still go as they should.
  await calledFunctions(true)
  await calledFunctions(false)
}

/**
 * Makes the packages ready to be bundled, in node_modules.
 *
 * - None of these does anything when it is merely loaded, but their package.json does not say so. Told, webpack leaves
 *   out what is not used, undici and Octokit above all: 1.2 MB less to read at every start.
 * - More than half of what is left of them is comments, which would be read at every start too.
 */
function prepareDependencies(): void {
  for (const name of [
    '@actions/core',
    '@actions/github',
    '@actions/http-client',
    '@actions/github/node_modules/@actions/http-client',
    '@actions/exec',
    '@actions/io',
    'undici',
    'tunnel'
  ]) {
    const file = `node_modules/${name}/package.json`
    const manifest = JSON.parse(read(file))
    if (manifest.sideEffects !== false)
      write(file, `${JSON.stringify({ ...manifest, sideEffects: false }, null, 2)}\n`)
  }
  for (const folder of [
    '@actions/core/lib',
    '@actions/github/lib',
    '@rgrove/parse-xml/dist',
    '@rgrove/parse-xml/dist/lib'
  ]) {
    for (const name of readdirSync(join(root, 'node_modules', folder)).filter((name) =>
      name.endsWith('.js')
    )) {
      const file = `node_modules/${folder}/${name}`
      write(file, withoutComments(read(file)))
    }
  }
}

/** Code without its comments, the same whether it still had them or not: what is printed again is laid out anew. */
function withoutComments(code: string): string {
  const target = typescript.ScriptTarget.ESNext
  const module = typescript.ModuleKind.ESNext
  const printed = typescript.transpile(code, { target, module, removeComments: true, allowJs: true })
  return printed === code ? code : withoutComments(printed)
}

/** What is in each file of dist, for whoever reads it and for the tests that keep it so. */
function contents(chunks: Record<string, string[]>): Record<string, object> {
  return Object.fromEntries(
    readdirSync(join(root, 'dist')).map((name) => [
      name,
      { bytes: statSync(join(root, 'dist', name)).size, modules: chunks[name] ?? [] }
    ])
  )
}

/** The licences of the packages that modules of the bundle come from. */
function licences(modules: string[]): string {
  const folders = modules.flatMap((name) => /^\.\/(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? [])
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(read(`${folder}/package.json`))
      const file = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file))
      if (file === undefined) throw new Error(`${name} has no licence file.`)
      return `${name} ${version} (${license})\n\n${read(`${folder}/${file}`).trim()}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function write(file: string, content: string): void {
  writeFileSync(join(root, file), content)
}
