/** `npm run check-built`: whether what the build writes is committed as the sources give it, with nothing beside it. */
import { execFileSync } from 'node:child_process'
import { root } from './action-yml.ts'

const files = ['dist', 'README.md', 'src/contract.ts']
const status = execFileSync(
  'git',
  ['status', '--porcelain', '--untracked-files=all', '--ignored', '--', ...files],
  {
    cwd: root,
    encoding: 'utf8'
  }
)
if (status !== '') {
  console.error(`Not committed as \`npm run build\` writes it. Commit these:\n${status}`)
  process.exitCode = 1
}
