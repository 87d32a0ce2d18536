/**
 * `npm run screenshots`: regenerates the images in docs/images. Runs the built action against the emulator and renders its
 * job summary like GitHub, in light and dark mode. Needs Chromium, and network access to install the tools below, which
 * aren't dependencies because nothing else uses them.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Emulator, EXAMPLE_CREDENTIALS, startEmulator } from 'mgw-emulator'
import { root } from './action-yml.ts'
import { type Outcome, runStep } from './runner.ts'

const TOOLS = ['marked@18.2.1', 'mermaid@12.3.0', 'sharp@0.35.5']
/** In CSS pixels. */
const WIDTH = 820
/** The maximum size of an image, in bytes. */
const MAX_BYTES = 150_000
/** How much faster time passes in the step: a quarter of an hour takes 6 s. */
const TIME_FACTOR = 150

/** GitHub's colors and the matching Mermaid themes. */
const SCHEMES = {
  summary: {
    background: '#fff',
    text: '#1f2328',
    border: '#d1d9e0',
    code: '#eff1f3',
    link: '#0969da',
    mermaid: 'default'
  },
  'summary-dark': {
    background: '#0d1117',
    text: '#f0f6fc',
    border: '#3d444d',
    code: '#262c36',
    link: '#4493f8',
    mermaid: 'dark'
  }
}
type Scheme = (typeof SCHEMES)[keyof typeof SCHEMES]

function styleOf({ background, text, border, code, link }: Scheme): string {
  return `
    body { margin: 0; background: ${background}; color: ${text}; font: 14px/1.5 "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif }
    main { padding: 16px; box-sizing: border-box; width: ${WIDTH}px }
    h2 { font-size: 18px; margin: 0 0 8px }
    a { color: ${link} }
    section { border: 1px solid ${border}; border-radius: 6px; padding: 16px }
    table { border-collapse: collapse; margin-bottom: 16px }
    th, td { border: 1px solid ${border}; padding: 5px 12px }
    code, pre { font-family: "DejaVu Sans Mono", Consolas, monospace; font-size: 12px }
    code { background: ${code}; border-radius: 6px; padding: 2px 5px }`
}

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
  const html = marked.parse((await runMigration()).summary)
  mkdirSync(join(root, 'docs/images'), { recursive: true })
  for (const [name, scheme] of Object.entries(SCHEMES)) {
    const content = page(scheme, summarySection(html, scheme))
    // 48 colors are enough for text and keep the file small.
    const png = await sharp(render(name, content)).png({ palette: true, colours: 48, dither: 0 }).toBuffer()
    if (png.length > MAX_BYTES) throw new Error(`${name}.png has ${png.length} bytes, but the maximum is ${MAX_BYTES}.`)
    writeFileSync(join(root, 'docs/images', `${name}.png`), png)
    console.log(`docs/images/${name}.png: ${png.length} bytes`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** Converts minutes to ms. */
function minutes(count: number): number {
  return count * 60_000
}

/** Starts an emulator whose time passes faster, from `origin` (ms since 1970). */
function startFastEmulator(origin: number): Promise<Emulator> {
  return startEmulator({
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
}

/** Runs a step that starts a migration and waits until it finishes. */
async function runMigration(): Promise<Outcome> {
  const origin = Date.now()
  const emulator = await startFastEmulator(origin)
  try {
    const migration = await runStep({
      inputs: {
        region: 'cn-hangzhou',
        endpoint: emulator.url,
        'access-key-id': EXAMPLE_CREDENTIALS.accessKeyId,
        'access-key-secret': EXAMPLE_CREDENTIALS.accessKeySecret,
        operation: 'start-job',
        'job-name': 'nightly-sync',
        'wait-for': 'finished',
        'wait-timeout-seconds': '3600',
        'poll-interval-seconds': '40'
      },
      env: {
        NODE_OPTIONS: `--import=${pathToFileURL(join(root, '__tests__/preload/fast-time.mjs'))}`,
        TIME_FACTOR: String(TIME_FACTOR),
        TIME_ORIGIN: String(origin),
        TIME_REAL_MS: '30000'
      }
    })
    if (migration.exitCode !== 0) throw new Error(`The step failed:\n${migration.log}`)
    return migration
  } finally {
    await emulator.close()
  }
}

function summarySection(html: string, { mermaid: theme }: Scheme): string {
  const charts = html.replace(
    /<pre><code class="language-mermaid">(.*?)<\/code><\/pre>/gs,
    '<pre class="mermaid">$1</pre>'
  )
  const mermaid = pathToFileURL(join(folder, 'node_modules/mermaid/dist/mermaid.min.js'))
  return `<section><h2>migrate summary</h2>${charts}</section><script src="${mermaid}"></script><script>mermaid.initialize({ startOnLoad: true, theme: '${theme}' })</script>`
}

/** Renders a page as a PNG that is as high as its content. */
function render(name: string, content: string): Buffer {
  const [html, png] = [join(folder, `${name}.html`), join(folder, `${name}.png`)]
  writeFileSync(html, content)
  const url = pathToFileURL(html).href
  const dom = runChromium(['--dump-dom', `--window-size=${WIDTH},400`, url])
  const height = Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 400)
  runChromium([`--screenshot=${png}`, `--window-size=${WIDTH},${height}`, '--force-device-scale-factor=1.5', url])
  return readFileSync(png)
}

function page(scheme: Scheme, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><style>${styleOf(scheme)}</style><body><main>${content}</main>
<script>setInterval(() => { document.documentElement.dataset.height = document.querySelector('main').scrollHeight }, 50)</script></body></html>`
}

function runChromium(args: string[]): string {
  // The sandbox doesn't work in a container, and isn't needed for this script's own pages.
  const commonArgs = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--disable-lcd-text',
    '--virtual-time-budget=4000'
  ]
  return execFileSync(chromium, [...commonArgs, ...args], {
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
    'Chromium was not found. Install it (on Debian: apt-get install chromium), or set CHROMIUM to its path.'
  )
}
