import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../../scripts/action-yml.ts'

/** A text in the sources that is made of words. */
export interface Message {
  file: string
  /** Its constant parts; between two of them something is filled in. */
  parts: string[]
}

/** Files that say how things go, in the log, the summary or a notice of success, and never what is wrong. */
export const NOT_ABOUT_PROBLEMS = [
  'src/job/states.ts',
  'src/many/log.ts',
  'src/many/overview.ts',
  'src/report/jobs-summary.ts',
  'src/report/success.ts',
  'src/report/summary.ts',
  'src/report/week.ts',
  'src/timetable/describe.ts',
  'src/wait/chart.ts',
  'src/wait/progress.ts'
]

/** Parts of lines of the log, and what is never shown: the message of an error that stands for another one. */
const NEVER_ALONE = [
  'the end of the migration',
  'the change to be applied',
  'The service refused the change.',
  'The call was ended while ',
  ' characters in all)'
]

/** The texts of at least three words in what runs, but for lines of the log, notices and names of types. */
export function messages(): Message[] {
  const files = globSync(['src/**/*.ts', 'packages/hcs-mgw20240626/src/**/*.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !NOT_ABOUT_PROBLEMS.includes(file))
    .sort()
  return files.flatMap((file) =>
    messagesIn(readFileSync(join(root, file), 'utf8'))
      .filter((parts) => !parts.some((part) => NEVER_ALONE.includes(part)))
      .map((parts) => ({ file, parts }))
  )
}

/** The texts in a source, each as its constant parts. */
export function messagesIn(source: string): string[][] {
  const found: string[][] = []
  visit(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true), found)
  return found.filter((parts) => wordsIn(parts.join('…')).length >= 3)
}

/** The words of a text, tags of HTML and XML left out. */
function wordsIn(text: string): string[] {
  return text
    .replace(/<[^>]*>/g, '')
    .split(/\s+/)
    .filter((word) => /[a-z]/i.test(word))
}

function visit(node: ts.Node, found: string[][]): void {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isToldOnly(node)) return
  if (ts.isStringLiteralLike(node)) found.push([node.text])
  if (ts.isTemplateExpression(node)) {
    found.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)])
  }
  ts.forEachChild(node, (child) => visit(child, found))
}

/** Whether a node is a call that only tells how things go: a line of the log, or a notice. */
function isToldOnly(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /(^|\.)(info|notice)$/.test(node.expression.getText())
}

/** Whether a page has a message: its parts in their order, in one line. */
export function quotes(page: string, { parts }: Message): boolean {
  const pattern = parts
    .map((part) => withoutBackslashes(part.replaceAll('\n', ' ')).replace(/[.*+?^${}()|[\]]/g, '\\$&'))
    .join('.{0,200}?')
  return new RegExp(pattern.trim()).test(withoutBackslashes(page))
}

/** Markdown has some of its own. */
function withoutBackslashes(text: string): string {
  return text.replaceAll('\\', '').replace(/ +/g, ' ')
}
