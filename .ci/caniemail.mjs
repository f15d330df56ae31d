// Which features of the digest does a mail program not know, and is there something behind each of them?
import { readFileSync } from 'node:fs'
import { caniemail } from 'caniemail'

const CLIENTS = ['gmail.*', 'outlook.windows', 'outlook.outlook-com', 'apple-mail.*', 'yahoo.*']

// What is not known somewhere, by its title on caniemail.com, and what readers have there instead.
const FALLBACKS = {
  'aria-hidden attribute': 'The preheader is read out once more; everybody else hears the mail alone.',
  'aria-label attribute': 'The mail is announced without the name of the publication, which stands on top of it.',
  'color-scheme meta tag': 'The mail is shown in light colours, or in what the program makes of them.',
  'display:none': 'The preheader is hidden by its size of 1 pixel too.',
  'max-height property': 'The preheader is hidden by display, and from Word by mso-hide.',
  'overflow-wrap': 'word-break says the same; without both, a word without end makes its column wider.',
  'white-space': 'A date or a reading time may break at its space.',
  'word-break': 'overflow-wrap says the same; without both, a word without end makes its column wider.',
  '<bdi> element': 'Its words stay; a name in the other direction may stand on the other side of the date.',
  '<body> element': 'Its colour and margins stand on the table in it too.',
  opacity: 'The preheader is hidden by display, and from Word by mso-hide.',
  overflow: 'The preheader is hidden by display, and from Word by mso-hide.',
}

const STYLE = /<style[^>]*>([^]*?)<\/style>/g
const CONDITIONAL = /<!--\[if [^]*?<!\[endif\]-->/g

const faults = []
const met = new Set()
for (const file of process.argv.slice(2)) {
  // Conditional comments are for Word alone, and say what Word knows.
  const page = readFileSync(file, 'utf8').replace(CONDITIONAL, '')

  // Some of these programs drop style elements: only what refines the look may stand there.
  for (const [, rules] of page.matchAll(STYLE)) {
    const outside = rules.replace(/@media[^{]*{(?:[^{}]*{[^{}]*})*\s*}/g, '')
    for (const [, selectors] of outside.matchAll(/([^{}]+){[^{}]*}/g)) {
      if (!selectors.split(',').every(each => each.trim().startsWith('[data-ogs'))) {
        faults.push(`${file}: ${selectors.trim()} stands in a style element only`)
      }
    }
  }

  const { issues } = caniemail({ clients: CLIENTS, html: page.replace(STYLE, '') })
  const unknown = {}
  for (const [client, found] of issues.errors) {
    for (const { title } of found) (unknown[title] ??= new Set()).add(client)
  }
  for (const [title, clients] of Object.entries(unknown)) {
    met.add(title)
    if (!(title in FALLBACKS)) faults.push(`${file}: ${title} is not known to ${[...clients].join(', ')}`)
  }
}
for (const title of Object.keys(FALLBACKS)) {
  if (!met.has(title)) faults.push(`${title} is known everywhere by now, or not used any more: take it off the list`)
}
for (const fault of faults) console.error(fault)
process.exit(faults.length ? 1 : 0)
