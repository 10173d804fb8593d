'use strict'

const path = require('path').posix

const hljs = require('highlight.js')

const CODE = /(<code class="language-(\w+) hljs" data-lang="\w+">)(.*?)(<\/code>)/gs
const TABLE = /<table class="tableblock.*?<\/table>/gs
const NAME = /<code>([^<]{20,})<\/code>/g
const PICTURE = /<img src="([^"]+\.svg)" alt="([^"]*)"[^>]*>/g

const ID = / id="([^"]+)"/g
const LINK = /<a [^>]*href="(?![a-z]+:)([^"#]*)#([^"]+)"/g

// What is done to pages when they are converted: code is highlighted, wide tables scroll by themselves, and
// pictures are put into the page, so that they follow its colours. Then they are checked
module.exports.register = function () {
  this.on('documentsConverted', ({ contentCatalog }) => {
    const pictures = new Map(contentCatalog.findBy({ family: 'image' })
      .filter(({ src }) => src.extname === '.svg')
      .map((file) => [file.src.basename, file]))
    for (const page of contentCatalog.getPages()) {
      if (!page.contents) continue
      const html = page.contents.toString()
        .replace(CODE, (_, open, language, code, close) => open + highlighted(language, code) + close)
        .replace(TABLE, (table) => `<div class="tablewrap">${table.replace(NAME, breakable)}</div>`)
        .replace(PICTURE, (img, src, alt) => inlined(img, alt, pictures.get(src.slice(src.lastIndexOf('/') + 1))))
      page.contents = Buffer.from(html)
    }
    check(contentCatalog, this.getLogger('references'))
  })
}

// Antora looks whether a page is there that another one refers to, but not at the section. Nor does it see markup
// that was not taken for markup, or signs that were, as in `a/+` and `+/b`
function check (contentCatalog, logger) {
  const pages = contentCatalog.getPages((page) => page.contents && page.pub)
  const ids = new Map(pages.map((page) =>
    [page.pub.url, new Set([...page.contents.toString().matchAll(ID)].map(([, id]) => id))]))
  for (const page of pages) {
    for (const [, href, id] of page.contents.toString().matchAll(LINK)) {
      const url = href ? path.join(path.dirname(page.pub.url), href) : page.pub.url
      if (!ids.get(url)?.has(decodeURIComponent(id))) {
        logger.error({ file: page.src }, `section of reference not found: ${href}#${id}`)
      }
    }
    const [leftOver] = page.contents.toString().replace(/<pre.*?<\/pre>/gs, '').match(/.{0,40}(?:`|<mark>).{0,40}/) ?? []
    if (leftOver) logger.error({ file: page.src }, `markup is not what it should be: ${leftOver}`)
  }
}

// A long name may break where it has a joint
function breakable (code) {
  return code.replace(/(?<=[a-z])(?=[A-Z])|(?<=[a-z])(?=\.[a-z])|(?<=[a-z]-)(?=[a-z])/g, '<wbr>')
}

function highlighted (language, code) {
  if (!hljs.getLanguage(language)) return code
  return hljs.highlight(unescaped(code), { language, ignoreIllegals: true }).value
}

function unescaped (code) {
  return code.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#39;/g, "'").replace(/&quot;/g, '"').replace(/&amp;/g, '&')
}

function inlined (img, alt, picture) {
  if (!picture) return img
  return picture.contents.toString().trim().replace('<svg ', `<svg role="img" aria-label="${alt}" `)
}
