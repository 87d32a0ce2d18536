/** What the build does to the files that ncc writes: less of the bundler's own for people, and less to do for V8. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import typescript, { type FunctionDeclaration, type Node } from 'typescript'
import { root } from './action-yml.ts'

/** A piece of a text: from `start`, up to and without `end`. */
export interface Range {
  start: number
  end: number
}

/** A piece of text to put in place of another. */
interface Edit extends Range {
  text: string
}

/** A file of ncc's, without what nobody needs, and laid out. */
export function tidy(code: string): string {
  return formatted(asAscii(asCommonJs(withPlainExports(withoutUnused(withoutNotes(code))))))
}

/** All that the toolkit takes of node:os, which takes 0.1 ms to load. */
function eolOf(code: string): string {
  const others = [...code.matchAll(/\bexternal_os_\w*\.(\w+)/g)].filter(([, name]) => name !== 'EOL')
  if (others.length > 0) throw new Error(`node:os is used for more than EOL: ${others.join(', ')}.`)
  return `{ EOL: process.platform === 'win32' ? '\\r\\n' : '\\n' }`
}

/**
 * Without what webpack notes for itself, and with Node's own modules taken from where they are (a `require` created for
 * each costs 2 MiB).
 */
function withoutNotes(code: string): string {
  return code
    .replace(/^\/\*{3,}\/ ?\t*/gm, '')
    .replace(/^;(?=\/\/ CONCATENATED MODULE)/gm, ';\n\n')
    .replace(/\/\* (?:(?:unused )?harmony (?:export|import)[^*]*|binding) \*\/ */g, '')
    .replace('import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";\n', '')
    .replaceAll('__WEBPACK_EXTERNAL_createRequire(import.meta.url)(', 'process.getBuiltinModule(')
    .replaceAll('process.getBuiltinModule("os")', () => eolOf(code))
    .replaceAll('__webpack_require__', '__nccwpck_require__')
    .replace(
      /^\s*\/\/ (?:(?:UNUSED )?EXPORTS\b|no (?:module\.|baseURI|prefetching|preloaded|external install|on chunks)).*\n/gm,
      ''
    )
    .replace(/^\s*\/\* webpack\/runtime\/(?:asset-relocator-loader|compat) \*\/\s*\n/gm, '')
    .replace(/^if \(typeof __nccwpck_require__ !== 'undefined'\) __nccwpck_require__\.ab = .*;$/m, '')
}

/** Without what packages bring along and nothing uses: TypeScript finds it, as it does in an editor. */
function withoutUnused(code: string): string {
  const fileName = '/bundle.js'
  let text = code
  let version = 0
  const files = typescript.createLanguageService({
    getScriptFileNames: () => [fileName],
    getScriptVersion: () => String(version),
    getScriptSnapshot: (name) => (name === fileName ? typescript.ScriptSnapshot.fromString(text) : undefined),
    getCurrentDirectory: () => '/',
    getCompilationSettings: () => ({
      allowJs: true,
      checkJs: true,
      noUnusedLocals: true,
      noLib: true,
      types: []
    }),
    getDefaultLibFileName: () => '/none.d.ts',
    fileExists: (name) => name === fileName,
    readFile: () => undefined
  })
  for (;;) {
    const { changes } = files.getCombinedCodeFix(
      { type: 'file', fileName },
      'unusedIdentifier_delete',
      {},
      {}
    )
    const edits = changes.flatMap(({ textChanges }) =>
      textChanges.map(({ span, newText }) => ({
        start: span.start,
        end: span.start + span.length,
        text: newText
      }))
    )
    if (edits.length === 0) return text
    text = edited(text, edits)
    version++
  }
}

/**
 * With the exports of each module given as they are, at its end, in place of a function for each that looks them up
 * (0.2 ms). Both are the same as long as no module uses another's while it loads in a circle (then the build's own runs
 * fail), and none changes what it has exported.
 */
function withPlainExports(withGetters: string): string {
  const code = withGetters.replace(
    /\/\* webpack\/runtime\/define property getters \*\/\s*\(\(\) => \{[\s\S]*?\n\}\)\(\);\n/,
    ''
  )
  const source = typescript.createSourceFile('bundle.js', code, typescript.ScriptTarget.ESNext, true)
  const edits: Edit[] = []
  const visit = (node: Node): void => {
    const text = typescript.isExpressionStatement(node) ? node.getText(source) : ''
    const exported = /^__\w+_require__\.d\((?<exports>\w+), (?<names>\{[\s\S]*\})\);?$/.exec(text)?.groups
    if (exported !== undefined) {
      for (const [, name] of exported.names?.matchAll(/: \(\) => (\w+)/g) ?? []) {
        if (new RegExp(`^\\s*let ${name}\\b`, 'm').test(code))
          throw new Error(`${name} is exported, and may change.`)
      }
      const values = exported.names?.replace(/: \(\) => /g, ': ')
      edits.push({ start: node.getStart(source), end: node.end, text: '' })
      edits.push({
        start: node.parent.end - 1,
        end: node.parent.end - 1,
        text: `Object.assign(${exported.exports}, ${values})\n`
      })
    }
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return edited(code, edits)
}

/**
 * As CommonJS, which Node loads faster than ES modules: 0.2 ms for the first file, 0.4 ms for one that is loaded on the
 * way. Nothing but how webpack loads its files needs to be changed.
 */
function asCommonJs(code: string): string {
  const text = code
    .replace(/^export const (id|ids|modules) = /gm, 'exports.$1 = ')
    .replace(
      'import("./" + __nccwpck_require__.u(chunkId))',
      'Promise.resolve().then(() => require("./" + __nccwpck_require__.u(chunkId)))'
    )
  if (/^(import|export)\b|\bimport(\.meta|\([^)])/m.test(text))
    throw new Error('An ES module is left in dist.')
  return `'use strict'\n${text}`
}

/** In ASCII: V8 keeps each character of such a file in one byte, and of any other in two (0.4 ms). */
function asAscii(code: string): string {
  if (/\\[^\t-~]|String\.raw/.test(code)) throw new Error('An escape would change what is not ASCII.')
  return code.replace(/[^\t-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Laid out with tabs, which are fewer bytes. */
function formatted(code: string): string {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const options = ['--indent-style=tab', '--line-width=140', '--stdin-file-path=src/bundle.js']
  return execFileSync(process.execPath, [biome, 'format', ...options], {
    cwd: root,
    input: code,
    encoding: 'utf8'
  })
}

/**
 * With parentheses around the functions that are called in every run. V8 takes them as a sign that a function is about
 * to be called, and compiles it while it reads it, in place of skipping it first and reading it again for the call.
 */
export function withHints(code: string, called: readonly Range[]): string {
  const source = typescript.createSourceFile('bundle.js', code, typescript.ScriptTarget.ESNext, true)
  const edits: Edit[] = []
  const insert = (at: number, text: string): void => {
    edits.push({ start: at, end: at, text })
  }
  const visit = (node: Node): void => {
    const [start, end] = [node.getStart(source), node.end]
    if (called.some((range) => range.start === start && range.end === end)) {
      if (typescript.isFunctionDeclaration(node) && node.name !== undefined && !isUsedBefore(node)) {
        insert(start, `const ${node.name.text} = (`)
        insert(end, ')')
      } else if (isExpression(node) && !typescript.isParenthesizedExpression(node.parent)) {
        insert(start, '(')
        insert(end, ')')
      }
    }
    typescript.forEachChild(node, visit)
  }
  visit(source)
  return edited(code, edits)
}

/** What whoever reads dist should know, at the head of the file that they begin with. */
export const HEAD = `// Written by "npm run build" from src and packages. Do not edit.
// - "const f = (function f() {...})" is "function f() {...}": the parentheses let V8 compile at once what every run calls.
// - "(0, m /* .send */.t)(...)" calls send of the module m; what a module gives to others stands at its end.
// - What is not ASCII is written as \\uXXXX. docs/performance.md tells why. The way through begins at "const run", below.
`

/** Whether a function is used above its declaration, by what runs there at once: then it must stay one. */
function isUsedBefore({ parent, name, pos }: FunctionDeclaration): boolean {
  const uses = (node: Node): boolean =>
    !typescript.isFunctionLike(node) &&
    ((typescript.isIdentifier(node) && node.text === name?.text) ||
      typescript.forEachChild(node, uses) === true)
  return typescript.forEachChild(parent, (sibling) => sibling.pos < pos && uses(sibling)) === true
}

function isExpression(node: Node): boolean {
  return typescript.isArrowFunction(node) || typescript.isFunctionExpression(node)
}

function edited(text: string, edits: Edit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (rest, { start, end, text: replacement }) => rest.slice(0, start) + replacement + rest.slice(end),
      text
    )
}
