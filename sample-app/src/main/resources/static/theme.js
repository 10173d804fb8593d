'use strict';
// Before anything is drawn, so that nothing flashes
(() => {
	let theme = null;
	try { theme = localStorage.getItem('theme'); } catch (ex) { /* as the system, then */ }
	document.documentElement.dataset.theme = theme || (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
})();
