import { type Expr, Lexer, Parser } from '@actions/expressions'
import type { ContextAccess, Grouping, IndexAccess, Literal, Logical } from '@actions/expressions/ast'
import type { Job, Workflow } from './workflows.ts'

/**
 * The values that a value of `with:` can have when the workflow runs, as far as the workflow itself tells: literals,
 * `… && a || b`, the choices of a manual run, and the matrix. Undefined where it does not tell.
 */
export function possibleValues(value: unknown, workflow: Workflow, job: Job): string[] | undefined {
  const text = String(value)
  const [, expression] = /^\$\{\{(.*)\}\}$/s.exec(text.trim()) ?? []
  if (expression === undefined) return text.includes('${{') ? undefined : [text]
  const contexts = ['github', 'env', 'vars', 'secrets', 'inputs', 'matrix', 'needs', 'steps', 'job', 'runner']
  const functions = ['always', 'failure', 'success', 'cancelled', 'hashFiles'].map((name) => ({
    name,
    minArgs: 0,
    maxArgs: 255
  }))
  return valuesOf(new Parser(new Lexer(expression).lex().tokens, contexts, functions).parse(), workflow, job)
}

function valuesOf(expression: Expr, workflow: Workflow, job: Job): string[] | undefined {
  return expression.accept<string[] | undefined>({
    visitLiteral: ({ literal }: Literal) => [literal.coerceString()],
    visitGrouping: ({ group }: Grouping) => valuesOf(group, workflow, job),
    visitLogical: ({ operator, args }: Logical) => {
      const [last, ...others] = args.map((arg) => valuesOf(arg, workflow, job)).reverse()
      if (last === undefined) return undefined
      if (operator.lexeme === '&&') return [...last, 'false']
      if (others.includes(undefined)) return undefined
      return [
        ...others.flatMap((values) => values ?? []).filter((one) => one !== '' && one !== 'false'),
        ...last
      ]
    },
    visitIndexAccess: ({ expr, index }: IndexAccess) => {
      const [context, name] = [
        (expr as ContextAccess).name?.lexeme,
        (index as Literal).literal?.coerceString()
      ]
      if (name === undefined) return undefined
      if (context === 'matrix') return matrixValues(job, name)
      return context === 'inputs' ? choices(workflow, name) : undefined
    },
    visitUnary: () => ['true', 'false'],
    visitBinary: () => ['true', 'false'],
    visitContextAccess: () => undefined,
    visitFunctionCall: () => undefined
  })
}

function matrixValues({ strategy }: Job, name: string): string[] | undefined {
  const { include = [], ...axes } = strategy?.matrix ?? {}
  const values = [...(axes[name] ?? []), ...include.flatMap((entry) => entry[name] ?? [])]
  return values.length === 0 ? undefined : values.map(String)
}

function choices({ on }: Workflow, name: string): string[] | undefined {
  const { type, options } = on?.workflow_dispatch?.inputs?.[name] ?? {}
  return type === 'boolean' ? ['true', 'false'] : options
}
