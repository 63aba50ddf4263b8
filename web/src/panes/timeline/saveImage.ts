import { LANES } from '@tcpscope/shared/trace'
import { DRAWING_HEIGHT, LANE_PX, laneY, WAITS_Y } from './layout.ts'

/** Room for the lanes' names, and for the words above, px. */
const NAMES_PX = 156
const HEAD_PX = 40
const MARGIN_PX = 12
/** A PNG has so many pixels for each one on the page. */
const PNG_SCALE = 2
const SVG_NS = 'http://www.w3.org/2000/svg'

/** What the page says by style sheets and a file must say itself. */
const LOOKS = [
  'fill',
  'fill-opacity',
  'paint-order',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
] as const

/** The drawing as it is on the page, with its colours, the lanes' names and a heading, as an SVG file. */
export function standaloneSvg(drawing: SVGSVGElement, heading: string, range: string): string {
  const page = getComputedStyle(drawing.parentElement ?? drawing)
  const names = getComputedStyle(document.documentElement)
  const width = drawing.width.baseVal.value + NAMES_PX + MARGIN_PX
  const height = DRAWING_HEIGHT + HEAD_PX + MARGIN_PX
  const svg = document.createElementNS(SVG_NS, 'svg')
  for (const [name, value] of Object.entries({
    xmlns: SVG_NS,
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
  })) {
    svg.setAttribute(name, String(value))
  }
  const ink = names.getPropertyValue('--ts-text').trim()
  const dim = names.getPropertyValue('--ts-dim').trim()
  const write = (
    text: string,
    x: number,
    y: number,
    color: string,
    anchor: 'start' | 'end',
    size: number,
  ) => {
    const node = document.createElementNS(SVG_NS, 'text')
    const look = {
      x,
      y,
      fill: color,
      'text-anchor': anchor,
      'font-size': size,
      'font-family': page.fontFamily,
    }
    for (const [name, value] of Object.entries(look)) node.setAttribute(name, String(value))
    node.textContent = text
    svg.append(node)
  }
  const ground = document.createElementNS(SVG_NS, 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', names.getPropertyValue('--ts-bg').trim())
  svg.append(ground)
  write(heading, MARGIN_PX, 18, ink, 'start', 13)
  write(range, MARGIN_PX, 34, dim, 'start', 11)
  for (const { id, title } of LANES)
    write(title, NAMES_PX - 8, HEAD_PX + laneY(id) + LANE_PX - 3, dim, 'end', 12)
  write('waits on', NAMES_PX - 8, HEAD_PX + WAITS_Y + LANE_PX - 3, dim, 'end', 12)
  // What reaches over an edge is cut there, as on the page.
  const window = document.createElementNS(SVG_NS, 'svg')
  window.setAttribute('x', String(NAMES_PX))
  window.setAttribute('y', String(HEAD_PX))
  window.setAttribute('width', String(drawing.width.baseVal.value))
  window.setAttribute('height', String(DRAWING_HEIGHT))
  for (const child of drawing.children) window.append(withLooks(child))
  svg.append(window)
  return new XMLSerializer().serializeToString(svg)
}

/** A copy that looks like the original without any style sheet. */
function withLooks(original: Element): Element {
  const copy = original.cloneNode(true) as Element
  const pairs: [Element, Element][] = [[original, copy]]
  for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
    const [from, to] = pair
    const style = getComputedStyle(from)
    for (const look of LOOKS) {
      const value = style.getPropertyValue(look)
      if (value !== '') to.setAttribute(look, value)
    }
    to.removeAttribute('class')
    for (const [i, child] of [...from.children].entries()) {
      const twin = to.children[i]
      if (twin) pairs.push([child, twin])
    }
  }
  return copy
}

/** An SVG drawn as a PNG, twice as fine as the page. @throws Error when the browser cannot draw it */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width * PNG_SCALE
  canvas.height = image.height * PNG_SCALE
  const context = canvas.getContext('2d')
  context?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be drawn.'))),
      'image/png',
    ),
  )
}

/** Lets the browser save a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken it by then; kept for longer it would stay in memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
