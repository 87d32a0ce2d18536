/**
 * `node scripts/screenshots.ts`: makes the pictures in docs/images anew. The built action runs against the emulator,
 * and what it writes is drawn as GitHub shows it: the log, an annotation, and the job summary, whose Markdown and chart
 * go through real renderers. Needs Chromium, and a network for the tools below: they are no dependencies, because nothing
 * else needs them.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { root } from './action-yml.ts'
import { type Outcome, runStep } from './runner.ts'

const TOOLS = ['marked@18.2.1', 'mermaid@12.3.0', 'sharp@0.35.5']
/** In CSS pixels. */
const WIDTH = 820
/** The largest picture that a README should load, in bytes. */
const MAX_BYTES = 150_000
/** How much faster than real time runs: a quarter of an hour takes seconds. */
const TIME_FACTOR = 150

const STYLE = `
  body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif }
  main { padding: 16px; box-sizing: border-box; width: ${WIDTH}px }
  h2 { font-size: 18px; margin: 0 0 8px }
  section { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px }
  table { border-collapse: collapse; margin-bottom: 16px }
  th, td { border: 1px solid #d1d9e0; padding: 5px 12px }
  code, pre, .log { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 12px }
  code { background: #eff1f3; border-radius: 6px; padding: 2px 5px }
  .muted { color: #59636e; margin: 0 0 12px }
  .annotation { display: flex; gap: 12px; border-top: 1px solid #d1d9e0; padding-top: 12px }
  .annotation p { margin: 4px 0 0 }
  .cross { color: #d1242f; font-weight: bold }
  .log { background: #0d1117; color: #e6edf3; border-radius: 6px; margin: 0; padding: 14px 12px 14px 38px; font-size: 11px }
  .log li { white-space: pre-wrap; overflow-wrap: anywhere }
  .log li::marker { color: #7d8590 }
  .error { color: #ff7b72 } .warning { color: #d29922 } .notice { color: #58a6ff }
`

const chromium = findChromium()
const folder = mkdtempSync(join(tmpdir(), 'mgw-screenshots-'))
try {
  console.log(`Installing ${TOOLS.join(', ')} in a temporary folder`)
  execFileSync('npm', ['install', '--silent', '--ignore-scripts', '--prefix', folder, ...TOOLS], {
    shell: process.platform === 'win32',
    stdio: 'inherit'
  })
  const load = createRequire(join(folder, 'package.json'))
  const { marked } = load('marked') as { marked: { parse(markdown: string): string } }
  const sharp = load('sharp') as (png: Buffer) => { png(options: object): { toBuffer(): Promise<Buffer> } }
  const { migration, failure } = await runSteps()
  mkdirSync(join(root, 'docs/images'), { recursive: true })
  const pages = {
    log: logPage(migration),
    annotation: annotationPage(failure),
    summary: summaryPage(marked.parse(migration.summary))
  }
  for (const [name, content] of Object.entries(pages)) {
    // Few colours make a small file, and are enough for text.
    const png = await sharp(draw(name, content)).png({ palette: true, colours: 48, dither: 0 }).toBuffer()
    if (png.length > MAX_BYTES)
      throw new Error(`${name}.png has ${png.length} bytes, more than ${MAX_BYTES}.`)
    writeFileSync(join(root, 'docs/images', `${name}.png`), png)
    console.log(`docs/images/${name}.png: ${png.length} bytes`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** A migration that is started and waited for, and a step that fails. */
async function runSteps(): Promise<{ migration: Outcome; failure: Outcome }> {
  const origin = Date.now()
  const minutes = (count: number): number => count * 60_000
  const emulator = await startEmulator({
    now: () => origin + (Date.now() - origin) * TIME_FACTOR,
    jobs: [
      {
        name: 'nightly-sync',
        status: 'IMPORT_JOB_BEGIN',
        maxBandWidth: 2_000_000_000,
        maxImportTaskQps: 500,
        plan: {
          totalCount: 48_210,
          totalSize: 84_000_000_000,
          skippedCount: 1_204,
          listingMs: minutes(1),
          copyMs: minutes(8)
        }
      }
    ],
    durations: { launching: minutes(0.2), preparing: minutes(0.4), closing: minutes(0.2) }
  })
  const run = (inputs: Record<string, string>): Promise<Outcome> =>
    runStep({
      inputs: {
        region: 'cn-hangzhou',
        endpoint: emulator.url,
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret,
        ...inputs
      },
      env: {
        NODE_OPTIONS: `--import=${pathToFileURL(join(root, '__tests__/preload/fast-time.mjs'))}`,
        TIME_FACTOR: String(TIME_FACTOR),
        TIME_ORIGIN: String(origin),
        TIME_REAL_MS: '30000'
      }
    })
  try {
    const failure = await run({ operation: 'pause-job', 'job-name': 'nightly-snyc' })
    const migration = await run({
      operation: 'start-job',
      'job-name': 'nightly-sync',
      'wait-for': 'finished',
      'wait-timeout-seconds': '3600',
      'poll-interval-seconds': '40'
    })
    if (migration.exitCode !== 0 || failure.exitCode !== 1) {
      throw new Error(`The steps did not go as they should:\n${migration.log}\n${failure.log}`)
    }
    return { migration, failure }
  } finally {
    await emulator.close()
  }
}

/** The log of a step, as GitHub shows it: masking is silent, commands are coloured words. */
function logPage({ log }: Outcome): string {
  const lines = log
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('::add-mask::'))
    .map((line) => {
      const [, level = '', text = line] = /^::(error|warning|notice)[^:]*::(.*)$/.exec(line) ?? []
      const word = level === '' ? '' : `<b class="${level}">${level[0]?.toUpperCase()}${level.slice(1)}: </b>`
      return `<li>${word}${escapeHtml(text)}</li>`
    })
  return `<ol class="log">${lines.join('')}</ol>`
}

function annotationPage({ log }: Outcome): string {
  const [, title = '', text = ''] = /^::error title=([^:]*)::(.*)$/m.exec(log) ?? []
  return `<section><h2>Annotations</h2><p class="muted">1 error</p><div class="annotation"><span class="cross">✕</span><div><b>${escapeHtml(title)}</b><p>${escapeHtml(text)}</p></div></div></section>`
}

function summaryPage(html: string): string {
  const charts = html.replace(
    /<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/gs,
    '<pre class="mermaid">$1</pre>'
  )
  const mermaid = pathToFileURL(join(folder, 'node_modules/mermaid/dist/mermaid.min.js'))
  return `<section><h2>migrate summary</h2>${charts}</section><script src="${mermaid}"></script><script>mermaid.initialize({ startOnLoad: true })</script>`
}

/** Draws a page as a picture that is as high as its content. */
function draw(name: string, content: string): Buffer {
  const [html, png] = [join(folder, `${name}.html`), join(folder, `${name}.png`)]
  writeFileSync(html, page(content))
  const url = pathToFileURL(html).href
  const dom = browse(['--dump-dom', `--window-size=${WIDTH},400`, url])
  const height = Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 400)
  browse([`--screenshot=${png}`, `--window-size=${WIDTH},${height}`, '--force-device-scale-factor=1.5', url])
  return readFileSync(png)
}

function page(content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${STYLE}</style><body><main>${content}</main>
<script>setInterval(() => { document.documentElement.dataset.height = document.querySelector('main').scrollHeight }, 50)</script></body></html>`
}

function escapeHtml(text: string): string {
  const plain = text.replaceAll('%0A', '\n').replaceAll('%0D', '').replaceAll('%25', '%')
  return plain.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function browse(args: string[]): string {
  // The pages are this script's own, and a container has no rights for Chromium's sandbox.
  const always = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-lcd-text',
    '--virtual-time-budget=4000'
  ]
  return execFileSync(chromium, [...always, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore']
  })
}

function findChromium(): string {
  for (const name of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
    if (name === undefined) continue
    try {
      execFileSync(name, ['--version'], { stdio: 'ignore' })
      return name
    } catch {}
  }
  throw new Error(
    'The pictures are drawn by Chromium, which is not here. Install it (on Debian: apt-get install chromium), or set CHROMIUM to its path.'
  )
}
