'use strict'

const HEADING = /<h([23]) id="([^"]+)"[^>]*>(.*?)<\/h\1>/gs

// The sections of a page as a list, or nothing if there are less than two
module.exports = (contents) => {
  if (!contents) return ''
  const headings = [...contents.toString().matchAll(HEADING)]
  if (headings.length < 2) return ''
  const items = headings.map(([, level, id, title]) => {
    const text = title.replace(/<\/?a\b[^>]*>/g, '')
    return `<li class="level${level}"><a href="#${id}">${text}</a></li>`
  })
  return `<ul>${items.join('')}</ul>`
}
