/** `npm run check-built`: checks that the committed build output is up to date and complete. */
import { spawnSync } from 'node:child_process'
import { root } from './action-yml.ts'

const files = [
  'dist',
  'docs/troubleshooting.md',
  'packages/mgw-emulator/README.md',
  'README.md',
  'README.zh-CN.md',
  'src/runner/contract.ts'
]
const options = ['--porcelain', '--untracked-files=all', '--ignored', '--', ...files]
const { status, stdout, stderr } = spawnSync('git', ['status', ...options], { cwd: root, encoding: 'utf8' })
if (status !== 0 || stdout !== '') {
  console.error(`The committed build output is out of date:

${stdout || stderr}
The files have been rebuilt. Review them with \`git diff\` and commit them together with their sources.
`)
  process.exitCode = 1
} else {
  console.log('The committed build output is up to date.')
}
