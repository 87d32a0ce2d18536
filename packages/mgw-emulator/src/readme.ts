import { readFile, writeFile } from 'node:fs/promises'
import { errorsTable, faultsTable, rulesTable } from './tables.ts'

const README = new URL('../README.md', import.meta.url)
const TABLES: Record<string, () => string> = { rules: rulesTable, errors: errorsTable, faults: faultsTable }

/** Replaces the generated tables in the README. Each is between two comments with its name. */
export function withTables(readme: string): string {
  return readme.replaceAll(
    /(<!-- (\w+) -->\n).*?(<!-- \/\2 -->)/gs,
    (_, start: string, name: string, end: string) => `${start}\n${TABLES[name]?.()}\n\n${end}`
  )
}

if (import.meta.main) await writeFile(README, withTables(await readFile(README, 'utf8')))
