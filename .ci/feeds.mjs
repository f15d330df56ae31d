// What do three parsers of the npm registry say about XML feeds, and do they see the same entries?
import { createReadStream, readFileSync } from 'node:fs'
import { parseFeed } from '@rowanmanning/feed-parser'
import FeedParser from 'feedparser'
import RssParser from 'rss-parser'

const streamed = path => new Promise((resolve, reject) => {
  const entries = []
  const parser = new FeedParser()
  parser.on('error', reject)
  parser.on('readable', () => {
    for (let entry = parser.read(); entry; entry = parser.read()) entries.push(entry)
  })
  parser.on('end', () => resolve(entries))
  createReadStream(path).on('error', reject).pipe(parser)
})

const whole = entry => Boolean(entry.id && entry.title && entry.url && entry.date && !Number.isNaN(+entry.date))

let faults = 0
for (const path of process.argv.slice(2).filter(each => each.endsWith('.xml'))) {
  const text = readFileSync(path, 'utf8')
  const seen = {
    'rss-parser': (await new RssParser().parseString(text)).items.map(each => ({
      id: each.id ?? each.guid, title: each.title, url: each.link, date: new Date(each.isoDate),
    })),
    feedparser: (await streamed(path)).map(each => ({
      id: each.guid, title: each.title, url: each.link, date: each.pubdate,
    })),
    'feed-parser': parseFeed(text).items.map(each => ({
      id: each.id, title: each.title, url: each.url, date: each.published,
    })),
  }
  const ids = Object.values(seen).map(entries => entries.map(entry => entry.id).join(' '))
  for (const [parser, entries] of Object.entries(seen)) {
    if (!entries.length || !entries.every(whole)) {
      console.error(`${path}: ${parser} misses an id, a title, a link or a date`)
      faults += 1
    }
  }
  if (new Set(ids).size !== 1) {
    console.error(`${path}: the parsers see different entries`)
    faults += 1
  }
}
process.exit(faults ? 1 : 0)
