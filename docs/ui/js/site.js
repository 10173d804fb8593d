(function () {
  'use strict'

  var root = document.documentElement

  function dark () {
    var theme = root.dataset.theme
    return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches
  }

  document.querySelector('.theme').addEventListener('click', function () {
    root.dataset.theme = dark() ? 'light' : 'dark'
    try {
      localStorage.setItem('theme', root.dataset.theme)
    } catch (ex) {
      // Kept for this page alone
    }
  })

  var menu = document.querySelector('.menu')
  var nav = document.getElementById('nav')
  menu.addEventListener('click', function () {
    menu.setAttribute('aria-expanded', String(nav.classList.toggle('open')))
  })

  // The search listens to keys alone, and not to what is pasted
  var search = document.getElementById('search-input')
  search.addEventListener('paste', function () { search.dispatchEvent(new KeyboardEvent('keydown')) })

  // The page one is at is in view
  var current = nav.querySelector('[aria-current]')
  if (current && current.offsetTop > nav.clientHeight) nav.scrollTop = current.offsetTop - nav.clientHeight / 2

  document.querySelectorAll('.listingblock pre').forEach(function (pre) {
    if (!navigator.clipboard) return
    var button = document.createElement('button')
    button.className = 'copy'
    button.type = 'button'
    button.textContent = 'Copy'
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(pre.innerText).then(function () {
        button.textContent = 'Copied'
        setTimeout(function () { button.textContent = 'Copy' }, 1500)
      })
    })
    pre.parentElement.appendChild(button)
  })

  // The section one reads is marked among those of the page
  var links = Array.from(document.querySelectorAll('.toc a'))
  var sections = links.map(function (link) { return document.getElementById(decodeURIComponent(link.hash.slice(1))) })
  function mark () {
    var at = 0
    sections.forEach(function (section, i) { if (section && section.getBoundingClientRect().top < 120) at = i })
    links.forEach(function (link, i) {
      if (i === at) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    })
  }
  if (links.length) {
    addEventListener('scroll', mark, { passive: true })
    mark()
  }
})()
