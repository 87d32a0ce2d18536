/** `npm run check-built`: whether all that the build writes is committed as the sources give it, with nothing beside it. */
import { spawnSync } from 'node:child_process'
import { root } from './action-yml.ts'

const files = ['dist', 'README.md', 'src/runner/contract.ts', 'packages/mgw-emulator/README.md']
const options = ['--porcelain', '--untracked-files=all', '--ignored', '--', ...files]
const { status, stdout, stderr } = spawnSync('git', ['status', ...options], { cwd: root, encoding: 'utf8' })
if (status !== 0 || stdout !== '') {
  console.error(`These files are not committed as \`npm run build\` writes them:

${stdout || stderr}
The build has just written them anew. Look at them with \`git diff\`, and commit them together with what they come from.
`)
  process.exitCode = 1
} else {
  console.log('All that the build writes is committed as the sources give it.')
}
