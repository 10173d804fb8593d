'use strict'

const path = require('path').posix

// From the page that is being written to another one, both given by their path from the root of the site
module.exports = (to, { data: { root } }) => {
  const from = root.page.url
  if (!from) return root.siteRootPath + to
  const [target, fragment] = to.split('#')
  const relative = path.relative(path.dirname(from), target) || path.basename(target)
  return fragment ? relative + '#' + fragment : relative
}
